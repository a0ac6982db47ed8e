"""Solve a case exactly with HiGHS, and its linear relaxation. Not for the formulation (terms)."""

import math

import highspy

from lingnan.roadmap.case import Case
from lingnan.roadmap.check import effort_of, value_of
from lingnan.roadmap.exact.terms import (
    Formulation,
    cash,
    gate,
    levels,
    limits,
    requirements,
    shared_offers,
    starts,
)
from lingnan.roadmap.kernel.solve import Solution

TIME_LIMIT_SECONDS = 60.0
_NO_PLAN = (
    highspy.HighsModelStatus.kInfeasible,
    highspy.HighsModelStatus.kUnboundedOrInfeasible,
)


def formulate(case: Case, level_index: int | None = None) -> Formulation:
    """The program of question (b), or of question (a) for a level."""
    form = Formulation(case)
    is_cost = level_index is not None
    starts(form, is_cost=is_cost)
    requirements(form)
    cash(form)
    limits(form)
    if level_index is not None:
        gate(form, level_index, None)
    else:
        shared_offers(form)
        levels(form)
    return form


def solve_exactly(
    case: Case, *, level_index: int | None = None, seconds: float = TIME_LIMIT_SECONDS
) -> Solution:
    """Plan a case to proven optimality, or as far as the time allows.

    The bound is HiGHS' dual bound, rounded to the safe side; the objective is recomputed from the
    starts.
    """
    form = formulate(case, level_index)
    solver = form.program.solver()
    solver.setOptionValue("time_limit", seconds)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("mip_abs_gap", 0.5)
    solver.run()
    if solver.getModelStatus() in _NO_PLAN:
        # HiGHS 1.16's presolve has called a program infeasible that it solves without presolve.
        solver.clearSolver()
        solver.setOptionValue("presolve", "off")
        solver.run()
    if solver.getModelStatus() in _NO_PLAN:
        return Solution("infeasible", {}, None, None)
    info = solver.getInfo()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return Solution("open", {}, None, None)
    plan = dict(form.plan(list(solver.getSolution().col_value)))
    most = math.floor(info.mip_dual_bound + 0.501)
    if level_index is None:
        found = value_of(case, plan)
        return Solution("solved", plan, found, max(found, most))
    found = effort_of(case, plan)
    return Solution("solved", plan, found, min(found, -most))


def relaxation_bound(case: Case, level_index: int | None = None) -> float | None:
    """The value of the linear relaxation (question a: minus the cost); null when infeasible."""
    solver = formulate(case, level_index).program.solver(is_relaxed=True)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    return float(solver.getInfo().objective_function_value)
