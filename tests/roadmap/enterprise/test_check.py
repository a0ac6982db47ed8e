"""Every edit that breaks a constraint is caught with its code; a sound plan passes."""

import copy
from dataclasses import replace

import pytest

from lingnan.kernel import Severity
from lingnan.roadmap.errors import RoadmapFileUnreadable
from lingnan.roadmap.model import Running
from lingnan.roadmap.read_back import check_roadmap

from .conftest import OTHERS, SUBJECT


@pytest.fixture
def good(answer):
    return answer(budget_cny=7_000, horizon=2, never=OTHERS)


@pytest.fixture
def check(planner):
    def codes(edited, subject=SUBJECT):
        return [found.code for found in check_roadmap(edited, planner, subject)]

    return codes


def entry(measure, start):
    return {"measure": measure, "start_period": start}


def test_a_sound_plan_passes(good, check):
    assert check(good) == []


def test_too_early_for_the_money(good, check, planner):
    good["schedule"] = [entry("plan", 0), entry("orders", 0)]
    (found,) = check_roadmap(good, planner, SUBJECT)
    # 2,000 + 5,000 of 3,500; at the end of 2024H2 all 7,000 is there, and 2,500 came back.
    assert found.code == "ROA-105"
    assert found.what.zh == "2024年上半年末资金缺 3,500 元"


@pytest.mark.parametrize(
    ("changes", "schedule", "codes"),
    [
        ({}, [entry("plan", 0), entry("plan", 1)], ["ROA-111"]),
        ({}, [entry("plan", 0), entry("teleport", 1)], ["ROA-102"]),
        ({}, [entry("plan", 2)], ["ROA-103"]),
        ({}, [entry("plan", -1)], ["ROA-103"]),
        ({}, [entry("audit", 0)], ["ROA-102"]),  # excluded by the user
        ({"never": []}, [entry("orders", 1), entry("stock", 1)], ["ROA-104", "ROA-105"]),
        ({"never": []}, [entry("smart-plant", 0)], ["ROA-104"]),
        ({"must": ["orders"]}, [entry("plan", 0)], ["ROA-108"]),
        ({"limits": {"parallel": 1, "staff_fte": 0.6}}, "both", ["ROA-106"]),
        ({"limits": {"parallel": 2, "staff_fte": 0.25}}, "both", ["ROA-107"]),
    ],
)
def test_every_edit_is_caught(good, check, changes, schedule, codes):
    edited = copy.deepcopy(good)
    for key in ("never", "must"):
        edited["choices"][key] = changes.get(key, edited["choices"][key])
    edited["limits"] = changes.get("limits", edited["limits"])
    if schedule == "both":
        edited["budget"]["per_period"] = [9_000, 9_000]
        schedule = [entry("plan", 0), entry("orders", 0)]
    edited["schedule"] = schedule
    assert check(edited) == codes


def test_a_level_that_is_missed(answer, check):
    good = answer(question="level", level=1, by=_by(), budget_cny=7_000)
    assert check(good) == []
    good["schedule"] = [each for each in good["schedule"] if each["measure"] != "orders"]
    assert check(good) == ["ROA-109"]


def _by():
    from datetime import date

    return date(2024, 12, 31)


def test_a_running_measure_stays_where_it_is(answer, check):
    good = answer(budget_cny=4_000, horizon=2, running=(Running("orders", 1, 500),), never=OTHERS)
    assert check(good) == []
    good["schedule"] = [entry("orders", 1), entry("plan", 1)]
    assert check(good) == ["ROA-115"]


def test_wrong_figures_are_named_and_break_nothing(good, planner):
    good["objective"] += 1
    good["schedule"][0]["cost"]["expected"] = 1
    good["cash_flow"][1]["balance_cny"] = 5
    good["levels"][2]["proven"]["level"] = 2
    found = check_roadmap(good, planner, SUBJECT)
    assert {each.code for each in found} == {"ROA-110"}
    assert {each.severity for each in found} == {Severity.WARNING}
    assert [each.field for each in found] == ["objective", "expected", "balance_cny", "level"]


def test_a_measure_that_is_in_place_is_no_choice(good, check):
    there = replace(SUBJECT, claimed={"Q1": "B"})
    assert check(good, there) == ["ROA-102"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("path", "road"),
        ("question", "why"),
        ("side", None),
        ("start", "2024-02-01"),
        ("horizon_half_years", "two"),
        ("schedule", None),
        ("schedule", [{"measure": "plan"}]),
        ("budget", {"per_period": [1]}),
        ("limits", {}),
    ],
)
def test_what_is_no_plan_is_refused_by_name(good, planner, field, value):
    good[field] = value
    with pytest.raises(RoadmapFileUnreadable) as refused:
        check_roadmap(good, planner, SUBJECT)
    assert field.split("[")[0] in str(refused.value) or field in ("limits",)
