"""Move the prices of the bound: one deflected subgradient step.

Slack is measured in whole budgets, limits and needs, so that all prices are in yuan. Not for the
relaxed problem itself (dual).

Source: step size after Polyak (1969), direction deflected after Camerini, Fratta, Maffioli, On
improving relaxation methods by modified gradient techniques (1975), doi:10.1007/BFb0120697.
"""

from lingnan.roadmap.case import Case
from lingnan.roadmap.kernel.compiled import compiled
from lingnan.roadmap.kernel.plan import spent
from lingnan.roadmap.kernel.record import Record


@compiled
def _loads(case: Case, relaxed: Record) -> None:
    """Cumulative net spending, slots and people of the relaxed plan."""
    periods = case.periods
    for t in range(periods):
        relaxed.net[t] = 0.0
        relaxed.slots[t] = 0.0
        relaxed.people[t] = 0.0
    for live in range(relaxed.lives):
        a = relaxed.live[live]
        start = relaxed.start[a]
        if start < 0:
            continue
        rule = case.rule[a]
        paid = periods
        if rule >= 0:
            paid = start + case.duration[a] - 1 + case.rule_lag[rule]
        for t in range(start, start + case.duration[a]):
            relaxed.slots[t] += 1.0
            relaxed.people[t] += case.staff[a]
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
            if case.offer_weight[o] / case.divisor * case.discount[f] > prices.share[k]:
                taken += 1.0
    return taken


@compiled
def _gates(
    case: Case, lists: Record, prices: Record, way: Record, relaxed: Record, index: int, keep: float
) -> float:
    """Directions of gate rows and of gate steps with several providers; returns their |way|²."""
    first, last = case.row_start[index], case.row_start[index + 1]
    norm = 0.0
    for row in range(first, last):
        relaxed.gain[row] = 0.0
        for place in range(lists.row_first[row], lists.row_first[row + 1]):
            if relaxed.start[lists.row_who[place]] >= 0:
                relaxed.gain[row] += lists.row_part[place]
    for m in range(case.multi):
        lack = -1.0
        if relaxed.is_paid[m] == 1:
            chosen = 0.0
            for place in range(lists.multi_first[m], lists.multi_first[m + 1]):
                if relaxed.start[lists.multi_member[place]] >= 0:
                    chosen += 1.0
            lack = chosen - 1.0
            for place in range(lists.multi_row_first[m], lists.multi_row_first[m + 1]):
                row = lists.multi_row[place]
                if chosen > 0.0 and first <= row < last:
                    relaxed.gain[row] += chosen * lists.multi_part[place]
        way.multi[m] = _turn(way.multi[m], lack, keep, prices.multi[m])
        norm += way.multi[m] ** 2
    for row in range(first, last):
        if case.row_need[row] > 0:
            way.row[row] = _turn(way.row[row], 1.0 - relaxed.gain[row], keep, prices.row[row])
            norm += way.row[row] ** 2
    return norm


@compiled
def _requirements(
    case: Case, lists: Record, prices: Record, way: Record, relaxed: Record, keep: float
) -> float:
    """Directions of requirements: started by t, less what is in service by then; their |way|²."""
    norm = 0.0
    for g in range(lists.groups):
        begun = relaxed.start[lists.group_owner[g]]
        for t in range(case.periods):
            lack = 1.0 if 0 <= begun <= t else 0.0
            for place in range(lists.group_first[g], lists.group_first[g + 1]):
                a = lists.group_member[place]
                start = relaxed.start[a]
                if start >= 0 and start + case.duration[a] <= t:
                    lack -= 1.0
            way.group[g, t] = _turn(way.group[g, t], lack, keep, prices.group[g, t])
            norm += way.group[g, t] ** 2
    return norm


@compiled
def step_prices(
    case: Case,
    lists: Record,
    prices: Record,
    way: Record,
    relaxed: Record,
    index: int,
    gap: float,
    keep: float,
) -> float:
    """One step of length `gap` / |way|² along the deflected subgradient; returns |way|².

    `way` is the last direction, of which the part `keep` stays. 0 where the prices are optimal.
    """
    periods = case.periods
    whole = max(float(case.budget[periods - 1]), 1.0)
    slot_limit, staff_limit = max(case.slot_limit, 1), max(case.staff_limit, 1)
    _loads(case, relaxed)
    norm = 0.0
    for t in range(periods):
        money = (relaxed.net[t] - case.budget[t]) / whole
        slot, person = relaxed.slots[t] / slot_limit - 1.0, relaxed.people[t] / staff_limit - 1.0
        way.money[t] = _turn(way.money[t], money, keep, prices.money[t])
        way.slots[t] = _turn(way.slots[t], slot, keep, prices.slots[t])
        way.people[t] = _turn(way.people[t], person, keep, prices.people[t])
        norm += way.money[t] ** 2 + way.slots[t] ** 2 + way.people[t] ** 2
    if index >= 0:
        norm += _gates(case, lists, prices, way, relaxed, index, keep)
    for k in range(case.shared):
        lack = _share_lack(case, prices, relaxed, k)
        way.share[k] = _turn(way.share[k], lack, keep, prices.share[k])
        norm += way.share[k] ** 2
    norm += _requirements(case, lists, prices, way, relaxed, keep)
    if norm > 1e-12:
        _move(case, lists, prices, way, index, gap / norm)
    return norm


@compiled
def _move(
    case: Case, lists: Record, prices: Record, way: Record, index: int, length: float
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
    for g in range(lists.groups):
        for t in range(case.periods):
            prices.group[g, t] = max(0.0, prices.group[g, t] + length * way.group[g, t])


@compiled
def _turn(last: float, lack: float, keep: float, price: float) -> float:
    """The new direction of one price; a constraint that is met and has no price does not pull."""
    found = keep * last + (1.0 - keep) * lack
    return 0.0 if found < 0.0 and price == 0.0 else found
