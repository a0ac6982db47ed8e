"""The acceptance case on the pack of Guangdong: published points up to September 2023 only."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lingnan.packs import Pack, load_pack
from lingnan.programme import (
    figures_of_pack,
    programme_outputs,
    progress_answer,
    status_of_chunk,
    status_of_entities,
)
from lingnan.programme.store import STATUS_SCHEMA
from lingnan.store.engine import Engine
from programme.small import (
    ENTERPRISES,
    ENTITIES,
    LEVELS,
    MEMBERSHIPS,
    enterprise,
    evidence,
    evidence_table,
    table,
)

AS_OF = date(2023, 9, 30)


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack("guangdong")


@pytest.fixture(scope="module")
def targets(engine: Engine, pack: Pack) -> dict[str, dict[str, Any]]:
    found = programme_outputs(
        engine,
        pack,
        enterprises=engine.memory(table([], ENTERPRISES)),
        memberships=engine.memory(table([], MEMBERSHIPS)),
        entities=engine.memory(table([], ENTITIES)),
        status=engine.memory(table([], STATUS_SCHEMA)),
        published_rows=figures_of_pack(pack),
        as_of=AS_OF,
    )
    return {each["id"]: each for each in progress_answer(found.target)["targets"]}


@pytest.mark.parametrize(
    ("target_id", "goal", "least", "most"),
    [("above_scale_dx", 50_000, 1.7, 2.1), ("cloud_firms", 1_000_000, 1.3, 1.6)],
)
def test_neither_great_target_is_on_track(
    targets: dict[str, dict[str, Any]], target_id: str, goal: int, least: float, most: float
) -> None:
    found = targets[target_id]
    assert (found["goal"], found["deadline"]) == (goal, "2025-12-31")
    assert found["status"] in {"at_risk", "off_track"}
    ratio = found["required_pace_per_month"] / found["actual_pace_per_month"]
    assert least <= ratio <= most
    assert least <= found["pace_ratio_range"][0] <= found["pace_ratio_range"][1] <= most
    fan = found["forecast"]
    assert found["published"]["value"] < fan["p10"] < fan["p50"] < fan["p90"]
    assert fan["p50"] < goal


def test_six_targets_are_answered_for_and_none_is_invented(
    targets: dict[str, dict[str, Any]],
) -> None:
    assert len(targets) == 6
    nodes = targets["id_second_level_nodes"]
    assert (nodes["goal"], nodes["deadline"]) == (50, "2023-12-31")
    assert nodes["published"] == {"value": None, "as_of": None}
    assert nodes["forecast"] == {"p10": None, "p50": None, "p90": None}
    # Six platforms were published in 2022, five were asked for.
    assert targets["double_cross_platforms"]["status"] == "on_track"
    for each in targets.values():
        assert each["unconfirmed"]
        assert not any("2025-07-31" in note["en"] for note in each["unconfirmed"])


def test_every_definition_of_the_pack_can_be_counted(engine: Engine, pack: Pack) -> None:
    rows = [
        evidence(1, "A", "dx_project_launched", date(2022, 1, 10), grade=2),
        evidence(2, "A", "cloud_spend_cny", date(2023, 8, 31), 900, grade=3),
        evidence(3, "identifier_node:88.1", "node_in_operation", date(2023, 8, 1), grade=3),
    ]
    levels = [
        {"subject_code": "A", "model_id": "miit-sme-2024", "side": "claimed",
         "from_date": date(2022, 5, 1), "level": 2}
    ]  # fmt: skip
    nodes = [
        {"kind": "identifier_node", "entity_code": "88.1", "class_code": "second_level"},
        {"kind": "provider", "entity_code": "P1"},
    ]
    evidence_rows = engine.memory(evidence_table(rows))
    enterprises = engine.arrow(
        status_of_chunk(
            engine,
            pack,
            engine.memory(table([enterprise("A")], ENTERPRISES)),
            evidence_rows,
            engine.memory(table(levels, LEVELS)),
            AS_OF,
        )
    )
    entities = engine.arrow(
        status_of_entities(
            engine, pack, engine.memory(table(nodes, ENTITIES)), evidence_rows, AS_OF
        )
    )
    assert enterprises.schema.equals(entities.schema)
    counted = {
        (row["definition_id"], row["side"])
        for row in enterprises.to_pylist() + entities.to_pylist()
    }
    both = {"claimed", "proven"}
    assert counted == {
        *(("above_scale_dx.launched", side) for side in both),
        ("above_scale_dx.level1", "claimed"),
        ("above_scale_dx.level2", "claimed"),
        *(("cloud_firms.paid_12m", side) for side in both),
        *(("cloud_firms.industrial", side) for side in both),
        *(("cloud_firms.ever", side) for side in both),
        *(("id_second_level_nodes.in_operation", side) for side in both),
        *(("id_second_level_nodes.registered", side) for side in both),
        ("dx_service_providers.in_catalogue", "claimed"),
        ("dx_service_providers.registered", "claimed"),
    }
