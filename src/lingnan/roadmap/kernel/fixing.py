"""Drop what the bound shows to be no better than the plan at hand: starts, and whole choices.

At given prices the best relaxed value of every single start, and of leaving a measure out, follows
from one walk down the forest. What does not beat the plan by more than the gap that is allowed
goes; `state.cut` keeps the largest value dropped, so that the certificate still holds. Not for what
decisions imply (tighten).

Source: variable fixing by reduced costs, after Nemhauser, Wolsey, Integer and Combinatorial
Optimization (1988), II.5; values of single choices as max-marginals of the forest.
"""

from lingnan.roadmap.case import Case
from lingnan.roadmap.kernel.compiled import compiled
from lingnan.roadmap.kernel.dual import NOTHING
from lingnan.roadmap.kernel.record import FREE, IN, OUT, Record


@compiled
def subtree(case: Case, relaxed: Record, a: int, f: int, status: int) -> float:
    """Best of a measure and its children once its parent is in service in `f`."""
    pick = relaxed.pick[a, f]
    if pick < 0:
        return NOTHING if status == IN else 0.0
    return float(relaxed.own[a, pick] + relaxed.below[a, pick + case.duration[a]])


@compiled
def fix(
    case: Case, lists: Record, relaxed: Record, state: Record, total: float, least: float
) -> int:
    """Drop starts and choices whose relaxed value is at most `least`; returns how many, -1 when
    nothing is left.

    `total` is the value of the relaxed plan that `relaxed` holds, with all constants.
    """
    dropped = 0
    for a in range(case.count):
        status, parent = state.status[a], lists.parent[a]
        if parent < 0:
            without = total - subtree(case, relaxed, a, 0, status)
            if status == IN:
                without = NOTHING
        else:
            without = relaxed.without[parent]
        # The best of all outside this subtree, by the first period its parent is in service.
        for t in range(case.periods + 1):
            relaxed.outside[t] = NOTHING
        if parent < 0:
            for t in range(case.periods + 1):
                relaxed.outside[t] = total - subtree(case, relaxed, a, 0, status)
        elif state.status[parent] != OUT:
            for s in range(state.low[parent], state.high[parent] + 1):
                f = s + case.duration[parent]
                here = relaxed.chosen[parent, s]
                if here < NOTHING / 2:
                    continue
                here -= subtree(case, relaxed, a, f, status)
                without = max(without, here)
                for t in range(f, case.periods + 1):
                    relaxed.outside[t] = max(relaxed.outside[t], here)
        if status == OUT:
            relaxed.without[a] = without
            continue
        dropped += _narrow(case, relaxed, state, a, least)
        relaxed.without[a] = without if state.status[a] != IN else NOTHING
        if state.low[a] > state.high[a]:
            if status == IN:
                return -1
            state.status[a] = OUT
            relaxed.without[a] = without
            if without <= least:
                state.cut = max(state.cut, without)
                return -1
        elif status == FREE and without <= least:
            state.cut = max(state.cut, without)
            state.status[a] = IN
            dropped += 1
    return dropped


@compiled
def _narrow(case: Case, relaxed: Record, state: Record, a: int, least: float) -> int:
    """Fill in the values of a measure's starts, and take the poor ones off both ends."""
    low, high = state.low[a], state.high[a]
    for t in range(low, high + 1):
        worth = relaxed.outside[t]
        if worth > NOTHING / 2:
            worth += relaxed.own[a, t] + relaxed.below[a, t + case.duration[a]]
        relaxed.chosen[a, t] = worth
    dropped = 0
    while low <= high and relaxed.chosen[a, low] <= least:
        state.cut = max(state.cut, relaxed.chosen[a, low])
        low += 1
        dropped += 1
    while low <= high and relaxed.chosen[a, high] <= least:
        state.cut = max(state.cut, relaxed.chosen[a, high])
        high -= 1
        dropped += 1
    state.low[a], state.high[a] = low, high
    return dropped
