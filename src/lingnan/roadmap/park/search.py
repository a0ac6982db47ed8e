"""A good plan with a bound, by looking at every set of facilities (seconds per hundred parks).

With neither capacities nor cash in the way, the best set is the optimum and the bound says so. Sets
are tried from the highest bound down; the search ends when none left can be better.
Not for closing what gap remains (exact).
"""

import heapq
import math
from collections.abc import Sequence
from time import monotonic

import numpy as np

from lingnan.roadmap.park.assign import assign
from lingnan.roadmap.park.branch import close_gap
from lingnan.roadmap.park.case import Integers, ParkCase, service_of
from lingnan.roadmap.park.found import Found
from lingnan.roadmap.park.gain import EXACT_NODES, gain_table, reward_of
from lingnan.roadmap.park.relax import NOT_ALLOWED, Relaxed, relax, tighten
from lingnan.roadmap.park.schedule import earliest_starts, latest_starts, pull_forward
from lingnan.roadmap.park.subset import best_within, bits_of_all, pick_within, sums_of
from lingnan.roadmap.park.wave import find_starts, is_paid

MOST_TRIED = 24
_SETS_PLANNED = 4
_PRESSURES = (0.0, 1.0, 3.0)
_QUICK_PRESSURES = (0.5,)
"""How much dearer than a connection its gain must be, in the waves tried."""


def search(
    case: ParkCase,
    *,
    nodes: int = EXACT_NODES,
    tries: int = MOST_TRIED,
    gap: float = 0.0,
    until: float = math.inf,
) -> Found | None:
    """The best plan found and its bound; None if the facilities that must open cannot.

    The park with nothing but what must open is always among the plans. At most `tries` bounds are
    tightened (none: quick, for batches); it ends early within `gap`, or at the monotonic time
    `until`.
    """
    relaxed = relax(case, nodes, is_quick=tries == 0)
    best = plan_of(case, relaxed, case.forced_mask, nodes)
    if best is None:
        return None
    if relaxed.is_cash:
        best = _waves(case, relaxed, best, nodes, _PRESSURES if tries else _QUICK_PRESSURES)
    bound = max(int(relaxed.bound.max()), best.total)
    best = Found(best.starts, best.connected, best.total, bound)
    if relaxed.is_cash and not case.is_level:

        def settled(starts: Integers) -> Found | None:
            return _connect(case, relaxed, starts, nodes)

        if tries:
            best = _by_sets(case, relaxed, best, nodes, tries=tries, gap=gap, until=until)
        best = close_gap(case, best, settled, tries=tries, gap=gap, until=until)
    else:
        best = _by_sets(case, relaxed, best, nodes, tries=tries, gap=gap, until=until)
    return polish(case, best, nodes)


def _waves(
    case: ParkCase, relaxed: Relaxed, best: Found, nodes: int, pressures: Sequence[float]
) -> Found:
    """Opening waves by local search, connecting more or less readily."""
    useful = sum(1 << f for f in range(case.facilities) if relaxed.starts[f] >= 0)
    first = best.starts
    known = {tuple(first.tolist())}
    for pressure in pressures:
        starts = find_starts(case, first, useful, reward_of(case), pressure)
        if tuple(starts.tolist()) not in known:
            known.add(tuple(starts.tolist()))
            best = _higher(best, _connect(case, relaxed, starts, nodes))
    return best


def _by_sets(
    case: ParkCase,
    relaxed: Relaxed,
    best: Found,
    nodes: int,
    *,
    tries: int,
    gap: float,
    until: float,
) -> Found:
    """Try sets of facilities from the highest bound down, each bounded on its own first."""
    is_limited = relaxed.is_cash or bool((case.capacity < case.members).any())
    queue = [
        (-int(bound), place, not is_limited)
        for place, bound in enumerate(relaxed.bound)
        if bound > NOT_ALLOWED
    ]
    heapq.heapify(queue)
    leaves, tried, planned = NOT_ALLOWED, 0, 0
    while queue:
        negative, chosen, is_tight = heapq.heappop(queue)
        bound = max(-negative, leaves)
        is_near = bound - best.total <= gap * abs(bound)
        if is_near or (tried >= tries and not is_tight) or monotonic() > until:
            leaves = bound
            break
        if is_tight:
            leaves = bound
            if not relaxed.is_cash or planned < _SETS_PLANNED:  # waves take long to search
                planned += 1
                best = _higher(best, plan_of(case, relaxed, chosen, nodes))
            continue
        tried += 1
        starts = _earliest(case, relaxed, chosen)
        if starts is not None:
            own = tighten(case, relaxed, chosen, starts, nodes)
            heapq.heappush(queue, (max(negative, -own), chosen, True))
    return Found(best.starts, best.connected, best.total, max(leaves, best.total))


