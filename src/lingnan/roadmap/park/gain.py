"""What every member gains from every set of facilities, as one table (numba).

Not for which facilities open (search, exact) nor for what a connection costs.
"""

from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from lingnan.roadmap.park.case import Integers, ParkCase
from lingnan.roadmap.park.knapsack import choose

EXACT_NODES = 200_000
FAST_NODES = 200
NO_REWARD = 0


class GainTable(NamedTuple):
    """Net gain of members by set of facilities (bits) they are connected to.

    Shapes: low, high (n, 2**F): what is found and its bound; equal where proven, as good as always.
        Question "value": value less price of the measures taken. Question "level": `reward` less
        the price of what the level needs if the budget reaches for it, else 0.
    """

    low: Integers
    high: Integers
    reward: int


def reward_of(case: ParkCase) -> int:
    """More than all money of the case: one more member at its level outweighs any cost."""
    if not case.is_level:
        return NO_REWARD
    return int(case.price.sum() + case.total.sum() + case.members * case.connect.sum()) + 1


def gain_table(
    case: ParkCase, service: Integers, usable: int | None = None, nodes: int = EXACT_NODES
) -> GainTable:
    """Fill the table for given dates of service; sets are cut to the `usable` facilities."""
    count = case.facilities
    reward = reward_of(case)
    low = np.zeros((case.members, 1 << count), dtype=np.int64)
    high = np.zeros_like(low)
    mask = (1 << count) - 1 if usable is None else usable
    _fill(case, service, mask, reward, nodes, low, high)
    return GainTable(low, high, reward)


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _fill(
    case: ParkCase,
    service: Integers,
    usable: int,
    reward: int,
    nodes: int,
    low: Integers,
    high: Integers,
) -> None:
    sets = low.shape[1]
    for i in range(low.shape[0]):
        relevant = _relevant(case, i, service) & usable
        for mask in range(sets):
            if mask & ~relevant:
                low[i, mask] = low[i, mask & relevant]
                high[i, mask] = high[i, mask & relevant]
            else:
                found = member_choice(case, i, mask, service, reward, nodes)
                low[i, mask] = found[0]
                high[i, mask] = found[1]


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _relevant(case: ParkCase, i: int, service: Integers) -> int:
    """The facilities that make a want of this member cheaper in time."""
    found = 0
    for w in range(case.want_start[i], case.want_start[i + 1]):
        for f in range(len(service)):
            if service[f] <= case.latest[w] and case.paid[w, f] < case.price[w]:
                found |= 1 << f
    return found


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def best_prices(
    case: ParkCase, i: int, mask: int, service: Integers
) -> tuple[Integers, NDArray[np.int64]]:
    """Price of each want with the cheapest facility of the set, and that facility (-1 none)."""
    first, last = case.want_start[i], case.want_start[i + 1]
    price = case.price[first:last].copy()
    by = np.full(last - first, -1, dtype=np.int64)
    for k in range(last - first):
        for f in range(len(service)):
            paid = case.paid[first + k, f]
            if mask >> f & 1 and service[f] <= case.latest[first + k] and paid < price[k]:
                price[k] = paid
                by[k] = f
    return price, by


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def member_choice(
    case: ParkCase, i: int, mask: int, service: Integers, reward: int, nodes: int
) -> tuple[np.int64, np.int64, np.int64]:
    """What a member connected to a set of facilities gains at best: found, bound, wants (bits)."""
    first, last = case.want_start[i], case.want_start[i + 1]
    price, _ = best_prices(case, i, mask, service)
    count = last - first
    if case.is_level:
        total = price.sum()
        if count == 0 or total > case.budget[i]:
            return np.int64(0), np.int64(0), np.int64(0)
        return reward - total, reward - total, (np.int64(1) << count) - 1
    place = np.zeros(count, dtype=np.int64)
    net = np.zeros(count, dtype=np.int64)
    cost = np.zeros(count, dtype=np.int64)
    size = 0
    for k in range(count):
        gain = case.value[first + k] - price[k]
        if gain >= 0 and price[k] <= case.budget[i]:
            place[size], net[size], cost[size] = k, gain, price[k]
            size += 1
    found, bound, chosen = choose(net, cost, size, case.budget[i], nodes)
    taken = np.int64(0)
    for k in range(size):
        if chosen >> k & 1:
            taken |= np.int64(1) << place[k]
    return found, bound, taken
