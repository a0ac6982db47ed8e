"""The bound: Lagrangian relaxation of money, people, slots and gates over the requirement forest.

Whatever the multipliers, the dual value is at least the best plan's value (question b), or minus its
least cost (question a). Relaxed: cumulative budget, slots, people, gate rows, requirements beyond one
parent, and that offers of one step do not add up. Kept: one parent per measure, finished before its
child starts, solved by dynamic programming over starts.

Source: Fisher, The Lagrangian relaxation method for solving integer programming problems, Management
Science 27 (1981), doi:10.1287/mnsc.27.1.1; step size after Polyak (1969).
"""

from lingnan.roadmap.case import Case
from lingnan.roadmap.kernel.compiled import compiled
from lingnan.roadmap.kernel.plan import spent
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
        prices.group[group] = 0.0


@compiled
def choose_parents(case: Case, relaxed: Record) -> None:
    """One parent per measure: the dearest of those it cannot do without."""
    for a in range(case.count):
        relaxed.parent[a] = -1
        best = -1
        for g in range(case.group_start[a], case.group_start[a + 1]):
            mask = case.group_mask[g]
            if mask != 0 and mask & (mask - 1) == 0:
                k = 0
                while mask >> k != 1:
                    k += 1
                if k < a and case.price[k] > best:
                    best, relaxed.parent[a] = case.price[k], k


@compiled
def _rewards(case: Case, prices: Record, relaxed: Record, index: int) -> float:
    """What gates and requirements pay each measure at these prices; returns the constant part."""
    count = case.count
    constant = 0.0
    for a in range(count):
        relaxed.reward[a] = 0.0
    if index >= 0:
        first, last = case.row_start[index], case.row_start[index + 1]
        for row in range(first, last):
            if case.row_need[row] <= 0 or prices.row[row] == 0.0:
                continue
            price = prices.row[row] / case.row_need[row]
            constant -= prices.row[row]
            for a in range(count):
                relaxed.reward[a] += price * case.row_gain[row, a]
        for m in range(case.multi):
            worth = 0.0
            for row in range(first, last):
                if case.row_need[row] > 0:
                    worth += prices.row[row] / case.row_need[row] * case.multi_gain[m, row]
            if worth > 0.0:
                constant += worth * prices.multi[m]
                paid = worth * (1.0 - prices.multi[m])
                mask, a = case.multi_mask[m], 0
                while mask:
                    if mask & 1:
                        relaxed.reward[a] += paid
                    mask >>= 1
                    a += 1
    for a in range(count):
        for g in range(case.group_start[a], case.group_start[a + 1]):
            price = prices.group[g]
            if price > 0.0:
                relaxed.reward[a] -= price
                mask, k = case.group_mask[g], 0
                while mask:
                    if mask & 1:
                        relaxed.reward[k] += price
                    mask >>= 1
                    k += 1
    return constant


@compiled
def _own_values(case: Case, prices: Record, relaxed: Record, index: int, is_cost: bool) -> float:
    """Value of every start at these prices; returns the constant part of the dual."""
    periods, count = case.periods, case.count
    whole = max(float(case.budget[periods - 1]), 1.0)
    constant = _rewards(case, prices, relaxed, index)
    relaxed.cum[periods] = 0.0
    relaxed.tail[periods] = 0.0
    for t in range(periods - 1, -1, -1):
        # A yuan spent in t is missing at the end of t and of all later periods.
        relaxed.cum[t] = relaxed.cum[t + 1] + prices.money[t] / whole
        relaxed.tail[t] = relaxed.tail[t + 1] + relaxed.cum[t]
        constant += prices.money[t] * (case.budget[t] / whole) + prices.slots[t] + prices.people[t]
    for a in range(count):
        duration, price = case.duration[a], case.price[a]
        instalment = price // duration
        rest = price - instalment * duration
        rule = case.rule[a]
        for t in range(case.earliest[a], case.latest[a] + 1):
            end = t + duration
            cost = instalment * (relaxed.tail[t] - relaxed.tail[end]) + rest * relaxed.cum[t]
            cost += case.running[a] * relaxed.tail[end]
            if rule >= 0:
                paid = end - 1 + case.rule_lag[rule]
                if paid < periods:
                    cost -= case.subsidy[a, t] * relaxed.cum[paid]
            for period in range(t, end):
                cost += prices.slots[period] / max(case.slot_limit, 1)
                cost += prices.people[period] * case.staff[a] / max(case.staff_limit, 1)
            own = -float(case.effort[a]) if is_cost else float(case.value[a, end])
            relaxed.own[a, t] = own + relaxed.reward[a] - cost
    if not is_cost:
        constant += _shared_offers(case, prices, relaxed)
    return constant


