"""Plain reference: every set of enterprises tried, and Moore and Hodgson's rule for one purse."""

import heapq
from collections.abc import Sequence
from itertools import combinations

import numpy as np

from lingnan.programme.allocation.model import Class, Tree


def classes_of(items: Sequence[tuple[int, int, int]]) -> list[Class]:
    """Classes from (node, latest year, cost)."""
    found = []
    for node, latest in sorted({item[:2] for item in items}):
        mine = [n for n, item in enumerate(items) if item[:2] == (node, latest)]
        mine.sort(key=lambda n: items[n][2])
        costs = np.array([items[n][2] for n in mine], np.int64)
        found.append(Class.of(node, latest, costs, np.array(mine)))
    return found


def can_pay(tree: Tree, chosen: Sequence[tuple[int, int, int]]) -> bool:
    """Hall's condition: whatever nodes and years are looked at, enough money reaches them.

    Money of node v that arrived by year y reaches who stands below v and is due in y or later. A
    set of demands is payable if for every choice of a last year for each node (those due up to it),
    the money that reaches any of them covers their sum.
    """
    nodes, years = len(tree.parents), tree.years_count
    used = sorted({node for node, _, _ in chosen})

    def check(position: int, until: dict[int, int]) -> bool:
        if position < len(used):
            return all(
                check(position + 1, {**until, used[position]: year}) for year in range(-1, years)
            )
        demand = sum(c for node, due, c in chosen if due <= until.get(node, -1))
        money = 0
        for source in range(nodes):
            last = max((y for n, y in until.items() if source in tree.ancestors(n)), default=-1)
            money += sum(tree.arrivals[source][: last + 1])
        return demand <= money

    return check(0, {})


def most(tree: Tree, items: Sequence[tuple[int, int, int]]) -> int | None:
    """The most enterprises that can be lifted, by trying every set; null if counts are not kept."""
    for size in range(len(items), -1, -1):
        for picked in combinations(range(len(items)), size):
            chosen = [items[n] for n in picked]
            kept = all(
                sum(node in tree.ancestors(item[0]) for item in chosen) >= least
                for node, least in enumerate(tree.least_counts)
            )
            if kept and can_pay(tree, chosen):
                return size
    return None


def moore_hodgson(money: Sequence[int], items: Sequence[tuple[int, int]]) -> int:
    """The most jobs (latest year, cost) that one purse filled year by year pays in time."""
    purse = np.cumsum(money).tolist()
    kept: list[int] = []
    spent = 0
    for latest, cost in sorted(items):
        heapq.heappush(kept, -cost)
        spent += cost
        if spent > purse[latest]:
            spent += heapq.heappop(kept)
    return len(kept)
