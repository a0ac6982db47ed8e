"""Four toy makers on the way to level 1, worked out by hand.

A has nothing; B has a plan (Q1: B); C keeps orders in part (S1: 1); D has both and is there.
Gap rows of level 1: points 4000 (in thousands: 4, 250,000 units each), one scenario (1,000,000).
Distances: A 2,000,000; B and C 1,000,000 of 2,000,000. Weights 1 + 9·(whole − distance) // whole:
A 1, B and C 1 + 9/2 = 5.
"""

import json

import pytest

from lingnan.roadmap.catalogue import Catalogue
from lingnan.roadmap.industry import Inputs, check_industry, industry_tables, plan_industry
from roadmap.industry.toys import TOYS, ask, make_inputs

SHEETS = [{}, {"Q1": "B"}, {"S1": "1"}, {"Q1": "B", "S1": "1"}]
A, B, C = (f"TOY{number:015d}" for number in range(3))


@pytest.fixture(scope="module")
def inputs(catalogue: Catalogue) -> Inputs:
    return make_inputs(catalogue, SHEETS)


def test_members_and_levels(inputs: Inputs) -> None:
    answer = plan_industry(inputs, TOYS, ask(packages_count=3))
    assert answer.members.count == 4
    assert answer.members.reached_before == 1
    assert answer.members.by_city == {"820100": 2, "820200": 2}
    assert answer.members.by_size == {"small": 4}
    assert answer.members.claimed_levels == (3, 1, 0)
    assert answer.members.proven_levels == (4, 0, 0)


def test_common_gaps(inputs: Inputs) -> None:
    """Q1:B lacks A (1 × 4 × 250,000) and C (5 × 1,000,000); the first scenario A and B; and so on.

    B needs no points and C no scenario, so that what they lack there weighs nothing.
    """
    answer = plan_industry(inputs, TOYS, ask(packages_count=3))
    found = {(g.step.item.id, g.step.code): (g.lacking_count, g.weight) for g in answer.gaps}
    assert found == {
        ("Q1", "B"): (2, 6_000_000),
        ("S1", "1"): (2, 6_000_000),
        ("S2", "1"): (2, 6_000_000),
        ("Q2", "B"): (2, 6 * 750_000),
        ("Q3", "C"): (2, 6 * 500_000),
        ("Q3", "B"): (2, 6 * 250_000),
    }
    assert [g.step.item.id for g in answer.gaps] == ["Q1", "S1", "S2", "Q2", "Q3", "Q3"]
    packages = {g.step.item.id: answer.gap_packages[g.step.number] for g in answer.gaps}
    assert packages["Q1"] == ("plan",)
    assert packages["S1"] == ("orders", "smart-plant")


def test_product_list(inputs: Inputs) -> None:
    """The bundle smart-plant + network + orders closes all: A 2,000,000 + B and C 5 × 1,000,000.

    Nothing is left to close; the plan then saves most (C pays 2,000 instead of 55,000), and with
    orders too A pays 7,000, B 5,000 and C 2,000.
    """
    answer = plan_industry(inputs, TOYS, ask(packages_count=3))
    assert [(p.id, p.gain) for p in answer.packages] == [
        ("smart-plant", 12_000_000),
        ("plan", 0),
        ("orders", 0),
    ]
    assert answer.objective == answer.bound == 12_000_000
    assert answer.gap == 0.0
    assert answer.floor == pytest.approx(1 - (2 / 3) ** 3)
    assert answer.packages[0].measures["small"] == ("network", "orders", "smart-plant")
    assert answer.packages[0].prices["small"] == (34_000, 55_000, 98_000)
    assert answer.packages[0].eligible_ppm == 1_000_000
    assert answer.packages[1].eligible_ppm == 0  # no rule pays for a plan
    assert [p.covers_count for p in answer.packages] == [3, 2, 3]
    taken = {c.uscc: (c.packages, c.price_cny, c.subsidy_cny) for c in answer.cohorts}
    assert taken == {
        A: (("plan", "orders"), 7_000, 1_500),  # 30 % of the orders alone
        B: (("orders",), 5_000, 1_500),
        C: (("plan",), 2_000, 0),
    }


def test_shorter_list_costs_more(inputs: Inputs) -> None:
    answer = plan_industry(inputs, TOYS, ask(packages_count=1))
    assert [p.id for p in answer.packages] == ["smart-plant"]
    assert {c.price_cny for c in answer.cohorts} == {55_000}
    assert answer.floor == 1.0


def test_budget_serves_the_cheapest_then_the_nearest(inputs: Inputs) -> None:
    """1,500 yuan pay for B or A; B is nearer. C needs none."""
    answer = plan_industry(inputs, TOYS, ask(packages_count=3, budget_cny=1_500))
    assert {c.uscc for c in answer.cohorts} == {B, C}
    assert (answer.unfunded_count, answer.most_count, answer.reached_after) == (1, 2, 3)
    assert answer.subsidy_cny == 1_500
    words = " ".join(text.en for text in answer.binding)
    assert "takes 1,500 yuan more" in words


