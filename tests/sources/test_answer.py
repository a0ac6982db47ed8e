"""Typed answers to items of the national SME model."""

import pytest

from lingnan.packs import Pack
from lingnan.packs.content.model import ModelContent
from lingnan.sources.declared.answer import parse_answer


@pytest.fixture(scope="module")
def model(pack: Pack) -> ModelContent:
    return pack.model("miit-sme-2024")


@pytest.mark.parametrize(
    ("item", "text", "code"),
    [
        ("Q01", "B,C", "B,C"),
        ("Q01", "C、B", "B,C"),
        ("Q01", "bc", "B,C"),
        ("Q01", "Ｂ；Ｃ", "B,C"),
        ("Q01", "B|C|B", "B,C"),
        ("Q01", "A", "A"),
        ("Q08", "E", "E"),
        ("Q08", "E.其他说明", "E"),
        ("S01", "3", "3"),
        ("S01", "3级", "3"),
        ("S01", "三级", "3"),
        ("S01", "3.0", "3"),
        ("S01", "0", "0"),
        # Q02 bands: A to 10 %, B to 20 %, C to 40 %, D to 60 %, E above; upper bound inclusive.
        ("Q02", "35%", "C"),
        ("Q02", "40%", "C"),
        ("Q02", "40.1%", "D"),
        ("Q02", "60", "D"),
        ("Q02", "100%", "E"),
        ("Q02", "0%", "A"),
        ("Q02", "B", "B"),
    ],
)
def test_readable(model: ModelContent, item: str, text: str, code: str) -> None:
    assert parse_answer(model, model.item(item), text, None).code == code


@pytest.mark.parametrize(
    ("item", "text", "problem"),
    [
        ("Q01", "Z", "option"),
        ("Q01", "A,B", "exclusive"),
        ("Q01", "AB", "exclusive"),
        ("Q08", "B,C", "several"),
        ("S01", "5级", "option"),
        ("S01", "B", "option"),
        ("Q02", "0.6", "ambiguous"),
        ("Q02", "160%", "range"),
        ("Q02", "很多", "option"),
    ],
)
def test_unreadable(model: ModelContent, item: str, text: str, problem: str) -> None:
    found = parse_answer(model, model.item(item), text, None)
    assert (found.code, found.problem) == (None, problem)


def test_header_unit_decides_between_share_and_percent(model: ModelContent) -> None:
    item = model.item("Q02")
    assert parse_answer(model, item, "0.6", "share").code == "D"
    assert parse_answer(model, item, "0.6", "%").code == "A"
    assert parse_answer(model, item, "0.6", "家").problem == "ambiguous"


def test_clause_by_letter_or_value(pack: Pack) -> None:
    model = pack.model("gbt-39116-2020-discrete")
    clause = next(item for item in model.items if item.kind == "clause")
    options = {o.code: o.millipoints for o in model.options_of(clause)}
    assert parse_answer(model, clause, "P", None).code == "P"
    assert parse_answer(model, clause, "0.8", None).code == "M"
    assert options["M"] == 800
    assert parse_answer(model, clause, "0.7", None).problem == "option"
