"""Coding rules and the suffixes made after them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingnan.kernel import Text
from lingnan.sources.identifier.coding import errors, plain_rule
from lingnan.sources.identifier.coding.coding_rule import (
    CheckKind,
    CodingRule,
    ObjectKind,
    PartKind,
    RulePart,
    choose_rule,
)
from lingnan.sources.identifier.coding.suffix import (
    generate,
    last_serial,
    make_suffix,
    problems,
    read_suffix,
)

NAME = Text("测试", "Test")


def part(key: str, kind: PartKind = PartKind.FREE, size: int = 2, **more: object) -> RulePart:
    return RulePart(key, Text(key, key), kind, size, more.pop("most", size), **more)  # type: ignore[arg-type]


def rule(*parts: RulePart, **more: object) -> CodingRule:
    return CodingRule("r", 1, ObjectKind.PRODUCT, NAME, parts, **more)  # type: ignore[arg-type]


def test_product_by_hand() -> None:
    values = {"category": "870101", "model": "SG-9", "date": "20261126"}
    made = list(generate(plain_rule.PRODUCT, values, start=99, count=2))
    assert made == ["870101.SG-9.20261126.000099", "870101.SG-9.20261126.000100"]
    assert read_suffix(plain_rule.PRODUCT, made[0]) == {**values, "serial": "000099"}


@pytest.mark.parametrize(
    ("suffix", "count"),
    [
        ("870101.SG-9.20261126.000099", 0),
        ("870101.SG-9.20261126", 1),
        ("8x.sg.20261301.99", 4),
        ("1.SG.20261126.000001", 1),
        ("87.SG.２０２６１１２６.000001", 1),
    ],
)
def test_all_problems_are_told(suffix: str, count: int) -> None:
    found = problems(plain_rule.PRODUCT, suffix)
    assert len(found) == count
    assert all("{" not in text.zh + text.en for text in found)
    if count:
        with pytest.raises(errors.SuffixRefused):
            read_suffix(plain_rule.PRODUCT, suffix)


def test_fixed_choice_and_carrier() -> None:
    assert make_suffix(plain_rule.CARRIER, {"type": "UICC"}, 7) == "UICC.000000000007"
    assert len(problems(plain_rule.CARRIER, "SIMM.000000000007")) == 1
    assert make_suffix(plain_rule.DEVICE, {"category": "34", "model": "A"}, 1) == "D.34.A.00000001"
    with pytest.raises(errors.SuffixRefused):
        make_suffix(plain_rule.DEVICE, {"model": "A"}, 1)


def test_mod10_without_separator() -> None:
    made = rule(
        part("maker", size=7), part("serial", PartKind.SERIAL, 5),
        separator="", check=CheckKind.MOD10,
    )  # fmt: skip
    # 6291041 50021 → check digit 3, as in the GS1 example
    assert make_suffix(made, {"maker": "6291041"}, 50021) == "6291041500213"
    assert problems(made, "6291041500213") == ()
    assert problems(made, "6291041500214")[0].en == "the check does not fit"
    assert problems(made, "62910415002")[0].en == "it should have 2 parts"


def test_serial_in_base_36_and_its_end() -> None:
    letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    made = rule(part("n", PartKind.SERIAL, 2, characters=letters))
    assert last_serial(made.parts[0]) == 1295
    assert list(generate(made, {}, start=1294, count=2)) == ["ZY", "ZZ"]
    with pytest.raises(errors.SequenceExhausted):
        generate(made, {}, start=1294, count=3)
    with pytest.raises(errors.SequenceExhausted):
        make_suffix(made, {}, 1296)
    with pytest.raises(errors.SuffixRefused):
        generate(rule(part("a")), {}, start=0, count=1)


def test_growing_serial_is_written_one_way_only() -> None:
    made = rule(part("n", PartKind.SERIAL, 2, most=4))
    assert list(generate(made, {}, start=99, count=2)) == ["99", "100"]
    assert problems(made, "099")[0].en == "n has surplus zeros"


@pytest.mark.parametrize(
    ("parts", "more"),
    [
        ((), {}),
        ((part("a"), part("a")), {}),
        ((part("a", PartKind.SERIAL), part("b", PartKind.SERIAL)), {}),
        ((part("a", size=0),), {}),
        ((part("a", most=1),), {}),
        ((part("a", characters="00"),), {}),
        ((part("a", characters="01."),), {}),
        ((part("a", PartKind.FIXED),), {}),
        ((part("a", PartKind.FIXED, choices=("AB", "CD")),), {}),
        ((part("a", PartKind.CHOICE, choices=("ABC",)),), {}),
        ((part("a", PartKind.CHOICE, choices=(".A",)),), {}),
        ((part("a", PartKind.SERIAL, characters="0"),), {}),
        ((part("a", PartKind.DATE, 8, date_format="YYMMDD"),), {}),
        ((part("a", most=3),), {"separator": ""}),
        ((part("a", characters="AB"),), {"check": CheckKind.MOD10}),
        ((part("a"),), {"industry_code": "C99"}),
    ],
)
def test_contradictory_rules(parts: tuple[RulePart, ...], more: dict[str, object]) -> None:
    with pytest.raises(errors.BadCodingRule):
        rule(*parts, **more)


def test_the_most_exact_rule_is_chosen() -> None:
    general = plain_rule.PRODUCT
    division = replace(general, code="d", industry_code="39")
    group = replace(general, code="g", industry_code="C391")
    later = replace(group, version=2)
    rules = (general, division, group, later, plain_rule.BATCH)
    assert choose_rule(rules, ObjectKind.PRODUCT, "C3911") is later
    assert choose_rule(rules, ObjectKind.PRODUCT, "3921") is division
    assert choose_rule(rules, ObjectKind.PRODUCT, "C34") is general
    assert choose_rule(rules, ObjectKind.PRODUCT) is general
    assert choose_rule(rules, ObjectKind.DEVICE, "C3911") is None


@given(
    st.text("0123456789", min_size=2, max_size=6),
    st.text("ABC019-", min_size=1, max_size=20),
    st.dates(),
    st.integers(0, 999_999),
    st.sampled_from([None, CheckKind.PAIR]),
)
def test_made_suffixes_read_back(
    category: str, model: str, day: object, serial: int, check: CheckKind | None
) -> None:
    made = replace(plain_rule.PRODUCT, check=check)
    date_text = str(day).replace("-", "")
    values = {"category": category, "model": model, "date": date_text}
    suffix = make_suffix(made, values, serial)
    assert read_suffix(made, suffix) == {**values, "serial": f"{serial:06d}"}
