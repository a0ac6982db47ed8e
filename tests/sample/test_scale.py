from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from lingnan.sample.scale import apportion, expansion_of, monthly, rounded


def test_largest_remainder_by_hand() -> None:
    # 10 seats over 21, 11, 8 (sum 40): quotas 5.25, 2.75, 2.00 -> 5, 2, 2, one left,
    # greatest remainder .75 is the second's
    assert apportion(10, [21, 11, 8]).tolist() == [5, 3, 2]


def test_of_equal_remainders_the_first_wins() -> None:
    # 1 seat over two equal weights: quotas .5 and .5
    assert apportion(1, [3, 3]).tolist() == [1, 0]


def test_decimal_shares_are_exact() -> None:
    # 1000 x 0.152 / 1 = 152 without any rounding
    shares = [Decimal("0.152"), Decimal("0.109"), Decimal("0.101"), Decimal("0.638")]
    assert apportion(1000, shares).tolist() == [152, 109, 101, 638]


def test_nothing_among_nothing_is_nothing() -> None:
    assert apportion(0, [0, 0]).tolist() == [0, 0]
    with pytest.raises(ValueError, match="all weights are zero"):
        apportion(1, [0, 0])


def test_halves_are_rounded_up() -> None:
    assert rounded(90, 60) == 2  # 1.5
    assert rounded(89, 60) == 1
    assert rounded(Fraction(1, 2), 1) == 1


def test_expansion() -> None:
    # 1.2 million / 20,000 = 60; 954,000 users / 60 = 15,900 of 20,000
    assert expansion_of(1_200_000, 20_000, 954_000) == 60
    # 1.2 rounds to 1, and 954,000 of 1,000,000 can use cloud
    assert expansion_of(1_200_000, 1_000_000, 954_000) == 1
    # 1.41 rounds to 1, but 954,000 users do not fit into 850,000 enterprises
    assert expansion_of(1_200_000, 850_000, 954_000) == 2


def test_monthly_counts_lie_on_straight_lines() -> None:
    points = [(date(2021, 1, 31), 100), (date(2021, 5, 31), 180)]
    days = [date(2020, 12, 31), date(2021, 1, 31), date(2021, 3, 31), date(2021, 6, 30)]
    # two of four months after January: 100 + 80 x 2 / 4
    assert monthly(points, days).tolist() == [100, 100, 140, 180]
