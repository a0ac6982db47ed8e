"""Kernel and exact solver against plain enumeration: thousands of tiny cases with every feature."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lingnan.roadmap.check import breaks, effort_of, level_index, shortfalls, value_of
from lingnan.roadmap.exact import solve_exactly
from lingnan.roadmap.kernel.solve import CAREFUL, QUICK, memory_for, solve
from roadmap.cases import best_by_enumeration, random_case

MEMORY = {limits: memory_for(limits) for limits in (QUICK, CAREFUL)}


def planned(case, limits=CAREFUL, **question):
    return solve(case, limits=limits, work=MEMORY[limits], **question)


@pytest.mark.parametrize("first", range(0, 40, 10))
def test_kernel_agrees_with_enumeration(first):
    for seed in range(first, first + 10):
        case = random_case(seed, measures=4 + seed % 2)
        found = planned(case)
        assert breaks(case, found.starts) == []
        assert value_of(case, found.starts) == found.objective == best_by_enumeration(case), seed
        assert found.bound >= found.objective
        for level in range(2):
            least = best_by_enumeration(case, level)
            cheap = planned(case, level_index=level)
            if least is None:
                assert cheap.status == "infeasible", seed
            else:
                assert breaks(case, cheap.starts) == [], seed
                assert shortfalls(case, cheap.starts, level) == []
                assert effort_of(case, cheap.starts) == cheap.objective == least, seed
                assert cheap.bound <= least


@pytest.mark.parametrize("first", range(1000, 1010, 5))
def test_exact_solver_agrees_with_enumeration(first):
    for seed in range(first, first + 5):
        case = random_case(seed, measures=4)
        found = solve_exactly(case)
        assert breaks(case, found.starts) == []
        assert found.objective == best_by_enumeration(case), seed
        for level in range(2):
            least = best_by_enumeration(case, level)
            assert solve_exactly(case, level_index=level).objective == least, seed


def test_infeasible_is_not_believed_of_presolve_alone():
    # HiGHS 1.16 with presolve calls this program infeasible, although doing nothing is a plan.
    case = random_case(11031, measures=6)
    assert solve_exactly(case).objective == planned(case).objective == 23_200


@pytest.mark.slow
def test_thousands_of_cases_agree():
    for seed in range(10_000, 13_000):
        case = random_case(seed, measures=3 + seed % 6)
        found, oracle = planned(case), solve_exactly(case)
        assert found.objective == oracle.objective, seed
        if case.count <= 5:
            assert found.objective == best_by_enumeration(case), seed
        for level in range(2):
            cheap, oracle = planned(case, level_index=level), solve_exactly(case, level_index=level)
            assert (cheap.status, cheap.objective) == (oracle.status, oracle.objective), seed


@given(st.integers(0, 10**6), st.integers(6, 14))
@settings(max_examples=25, deadline=None)
def test_a_quick_plan_keeps_every_rule_and_its_bound_holds(seed, measures):
    case = random_case(seed, measures=measures, periods=5, levels=3)
    quick, careful = planned(case, QUICK), planned(case)
    assert breaks(case, quick.starts) == []
    assert value_of(case, quick.starts) == quick.objective
    assert quick.objective <= careful.bound
    assert careful.objective <= quick.bound
    if level_index(case, quick.starts) >= 0:
        assert quick.objective >= case.bonus[level_index(case, quick.starts)]


@given(st.integers(0, 10**6))
@settings(max_examples=25, deadline=None)
def test_more_budget_is_never_worse(seed):
    case = random_case(seed, measures=6)
    poor = planned(case)
    case.budget[: int(case.periods)] *= 2
    rich = planned(case)
    assert rich.objective >= poor.objective
    # The poor plan stays open to the rich.
    assert breaks(case, poor.starts) == []
