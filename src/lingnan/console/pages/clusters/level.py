"""On which level the enterprises of a cluster stand, as sections."""

from collections import Counter
from typing import Any

from lingnan.console.report.city import level_bars, missing_table
from lingnan.console.report.load.level import Standings, level_counts, missing_counts
from lingnan.console.report.section import Section
from lingnan.console.report.sentence.place import levels_finding, missing_finding
from lingnan.console.web.call import Call
from lingnan.console.web.cluster_table import linked_levels
from lingnan.console.web.extent import Extent
from lingnan.console.web.linked import LinkedTable
from lingnan.console.web.run_view import standings_of


def level_sections(
    call: Call, extent: Extent, cluster_id: str
) -> tuple[Section | None, LinkedTable | None, Section | None]:
    """Answer the levels of a cluster, as a section and as rows that lead on, and missing proof.

    Limits: nulls before lists are prepared.
    """
    found = _standings(call, extent, cluster_id)
    if found is None or not found.rows:
        return None, None, None
    tr, model = call.tr, call.pack.model(found.model_id)
    factor = call.store.manifest.expansion
    levels = level_counts(tr, model, found.rows, factor)
    missing = missing_counts(tr, model, found.rows, factor)
    chart = level_bars(tr, model.title.in_(call.lang), levels)
    return (
        Section("levels", tr.gettext("Levels"), levels_finding(tr, levels), chart),
        linked_levels(chart.table, levels, cluster=cluster_id),
        Section(
            "proof",
            tr.gettext("Missing proof"),
            missing_finding(tr, missing),
            tables=(missing_table(tr, missing),) if missing else (),
        ),
    )


def _standings(call: Call, extent: Extent, cluster_id: str) -> Standings | None:
    if extent.is_whole:
        return standings_of(call, cluster_id=cluster_id)
    enterprises: Counter[tuple[Any, ...]] = Counter()
    lifts: Counter[tuple[Any, ...]] = Counter()
    model_id = None
    for city in extent.cities:
        found = standings_of(call, cluster_id=cluster_id, city_code=city.code)
        for row in () if found is None else found.rows:
            key = (row["claimed_level"], row["proven_level"], row["top_missing_item"])
            enterprises[key] += row["enterprises"]
            lifts[key] += row["lift"]
        model_id = model_id if found is None else found.model_id
    if model_id is None:
        return None
    names = ("claimed_level", "proven_level", "top_missing_item")
    return Standings(
        model_id,
        [
            {**dict(zip(names, key, strict=True)), "enterprises": count, "lift": lifts[key]}
            for key, count in enterprises.items()
        ],
    )
