"""A good plan with a bound, by looking at every set of facilities (seconds per hundred parks).

With neither capacities nor cash in the way, the best set is the optimum and the bound says so. Sets
are tried from the highest bound down; the search ends when none left can be better.
Not for closing what gap remains (exact).
"""

import heapq
import math
from dataclasses import dataclass
from time import monotonic

import numpy as np

from lingnan.roadmap.park.assign import assign
from lingnan.roadmap.park.case import Integers, ParkCase, service_of
from lingnan.roadmap.park.found import Found
from lingnan.roadmap.park.gain import EXACT_NODES, gain_table
from lingnan.roadmap.park.relax import NOT_ALLOWED, Relaxed, relax, tighten
from lingnan.roadmap.park.schedule import earliest_starts, latest_starts, pull_forward
from lingnan.roadmap.park.subset import best_within, bits_of_all, pick_within, sums_of
from lingnan.roadmap.park.wave import find_starts, is_paid

MOST_TRIED = 24


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A set of facilities whose starts lie within [low, high]; `is_tight`: bounded on its own."""

    chosen: int
    low: Integers
    high: Integers
    is_tight: bool


def search(
    case: ParkCase,
    *,
    nodes: int = EXACT_NODES,
    tries: int = MOST_TRIED,
    gap: float = 0.0,
    until: float = math.inf,
) -> Found | None:
    """The best plan found and its bound; None if the facilities that must open cannot.

    The park with nothing but what must open is always among the plans. At most `tries` bounds of
    sets are tightened; it ends early within `gap`, or at the monotonic time `until`.
    """
    relaxed = relax(case, nodes)
    best = plan_of(case, relaxed, case.forced_mask, nodes)
    if best is None:
        return None
    if relaxed.is_cash:
        best = _higher(best, plan_of(case, relaxed, _useful(case, relaxed), nodes, best.starts))
    is_limited = relaxed.is_cash or bool((case.capacity < case.members).any())
    queue = [
        (-int(bound), place, _first_node(case, relaxed, place, is_tight=not is_limited))
        for place, bound in enumerate(relaxed.bound)
        if bound > NOT_ALLOWED
    ]
    heapq.heapify(queue)
    leaves, tried, serial = NOT_ALLOWED, 0, len(relaxed.bound)
    useful = usefulness(case)
    while queue:
        negative, _, node = heapq.heappop(queue)
        bound = max(-negative, leaves)
        is_near = bound - best.total <= gap * abs(bound)
        if is_near or (tried >= tries and not node.is_tight) or monotonic() > until:
            leaves = bound
            break
        if not node.is_tight:
            tried += 1
            tight = _tightened(case, relaxed, node, nodes)
            if tight is not None:
                serial += 1
                heapq.heappush(queue, (max(negative, -tight[0]), serial, tight[1]))
            continue
        plan = plan_of(case, relaxed, node.chosen, nodes, node.low if is_limited else None)
        best = _higher(best, plan)
        children = _children(case, node, useful)
        if not children:
            leaves = max(leaves, -negative)
        for child in children:
            serial += 1
            heapq.heappush(queue, (negative, serial, child))
    best = polish(case, best, nodes)
    return Found(best.starts, best.connected, best.total, max(leaves, best.total))


def _first_node(case: ParkCase, relaxed: Relaxed, chosen: int, *, is_tight: bool) -> Node:
    low = np.where(chosen >> np.arange(case.facilities) & 1, relaxed.starts, -1)
    return Node(chosen, low, latest_starts(case, chosen) if relaxed.is_cash else low, is_tight)


def _tightened(case: ParkCase, relaxed: Relaxed, node: Node, nodes: int) -> tuple[int, Node] | None:
    """The bound of a node alone and its possible starts; None if it cannot be paid."""
    low = node.low
    if relaxed.is_cash:
        starts = earliest_starts(case, node.low, node.high)
        if starts is None:
            return None
        low = starts
    bound = tighten(case, relaxed, node.chosen, low, nodes)
    return bound, Node(node.chosen, low, node.high, is_tight=True)


def _children(case: ParkCase, node: Node, useful: Integers) -> list[Node]:
    """Split the starts of the facility that has most to lose by waiting: at once, or later."""
    open_to = np.flatnonzero(node.high > node.low)
    if not len(open_to):
        return []
    loss = [
        int(useful[f, node.low[f] + case.duration[f]] - useful[f, node.high[f] + case.duration[f]])
        for f in open_to.tolist()
    ]
    f = int(open_to[int(np.argmax(loss))])
    now, later = node.high.copy(), node.low.copy()
    now[f] = node.low[f]
    later[f] += 1
    return [
        Node(node.chosen, node.low, now, is_tight=False),
        Node(node.chosen, later, node.high, is_tight=False),
    ]


def usefulness(case: ParkCase) -> Integers:
    """What facility f alone takes off prices if it is in service from period s: (F, T+1) yuan."""
    table = np.zeros((case.facilities, case.periods + 1), dtype=np.int64)
    saved = case.price[:, None] - case.paid
    for period in range(case.periods + 1):
        table[:, period] = saved[case.latest >= period].sum(axis=0)
    return table


def _useful(case: ParkCase, relaxed: Relaxed) -> int:
    """Every facility that can open at all."""
    return sum(1 << f for f in range(case.facilities) if relaxed.starts[f] >= 0)


def _higher(best: Found, plan: Found | None) -> Found:
    return plan if plan is not None and plan.total > best.total else best


def plan_of(
    case: ParkCase,
    relaxed: Relaxed,
    chosen: int,
    nodes: int,
    starts: Integers | None = None,
) -> Found | None:
    """A plan that opens a set of facilities; None where it cannot be built and paid in time.

    Under a cash limit the plan may open less: waves are improved within the set, from given
    starts if the cash pays for them, else from the latest ones.
    """
    if relaxed.bound[chosen] == NOT_ALLOWED and starts is None:
        return None
    if not relaxed.is_cash:
        worth = relaxed.table.low - relaxed.link
        at_once = np.where(chosen >> np.arange(case.facilities) & 1, 0, -1)
        places = np.minimum(case.capacity, case.members)
        return settle(case, at_once, assign(worth, chosen, places), worth)
    nobody = np.zeros(case.facilities, dtype=np.int64)
    if starts is None or not is_paid(case, starts, nobody):
        starts = latest_starts(case, chosen)
        if not is_paid(case, starts, nobody):
            return None
    starts = find_starts(case, starts, chosen, relaxed.table.reward)
    opened = sum(1 << int(f) for f in np.flatnonzero(starts >= 0))
    return _connect(case, relaxed, opened, starts, nodes)


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
