"""Who counts, and when: hand-worked cases, and random ones against a day-by-day reference."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from lingnan.packs import Pack
from lingnan.programme import status_of_chunk, status_of_entities
from lingnan.programme.metrics import population_key
from lingnan.store.engine import Engine
from programme.reference import counts_on
from programme.small import (
    ENTERPRISES,
    ENTITIES,
    LEVELS,
    definition,
    enterprise,
    evidence,
    evidence_table,
    indicator,
    small_pack,
    table,
    target,
)

AS_OF = date(2023, 9, 30)
ACTIVE: dict[str, Any] = {"kind": "active"}
ABOVE_SCALE: dict[str, Any] = {"kind": "above_scale"}


def is_one(code: str, **more: Any) -> dict[str, Any]:
    return {"kind": "indicator", "code": code, "comparator": "=", "number": 1, **more}


INDICATORS = [
    indicator("project"),
    indicator("share", expires_days=40),
    indicator("spend", expires_days=60),
    indicator("choice"),
    indicator("node_in_operation"),
    indicator("platform_recognised"),
]


def pack_of(*conditions: list[dict[str, Any]], counts: str = "enterprise") -> Pack:
    definitions = [
        definition(f"t.{number}", parts, counts) for number, parts in enumerate(conditions)
    ]
    return small_pack([target("t", definitions, [(date(2025, 12, 31), 10)])], INDICATORS)


Spans = dict[tuple[str, str, str], list[tuple[date, date | None]]]


def spans(found: Any) -> Spans:
    result: Spans = defaultdict(list)
    for row in found.to_pylist():
        key = (row["definition_id"], row["subject_code"], row["side"])
        result[key].append((row["from_date"], row["until_date"]))
    return {key: sorted(value) for key, value in result.items()}


def status_of(
    engine: Engine,
    pack: Pack,
    enterprises: list[dict[str, Any]],
    rows: list[dict[str, Any]],
    levels: list[dict[str, Any]] | None = None,
) -> Spans:
    expression = status_of_chunk(
        engine,
        pack,
        engine.memory(table(enterprises, ENTERPRISES)),
        engine.memory(evidence_table(rows)),
        engine.memory(table(levels or [], LEVELS)),
        AS_OF,
    )
    return spans(engine.arrow(expression))


def test_a_project_counts_from_its_day_for_good_and_proof_later(engine: Engine) -> None:
    pack = pack_of([ACTIVE, ABOVE_SCALE, is_one("project")])
    rows = [
        evidence(1, "X", "project", date(2021, 5, 1), grade=1),
        evidence(2, "X", "project", date(2022, 5, 1), grade=2),
        evidence(3, "Y", "project", date(2022, 5, 1), grade=3),
    ]
    found = status_of(engine, pack, [enterprise("X"), enterprise("Y", is_above_scale=False)], rows)
    assert found == {
        ("t.0", "X", "claimed"): [(date(2021, 5, 1), None)],
        ("t.0", "X", "proven"): [(date(2022, 5, 1), None)],
    }


def test_a_later_row_that_says_otherwise_ends_the_interval(engine: Engine) -> None:
    pack = pack_of([is_one("project")])
    rows = [
        evidence(1, "X", "project", date(2021, 5, 1)),
        evidence(2, "X", "project", date(2021, 8, 1), 0),
        evidence(3, "X", "project", date(2022, 1, 1)),
    ]
    assert status_of(engine, pack, [enterprise("X")], rows) == {
        ("t.0", "X", "claimed"): [(date(2021, 5, 1), date(2021, 8, 1)), (date(2022, 1, 1), None)]
    }


def test_a_declaration_does_not_undo_what_is_proven(engine: Engine) -> None:
    pack = pack_of([is_one("project")])
    rows = [
        evidence(1, "X", "project", date(2021, 5, 1), grade=2),
        evidence(2, "X", "project", date(2021, 8, 1), 0, grade=1),
    ]
    span = [(date(2021, 5, 1), None)]
    assert status_of(engine, pack, [enterprise("X")], rows) == {
        ("t.0", "X", "claimed"): span,
        ("t.0", "X", "proven"): span,
    }


def test_evidence_without_a_window_lasts_until_it_expires(engine: Engine) -> None:
    pack = pack_of([{"kind": "indicator", "code": "share", "comparator": ">", "number": 0}])
    rows = [evidence(1, "X", "share", date(2022, 8, 1), 0.3)]
    # 40 days after the first of August is the tenth of September.
    assert status_of(engine, pack, [enterprise("X")], rows) == {
        ("t.0", "X", "claimed"): [(date(2022, 8, 1), date(2022, 9, 10))]
    }


def test_monthly_bills_make_one_interval_that_outlasts_the_last_by_a_year(engine: Engine) -> None:
    pack = pack_of([is_one("spend", within_months=12)])
    days = [date(2021, month, 28) for month in range(1, 13)] + [date(2023, 1, 31)]
    rows = [evidence(n, "X", "spend", day, grade=3) for n, day in enumerate(days)]
    # The bill of 2021-12-28 counts until 2022-12-27; that of 2023 is going to count until 2024.
    span = [(date(2021, 1, 28), date(2022, 12, 28)), (date(2023, 1, 31), date(2024, 1, 31))]
    assert status_of(engine, pack, [enterprise("X")], rows) == {
        ("t.0", "X", "claimed"): span,
        ("t.0", "X", "proven"): span,
    }


def test_a_window_ends_on_the_last_day_of_a_shorter_month(engine: Engine) -> None:
    pack = pack_of([is_one("spend", within_months=1)])
    rows = [evidence(1, "X", "spend", date(2022, 1, 31))]
    assert status_of(engine, pack, [enterprise("X")], rows) == {
        ("t.0", "X", "claimed"): [(date(2022, 1, 31), date(2022, 2, 28))]
    }


def test_any_of_several_conditions_will_do_on_the_same_side(engine: Engine) -> None:
    pack = pack_of(
        [{"kind": "any_of", "conditions": [is_one("spend", within_months=3), is_one("project")]}]
    )
    rows = [
        evidence(1, "X", "spend", date(2022, 1, 10), grade=3),
        evidence(2, "X", "project", date(2022, 3, 1), grade=1),
    ]
    assert status_of(engine, pack, [enterprise("X")], rows) == {
        ("t.0", "X", "claimed"): [(date(2022, 1, 10), None)],
        ("t.0", "X", "proven"): [(date(2022, 1, 10), date(2022, 4, 10))],
    }


def test_several_conditions_must_hold_together_and_within_the_register(engine: Engine) -> None:
    pack = pack_of(
        [
            ACTIVE,
            ABOVE_SCALE,
            {"kind": "industry", "sections": ["C"]},
            {"kind": "level", "models": ["m", "n"], "at_least": 2},
            is_one("project"),
        ]
    )
    levels = [
        {"subject_code": "X", "model_id": model, "side": "claimed", "from_date": first,
         "until_date": until, "level": level}
        for model, first, until, level in [
            ("m", date(2021, 1, 1), date(2021, 6, 1), 2),
            ("n", date(2021, 5, 1), date(2022, 1, 1), 3),
            ("m", date(2022, 6, 1), None, 1),
            ("other", date(2021, 1, 1), None, 4),
            ("m", date(2023, 1, 1), None, 2),
        ]
    ]  # fmt: skip
    rows = [evidence(1, "X", "project", date(2021, 3, 1))]
    found = status_of(
        engine,
        pack,
        [
            enterprise(
                "X",
                above_scale_from=date(2021, 4, 1),
                status="closed",
                closed_date=date(2023, 8, 15),
            )
        ],
        rows,
        levels,
    )
    # Level 2 or more from January 2021 to the year's end and again from 2023; project from March
    # 2021; above scale from April 2021; closed on 15 August 2023.
    assert found == {
        ("t.0", "X", "claimed"): [
            (date(2021, 4, 1), date(2022, 1, 1)),
            (date(2023, 1, 1), date(2023, 8, 15)),
        ]
    }


def test_options_are_found_among_the_chosen_ones(engine: Engine) -> None:
    pack = pack_of([{"kind": "indicator", "code": "choice", "comparator": "one_of",
                     "codes": ["B", "C"]}])  # fmt: skip
    rows = [
        evidence(1, "X", "choice", date(2022, 1, 1), "A,C"),
        evidence(2, "Y", "choice", date(2022, 1, 1), "BB,A"),
    ]
    assert status_of(engine, pack, [enterprise("X"), enterprise("Y")], rows) == {
        ("t.0", "X", "claimed"): [(date(2022, 1, 1), None)]
    }


def test_what_happens_after_the_as_of_date_is_not_known(engine: Engine) -> None:
    pack = pack_of([is_one("project")], [ACTIVE])
    rows = [evidence(1, "X", "project", date(2023, 10, 1))]
    enterprises = [enterprise("X", founded_date=date(2023, 10, 1))]
    assert status_of(engine, pack, enterprises, rows) == {}


def test_subjects_outside_the_chunk_are_left_alone(engine: Engine) -> None:
    pack = pack_of([is_one("project")])
    rows = [evidence(1, "Z", "project", date(2022, 1, 1))]
    assert status_of(engine, pack, [enterprise("X")], rows) == {}


def test_a_definition_without_evidence_counts_who_is_registered(engine: Engine) -> None:
    pack = pack_of([ACTIVE])
    enterprises = [
        enterprise("X", founded_date=date(2020, 5, 1)),
        enterprise("Y", status="revoked", closed_date=date(2021, 2, 3)),
        # Closed on a day that nobody knows: closed all along.
        enterprise("Z", status="closed"),
    ]
    assert status_of(engine, pack, enterprises, []) == {
        ("t.0", "X", "claimed"): [(date(2020, 5, 1), None)],
        ("t.0", "X", "proven"): [(date(2020, 5, 1), None)],
        ("t.0", "Y", "claimed"): [(date(1900, 1, 1), date(2021, 2, 3))],
        ("t.0", "Y", "proven"): [(date(1900, 1, 1), date(2021, 2, 3))],
    }


def entity_status(
    engine: Engine, pack: Pack, entities: list[dict[str, Any]], rows: list[dict[str, Any]]
) -> Spans:
    return spans(
        engine.arrow(
            status_of_entities(
                engine,
                pack,
                engine.memory(table(entities, ENTITIES)),
                engine.memory(evidence_table(rows)),
                AS_OF,
            )
        )
    )


NODE: dict[str, Any] = {"kind": "entity", "entity_kind": "identifier_node", "class_code": "second"}


@pytest.mark.parametrize("names_proof", [True, False])
def test_a_registered_node_is_claimed_and_proven_by_its_operation(
    engine: Engine, names_proof: bool
) -> None:
    conditions = [ACTIVE, NODE]
    if names_proof:
        conditions.append(is_one("node_in_operation"))
    nodes = [
        {"kind": "identifier_node", "entity_code": code, "class_code": kind,
         "from_date": date(2021, 7, 1)}
        for code, kind in [("88.1", "second"), ("88.2", "second"), ("88.3", "top")]
    ]  # fmt: skip
    rows = [
        evidence(1, "identifier_node:88.1", "node_in_operation", date(2022, 2, 1), grade=3),
        evidence(2, "identifier_node:88.2", "node_in_operation", date(2022, 2, 1), grade=1),
        evidence(3, "identifier_node:88.3", "node_in_operation", date(2022, 2, 1), grade=3),
    ]
    assert entity_status(engine, pack_of(conditions, counts="entity"), nodes, rows) == {
        ("t.0", "identifier_node:88.1", "claimed"): [(date(2021, 7, 1), None)],
        ("t.0", "identifier_node:88.1", "proven"): [(date(2022, 2, 1), None)],
        ("t.0", "identifier_node:88.2", "claimed"): [(date(2021, 7, 1), None)],
    }


def test_definitions_of_one_population_share_its_key() -> None:
    pack = pack_of(
        [ACTIVE, ABOVE_SCALE, is_one("project")], [ABOVE_SCALE, ACTIVE], [ACTIVE, is_one("spend")]
    )
    first, second, third = (population_key(item) for item in pack.targets[0].definitions)
    assert first == second != third


DEFINITIONS: list[list[dict[str, Any]]] = [
    [ACTIVE, ABOVE_SCALE, is_one("project")],
    [{"kind": "indicator", "code": "share", "comparator": ">", "number": 0}],
    [ACTIVE, is_one("spend", within_months=2)],
    [{"kind": "indicator", "code": "spend", "comparator": ">=", "number": 0}],
    [
        {"kind": "any_of", "conditions": [
            is_one("spend", within_months=2), is_one("share", within_months=1), is_one("project"),
        ]},
        {"kind": "indicator", "code": "choice", "comparator": "one_of", "codes": ["B"]},
    ],
    [{"kind": "level", "models": ["m", "n"], "at_least": 2}, is_one("share")],
    [{"kind": "industry", "sections": ["C", "D"]}, is_one("project"), is_one("spend")],
]  # fmt: skip
FIRST = date(2022, 12, 20)
DAYS = 200


def random_day(rng: random.Random) -> date:
    return FIRST + timedelta(rng.randrange(DAYS))


def random_case(
    rng: random.Random, number: int
) -> tuple[dict[str, Any], list[dict[str, Any]], list[dict[str, Any]]]:
    """One enterprise with up to twelve rows about four indicators, and some levels."""
    code = f"S{number}"
    subject = enterprise(
        code,
        is_above_scale=rng.random() < 0.7,
        industry_code=rng.choice(["C3911", "G5911"]),
        status=rng.choice(["active", "active", "closed"]),
        founded_date=random_day(rng) if rng.random() < 0.3 else None,
        closed_date=random_day(rng) + timedelta(60) if rng.random() < 0.2 else None,
        above_scale_from=random_day(rng) if rng.random() < 0.3 else None,
        above_scale_until=random_day(rng) + timedelta(60) if rng.random() < 0.2 else None,
    )
    rows = []
    for step in range(rng.randrange(13)):
        name = rng.choice(["project", "share", "spend", "choice"])
        value: float | str = rng.choice(["A", "B", "A,B"])
        if name != "choice":
            value = rng.choice([0, 1, 1])
        number_of_row = 100 * number + step
        day = random_day(rng)
        rows.append(evidence(number_of_row, code, name, day, value, rng.choice([1, 1, 2, 3])))
    levels = []
    for side in ("claimed", "proven"):
        for model in ("m", "n"):
            first = random_day(rng)
            until = first + timedelta(rng.randrange(1, 90)) if rng.random() < 0.7 else None
            levels.append(
                {"subject_code": code, "model_id": model, "side": side, "from_date": first,
                 "until_date": until, "level": rng.randrange(4)}
            )  # fmt: skip
    return subject, rows, levels


def test_random_histories_agree_with_the_reference_on_every_day(engine: Engine) -> None:
    rng = random.Random(20210630)
    pack = pack_of(*DEFINITIONS)
    cases = [random_case(rng, number) for number in range(45)]
    found = status_of(
        engine,
        pack,
        [subject for subject, _, _ in cases],
        [row for _, rows, _ in cases for row in rows],
        [row for _, _, levels in cases for row in levels],
    )
    days = [FIRST + timedelta(step) for step in range(-2, DAYS + 70)]
    compared = 0
    for item in pack.targets[0].definitions:
        for subject, rows, levels in cases:
            for side in ("claimed", "proven"):
                held = found.get((item.id, subject["uscc"], side), [])
                assert all(
                    left[1] is not None and left[1] < right[0] for left, right in pairwise(held)
                )
                got = {d for d in days if any(a <= d and (b is None or d < b) for a, b in held)}
                expected = {
                    day
                    for day in days
                    if counts_on(pack, item, subject, rows, levels,
                                 is_proven=side == "proven", day=day, as_of=AS_OF)
                }  # fmt: skip
                assert got == expected, (item.id, subject, rows, levels, side)
                compared += len(expected)
    assert compared > 6_000


def test_proven_never_counts_without_claimed(engine: Engine) -> None:
    rng = random.Random(7)
    pack = pack_of(*DEFINITIONS[:5])
    cases = [random_case(rng, number) for number in range(150)]
    found = status_of(
        engine, pack, [case[0] for case in cases], [row for case in cases for row in case[1]]
    )
    proven = [key for key in found if key[2] == "proven"]
    assert proven
    for name, subject, _ in proven:
        claimed = found[name, subject, "claimed"]
        for first, until in found[name, subject, "proven"]:
            assert any(
                a <= first and (b is None or (until is not None and until <= b)) for a, b in claimed
            )
