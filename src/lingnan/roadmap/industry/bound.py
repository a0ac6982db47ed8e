"""How good the best product list could be at most: the LP bound, by cutting planes.

The LP relaxation lets a package be on the list in part, x_p in [0, 1] with Σ x ≤ K. For given x it
closes F(x) = Σ factor Σ_r u_r · min(need_r, Σ_s c_rs · min(1, Σ_{p gives s} x_p)), concave and
piecewise linear, so that it lies below each of its pieces. The master problem (HiGHS) holds a few
pieces over the P variables x and is as small with 100,000 enterprises as with ten; each round adds
the piece that is tight between its optimum and the best point so far (Kelley's method, stabilised).
Pieces have whole coefficients, and every
bound is recomputed in whole numbers from the multipliers of the master: it holds whatever the
solver rounds. At convergence it is the LP bound; stopped early it is a little higher.
Not for the oracle of tests (exact).
Source: Kelley 1960, doi:10.1137/0108053; Ben-Ameur, Neto 2007, doi:10.1002/net.20137 (in-out).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numba
import numpy as np
from numpy.typing import NDArray

from lingnan.roadmap.highs import quiet_solver
from lingnan.roadmap.industry.bit import WORD_BITS, place_of
from lingnan.roadmap.industry.cover import Cover, total_gap
from lingnan.roadmap.step import Integers

Floats = NDArray[np.float64]
Piece = tuple[int, list[int]]
"""A linear function over the packages: its constant and its slopes."""
_GRAIN = 1 << 30
_FULL = 1.0 - 1e-9
_TOLERANCE = 1e-6
_STEP = 0.2


@dataclass(frozen=True, slots=True)
class Bound:
    """An upper limit of every objective; `is_lp`: the relaxation is solved to the end."""

    value: int
    rounds: int
    is_lp: bool


def gap_of(objective: int, bound: int) -> float:
    """What the list may miss, as a share of the bound; 0 when there is nothing to close."""
    return (bound - objective) / bound if bound else 0.0


def bound_of(
    cover: Cover,
    count: int,
    starts: Sequence[Sequence[int]],
    *,
    rounds: int = 60,
    goal: int = 0,
    enough: float = 0.0,
) -> Bound:
    """The LP bound on the objective of any list of `count` packages.

    `starts`: lists whose pieces come first; `rounds`: most further pieces; `goal`: a known
    objective, below which the bound cannot fall; `enough`: the gap to it at which to stop.
    """
    packages = cover.packages_count
    scale = float(max(total_gap(cover), 1))
    pieces: list[Piece] = []
    centre, highest = np.zeros(packages), 0.0
    for chosen in starts:
        point = np.zeros(packages)
        point[list(chosen)] = 1.0
        piece, value = _piece(cover, point)
        pieces.append(piece)
        if value >= highest:
            centre, highest = point, value
    best = total_gap(cover)
    for number in range(1, rounds + 1):
        outer, multipliers = _master(pieces, packages, count, scale)
        best = min(best, _certified(pieces, multipliers, count))
        if best - goal <= enough * best:
            return Bound(best, number, best == goal)
        if best - highest <= _TOLERANCE * scale:
            return Bound(best, number, True)
        point = _STEP * outer + (1.0 - _STEP) * centre
        piece, value = _piece(cover, point)
        pieces.append(piece)
        if value >= highest:
            centre, highest = point, value
    return Bound(best, rounds, False)


def _certified(pieces: Sequence[Piece], multipliers: Floats, count: int) -> int:
    """The bound that convex multipliers of pieces prove, in whole numbers.

    Σλ·piece(x) is linear, so that its maximum is the constant and the `count` largest positive
    slopes; objectives are whole, so that the bound may be rounded down.
    """
    grains = [max(0, round(float(each) * _GRAIN)) for each in multipliers]
    whole = sum(grains)
    if whole == 0:
        return min(_certified(pieces[k : k + 1], np.ones(1), count) for k in range(len(pieces)))
    constant = sum(grain * piece[0] for grain, piece in zip(grains, pieces, strict=True))
    slopes = [
        sum(grain * piece[1][p] for grain, piece in zip(grains, pieces, strict=True))
        for p in range(len(pieces[0][1]))
    ]
    top = sorted((slope for slope in slopes if slope > 0), reverse=True)[:count]
    return (constant + sum(top)) // whole


def _master(
    pieces: Sequence[Piece], packages: int, count: int, scale: float
) -> tuple[Floats, Floats]:
    """The best x under the pieces, and the multipliers of the pieces."""
    model = quiet_solver()
    for _ in range(packages):
        model.addVar(0.0, 1.0)
    model.addVar(-highspy.kHighsInf, highspy.kHighsInf)
    model.changeColCost(packages, -1.0)
    every = np.arange(packages + 1, dtype=np.int32)
    for constant, slopes in pieces:
        row = np.array([*(-slope / scale for slope in slopes), 1.0])
        model.addRow(-highspy.kHighsInf, constant / scale, packages + 1, every, row)
    model.addRow(-highspy.kHighsInf, float(count), packages, every[:-1], np.ones(packages))
    model.run()
    solution = model.getSolution()
    point = np.clip(np.array(solution.col_value[:packages]), 0.0, 1.0)
    return point, np.abs(np.array(solution.row_dual[: len(pieces)]))


def _piece(cover: Cover, point: Floats) -> tuple[Piece, float]:
    """The piece of F that is tight at a point, and F there."""
    slopes = np.zeros(len(point), dtype=np.int64)
    constant = int(_cut(cover, np.minimum(point, 1.0), slopes))
    value = float(constant) + float(slopes.astype(np.float64) @ point)
    return (constant, slopes.tolist()), value


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _cut(cover: Cover, point: Floats, slopes: Integers) -> int:
    """Fill the slopes of the tight piece; returns its constant."""
    packages, groups, words = cover.gained.shape
    rows = cover.need.shape[1]
    share = np.zeros(words * WORD_BITS, dtype=np.float64)
    constant = 0
    weight = np.zeros(rows, dtype=np.int64)
    sums = np.zeros(rows, dtype=np.float64)
    for g in range(groups):
        share[:] = 0.0
        sums[:] = 0.0
        for p in range(packages):
            if point[p] > 0.0:
                for w in range(words):
                    rest = cover.gained[p, g, w]
                    while rest:
                        low = rest & -rest
                        rest ^= low
                        share[w * WORD_BITS + place_of(low)] += point[p]
        for q in range(cover.coefficient.shape[0]):
            if share[q] > 0.0:
                for r in range(rows):
                    sums[r] += cover.coefficient[q, r] * min(1.0, share[q])
        is_open = False
        for r in range(rows):
            if sums[r] >= cover.need[g, r] * _FULL:
                constant += cover.factor[g] * cover.unit[r] * cover.need[g, r]
                weight[r] = 0
            else:
                weight[r] = cover.factor[g] * cover.unit[r]
                is_open = True
        if not is_open:
            continue
        for q in range(cover.coefficient.shape[0]):
            if share[q] >= _FULL:
                for r in range(rows):
                    constant += weight[r] * cover.coefficient[q, r]
        for p in range(packages):
            for w in range(words):
                rest = cover.gained[p, g, w]
                while rest:
                    low = rest & -rest
                    rest ^= low
                    q = w * WORD_BITS + place_of(low)
                    if share[q] < _FULL:
                        for r in range(rows):
                            slopes[p] += weight[r] * cover.coefficient[q, r]
    return constant
