"""Clusters counted: all of them under one target, and one of them under all targets."""

from collections.abc import Mapping

from lingnan.console.charts import Column, Table
from lingnan.console.charts.scale import share
from lingnan.console.charts.words import side_name
from lingnan.console.i18n import Translator
from lingnan.console.report.load.word import heading
from lingnan.console.report.sentence.place import clusters_finding
from lingnan.console.views import ClusterCount, ClusterRef
from lingnan.console.web.call import Call
from lingnan.console.web.extent import Extent
from lingnan.console.web.linked import LinkedTable
from lingnan.console.web.run_view import Counts, counts_by
from lingnan.console.web.target_card import rows_path
from lingnan.packs.content import Cluster, Target

_NOBODY: Counts = (0, 0, 0)


def counted_targets(call: Call) -> list[Target]:
    """Answer the targets that count enterprises, so that clusters can be told apart."""
    return [target for target in call.pack.targets if target.headline.counts == "enterprise"]


def cluster_counts(call: Call, extent: Extent, target: Target) -> dict[str, Counts]:
    """Answer the counts of each cluster, over the region or over the reader's own cities."""
    definition = target.headline_definition
    if extent.is_whole:
        whole = counts_by(call, definition, "cluster", "cluster_id")
        return {key[0]: counts for key, counts in whole.items()}
    found: dict[str, Counts] = {}
    cells = counts_by(call, definition, "city_cluster", "city_code", "cluster_id")
    for (city, cluster), counts in cells.items():
        if city in extent.codes:
            before = found.get(cluster, _NOBODY)
            found[cluster] = (
                before[0] + counts[0],
                before[1] + counts[1],
                before[2] + counts[2],
            )
    return found


def city_counts(call: Call, extent: Extent, target: Target, cluster_id: str) -> dict[str, Counts]:
    """Answer the counts of one cluster in each city that the reader sees."""
    cells = counts_by(call, target.headline_definition, "city_cluster", "city_code", "cluster_id")
    return {
        city: counts
        for (city, cluster), counts in cells.items()
        if cluster == cluster_id and city in extent.codes
    }


def ordered_clusters(call: Call) -> list[Cluster]:
    """Answer the clusters in the plan's order."""
    return sorted(call.pack.clusters, key=lambda cluster: cluster.order)


def clusters_sentence(call: Call, counts: Mapping[str, Counts]) -> str:
    """Say which cluster has most claims without proof."""
    refs = tuple(ClusterRef(each.id, each.name.in_(call.lang)) for each in call.pack.clusters)
    known = {ref.id for ref in refs}
    told = tuple(ClusterCount(key, *each) for key, each in sorted(counts.items()) if key in known)
    return clusters_finding(call.tr, refs, told)


def cluster_rows(
    call: Call, target: Target, counts: Mapping[str, Counts], population_name: str
) -> LinkedTable:
    """Answer all clusters as rows in the plan's order."""
    tr = call.tr
    clusters = ordered_clusters(call)
    rows, links = [], []
    for cluster in clusters:
        each = counts.get(cluster.id, _NOBODY)
        rows.append((cluster.name.in_(call.lang), kind_name(tr, cluster), *_cells(tr, each)))
        links.append((f"/clusters/{cluster.id}", None, *_links(target.id, {"cluster": cluster.id})))
    columns = (
        Column(tr.gettext("Cluster"), "text"),
        Column(tr.gettext("Kind"), "short"),
        *_columns(tr, population_name),
    )
    caption = tr.gettext("{target}, by cluster").format(target=heading(target.name.in_(call.lang)))
    note = tr.gettext("An enterprise may belong to several clusters.")
    return LinkedTable(Table(caption, columns, tuple(rows), note=note), tuple(links))


def target_rows(call: Call, extent: Extent, cluster_id: str) -> LinkedTable:
    """Answer one cluster under every target that counts enterprises."""
    tr = call.tr
    rows, links = [], []
    where = _own(extent)
    for target in counted_targets(call):
        each = cluster_counts(call, extent, target).get(cluster_id, _NOBODY)
        rows.append((heading(target.name.in_(call.lang)), *_cells(tr, each)))
        asked = {"cluster": cluster_id, **where}
        links.append((f"/targets/{target.id}", *_links(target.id, asked)))
    columns = (Column(tr.gettext("Target"), "text"), *_columns(tr, tr.gettext("Of how many")))
    return LinkedTable(
        Table(tr.gettext("Targets in this cluster"), columns, tuple(rows)), tuple(links)
    )


