"""A plan under construction: what is placed when, and what money, people and slots are left.

Compiled twins of the checker's rules, kept up to date as measures go in. Not for choosing (search).
"""

from lingnan.roadmap.case import Case
from lingnan.roadmap.kernel.compiled import compiled
from lingnan.roadmap.kernel.record import Record

NOT_PLACED = -1


@compiled
def clear(plan: Record) -> None:
    """Take everything out."""
    plan.mark = 0
    for a in range(len(plan.start)):
        plan.start[a] = NOT_PLACED
    for t in range(len(plan.spend)):
        plan.spend[t] = 0
        plan.slots[t] = 0
        plan.people[t] = 0
        for r in range(len(plan.due)):
            plan.due[r, t] = 0


@compiled
def spent(case: Case, a: int, start: int, t: int) -> int:
    """Cumulative instalments and running cost of a measure at the end of a period."""
    if t < start:
        return 0
    duration, price = case.duration[a], case.price[a]
    if t >= start + duration:
        return int(price + case.running[a] * (t - start - duration + 1))
    instalment = price // duration
    return int(price - instalment * duration + instalment * (t - start + 1))


@compiled
def put(case: Case, plan: Record, a: int, start: int, sign: int) -> None:
    """Place a measure (sign 1), or take it out of the loads (sign -1)."""
    periods = case.periods
    for t in range(start, periods):
        plan.spend[t] += sign * spent(case, a, start, t)
    for t in range(start, start + case.duration[a]):
        plan.slots[t] += sign
        plan.people[t] += sign * case.staff[a]
    rule = case.rule[a]
    if rule >= 0:
        for t in range(start + case.duration[a] - 1 + case.rule_lag[rule], periods):
            plan.due[rule, t] += sign * case.subsidy[a, start]
    if sign > 0:
        plan.start[a] = start
        plan.mark |= 1 << a
    else:
        plan.start[a] = NOT_PLACED
        plan.mark &= ~(1 << a)


@compiled
def fits(case: Case, plan: Record, a: int, start: int) -> bool:
    """Whether slots, people and money allow a measure to start in a period."""
    periods = case.periods
    for t in range(start, start + case.duration[a]):
        if plan.slots[t] + 1 > case.slot_limit:
            return False
        if plan.people[t] + case.staff[a] > case.staff_limit:
            return False
    rule = case.rule[a]
    paid = periods
    if rule >= 0:
        paid = start + case.duration[a] - 1 + case.rule_lag[rule]
    for t in range(start, periods):
        left = case.budget[t] - plan.spend[t] - spent(case, a, start, t)
        for r in range(case.rules):
            due = plan.due[r, t]
            if r == rule and t >= paid:
                due += case.subsidy[a, start]
            left += min(due, case.rule_cap[r])
        if left < 0:
            return False
    return True


@compiled
def ready_at(case: Case, plan: Record, a: int) -> int:
    """First period by which what a measure requires is finished; the horizon if something lacks."""
    ready = case.earliest[a]
    for g in range(case.group_start[a], case.group_start[a + 1]):
        best = case.periods
        for k in range(case.count):
            if case.group_mask[g] >> k & 1 and plan.start[k] >= 0:
                best = min(best, plan.start[k] + case.duration[k])
        ready = max(ready, best)
    return int(ready)


@compiled
def place(case: Case, plan: Record, a: int, low: int, high: int) -> bool:
    """Place a measure as early as it fits within [low, high]; False if it does not."""
    for start in range(max(ready_at(case, plan, a), low), min(case.latest[a], high) + 1):
        if fits(case, plan, a, start):
            put(case, plan, a, start, 1)
            return True
    return False


@compiled
def row_gain(case: Case, row: int, chosen: int) -> int:
    """What a set of measures gains on one gate row."""
    gain = 0
    for a in range(case.count):
        if chosen >> a & 1:
            gain += case.row_gain[row, a]
    for m in range(case.multi):
        if case.multi_mask[m] & chosen:
            gain += case.multi_gain[m, row]
    return gain


@compiled
def holds(case: Case, index: int, chosen: int) -> bool:
    """Whether a set of measures satisfies the gate of a level."""
    for row in range(case.row_start[index], case.row_start[index + 1]):
        if row_gain(case, row, chosen) < case.row_need[row]:
            return False
    return True


@compiled
def level_of(case: Case, chosen: int) -> int:
    """Index of the highest level whose gate a set satisfies, -1 if none."""
    for index in range(case.levels - 1, -1, -1):
        if holds(case, index, chosen):
            return int(index)
    return -1


@compiled
def worth(case: Case, plan: Record) -> int:
    """The objective of question (b)."""
    total = 0
    for a in range(case.count):
        if plan.start[a] >= 0:
            total += case.value[a, plan.start[a] + case.duration[a]]
    for k in range(case.shared):
        best = 0
        for o in range(case.offer_start[k], case.offer_start[k + 1]):
            a = case.offer_measure[o]
            if plan.start[a] >= 0:
                f = plan.start[a] + case.duration[a]
                best = max(best, case.offer_weight[o] * case.discount[f] // case.divisor)
        total += best
    index = level_of(case, plan.mark)
    return int(total + (case.bonus[index] if index >= 0 else 0))


@compiled
def effort(case: Case, plan: Record) -> int:
    """The objective of question (a)."""
    total = 0
    for a in range(case.count):
        if plan.start[a] >= 0:
            total += case.effort[a]
    return total
