"""Which upgrades fall into which wave.

A set of upgrades *fits* when it can be spread over the waves so that each comes no earlier than it
can be finished, no wave holds more than its capacity, and at the end of every wave the cost so far
is within the money so far. Whether it fits is decided exactly without search: empty places go to
the first waves, then each place to the cheapest upgrade that can be finished by then. If any other
spread had a dearer one in that place, the two could be exchanged, and no wave would have cost more
so far. Not for whom to choose.
"""

import numba
import numpy as np
from numpy.typing import NDArray

from lingnan.roadmap.chain.problem import Chosen, Problem

Integers = NDArray[np.int64]
NO_WAVE = -1


def fits(problem: Problem, chosen: Chosen) -> bool:
    """Whether these upgrades fit into the waves."""
    waves = np.full(problem.count, NO_WAVE, dtype=np.int64)
    p = problem
    return bool(pack(chosen, _cheapest(p, chosen), p.cost, p.release, p.budget, p.capacity, waves))


def spread(problem: Problem, chosen: Chosen) -> Integers:
    """The wave of each chosen upgrade, earliest value first; NO_WAVE for the others.

    Wave by wave, the upgrade that adds most share per yuan to what is above so far comes next, as
    long as it is affordable and the others still fit afterwards. Those that add nothing yet follow
    by what they add together with the rest of the plan.
    Shapes: returns (n,). Limits: a rule, not an optimum, among the ways to spread one plan.
    """
    waves = np.full(problem.count, NO_WAVE, dtype=np.int64)
    _spread(
        chosen.copy(),
        _cheapest(problem, chosen),
        problem.value,
        problem.cost,
        problem.release,
        problem.first,
        problem.other,
        problem.weight,
        problem.budget,
        problem.capacity,
        waves,
    )
    return waves


def _cheapest(problem: Problem, chosen: Chosen) -> Integers:
    """The chosen upgrades, the cheapest first."""
    places = np.flatnonzero(chosen)
    return places[np.argsort(problem.cost[places], kind="stable")]


@numba.njit(cache=True)
def pack(chosen, order, cost, release, budget, capacity, waves):  # type: ignore[no-untyped-def]
    """Spread at the least cost so far into `waves`; whether that keeps to money and capacity.

    Shapes: order: the chosen at least, cheapest first.
    """
    count = 0
    for i in order:
        if chosen[i]:
            waves[i] = NO_WAVE
            count += 1
    empty = -count
    for t in range(len(budget)):
        empty += min(capacity[t], count)
    if empty < 0:
        return False
    spent = 0
    for t in range(len(budget)):
        room = min(capacity[t], count)
        skipped = min(empty, room)
        empty -= skipped
        room -= skipped
        for i in order:
            if room == 0:
                break
            if chosen[i] and waves[i] == NO_WAVE and release[i] <= t:
                waves[i] = t
                room -= 1
                spent += cost[i]
        if room > 0 or spent > budget[t]:
            return False
    return True


@numba.njit(cache=True)
def _spread(  # type: ignore[no-untyped-def]
    rest, order, value, cost, release, first, other, weight, budget, capacity, waves
):
    count = len(cost)
    now = value.copy()
    later = np.zeros(count, dtype=np.int64)
    for i in range(count):
        if rest[i]:
            for k in range(first[i], first[i + 1]):
                if rest[other[k]]:
                    later[i] += weight[k]
    spent = 0
    room = capacity.copy()
    trial = np.empty(count, dtype=np.int64)
    for t in range(len(budget)):
        while room[t] > 0:
            is_refused = np.zeros(count, dtype=np.bool_)
            taken = NO_WAVE
            while True:
                best = NO_WAVE
                for i in order:
                    if not rest[i] or is_refused[i] or release[i] > t:
                        continue
                    if spent + cost[i] > budget[t]:
                        continue
                    if best == NO_WAVE or _is_better(i, best, now, later, cost):
                        best = i
                if best == NO_WAVE:
                    break
                rest[best] = False
                room[t] -= 1
                ahead = budget - spent - cost[best]
                ahead[:t] = 0
                if _rest_fits(rest, order, cost, release, ahead, room, t, trial):
                    taken = best
                    break
                rest[best] = True
                room[t] += 1
                is_refused[best] = True
            if taken == NO_WAVE:
                break
            waves[taken] = t
            spent += cost[taken]
            for k in range(first[taken], first[taken + 1]):
                now[other[k]] += weight[k]
                later[other[k]] -= weight[k]


@numba.njit(cache=True)
def _is_better(i, j, now, later, cost):  # type: ignore[no-untyped-def]
    """Whether i comes before j: share per yuan now, then together with the rest of the plan."""
    first, second = now[i] * cost[j], now[j] * cost[i]
    if cost[i] == 0 or cost[j] == 0:
        if (cost[i] == 0) != (cost[j] == 0):
            return cost[i] == 0
        first, second = now[i], now[j]
    if first != second:
        return first > second
    if cost[i] == 0:
        return later[i] > later[j]
    return later[i] * cost[j] > later[j] * cost[i]


@numba.njit(cache=True)
def _rest_fits(rest, order, cost, release, budget, room, t, trial):  # type: ignore[no-untyped-def]
    """Whether the others still fit into what is left of this wave and the later ones."""
    clipped = np.maximum(release, t) - t
    return pack(rest, order, cost, clipped, budget[t:], room[t:], trial)
