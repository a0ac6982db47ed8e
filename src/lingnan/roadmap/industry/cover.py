"""How much of everybody's gap a product list closes: the objective of the industry roadmap.

    f(L) = Σ_i w_i Σ_r u_r · min(need_ir, Σ_{s given by L to i} c_rs)

over enterprises i and rows r of the level's gate (points, scenarios, mandatory scenarios): w_i
weighs near enterprises more, c_rs is what step s adds to a row, u_r makes rows comparable
(target.SCALE). The steps that a list gives are the union of what its packages give, so the inner
sum is a weighted coverage, monotone and submodular in L; min(constant, ·) of such a function is
again both, and so is a sum with weights ≥ 0. Greedy choice of K packages therefore closes at least
1 − (1 − 1/K)^K ≥ 1 − 1/e of what the best K could.

Not for choosing (greedy), bounding (bound) nor for who reaches the level (reach).
Source: Nemhauser, Wolsey, Fisher 1978, doi:10.1007/BF01588971 (greedy); Lovász 1983, Submodular
functions and convexity (truncation keeps submodularity).
"""

from collections.abc import Sequence
from typing import NamedTuple

import numba
import numpy as np

from lingnan.roadmap.industry.bit import WORD_BITS, place_of
from lingnan.roadmap.step import Integers


class Cover(NamedTuple):
    """One instance, enterprises with equal states in one group.

    Shapes (G groups, P packages, R rows, Q relevant steps, W words):
        factor (G,): members × weight. need (G, R). gained (P, G, W): steps a package newly gives.
        coefficient (Q, R): what a step adds to a row. unit (R,): gap units of one row unit.
    """

    factor: Integers
    need: Integers
    gained: Integers
    coefficient: Integers
    unit: Integers

    @property
    def packages_count(self) -> int:
        """How many packages there are to choose from."""
        return int(self.gained.shape[0])


class Covered(NamedTuple):
    """What a list has given so far. Shapes: words (G, W) steps; have (G, R) row sums."""

    words: Integers
    have: Integers


def nothing_covered(cover: Cover) -> Covered:
    """The start of every list."""
    _, groups, words = cover.gained.shape
    return Covered(
        np.zeros((groups, words), dtype=np.int64), np.zeros_like(cover.need, dtype=np.int64)
    )


def value_of(cover: Cover, chosen: Sequence[int]) -> int:
    """The objective of a list, in gap units."""
    covered = nothing_covered(cover)
    return sum(add_package(cover, covered, package) for package in chosen)


def total_gap(cover: Cover) -> int:
    """What there is to close: an upper limit of every objective."""
    return int(cover.factor @ (cover.need @ cover.unit))


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def gain_of(cover: Cover, covered: Covered, package: int) -> int:
    """What one more package would add to the objective."""
    rows = cover.need.shape[1]
    added = np.zeros(rows, dtype=np.int64)
    total = 0
    for g in range(len(cover.factor)):
        is_new = False
        for w in range(cover.gained.shape[2]):
            rest = cover.gained[package, g, w] & ~covered.words[g, w]
            while rest:
                low = rest & -rest
                rest ^= low
                q = w * WORD_BITS + place_of(low)
                is_new = True
                for r in range(rows):
                    added[r] += cover.coefficient[q, r]
        if is_new:
            units = 0
            for r in range(rows):
                left = cover.need[g, r] - covered.have[g, r]
                if left > 0:
                    units += cover.unit[r] * min(left, added[r])
                added[r] = 0
            total += cover.factor[g] * units
    return total


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def add_package(cover: Cover, covered: Covered, package: int) -> int:
    """Put a package on the list, changing `covered`; returns what it adds to the objective."""
    rows = cover.need.shape[1]
    total = 0
    for g in range(len(cover.factor)):
        units = 0
        for w in range(cover.gained.shape[2]):
            rest = cover.gained[package, g, w] & ~covered.words[g, w]
            covered.words[g, w] |= rest
            while rest:
                low = rest & -rest
                rest ^= low
                q = w * WORD_BITS + place_of(low)
                for r in range(rows):
                    more = cover.coefficient[q, r]
                    left = cover.need[g, r] - covered.have[g, r]
                    if left > 0:
                        units += cover.unit[r] * min(left, more)
                    covered.have[g, r] += more
        total += cover.factor[g] * units
    return total
