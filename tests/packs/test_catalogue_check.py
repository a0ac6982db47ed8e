"""Checks of the catalogue of measures: each way to get it wrong, on a broken copy of Tinyland."""

import pytest

from lingnan.kernel import Severity
from lingnan.packs import check_pack

TINY = "measures/tiny.yaml"
# Where records of the file begin.
PLAN, NETWORK, ORDERS, STOCK, PLANT, AUDIT, RULE, HALL = 5, 16, 31, 47, 63, 78, 89, 102


@pytest.mark.parametrize(
    ("code", "old", "new", "row", "told"),
    [
        ("PAK-106", "all_of: orders", "all_of: order", STOCK, ("stock.all_of refers to the unknown "
         "measure 'order'")),
        ("PAK-106", "[[orders, stock]]", "[[orders, store]]", PLANT,
         "smart-plant.any_of refers to the unknown measure 'store'"),
        ("PAK-106", "{network: 0.4}", "{net: 0.4}", HALL, ("price_factors refers to the unknown "
         "measure 'net'")),
        ("PAK-106", "foundation: people", "foundation: peoples", PLAN, "'peoples'"),
        ("PAK-106", "shared in the harbour}\n    foundation: software",
         "shared in the harbour}\n    foundation: hardware", HALL, "'hardware'"),
        ("PAK-106", "paths: alone", "paths: together", PLAN, "path 'together'"),
        ("PAK-106", "links: [设计]", "links: [生产]", ORDERS, "link of a focus direction '生产'"),
        ("PAK-106", "sections: [C]", "sections: [Z]", NETWORK, "section 'Z'"),
        ("PAK-106", "proof_grade: 2", "evidence_kinds: [rumour]\n    proof_grade: 2", PLAN,
         "evidence kind 'rumour'"),
        ("PAK-106", "subsidies: tiny-rule", "subsidies: big-rule", NETWORK,
         "subsidy rule 'big-rule'"),
        ("PAK-106", "models: tiny-maturity", "models: tiny", PLAN,
         "plan.effects refers to the unknown assessment model 'tiny'"),
        ("PAK-106", "items: Q1", "items: Q9", PLAN, "item 'Q9'"),
        ("PAK-106", "{model: tiny-maturity, item: Q2", "{model: tiny-maturity, item: Q7", PLANT,
         "smart-plant.needs refers to the unknown item 'Q7'"),
        ("PAK-106", "instrument: tiny-grant", "instrument: grant", RULE, "instrument 'grant'"),
        ("PAK-106", "parameter: rate}", "parameter: ratio}", RULE, "instrument 'ratio'"),
        ("PAK-106", "_cap_parameter: cap_cny", "_cap_parameter: cap", RULE, "instrument 'cap'"),
        ("PAK-106", "parameter: rate}", "assumption: rate}", RULE, "assumption 'rate'"),
        ("PAK-106", "[all]", "[everywhere]", RULE, "city group 'everywhere'"),
        ("PAK-106", "size_classes: [medium, small, micro]\n    rates",
         'size_classes: [medium, small, micro]\n    cities: ["820900"]\n    rates', RULE,
         "city '820900'"),
        ("PAK-110", "until: 2024-12-31", "until: 2019-12-31", RULE, "tiny-rule.until"),
        ("PAK-112", "unit: half_year", "unit: semester", None, "semester"),
        ("PAK-117", "items: Q1, answer: B", "items: Q1, answer: C", PLAN,
         "'C' cannot answer tiny-maturity:Q1: there is no such option"),
        ("PAK-117", "items: Q1, answer: B", 'items: Q1, answer: "A,B"', PLAN, "only one option"),
        ("PAK-117", "items: Q3, answer: B", 'items: Q3, answer: "A,B"', ORDERS, "rules the others"),
        ("PAK-117", "item: Q2, answer: B", 'item: Q2, answer: "3"', PLANT, "smart-plant.needs"),
        ("PAK-118", "items: Q1, answer: B", "items: Q1, answer: A", PLAN,
         "'A' is the lowest answer of tiny-maturity:Q1"),
        ("PAK-118", 'items: S1, answer: "1"', 'items: S1, answer: "0"', ORDERS, "tiny-maturity:S1"),
        ("PAK-118", "items: Q3, answer: B", "items: Q3, answer: A", ORDERS, "tiny-maturity:Q3"),
        ("PAK-119", "size_classes: [micro]", "size_classes: [micro, small]", NETWORK,
         "network has two price bands for 'small'"),
        ("PAK-120", "prices:\n      - {size_classes: [large, medium, small, micro], low_cny: 4000",
         ("all_of: stock\n    prices:\n      - {size_classes: [large, medium, small, micro], "
         "low_cny: 4000"), ORDERS, "wait for each other: orders → stock → orders"),
        ("PAK-120", "all_of: orders", "any_of: [[stock]]", STOCK, ": stock → stock"),
        ("PAK-121", "[large, medium, small, micro], low_cny: 4000", ("[large, medium, small], "
         "low_cny: 4000"), STOCK, "stock cannot start in micro enterprises: none of 'orders'"),
        ("PAK-122", "items: Q2, answer: B, likelihood: 0.8", "items: Q2, answer: B, likelihood: 0.6"
         , PLANT, ("smart-plant.needs needs tiny-maturity:Q2 at 'B', which no measure raises with "
         "likelihood 0.7")),
        ("PAK-123", "proof_grade: 2\n    proves_claims", "proof_grade: 1\n    proves_claims", AUDIT,
         "audit is to prove claims"),
    ],
)  # fmt: skip
def test_each_rule(edit, code: str, old: str, new: str, row: int | None, told: str) -> None:
    found = [item for item in check_pack(edit(TINY, old, new)) if item.code == code]
    match = [item for item in found if told in item.what.en]
    assert match, [item.what.en for item in found]
    assert match[0].file == TINY
    if row is not None:
        assert match[0].row == row
    assert match[0].what.zh != match[0].what.en
    assert "{" not in match[0].what.zh + match[0].remedy.zh + match[0].remedy.en


