"""When each enterprise starts: first those chosen for the date, then those whom money is left for.

Nobody starts later than his class allows, and every year is paid by `tree.shortfall`, to the yuan.
Starting early costs nothing, since what is not spent waits; so as many as can start at once do.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lingnan.programme.allocation.model import Class, Ints, Tree
from lingnan.programme.allocation.tree import is_payable

NOT_STARTED = -1
Spending = list[list[int]]


@dataclass(slots=True)
class _Waiting:
    """Enterprises of one node that may start, cheapest first, from `next` up to `end`.

    Attributes:
        due: the year their money is set aside for; null where none is.
    """

    of: Class
    next: int
    end: int
    due: int | None

    def cost(self, count: int) -> int:
        """What the next `count` cost together."""
        return int(self.of.prefix[self.next + count] - self.of.prefix[self.next])

    def up_to(self, limit: int) -> int:
        """How many cost at most `limit` each."""
        waiting = self.of.costs[self.next : self.end]
        return int(np.searchsorted(waiting, limit, side="right"))


def schedule(
    classes: Sequence[Class],
    counts: Sequence[int],
    others: Sequence[Class],
    tree: Tree,
    enterprises_count: int,
) -> Ints:
    """The year in which each enterprise starts; NOT_STARTED for those that get no money.

    Shapes: `classes` with `counts` from solve; `others` one class a node, `latest` unused; returns
        one year for each of `enterprises_count` candidates.
    """
    chosen = [_Waiting(c, 0, k, c.latest) for c, k in zip(classes, counts, strict=True) if k]
    spare = [_Waiting(c, 0, c.size, None) for c in others if c.size]
    due: Spending = [[0] * tree.years_count for _ in tree.parents]
    for each in chosen:
        due[each.of.node][each.of.latest] += each.cost(each.end)
    starts = np.full(enterprises_count, NOT_STARTED, np.int64)
    for year in range(tree.years_count):
        for each in chosen:
            if each.due == year:
                _start(each, each.end - each.next, year, due, starts)
        for waiting in ([each for each in chosen if (each.due or 0) > year], spare):
            for each, count in zip(waiting, _fitting(waiting, year, due, tree), strict=True):
                _start(each, count, year, due, starts)
    return starts


def _start(each: _Waiting, count: int, year: int, due: Spending, starts: NDArray[np.int64]) -> None:
    """Let the next `count` of a class start in a year."""
    _move(each, count, year, due)
    starts[each.of.items[each.next : each.next + count]] = year
    each.next += count


def _move(each: _Waiting, count: int, year: int, due: Spending, sign: int = 1) -> None:
    cost = each.cost(count) * sign
    due[each.of.node][year] += cost
    if each.due is not None:
        due[each.of.node][each.due] -= cost


def _fitting(waiting: Sequence[_Waiting], year: int, due: Spending, tree: Tree) -> list[int]:
    """How many of each can start in a year: all up to one cost, then more of one after another."""
    if not waiting:
        return []

    def fits(numbers: Sequence[int]) -> bool:
        tried = [row.copy() for row in due]
        for each, number in zip(waiting, numbers, strict=True):
            _move(each, number, year, tried)
        return is_payable(tree, tried)

    def numbers_at(limit: int) -> list[int]:
        return [each.up_to(limit) for each in waiting]

    highest = max((int(w.of.costs[w.end - 1]) for w in waiting if w.end > w.next), default=0)
    first_bad = bisect_right(range(highest + 1), False, key=lambda c: not fits(numbers_at(c)))
    numbers = numbers_at(first_bad - 1) if first_bad else [0] * len(waiting)
    for place in sorted(range(len(waiting)), key=lambda n: _next_cost(waiting[n], numbers[n])):
        room = waiting[place].end - waiting[place].next - numbers[place]
        start = numbers[place]

        def is_too_many(more: int, place: int = place, start: int = start) -> bool:
            return not fits([*numbers[:place], start + more, *numbers[place + 1 :]])

        numbers[place] = start + bisect_right(range(1, room + 1), False, key=is_too_many)
    return numbers


def _next_cost(each: _Waiting, taken: int) -> int:
    place = each.next + taken
    return int(each.of.costs[place]) if place < each.end else 0
