"""Tables over sets of facilities: the best connection within what is open.

A set is a number whose bits are facilities. Not for what a set is worth (gain).
"""

import numpy as np

from lingnan.roadmap.park.case import Integers


def bits_of_all(count: int) -> Integers:
    """Whether facility f is in set s; shape (2**count, count)."""
    return np.arange(1 << count, dtype=np.int64)[:, None] >> np.arange(count) & 1


def sums_of(values: Integers) -> Integers:
    """Sum of values over each set; shape (2**F,)."""
    return bits_of_all(len(values)) @ values


def best_within(worth: Integers) -> Integers:
    """For each row and open set, the most that any set within it is worth.

    Shapes: worth (n, 2**F) -> (n, 2**F).
    """
    best = worth.copy()
    sets = best.shape[1]
    bit = 1
    while bit < sets:
        view = best.reshape(best.shape[0], sets // (2 * bit), 2, bit)
        np.maximum(view[:, :, 1], view[:, :, 0], out=view[:, :, 1])
        bit *= 2
    return best


def pick_within(worth: Integers, best: Integers, allowed: Integers) -> Integers:
    """For each row, a smallest set within `allowed` (n,) that attains `best`; ties go to fewer
    facilities, then to earlier ones.

    Works by dropping facilities whose absence costs nothing.
    """
    rows = np.arange(len(worth))
    chosen = allowed.copy()
    target = best[rows, allowed]
    bit = 1
    while bit < worth.shape[1]:
        without = chosen & ~np.int64(bit)
        chosen = np.where(best[rows, without] == target, without, chosen)
        bit *= 2
    return chosen
