"""Amounts, levels, periods and certificates as officials read them."""

import pytest

from lingnan.console.document.model import Band, Fact
from lingnan.console.document.value import cell_words, fact_words
from lingnan.console.document.words import (
    gap_words,
    level_words,
    money_words,
    period_words,
    shortened,
    span_words,
)
from lingnan.console.i18n import NOTHING, translator

ZH, EN = translator("zh"), translator("en")


@pytest.mark.parametrize(
    ("yuan", "zh", "en"),
    [
        (0, "0元", "CNY 0"),
        (9_999, "9,999元", "CNY 9,999"),
        (10_000, "1万元", "CNY 10,000"),
        (185_000, "18.5万元", "CNY 185,000"),
        (123_456, "12.35万元", "CNY 123,456"),
        (1_848_000, "184.8万元", "CNY 1,848,000"),
        (250_000_000, "2.5亿元", "CNY 250,000,000"),
        (-63_200, "-6.32万元", "CNY -63,200"),
        (None, NOTHING, NOTHING),
    ],
)
def test_money_in_a_sentence(yuan, zh, en):
    assert (money_words(ZH, yuan), money_words(EN, yuan)) == (zh, en)


def test_a_band_is_written_only_where_it_is_one():
    assert span_words(ZH, Band(10_000, 20_000, 30_000)) == "1万元至3万元"
    assert span_words(ZH, Band(5, 5, 5)) == ""
    assert cell_words(EN, "band", Band(1000, 2000, 3000)) == "2,000\n(1,000–3,000)"
    fact = Fact("x", Band(1000, 2000, 3000), "band")
    assert fact_words(ZH, fact) == "2,000元（1,000–3,000元）"
    assert fact_words(EN, fact) == "CNY 2,000 (1,000–3,000)"


def test_levels_and_periods():
    assert [level_words(ZH, n) for n in (0, 3, None)] == ["未达一级", "三级", NOTHING]
    assert [level_words(EN, n) for n in (0, 3)] == ["below level 1", "level 3"]
    assert [period_words(ZH, p) for p in ("now", "2024H1", "2024H2")] == [
        "现状",
        "2024年上半年",
        "2024年下半年",
    ]
    assert [period_words(EN, p) for p in ("2024H1", "2024Q3", "H")] == ["H1 2024", "2024Q3", "H"]


@pytest.mark.parametrize(
    ("gap", "words"),
    [(0.0, "0.0%"), (0.004, "0.4%"), (0.00401, "0.5%"), (0.1, "10.0%"), (None, NOTHING)],
)
def test_a_certificate_is_never_rounded_down(gap, words):
    assert gap_words(EN, gap) == words


def test_null_is_a_dash_in_every_kind():
    for kind in ("text", "money", "band", "date", "percent", "level", "count", "points"):
        assert cell_words(ZH, kind, None) == NOTHING


def test_points_are_cut_off():
    assert cell_words(ZH, "points", 59_999) == "59.9"


def test_long_names_are_shortened_visibly():
    assert shortened("佛山", 4) == "佛山"
    assert shortened("佛山示例", 6) == "佛山…"