def city_rows(
    call: Call, target: Target, cluster_id: str, counts: Mapping[str, Counts]
) -> LinkedTable | None:
    """Answer one cluster by city, most claims without proof first."""
    tr = call.tr
    names = {city.code: city.name.in_(call.lang) for city in call.pack.cities}
    ordered = sorted(
        ((code, each) for code, each in counts.items() if each[0] and code in names),
        key=lambda item: (item[1][2] - item[1][1], item[0]),
    )
    if not ordered:
        return None
    columns = (Column(tr.gettext("City"), "text"), *_columns(tr, tr.gettext("Of how many")))
    rows = tuple((names[code], *_cells(tr, each)) for code, each in ordered)
    links = tuple(
        (f"/cities/{code}", *_links(target.id, {"cluster": cluster_id, "city": code}))
        for code, _each in ordered
    )
    caption = tr.gettext("{target}, by city").format(target=heading(target.name.in_(call.lang)))
    return LinkedTable(Table(caption, columns, rows), links)


def cluster_sentence(
    call: Call, target: Target, whole: Counts, cities: Mapping[str, Counts]
) -> str:
    """Say how much of a cluster is claimed and proven, and where most proof is missing."""
    tr, _ = call.tr, call.tr.gettext
    population, claimed, proven = whole
    if not population:
        return tr.sentence([_("no enterprise of this cluster could count")])
    names = {
        city.code: (city.short_zh if tr.lang == "zh" else city.name.en) for city in call.pack.cities
    }
    clauses = [
        _("of {count} enterprises that could count, {claimed} ({share}) claim it").format(
            count=tr.number(population),
            claimed=tr.number(claimed),
            share=tr.percent(share(claimed, population), 1),
        ),
        _("{proven} ({share}) are proven").format(
            proven=tr.number(proven), share=tr.percent(share(proven, population), 1)
        ),
    ]
    widest = max(cities, key=lambda code: cities[code][1] - cities[code][2], default=None)
    if widest is not None and len(cities) > 1 and cities[widest][1] > cities[widest][2]:
        clauses.append(
            _("most claims without proof are in {city} ({count})").format(
                city=names.get(widest, widest),
                count=tr.number(cities[widest][1] - cities[widest][2]),
            )
        )
    return f"{heading(target.name.in_(call.lang))}: {tr.sentence(clauses)}"


def kind_name(tr: Translator, cluster: Cluster) -> str:
    """Name the kind of a cluster."""
    _ = tr.gettext
    return {"pillar": _("pillar"), "emerging": _("emerging")}[cluster.kind]


def _columns(tr: Translator, population_name: str) -> tuple[Column, ...]:
    _ = tr.gettext
    return (
        Column(population_name),
        Column(side_name(tr, "claimed")),
        Column(_("Claimed, share")),
        Column(side_name(tr, "proven")),
        Column(_("Proven, share")),
        Column(_("Claimed without proof")),
    )


def _cells(tr: Translator, counts: Counts) -> tuple[str, ...]:
    population, claimed, proven = counts
    return (
        tr.number(population),
        tr.number(claimed),
        tr.percent(share(claimed, population), 1),
        tr.number(proven),
        tr.percent(share(proven, population), 1),
        tr.number(claimed - proven),
    )


def _links(target_id: str, where: Mapping[str, str]) -> tuple[str | None, ...]:
    paths = {
        side: rows_path(target_id, side, **where)
        for side in ("population", "claimed", "proven", "gap")
    }
    return (
        paths["population"],
        paths["claimed"],
        None,
        paths["proven"],
        None,
        paths["gap"],
    )


def _own(extent: Extent) -> dict[str, str]:
    """Rows are within the reader's cities anyway; one city is named, so that the address tells."""
    one = extent.cities[0].code if not extent.is_whole and len(extent.cities) == 1 else ""
    return {"city": one} if one else {}
