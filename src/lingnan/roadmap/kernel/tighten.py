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
    """Money, slots and people that measures which are IN need; what no longer fits goes."""
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


@compiled
def within_reach(case: Case, state: Record, index: int) -> bool:
    """Whether a level is not excluded by counting: all measures together, and per gate row the most
    that the slots, and the whole budget (in parts), can gain."""
    if not holds(case, index, (1 << case.count) - 1):
        return False
    shortest = case.periods
    for a in range(case.count):
        shortest = min(shortest, case.duration[a])
    most = case.slot_limit * case.periods // max(shortest, 1)
    for row in range(case.row_start[index], case.row_start[index + 1]):
        if case.row_need[row] <= 0:
            continue
        for a in range(case.count):
            gain = case.row_gain[row, a]
            for m in range(case.multi):
                if case.multi_mask[m] >> a & 1:
                    gain += case.multi_gain[m, row]
            state.ratio[a] = float(gain)
        if not _gains_enough(case, state, most, float(case.row_need[row])):
            return False
    return True


@compiled
def _gains_enough(case: Case, state: Record, most: int, need: float) -> bool:
    """Whether the `most` largest gains, and the cheapest ones within the budget, reach a need."""
    left = float(case.budget[case.periods - 1])
    for kind in range(2):
        used, total = 0, 0.0
        room = float(most) if kind == 0 else left
        while room > 0.0 and total < need:
            best, rate, weight = -1, 0.0, 1.0
            for a in range(case.count):
                gain = state.ratio[a]
                if used >> a & 1 or gain <= 0.0:
                    continue
                cost = 1.0
                if kind == 1:
                    cost = float(max(_least_net(case, a), 0))
                here = gain / cost if cost > 0.0 else 1e300
                if here > rate:
                    best, rate, weight = a, here, cost
            if best < 0:
                break
            used |= 1 << best
            total += state.ratio[best] * min(1.0, room / weight if weight > 0.0 else 1.0)
            room -= weight
        if total < need * (1.0 - 1e-9):
            return False
    return True


@compiled
def _least_net(case: Case, a: int) -> int:
    """The least a measure takes out of the budget in the end."""
    least = 1 << 60
    for start in range(case.earliest[a], case.latest[a] + 1):
        least = min(least, net_spent(case, a, start, case.periods - 1))
    return int(least)
