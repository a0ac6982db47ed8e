"""Peers and history, worked out by hand on a few rows."""

from datetime import date
from typing import Any

import ibis
import pyarrow as pa

from lingnan.diagnosis import (
    DIMENSION_SCHEMA,
    LEVEL_SCHEMA,
    PEER_SCHEMA,
    SCORE_SCHEMA,
    Model,
    dimensions_long,
    levels_to_intervals,
    moments_of,
    peer_table,
    score_rows,
    with_percentiles,
)


def _scored(model: Model) -> pa.Table:
    """Five peers with scores 10, 20, 20, 40, 50; one of another size; one without a cluster."""
    whole = [10, 20, 20, 40, 50, 7, 99]
    count = len(whole)
    sides: dict[str, Any] = {}
    for side, marks in (("claimed", whole), ("proven", [mark // 2 for mark in whole])):
        sides[f"{side}_millipoints"] = pa.array(marks, pa.int32())
        sides[f"{side}_level"] = pa.array([0] * count, pa.int8())
        sides[f"{side}_next_level"] = pa.array([1] * count, pa.int8())
        sides[f"{side}_points_short"] = pa.array([1] * count, pa.int32())
        for name in ("scenarios_short", "mandatory_short"):
            sides[f"{side}_{name}"] = pa.array([0] * count, pa.int8())
        for dimension in model.dimensions:
            sides[f"{side}_dimension_{dimension.id}"] = pa.array(marks, pa.int32())
    return pa.table(
        {
            "subject_code": [f"S{n}" for n in range(count)],
            "as_of_date": [date(2023, 9, 30)] * count,
            **sides,
            "answered_count": pa.array([1] * count, pa.int16()),
            "attested_count": pa.array([0] * count, pa.int16()),
            "top_missing_item": pa.array([None] * count, pa.string()),
            "top_missing_lift_millipoints": pa.array([None] * count, pa.int32()),
            "primary_cluster_id": ["toy"] * 6 + [None],
            "size_class": ["small"] * 5 + ["large", "small"],
        }
    )


def test_percentile_is_the_share_of_other_peers_below(bench: Any, miit: Model) -> None:
    """Of four others, 0, 1, 1, 3 and 4 score less; alone or without cluster there is none."""
    table = with_percentiles(ibis.memtable(_scored(miit)))
    rows = bench.connection.to_pyarrow(table).sort_by("subject_code").to_pylist()
    assert [row["claimed_percentile"] for row in rows] == [0, 25, 25, 75, 100, None, None]


def test_quartiles_are_scores_that_some_peer_has(bench: Any, miit: Model) -> None:
    """Nearest rank of five: p25 = 2nd (20), median = 3rd (20), p75 = 4th (40); proven median 10."""
    found = bench.connection.to_pyarrow(peer_table(ibis.memtable(_scored(miit)), miit))
    assert found.column_names == PEER_SCHEMA.names
    assert found.num_rows == 2 * 5  # two groups; the whole and four dimensions
    row = next(
        r for r in found.to_pylist() if (r["size_class"], r["dimension_id"]) == ("small", "*")
    )
    assert row["enterprises_count"] == 5
    assert (row["claimed_p25"], row["claimed_median"], row["claimed_p75"]) == (20, 20, 40)
    assert row["proven_median"] == 10


def test_results_have_the_columns_of_their_tables(bench: Any, miit: Model) -> None:
    scored = ibis.memtable(_scored(miit))
    scores = bench.connection.to_pyarrow(score_rows(scored, miit))
    assert scores.cast(SCORE_SCHEMA).num_rows == 7
    dimensions = bench.connection.to_pyarrow(dimensions_long(scored, miit))
    assert dimensions.cast(DIMENSION_SCHEMA).num_rows == 7 * 4


def test_levels_become_half_open_intervals(bench: Any, miit: Model) -> None:
    """S1 claims 1, 1, 2 and is gone at the fourth date; S2 appears late, back after a gap."""
    days = [date(2023, month, 1) for month in range(1, 7)]
    rows = [("S1", 0, 1, 0), ("S1", 1, 1, 1), ("S1", 2, 2, 1)]
    rows += [("S2", 3, 1, 1), ("S2", 5, 1, 1)]
    scored = pa.table(
        {
            "subject_code": [row[0] for row in rows],
            "as_of_date": [days[row[1]] for row in rows],
            "claimed_level": pa.array([row[2] for row in rows], pa.int8()),
            "proven_level": pa.array([row[3] for row in rows], pa.int8()),
        }
    )
    moments = pa.table({"subject_code": ["S1"] * 4 + ["S2"] * 3, "as_of_date": days[:4] + days[3:]})
    found = bench.connection.to_pyarrow(
        levels_to_intervals(ibis.memtable(scored), ibis.memtable(moments), miit)
    )
    assert found.cast(LEVEL_SCHEMA).column_names == LEVEL_SCHEMA.names
    spans = sorted(
        (r["subject_code"], r["side"], r["from_date"], r["until_date"] or date.max, r["level"])
        for r in found.to_pylist()
    )
    assert spans == [
        ("S1", "claimed", days[0], days[2], 1),
        ("S1", "claimed", days[2], days[3], 2),
        ("S1", "proven", days[0], days[1], 0),
        ("S1", "proven", days[1], days[3], 1),
        ("S2", "claimed", days[3], days[4], 1),
        ("S2", "claimed", days[5], date.max, 1),
        ("S2", "proven", days[3], days[4], 1),
        ("S2", "proven", days[5], date.max, 1),
    ]


def test_moments_are_month_ends_of_facts_and_expiries(bench: Any) -> None:
    """Two facts of March 2023; one expires after 30 days: it is gone on 10 April (10 March + 31).

    A fact of June lies after the date looked from, which is always a moment itself.
    """
    rows = pa.table(
        {
            "subject_code": ["S1", "S1", "S2"],
            "indicator_code": ["short", "long", "long"],
            "fact_date": [date(2023, 3, 10), date(2023, 3, 31), date(2023, 6, 1)],
        }
    )
    freshness = pa.table(
        {
            "indicator_code": ["short", "long"],
            "fresh_days": pa.array([10, 10], pa.int32()),
            "expires_days": pa.array([30, None], pa.int32()),
        }
    )
    found = moments_of(ibis.memtable(rows), ibis.memtable(freshness), date(2023, 5, 15))
    moments = bench.connection.to_pyarrow(found).to_pylist()
    assert sorted((row["subject_code"], row["as_of_date"]) for row in moments) == [
        ("S1", date(2023, 3, 31)),
        ("S1", date(2023, 4, 30)),
        ("S1", date(2023, 5, 15)),
        ("S2", date(2023, 5, 15)),
    ]