def test_a_tight_budget_takes_the_cheaper_list(inputs: Inputs) -> None:
    """Two packages. Coverage takes smart-plant, then plan: A and B cost 30 % of 55,000 each.

    Per yuan: plan 6,000,000/2,000, then orders 7,500,000/5,000 close everything too, and 3,000
    yuan pay for A and B.
    """
    rich = plan_industry(inputs, TOYS, ask(packages_count=2))
    assert [p.id for p in rich.packages] == ["smart-plant", "plan"]
    assert rich.subsidy_cny == 33_000
    poor = plan_industry(inputs, TOYS, ask(packages_count=2, budget_cny=3_000))
    assert [(p.id, p.gain) for p in poor.packages] == [("plan", 6_000_000), ("orders", 6_000_000)]
    assert (poor.reached_after, poor.subsidy_cny, poor.objective) == (4, 3_000, 12_000_000)
    assert "budget is tight" in " ".join(text.en for text in poor.binding)


def test_waves_and_levels(inputs: Inputs) -> None:
    """One project of a package a half-year: B and C start at once, A waits for both providers.

    A's plan and orders are proven when they are there (5000 points and a scenario); B and C prove
    one of the two only.
    """
    answer = plan_industry(inputs, TOYS, ask(packages_count=3, capacity_per_half_year=1))
    assert {c.uscc: c.wave for c in answer.cohorts} == {A: 1, B: 0, C: 0}
    first, second = answer.waves
    assert (first.period, first.enterprises_count, first.ready_count) == ("2024H1", 2, 2)
    assert first.packages == {"plan": 1, "orders": 1}
    assert (first.price, first.subsidy_cny, first.enterprise_cny) == (
        (5_000, 7_000, 11_000),
        1_500,
        5_500,
    )
    assert (second.period, second.packages) == ("2024H2", {"plan": 1, "orders": 1})
    path = [(row.period, row.claimed, row.proven) for row in answer.levels]
    assert path[:3] == [
        ("2024H1", (3, 1, 0), (4, 0, 0)),
        ("2024H2", (1, 3, 0), (4, 0, 0)),
        ("2025H1", (0, 4, 0), (3, 1, 0)),
    ]


def test_who_fits_nowhere_waits(inputs: Inputs) -> None:
    question = ask(packages_count=3, capacity_per_half_year=1, horizon=1)
    answer = plan_industry(inputs, TOYS, question)
    assert answer.waiting_count == 1
    assert answer.reached_after == 3
    assert "Providers cannot take on 1 more" in " ".join(text.en for text in answer.binding)


def test_proven_side_plans_for_all_four(inputs: Inputs) -> None:
    """Nobody has proven anything: each takes plan and orders."""
    answer = plan_industry(inputs, TOYS, ask(packages_count=3, side="proven"))
    assert answer.members.reached_before == 0
    assert {c.packages for c in answer.cohorts} == {("plan", "orders")}
    assert answer.levels[-1].proven == (0, 4, 0)


def test_level_2_needs_nearly_everything(inputs: Inputs) -> None:
    """8000 points: plan 4000, network 3000, orders 1000; both scenarios by the smart plant.

    A: 2,000 + 20,000 + 5,000 + 30,000; B and D have the plan; nobody can do without the others.
    It takes three half-years: network and orders first, then two for the plant.
    """
    answer = plan_industry(inputs, TOYS, ask(2, packages_count=5))
    prices = {c.uscc: c.price_cny for c in answer.cohorts}
    assert prices == {A: 57_000, B: 55_000, C: 57_000, "TOY000000000000003": 55_000}
    assert answer.waves[0].ready_count == 0
    assert [row.claimed for row in answer.levels[:4]] == [
        (3, 1, 0),
        (3, 1, 0),
        (3, 1, 0),
        (0, 0, 4),
    ]


def test_json_passes_the_checker_and_tables_agree(inputs: Inputs) -> None:
    question = ask(packages_count=3, capacity_per_half_year=1, budget_cny=3_000)
    answer = plan_industry(inputs, TOYS, question)
    plan = json.loads(json.dumps(answer.to_json(), allow_nan=False))
    assert check_industry(plan, inputs) == []
    assert plan["is_synthetic"] is True
    assert {each["id"] for each in plan["assumptions"]} >= {"roadmap.industry.subsidy_rate"}
    tables = industry_tables(inputs, question)
    (row,) = tables.industry.to_pylist()
    assert row["cluster_id"] == "toys"
    for name in ("objective", "bound", "reached_after", "subsidy_cny", "gap", "floor"):
        assert row[name] == getattr(answer, name), name
    assert row["members_count"] == 4
    assert tables.package["package_id"].to_pylist() == ["smart-plant", "plan", "orders"]
    assert tables.wave["enterprises_count"].to_pylist() == [2, 1]
