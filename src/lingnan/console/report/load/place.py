"""Counts by city and cluster as views: the last month of out_progress.

Not for targets over time (target).
"""

from collections import defaultdict
from typing import Any

from lingnan.console.i18n import Translator
from lingnan.console.report.load.pinned import factor_of, version_of
from lingnan.console.views import CityCount, ClusterCount, ClusterRef
from lingnan.kernel import month_start
from lingnan.packs import Pack
from lingnan.packs.content import Target
from lingnan.programme import read_progress
from lingnan.store import Store
from lingnan.store.runs import Run


def main_target(pack: Pack) -> Target:
    """Answer the target whose map is shown: the first that counts enterprises."""
    counted = [target for target in pack.targets if target.headline.counts == "enterprise"]
    return (counted or list(pack.targets))[0]


def population_name(tr: Translator, pack: Pack, target: Target) -> str:
    """Name what shares of a target are taken of."""
    if target.denominator_id is None:
        return tr.gettext("registered enterprises")
    return pack.denominator(target.denominator_id).name.in_(tr.lang)


def city_counts(
    tr: Translator,
    store: Store,
    pack: Pack,
    run: Run,
    target: Target,
    contributions: list[dict[str, Any]],
) -> tuple[CityCount, ...]:
    """Count every city of the pack; `contributions` are what each is expected to bring.

    Units: multiplied by the expansion of a sample.
    """
    counts = _sided(store, pack, run, target, "city", ("city_code",))
    expected = {entry["key"]: entry for entry in contributions}
    found = []
    for city in pack.cities:
        population, claimed, proven = counts.get((city.code,), (0, 0, 0))
        share = expected.get(city.code, {})
        found.append(
            CityCount(
                code=city.code,
                name=city.name.in_(tr.lang),
                short=city.short_zh if tr.lang == "zh" else city.name.en,
                group=city.group.in_(tr.lang),
                tile_row=city.tile_row,
                tile_col=city.tile_col,
                population=population,
                claimed=claimed,
                proven=proven,
                expected=share.get("expected"),
                is_stated=bool(share.get("is_stated")),
            )
        )
    return tuple(found)


def cluster_cells(
    store: Store, pack: Pack, run: Run, target: Target, *, city_code: str | None = None
) -> tuple[ClusterCount, ...]:
    """Count every cluster in every city, or in one."""
    keys = ("city_code", "cluster_id")
    counts = _sided(store, pack, run, target, "city_cluster", keys, city_code)
    each = factor_of(store, pack, target.headline_definition)
    known = {cluster.id for cluster in pack.clusters}
    cities = {city.code for city in pack.cities}
    return tuple(
        ClusterCount(cluster, population, claimed, proven, city, population // each)
        for (city, cluster), (population, claimed, proven) in sorted(counts.items())
        if cluster in known and city in cities
    )


def cluster_refs(tr: Translator, pack: Pack) -> tuple[ClusterRef, ...]:
    """List the clusters in the plan's order."""
    ordered = sorted(pack.clusters, key=lambda cluster: cluster.order)
    return tuple(ClusterRef(each.id, each.name.in_(tr.lang)) for each in ordered)


def _sided(
    store: Store,
    pack: Pack,
    run: Run,
    target: Target,
    slice_name: str,
    keys: tuple[str, ...],
    city_code: str | None = None,
) -> dict[tuple[str, ...], tuple[int, int, int]]:
    """Read population, claimed and proven of the last month, by key."""
    definition = target.headline_definition
    table = read_progress(
        store,
        version=version_of(run, "out_progress"),
        definition_ids=[definition],
        slices=[slice_name],
        month=month_start(run.as_of),
        city_code=city_code,
    )
    factor = factor_of(store, pack, definition)
    found: dict[tuple[str, ...], list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in table.to_pylist():
        counts = found[tuple(row[key] for key in keys)]
        counts[0] = row["population_count"] * factor
        counts[1 if row["side"] == "claimed" else 2] = row["counted_count"] * factor
    return {key: (counts[0], counts[1], counts[2]) for key, counts in found.items()}
