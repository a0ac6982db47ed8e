"""Counts by month and slice, survivors and drop-outs, worked out by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from lingnan.packs import Pack
from lingnan.programme.model import Side
from lingnan.programme.progress import Tally, progress_table, tally
from lingnan.programme.store import PROGRESS_SCHEMA, STATUS_SCHEMA
from lingnan.programme.survival import Reason, Survival, survival, year_ago
from lingnan.store.engine import Engine
from programme.small import (
    ENTERPRISES,
    ENTITIES,
    MEMBERSHIPS,
    definition,
    enterprise,
    indicator,
    small_pack,
    table,
    target,
)

AS_OF = date(2023, 9, 15)
ACTIVE: dict[str, Any] = {"kind": "active"}
PROJECT: dict[str, Any] = {
    "kind": "indicator",
    "code": "project",
    "comparator": "=",
    "number": 1,
}
NODE: dict[str, Any] = {"kind": "entity", "entity_kind": "identifier_node"}


@pytest.fixture(scope="module")
def pack() -> Pack:
    return small_pack(
        [
            target(
                "dx",
                [
                    definition("dx.project", [ACTIVE, {"kind": "above_scale"}, PROJECT]),
                    definition("dx.window", [ACTIVE, PROJECT | {"within_months": 12}]),
                    definition("dx.level", [{"kind": "level", "models": ["m"], "at_least": 1}]),
                ],
                [(date(2025, 12, 31), 10)],
            ),
            target("nodes", [definition("nodes.all", [NODE], "entity")], [(AS_OF, 1)]),
        ],
        [indicator("project"), indicator("node_in_operation")],
    )


REGISTER = [
    enterprise("A", city_code="440100", size_class="large", primary_cluster_id="c1"),
    enterprise("B", city_code="440100", size_class="small", founded_date=date(2023, 8, 20)),
    enterprise("C", city_code="440300", size_class="small", primary_cluster_id="c2",
               above_scale_until=date(2023, 9, 1), above_scale_from=date(2020, 1, 1)),
    enterprise("D", city_code=None, size_class=None, status="merged",
               closed_date=date(2023, 9, 10)),
    enterprise("E", city_code="440300", is_above_scale=False),
]  # fmt: skip
CLUSTERS = [
    {"uscc": "A", "cluster_id": "c1"},
    {"uscc": "A", "cluster_id": "c2"},
    {"uscc": "C", "cluster_id": "c2"},
]
NODES = [{"kind": "identifier_node", "entity_code": "88.1", "city_code": "440100"}]


def interval(
    definition_id: str, subject: str, first: date, until: date | None = None, side: str = "claimed"
) -> dict[str, Any]:
    return {
        "definition_id": definition_id,
        "subject_code": subject,
        "side": side,
        "from_date": first,
        "until_date": until,
    }


STATUS = [
    interval("dx.project", "A", date(2018, 1, 1)),
    interval("dx.project", "A", date(2023, 8, 31), side="proven"),
    interval("dx.project", "B", date(2023, 8, 20), date(2023, 9, 15)),
    interval("dx.project", "C", date(2022, 1, 1), date(2023, 9, 1)),
    interval("dx.project", "D", date(2022, 1, 1), date(2023, 9, 10)),
    interval("nodes.all", "identifier_node:88.1", date(2023, 9, 15)),
]


@pytest.fixture(scope="module")
def counts(engine: Engine, pack: Pack) -> Tally:
    return tally(
        engine,
        pack,
        enterprises=engine.memory(table(REGISTER, ENTERPRISES)),
        memberships=engine.memory(table(CLUSTERS, MEMBERSHIPS)),
        entities=engine.memory(table(NODES, ENTITIES)),
        status=engine.memory(table(STATUS, STATUS_SCHEMA)),
        as_of=AS_OF,
        history_months=3,
    )


def cells(found: pa.Table, **wanted: Any) -> list[tuple[int, int, int, int]]:
    """counted, population, entered, dropped of July, August and September 2023."""
    rows = [
        row
        for row in found.to_pylist()
        if all(row[name] == value for name, value in wanted.items())
    ]
    return [
        (row["counted_count"], row["population_count"], row["entered_count"], row["dropped_count"])
        for row in sorted(rows, key=lambda row: row["month"])
    ]


def test_the_total_of_each_month(counts: Tally) -> None:
    found = progress_table(counts)
    assert found.schema == PROGRESS_SCHEMA
    # July: A, C, D of A, C, D. August: B came. September to the 15th: B, C and D dropped; C is no
    # longer above scale and D is gone, so that A and B are left of the population.
    assert cells(found, definition_id="dx.project", side="claimed", slice="total") == [
        (3, 3, 0, 0),
        (4, 4, 1, 0),
        (1, 2, 0, 3),
    ]
    assert cells(found, definition_id="dx.project", side="proven", slice="total") == [
        (0, 3, 0, 0),
        (1, 4, 1, 0),
        (1, 2, 0, 0),
    ]


def test_cities_and_sizes_share_the_total_out(counts: Tally) -> None:
    found = progress_table(counts)
    project = {"definition_id": "dx.project", "side": "claimed"}
    guangzhou = cells(found, **project, slice="city", city_code="440100")
    shenzhen = cells(found, **project, slice="city", city_code="440300")
    unknown = cells(found, **project, slice="city", city_code="unknown")
    assert guangzhou == [(1, 1, 0, 0), (2, 2, 1, 0), (1, 2, 0, 1)]
    assert shenzhen == [(1, 1, 0, 0), (1, 1, 0, 0), (0, 0, 0, 1)]
    assert unknown == [(1, 1, 0, 0), (1, 1, 0, 0), (0, 0, 0, 1)]
    small = cells(found, **project, slice="size", size_class="small")
    assert small == [(1, 1, 0, 0), (2, 2, 1, 0), (0, 1, 0, 2)]


def test_an_enterprise_counts_in_each_of_its_clusters(counts: Tally) -> None:
    found = progress_table(counts)
    project = {"definition_id": "dx.project", "side": "claimed", "month": date(2023, 8, 1)}
    by_cluster = {
        cluster: cells(found, **project, slice="cluster", cluster_id=cluster)
        for cluster in ("c1", "c2", "none")
    }
    # A is in both clusters, C in the second, B and D in none.
    assert by_cluster == {
        "c1": [(1, 1, 0, 0)],
        "c2": [(2, 2, 0, 0)],
        "none": [(2, 2, 1, 0)],
    }
    both = {"city_code": "440100", "cluster_id": "c2"}
    assert cells(found, **project, slice="city_cluster", **both) == [(1, 1, 0, 0)]


def test_entities_count_in_the_total_and_their_city(counts: Tally) -> None:
    found = progress_table(counts)
    nodes = {"definition_id": "nodes.all", "side": "claimed"}
    assert cells(found, **nodes, slice="total") == [(0, 1, 0, 0), (0, 1, 0, 0), (1, 1, 1, 0)]
    assert cells(found, **nodes, slice="city", city_code="440100")[-1] == (1, 1, 1, 0)


def test_primary_clusters_share_the_enterprises_out(counts: Tally) -> None:
    flow = counts.flows["dx.project", Side.CLAIMED]
    found = counts.by("primary_cluster", flow)
    assert {key: int(part[0][1]) for key, part in found.items()} == {
        ("c1",): 1,
        ("c2",): 1,
        ("none",): 2,
    }


def test_months_add_up_from_entries_and_drop_outs(counts: Tally) -> None:
    found = progress_table(counts).to_pylist()
    before: dict[tuple[Any, ...], int] = {}
    checked = 0
    for row in sorted(found, key=lambda row: row["month"]):
        key = (
            row["definition_id"],
            row["side"],
            row["slice"],
            row["city_code"],
            row["cluster_id"],
            row["size_class"],
        )
        if key in before:
            change = row["entered_count"] - row["dropped_count"]
            assert row["counted_count"] == before[key] + change
            checked += 1
        before[key] = row["counted_count"]
    assert checked > 20


def test_without_anything_registered_the_table_is_empty(engine: Engine, pack: Pack) -> None:
    nothing = tally(
        engine,
        pack,
        enterprises=engine.memory(table([], ENTERPRISES)),
        memberships=engine.memory(table([], MEMBERSHIPS)),
        entities=engine.memory(table([], ENTITIES)),
        status=engine.memory(table([], STATUS_SCHEMA)),
        as_of=AS_OF,
    )
    assert len(nothing.months) == 60
    assert progress_table(nothing).num_rows == 0


def test_a_year_ago_keeps_month_ends() -> None:
    assert year_ago(date(2024, 2, 29)) == date(2023, 2, 28)
    assert year_ago(date(2023, 2, 28)) == date(2022, 2, 28)
    assert year_ago(date(2025, 2, 28)) == date(2024, 2, 29)
    assert year_ago(date(2023, 9, 15)) == date(2022, 9, 15)


def test_survivors_and_drop_outs_with_the_reason(engine: Engine, pack: Pack) -> None:
    long_ago = date(2020, 1, 1)
    status = [
        interval("dx.project", "A", long_ago),
        interval("dx.project", "B", long_ago, date(2023, 1, 1)),
        interval("dx.project", "B", date(2023, 6, 1)),
        interval("dx.project", "C", long_ago, date(2023, 9, 1)),
        interval("dx.project", "D", long_ago, date(2023, 9, 10)),
        interval("dx.project", "E", long_ago, date(2023, 9, 15)),
        interval("dx.project", "F", date(2022, 9, 16)),
        interval("dx.window", "A", long_ago, date(2023, 1, 1)),
        interval("dx.level", "A", long_ago, date(2023, 1, 1), side="proven"),
    ]
    found = survival(
        engine,
        pack,
        enterprises=engine.memory(table(REGISTER, ENTERPRISES)),
        status=engine.memory(table(status, STATUS_SCHEMA)),
        as_of=AS_OF,
    )
    since = date(2022, 9, 15)
    # B came back in time; F began a day too late to be asked after; E lost its project.
    assert found["dx.project", Side.CLAIMED] == Survival(
        since,
        5,
        2,
        {Reason.BELOW_SCALE: 1, Reason.MERGED: 1, Reason.EVIDENCE_CHANGED: 1},
    )
    assert found["dx.window", Side.CLAIMED].dropped == {Reason.PROOF_EXPIRED: 1}
    assert found["dx.level", Side.PROVEN].dropped == {Reason.LEVEL_FELL: 1}
    assert all(reason.word.zh and reason.word.en for reason in Reason)
