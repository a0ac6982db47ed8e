"""Numbers, dates and sentences as readers of the two languages write them."""

from datetime import date

import pytest

from lingnan.console.i18n import NOTHING, translator

ZH, EN = translator("zh"), translator("en")
DAY = date(2023, 9, 30)


def test_numbers_have_separators_and_fixed_decimals():
    assert ZH.number(1234567) == "1,234,567"
    assert EN.number(1234.5, 1) == "1,234.5"
    assert EN.number(2, 2) == "2.00"
    assert EN.number(-0.2) == "0"  # never minus zero


def test_null_is_a_dash_and_never_zero():
    for write in (ZH.number, ZH.signed, ZH.percent, ZH.points, ZH.day, ZH.short_day, ZH.month):
        assert write(None) == NOTHING


def test_scores_are_cut_off_so_that_rounding_lifts_none():
    assert ZH.points(39_999) == "39.9"
    assert ZH.points(40_000) == "40.0"


def test_percent_and_signed():
    assert EN.percent(0.4386) == "44%"
    assert EN.percent(0.4386, 1) == "43.9%"
    assert EN.signed(3.25, 1) == "+3.2"
    assert EN.signed(-3.25, 1) == "−3.2"
    assert EN.signed(0.0, 1) == "0.0"


@pytest.mark.parametrize(
    ("tr", "day", "short", "month"),
    [
        (ZH, "2023年9月30日", "2023年9月30日", "2023年9月"),
        (EN, "30 September 2023", "30 Sept 2023", "Sept 2023"),
    ],
)
def test_dates(tr, day, short, month):
    assert (tr.day(DAY), tr.short_day(DAY), tr.month(DAY)) == (day, short, month)


def test_sentences_join_clauses_and_drop_empty_ones():
    assert ZH.sentence(["甲", "", "乙"]) == "甲；乙。"
    assert EN.sentence(["one", "", "two"]) == "One; two."
    assert EN.sentence(["", ""]) == ""
