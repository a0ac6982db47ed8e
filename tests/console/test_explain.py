"""Definitions, amounts and items in words, for everything the pack holds."""

from decimal import Decimal

import pytest

from lingnan.console.i18n import translator
from lingnan.console.report.load.explain import (
    assumption_line,
    definition_words,
    explain_clusters,
    sources_of,
)
from lingnan.console.report.load.item import answer_text, item_name, next_step
from lingnan.console.report.load.word import amount, heading
from lingnan.diagnosis import build_model
from lingnan.packs import load_pack

ZH, EN = translator("zh"), translator("en")


@pytest.fixture(scope="module")
def pack():
    return load_pack("guangdong")


@pytest.fixture(scope="module")
def items(pack):
    return build_model(pack.model("miit-sme-2024")).by_id


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        ("0.95", "share", "95%", "95%"),
        ("0.452", "share", "45.2%", "45.2%"),
        ("4", "year", "4年", "4 years"),
        ("12400", "CNY", "12,400元", "12,400 yuan"),
        ("0.4", "ratio", "0.40", "0.40"),
        ("3", "node", "3个", "3 nodes"),
        ("3", None, "3", "3"),
    ],
)
def test_amounts_carry_their_unit(value, unit, zh, en):
    assert amount(ZH, Decimal(value), unit) == zh
    assert amount(EN, Decimal(value), unit) == en


def test_every_definition_of_the_pack_can_be_put_into_words(pack):
    for target in pack.targets:
        for definition in target.definitions:
            for tr in (ZH, EN):
                words = definition_words(tr, pack, definition)
                assert words.startswith(definition.name.in_(tr.lang))
                assert "{" not in words


def test_conditions_name_indicator_and_window(pack):
    words = definition_words(EN, pack, pack.definition("above_scale_dx.platform"))
    assert "above-scale industrial enterprise on the day" in words
    assert " or " in words
    assert "(within 12 months)" in words
    levels = definition_words(ZH, pack, pack.definition("above_scale_dx.level2"))
    assert "达到2级及以上" in levels


def test_every_assumption_of_the_pack_can_be_put_into_words(pack):
    for assumption in pack.assumptions:
        line = assumption_line(ZH, assumption)
        assert line.value
        assert line.why
        assert "–" in line.span


def test_sources_resolve_once_and_addresses_stand_for_themselves(pack):
    found = sources_of(ZH, pack, ["plan-45-2021", "plan-45-2021", "https://example.org/a"])
    assert [source.id for source in found] == ["plan-45-2021", "https://example.org/a"]
    assert "粤府〔2021〕45号" in found[0].title


def test_inferred_clusters_are_marked(pack):
    told = explain_clusters(ZH, pack, ())
    assert "绿色石化" in told.unconfirmed[0].subject
    assert told.sources


def test_names_of_items(items):
    assert item_name(ZH, items["Q01"]) == "网络建设"
    assert item_name(ZH, items["S01"]) == "产品设计"


def test_next_step(items):
    # Q02 is a ratio: after C (20–40 %) comes D; Q01 takes several options
    assert next_step(ZH, items["Q02"], "C") == "40–60%"
    assert next_step(ZH, items["Q02"], "E") is None
    assert next_step(ZH, items["Q01"], "B,C,D").startswith("网络覆盖")
    assert next_step(ZH, items["S01"], None).startswith("用CAD")
    assert next_step(ZH, items["S01"], "4") is None


def test_clauses_ask_for_their_own_text_until_satisfied(pack):
    clause = build_model(pack.model("gbt-39116-2020-discrete")).by_id["P1.1"]
    assert item_name(ZH, clause) == "P1.1 组织战略"
    assert next_step(ZH, clause, "P") == clause.text.zh
    assert next_step(ZH, clause, "Y") is None


def test_answers_in_words(items):
    assert answer_text(ZH, items["Q02"], "C") == "C 20–40%"
    assert answer_text(ZH, items["Q02"], None) is None
    assert answer_text(ZH, items["Q02"], "Z") == "Z"


def test_headings_begin_with_a_capital():
    assert heading("above-scale") == "Above-scale"
    assert heading("") == ""
