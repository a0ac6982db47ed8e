"""Upper bounds on what sets of facilities are worth: places and money carry prices (Lagrange).

Not for plans: a bound need not be reached by any.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lingnan.roadmap.park.case import UNLIMITED, Integers, ParkCase, service_of
from lingnan.roadmap.park.gain import GainTable, gain_table
from lingnan.roadmap.park.schedule import earliest_starts, latest_starts
from lingnan.roadmap.park.subset import best_within, bits_of_all, pick_within, sums_of

NOT_ALLOWED = -(1 << 62)
_ROUNDS = 40
_STALLED = 5
_MOST_PRICE = 1e14
_MOST_RATE = 1e5
"""So that whole numbers of 64 bits hold every product."""


@dataclass(frozen=True, slots=True, eq=False)
class Relaxed:
    """What every set of open facilities is worth at most. bound (2**F,): NOT_ALLOWED if excluded;
    table: gains if each facility starts as early as it alone could (None where left out);
    cost, link (2**F,): yuan."""

    bound: Integers
    table: GainTable | None
    starts: Integers
    cost: Integers
    link: Integers
    is_cash: bool


def relax(case: ParkCase, nodes: int, *, is_quick: bool = False) -> Relaxed:
    """Bounds of all sets of facilities at once.

    A quick one leaves out the sets under a cash limit on question "value": see dual.
    """
    is_cash = bool(case.park_budget[-1] < UNLIMITED)
    starts = _alone(case)
    link, cost = sums_of(case.connect), sums_of(case.total)
    is_bad = _excluded(case, starts)
    if is_quick and is_cash and not case.is_level:
        bound = np.where(is_bad, NOT_ALLOWED, -NOT_ALLOWED)
        return Relaxed(bound, None, starts, cost, link, is_cash)
    table = gain_table(case, service_of(case, starts), nodes=nodes)
    bound = best_within(table.high - link).sum(axis=0) - cost
    bound[is_bad] = NOT_ALLOWED
    found = Relaxed(bound, table, starts, cost, link, is_cash)
    if (case.capacity < case.members).any():
        top = int(bound.argmax())
        if bound[top] > NOT_ALLOWED:
            _price(case, found, table.high - link, top, is_bad)
    return found


def tighten(case: ParkCase, relaxed: Relaxed, chosen: int, starts: Integers, nodes: int) -> int:
    """A lower bound of one set whose facilities start no earlier than `starts`, with prices on
    places and money of its own."""
    table = relaxed.table
    if table is None or (starts > relaxed.starts)[starts >= 0].any():
        table = gain_table(case, service_of(case, starts), usable=chosen, nodes=nodes)
    worth = table.high - relaxed.link
    is_bad = np.ones(len(relaxed.bound), dtype=np.bool_)
    is_bad[chosen] = False
    bound = relaxed.bound.copy()
    at_once = int(best_within(worth)[:, chosen].sum() - relaxed.cost[chosen])
    bound[chosen] = min(int(bound[chosen]), at_once)
    own = Relaxed(bound, table, relaxed.starts, relaxed.cost, relaxed.link, relaxed.is_cash)
    _price(case, own, worth, chosen, is_bad)
    return int(own.bound[chosen])


def _alone(case: ParkCase) -> Integers:
    """The earliest start of each facility if it were the only one; -1 if never."""
    found = np.full(case.facilities, -1, dtype=np.int64)
    for f in range(case.facilities):
        if case.duration[f] <= case.periods:
            high = latest_starts(case, 1 << f)
            starts = earliest_starts(case, np.minimum(high, 0), high)
            found[f] = -1 if starts is None else starts[f]
    return found


def _excluded(case: ParkCase, starts: Integers) -> NDArray[np.bool_]:
    """Sets without a facility that must open, with one that never can, or too dear together."""
    sets = np.arange(1 << case.facilities)
    late = sum(1 << int(f) for f in np.flatnonzero(starts < 0))
    forced = case.forced_mask
    money = int(case.park_budget[-1])
    return np.asarray(
        (sets & forced != forced) | (sets & late != 0) | (sums_of(case.fixed) > money)
    )


def _price(
    case: ParkCase,
    relaxed: Relaxed,
    worth: Integers,
    top: int,
    is_bad: NDArray[np.bool_],
) -> None:
    """Lower the bounds by prices on places and on the park's last yuan (subgradient steps).

    Of any plan: Σ connected ≤ capacity, and Σ fixed + Σ connections ≤ the budget of the last
    period. Prices aim at the set that is highest; every set's bound is lowered where they fit it.
    """
    places = np.minimum(case.capacity, case.members)
    bits = bits_of_all(case.facilities)
    fixed = sums_of(case.fixed)
    money = int(case.park_budget[-1]) if relaxed.is_cash else 0
    price = np.zeros(case.facilities)
    rate, scale, stalled, lowest = 0.0, 1.0, 0, int(relaxed.bound[top])
    for _ in range(_ROUNDS):
        # Whole prices on places; the rate on money in thousandths, so that bounds stay exact.
        whole, mill = np.rint(price).astype(np.int64), round(rate * 1000)
        toll = whole + -(-case.connect * mill // 1000)
        best = best_within(worth - sums_of(toll))
        # A toll rounded up by less than a yuan a place is given back in full.
        given = sums_of((whole + (toll - whole > 0) * (mill > 0)) * places)
        value = best.sum(axis=0) - relaxed.cost + given
        if mill:
            value = value + (-(-(money - fixed) * mill // 1000))
        value[is_bad] = NOT_ALLOWED
        np.minimum(relaxed.bound, value, out=relaxed.bound)
        top = int(value.argmax())
        if value[top] < lowest:
            lowest, stalled = int(value[top]), 0
        else:
            stalled += 1
            if stalled >= _STALLED:
                scale, stalled = scale / 2, 0
        allowed = np.full(case.members, top, dtype=np.int64)
        used = bits[pick_within(worth - sums_of(toll), best, allowed)].sum(axis=0)
        excess = np.where(bits[top] == 1, used - places, 0)
        short = float(fixed[top] + (used * case.connect).sum() - money) if relaxed.is_cash else 0.0
        if not (excess > 0).any() and short <= 0 and not (price[excess < 0] > 0).any() and not mill:
            return
        unit = max(float(case.connect.mean()), 1.0)
        norm = float((excess**2).sum()) + (short / unit) ** 2
        each = scale * 0.05 * abs(float(value[top])) / max(norm, 1.0)
        price = np.clip(price + each * excess, 0, _MOST_PRICE)
        rate = min(max(0.0, rate + each * short / unit**2), _MOST_RATE)