@compiled
def _shared_offers(case: Case, prices: Record, relaxed: Record) -> float:
    """Add offers of shared steps; the part `share` of the largest one is paid once for all."""
    constant = 0.0
    for k in range(case.shared):
        most = 0
        for o in range(case.offer_start[k], case.offer_start[k + 1]):
            most = max(most, case.offer_weight[o])
        once = prices.share[k] * most * case.discount[0] / case.divisor
        constant += once
        for o in range(case.offer_start[k], case.offer_start[k + 1]):
            a = case.offer_measure[o]
            for t in range(case.earliest[a], case.latest[a] + 1):
                f = t + case.duration[a]
                offer = case.offer_weight[o] * case.discount[f] / case.divisor
                if offer > once:
                    relaxed.own[a, t] += offer - once
    return constant


@compiled
def solve_relaxed(
    case: Case,
    prices: Record,
    relaxed: Record,
    state: Record,
    index: int,
    is_cost: bool,
) -> float:
    """The dual value at these prices within windows [low, high] and fixed measures.

    Writes the relaxed starts. NOTHING when a measure that is IN cannot be placed.
    """
    periods, count = case.periods, case.count
    total = _own_values(case, prices, relaxed, index, is_cost)
    for a in range(count):
        for f in range(periods + 1):
            relaxed.below[a, f] = 0.0
    for a in range(count - 1, -1, -1):
        best, pick = (NOTHING, -1) if state.status[a] == IN else (0.0, -1)
        parent = relaxed.parent[a]
        for t in range(periods, -1, -1):
            if state.status[a] != OUT and state.low[a] <= t <= state.high[a]:
                here = relaxed.own[a, t] + relaxed.below[a, t + case.duration[a]]
                if here > best:
                    best, pick = here, t
            relaxed.pick[a, t] = pick
            if parent >= 0:
                relaxed.below[parent, t] += best
        if parent < 0:
            total += best
    for a in range(count):
        parent = relaxed.parent[a]
        if parent < 0:
            relaxed.start[a] = relaxed.pick[a, 0]
        elif relaxed.start[parent] < 0:
            relaxed.start[a] = -1
        else:
            relaxed.start[a] = relaxed.pick[a, relaxed.start[parent] + case.duration[parent]]
    return total


@compiled
def _usage(case: Case, relaxed: Record) -> None:
    """Cumulative net spending of the relaxed plan."""
    periods = case.periods
    for t in range(periods):
        relaxed.net[t] = 0.0
    for a in range(case.count):
        start = relaxed.start[a]
        if start < 0:
            continue
        rule = case.rule[a]
        paid = periods
        if rule >= 0:
            paid = start + case.duration[a] - 1 + case.rule_lag[rule]
        for t in range(start, periods):
            relaxed.net[t] += spent(case, a, start, t)
            if t >= paid:
                relaxed.net[t] -= case.subsidy[a, start]


@compiled
def _move_shares(case: Case, prices: Record, relaxed: Record, index: int, step: float) -> None:
    """Move what is paid once towards steps that several relaxed measures provide."""
    for k in range(case.shared):
        chosen = 0
        for o in range(case.offer_start[k], case.offer_start[k + 1]):
            chosen += relaxed.start[case.offer_measure[o]] >= 0
        prices.share[k] = min(1.0, max(0.0, prices.share[k] + step * (chosen - 1)))
    if index < 0:
        return
    for m in range(case.multi):
        chosen, mask, a = 0, case.multi_mask[m], 0
        while mask:
            if mask & 1 and relaxed.start[a] >= 0:
                chosen += 1
            mask >>= 1
            a += 1
        prices.multi[m] = min(1.0, max(0.0, prices.multi[m] + step * (chosen - 1)))


