"""Solve a park's program: start from the plan of the search, close the gap, read the plan back.

Money is put in thousands for the solver; what comes back is only which facility opens when and who
is connected. Gains are then recomputed in whole yuan. Bounds are rounded to the safe side.
"""

import math
from time import monotonic

import highspy
import numpy as np
from numpy.typing import NDArray

from lingnan.roadmap.highs import quiet_solver
from lingnan.roadmap.park.case import Integers, ParkCase, outlay, service_of
from lingnan.roadmap.park.exact.constraint import add_all
from lingnan.roadmap.park.exact.variable import Variables, make_variables
from lingnan.roadmap.park.found import Found
from lingnan.roadmap.park.gain import EXACT_NODES, best_prices, gain_table, member_choice, reward_of
from lingnan.roadmap.park.search import settle
from lingnan.roadmap.park.subset import best_within, pick_within, sums_of

_SCALE = 1_000.0
_SAFE = 1e-7
"""HiGHS works to about 1e-9 of the largest term; a bound is given two digits less."""


def solve(case: ParkCase, start: Found, *, seconds: float = 25.0, gap: float = 0.0) -> Found:
    """The best plan within the time, never worse than `start`, with a bound never above its own.

    Question "level" is solved twice: first the most members that can reach it, then the least cost
    for as many.
    """
    until = monotonic() + seconds
    best = start
    reward = reward_of(case)
    if not case.is_level:
        v = _program(case)
        dual, plan = _run(v, best, until, gap, _SCALE)
        best = _better(case, best, plan)
        return _bounded(best, _whole_above(dual * _SCALE + v.constant))
    reached, most = _count(best.total, reward), _count(best.bound, reward)
    if reached < most:
        v = _program(case)
        v.rows.cost = [0.0] * len(v.rows.cost)
        for column in v.reached.values():
            v.rows.cost[column] = 1.0
        dual, plan = _run(v, best, until, 0.0, 1.0)
        best = _better(case, best, plan)
        reached = _count(best.total, reward)
        most = max(reached, min(most, math.floor(dual + 1e-6) + v.constant_reached))
        if most > reached:  # not proven in time: the bound on members stays
            return _bounded(best, most * reward)
    v = _program(case)
    columns = [*v.reached.values()]
    v.rows.row(columns, [1.0] * len(columns), at_least=float(reached - v.constant_reached))
    dual, plan = _run(v, best, until, gap, _SCALE)
    best = _better(case, best, plan)
    above = _whole_above(dual * _SCALE + v.constant)
    return _bounded(best, None if above is None else reached * reward + above)


def _program(case: ParkCase) -> Variables:
    v = make_variables(case)
    add_all(v)
    return v


def _count(total: int, reward: int) -> int:
    """How many members reach the level, out of reward * count - cost."""
    return max(0, -(-total // reward))


def _whole_above(value: float) -> int | None:
    if not math.isfinite(value):
        return None
    return math.floor(value + _SAFE * abs(value) + 1e-6)


def _bounded(best: Found, bound: int | None) -> Found:
    least = best.bound if bound is None else min(best.bound, bound)
    return Found(best.starts, best.connected, best.total, max(least, best.total))


def _run(
    v: Variables, best: Found, until: float, gap: float, scale: float
) -> tuple[float, tuple[Integers, Integers] | None]:
    """Solve; answers the dual bound (in the scaled unit) and the plan, if any."""
    highs = quiet_solver()
    highs.silent()
    v.rows.cost = [value / scale for value in v.rows.cost]
    highs.passModel(v.rows.lp())
    highs.setOptionValue("time_limit", max(0.5, until - monotonic()))
    highs.setOptionValue("mip_rel_gap", gap)
    highs.setOptionValue("mip_abs_gap", 0.4 / scale)
    highs.setSolution(_hint(v, best))
    highs.run()
    info = highs.getInfo()
    dual = float(info.mip_dual_bound)
    if info.primal_solution_status != highspy.kSolutionStatusFeasible:
        return (dual if math.isfinite(dual) else math.inf), None
    return dual, _read(v, np.array(highs.getSolution().col_value))


def _hint(v: Variables, best: Found) -> highspy.HighsSolution:
    """The plan of the search as values of the variables."""
    case = v.case
    values = np.zeros(len(v.rows.cost))
    service = service_of(case, best.starts)
    for (f, t), column in v.open.items():
        if best.starts[f] == t:
            values[column] = 1
            if v.is_cash:
                values[v.places[f, t]] = int((best.connected >> f & 1).sum())
    for (i, f), column in v.link.items():
        values[column] = int(best.connected[i]) >> f & 1
    for i, latest, columns in v.use:
        if i not in v.bound:
            timely = [
                f
                for f in columns
                if best.connected[i] >> f & 1 and service[f] <= latest and best.starts[f] >= 0
            ]
            if timely:
                values[columns[max(timely, key=lambda f: v.rows.cost[columns[f]])]] = 1
    for i, wants in v.bound.items():
        _hint_bound(v, i, wants, best, service, values)
    hint = highspy.HighsSolution()
    hint.col_value = list(values)
    return hint


def _hint_bound(
    v: Variables,
    i: int,
    wants: dict[int, dict[int, int]],
    best: Found,
    service: Integers,
    values: NDArray[np.float64],
) -> None:
    mask = int(best.connected[i])
    _, by = best_prices(v.case, i, mask, service)
    _, _, taken = member_choice(v.case, i, mask, service, reward_of(v.case), EXACT_NODES)
    first = int(v.case.want_start[i])
    if v.case.is_level:
        values[v.reached[i]] = 1 if taken else 0
    for w, columns in wants.items():
        if int(taken) >> (w - first) & 1:
            values[columns[int(by[w - first])]] = 1


def _read(v: Variables, values: NDArray[np.float64]) -> tuple[Integers, Integers]:
    starts = np.full(v.case.facilities, -1, dtype=np.int64)
    for (f, t), column in v.open.items():
        if values[column] > 0.5:
            starts[f] = t
    connected = np.zeros(v.case.members, dtype=np.int64)
    for (i, f), column in v.link.items():
        if values[column] > 0.5:
            connected[i] |= 1 << f
    return starts, connected


def _better(case: ParkCase, best: Found, plan: tuple[Integers, Integers] | None) -> Found:
    """The better of two plans, the second recomputed in whole yuan and checked for cash."""
    if plan is None:
        return best
    starts, allowed = plan
    allowed = allowed & sum(1 << int(f) for f in np.flatnonzero(starts >= 0))
    table = gain_table(case, service_of(case, starts))
    worth = table.low - sums_of(case.connect)
    connected = pick_within(worth, best_within(worth), allowed)
    found = settle(case, starts, connected, worth)
    used = np.array([(connected >> f & 1).sum() for f in range(case.facilities)])
    is_paid = (np.cumsum(outlay(case, found.starts, used)) <= case.park_budget).all()
    is_fit = bool(is_paid and (used <= case.capacity).all())
    if is_fit and found.total > best.total:
        return Found(found.starts, found.connected, found.total, best.bound)
    return best
