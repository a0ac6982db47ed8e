"""The findings, word by word, computed from small numbers."""

from dataclasses import replace
from datetime import date

import pytest

from lingnan.console.i18n import translator
from lingnan.console.report.sentence import enterprise, place, target
from lingnan.console.views import (
    CityCount,
    ClusterCount,
    ClusterRef,
    FanPoint,
    LevelCount,
    MissingProof,
    MissingProofCount,
    TargetView,
    Trajectory,
)

ZH, EN = translator("zh"), translator("en")
DEADLINE = date(2025, 12, 31)


def a_target(**changes):
    values = {
        "id": "t",
        "name": "T",
        "unit": "家",
        "deadline": DEADLINE,
        "goal": 50_000,
        "comparator": "over",
        "claimed": 28_000,
        "proven": 7_000,
        "published": None,
        "forecast": FanPoint(DEADLINE, 44_000, 48_000, 53_000),
        "required_pace": 700.0,
        "actual_pace": 400.0,
        "status": "at_risk",
        "trajectory": Trajectory(fan_basis="published"),
        "miss_probability": 0.54,
    }
    return TargetView(**{**values, **changes})


def test_target_finding_in_chinese():
    assert target.target_finding(ZH, a_target()) == (
        "按公开数据推算，到2025年12月31日达不到目标值的概率为54%"
        "（目标值超过50,000家，预测44,000至53,000）；"
        "所需速度每月700家，是实际速度每月400家的1.75倍；"
        "申报口径28,000家，其中7,000家（25%）已证实。"
    )


def test_target_finding_in_english():
    assert target.target_finding(EN, a_target(unit="enterprises")) == (
        "On the published counts, the goal will be missed with 54% probability "
        "(goal for 31 December 2025: over 50,000 enterprises; forecast 44,000 to 53,000); "
        "the required pace, 700 enterprises a month, is 1.75 times the actual 400 a month; "
        "of 28,000 enterprises claimed, 7,000 (25%) are proven."
    )


@pytest.mark.parametrize(
    ("probability", "quantiles", "words"),
    [
        (0.999, (1, 2, 3), "more than 99%"),
        (0.001, (1, 2, 3), "less than 1%"),
        (None, (10_000, 20_000, 49_999), "more than 90%"),
        (None, (10_000, 49_999, 60_000), "more than 50%"),
        (None, (49_999, 50_000, 60_000), "10% to 50%"),
        (None, (50_000, 55_000, 60_000), "less than 10%"),
    ],
)
def test_chance_without_a_probability_comes_from_the_quantiles(probability, quantiles, words):
    view = a_target(miss_probability=probability, forecast=FanPoint(DEADLINE, *quantiles))
    assert words in target.target_finding(EN, view)


@pytest.mark.parametrize(
    ("required", "actual", "words"),
    [
        (0.0, 10.0, "the goal is already reached"),
        (5.0, 0.0, "5.0 家 a month are required, but the actual pace is 0.0 a month"),
        (5.0, 10.0, "the actual pace of 10 家 a month suffices (5.0 a month required)"),
    ],
)
def test_pace_words(required, actual, words):
    view = a_target(required_pace=required, actual_pace=actual)
    assert words in target.target_finding(EN, view)


def test_a_target_without_goal_or_forecast_says_so():
    assert "方案未公布2025年12月31日的目标值" in target.target_finding(ZH, a_target(goal=None))
    assert "数据不足，暂不预测" in target.target_finding(ZH, a_target(forecast=None))


def test_attainment_counts_only_assessed_targets():
    views = (
        a_target(status="on_track", name="A"),
        a_target(status="off_track", name="B"),
        a_target(status="unknown", name="C"),
    )
    assert target.attainment_finding(EN, views) == (
        "Of 2 targets with a goal, 1 will probably be met; will probably be missed: B."
    )


CITIES = (
    CityCount("1", "Axx", "A", "g", 0, 0, 100, 80, 20),
    CityCount("2", "Bxx", "B", "g", 0, 1, 100, 50, 45),
    CityCount("3", "Cxx", "C", "g", 0, 2, 0, 0, 0),
)


