"""The denominator of the day, with the yearbook's figures."""

from datetime import date

import numpy as np
import pytest

from lingnan.programme.denominator import denominator_on, known_population
from lingnan.programme.model import Population
from lingnan.programme.timeline import faded, month_number, months_through, months_to

YEARBOOK = Population(
    (
        (date(2020, 12, 31), 58_504.0),
        (date(2021, 12, 31), 66_329.0),
        (date(2022, 12, 31), 70_725.0),
        (date(2023, 12, 31), 71_996.0),
    )
)


def test_on_published_days_the_denominator_is_the_published_one() -> None:
    for day, value in YEARBOOK.points:
        assert denominator_on(YEARBOOK, day) == pytest.approx(value)


def test_between_them_it_grows_evenly() -> None:
    # The geometric mean of 58,504 and 66,329 is 62,293.7.
    assert denominator_on(YEARBOOK, date(2021, 6, 30)) == pytest.approx(62_293.7, abs=0.1)


def test_before_the_first_day_it_is_the_first() -> None:
    assert denominator_on(YEARBOOK, date(2015, 1, 31)) == pytest.approx(58_504)


def test_after_the_last_day_the_growth_fades() -> None:
    # ln(71,996 / 70,725) a year, of which (1 - 1/2) / ln 2 = 0.7213 years remain after one year.
    expected = 71_996 * (71_996 / 70_725) ** 0.72135
    assert denominator_on(YEARBOOK, date(2024, 12, 31)) == pytest.approx(expected, rel=1e-5)
    assert denominator_on(YEARBOOK, date(2024, 12, 31), yearly_damping=0) == pytest.approx(71_996)
    assert denominator_on(YEARBOOK, date(2024, 12, 31), yearly_damping=1) == pytest.approx(
        71_996 * 71_996 / 70_725
    )


def test_only_what_was_known_is_used() -> None:
    known = known_population(YEARBOOK, date(2023, 9, 30))
    assert known.points == YEARBOOK.points[:3]
    assert known_population(YEARBOOK, date(2000, 1, 1)).points == YEARBOOK.points[:1]


def test_months_are_whole_at_month_ends() -> None:
    assert months_to(date(2021, 12, 31), date(2023, 9, 30)) == pytest.approx(21)
    assert months_to(date(2024, 1, 31), date(2024, 2, 29)) == pytest.approx(1)
    assert month_number(date(2024, 2, 29)) == 2024 * 12 + 2
    assert months_through(date(2023, 11, 5), date(2024, 1, 1)) == (
        date(2023, 11, 1),
        date(2023, 12, 1),
        date(2024, 1, 1),
    )


def test_a_pace_that_halves_each_year_covers_a_year_and_a_half_at_most() -> None:
    # 12 / ln 2 = 17.3 months in all.
    assert faded(np.array([1e6]), 0.5)[0] == pytest.approx(17.312, abs=1e-3)
