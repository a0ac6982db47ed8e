"""The linear relaxation: how many enterprises money lifts if they could be cut; prices of money.

Within a class the cheapest are best, so a class is a convex cost curve. A linear program over a few
points of each curve gives prices of money; at any prices the bound of `bound_at` is exact over all
enterprises, however coarse the points were. Points are then set anew, close around where the
solution stands, until program and bound agree.

Not for whole enterprises (see solve).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linprog

from lingnan.programme.allocation.model import Class, Ints, Tree

_ROUNDS = 24
_COARSE = 12
_CLOSE = 0.01
_LARGEST_UNIT = 10_000
_INFINITE = float("inf")


@dataclass(frozen=True, slots=True)
class Prices:
    """What constraints are worth, in enterprises.

    Attributes:
        money: of one yuan that may be spent from a year on, by node and year.
        counts: of one enterprise less promised to a node's floor.
    """

    money: NDArray[np.float64]
    counts: NDArray[np.float64]

    def of_money(self, tree: Tree, node: int, year: int) -> float:
        """What a yuan that is due in a year costs who belongs to a node: its cheapest source."""
        sources = [n for n in tree.ancestors(node) if sum(tree.arrivals[n])]
        if not sources:
            return _INFINITE
        return float(min(self.money[n, year:].sum() for n in sources))


@dataclass(frozen=True, slots=True)
class Relaxed:
    """The relaxed optimum.

    Attributes:
        counts: enterprises of each class, fractions of one included.
        bound: no plan of whole enterprises counts more.
    """

    counts: NDArray[np.float64]
    bound: float
    prices: Prices


def relax(classes: Sequence[Class], tree: Tree) -> Relaxed | None:
    """The relaxed optimum; null when the floors' counts cannot be kept even then."""
    if not classes:
        free = Prices(np.zeros((len(tree.parents), tree.years_count)), np.zeros(len(tree.parents)))
        return None if any(tree.least_counts) else Relaxed(np.zeros(0), 0.0, free)
    points = [_points(each.size, each.size / 2) for each in classes]
    best: Relaxed | None = None
    for _ in range(_ROUNDS):
        solved = _program(classes, points, tree)
        if solved is None:
            return None
        counts, prices, value = solved
        bound = bound_at(classes, tree, prices)
        if best is None or bound < best.bound:
            best = Relaxed(counts, bound, prices)
        else:
            best = Relaxed(counts, best.bound, best.prices)
        if bound - value <= _CLOSE:
            break
        around = [_points(c.size, k) for c, k in zip(classes, counts, strict=True)]
        if all(np.array_equal(a, b) for a, b in zip(around, points, strict=True)):
            break
        points = around
    return best


def bound_at(classes: Sequence[Class], tree: Tree, prices: Prices) -> float:
    """An upper bound on the enterprises counted, true at any prices that are not negative.

    Money is bought at its price: an enterprise is worth what it counts less its cost, if anything.
    """
    total = 0.0
    for node, arrivals in enumerate(tree.arrivals):
        if sum(arrivals):
            total += float(np.dot(prices.money[node], np.fromiter(accumulate(arrivals), float)))
    total -= float(np.dot(prices.counts, np.array(tree.least_counts, float)))
    for each in classes:
        worth = 1.0 + sum(prices.counts[node] for node in tree.ancestors(each.node))
        price = prices.of_money(tree, each.node, each.latest)
        if price <= 0:
            total += worth * each.size
            continue
        limit = 0.0 if price == _INFINITE else float(worth) / price
        taken = int(np.searchsorted(each.costs, limit, side="right"))
        spent = 0.0 if price == _INFINITE else price * float(each.prefix[taken])
        total += worth * taken - spent
    return total


def _points(size: int, middle: float) -> Ints:
    """Counts at which a curve is looked at: everywhere a little, closely around the middle."""
    coarse = np.linspace(0, size, _COARSE).astype(np.int64)
    steps = np.concatenate([[0], 2 ** np.arange(0, max(size, 1).bit_length())])
    near = np.concatenate([int(middle) - steps, int(middle) + 1 + steps])
    return np.unique(np.clip(np.concatenate([coarse, near]), 0, size))


