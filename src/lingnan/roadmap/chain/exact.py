"""The proven best set of upgrades, by HiGHS: one function for each constraint.

Variables: x_i whether candidate i is upgraded; y_k whether both ends of pair k are; where waves
hold a limited number, z_it whether i is upgraded in wave t. Not for large chains (search, bound).
"""

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from lingnan.roadmap.chain.bound import sums
from lingnan.roadmap.chain.problem import Chosen, Problem
from lingnan.roadmap.chain.wave import fits
from lingnan.roadmap.highs import quiet_solver

#: Chains of 2,000 need some dozens; who needs so many gets the bound reached by then.
_MOST_NODES = 2_000


@dataclass(frozen=True, slots=True)
class Proof:
    """The best set the solver found, null when it found none better, and its bound in whole ppm."""

    chosen: Chosen | None
    bound: int
    seconds: float


def prove(problem: Problem, known: Chosen, *, ceiling: int, seconds: float) -> Proof:
    """Find the best set, or a bound on it when the time is up.

    The waves are first taken as the sums that every fitting set keeps to (bound.sums). If the best
    set of these does not fit, it is solved again with every wave in full.
    Shapes: known: a fitting set to begin with; ceiling: a bound known already; chosen: it may not
        fit when the time was up.
    Limits: the same everywhere as long as the number of nodes ends the search and not the time.
    """
    first = _solve(problem, known, with_waves=False, ceiling=ceiling, seconds=seconds)
    left = seconds - first.seconds
    if first.chosen is None or fits(problem, first.chosen) or left <= 0:
        return first
    again = _solve(problem, known, with_waves=True, ceiling=first.bound, seconds=left)
    if again.chosen is not None and not fits(problem, again.chosen):
        return Proof(None, again.bound, again.seconds)
    return again


def _solve(
    problem: Problem, known: Chosen, *, with_waves: bool, ceiling: int, seconds: float
) -> Proof:
    solver = quiet_solver()
    solver.setOptionValue("mip_rel_gap", 0.0)
    # The objective is a whole number: less than one apart is the same.
    solver.setOptionValue("mip_abs_gap", 0.99)
    solver.setOptionValue("mip_max_nodes", _MOST_NODES)
    solver.setOptionValue("time_limit", seconds)
    n = problem.count
    _add_columns(solver, problem)
    _add_pair_ends(solver, problem)
    _add_sums(solver, problem)
    if with_waves:
        _add_waves(solver, problem)
        _add_money(solver, problem)
        _add_room(solver, problem)
    else:
        start = highspy.HighsSolution()
        both = known[problem.pair_a] & known[problem.pair_b]
        start.col_value = [*known.astype(float).tolist(), *both.astype(float).tolist()]
        solver.setSolution(start)
    solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
    solver.run()
    info = solver.getInfo()
    is_optimal = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    bound = ceiling
    if np.isfinite(info.mip_dual_bound):
        bound = min(ceiling, problem.start + int(np.floor(info.mip_dual_bound + 0.01)))
    values = np.array(solver.getSolution().col_value)
    if len(values) < n or not np.isfinite(values).all():
        return Proof(None, bound, solver.getRunTime())
    chosen = values[:n] > 0.5
    if is_optimal and fits(problem, chosen):
        bound = min(bound, problem.objective(chosen))
    return Proof(chosen, bound, solver.getRunTime())


def _add_columns(solver: Any, problem: Problem) -> None:
    """x_i ∈ {0, 1} worth value_i, and 0 ≤ y_k ≤ 1 worth pair_ppm_k (whole by itself)."""
    n = problem.count
    worth = np.concatenate([problem.value, problem.pair_ppm]).astype(np.float64)
    _new_columns(solver, worth)
    solver.changeColsIntegrality(
        n, np.arange(n, dtype=np.int32), np.full(n, highspy.HighsVarType.kInteger)
    )


def _add_pair_ends(solver: Any, problem: Problem) -> None:
    """y_k ≤ x_a(k) and y_k ≤ x_b(k): a link counts when both its ends are above."""
    m = len(problem.pair_ppm)
    y = problem.count + np.arange(m)
    for end in (problem.pair_a, problem.pair_b):
        columns = np.stack([y, end], axis=1)
        _new_rows(solver, columns, np.tile([1.0, -1.0], (m, 1)), 0.0)


def _add_sums(solver: Any, problem: Problem) -> None:
    """Σ cost_i x_i ≤ all the money; Σ x_i over those that come late ≤ the room of late waves."""
    use, limit = sums(problem)
    for row, most in zip(use, limit, strict=True):
        places = np.flatnonzero(row)
        _new_rows(solver, places[None, :], row[places][None, :], most)


def _add_waves(solver: Any, problem: Problem) -> None:
    """Σ_t z_it = x_i, and z_it = 0 before i can be finished."""
    n, waves = problem.count, len(problem.budget)
    begin = solver.getNumCol()
    _new_columns(solver, np.zeros(n * waves))
    z = np.arange(begin, begin + n * waves, dtype=np.int32)
    solver.changeColsIntegrality(n * waves, z, np.full(n * waves, highspy.HighsVarType.kInteger))
    z = z.reshape(n, waves)
    columns = np.concatenate([z, np.arange(n)[:, None]], axis=1)
    values = np.tile(np.array([1.0] * waves + [-1.0]), (n, 1))
    _new_rows(solver, columns, values, 0.0, least=0.0)
    too_early = z[np.arange(waves)[None, :] < problem.release[:, None]]
    zeros = np.zeros(len(too_early))
    solver.changeColsBounds(len(too_early), too_early, zeros, zeros)


def _add_money(solver: Any, problem: Problem) -> None:
    """Σ_i Σ_{s ≤ t} cost_i z_is ≤ the money up to wave t, for every t but the last."""
    z = _wave_columns(problem)
    for t in range(len(problem.budget) - 1):
        columns = z[:, : t + 1].reshape(1, -1)
        values = np.repeat(problem.cost, t + 1).astype(np.float64)[None, :]
        _new_rows(solver, columns, values, float(problem.budget[t]))


def _add_room(solver: Any, problem: Problem) -> None:
    """Σ_i z_it ≤ the capacity of wave t."""
    z = _wave_columns(problem)
    for t in range(len(problem.budget)):
        if problem.capacity[t] < problem.count:
            columns = z[:, t].reshape(1, -1)
            _new_rows(solver, columns, np.ones(columns.shape), float(problem.capacity[t]))


def _wave_columns(problem: Problem) -> Any:
    begin = problem.count + len(problem.pair_ppm)
    n, waves = problem.count, len(problem.budget)
    return np.arange(begin, begin + n * waves, dtype=np.int32).reshape(n, waves)


def _new_columns(solver: Any, worth: Any) -> None:
    count = len(worth)
    none = np.array([], dtype=np.int32)
    solver.addCols(
        count,
        worth,
        np.zeros(count),
        np.ones(count),
        0,
        np.zeros(count, dtype=np.int32),
        none,
        none.astype(np.float64),
    )


def _new_rows(
    solver: Any, columns: Any, values: Any, most: float, *, least: float = -highspy.kHighsInf
) -> None:
    """Add rows of equal length. Shapes: columns, values (rows, entries)."""
    rows, entries = columns.shape
    if not rows or not entries:
        return
    solver.addRows(
        rows,
        np.full(rows, least),
        np.full(rows, most),
        rows * entries,
        np.arange(0, rows * entries, entries, dtype=np.int32),
        columns.astype(np.int32).ravel(),
        values.astype(np.float64).ravel(),
    )
