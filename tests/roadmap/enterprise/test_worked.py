"""Roadmaps of Tinyland worked out by hand: schedule, money, levels, what binds, what would do.

Two measures matter: `plan` costs 2,000 and answers Q1 with B (4 points); `orders` costs 5,000,
runs for 1,000 a year, answers Q3 with B (1 point) and brings scenario S1 to 1. Level 1 takes
4 points and one scenario, so both. tiny-rule pays half of `orders` one half-year after its end.
"""

from datetime import date

import pytest

from .conftest import OTHERS, SUBJECT


def starts(roadmap):
    return {each.measure: each.start_period for each in roadmap.schedule}


@pytest.fixture
def two(plan):
    """7,000 yuan over two half-years, 3,500 each, for `plan` and `orders` only."""
    return plan(budget_cny=7_000, horizon=2, never=OTHERS)


def test_the_schedule(two):
    # `orders` needs 5,000 and 3,500 is all there is in 2024H1; so `plan` first, then `orders`.
    assert starts(two) == {"plan": 0, "orders": 1}
    plan, orders = two.schedule
    assert (plan.start, plan.finish) == (date(2024, 1, 1), date(2024, 7, 1))
    assert (orders.start, orders.finish) == (date(2024, 7, 1), date(2025, 1, 1))
    assert (orders.cost.low, orders.cost.expected, orders.cost.high) == (4_000, 5_000, 8_000)
    assert orders.running_cny_year == 1_000
    assert orders.subsidy_cny == 2_500  # half of 5,000, below the cap of 8,000
    assert orders.subsidy_rule is not None
    assert (plan.subsidy_cny, plan.subsidy_rule) == (0, None)
    assert orders.staff_hundredths == 20
    # 1 to 3 per cent of labour, which is a tenth of the revenue of a million: 2,000 a year.
    assert (orders.gain_cny_year, orders.gain_grade) == (2_000, "A")


def test_the_value(two):
    # A half-year is worth q = 1.1^-0.5 of the one before; over 8 half-years from f on that makes
    # 6.811434 (f = 0), 5.811434 (f = 1), 4.857972 (f = 2).
    # plan, f = 1:   40 points of 100 × 1,000 × 0.9 × 5.811434/6.811434          = 30,714
    # orders, f = 2: 10 points × 1,000 × 0.9 × 1.5 (focus) × 4.857972/6.811434   =  9,628
    #                scenario: 1 point × 1,000 × 0.8 × 1.5 × 4.857972/6.811434   =    855
    #                gain: 1,000 a half-year × 1.5 × 4.857972                    =  7,286
    # level 1 held at the end: 3,000
    assert two.objective == 30_714 + 9_628 + 855 + 7_286 + 3_000 == 51_483
    assert (two.bound, two.gap, two.status) == (51_483, 0.0, "planned")
    # Without `orders` its own value and the level go; without `plan` the level goes too.
    assert [each.value_cny for each in two.schedule] == [33_714, 20_769]


def test_what_is_raised(two):
    plan, orders = two.schedule
    (mark,) = plan.raises
    assert (mark.item, mark.before, mark.after) == ("tiny-maturity:Q1", None, "B")
    assert (mark.likelihood_pct, mark.millipoints) == (90, 4_000)
    assert [(r.item[-2:], r.after, r.likelihood_pct, r.millipoints) for r in orders.raises] == [
        ("Q3", "B", 90, 1_000),
        ("S1", "1", 80, 0),
    ]


def test_the_money(two):
    first, second = two.cash_flow
    assert (first.budget_cny, second.budget_cny) == (3_500, 3_500)
    assert (first.payments.low, first.payments.expected, first.payments.high) == (
        1_000,
        2_000,
        3_000,
    )
    assert (first.balance_cny, second.balance_cny) == (1_500, 0)
    # The subsidy comes in 2025H1, after the plan; running cost is due from then on, too.
    assert [(row.running_cny, row.subsidy_cny) for row in two.cash_flow] == [(0, 0), (0, 0)]
    # At the high prices 1,000 more in 2024H1 is covered by the 1,500 left; 1,000 + 3,000 is not.
    assert (two.price_risk.period, two.price_risk.missing_cny) == ("2024H2", 4_000)


def test_the_levels(two):
    told = [
        (p.name, p.claimed.level, p.claimed.millipoints, p.proven.level, p.proven.millipoints)
        for p in two.levels
    ]
    # Both measures leave evidence of grade 2 or 3: what they raise is proven at once.
    assert told == [
        ("now", 0, 0, 0, 0),
        ("2024H1", 0, 4_000, 0, 4_000),  # no scenario yet
        ("2024H2", 1, 5_000, 1, 5_000),
    ]


