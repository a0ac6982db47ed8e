"""When all money is there at once: the most that it lifts, and the least that lifts so many. Exact.

For one purse the cheapest come first. A reserve makes the cheapest of its region free until it is
used up; the rest of their costs is still ascending, so region by region, from the leaves of the
tree to the whole, cheapest first stays best: sums of the smallest of several ascending lists. A
promised count takes the cheapest of its region in any case.

Not for money that arrives over years (solve); with one year both agree.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from lingnan.packs import Pack
from lingnan.programme.allocation.model import Ints, Settings, Tree
from lingnan.programme.allocation.tree import build_tree

_NONE = np.zeros(0, np.int64)
_SCALE = 10**9
_LARGEST = 2**62


def most_at_once(costs: Sequence[Ints], tree: Tree) -> int | None:
    """The most enterprises one year's money lifts; null when promised counts cannot be kept.

    Shapes: costs: ascending, by node of the tree.
    """
    bound_costs = [_NONE] * len(costs)
    free_costs = list(costs)
    for node in range(len(costs) - 1, -1, -1):
        bound, free = bound_costs[node], np.sort(free_costs[node], kind="stable")
        lacking = max(0, tree.least_counts[node] - len(bound))
        if lacking > len(free):
            return None
        bound, free = np.concatenate([bound, free[:lacking]]), free[lacking:]
        money = min(sum(tree.arrivals[node]), _LARGEST)
        if node == 0:
            left = money - int(bound.sum())
            if left < 0:
                return None
            return len(bound) + int(np.searchsorted(np.cumsum(free), left, side="right"))
        paid = np.cumsum(np.concatenate([[0], bound, free]))
        beyond = np.diff(np.maximum(paid - money, 0))
        parent = tree.parents[node]
        bound_costs[parent] = np.concatenate([bound_costs[parent], beyond[: len(bound)]])
        free_costs[parent] = np.concatenate([free_costs[parent], beyond[len(bound) :]])
    return None


def least_money(pack: Pack, settings: Settings, costs: Sequence[Ints], wanted: int) -> int | None:
    """The least money, there at once, that lifts so many under the floors; null if none does.

    Shapes: costs: ascending, by node of the tree that the floors make. Units: yuan.
    Limits: reserves are whole yuan, so with floors a sum smaller by a yuan a floor may do as well.
    """

    def tree_of(money: int) -> Tree:
        return build_tree(pack, replace(settings, money_cny_by_year=(money,)))

    many = max([wanted, *(floor.least_count or 0 for floor in settings.floors)])
    cheapest = [each[:many] for each in costs]

    def lifts(money: int) -> bool:
        found = most_at_once(cheapest, tree_of(money))
        return found is not None and found >= wanted

    together = np.sort(np.concatenate(cheapest)) if cheapest else _NONE
    low = int(together[:wanted].sum())
    parts = [sum(row) for row in tree_of(_SCALE).arrivals]
    # With this much every reserve pays for all of its region, and the rest for all others.
    enough = (int(together.sum()) + 1) * _SCALE // min(part for part in parts if part)
    high = max(low, enough + _SCALE.bit_length())
    if len(together) < wanted or not lifts(high):
        return None
    while low < high:
        middle = (low + high) // 2
        if lifts(middle):
            high = middle
        else:
            low = middle + 1
    return low
