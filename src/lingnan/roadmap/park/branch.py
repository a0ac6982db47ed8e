"""Closes the gap of a plan under the park's cash by branching on starts, with the dual bound.

Best bound first; every priced problem also proposes starts, which are settled as plans. Question
"value" only. Not exact where members' own budgets bind: the dual lets them buy measures in part.
"""

import heapq
import math
from collections.abc import Callable
from time import monotonic

import numpy as np
from numpy.typing import NDArray

from lingnan.roadmap.park.case import Integers, ParkCase
from lingnan.roadmap.park.dual import NOTHING, Prices, dual_bound, first_prices
from lingnan.roadmap.park.found import Found

ROOT_ROUNDS = 400
NODE_ROUNDS = 80


def close_gap(
    case: ParkCase,
    best: Found,
    settle: Callable[[Integers], Found | None],
    *,
    tries: int,
    gap: float,
    until: float = math.inf,
) -> Found:
    """The better plan and its bound after at most `tries` branchings.

    `settle` makes a plan of starts (F,), or None where the cash does not pay for them. Ends early
    within `gap` of the bound, or at the monotonic time `until`.
    """
    most = best.bound
    prices = first_prices(case, best.starts, best.connected)
    options = _all_options(case)
    bound, chosen = dual_bound(case, prices, options, best.total, ROOT_ROUNDS)
    queue = [(-bound, 0, options, prices, chosen)]
    known = {tuple(best.starts.tolist())}
    serial, leaves = 0, NOTHING
    while queue:
        negative, _, options, prices, chosen = heapq.heappop(queue)
        if tuple(chosen.tolist()) not in known:
            known.add(tuple(chosen.tolist()))
            plan = settle(chosen)
            if plan is not None and plan.total > best.total:
                best = plan
        is_near = -negative - best.total <= gap * abs(negative)
        if is_near or serial >= 2 * tries or monotonic() > until:
            leaves = max(leaves, -negative)
            break
        children = _children(options, chosen, best.starts)
        if not children:
            leaves = max(leaves, -negative)
        for child in children:
            serial += 1
            own = Prices(*(price.copy() for price in prices))
            bound, again = dual_bound(case, own, child, best.total, NODE_ROUNDS)
            if bound > best.total:
                heapq.heappush(queue, (max(negative, -bound), serial, child, own, again))
    return Found(best.starts, best.connected, best.total, max(min(leaves, most), best.total))


def _all_options(case: ParkCase) -> NDArray[np.bool_]:
    """Every start that ends within the horizon; closed unless forced."""
    options = np.zeros((case.facilities, case.periods + 1), dtype=np.bool_)
    options[:, 0] = case.forced == 0
    for f in range(case.facilities):
        options[f, 1 : case.periods - max(int(case.duration[f]), 1) + 2] = True
    return options


def _children(
    options: NDArray[np.bool_], chosen: Integers, starts: Integers
) -> list[NDArray[np.bool_]]:
    """Split the options of one facility: what the priced problem chose, and all others.

    First a facility that the plan treats otherwise, else the one with most options left.
    """
    left = options.sum(axis=1)
    if (left <= 1).all():
        return []
    differs = (chosen != starts) & (left > 1)
    f = int(np.argmax(differs if differs.any() else left))
    here, others = options.copy(), options.copy()
    here[f] = False
    here[f, chosen[f] + 1] = True
    others[f, chosen[f] + 1] = False
    return [here, others]
