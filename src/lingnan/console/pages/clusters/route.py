"""The clusters, one cluster, and their tables as files."""

from typing import Final

from lingnan.access import Permission
from lingnan.console.i18n import N_
from lingnan.console.pages.clusters.context import ClusterContext, ClustersContext, Counted
from lingnan.console.pages.clusters.level import level_sections
from lingnan.console.pages.clusters.read import (
    city_counts,
    city_rows,
    cluster_counts,
    cluster_rows,
    cluster_sentence,
    clusters_sentence,
    counted_targets,
    kind_name,
    target_rows,
)
from lingnan.console.report.load.explain import explain_clusters
from lingnan.console.report.load.pinned import inputs_of
from lingnan.console.report.load.place import population_name
from lingnan.console.report.load.word import heading
from lingnan.console.web.answer import Answer, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.errors import NothingThere
from lingnan.console.web.extent import Extent, extent_of
from lingnan.console.web.linked import LinkedTable
from lingnan.console.web.menu import Entry
from lingnan.console.web.route import Row, get
from lingnan.console.web.sheet import sent_table
from lingnan.packs.content import Cluster, Target

_READ: Final = Permission.PROGRAMME_READ


def _clusters(call: Call) -> Answer:
    extent, target = extent_of(call), _target(call)
    counts = cluster_counts(call, extent, target)
    context = ClustersContext(
        choices=tuple(
            Counted(
                heading(each.name.in_(call.lang)),
                f"/clusters?target={each.id}",
                each.id == target.id,
            )
            for each in counted_targets(call)
        ),
        sentence=clusters_sentence(call, counts),
        clusters=_rows(call, extent, target),
        csv=f"/clusters.csv?target={target.id}",
        explanation=explain_clusters(call.tr, call.pack, inputs_of(call.run, "out_progress")),
    )
    return Shown(call.tr.gettext("Clusters"), context)


def _cluster(call: Call) -> Answer:
    extent, cluster, target = extent_of(call), _known(call), _target(call)
    counts = cluster_counts(call, extent, target).get(cluster.id, (0, 0, 0))
    cities = city_counts(call, extent, target, cluster.id)
    levels, level_rows, proof = level_sections(call, extent, cluster.id)
    names = [city.name.in_(call.lang) for city in extent.cities]
    context = ClusterContext(
        cluster_id=cluster.id,
        name=cluster.name.in_(call.lang),
        where="" if extent.is_whole else call.tr.listing(names),
        is_confirmed=all(each.is_confirmed for each in cluster.industries),
        kind=kind_name(call.tr, cluster),
        sentence=cluster_sentence(call, target, counts, cities),
        targets=target_rows(call, extent, cluster.id),
        cities=city_rows(call, target, cluster.id, cities),
        levels=levels,
        level_rows=level_rows,
        proof=proof,
        explanation=explain_clusters(call.tr, call.pack, inputs_of(call.run, "out_progress")),
    )
    return Shown(context.name, context)


def _list_table(call: Call) -> Answer:
    return sent_table("clusters.csv", _rows(call, extent_of(call), _target(call)).table)


def _table(call: Call) -> Answer:
    extent, cluster, target = extent_of(call), _known(call), _target(call)
    name = call.parameters["table"]
    levels, _rows_of, proof = level_sections(call, extent, cluster.id)
    cities = city_rows(call, target, cluster.id, city_counts(call, extent, target, cluster.id))
    tables = {
        "targets": target_rows(call, extent, cluster.id).table,
        "cities": None if cities is None else cities.table,
        "levels": None if levels is None or levels.chart is None else levels.chart.table,
        "proof": None if proof is None or not proof.tables else proof.tables[0],
    }
    found = tables.get(name)
    if found is None:
        raise NothingThere
    return sent_table(f"{cluster.id}-{name}.csv", found)


def _rows(call: Call, extent: Extent, target: Target) -> LinkedTable:
    counts = cluster_counts(call, extent, target)
    return cluster_rows(call, target, counts, population_name(call.tr, call.pack, target))


def _target(call: Call) -> Target:
    """The target that is asked for; else the first that counts enterprises."""
    targets = counted_targets(call)
    if not targets:
        raise NothingThere
    wanted = call.asked("target")
    return next((target for target in targets if target.id == wanted), targets[0])


def _known(call: Call) -> Cluster:
    wanted = call.parameters["cluster_id"]
    for cluster in call.pack.clusters:
        if cluster.id == wanted:
            return cluster
    raise NothingThere


ROUTES: Final = (
    get("/clusters", _READ, _clusters),
    get("/clusters.csv", _READ, _list_table),
    get("/clusters/{cluster_id}", _READ, _cluster, cluster_id=Row.CONTENT),
    get(
        "/clusters/{cluster_id}/{table}.csv",
        _READ,
        _table,
        cluster_id=Row.CONTENT,
        table=Row.CONTENT,
    ),
)
MENU: Final = (Entry("/clusters", N_("Clusters"), 30, _READ),)