@compiled
def _group_lack(case: Case, relaxed: Record, a: int, g: int) -> float:
    """How much more a measure is chosen than what it requires: positive where it is broken."""
    mask, k, found = case.group_mask[g], 0, 0
    while mask:
        if mask & 1 and relaxed.start[k] >= 0:
            found += 1
        mask >>= 1
        k += 1
    return float((relaxed.start[a] >= 0) - found)


@compiled
def step_prices(
    case: Case, prices: Record, relaxed: Record, index: int, gap: float, share_step: float
) -> float:
    """One subgradient step of length `gap` / |g|²; returns |g|², 0 where the prices are optimal.

    Slack is measured in whole budgets, limits and needs, so that all prices are in yuan.
    """
    periods, count = case.periods, case.count
    whole = max(float(case.budget[periods - 1]), 1.0)
    _usage(case, relaxed)
    norm = 0.0
    for phase in range(2):
        length = gap / norm if phase == 1 and norm > 0.0 else 0.0
        if phase == 1 and norm <= 1e-12:
            break
        for t in range(periods):
            slots, people = 0, 0
            for a in range(count):
                start = relaxed.start[a]
                if start >= 0 and start <= t < start + case.duration[a]:
                    slots += 1
                    people += case.staff[a]
            money = (relaxed.net[t] - case.budget[t]) / whole
            slot = slots / max(case.slot_limit, 1) - 1.0
            person = people / max(case.staff_limit, 1) - 1.0
            if phase == 0:
                norm += _square(money, prices.money[t]) + _square(slot, prices.slots[t])
                norm += _square(person, prices.people[t])
            else:
                prices.money[t] = max(0.0, prices.money[t] + length * money)
                prices.slots[t] = max(0.0, prices.slots[t] + length * slot)
                prices.people[t] = max(0.0, prices.people[t] + length * person)
        if index >= 0:
            for row in range(case.row_start[index], case.row_start[index + 1]):
                if case.row_need[row] <= 0:
                    continue
                lack = _lack(case, prices, relaxed, row)
                if phase == 0:
                    norm += _square(lack, prices.row[row])
                else:
                    prices.row[row] = max(0.0, prices.row[row] + length * lack)
        for a in range(count):
            for g in range(case.group_start[a], case.group_start[a + 1]):
                if relaxed.parent[a] >= 0 and case.group_mask[g] == 1 << relaxed.parent[a]:
                    continue
                lack = _group_lack(case, relaxed, a, g)
                if phase == 0:
                    norm += _square(lack, prices.group[g])
                else:
                    prices.group[g] = max(0.0, prices.group[g] + length * lack)
    _move_shares(case, prices, relaxed, index, share_step)
    return norm


@compiled
def _square(lack: float, price: float) -> float:
    """A constraint that is met and has no price does not pull."""
    return 0.0 if lack < 0.0 and price == 0.0 else lack * lack


@compiled
def _lack(case: Case, prices: Record, relaxed: Record, row: int) -> float:
    """How far the relaxed plan stays below a gate row, in parts of its need."""
    gain = 0.0
    for a in range(case.count):
        if relaxed.start[a] >= 0:
            gain += case.row_gain[row, a]
    for m in range(case.multi):
        chosen, mask, a = 0, case.multi_mask[m], 0
        while mask:
            if mask & 1 and relaxed.start[a] >= 0:
                chosen += 1
            mask >>= 1
            a += 1
        # max(0, worth - paid) y + paid * chosen: what the relaxation itself credits.
        gain += case.multi_gain[m, row] * (prices.multi[m] + (1.0 - prices.multi[m]) * chosen)
    return 1.0 - gain / case.row_need[row]
