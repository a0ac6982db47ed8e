"""Size classes after the 2017 rule for industry: both lower limits are needed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingnan.kernel.size import (
    ABOVE_SCALE_REVENUE_CNY,
    SizeClass,
    is_above_scale,
    size_class,
)

RANK = {SizeClass.MICRO: 0, SizeClass.SMALL: 1, SizeClass.MEDIUM: 2, SizeClass.LARGE: 3}


@pytest.mark.parametrize(
    ("employees_count", "revenue_cny", "expected"),
    [
        # X >= 1000 and Y >= 40,000 万元
        (1_000, 400_000_000, SizeClass.LARGE),
        (999, 400_000_000, SizeClass.MEDIUM),
        (1_000, Decimal("399999999.99"), SizeClass.MEDIUM),
        # X >= 300 and Y >= 2,000 万元
        (300, 20_000_000, SizeClass.MEDIUM),
        (299, 20_000_000, SizeClass.SMALL),
        (300, Decimal("19999999.99"), SizeClass.SMALL),
        # X >= 20 and Y >= 300 万元
        (20, 3_000_000, SizeClass.SMALL),
        (19, 3_000_000, SizeClass.MICRO),
        (20, Decimal("2999999.99"), SizeClass.MICRO),
        # one figure large, the other of a lower class: the lower class
        (5_000, 3_000_000, SizeClass.SMALL),
        (5_000, 0, SizeClass.MICRO),
        (19, 9_000_000_000, SizeClass.MICRO),
        (0, 0, SizeClass.MICRO),
        # unknown is not zero
        (None, 400_000_000, None),
        (1_000, None, None),
        (None, None, None),
    ],
)
def test_size_class(
    employees_count: int | None, revenue_cny: Decimal | int | None, expected: SizeClass | None
) -> None:
    assert size_class(employees_count, revenue_cny) == expected


@given(st.integers(0, 10_000), st.integers(0, 10**9), st.integers(0, 5_000), st.integers(0, 10**9))
def test_growing_never_lowers_the_class(heads: int, revenue: int, more: int, more_cny: int) -> None:
    before = size_class(heads, revenue)
    after = size_class(heads + more, revenue + more_cny)
    assert before is not None
    assert after is not None
    assert RANK[after] >= RANK[before]


@pytest.mark.parametrize(
    ("revenue_cny", "industry_code", "expected"),
    [
        (ABOVE_SCALE_REVENUE_CNY, "C3911", True),
        (Decimal("20000000.00"), "3911", True),
        (Decimal("19999999.99"), "C3911", False),
        (20_000_000, "B0610", True),
        (20_000_000, "D4411", True),
        (20_000_000, "I6510", False),  # software is not industry
        (None, "C3911", None),
        (None, "I6510", False),
    ],
)
def test_above_scale(
    revenue_cny: Decimal | int | None, industry_code: str, expected: bool | None
) -> None:
    assert is_above_scale(revenue_cny, industry_code) is expected


def test_above_scale_needs_a_code() -> None:
    with pytest.raises(ValueError, match="industry code"):
        is_above_scale(20_000_000, "manufacturing")
