"""The whole way from a small register to the answer, and what is kept of it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lingnan.packs import Pack
from lingnan.packs.content import Assumption, CompanionTarget
from lingnan.programme import (
    OUT_FORECAST,
    OUT_PROGRESS,
    OUT_STATUS,
    OUT_TARGET,
    Figure,
    ProgrammeResult,
    figures_of_pack,
    figures_of_rows,
    programme_outputs,
    progress_answer,
    read_forecast,
    read_progress,
    read_status,
    read_targets,
)
from lingnan.programme.model import Point
from lingnan.programme.store import FORECAST_SCHEMA, STATUS_SCHEMA, TARGET_SCHEMA
from lingnan.store.engine import Engine
from lingnan.store.place import Manifest, Store
from programme.small import (
    ENTERPRISES,
    ENTITIES,
    MEMBERSHIPS,
    NAME,
    RECORD,
    city,
    definition,
    denominator,
    enterprise,
    evidence,
    evidence_table,
    indicator,
    published,
    small_pack,
    table,
    target,
)

AS_OF = date(2023, 9, 30)
DEADLINE = date(2025, 12, 31)
CONTRACT_KEYS = [
    "id",
    "definition",
    "deadline",
    "goal",
    "claimed",
    "proven",
    "published",
    "forecast",
    "required_pace_per_month",
    "actual_pace_per_month",
    "status",
    "unconfirmed",
]
PROJECT: dict[str, Any] = {"kind": "indicator", "code": "project", "comparator": "=", "number": 1}
ACTIVE: dict[str, Any] = {"kind": "active"}
NODE: dict[str, Any] = {"kind": "entity", "entity_kind": "identifier_node"}


@pytest.fixture(scope="module")
def pack() -> Pack:
    above_scale = target(
        "above_scale_dx",
        [
            definition("above_scale_dx.project", [ACTIVE, {"kind": "above_scale"}, PROJECT]),
            definition("above_scale_dx.all", [ACTIVE, {"kind": "above_scale"}]),
        ],
        [(date(2023, 12, 31), 30_000), (DEADLINE, 50_000)],
        "above_scale_enterprises",
    )
    cloud = target(
        "cloud_firms",
        [definition("cloud_firms.project", [PROJECT])],
        [(DEADLINE, 1_000_000)],
        "legal_entities",
    )
    nodes = target(
        "nodes",
        [definition("nodes.all", [NODE], "entity")],
        [(date(2023, 12, 31), 50), (DEADLINE, None)],
    )
    unknown = target("unknown", [definition("unknown.any", [PROJECT])], [(DEADLINE, None)])
    range_end = date(2022, 3, 31)
    return small_pack(
        [above_scale, cloud, nodes, unknown],
        [indicator("project"), indicator("node_in_operation")],
        cities=[city("440100"), city("440300")],
        published_points=[
            published("above_scale_dx", date(2021, 6, 30), 17_000),
            published("above_scale_dx", date(2021, 12, 31), 21_000, range_end),
            published("above_scale_dx", AS_OF, 29_000),
            published("above_scale_dx", DEADLINE, 50_000),
            published("cloud_firms", date(2021, 6, 30), 550_000),
            published("cloud_firms", date(2021, 12, 31), 625_000, range_end),
            published("cloud_firms", AS_OF, 750_000),
        ],
        denominators=[
            denominator(
                "above_scale_enterprises",
                [
                    (date(2020, 12, 31), 58_504),
                    (date(2021, 12, 31), 66_329),
                    (date(2022, 12, 31), 70_725),
                    (date(2023, 12, 31), 71_996),
                ],
            ),
            denominator("legal_entities", [(date(2023, 12, 31), 4_659_000)]),
        ],
        companion_targets=[
            CompanionTarget(
                id="city",
                name=NAME,
                target_id="above_scale_dx",
                region_code="440100",
                deadline=DEADLINE,
                kind="cumulative",
                value=6_000,
                unit="enterprise",
                comparator="none",
                **RECORD,
            )
        ],
        assumptions=[
            Assumption(
                id="forecast.saturation_share.cloud_firms",
                name=NAME,
                value="0.45",
                low="0.25",
                high="0.8",
                unit="share",
                why=NAME,
                source=("own",),
                is_confirmed=False,
            )
        ],
    )


REGISTER = [
    enterprise("A", city_code="440100", primary_cluster_id="c1"),
    enterprise("B", city_code="440100"),
    enterprise("C", city_code="440300"),
]
STATUS = [
    ("above_scale_dx.project", "A", "claimed", date(2022, 1, 1)),
    ("above_scale_dx.project", "A", "proven", date(2023, 1, 1)),
    ("above_scale_dx.project", "C", "claimed", date(2023, 2, 1)),
    ("above_scale_dx.all", "A", "claimed", date(1900, 1, 1)),
    ("nodes.all", "identifier_node:88.1", "claimed", date(2022, 1, 1)),
]


def outputs(
    engine: Engine, pack: Pack, figures: tuple[Figure, ...], expansion: int = 1, as_of: date = AS_OF
) -> ProgrammeResult:
    status = [dict(zip(STATUS_SCHEMA.names, (*row, None), strict=True)) for row in STATUS]
    node = {"kind": "identifier_node", "entity_code": "88.1", "city_code": "440100"}
    return programme_outputs(
        engine,
        pack,
        enterprises=engine.memory(table(REGISTER, ENTERPRISES)),
        memberships=engine.memory(table([{"uscc": "A", "cluster_id": "c1"}], MEMBERSHIPS)),
        entities=engine.memory(table([node], ENTITIES)),
        status=engine.memory(table(status, STATUS_SCHEMA)),
        published_rows=figures,
        as_of=as_of,
        expansion=expansion,
    )


@pytest.fixture(scope="module")
def result(engine: Engine, pack: Pack) -> ProgrammeResult:
    return outputs(engine, pack, figures_of_pack(pack), expansion=1000)


@pytest.fixture(scope="module")
def answer(result: ProgrammeResult) -> dict[str, Any]:
    return progress_answer(result.target)


def test_the_answer_keeps_to_the_contract(answer: dict[str, Any]) -> None:
    assert list(answer) == ["as_of", "targets"]
    assert answer["as_of"] == "2023-09-30"
    assert [each["id"] for each in answer["targets"]] == [
        "above_scale_dx",
        "cloud_firms",
        "nodes",
        "unknown",
    ]
    for each in answer["targets"]:
        assert list(each)[: len(CONTRACT_KEYS)] == CONTRACT_KEYS
        assert list(each["published"]) == ["value", "as_of"]
        assert list(each["forecast"]) == ["p10", "p50", "p90"]
        assert each["status"] in {"on_track", "at_risk", "off_track", None}
        assert isinstance(each["unconfirmed"], list)
    assert json.loads(json.dumps(answer)) == answer


def test_the_published_series_speaks_and_only_what_was_known(answer: dict[str, Any]) -> None:
    first, second = answer["targets"][:2]
    assert first["basis"] == second["basis"] == "published"
    assert first["published"] == {"value": 29_000, "as_of": "2023-09-30"}
    assert first["goal"] == 50_000
    assert first["required_pace_per_month"] == 777.78
    assert first["actual_pace_per_month"] == 380.95
    assert first["pace_ratio"] == 2.04
    assert first["pace_ratio_range"] == [1.75, 2.04]
    assert second["required_pace_per_month"] == 9259.26
    assert second["actual_pace_per_month"] == 5952.38
    assert second["pace_ratio"] == 1.56
    for each in (first, second):
        assert each["status"] != "on_track"
        fan = each["forecast"]
        assert fan["p10"] < fan["p50"] < each["goal"]
        assert fan["p50"] < fan["p90"]
        assert each["views"]["published"]["forecast"]["coverage"]["how"] == "simulated_family"
    assert [each["deadline"] for each in first["milestones"]] == ["2023-12-31", "2025-12-31"]


def test_enterprises_of_a_sample_stand_for_many_and_entities_for_themselves(
    answer: dict[str, Any],
) -> None:
    first, _, nodes, _ = answer["targets"]
    assert (first["claimed"], first["proven"], first["expansion"]) == (2_000, 1_000, 1_000)
    assert (nodes["claimed"], nodes["proven"], nodes["expansion"]) == (1, 0, 1)
    assert first["denominator"]["registry"] == 3_000
    assert first["denominator"]["published_value"] == 70_725


def test_definitions_stand_side_by_side(answer: dict[str, Any]) -> None:
    project, everybody = answer["targets"][0]["definitions"]
    assert (project["is_headline"], project["claimed"], project["proven"]) == (True, 2_000, 1_000)
    assert (everybody["is_headline"], everybody["claimed"]) == (False, 1_000)


def test_the_gap_is_attributed_to_the_last_unit(answer: dict[str, Any]) -> None:
    first = answer["targets"][0]
    cities = {part["key"]: part for part in first["cities"]}
    # Guangzhou stated 6,000; Shenzhen has all the rest of the population, hence 44,000.
    assert cities["440100"]["expected"] == 6_000
    assert cities["440100"]["is_stated"]
    assert cities["440300"]["expected"] == 44_000
    assert sum(part["gap_claimed"] for part in first["cities"]) == 50_000 - 2_000
    assert sum(part["gap_proven"] for part in first["clusters"]) == 50_000 - 1_000
    assert first["cities"][0]["key"] == "440300"


def test_without_a_published_series_the_evidence_speaks(answer: dict[str, Any]) -> None:
    nodes = answer["targets"][2]
    assert nodes["basis"] == "claimed"
    assert nodes["published"] == {"value": None, "as_of": None}
    assert nodes["deadline"] == "2023-12-31"
    # 49 missing in the three months from September to December.
    assert nodes["required_pace_per_month"] == 16.33
    assert nodes["status"] == "off_track"
    assert any("published" in note["en"] for note in nodes["unconfirmed"])


def test_without_a_goal_nothing_is_made_up(answer: dict[str, Any]) -> None:
    unknown = answer["targets"][3]
    assert unknown["goal"] is None
    assert unknown["status"] is None
    assert unknown["forecast"] == {"p10": None, "p50": None, "p90": None}
    assert any("goal is known" in note["en"] for note in unknown["unconfirmed"])


def test_assumptions_and_coverage_are_shown(answer: dict[str, Any]) -> None:
    cloud = answer["targets"][1]
    assert [item["id"] for item in cloud["assumptions"]] == [
        "forecast.saturation_share.cloud_firms"
    ]
    fan = cloud["views"]["published"]["forecast"]
    assert fan["saturation"] == [0.25, 0.45, 0.8]
    assert fan["ceiling"] == pytest.approx(0.8 * 4_659_000)
    assert any("denominator" in note["en"] for note in cloud["unconfirmed"])


def test_fans_are_kept_for_every_basis(result: ProgrammeResult) -> None:
    assert result.forecast.schema == FORECAST_SCHEMA
    kept = {(row["target_id"], row["basis"]) for row in result.forecast.to_pylist()}
    assert ("above_scale_dx", "published") in kept
    assert ("above_scale_dx", "claimed") in kept
    for row in result.forecast.to_pylist():
        assert 0 <= row["p10"] <= row["p50"] <= row["p90"]


def test_the_same_run_gives_the_same_tables(
    engine: Engine, pack: Pack, result: ProgrammeResult
) -> None:
    again = outputs(engine, pack, figures_of_pack(pack), expansion=1000)
    assert again.progress.equals(result.progress)
    assert again.forecast.equals(result.forecast)
    assert again.target.equals(result.target)


def test_after_the_deadline_it_is_reached_or_missed(engine: Engine, pack: Pack) -> None:
    found = outputs(engine, pack, figures_of_pack(pack), as_of=date(2026, 2, 28))
    first, cloud, nodes, _ = progress_answer(found.target)["targets"]
    assert (first["status"], first["published"]["value"]) == ("on_track", 50_000)
    assert (cloud["status"], nodes["status"]) == ("off_track", "off_track")
    assert cloud["forecast"]["p50"] is None
    assert cloud["required_pace_per_month"] is None


def test_published_figures_come_from_the_ledger_too(engine: Engine, pack: Pack) -> None:
    rows = [
        evidence(1, "region:440000", "published.above_scale_dx", AS_OF, 28_000),
        evidence(2, "region:440000", "published.above_scale_dx", AS_OF, 29_000),
        evidence(3, "region:440000", "published.cloud_firms", date(2021, 12, 31), 625_000)
        | {"period_end": date(2022, 4, 1)},
        evidence(4, "region:440100", "published.cloud_firms", date(2022, 2, 28), 100_000),
        evidence(5, "A", "project", AS_OF),
        evidence(6, "region:440000", "published.above_scale_dx", date(2021, 12, 31), 21_000),
    ]
    found = figures_of_rows(engine, pack, engine.memory(evidence_table(rows)))
    assert set(found) == {
        Figure("above_scale_dx", "440000", Point(AS_OF, 29_000.0)),
        # The row names one day; the pack knows that the same figure has two.
        Figure("above_scale_dx", "440000", Point(date(2021, 12, 31), 21_000.0, date(2022, 3, 31))),
        Figure("cloud_firms", "440000", Point(date(2021, 12, 31), 625_000.0, date(2022, 3, 31))),
        Figure("cloud_firms", "440100", Point(date(2022, 2, 28), 100_000.0)),
    }


def test_an_empty_run_has_an_answer_too() -> None:
    assert progress_answer(TARGET_SCHEMA.empty_table()) == {"as_of": None, "targets": []}


def test_results_are_read_again_from_the_lake(tmp_path: Path, result: ProgrammeResult) -> None:
    store = Store(tmp_path, Manifest(1, "small"))
    status = table(
        [dict(zip(STATUS_SCHEMA.names, (*row, None), strict=True)) for row in STATUS],
        STATUS_SCHEMA,
    )
    for name, kept in [
        (OUT_STATUS, status),
        (OUT_PROGRESS, result.progress),
        (OUT_FORECAST, result.forecast),
        (OUT_TARGET, result.target),
    ]:
        store.lake.replace(name, kept)
    total = read_progress(
        store,
        definition_ids=["above_scale_dx.project"],
        side="claimed",
        slices=["total"],
        month=date(2023, 9, 1),
    )
    assert total["counted_count"].to_pylist() == [2]
    assert read_progress(store).num_rows == result.progress.num_rows
    assert read_forecast(store, target_id="cloud_firms").num_rows == 28
    assert progress_answer(read_targets(store)) == progress_answer(result.target)
    assert read_status(store, definition_id="nodes.all").num_rows == 1
    assert read_status(store, subject_code="A")["definition_id"].to_pylist() == [
        "above_scale_dx.project",
        "above_scale_dx.project",
        "above_scale_dx.all",
    ]