def _earliest(case: ParkCase, relaxed: Relaxed, chosen: int) -> Integers | None:
    low = np.where(chosen >> np.arange(case.facilities) & 1, relaxed.starts, -1)
    return earliest_starts(case, low, latest_starts(case, chosen)) if relaxed.is_cash else low


def _higher(best: Found, plan: Found | None) -> Found:
    return plan if plan is not None and plan.total > best.total else best


def plan_of(case: ParkCase, relaxed: Relaxed, chosen: int, nodes: int) -> Found | None:
    """A plan that opens a set of facilities; None where it cannot be built and paid in time.

    Under a cash limit the plan may open less: waves are improved within the set.
    """
    if relaxed.bound[chosen] == NOT_ALLOWED:
        return None
    if relaxed.table is not None and not relaxed.is_cash:
        worth = relaxed.table.low - relaxed.link
        at_once = np.where(chosen >> np.arange(case.facilities) & 1, 0, -1)
        places = np.minimum(case.capacity, case.members)
        return settle(case, at_once, assign(worth, chosen, places), worth)
    starts = latest_starts(case, chosen)
    if not is_paid(case, starts, np.zeros(case.facilities, dtype=np.int64)):
        return None
    starts = find_starts(case, starts, chosen, reward_of(case), 0.0)
    return _connect(case, relaxed, starts, nodes)


def _connect(case: ParkCase, relaxed: Relaxed, starts: Integers, nodes: int) -> Found | None:
    """Connect members for given starts; where the cash is short, at a price on money."""
    chosen = sum(1 << int(f) for f in np.flatnonzero(starts >= 0))
    table = relaxed.table
    if table is None or (starts > relaxed.starts)[starts >= 0].any():
        table = gain_table(case, service_of(case, starts), usable=chosen, nodes=nodes)
    worth = table.low - relaxed.link
    places = np.minimum(case.capacity, case.members)
    bits = bits_of_all(case.facilities)
    low, high = 0, 1 << 16
    best: Found | None = None
    mill = 0
    for _ in range(14):
        connected = assign(worth - relaxed.link * mill // 1000, chosen, places)
        if is_paid(case, starts, bits[connected].sum(axis=0)):
            plan = settle(case, starts, connected, worth)
            best = plan if best is None else _higher(best, plan)
            high = mill
        else:
            low = mill
        if mill == 0 and best is not None:
            break
        mill = (low + high) // 2 if low or high < 1 << 16 else 1 << 12
        if mill == low:
            break
    if best is None:
        nobody = np.zeros(case.members, dtype=np.int64)
        if not is_paid(case, starts, np.zeros(case.facilities, dtype=np.int64)):
            return None
        return settle(case, starts, nobody, worth)
    return best


def settle(case: ParkCase, starts: Integers, connected: Integers, worth: Integers) -> Found:
    """Close what nobody uses, and add up."""
    used = bits_of_all(case.facilities)[connected].sum(axis=0)
    starts = np.where((used > 0) | (case.forced == 1), starts, -1)
    total = int(worth[np.arange(case.members), connected].sum() - case.total[starts >= 0].sum())
    return Found(starts, connected, total, total)


def polish(case: ParkCase, plan: Found, nodes: int) -> Found:
    """Open as early as the cash allows, then connect anew; the bound stays the plan's own."""
    used = bits_of_all(case.facilities)[plan.connected].sum(axis=0)
    starts = pull_forward(case, plan.starts, used)
    table = gain_table(case, service_of(case, starts), nodes=nodes)
    worth = table.low - sums_of(case.connect)
    opened = sum(1 << int(f) for f in np.flatnonzero(starts >= 0))
    best = settle(case, starts, pick_within(worth, best_within(worth), plan.connected), worth)
    for places in (np.minimum(case.capacity, case.members), used):
        connected = assign(worth, opened, places)
        again = settle(case, starts, connected, worth)
        now = bits_of_all(case.facilities)[connected].sum(axis=0)
        if again.total > best.total and is_paid(case, again.starts, now):
            best = again
    return Found(best.starts, best.connected, best.total, max(plan.bound, best.total))
