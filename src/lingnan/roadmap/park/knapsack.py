"""Which measures one member takes when its budget does not reach for all of them (exact, numba).

Depth-first branch and bound over a 0/1 knapsack. Not for prices: they come in with the facilities.
Source: Horowitz & Sahni 1974, doi:10.1145/321812.321823.
"""

import numba
import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def choose(
    net: Integers, cost: Integers, count: int, budget: int, nodes: int
) -> tuple[np.int64, np.int64, np.int64]:
    """The most net value whose cost stays within the budget.

    Shapes: net, cost (count,): both at least 0. Returns (found, bound, chosen bits); found equals
        bound unless more than `nodes` nodes would be needed.
    """
    everything = np.int64(0)
    spend = np.int64(0)
    mask = np.int64(0)
    for j in range(count):
        everything += net[j]
        spend += cost[j]
        mask |= np.int64(1) << j
    if spend <= budget:
        return everything, everything, mask
    order = _by_ratio(net, cost, count)
    best, best_mask, bound = np.int64(-1), np.int64(0), np.int64(0)
    taken = np.zeros(count, dtype=np.bool_)
    room, value = budget, np.int64(0)
    place, seen, is_whole = 0, 0, True
    bound = _bound(net, cost, order, 0, count, budget)
    while True:
        while place < count and value + _bound(net, cost, order, place, count, room) > best:
            seen += 1
            j = order[place]
            if cost[j] <= room:
                taken[place] = True
                room -= cost[j]
                value += net[j]
            place += 1
        if place == count and value > best:
            best, best_mask = value, np.int64(0)
            for k in range(count):
                if taken[k]:
                    best_mask |= np.int64(1) << order[k]
        place -= 1
        while place >= 0 and not taken[place]:
            place -= 1
        if place < 0:
            break
        if seen > nodes and best >= 0:
            is_whole = False
            break
        taken[place] = False
        room += cost[order[place]]
        value -= net[order[place]]
        place += 1
    left = budget
    for j in range(count):
        if best_mask >> j & 1:
            left -= cost[j]
    for k in range(count):  # what is worth exactly its price is taken where the budget holds
        j = order[k]
        if not best_mask >> j & 1 and cost[j] <= left:
            best_mask |= np.int64(1) << j
            left -= cost[j]
            best += net[j]
    return best, best if is_whole else bound, best_mask


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _by_ratio(net: Integers, cost: Integers, count: int) -> Integers:
    ratio = np.zeros(count, dtype=np.float64)
    for j in range(count):
        ratio[j] = -(net[j] + 1e-9) / max(cost[j], 1e-6)
    return np.argsort(ratio, kind="mergesort")


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _bound(
    net: Integers, cost: Integers, order: Integers, place: int, count: int, room: int
) -> np.int64:
    """Net value if the last one could be taken in part, rounded up."""
    total = np.int64(0)
    for k in range(place, count):
        j = order[k]
        if cost[j] > room:
            # One more for two ratios so close that their order is not certain.
            return total + np.int64(np.ceil(net[j] * (room / cost[j]))) + 1
        room -= cost[j]
        total += net[j]
    return total
