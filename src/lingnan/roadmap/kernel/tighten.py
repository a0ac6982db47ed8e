"""Narrow the windows of a node: what its decisions leave possible. Not for bounds in yuan."""

from lingnan.roadmap.case import Case
from lingnan.roadmap.kernel.compiled import compiled
from lingnan.roadmap.kernel.plan import holds, spent
from lingnan.roadmap.kernel.record import FREE, IN, OUT, Record

_ROUNDS = 6


@compiled
def tighten(case: Case, state: Record, index: int) -> bool:
    """Follow decisions to what they imply; False when nothing is left."""
    for _ in range(_ROUNDS):
        changed = _requirements(case, state)
        if changed < 0:
            return False
        resources = _resources(case, state)
        if resources < 0:
            return False
        if changed == 0 and resources == 0:
            break
    if index >= 0:
        left = 0
        for a in range(case.count):
            if state.status[a] != OUT:
                left |= 1 << a
        return bool(holds(case, index, left))
    return True


@compiled
def _drop(state: Record, a: int) -> int:
    """Take a measure out: 1 if it was free, -1 if it had to be in."""
    if state.status[a] == IN:
        return -1
    state.status[a] = OUT
    return 1


@compiled
def _requirements(case: Case, state: Record) -> int:
    changed = 0
    for a in range(case.count):
        if state.status[a] == OUT:
            continue
        for g in range(case.group_start[a], case.group_start[a + 1]):
            ready, alive, last = 1 << 20, 0, -1
            for k in range(case.count):
                if case.group_mask[g] >> k & 1 and state.status[k] != OUT:
                    ready = min(ready, state.low[k] + case.duration[k])
                    alive += 1
                    last = k
            if ready > state.low[a]:
                state.low[a] = ready
                changed = 1
            if alive == 1 and state.status[a] == IN:
                if state.status[last] != IN:
                    state.status[last] = IN
                    changed = 1
                if state.high[a] - case.duration[last] < state.high[last]:
                    state.high[last] = state.high[a] - case.duration[last]
                    changed = 1
        if state.low[a] > state.high[a]:
            if _drop(state, a) < 0:
                return -1
            changed = 1
    return changed


@compiled
def net_spent(case: Case, a: int, start: int, t: int) -> int:
    """Cumulative spending of a measure less its own subsidy."""
    net = spent(case, a, start, t)
    rule = case.rule[a]
    if rule >= 0 and t >= start + case.duration[a] - 1 + case.rule_lag[rule]:
        net -= case.subsidy[a, start]
    return int(net)


@compiled
def _resources(case: Case, state: Record) -> int:
    """Money, slots and people that measures which are IN need at least; what no longer fits goes."""
    periods, count = case.periods, case.count
    slots, people = 0, 0
    for t in range(periods):
        state.lone[t] = 0
    for a in range(count):
        if state.status[a] != IN:
            continue
        slots += case.duration[a]
        people += case.staff[a] * case.duration[a]
        for t in range(periods):
            least = 1 << 60
            for start in range(state.low[a], state.high[a] + 1):
                least = min(least, net_spent(case, a, start, t))
            state.lone[t] += least
    if slots > case.slot_limit * periods or people > case.staff_limit * periods:
        return -1
    for t in range(periods):
        if state.lone[t] > case.budget[t]:
            return -1
    changed = 0
    for a in range(count):
        if state.status[a] != FREE:
            continue
        fits = slots + case.duration[a] <= case.slot_limit * periods
        fits = fits and people + case.staff[a] * case.duration[a] <= case.staff_limit * periods
        while fits and state.low[a] <= state.high[a]:
            good = True
            for t in range(state.low[a], periods):
                if state.lone[t] + net_spent(case, a, state.low[a], t) > case.budget[t]:
                    good = False
                    break
            if good:
                break
            state.low[a] += 1
            changed = 1
        if not fits or state.low[a] > state.high[a]:
            state.status[a] = OUT
            changed = 1
    return changed
