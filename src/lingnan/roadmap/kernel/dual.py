"""The bound: Lagrangian relaxation of money, people, slots and gates over the requirement forest.

Whatever the multipliers, the dual value is at least the best plan's value (question b), or minus
the least cost (question a). Relaxed: cumulative budget, slots, people, gate rows, requirements
beyond one parent, and that offers of one step do not add up. Kept: one parent per measure, finished
before its child starts, solved by dynamic programming over starts.

Source: Fisher, The Lagrangian relaxation method for solving integer programming problems,
Management Science 27 (1981), doi:10.1287/mnsc.27.1.1; step size after Polyak (1969), direction
deflected after Camerini, Fratta, Maffioli (1975).
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
            worth = _multi_worth(case, prices, m, index)
            constant += prices.multi[m]
            paid = worth - prices.multi[m]
            mask, a = case.multi_mask[m], 0
            while mask and paid > 0.0:
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
    """Add offers of shared steps; the part `share` of each is paid once instead."""
    constant = 0.0
    for k in range(case.shared):
        once = prices.share[k]
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
def _share_lack(case: Case, prices: Record, relaxed: Record, k: int) -> float:
    """How many offers of a shared step beyond one the relaxed plan takes."""
    taken = -1.0
    for o in range(case.offer_start[k], case.offer_start[k + 1]):
        start = relaxed.start[case.offer_measure[o]]
        if start >= 0:
            f = start + case.duration[case.offer_measure[o]]
            if case.offer_weight[o] * case.discount[f] / case.divisor > prices.share[k]:
                taken += 1.0
    return taken


@compiled
def _multi_worth(case: Case, prices: Record, m: int, index: int) -> float:
    """What a gate step with several providers is worth at these prices."""
    worth = 0.0
    for row in range(case.row_start[index], case.row_start[index + 1]):
        if case.row_need[row] > 0:
            worth += prices.row[row] / case.row_need[row] * case.multi_gain[m, row]
    return worth


@compiled
def _providers(case: Case, relaxed: Record, m: int) -> int:
    """How many providers of a gate step the relaxed plan chooses."""
    chosen, mask, a = 0, case.multi_mask[m], 0
    while mask:
        if mask & 1 and relaxed.start[a] >= 0:
            chosen += 1
        mask >>= 1
        a += 1
    return chosen


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
    case: Case,
    prices: Record,
    way: Record,
    relaxed: Record,
    index: int,
    gap: float,
    keep: float,
) -> float:
    """One step of length `gap` / |way|² along the deflected subgradient; returns |way|².

    `way` is the last direction, of which the part `keep` stays. 0 where the prices are optimal.
    Slack is measured in whole budgets, limits and needs, so that all prices are in yuan.
    """
    periods, count = case.periods, case.count
    whole = max(float(case.budget[periods - 1]), 1.0)
    slot_limit, staff_limit = max(case.slot_limit, 1), max(case.staff_limit, 1)
    _usage(case, relaxed)
    norm = 0.0
    for t in range(periods):
        slots, people = 0, 0
        for a in range(count):
            start = relaxed.start[a]
            if start >= 0 and start <= t < start + case.duration[a]:
                slots += 1
                people += case.staff[a]
        money = (relaxed.net[t] - case.budget[t]) / whole
        way.money[t] = _turn(way.money[t], money, keep, prices.money[t])
        way.slots[t] = _turn(way.slots[t], slots / slot_limit - 1.0, keep, prices.slots[t])
        person = people / staff_limit - 1.0
        way.people[t] = _turn(way.people[t], person, keep, prices.people[t])
        norm += way.money[t] ** 2 + way.slots[t] ** 2 + way.people[t] ** 2
    if index >= 0:
        for row in range(case.row_start[index], case.row_start[index + 1]):
            if case.row_need[row] > 0:
                lack = _lack(case, prices, relaxed, row, index)
                way.row[row] = _turn(way.row[row], lack, keep, prices.row[row])
                norm += way.row[row] ** 2
        for m in range(case.multi):
            paid = _multi_worth(case, prices, m, index) > prices.multi[m]
            lack = _providers(case, relaxed, m) - 1.0 if paid else -1.0
            way.multi[m] = _turn(way.multi[m], lack, keep, prices.multi[m])
            norm += way.multi[m] ** 2
    for k in range(case.shared):
        lack = _share_lack(case, prices, relaxed, k)
        way.share[k] = _turn(way.share[k], lack, keep, prices.share[k])
        norm += way.share[k] ** 2
    for a in range(count):
        for g in range(case.group_start[a], case.group_start[a + 1]):
            if relaxed.parent[a] < 0 or case.group_mask[g] != 1 << relaxed.parent[a]:
                lack = _group_lack(case, relaxed, a, g)
                way.group[g] = _turn(way.group[g], lack, keep, prices.group[g])
                norm += way.group[g] ** 2
    if norm > 1e-12:
        _move(case, prices, way, relaxed, index, gap / norm)
    return norm


@compiled
def _move(
    case: Case, prices: Record, way: Record, relaxed: Record, index: int, length: float
) -> None:
    for t in range(case.periods):
        prices.money[t] = max(0.0, prices.money[t] + length * way.money[t])
        prices.slots[t] = max(0.0, prices.slots[t] + length * way.slots[t])
        prices.people[t] = max(0.0, prices.people[t] + length * way.people[t])
    if index >= 0:
        for row in range(case.row_start[index], case.row_start[index + 1]):
            if case.row_need[row] > 0:
                prices.row[row] = max(0.0, prices.row[row] + length * way.row[row])
        for m in range(case.multi):
            prices.multi[m] = max(0.0, prices.multi[m] + length * way.multi[m])
    for k in range(case.shared):
        prices.share[k] = max(0.0, prices.share[k] + length * way.share[k])
    for a in range(case.count):
        for g in range(case.group_start[a], case.group_start[a + 1]):
            if relaxed.parent[a] < 0 or case.group_mask[g] != 1 << relaxed.parent[a]:
                prices.group[g] = max(0.0, prices.group[g] + length * way.group[g])


@compiled
def _turn(last: float, lack: float, keep: float, price: float) -> float:
    """The new direction of one price; a constraint that is met and has no price does not pull."""
    found = keep * last + (1.0 - keep) * lack
    return 0.0 if found < 0.0 and price == 0.0 else found


@compiled
def _lack(case: Case, prices: Record, relaxed: Record, row: int, index: int) -> float:
    """How far the relaxed plan stays below a gate row, in parts of its need."""
    gain = 0.0
    for a in range(case.count):
        if relaxed.start[a] >= 0:
            gain += case.row_gain[row, a]
    for m in range(case.multi):
        # Each provider is credited while the step is worth more than what is paid once.
        if _multi_worth(case, prices, m, index) > prices.multi[m]:
            gain += case.multi_gain[m, row] * _providers(case, relaxed, m)
    return float(1.0 - gain / case.row_need[row])
