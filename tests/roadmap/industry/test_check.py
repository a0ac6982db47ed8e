"""Edited roadmaps: every rule is broken once, and the checker names it."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from lingnan.kernel import LingnanError
from lingnan.roadmap.catalogue import Catalogue
from lingnan.roadmap.industry import Inputs, check_industry, plan_industry
from lingnan.roadmap.industry.errors import PlanUnreadable
from roadmap.industry.toys import TOYS, ask, make_inputs

SHEETS = [{}, {"Q1": "B"}, {"S1": "1"}, {"Q1": "B", "S1": "1"}]
A, B, C, D = (f"TOY{number:015d}" for number in range(4))
Plan = dict[str, Any]


@pytest.fixture(scope="module")
def inputs(catalogue: Catalogue) -> Inputs:
    return make_inputs(catalogue, SHEETS, size=["small", "small", "small", "small"])


@pytest.fixture
def plan(inputs: Inputs) -> Plan:
    """smart-plant, plan, orders; A takes plan and orders in wave 1, B orders, C plan in wave 0."""
    question = ask(packages_count=3, capacity_per_half_year=1, budget_cny=3_000)
    return copy.deepcopy(plan_industry(inputs, TOYS, question).to_json())


def line(plan: Plan, uscc: str) -> dict[str, Any]:
    return next(each for each in plan["cohorts"] if each["uscc"] == uscc)


def codes(plan: Plan, inputs: Inputs) -> set[str]:
    found = check_industry(plan, inputs)
    for finding in found:
        for text in (finding.what, finding.remedy):
            assert text.zh
            assert text.en
            assert "{" not in text.zh + text.en
    return {finding.code for finding in found}


def unknown_package(plan: Plan) -> None:
    plan["packages"].append({"id": "magic"})
    plan["terms"]["packages_count"] = 4


def audit_is_no_package(plan: Plan) -> None:
    plan["packages"][0] = "audit"
    del plan["objective"]


def package_twice(plan: Plan) -> None:
    plan["packages"][0] = "plan"
    del plan["objective"]


def list_too_long(plan: Plan) -> None:
    plan["packages"].append("stock")


def stranger(plan: Plan) -> None:
    plan["cohorts"].append({"uscc": "X", "wave": 3, "packages": ["plan"]})


def there_already(plan: Plan) -> None:
    plan["cohorts"].append({"uscc": D, "wave": 3, "packages": ["plan"]})


def enterprise_twice(plan: Plan) -> None:
    plan["cohorts"].append({**line(plan, C), "wave": 3})


def off_the_list(plan: Plan) -> None:
    line(plan, B)["packages"] = ["stock"]


def level_missed(plan: Plan) -> None:
    line(plan, A).update(packages=["plan"], price_cny=2_000, subsidy_cny=0)


def capacity(plan: Plan) -> None:
    line(plan, A)["wave"] = 0


def budget(plan: Plan) -> None:
    plan["terms"]["budget_cny"] = 2_999


def other_subsidy(plan: Plan) -> None:
    line(plan, A)["subsidy_cny"] = 9


def other_total(plan: Plan) -> None:
    plan["members"]["reached_after"] = 40


def other_objective(plan: Plan) -> None:
    plan["objective"] += 1


def late_wave(plan: Plan) -> None:
    line(plan, A)["wave"] = 4


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (unknown_package, "IND-101"),
        (audit_is_no_package, "IND-101"),
        (list_too_long, "IND-102"),
        (stranger, "IND-103"),
        (there_already, "IND-103"),
        (package_twice, "IND-104"),
        (enterprise_twice, "IND-104"),
        (off_the_list, "IND-105"),
        (level_missed, "IND-107"),
        (capacity, "IND-108"),
        (budget, "IND-109"),
        (other_subsidy, "IND-110"),
        (other_total, "IND-110"),
        (other_objective, "IND-110"),
        (late_wave, "IND-111"),
    ],
)
def test_one_edit_one_finding(
    plan: Plan, inputs: Inputs, edit: Callable[[Plan], None], code: str
) -> None:
    assert codes(plan, inputs) == set()
    edit(plan)
    assert code in codes(plan, inputs)


def test_a_package_that_is_not_offered_to_the_size(catalogue: Catalogue) -> None:
    """The network exists for all sizes; without a price for micro it would suit no micro maker."""
    inputs = make_inputs(catalogue, SHEETS, size="small")
    plan = plan_industry(inputs, TOYS, ask(packages_count=3)).to_json()
    narrow = catalogue.available.copy()
    narrow[:, catalogue.number_of["orders"]] = False
    import dataclasses

    poorer = Inputs(
        dataclasses.replace(catalogue, available=narrow), inputs.states, inputs.register
    )
    assert "IND-106" in codes(plan, poorer)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("path", "park"),
        ("model_id", "other"),
        ("cohorts", None),
        ("cohorts", [{"uscc": A}]),
        ("packages", 7),
        ("terms", {}),
        ("level", "1"),
        ("side", "both"),
        ("as_of", "yesterday"),
    ],
)
def test_what_is_no_industry_roadmap(plan: Plan, inputs: Inputs, key: str, value: object) -> None:
    plan[key] = value
    with pytest.raises(PlanUnreadable) as caught:
        check_industry(plan, inputs)
    assert caught.value.code == "IND-011"


def test_impossible_terms_in_a_file_are_named(plan: Plan, inputs: Inputs) -> None:
    plan["terms"]["budget_cny"] = -1
    with pytest.raises(LingnanError) as caught:
        check_industry(plan, inputs)
    assert caught.value.code == "IND-006"
