"""Periods are half-open; months are calendar months."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingnan.kernel import (
    Period,
    add_months,
    month_end,
    month_start,
    months_between,
    parse_month,
)

DAYS = st.dates(min_value=date(1950, 1, 1), max_value=date(2100, 12, 31))


def test_the_end_is_outside() -> None:
    month = Period.month(date(2023, 9, 30))
    assert month == Period(date(2023, 9, 1), date(2023, 10, 1))
    assert month.contains(date(2023, 9, 1))
    assert month.contains(date(2023, 9, 30))
    assert not month.contains(date(2023, 10, 1))
    assert not month.contains(date(2023, 8, 31))
    assert month.days_count == 30


def test_year_and_day() -> None:
    assert Period.year(2024) == Period(date(2024, 1, 1), date(2025, 1, 1))
    assert Period.year(2024).days_count == 366
    assert Period.day(date(2024, 2, 29)) == Period(date(2024, 2, 29), date(2024, 3, 1))
    assert Period.month(date(2023, 12, 5)).end == date(2024, 1, 1)


def test_touching_periods_do_not_overlap() -> None:
    first, second = Period.month(date(2023, 9, 1)), Period.month(date(2023, 10, 1))
    assert not first.overlaps(second)
    assert not second.overlaps(first)
    assert Period.year(2023).overlaps(first)
    assert first.overlaps(Period.day(date(2023, 9, 30)))


@pytest.mark.parametrize("end", [date(2023, 9, 1), date(2023, 8, 31)])
def test_a_period_holds_at_least_a_day(end: date) -> None:
    with pytest.raises(ValueError, match="not after its start"):
        Period(date(2023, 9, 1), end)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 11, 15), 2, date(2024, 1, 15)),
        (date(2024, 1, 15), -1, date(2023, 12, 15)),
        (date(2023, 12, 1), -12, date(2022, 12, 1)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
    ],
)
def test_add_months(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


def test_month_ends() -> None:
    assert month_start(date(2023, 9, 17)) == date(2023, 9, 1)
    assert month_end(date(2023, 9, 17)) == date(2023, 9, 30)
    assert month_end(date(2024, 2, 1)) == date(2024, 2, 29)
    assert month_end(date(2023, 12, 31)) == date(2023, 12, 31)


def test_months_between_ignores_the_day() -> None:
    assert months_between(date(2021, 7, 31), date(2023, 12, 1)) == 29
    assert months_between(date(2023, 12, 1), date(2021, 7, 31)) == -29
    assert months_between(date(2023, 9, 1), date(2023, 9, 30)) == 0


def test_parse_month() -> None:
    assert parse_month(" 2023-09 ") == date(2023, 9, 1)


@pytest.mark.parametrize("text", ["2023-9", "2023-13", "2023-00", "202309", "2023-09-01", ""])
def test_other_months_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"month"):
        parse_month(text)


@given(DAYS, st.integers(-500, 500))
def test_adding_months_moves_the_month_by_as_many(day: date, months: int) -> None:
    assert months_between(day, add_months(day, months)) == months


@given(DAYS)
def test_a_month_runs_from_start_to_end(day: date) -> None:
    month = Period.month(day)
    assert month.start == month_start(day)
    assert month.end == month_end(day) + timedelta(days=1)
    assert month.contains(day)
