"""What the document of an enterprise roadmap says."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lingnan.console.document import enterprise_document
from lingnan.console.document.errors import AnswerUnfit
from lingnan.console.document.listing import cash_table, plan_table
from lingnan.console.document.model import (
    Band,
    CashFlow,
    Facts,
    Gantt,
    LevelPath,
    Paragraph,
    Plan,
    SignOff,
)
from lingnan.console.document.word import word_bytes
from lingnan.console.document.workbook import workbook_bytes
from lingnan.console.i18n import translator


def blocks(document, kind):
    return [b for section in document.sections for b in section.blocks if isinstance(b, kind)]


def findings(document):
    return [b.text for b in blocks(document, Paragraph) if b.style == "finding"]


def test_the_summary_says_result_levels_and_certificate(enterprise):
    said = findings(enterprise_document(enterprise, "zh"))
    assert said[:3] == [
        (
            "建议本企业自2024年1月1日起实施9个项目；预计投入184.8万元（134万元至249.5万元）；"
            "期内预计可获补助24.6万元。"
        ),
        "申报口径：由二级提升至三级（46.2分至79.7分）；证实口径：由一级提升至三级（30.4分至63.9分）。",
        "经测算证明，在后附假设下，本方案效益与理论最优值的差距不超过0.5%。",
    ]
    # gap 11,800 of 2,546,800 is 0.463 %: told as 0.5 %, never as 0.4 %
    assert not any("!" in text or "！" in text for text in said)


def test_the_highest_prices_are_reckoned_through(enterprise):
    # Balances at the expected prices and the sum of (high − expected) so far, in 1,000 yuan:
    # 102−127, 79.2−277, 36.4−407, 123.6−497, 13.8−647, 169−647: the least is −633.2.
    said = findings(enterprise_document(enterprise, "zh"))
    assert "2026年上半年期末余额最低，为1.38万元" in said[3]
    assert "最多尚需补充63.32万元" in said[3]


def test_bars_keep_their_half_open_periods(enterprise):
    (gantt,) = blocks(enterprise_document(enterprise, "en"), Gantt)
    assert gantt.periods == ("H1 2024", "H2 2024", "H1 2025", "H2 2025", "H1 2026", "H2 2026")
    spans = {bar.name: (bar.start, bar.finish, bar.cost_cny) for bar in gantt.rows}
    assert spans["ERP upgrade"] == (0, 2, 280_000)
    assert spans["Quality control with machine vision"] == (4, 5, 300_000)


def test_sums_of_the_tables(enterprise):
    document = enterprise_document(enterprise, "zh")
    tr = translator("zh")
    (plan,) = blocks(document, Plan)
    assert plan_table(tr, plan).total[4:] == (
        Band(1_340_000, 1_848_000, 2_495_000),
        189_600,
        375_000,
    )
    assert plan_table(tr, plan).rows[3][3] == "2024年上半年至2024年下半年"
    (cash,) = blocks(document, CashFlow)
    assert cash_table(tr, cash).total[1:5] == (
        2_050_000,
        246_000,
        Band(1_340_000, 1_848_000, 2_495_000),
        279_000,
    )


def test_everybody_signs_and_every_page_is_marked(enterprise):
    document = enterprise_document(enterprise, "zh")
    (sign_off,) = blocks(document, SignOff)
    assert [party.party for party in sign_off.parties] == ["咨询服务机构", "企业", "主管部门"]
    assert document.marks == ("模拟数据，非真实企业",)
    assert enterprise_document({**enterprise, "is_synthetic": False}, "zh").marks == ()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {
                "status": "infeasible",
                "question": "level",
                "shortfall": {
                    "smallest_budget_cny": 2_600_000,
                    "latest_date": "2027-06-30",
                    "text": None,
                },
            },
            [
                "在给定条件下，本企业无法于2026年12月31日前达到三级。",
                "预算不低于260万元即可实现；按现有预算，最早可于2027年6月30日前实现。",
            ],
        ),
        ({"status": "nothing_affordable"}, ["现有预算不足以实施任何项目。"]),
        (
            {
                "status": "nothing_affordable",
                "shortfall": {
                    "smallest_budget_cny": None,
                    "latest_date": None,
                    "text": {"zh": "目录中没有可用的项目。", "en": "No measure is of use."},
                },
            },
            ["目录中没有可用的项目。"],
        ),
        (
            {"status": "open", "question": "level"},
            ["未找到满足要求的方案，也未能证明不存在这样的方案。"],
        ),
        (
            {"status": "infeasible", "question": "value"},
            ["在给定条件下，指定的项目无法全部完成。"],
        ),
        (
            {"status": "unassessed"},
            ["本企业尚无评测结果，暂不能编制路线图；请先完成数字化水平评测。"],
        ),
        ({"status": "planned"}, ["所提目标已经达到，无需新增项目。"]),
    ],
)
def test_no_roadmap_is_silently_empty(enterprise, changes, words):
    answer = {**enterprise, "schedule": [], "cash_flow": [], "levels": [], "gap": None, **changes}
    document = enterprise_document(answer, "zh")
    assert findings(document)[: len(words)] == words
    assert not blocks(document, Gantt)
    assert word_bytes(document)
    assert workbook_bytes(document)


def test_a_level_question_names_its_certificate(enterprise):
    answer = {**enterprise, "question": "level", "gap": 0.0}
    document = enterprise_document(answer, "en")
    assert "no other schedule is better" in findings(document)[2]
    facts = {f.label: f.value for b in blocks(document, Facts) for f in b.rows}
    assert facts["Question"] == "level 3 by 31 December 2026 at the least cost"
    assert "Cost that counts" in facts


def test_null_everywhere_is_no_failure(enterprise):
    document = enterprise_document(dict.fromkeys(enterprise), "zh")
    assert word_bytes(document)
    assert workbook_bytes(document)


@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_any_part_may_be_missing(data):
    from .conftest import load  # hypothesis and function fixtures do not mix

    answer = load("enterprise")
    for key in data.draw(st.sets(st.sampled_from(sorted(answer)))):
        answer[key] = None
    for row in answer["schedule"] or ():
        for key in data.draw(st.sets(st.sampled_from(sorted(row)))):
            row[key] = None
    document = enterprise_document(answer, data.draw(st.sampled_from(["zh", "en"])))
    assert word_bytes(document)
    assert workbook_bytes(document)


def test_a_value_of_another_kind_is_named(enterprise):
    enterprise["budget"]["total_cny"] = "a lot"
    with pytest.raises(AnswerUnfit) as caught:
        enterprise_document(enterprise, "zh")
    assert "budget.total_cny" in caught.value.render("zh")


def test_levels_keep_both_sides(enterprise):
    (path,) = blocks(enterprise_document(enterprise, "en"), LevelPath)
    first, last = path.points[0], path.points[-1]
    assert (first.claimed, first.claimed_level, first.proven, first.proven_level) == (
        46_200, 2, 30_400, 1,
    )  # fmt: skip
    assert (last.claimed_level, last.proven_level) == (3, 3)
    assert [gate.millipoints for gate in path.gates] == [20_000, 40_000, 60_000, 80_000]
