"""Cells as people type them."""

from datetime import date, datetime
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingnan.kernel.money import looks_like_wan
from lingnan.kernel.size import size_class
from lingnan.registry.cell import decode_amounts, decode_counts, decode_days
from lingnan.registry.enterprise_figure import like_wan, size_classes
from lingnan.registry.industry_word import read_industries, read_industry

DAY = date(2019, 5, 1)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2019-05-01", DAY),
        ("2019/5/1", DAY),
        ("2019.5.1", DAY),
        ("2019年5月1日", DAY),
        ("２０１９年５月１日", DAY),
        ("20190501", DAY),
        ("2019-05", DAY),
        ("2019年5月", DAY),
        ("2019-05-01 08:30:00", DAY),
        # 43586 days after 1899-12-30: 119 years of 365 days = 43435, 30 leap days in
        # 1900-2018 by the spreadsheet's reckoning less its start, 120 days in 2019.
        ("43586", DAY),
        ("-", None),
        ("无", None),
    ],
)
def test_days(typed, day):
    decoded = decode_days(pa.array([typed]))
    assert decoded.values.to_pylist() == [day]
    assert not decoded.is_bad.any()


@pytest.mark.parametrize("typed", ["2019-13-01", "2019-02-30", "昨天", "2019", "1/5/2019", "99"])
def test_no_days(typed):
    decoded = decode_days(pa.array([typed, None]))
    assert decoded.values.to_pylist() == [None, None]
    assert decoded.is_bad.tolist() == [True, False]


def test_days_of_parquet():
    assert decode_days(pa.array([DAY, None])).values.to_pylist() == [DAY, None]
    stamps = pa.array([datetime(2019, 5, 1, 23, 59)])  # noqa: DTZ001
    assert decode_days(stamps).values.to_pylist() == [DAY]


@pytest.mark.parametrize(
    ("typed", "count"),
    [("300", 300), ("1,200", 1200), ("３００人", 300), ("300.0", 300), ("0", 0), ("—", None)],
)
def test_counts(typed, count):
    decoded = decode_counts(pa.array([typed]))
    assert decoded.values.to_pylist() == [count]
    assert not decoded.is_bad.any()


@pytest.mark.parametrize("typed", ["-5", "12.5", "many", "1e99", "inf"])
def test_no_counts(typed):
    assert decode_counts(pa.array(["7", typed])).is_bad.tolist() == [False, True]


def test_counts_of_parquet():
    decoded = decode_counts(pa.array([5, -1, None], pa.int64()))
    assert decoded.values.to_pylist() == [5, None, None]
    assert decoded.is_bad.tolist() == [False, True, False]
    floats = decode_counts(pa.array([5.0, float("nan"), None]))
    assert floats.values.to_pylist() == [5, None, None]
    assert not floats.is_bad.any()


@pytest.mark.parametrize(
    ("typed", "scale", "yuan"),
    [
        ("1234.5", 1, 1234.5),
        ("1,234.5", 1, 1234.5),
        ("1234.5678", 10_000, 12_345_678.0),
        ("1,234.5", 10_000, 12_345_000.0),
        ("3亿元", 10_000, 300_000_000.0),
        ("1.2万元", 1, 12_000.0),
        ("¥500", 1, 500.0),
        ("¥500", 10_000, 5_000_000.0),
        ("-3", 1, -3.0),
        ("0.004", 1, 0.0),
        ("/", 1, None),
    ],
)
def test_amounts(typed, scale, yuan):
    decoded = decode_amounts(pa.array([typed]), scale=scale)
    assert decoded.values.to_pylist() == [yuan]
    assert not decoded.is_bad.any()


def test_no_amounts():
    decoded = decode_amounts(pa.array(["abc", "1,23", "5", "$3", None]), scale=1)
    assert decoded.is_bad.tolist() == [True, True, False, True, False]
    assert decoded.values.to_pylist() == [None, None, 5.0, None, None]


def test_amounts_of_parquet():
    twelve = Decimal("12.00")
    for values in (pa.array([twelve, None]), pa.array([12.0, None]), pa.array([12, None])):
        decoded = decode_amounts(values, scale=10_000)
        assert decoded.values.to_pylist() == [120_000.0, None]
    assert decode_amounts(pa.array([float("nan")]), scale=1).values.to_pylist() == [None]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("3911", "C3911"),
        ("c3911", "C3911"),
        ("C39", "C39"),
        ("３９１", "C391"),
        ("3911 计算机整机制造", "C3911"),
        ("C3911计算机整机制造", "C3911"),
        ("0610", "B0610"),
    ],
)
def test_industries(typed, code):
    assert read_industry(typed) == code


@pytest.mark.parametrize("typed", ["9999", "D3911", "计算机", "39111", "3", ""])
def test_no_industries(typed):
    with pytest.raises(ValueError, match=r"."):
        read_industry(typed)


def test_several_industries():
    assert read_industries("3911；C3921, 39 3911") == "C3911;C3921;C39"


HEADS = st.none() | st.integers(0, 3000)
YUAN = st.none() | st.integers(0, 10**12) | st.integers(0, 10**7)


@given(st.lists(st.tuples(HEADS, YUAN), min_size=1, max_size=30))
def test_figures_are_judged_as_in_the_kernel(figures):
    heads = pa.array([head for head, _ in figures], pa.int32())
    yuan = pa.array([None if value is None else float(value) for _, value in figures], pa.float64())
    expected = [
        looks_like_wan(None if value is None else Decimal(value), head) for head, value in figures
    ]
    assert like_wan(yuan, heads).tolist() == expected
    assert size_classes(heads, yuan).to_pylist() == [size_class(*each) for each in figures]
    assert like_wan(yuan, heads).dtype == np.bool_
