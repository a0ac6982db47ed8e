"""Questions that cannot be asked, each refused with its code."""

from datetime import date
from decimal import Decimal

import pytest

from lingnan.roadmap import errors
from lingnan.roadmap.model import Running

from .conftest import SUBJECT

BY = date(2024, 12, 31)


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"question": "level", "level": 3, "by": BY}, errors.LevelUnknown),
        ({"question": "level", "level": 0, "by": BY}, errors.LevelUnknown),
        ({"question": "level", "level": 1, "by": date(2024, 6, 29)}, errors.DeadlinePast),
        ({"question": "level", "level": 1, "by": date(2040, 1, 1)}, errors.HorizonOutOfRange),
        ({"question": "level", "level": 1}, errors.QuestionIncomplete),
        ({"question": "level", "by": BY}, errors.QuestionIncomplete),
        ({"question": "value", "level": 1}, errors.QuestionIncomplete),
        ({"horizon": 0}, errors.HorizonOutOfRange),
        ({"horizon": 11}, errors.HorizonOutOfRange),
        ({"budget_cny": -1}, errors.BadBudget),
        ({"budget_cny": (5, -1)}, errors.BadBudget),
        ({"budget_cny": (1, 1, 1), "horizon": 2}, errors.BadBudget),
        ({"must": ("teleport",)}, errors.MeasureUnknown),
        ({"never": ("teleport",)}, errors.MeasureUnknown),
        ({"running": (Running("teleport", 1, 0),)}, errors.MeasureUnknown),
        ({"must": ("plan",), "never": ("plan",)}, errors.ContradictoryChoice),
        ({"running": (Running("plan", 1, 0),), "never": ("plan",)}, errors.ContradictoryChoice),
        ({"running": (Running("plan", 1, 0),) * 2}, errors.ContradictoryChoice),
        ({"running": (Running("plan", 0, 0),)}, errors.BadLimit),
        ({"running": (Running("plan", 1, -1),)}, errors.BadLimit),
        ({"running": (Running("plan", 3, 0),), "horizon": 2}, errors.MustImpossible),
        ({"parallel": 0}, errors.BadLimit),
        ({"staff_fte": Decimal(-1)}, errors.BadLimit),
        ({"selected": ("free-money",)}, errors.SubsidyRuleUnknown),
        # smart-plant takes two half-years, and `network` and `orders` come first.
        ({"must": ("smart-plant",), "horizon": 2}, errors.MustImpossible),
        ({"must": ("stock",), "never": ("orders",)}, errors.MustImpossible),
    ],
)
def test_refused(plan, asked, error):
    with pytest.raises(error) as refused:
        plan(**asked)
    for lang in ("zh", "en"):
        told = refused.value.render(lang)
        assert "{" not in told
        assert "None" not in told


def test_a_must_that_is_refused_names_what_stands_in_its_way(plan):
    with pytest.raises(errors.MustImpossible) as refused:
        plan(must=("stock",), never=("orders",))
    assert "order system" in str(refused.value)


def test_a_must_that_is_there_already(plan):
    with pytest.raises(errors.MustImpossible, match="there already"):
        plan(claimed={"Q1": "B"}, must=("plan",))


def test_a_must_beyond_the_money_is_answered_with_what_it_takes(plan):
    found = plan(must=("network",), budget_cny=5_000, horizon=2)
    # 20,000 in the second half-year, when all of the budget is there.
    assert found.status == "infeasible"
    assert found.shortfall.smallest_budget_cny == 20_000


def test_no_revenue_and_no_budget(plan):
    from dataclasses import replace

    unknown = replace(SUBJECT, revenue_cny=None, size_class=None)
    with pytest.raises(errors.BadBudget):
        plan(subject=unknown)
    found = plan(subject=unknown, budget_cny=7_000, horizon=2)
    assert found.size_class == "small"
    assert [each.code for each in found.findings] == ["ROA-101", "ROA-112"]


def test_a_city_that_the_pack_does_not_name_gets_no_subsidy(plan):
    from dataclasses import replace

    abroad = replace(SUBJECT, city_code="990000")
    found = plan(subject=abroad, budget_cny=20_000, horizon=2)
    assert found.city is None
    assert {each.subsidy_cny for each in found.schedule} == {0}