def test_cities_finding():
    assert place.cities_finding(EN, CITIES) == (
        "A has the highest claimed share (80.0%); B the highest proven share (45.0%); "
        "the two lie furthest apart in A: 60.0 percentage points."
    )
    same = (replace(CITIES[0], proven=70), CITIES[1])
    assert place.cities_finding(ZH, same).startswith(
        "A的申报口径和证实口径占比均为最高（分别为80.0%和"
    )


def test_city_finding_ranks_among_counted_cities():
    assert place.city_finding(EN, CITIES, "2") == (
        "B claims 50.0%, place 2 of 2 cities; 45.0% are proven, place 1."
    )
    assert place.city_finding(EN, CITIES, "3") == "This city has not been counted yet."


def test_heat_finding_ignores_small_cells():
    clusters = (ClusterRef("a", "Alpha"), ClusterRef("b", "Beta"))
    cells = (
        ClusterCount("a", 5, 5, 0, "1"),
        ClusterCount("a", 10, 6, 4, "2"),
        ClusterCount("b", 20, 10, 2, "1"),
    )
    assert place.heat_finding(EN, clusters, CITIES, cells) == (
        "Claimed and proven lie furthest apart in Beta, A: 50% claimed, 10% proven; "
        "the cluster with the lowest proven share is Beta (10%)."
    )


def test_levels_and_missing_findings():
    levels = tuple(
        LevelCount(n, f"L{n}", claimed, proven)
        for n, (claimed, proven) in enumerate([(40, 70), (30, 20), (20, 8), (10, 2)])
    )
    assert place.levels_finding(EN, levels) == (
        "30 of 100 assessed enterprises (30.0%) claim L2 or higher; 10 (10.0%) can prove it."
    )
    missing = (MissingProofCount("X", 3, 4_500), MissingProofCount("Y", 9, 2_000))
    assert '9 enterprises, proof of "Y"' in place.missing_finding(EN, missing)
    assert "2.0 points on average" in place.missing_finding(EN, missing)


def test_enterprise_findings(examples):
    model = examples.enterprise("zh").models[0]
    assert enterprise.level_finding(ZH, model) == (
        "您的企业申报口径为三级（60.6分）；证实口径为一级（30.4分）；还有30.2分缺佐证。"
    )
    # foundations 32.2 − 29.8 of 50 = +4.8; management 16.3 − 17.4 of 30 = −3.7;
    # results 12.1 − 9.8 of 20 = +11.5
    assert enterprise.peers_finding(ZH, model.dimensions, model.peers) == (
        "与同集群、同规模的134家企业相比；您的“数字化成效”得分率高于中位数11.5个百分点；"
        "您的“数字化管理”得分率低于中位数3.7个百分点。"
    )
    # the widest gaps: security 10 − 4 = 6, investment and people 7.5 − 2.5 = 5 each
    assert enterprise.gaps_finding(ZH, model, model.items) == (
        "失分最多的是信息安全、数字化投入、人才建设，合计16.0分；达到四级您还需要：19.4分、3个业务场景。"
    )


def test_proof_finding_names_the_first_proof():
    missing = (
        MissingProof("Q2", "Plan", "B", 7_500, would_lift_level=True),
        MissingProof("Q1", "Networks", "B", 9_000),
    )
    assert enterprise.proof_finding(EN, missing) == (
        '2 claimed answers lack proof; please prove "Plan" first: it lifts your proven score '
        "by 7.5 points; with it your proven level rises."
    )
    assert enterprise.proof_finding(ZH, ()) == "您申报的答案均已有佐证。"


def test_evidence_finding_counts_best_rows(examples):
    words = enterprise.evidence_finding(EN, examples.enterprise("en").models[0].evidence)
    assert words.startswith("The result rests on 13 evidence rows, 6 of them attested")
    assert words.endswith("1 of them is out of date.")
