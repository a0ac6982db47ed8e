"""Assumed values in words: no unit is left as the code that packs write."""

import pytest

from lingnan.console.document.unit import value_words
from lingnan.console.i18n import translator
from lingnan.packs.content.unit import UNITS


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        (0.5, "fte", "0.50人（全职）", "0.50 full-time persons"),
        (2, "project", "2个", "2 projects"),
        (0.015, "share/year", "每年1.5%", "1.5% a year"),
        (20_000, "CNY", "2万元", "CNY 20,000"),
        (30_000, "CNY/year", "每年3万元", "CNY 30,000 a year"),
        (4, "half_year", "4个半年", "4 half-years"),
        (1, "flag", "是", "yes"),
        (0.4, "ratio", "0.40", "0.40"),
    ],
)
def test_a_value_is_said_with_its_unit(value, unit, zh, en):
    assert value_words(translator("zh"), value, unit) == zh
    assert value_words(translator("en"), value, unit) == en


@pytest.mark.parametrize("unit", UNITS)
def test_every_unit_of_packs_is_said(unit):
    said = value_words(translator("zh"), 2.0, unit)
    assert not any(sign.isascii() and sign.isalpha() for sign in said), said


def test_an_unknown_value_has_no_words():
    assert value_words(translator("en"), None, "CNY") is None
