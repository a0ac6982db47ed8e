"""The bound: Lagrangian relaxation of money, people, slots and gates over the requirement forest.

Whatever the multipliers, the dual value is at least the best plan's value (question b), or minus
the least cost (question a). Relaxed: cumulative budget, slots, people, gate rows, requirements
beyond one parent, and that offers of one step do not add up. Kept: one parent per measure, finished
before its child starts, solved by dynamic programming over starts. Not for moving the prices
(ascent).

Source: Fisher, The Lagrangian relaxation method for solving integer programming problems,
Management Science 27 (1981), doi:10.1287/mnsc.27.1.1.
"""

from lingnan.roadmap.case import Case
from lingnan.roadmap.kernel.compiled import compiled
from lingnan.roadmap.kernel.record import IN, OUT, Record

NOTHING = -1e300


@compiled
def reset(prices: Record) -> None:
    """All multipliers to zero."""
    for t in range(len(prices.money)):
        prices.money[t] = 0.0
        prices.slots[t] = 0.0
        prices.people[t] = 0.0
    for row in range(len(prices.row)):
        prices.row[row] = 0.0
    for step in range(len(prices.share)):
        prices.share[step] = 0.0
        prices.multi[step] = 0.0
    for group in range(len(prices.group)):
        for t in range(len(prices.money)):
            prices.group[group, t] = 0.0


@compiled
def gather(case: Case, relaxed: Record, state: Record) -> None:
    """List the measures that are not out; those that are do not start."""
    relaxed.lives = 0
    for a in range(case.count):
        if state.status[a] != OUT:
            relaxed.live[relaxed.lives] = a
            relaxed.lives += 1
            continue
        relaxed.start[a] = -1
        for t in range(case.periods + 1):
            relaxed.pick[a, t] = -1


@compiled
def _rewards(case: Case, lists: Record, prices: Record, relaxed: Record, index: int) -> float:
    """What gates pay each measure at these prices; returns the constant part."""
    constant = 0.0
    for place in range(case.count):
        relaxed.reward[place] = 0.0
    if index >= 0:
        first, last = case.row_start[index], case.row_start[index + 1]
        for row in range(first, last):
            price = prices.row[row]
            if case.row_need[row] <= 0 or price == 0.0:
                continue
            constant -= price
            for place in range(lists.row_first[row], lists.row_first[row + 1]):
                relaxed.reward[lists.row_who[place]] += price * lists.row_part[place]
        for m in range(case.multi):
            worth = 0.0
            for place in range(lists.multi_row_first[m], lists.multi_row_first[m + 1]):
                row = lists.multi_row[place]
                if first <= row < last:
                    worth += prices.row[row] * lists.multi_part[place]
            once = prices.multi[m]
            constant += once
            # Each provider is credited while the step is worth more than what is paid once.
            relaxed.is_paid[m] = 1 if worth > once else 0
            if worth > once:
                for place in range(lists.multi_first[m], lists.multi_first[m + 1]):
                    relaxed.reward[lists.multi_member[place]] += worth - once
    return constant


@compiled
def _requirements(
    case: Case, lists: Record, prices: Record, relaxed: Record, state: Record
) -> None:
    """Who starts pays for all periods from then on, who is in service by then is paid."""
    periods = case.periods
    for g in range(lists.groups):
        total = relaxed.group_sum[g]
        total[periods] = 0.0
        for t in range(periods - 1, -1, -1):
            total[t] = total[t + 1] + prices.group[g, t]
        if total[0] == 0.0:
            continue
        owner = lists.group_owner[g]
        if state.status[owner] != OUT:
            for t in range(state.low[owner], state.high[owner] + 1):
                relaxed.own[owner, t] -= total[t]
        for place in range(lists.group_first[g], lists.group_first[g + 1]):
            a = lists.group_member[place]
            if state.status[a] != OUT:
                for t in range(state.low[a], state.high[a] + 1):
                    relaxed.own[a, t] += total[t + case.duration[a]]


