"""Amounts as people write them become exact yuan."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingnan.kernel.money import looks_like_wan, parse_cny


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,234.5", "1234.5"),
        ("1234567.89", "1234567.89"),
        ("1.2万元", "12000"),
        ("3亿元", "300000000"),
        ("0.1亿", "10000000"),
        ("2百万元", "2000000"),
        ("5千元", "5000"),
        ("¥500", "500"),
        ("￥1,000.00元", "1000"),
        ("人民币 20 万元整", "200000"),
        ("RMB 20", "20"),
        ("20 cny", "20"),
        ("１２，３４５．６７", "12345.67"),
        ("-3.5万元", "-35000"),
        ("-¥3", "-3"),
        ("1.2E+07", "12000000"),
        ("0", "0"),
    ],
)
def test_parse(text: str, expected: str) -> None:
    assert parse_cny(text) == Decimal(expected)
    assert "E" not in str(parse_cny(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "万元",
        "abc",
        "1,23",
        "12,34,567",
        "1.2.3",
        "$5",
        "5 USD",
        "5美元",
        "nan",
        "inf",
        "1e999",
        "5%",
        "约5万元",
        "5-6万元",
        "1 2",
        "\n    ",
        "1e16",
        "9999999999亿元",
    ],
)
def test_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an amount in yuan"):
        parse_cny(text)


@given(st.decimals(min_value=-(10**11), max_value=10**11, places=2))
def test_plain_and_grouped_figures_are_read_exactly(amount: Decimal) -> None:
    assert parse_cny(f"{amount:f}") == amount
    assert parse_cny(f"{amount:,}元") == amount
    assert parse_cny(f"{amount:f}万元") == amount * 10_000


@pytest.mark.parametrize(
    ("revenue_cny", "employees_count", "expected"),
    [
        # 5,600 for 120 employees is 46.7 yuan a head a year; as 万元 it is 467,000 yuan a head.
        (5_600, 120, True),
        (Decimal("5600.50"), 120, True),
        (56_000_000, 120, False),
        # the two edges of the rule, 10 employees: from 10 to less than 20,000
        (10, 10, True),
        (Decimal("9.99"), 10, False),
        (Decimal("19999.99"), 10, True),
        (20_000, 10, False),
        (0, 10, False),
        (-50, 10, False),
        (5_600, 0, False),
        (None, 120, False),
        (5_600, None, False),
    ],
)
def test_looks_like_wan(
    revenue_cny: Decimal | int | None, employees_count: int | None, expected: bool
) -> None:
    assert looks_like_wan(revenue_cny, employees_count) is expected
