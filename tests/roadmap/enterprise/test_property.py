"""What holds for any enterprise: plans pass the checker, more money is never worse."""

import json
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lingnan.roadmap.answer import to_json
from lingnan.roadmap.enterprise import plan_enterprise
from lingnan.roadmap.model import Request
from lingnan.roadmap.read_back import check_roadmap

from .conftest import AS_OF, MODEL, SUBJECT

ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "Q1": st.sampled_from(["A", "B"]),
        "Q2": st.sampled_from(["A", "B"]),
        "Q3": st.sampled_from(["A", "B", "C", "B,C"]),
        "S1": st.sampled_from(["0", "1", "2"]),
        "S2": st.sampled_from(["0", "1", "2"]),
    },
)
quiet = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def subject_of(claimed, size, revenue):
    proven = dict(list(claimed.items())[::2])
    return replace(SUBJECT, claimed=claimed, proven=proven, size_class=size, revenue_cny=revenue)


@quiet
@given(
    claimed=ANSWERS,
    size=st.sampled_from(["micro", "small", "medium", "large"]),
    side=st.sampled_from(["claimed", "proven"]),
    budget=st.integers(0, 120_000),
    horizon=st.integers(1, 5),
    analysis=st.booleans(),
)
def test_every_plan_passes_the_checker(planner, claimed, size, side, budget, horizon, analysis):
    subject = subject_of(claimed, size, 2_000_000)
    request = Request(MODEL, side=side, budget_cny=budget, horizon=horizon, with_analysis=analysis)
    found = plan_enterprise(planner, subject, request, AS_OF)
    told = json.loads(json.dumps(to_json(found)))
    assert check_roadmap(told, planner, subject) == []
    assert bool(found.schedule) == (found.status == "planned")
    assert found.schedule or found.shortfall.text.zh
    if found.objective is not None:
        assert found.objective <= found.bound
        assert all(row.gain_cny > 0 for row in found.binding)
        gains = [row.gain_cny for row in found.marginal]
        assert gains == sorted(gains)


@quiet
@given(claimed=ANSWERS, budget=st.integers(0, 90_000), more=st.integers(0, 30_000))
def test_more_money_is_never_worse(planner, claimed, budget, more):
    subject = subject_of(claimed, "small", 2_000_000)
    found = [
        plan_enterprise(
            planner,
            subject,
            Request(MODEL, budget_cny=yuan, horizon=3, with_analysis=False),
            AS_OF,
        ).objective
        or 0
        for yuan in (budget, budget + more)
    ]
    assert found[0] <= found[1]


@quiet
@given(claimed=ANSWERS, budget=st.integers(0, 60_000), level=st.sampled_from([1, 2]))
def test_the_smallest_budget_does(planner, claimed, budget, level):
    from datetime import date

    subject = subject_of(claimed, "small", 2_000_000)
    request = Request(
        MODEL,
        question="level",
        level=level,
        by=date(2025, 12, 31),
        budget_cny=budget,
    )
    found = plan_enterprise(planner, subject, request, AS_OF)
    if found.status == "planned":
        assert found.levels[-1].claimed.level >= level
        assert check_roadmap(to_json(found), planner, subject) == []
        return
    enough = found.shortfall.smallest_budget_cny
    if enough is not None:
        exact = replace(request, solver="exact", with_analysis=False)
        done = plan_enterprise(planner, subject, replace(exact, budget_cny=enough), AS_OF)
        assert done.status == "planned"
        if found.shortfall.is_certified:
            less = replace(exact, budget_cny=enough - 1_000)
            assert plan_enterprise(planner, subject, less, AS_OF).status == "infeasible"