def _program(
    classes: Sequence[Class], points: Sequence[Ints], tree: Tree
) -> tuple[NDArray[np.float64], Prices, float] | None:
    """Solve the linear program over the points; counts by class, prices and value."""
    widths, costs, owners = _segments(classes, points)
    unit = unit_of(costs)
    rows = Rows(classes, tree)
    matrix, limits = rows.matrix(owners, costs / unit, unit)
    flows = len(rows.flows)
    answer = linprog(
        np.concatenate([-np.ones(len(widths)), np.zeros(flows)]),
        A_ub=matrix,
        b_ub=limits,
        bounds=np.column_stack(
            [
                np.zeros(len(widths) + flows),
                np.concatenate([widths, np.full(flows, np.inf)]),
            ]
        ),
        method="highs",
    )
    if answer.status != 0:
        return None
    counts = np.zeros(len(classes))
    np.add.at(counts, owners, answer.x[: len(widths)])
    prices = rows.prices(-np.minimum(answer.ineqlin.marginals, 0.0), unit)
    return counts, prices, -float(answer.fun)


def _segments(
    classes: Sequence[Class], points: Sequence[Ints]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Widths of all segments in enterprises, their mean cost, and the class of each."""
    widths, costs, owners = [], [], []
    for number, (each, at) in enumerate(zip(classes, points, strict=True)):
        width = np.diff(at).astype(float)
        widths.append(width)
        costs.append(np.diff(each.prefix[at]) / np.maximum(width, 1.0))
        owners.append(np.full(len(width), number, np.int64))
    if not widths:
        return np.zeros(0), np.zeros(0), np.zeros(0, np.int64)
    return np.concatenate(widths), np.concatenate(costs), np.concatenate(owners)


def unit_of(costs: NDArray[np.float64] | Ints) -> float:
    """In which money is stated to a solver: its tolerance of 10^-6 stays far below a yuan."""
    return min(float(np.max(costs, initial=1)), float(_LARGEST_UNIT))


class Rows:
    """The constraints: what a class spends comes from somewhere; no source gives too early.

    One row a class: its spending is at most what flows to it from its node and the nodes above.
    One row a node with money and a year: what flows out to who must start by then is at most what
    arrived by then. One row a node with a promised count.
    """

    def __init__(self, classes: Sequence[Class], tree: Tree) -> None:
        self.classes, self.tree = classes, tree
        self.sources = [n for n in range(len(tree.parents)) if sum(tree.arrivals[n])]
        self.floors = [n for n in range(len(tree.parents)) if tree.least_counts[n]]
        self.flows = [
            (number, source)
            for number, each in enumerate(classes)
            for source in tree.ancestors(each.node)
            if source in self.sources
        ]

    def matrix(
        self, owners: NDArray[np.int64], costs: NDArray[np.float64], unit: float
    ) -> tuple[Any, NDArray[np.float64]]:
        """Coefficients and limits, for integer or fractional counts of segments, then flows.

        Units: costs and flows in `unit` yuan.
        """
        many, years = len(self.classes), self.tree.years_count
        first_flow = len(owners)
        entries: list[tuple[int, int, float]] = []
        for position, (number, source) in enumerate(self.flows):
            entries.append((number, first_flow + position, -1.0))
            row = many + self.sources.index(source) * years
            due = self.classes[number].latest
            entries += [(row + year, first_flow + position, 1.0) for year in range(due, years)]
        row = many + len(self.sources) * years
        below = [self._below(node) for node in self.floors]
        for number, inside in enumerate(below):
            places = np.flatnonzero(inside[owners]) if len(owners) else owners
            entries += [(row + number, int(place), -1.0) for place in places.tolist()]
        parts = np.array(entries, dtype=float).reshape(-1, 3)
        rows = np.concatenate([owners, parts[:, 0].astype(np.int64)])
        columns = np.concatenate([np.arange(first_flow), parts[:, 1].astype(np.int64)])
        values = np.concatenate([costs, parts[:, 2]])
        limits = np.concatenate(
            [
                np.zeros(many),
                *(
                    np.fromiter(accumulate(self.tree.arrivals[n]), float) / unit
                    for n in self.sources
                ),
                [-float(self.tree.least_counts[n]) for n in self.floors],
            ]
        )
        shape = (len(limits), first_flow + len(self.flows))
        return sparse.csr_matrix((values, (rows, columns)), shape=shape), limits

    def prices(self, marginals: NDArray[np.float64], unit: float) -> Prices:
        """The prices in the duals of the rows."""
        many, years = len(self.classes), self.tree.years_count
        money = np.zeros((len(self.tree.parents), years))
        for position, node in enumerate(self.sources):
            start = many + position * years
            money[node] = marginals[start : start + years] / unit
        counts = np.zeros(len(self.tree.parents))
        start = many + len(self.sources) * years
        for position, node in enumerate(self.floors):
            counts[node] = marginals[start + position]
        return Prices(money, counts)

    def _below(self, node: int) -> NDArray[np.bool_]:
        return np.array([node in self.tree.ancestors(each.node) for each in self.classes], bool)
