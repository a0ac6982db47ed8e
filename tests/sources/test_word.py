"""Typed cells: shares, days, periods, units."""

from datetime import date
from decimal import Decimal

import pytest

from lingnan.kernel import Period
from lingnan.sources.word import parse_day, parse_period, parse_share, unit_factor


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("60%", None, "0.6"),
        ("60％", "share", "0.6"),
        ("60", "%", "0.6"),
        ("0.6", "share", "0.6"),
        ("0.6", "比例", "0.6"),
        ("60", None, "0.6"),
        ("0", None, "0"),
        ("0.6%", None, "0.006"),
        ("６０", "百分比", "0.6"),
    ],
)
def test_share_is_read_by_sign_or_unit(text: str, unit: str | None, value: str) -> None:
    assert parse_share(text, unit).value == Decimal(value)


@pytest.mark.parametrize(
    ("text", "unit", "problem"),
    [
        ("0.6", None, "ambiguous"),
        ("1", None, "ambiguous"),
        ("60", "share", "range"),
        ("101%", None, "range"),
        ("-1", "%", "range"),
        ("六成", None, "number"),
        ("nan", "%", "number"),
    ],
)
def test_share_is_never_guessed(text: str, unit: str | None, problem: str) -> None:
    found = parse_share(text, unit)
    assert (found.value, found.problem) == (None, problem)


def test_doubtful_shares_say_so() -> None:
    assert parse_share("60", None).doubt == "percent_assumed"
    assert parse_share("0.6", "%").doubt == "below_one_percent"
    assert parse_share("60%", None).doubt is None


@pytest.mark.parametrize(
    "text",
    ["2023-09-05", "2023/9/5", "2023年9月5日", "20230905", "2023-09-05 10:00:00", "２０２３-09-05"],
)
def test_day_in_many_spellings(text: str) -> None:
    assert parse_day(text) == date(2023, 9, 5)


@pytest.mark.parametrize("text", ["", "2023-13-01", "2023-09", "5/9/2023", "45174", "abc"])
def test_no_day(text: str) -> None:
    assert parse_day(text) is None


def test_periods() -> None:
    assert parse_period("2023-09") == Period(date(2023, 9, 1), date(2023, 10, 1))
    assert parse_period("2023年") == Period(date(2023, 1, 1), date(2024, 1, 1))
    assert parse_period("2019-Q1") == Period(date(2019, 1, 1), date(2019, 4, 1))
    assert parse_period("2023年第四季度") == Period(date(2023, 10, 1), date(2024, 1, 1))
    assert parse_period("2023-99") is None


def test_units() -> None:
    assert unit_factor("万元", "CNY") == 10_000
    assert unit_factor("亿元", "CNY") == 100_000_000
    assert unit_factor("元", "万元") == Decimal("0.0001")
    assert unit_factor(None, "CNY") == 1
    assert unit_factor("个", "count") == 1
    assert unit_factor("吨", "CNY") is None
    assert unit_factor("家", "CNY") is None
