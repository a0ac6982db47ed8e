"""A good plan with a bound, by looking at every set of facilities (seconds per hundred parks).

With neither capacities nor cash in the way, the best set is the optimum and the bound says so. Sets
are tried from the highest bound down; the search ends when none left can be better.
Not for closing what gap remains (exact).
"""

import heapq
from dataclasses import dataclass

import numpy as np

from lingnan.roadmap.park.assign import assign
from lingnan.roadmap.park.case import Integers, ParkCase, service_of
from lingnan.roadmap.park.gain import EXACT_NODES, gain_table
from lingnan.roadmap.park.relax import NOT_ALLOWED, Relaxed, relax, tighten
from lingnan.roadmap.park.schedule import (
    is_paid,
    latest_starts,
    pull_forward,
    pull_useful,
    usefulness,
)
from lingnan.roadmap.park.subset import best_within, bits_of_all, pick_within, sums_of

MOST_TRIED = 64


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A plan in numbers. starts (F,): -1 closed; connected (n,): sets of facilities.

    `total`: gains less connections less facilities, in the coding of the gain table; `bound` above.
    """

    starts: Integers
    connected: Integers
    total: int
    bound: int


def search(case: ParkCase, *, nodes: int = EXACT_NODES, tries: int = MOST_TRIED) -> Found | None:
    """The best plan found and its bound; None if the facilities that must open cannot.

    The park with nothing but what must open is always among the sets tried.
    """
    relaxed = relax(case, nodes)
    useful = usefulness(case)
    best = plan_of(case, relaxed, case.forced_mask, useful, nodes)
    is_limited = relaxed.is_cash or bool((case.capacity < case.members).any())
    sets = [(-int(b), s, not is_limited) for s, b in enumerate(relaxed.bound) if b > NOT_ALLOWED]
    heapq.heapify(sets)
    tried = 0
    bound = NOT_ALLOWED
    while sets:
        negative, chosen, is_tight = heapq.heappop(sets)
        if best is not None and (-negative <= best.total or tried >= tries):
            bound = max(bound, -negative)
            break
        if not is_tight:
            tried += 1
            plan = plan_of(case, relaxed, chosen, useful, nodes)
            best = _higher(best, plan)
            if best is None or -negative > best.total:
                own = tighten(case, relaxed, chosen, nodes)
                if own > NOT_ALLOWED:
                    heapq.heappush(sets, (-own, chosen, True))
            continue
        if not is_limited:
            best = _higher(best, plan_of(case, relaxed, chosen, useful, nodes))
        bound = max(bound, -negative)
        if tried >= tries:
            break
    if best is None:
        return None
    best = polish(case, best, nodes)
    return Found(best.starts, best.connected, best.total, max(bound, best.total))


def _higher(best: Found | None, plan: Found | None) -> Found | None:
    return plan if plan is not None and (best is None or plan.total > best.total) else best


def plan_of(
    case: ParkCase, relaxed: Relaxed, chosen: int, useful: Integers, nodes: int
) -> Found | None:
    """A plan that opens a set of facilities; None where it cannot be built and paid in time.

    Under a cash limit: all as late as can be, then what is useful pulled forward, leaving money
    for all, some or none of the connections; the best of these.
    """
    if relaxed.bound[chosen] == NOT_ALLOWED:
        return None
    places = np.minimum(case.capacity, case.members)
    if not relaxed.is_cash:
        worth = relaxed.table.low - relaxed.link
        starts = np.where(chosen >> np.arange(case.facilities) & 1, 0, -1)
        return settle(case, starts, assign(worth, chosen, places), worth)
    latest = latest_starts(case, chosen)
    if not is_paid(case, latest, np.zeros_like(places)):
        return None
    worth = relaxed.table.low - relaxed.link
    used = bits_of_all(case.facilities)[assign(worth, chosen, places)].sum(axis=0)
    best: Found | None = None
    tried: set[tuple[int, ...]] = set()
    for part in range(4, -1, -1):
        starts = pull_useful(case, latest, useful, used * part // 4)
        if tuple(starts.tolist()) not in tried:
            tried.add(tuple(starts.tolist()))
            best = _higher(best, _connect(case, relaxed, chosen, starts, nodes))
    return best


def _connect(
    case: ParkCase, relaxed: Relaxed, chosen: int, starts: Integers, nodes: int
) -> Found | None:
    """Connect members for given starts; where the cash is short, at a price on money."""
    table = relaxed.table
    if (starts > relaxed.starts)[starts >= 0].any():
        table = gain_table(case, service_of(case, starts), usable=chosen, nodes=nodes)
    worth = table.low - relaxed.link
    places = np.minimum(case.capacity, case.members)
    bits = bits_of_all(case.facilities)
    low, high, best = 0, 1 << 16, None
    mill = 0
    for _ in range(14):
        connected = assign(worth - relaxed.link * mill // 1000, chosen, places)
        if is_paid(case, starts, bits[connected].sum(axis=0)):
            best = _higher(best, settle(case, starts, connected, worth))
            high = mill
        else:
            low = mill
        if mill == 0 and best is not None:
            break
        mill = (low + high) // 2 if low else (high // 16 if high == 1 << 16 else high // 2)
        if mill in (low, high):
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