def test_a_group_with_one_way_out_is_no_circle(edit) -> None:
    found = check_pack(edit(TINY, "all_of: orders", "any_of: [[smart-plant, orders]]"))
    assert found == []  # stock may follow orders, and smart-plant may follow stock


def test_a_circle_through_groups_is_named_once_and_who_waits_for_it_is_not(edit) -> None:
    edit(TINY, "any_of: [[orders, stock]]", "any_of: [[stock, smart-plant]]")
    edit(TINY, "all_of: orders", "any_of: [[smart-plant, stock]]")
    waiting = "proof_grade: 2\n    proves_claims"
    found = check_pack(edit(TINY, waiting, "all_of: stock\n    " + waiting))
    assert [(item.code, item.value) for item in found] == [
        ("PAK-120", "stock → smart-plant → stock")
    ]


def test_what_others_lack_is_a_warning_since_an_enterprise_may_have_it(edit) -> None:
    old = "[large, medium, small, micro], low_cny: 4000"
    [found] = check_pack(edit(TINY, old, "[large, medium, small], low_cny: 4000"))
    assert (found.code, found.severity) == ("PAK-121", Severity.WARNING)


def test_a_better_answer_meets_a_need(edit) -> None:
    edit(TINY, "item: Q2, answer: B", 'item: S1, answer: "1"')
    edit(TINY, 'items: S1, answer: "1", likelihood: 0.8', 'items: S1, answer: "2", likelihood: 0.8')
    assert check_pack(edit(TINY, "items: [S1, S2]", "items: [S2]")) == []


def test_a_measure_does_not_meet_its_own_need(edit) -> None:
    edit(TINY, "item: Q2, answer: B", 'item: S1, answer: "2"')
    [found] = check_pack(edit(TINY, "items: [S1, S2]", "items: [S2, S1]"))
    assert (found.code, found.field) == ("PAK-122", "smart-plant.needs")


def test_every_option_of_a_multiple_choice_must_be_met(edit) -> None:
    answer = "item: Q3, answer: 'B,C'"
    assert check_pack(edit(TINY, "item: Q2, answer: B", answer)) == []  # by orders and stock
    [found] = check_pack(edit(TINY, "items: Q3, answer: C, likelihood: 0.8",
                              "items: Q3, answer: C, likelihood: 0.5"))  # fmt: skip
    assert found.code == "PAK-122"


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("low_cny: 1000", "low_cny: 2500", "measures[plan].prices[0]"),
        ("fixed_low_cny: 20000", "fixed_low_cny: 40000", "facilities[harbour-network]"),
        ("parameter: rate}", "parameter: rate, assumption: roadmap.staff_share}",
         "subsidy_rules[tiny-rule].rates[0]"),
        ("likelihood: 0.9", "likelihood: 1.1", "measures[plan].effects[0].likelihood"),
    ],
)  # fmt: skip
def test_bands_and_shares_that_are_none(edit, old: str, new: str, field: str) -> None:
    [found] = check_pack(edit(TINY, old, new))
    assert (found.code, found.file, found.field) == ("PAK-102", TINY, field)


def test_a_measure_without_a_price_is_refused(edit, land) -> None:
    text = (land / TINY).read_text(encoding="utf-8")
    start = text.index("    prices:")
    end = text.index("    effects:")
    found = check_pack(edit(TINY, text[start:end], "    prices: []\n"))
    assert [(item.code, item.field) for item in found] == [("PAK-102", "measures[plan].prices")]