def test_what_binds(two):
    # With all the money both start at once: `orders` serves from f = 1:
    # 30,714 + 11,518 + 1,023 + 8,717 + 3,000 = 54,972, that is 3,489 more.
    assert [(each.kind, each.gain_cny) for each in two.binding] == [("cash", 3_489)]
    assert two.binding[0].text.zh == ("预算到2024年下半年末只余0元；若资金不限，可增加价值3,489元")
    assert [(m.extra_cny, m.gain_cny) for m in two.marginal] == [
        (step * 100_000, 3_489) for step in range(1, 6)
    ]
    assert two.marginal[0].text.en == "brings forward order system"


def test_a_level_at_the_least_cost(plan):
    found = plan(question="level", level=1, by=date(2024, 12, 31), budget_cny=7_000, solver="exact")
    # 2,000 + 5,000, and two years of 1,000 for running.
    assert (found.objective, found.bound, found.periods) == (9_000, 9_000, 2)
    assert starts(found) == {"plan": 0, "orders": 1}
    assert found.levels[-1].claimed.level == 1


@pytest.mark.parametrize("solver", ["kernel", "exact"])
def test_the_smallest_budget_works_and_1000_less_does_not(plan, solver):
    asked = {"question": "level", "level": 1, "by": date(2024, 12, 31), "solver": solver}
    found = plan(budget_cny=5_000, **asked)
    assert found.status == "infeasible"
    assert not found.schedule
    # Half of B in 2024H1 pays `plan`, and B = 7,000 both by the end of 2024H2.
    assert (found.shortfall.smallest_budget_cny, found.shortfall.is_certified) == (7_000, True)
    # With 5,000: `orders` in 2024H2, 2,500 back in 2025H1, 500 for running, then `plan` for 2,000.
    assert found.shortfall.day == date(2025, 6, 30)
    assert plan(budget_cny=7_000, **asked).status == "planned"
    assert plan(budget_cny=6_000, **asked).status == "infeasible"
    later = {**asked, "by": found.shortfall.day}
    assert plan(budget_cny=(2_500, 2_500), **later).status == "planned"


def test_a_level_beyond_the_catalogue_says_what_is_lacking(plan):
    # Level 2 takes both scenarios at 2, which only smart-plant brings.
    found = plan(
        question="level", level=2, by=date(2027, 12, 31), budget_cny=10**9, never=("smart-plant",)
    )
    assert found.status == "infeasible"
    assert (found.shortfall.smallest_budget_cny, found.shortfall.day) == (None, None)
    assert "2 scenarios" in found.shortfall.text.en
    assert "1 mandatory scenarios" in found.shortfall.text.en


def test_a_level_that_holds_needs_nothing(plan):
    claimed = {"Q1": "B", "S1": "1"}
    found = plan(claimed=claimed, question="level", level=1, by=date(2024, 12, 31))
    assert (found.status, found.schedule, found.objective) == ("planned", (), 0)


def test_proof_comes_from_the_audit(plan):
    # Everything for level 1 is claimed, nothing proven: the audit for 1,000 is enough.
    claimed = {"Q1": "B", "S1": "1"}
    found = plan(
        claimed=claimed, question="level", level=1, by=date(2024, 6, 30), side="proven",
        budget_cny=1_000,
    )  # fmt: skip
    assert starts(found) == {"audit": 0}
    assert found.objective == 1_000
    assert [(p.claimed.level, p.proven.level) for p in found.levels] == [(1, 0), (1, 1)]


def test_the_default_budget_is_a_share_of_the_revenue(plan):
    found = plan(horizon=2)
    assert found.budget_per_period == (10_000, 10_000)  # 2 % of a million a year
    assert found.limits.parallel == 2
    assert found.limits.staff_hundredths == 60  # 2 % of 30 people, above the floor of 0.5
    assert SUBJECT.revenue_cny == 1_000_000
    assert found.findings[0].code == "ROA-101"  # nobody has assessed it


def test_a_budget_of_zero_says_what_the_least_would_be(plan):
    found = plan(budget_cny=0, horizon=2)
    assert (found.status, found.schedule) == ("nothing_affordable", ())
    # `plan` for 2,000 is the cheapest; in the second half-year all of the budget is there.
    assert (found.shortfall.smallest_budget_cny, found.shortfall.is_certified) == (2_000, True)
    assert "write a plan" in found.shortfall.text.en


def test_what_runs_goes_on(plan):
    from lingnan.roadmap.model import Running

    found = plan(budget_cny=4_000, horizon=2, running=(Running("orders", 1, 500),), never=OTHERS)
    orders = next(each for each in found.schedule if each.measure == "orders")
    assert (orders.start_period, orders.cost.high, orders.choice) == (0, 500, "running")
    assert orders.subsidy_cny == 0
    # 500 now; 500 for running in 2024H2; `plan` for 2,000 at once would take 2,500 of 2,000.
    assert starts(found) == {"orders": 0, "plan": 1}
