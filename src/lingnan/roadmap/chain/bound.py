"""How large the share can be at most: Lagrangian prices on money and room, by cutting planes.

Whatever fits into the waves keeps to a few sums: all costs within all the money, and no more
upgrades that come in a wave or later than those waves can hold. Each sum gets a price; at any
prices the best set (cut) plus what the money and room are worth is an upper bound. The least such
bound equals that of the linear relaxation. Not for proof of the optimum (exact).

Source: Kelley, The Cutting-Plane Method for Solving Convex Programs, SIAM J. 8 (1960).
"""

from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from lingnan.roadmap.chain.cut import Reals, best_at
from lingnan.roadmap.chain.problem import Chosen, Problem
from lingnan.roadmap.highs import quiet_solver

_ROUNDS = 40
#: A bound this close to the master's value cannot fall by another whole ppm.
_CLOSE_PPM = 0.25


@dataclass(frozen=True, slots=True)
class Bound:
    """The least bound found, in whole ppm, and the sets met on the way, the last the best priced.

    `money_price`: ppm per yuan at the least bound.
    """

    ppm: int
    sets: tuple[Chosen, ...]
    money_price: float


def bound_share(problem: Problem) -> Bound:
    """Bound the share from above. Shapes: no candidates give the start."""
    use, limit = sums(problem)
    if problem.count == 0:
        return Bound(problem.start, (), 0.0)
    reach = problem.reach().astype(np.float64)
    ceiling = np.array([(reach / np.maximum(row, 1e-9))[row > 0].max(initial=0.0) for row in use])
    price = np.zeros(len(limit))
    best, sets, cuts = float(problem.objective(np.ones(problem.count, np.bool_))), [], []
    best_price = price
    for _ in range(_ROUNDS):
        cut = best_at(problem, price @ use)
        sets.append(cut.chosen)
        value = problem.start + cut.worth + float(price @ limit)
        if value < best:
            best, best_price = value, price
        cuts.append((float(problem.objective(cut.chosen)), use @ cut.chosen))
        least, price = _master(cuts, limit, ceiling)
        if best - least < _CLOSE_PPM:
            break
    return Bound(int(np.floor(best + 1e-6)), tuple(sets), float(best_price[0]))


def sums(problem: Problem) -> tuple[Reals, Reals]:
    """What every fitting set keeps to: use (K, n) and limits (K,); the first row is money.

    Rows beyond money only where a capacity can bind.
    """
    rows = [problem.cost.astype(np.float64)]
    limits = [float(problem.budget[-1])]
    if problem.has_capacity:
        for wave in range(len(problem.budget)):
            room = float(problem.capacity[wave:].sum())
            late = problem.release >= wave
            if late.sum() > room:
                rows.append(late.astype(np.float64))
                limits.append(room)
    return np.array(rows), np.array(limits)


def _master(cuts: list[tuple[float, Reals]], limit: Reals, ceiling: Reals) -> tuple[float, Reals]:
    """The prices at which the sets met so far promise least, as a linear program in the prices.

    min θ with θ ≥ value + price · (limit − use) for every set.
    """
    count = len(limit)
    solver = quiet_solver()
    infinite = highspy.kHighsInf
    none = np.array([], dtype=np.int32)
    solver.addCol(1.0, -infinite, infinite, 0, none, none.astype(np.float64))
    # Prices are scaled to what one unit may cost at most, so that all columns are alike.
    for _ in range(count):
        solver.addCol(0.0, 0.0, 1.0, 0, none, none.astype(np.float64))
    places = np.arange(count + 1, dtype=np.int32)
    for value, use in cuts:
        slope: NDArray[np.float64] = (limit - use) * ceiling
        row = np.concatenate([[1.0], -slope])
        solver.addRow(value, infinite, count + 1, places, row)
    solver.run()
    found = np.array(solver.getSolution().col_value)
    return float(found[0]), np.clip(found[1:], 0.0, 1.0) * ceiling
