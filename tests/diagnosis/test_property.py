"""Invariants that hold for every sheet, and the equality of the two scorers."""

import math
import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lingnan.diagnosis import Model, build_model, diagnose, score
from lingnan.diagnosis.compile import compile_model
from lingnan.diagnosis.compiled import score_compiled
from lingnan.diagnosis.item import points, read_codes
from lingnan.diagnosis.model import Item
from lingnan.diagnosis.score import value_of
from lingnan.evidence import EVIDENCE_SCHEMA, row_of
from lingnan.packs import load_pack
from lingnan.packs.content.model import ModelContent

MODELS = [
    ("miit-sme-2024", {}),
    ("gbt-39116-2020-discrete", {"empty_cells": "renormalise"}),
    ("gbt-39116-2020-discrete", {"empty_cells": "satisfied"}),
    ("gbt-39116-2020-process", {"empty_cells": "renormalise"}),
    ("gbt-39116-2020-process", {"empty_cells": "satisfied"}),
]
BUILT = [build_model(load_pack("guangdong").model(name), choices) for name, choices in MODELS]
SLOW = settings(
    max_examples=2,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def _options(*marks: tuple[str, int]) -> list[dict[str, Any]]:
    return [{"code": c, "text": {"zh": c, "en": c}, "millipoints": p} for c, p in marks]


@pytest.fixture(scope="session")
def mixed() -> Model:
    """A model with what the pack's models do not use: minimum, nested means, dimension gates."""
    text = {"zh": "某", "en": "some"}
    items = [
        {"id": f"A{n}", "kind": "single", "text": text, "max_millipoints": 900}
        | {"options": _options(("A", 0), ("B", 350), ("C", 900))}
        for n in range(1, 7)
    ]
    tree = {
        "id": "all",
        "text": text,
        "aggregate": "weighted_mean",
        "children": [
            {
                "id": "low",
                "text": text,
                "aggregate": "minimum",
                "weight_pct": 40,
                "is_dimension": True,
                "children": [
                    {"id": "x", "text": text, "aggregate": "mean", "items": ["A1", "A2", "A3"]},
                    {"id": "y", "text": text, "aggregate": "mean", "items": ["A4"]},
                ],
            },
            {
                "id": "high",
                "text": text,
                "aggregate": "mean",
                "weight_pct": 60,
                "is_dimension": True,
                "items": ["A5", "A6"],
            },
        ],
    }
    gates = [
        {"level": 1, "all_of": [{"kind": "score_at_least", "millipoints": 200}]},
        {
            "level": 2,
            "all_of": [
                {"kind": "score_at_least", "millipoints": 500},
                {"kind": "score_at_least", "dimension": "low", "millipoints": 300},
            ],
        },
    ]
    content = ModelContent.model_validate(
        {
            "id": "mixed",
            "title": text,
            "edition": "1",
            "issuer": text,
            "document_no": "–",
            "source": ["own"],
            "is_confirmed": False,
            "level_rule": "gates",
            "levels": [{"level": n, "name": text} for n in range(3)],
            "fresh_days": 400,
            "full_millipoints": 900,
            "items": items,
            "tree": tree,
            "gates": gates,
        }
    )
    return build_model(content)


@st.composite
def sheets(draw: st.DrawFn, model: Model) -> dict[str, str]:
    return random_sheet(model, random.Random(draw(st.integers(0, 2**32))))


def random_sheet(model: Model, chance: random.Random) -> dict[str, str]:
    """A sheet whose answers lean to one end, so that every level occurs."""
    lean = chance.random()
    skip = chance.choice([0, 0, 0.1, 0.5])
    return {item.id: _draw(item, chance, lean) for item in model.items if chance.random() >= skip}


def _draw(item: Item, chance: random.Random, lean: float) -> str:
    codes = [option.code for option in item.options]
    if item.kind == "multi":
        alone = [option.code for option in item.options if option.is_exclusive]
        chosen = [code for code in codes if code not in alone and chance.random() < lean]
        return ",".join(chosen or alone)
    place = int((0.6 * lean + 0.5 * chance.random()) * len(codes))
    return codes[min(place, len(codes) - 1)]


@settings(max_examples=20, deadline=None)
@given(st.data())
@pytest.mark.parametrize("model", BUILT, ids=lambda m: f"{m.id} {dict(m.choices)}")
def test_a_score_never_falls_when_an_answer_improves(model: Model, data: st.DataObject) -> None:
    before = data.draw(sheets(model))
    item = data.draw(st.sampled_from(model.items))
    better = {
        code
        for code in [_draw(item, random.Random(seed), 1.0) for seed in range(3)]
        + [option.code for option in item.options]
        if points(item, code) >= points(item, before.get(item.id))
    }
    after = before | {item.id: data.draw(st.sampled_from(sorted(better)))}
    low, high = score(model, before), score(model, after)
    assert high.millipoints >= low.millipoints
    assert high.level >= low.level
    for worse, best in zip(low.dimensions, high.dimensions, strict=True):
        assert best.millipoints >= worse.millipoints


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_the_order_of_options_is_irrelevant(data: st.DataObject) -> None:
    item = data.draw(st.sampled_from([i for i in BUILT[0].items if i.kind == "multi"]))
    codes = [option.code for option in item.options if not option.is_exclusive]
    chosen = data.draw(st.lists(st.sampled_from(codes), min_size=1))
    shuffled = data.draw(st.permutations(chosen))
    assert read_codes(item, ",".join(shuffled)) == read_codes(item, ",".join(chosen))
    assert read_codes(item, ",".join(shuffled)) == ",".join(sorted(set(chosen)))


@settings(max_examples=20, deadline=None)
@given(st.data())
@pytest.mark.parametrize("model", BUILT, ids=lambda m: f"{m.id} {dict(m.choices)}")
def test_fewer_answers_never_score_more(model: Model, data: st.DataObject) -> None:
    """Proven answers are a part of the claimed ones, so proven <= claimed."""
    claimed = data.draw(sheets(model))
    kept = data.draw(st.sets(st.sampled_from(sorted(claimed)))) if claimed else set()
    proven = {item: code for item, code in claimed.items() if item in kept}
    assert score(model, proven).millipoints <= score(model, claimed).millipoints
    assert score(model, proven).level <= score(model, claimed).level


@settings(max_examples=25, deadline=None)
@given(st.data())
@pytest.mark.parametrize("model", BUILT[1:], ids=lambda m: f"{m.id} {dict(m.choices)}")
def test_the_band_of_a_staged_score_is_the_number_of_satisfied_stages(
    model: Model, data: st.DataObject
) -> None:
    """Bands start at 0.8, 1.8, 2.8, 3.8, 4.8 (gbt-39117-2020); the exact total decides."""
    result = score(model, data.draw(sheets(model)))
    band = sum(result.millipoints >= bound for bound in (800, 1800, 2800, 3800, 4800))
    assert band == result.level


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
@pytest.mark.parametrize("place", range(6), ids=lambda n: "mixed" if n == 5 else str(MODELS[n]))
def test_the_compiled_model_scores_as_the_reference(
    mixed: Model, place: int, data: st.DataObject
) -> None:
    model = mixed if place == 5 else BUILT[place]
    sheet = data.draw(sheets(model))
    assert score_compiled(model, compile_model(model), sheet) == score(model, sheet)


@SLOW
@given(seed=st.integers(0, 2**32))
@pytest.mark.parametrize("place", [0, 1, 4, 5], ids=lambda n: "mixed" if n == 5 else MODELS[n][0])
def test_batch_equals_reference(bench: Any, mixed: Model, place: int, seed: int) -> None:
    model = mixed if place == 5 else BUILT[place]
    chance = random.Random(seed)
    sheets = {}
    for number in range(40):
        sheet = random_sheet(model, chance)
        sheets[f"S{number}"] = {item: (c, chance.choice([1, 2, 3])) for item, c in sheet.items()}
    found = bench.score_sheets(model, sheets)
    assert found.keys() == {subject for subject, sheet in sheets.items() if sheet}
    for number, (subject, row) in enumerate(found.items()):
        claimed = {item: code for item, (code, _) in sheets[subject].items()}
        proven = {item: code for item, (code, grade) in sheets[subject].items() if grade >= 2}
        assert_row(row, model, claimed, proven)
        if number < 10:
            assert_top(row, model, claimed, proven)


def assert_row(
    row: dict[str, Any], model: Model, claimed: dict[str, str], proven: dict[str, str]
) -> None:
    for side, answers in (("claimed", claimed), ("proven", proven)):
        result = score(model, answers)
        assert row[f"{side}_millipoints"] == result.millipoints
        assert row[f"{side}_level"] == result.level
        gap = result.gap
        assert row[f"{side}_next_level"] == (gap.next_level if gap else None)
        assert row[f"{side}_points_short"] == (gap.points_short if gap else None)
        assert row[f"{side}_scenarios_short"] == (gap.scenarios_short if gap else None)
        assert row[f"{side}_mandatory_short"] == (gap.mandatory_short if gap else None)
        for mark in result.dimensions:
            assert row[f"{side}_dimension_{mark.id}"] == mark.millipoints
    assert row["answered_count"] == len(claimed)
    assert row["attested_count"] == len(proven)


def assert_top(
    row: dict[str, Any], model: Model, claimed: dict[str, str], proven: dict[str, str]
) -> None:
    """The lift of every single claim, from the tree itself."""
    earned = [points(item, proven.get(item.id)) for item in model.items]
    before = math.floor(value_of(model.root, earned))
    lifts = {}
    for item in model.items:
        if item.id in claimed and item.id not in proven:
            more = [*earned]
            more[item.number] = points(item, claimed[item.id])
            lifts[item.id] = math.floor(value_of(model.root, more)) - before
    most = max(lifts.values(), default=0)
    assert row["top_missing_lift_millipoints"] == (most or None)
    assert lifts.get(row["top_missing_item"], 0) == most


@SLOW
@given(seed=st.integers(0, 2**32))
def test_diagnose_equals_batch_on_raw_evidence(pack: Any, bench: Any, seed: int) -> None:
    """Stale, expired, contradictory and unreadable rows; shares from another indicator."""
    model = BUILT[0]
    chance = random.Random(seed)
    cells = [cell for number in range(8) for cell in _raw(model, f"S{number}", chance)]
    for number, cell in enumerate(cells):
        cell["evidence_no"] = number
    as_of = date(2023, 9, 30)
    table = pa.Table.from_pylist(cells, schema=EVIDENCE_SCHEMA)
    found = {row["subject_code"]: row for row in bench.score(model, table, as_of)}
    for number in range(8):
        mine = [row_of(cell) for cell in cells if cell["subject_code"] == f"S{number}"]
        result = diagnose(mine, pack, [model], subject_code=f"S{number}", as_of=as_of)
        view = result.models[0]
        row = found[f"S{number}"]
        claimed = {piece.item.id: piece.code for piece in view.evidence}
        proven = {piece.item.id: piece.code for piece in view.evidence if piece.is_proof}
        assert_row(row, model, claimed, proven)
        assert_top(row, model, claimed, proven)
        assert view.claimed == score(model, claimed)
        assert view.proven == score(model, proven)


def _raw(model: Model, subject: str, chance: random.Random) -> list[dict[str, Any]]:
    from datetime import UTC, datetime

    found = []
    lean = chance.random()
    for item in model.items:
        for _ in range(chance.choice([0, 1, 1, 2, 3])):
            indicator = chance.choice(item.indicators)
            day = date(2023, 9, 30) - timedelta(days=chance.randrange(-40, 1300))
            is_number = indicator != item.indicators[0] or (
                item.kind in ("ratio", "graded") and chance.random() < 0.3
            )
            bad = chance.random() < 0.05
            if is_number:
                whole = chance.randrange(0, 11 if item.kind == "ratio" else 5)
                number = Decimal(whole) / (10 if item.kind == "ratio" else 1)
                number = number + 5 if bad else number
            found.append(
                {
                    "segment_no": 1,
                    "subject_code": subject,
                    "indicator_code": indicator,
                    "value_code": None if is_number else "Z" if bad else _draw(item, chance, lean),
                    "value_number": number if is_number else None,
                    "unit": None,
                    "period_start": day,
                    "period_end": day + timedelta(days=1),
                    "fact_date": day,
                    "grade": chance.choice([1, 1, 2, 3]),
                    "source": "declared",
                    "document": None,
                    "action": 0,
                    "amends_no": None,
                    "recorded_at": datetime(2023, 9, 1, tzinfo=UTC),
                }
            )
    return found
