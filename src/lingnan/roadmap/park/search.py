"""A good plan with a bound, by looking at every set of facilities (numpy; seconds per hundred parks).

With no capacity and no cash limit in the way the best set found is the optimum, and the bound says
so. Capacities enter the bound by prices on places (Lagrange), cash only by the sums to be built.
Not for closing the rest of the gap (exact).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from lingnan.roadmap.park.assign import assign
from lingnan.roadmap.park.case import UNLIMITED, Integers, ParkCase, outlay, service_of
from lingnan.roadmap.park.gain import EXACT_NODES, GainTable, gain_table
from lingnan.roadmap.park.subset import best_within, bits_of_all, pick_within, sums_of

NOT_ALLOWED = -(1 << 62)
MOST_TRIED = 48
_ROUNDS = 40
_STALLED = 6


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A plan in numbers. starts (F,): -1 closed; connected (n,): sets of facilities.

    `total`: gains less connections less facilities, in the coding of the gain table; `bound` above.
    """

    starts: Integers
    connected: Integers
    total: int
    bound: int


@dataclass(frozen=True, slots=True, eq=False)
class Relaxed:
    """What every set of open facilities is worth at most. bound (2**F,): NOT_ALLOWED if excluded;
    table: gains if each facility starts in period 0."""

    bound: Integers
    table: GainTable
    link: Integers


def search(case: ParkCase, *, nodes: int = EXACT_NODES, tries: int = MOST_TRIED) -> Found | None:
    """The best plan found and its bound; None if the facilities that must open cannot.

    The closed park (nothing but what must open) is always among the sets tried.
    """
    relaxed = relax(case, nodes)
    if relaxed.bound.max() == NOT_ALLOWED:
        return None
    best: Found | None = None
    order = np.argsort(-relaxed.bound, kind="stable")
    order = order[relaxed.bound[order] > NOT_ALLOWED]
    least = order[order == case.forced_mask]
    for place, chosen in enumerate([*order.tolist(), *least.tolist()]):
        if best is not None and (relaxed.bound[chosen] <= best.total or place >= tries):
            break
        plan = plan_of(case, relaxed, chosen, nodes)
        if plan is not None and (best is None or plan.total > best.total):
            best = plan
    if best is None:
        return None
    bound = max(int(relaxed.bound.max()), best.total)
    return Found(best.starts, best.connected, best.total, bound)


def relax(case: ParkCase, nodes: int) -> Relaxed:
    """Bounds of all sets of facilities at once."""
    count = case.facilities
    link = sums_of(case.connect)
    table = gain_table(case, service_of(case, np.zeros(count, dtype=np.int64)), nodes=nodes)
    worth = table.high - link
    cost = sums_of(case.total)
    bound = best_within(worth).sum(axis=0) - cost
    is_bad = _excluded(case)
    if (case.capacity < case.members).any():
        for prices, worth_at in _priced(case, worth, cost, is_bad):
            places = sums_of(prices * np.minimum(case.capacity, case.members))
            np.minimum(bound, worth_at + places - cost, out=bound)
    bound[is_bad] = NOT_ALLOWED
    return Relaxed(bound, table, link)


def _excluded(case: ParkCase) -> np.ndarray:  # type: ignore[type-arg]
    """Sets without a facility that must open, with one that is never built in time, or too dear."""
    sets = np.arange(1 << case.facilities)
    late = sum(1 << int(f) for f in np.flatnonzero(case.duration > case.periods))
    forced = case.forced_mask
    money = int(case.park_budget[-1])
    return (sets & forced != forced) | (sets & late != 0) | (sums_of(case.fixed) > money)


def _priced(
    case: ParkCase,
    worth: Integers,
    cost: Integers,
    is_bad: np.ndarray,  # type: ignore[type-arg]
) -> Iterator[tuple[Integers, Integers]]:
    """Prices on places that lower the bound of the set which is highest (subgradient steps)."""
    prices = np.zeros(case.facilities, dtype=np.int64)
    capacity = np.minimum(case.capacity, case.members)
    bits = bits_of_all(case.facilities)
    scale, lowest, stalled = 1.0, None, 0
    for _ in range(_ROUNDS):
        priced = worth - sums_of(prices)
        best = best_within(priced)
        total = best.sum(axis=0)
        yield prices, total
        value = np.where(is_bad, NOT_ALLOWED, total + sums_of(prices * capacity) - cost)
        top = int(value.argmax())
        if lowest is None or value[top] < lowest:
            lowest, stalled = int(value[top]), 0
        else:
            stalled += 1
            if stalled >= _STALLED:
                scale, stalled = scale / 2, 0
        allowed = np.full(case.members, top, dtype=np.int64)
        used = bits[pick_within(priced, best, allowed)].sum(axis=0)
        excess = np.where(bits[top] == 1, used - capacity, 0)
        if not (excess > 0).any() and not (prices[excess < 0] > 0).any():
            return
        each = scale * 0.1 * abs(float(value[top])) / max(float((excess**2).sum()), 1.0)
        prices = np.maximum(0, prices + np.rint(each * excess).astype(np.int64))


def plan_of(case: ParkCase, relaxed: Relaxed, chosen: int, nodes: int) -> Found | None:
    """A plan that opens a set of facilities; None where it cannot be paid."""
    worth = relaxed.table.low - relaxed.link
    best = best_within(worth)
    allowed = np.full(case.members, chosen, dtype=np.int64)
    used = bits_of_all(case.facilities)[pick_within(worth, best, allowed)].sum(axis=0)
    places = np.minimum(case.capacity, case.members)
    if case.park_budget[-1] < UNLIMITED:
        places = np.minimum(places, used)
    starts = schedule(case, chosen, worth, places)
    if starts is None:
        return None
    if (starts > 0).any():
        table = gain_table(case, service_of(case, starts), usable=chosen, nodes=nodes)
        worth = table.low - relaxed.link
    return settle(case, starts, assign(worth, chosen, places), worth)


def settle(case: ParkCase, starts: Integers, connected: Integers, worth: Integers) -> Found:
    """Close what nobody uses, and add up."""
    bits = bits_of_all(case.facilities)
    used = bits[connected].sum(axis=0)
    starts = np.where((used > 0) | (case.forced == 1), starts, -1)
    total = int(worth[np.arange(case.members), connected].sum() - case.total[starts >= 0].sum())
    return Found(starts, connected, total, total)


def schedule(case: ParkCase, chosen: int, worth: Integers, places: Integers) -> Integers | None:
    """Start each facility of a set as early as the cash allows, the most useful per yuan first."""
    starts = np.full(case.facilities, -1, dtype=np.int64)
    alone = np.array([worth[:, 1 << f].sum() for f in range(case.facilities)])
    rate = alone / np.maximum(case.fixed + case.running, 1)
    members = [f for f in range(case.facilities) if chosen >> f & 1]
    for f in sorted(members, key=lambda f: (-int(case.forced[f]), -rate[f], f)):
        for start in range(case.periods - int(case.duration[f]) + 1):
            starts[f] = start
            spent = np.cumsum(outlay(case, starts, places))
            if (spent <= case.park_budget).all():
                break
        else:
            return None
    return starts