@compiled
def _own_values(
    case: Case,
    lists: Record,
    prices: Record,
    relaxed: Record,
    state: Record,
    index: int,
    is_cost: bool,
) -> float:
    """Value of every start at these prices; returns the constant part of the dual."""
    periods = case.periods
    whole = max(float(case.budget[periods - 1]), 1.0)
    slot_share, staff_share = 1.0 / max(case.slot_limit, 1), 1.0 / max(case.staff_limit, 1)
    constant = _rewards(case, lists, prices, relaxed, index)
    cum, tail, slots, people = relaxed.cum, relaxed.tail, relaxed.slot_sum, relaxed.people_sum
    cum[periods], tail[periods], slots[periods], people[periods] = 0.0, 0.0, 0.0, 0.0
    for t in range(periods - 1, -1, -1):
        # A yuan spent in t is missing at the end of t and of all later periods.
        cum[t] = cum[t + 1] + prices.money[t] / whole
        tail[t] = tail[t + 1] + cum[t]
        slots[t] = slots[t + 1] + prices.slots[t] * slot_share
        people[t] = people[t + 1] + prices.people[t] * staff_share
        constant += prices.money[t] * (case.budget[t] / whole) + prices.slots[t] + prices.people[t]
    for live in range(relaxed.lives):
        a = relaxed.live[live]
        duration, price = case.duration[a], case.price[a]
        instalment = price // duration
        rest = price - instalment * duration
        rule, running, staff = case.rule[a], float(case.running[a]), float(case.staff[a])
        reward = relaxed.reward[a] - (float(case.effort[a]) if is_cost else 0.0)
        for t in range(state.low[a], state.high[a] + 1):
            end = t + duration
            cost = instalment * (tail[t] - tail[end]) + rest * cum[t] + running * tail[end]
            cost += slots[t] - slots[end] + staff * (people[t] - people[end])
            if rule >= 0:
                paid = end - 1 + case.rule_lag[rule]
                if paid < periods:
                    cost -= case.subsidy[a, t] * cum[paid]
            own = reward - cost
            relaxed.own[a, t] = own if is_cost else own + float(case.value[a, end])
    _requirements(case, lists, prices, relaxed, state)
    if not is_cost:
        constant += _shared_offers(case, prices, relaxed, state)
    return constant


@compiled
def _shared_offers(case: Case, prices: Record, relaxed: Record, state: Record) -> float:
    """Add offers of shared steps; the part `share` of each is paid once instead."""
    constant = 0.0
    for k in range(case.shared):
        once = prices.share[k]
        constant += once
        for o in range(case.offer_start[k], case.offer_start[k + 1]):
            a = case.offer_measure[o]
            if state.status[a] == OUT:
                continue
            weight = case.offer_weight[o] / case.divisor
            for t in range(state.low[a], state.high[a] + 1):
                offer = weight * case.discount[t + case.duration[a]]
                if offer > once:
                    relaxed.own[a, t] += offer - once
    return constant


@compiled
def solve_relaxed(
    case: Case,
    lists: Record,
    prices: Record,
    relaxed: Record,
    state: Record,
    index: int,
    is_cost: bool,
) -> float:
    """The dual value at these prices within windows [low, high] and fixed measures.

    Writes the relaxed starts. NOTHING when a measure that is IN cannot be placed.
    """
    periods = case.periods
    total = _own_values(case, lists, prices, relaxed, state, index, is_cost)
    for live in range(relaxed.lives):
        a = relaxed.live[live]
        for f in range(periods + 1):
            relaxed.below[a, f] = 0.0
    for live in range(relaxed.lives - 1, -1, -1):
        a = relaxed.live[live]
        parent, duration = lists.parent[a], case.duration[a]
        best, pick = (NOTHING, -1) if state.status[a] == IN else (0.0, -1)
        low, high = state.low[a], state.high[a]
        if parent >= 0:
            for f in range(periods, high, -1):
                relaxed.pick[a, f] = pick
                relaxed.below[parent, f] += best
        for t in range(high, low - 1, -1):
            here = relaxed.own[a, t] + relaxed.below[a, t + duration]
            if here > best:
                best, pick = here, t
            if parent >= 0:
                relaxed.pick[a, t] = pick
                relaxed.below[parent, t] += best
        if parent < 0:
            relaxed.pick[a, 0] = pick
            total += best
        else:
            for f in range(low - 1, -1, -1):
                relaxed.pick[a, f] = pick
                relaxed.below[parent, f] += best
    for live in range(relaxed.lives):
        a = relaxed.live[live]
        parent = lists.parent[a]
        if parent < 0:
            relaxed.start[a] = relaxed.pick[a, 0]
        elif relaxed.start[parent] < 0:
            relaxed.start[a] = -1
        else:
            relaxed.start[a] = relaxed.pick[a, relaxed.start[parent] + case.duration[parent]]
    return total
