"""Good sets of upgrades, quickly: fill by share per yuan, in pairs too, then exchange.

Not for proof: how far the best may be away the bound tells (bound, exact).
"""

from collections.abc import Iterable

import numba
import numpy as np

from lingnan.roadmap.chain.problem import Chosen, Problem
from lingnan.roadmap.chain.wave import pack

_SWEEPS = 12
#: Elementary steps of all sweeps over one start.
_MOST_WORK = 2_000_000_000
#: So many of the filled starts are worth exchanging.
_EXCHANGED = 2
_NOBODY = -1
#: Where money is left and the waves are all but full, most of what is tried does not fit.
_MOST_REFUSED = 40
_REFUSED = 1


def search(problem: Problem, starts: Iterable[Chosen]) -> Chosen:
    """The best fitting set that can be reached from these starts and from nothing.

    Starts need not fit: they are cut back first, least share per yuan first.
    """
    nothing = np.zeros(problem.count, dtype=np.bool_)
    if not problem.count:
        return nothing
    filled = [_improved(problem, start, 0) for start in _distinct([nothing, *starts])]
    filled.sort(key=problem.objective, reverse=True)
    # A sweep tries every member against every other; large chains get fewer of them.
    work = (1 + int(filled[0].sum())) * (problem.count + len(problem.other))
    sweeps = max(1, min(_SWEEPS, _MOST_WORK // work))
    found = [_improved(problem, start, sweeps) for start in _distinct(filled[:_EXCHANGED])]
    return max(found, key=problem.objective)


def _improved(problem: Problem, start: Chosen, sweeps: int) -> Chosen:
    found = start.copy()
    _improve(
        found,
        np.argsort(problem.cost, kind="stable"),
        problem.value,
        problem.cost,
        problem.release,
        problem.first,
        problem.other,
        problem.weight,
        problem.budget,
        problem.capacity,
        problem.has_capacity,
        sweeps,
    )
    return found


def _distinct(starts: list[Chosen]) -> list[Chosen]:
    return list({start.tobytes(): start for start in starts}.values())


@numba.njit(cache=True)
def _improve(  # type: ignore[no-untyped-def]
    x, order, value, cost, release, first, other, weight, budget, capacity, has_capacity, sweeps
):
    """Cut x back until it fits, fill it, and exchange as long as that helps; works in place."""
    gain = value.copy()
    for i in range(len(cost)):
        if x[i]:
            for k in range(first[i], first[i + 1]):
                gain[other[k]] += weight[k]
    trial = np.empty(len(cost), dtype=np.int64)
    while not _fits(x, order, cost, release, budget, capacity, has_capacity, trial):
        _drop_least(x, gain, cost, first, other, weight)
    args = (order, cost, release, first, other, weight, budget, capacity, has_capacity, trial)
    _fill(x, gain, _NOBODY, args)
    for _ in range(sweeps):
        if not _exchange(x, gain, args):
            break


@numba.njit(cache=True)
def _fits(x, order, cost, release, budget, capacity, has_capacity, trial):  # type: ignore[no-untyped-def]
    total = 0
    for i in range(len(cost)):
        if x[i]:
            total += cost[i]
    if total > budget[-1]:
        return False
    if not has_capacity:
        return True
    return pack(x, order, cost, release, budget, capacity, trial)


@numba.njit(cache=True)
def _drop_least(x, gain, cost, first, other, weight):  # type: ignore[no-untyped-def]
    worst = -1
    for i in range(len(cost)):
        if x[i] and (worst < 0 or gain[i] * cost[worst] < gain[worst] * cost[i]):
            worst = i
    _put(worst, False, x, gain, first, other, weight)


@numba.njit(cache=True)
def _put(i, is_in, x, gain, first, other, weight):  # type: ignore[no-untyped-def]
    x[i] = is_in
    for k in range(first[i], first[i + 1]):
        gain[other[k]] += weight[k] if is_in else -weight[k]


@numba.njit(cache=True)
def _fill(x, gain, banned, args):  # type: ignore[no-untyped-def]
    """Add the best single or pair per yuan as long as one fits; answers the ppm added.

    `banned` stays out.
    """
    order, cost, release, first, other, weight, budget, capacity, has_capacity, trial = args
    count = len(cost)
    state = np.zeros(count, dtype=np.int8)
    if banned >= 0:
        state[banned] = _REFUSED
    left, room = budget[-1], 0
    for t in range(len(capacity)):
        room += min(capacity[t], count)
    for i in range(count):
        if x[i]:
            left -= cost[i]
            room -= 1
    added = refused = 0
    while room > 0 and refused < _MOST_REFUSED:
        one, two, best_gain, best_cost = -1, -1, 0, 1
        for i in range(count):
            if x[i] or state[i] == _REFUSED or cost[i] > left:
                continue
            if gain[i] * best_cost > best_gain * max(cost[i], 1):
                one, two, best_gain, best_cost = i, -1, gain[i], max(cost[i], 1)
            for k in range(first[i], first[i + 1]):
                if room < 2:
                    break
                j = other[k]
                if j < i or x[j] or state[j] == _REFUSED or cost[i] + cost[j] > left:
                    continue
                both, price = gain[i] + gain[j] + weight[k], max(cost[i] + cost[j], 1)
                if both * best_cost > best_gain * price:
                    one, two, best_gain, best_cost = i, j, both, price
        if one < 0 or best_gain <= 0:
            return added
        _put(one, True, x, gain, first, other, weight)
        if two >= 0:
            _put(two, True, x, gain, first, other, weight)
        if has_capacity and not pack(x, order, cost, release, budget, capacity, trial):
            _put(one, False, x, gain, first, other, weight)
            if two >= 0:
                _put(two, False, x, gain, first, other, weight)
                # One of them may still fit: the dearer is given up.
                state[one if cost[one] >= cost[two] else two] = _REFUSED
            else:
                state[one] = _REFUSED
            refused += 1
            continue
        left -= cost[one] + (cost[two] if two >= 0 else 0)
        room -= 2 if two >= 0 else 1
        added += best_gain
    return added


@numba.njit(cache=True)
def _exchange(x, gain, args):  # type: ignore[no-untyped-def]
    """Take each member out once and fill again; keep what is better. Whether anything was."""
    _order, cost, _release, first, other, weight, _budget, _capacity, _has, _trial = args
    is_better = False
    before, gain_before = x.copy(), gain.copy()
    for i in range(len(cost)):
        if not x[i]:
            continue
        before[:] = x
        gain_before[:] = gain
        lost = gain[i]
        _put(i, False, x, gain, first, other, weight)
        # It must not come back at once.
        added = _fill(x, gain, i, args)
        if added > lost:
            is_better = True
            _fill(x, gain, _NOBODY, args)
        else:
            x[:] = before
            gain[:] = gain_before
    return is_better
