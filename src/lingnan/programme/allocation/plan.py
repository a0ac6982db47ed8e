"""One way to divide the money: classes by date, the solution, who starts when.

Not for choosing the date (soonest) nor for telling the result (divide).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lingnan.packs import Pack
from lingnan.programme.allocation.candidate import Candidates
from lingnan.programme.allocation.model import HALF_YEARS, Class, Ints, Settings, Tree
from lingnan.programme.allocation.schedule import schedule
from lingnan.programme.allocation.solve import Solution, solve
from lingnan.programme.allocation.tree import build_tree


@dataclass(frozen=True, slots=True)
class Field:
    """The candidates under the floors of some settings.

    Attributes:
        node: of the tree, for each candidate. costs: yuan, multiplied by the expansion.
    """

    candidates: Candidates
    tree: Tree
    node: NDArray[np.int64]
    costs: Ints

    @classmethod
    def of(cls, pack: Pack, candidates: Candidates, settings: Settings) -> "Field":
        """The candidates at the nodes of the floors' tree. Raises: UnknownRegion, BadFloor."""
        tree = in_samples(build_tree(pack, settings), candidates.expansion)
        group_of = {city.code: city.group_id for city in pack.cities}
        places = {region: node for node, region in enumerate(tree.regions)}
        nodes = [
            places.get(g.city_code, places.get(group_of.get(g.city_code, ""), 0))
            for g in candidates.groups
        ]
        node = np.array(nodes or [0], np.int64)[candidates.group]
        return cls(candidates, tree, node, candidates.costs * candidates.expansion)

    def classes_by(self, period: int) -> list[Class]:
        """The classes of those that can hold the level at a period's start; money comes yearly.

        Who needs f half-years must start by half-year `period` − f; the last money that may pay for
        it arrives at the start of the year in which that lies.
        """
        latest = np.minimum(
            (period - self.candidates.finish) // HALF_YEARS, self.tree.years_count - 1
        )
        return self._classes(latest, latest >= 0)

    def others(self, classes: list[Class], counts: tuple[int, ...]) -> list[Class]:
        """Who was not chosen: one class a node."""
        left = np.ones(len(self.costs), bool)
        for each, count in zip(classes, counts, strict=True):
            left[each.items[:count]] = False
        return self._classes(np.zeros(len(self.costs), np.int64), left)

    def costs_by_node(self, period: int) -> list[Ints]:
        """Costs, ascending, of those that can hold the level by then when they start at once."""
        able = self.candidates.finish <= period
        return [self.costs[able & (self.node == node)] for node in range(len(self.tree.parents))]

    def _classes(self, latest: Ints, able: NDArray[np.bool_]) -> list[Class]:
        years = self.tree.years_count
        items = np.flatnonzero(able)
        if not len(items):
            return []
        key = (self.node[items] * years + latest[items]).astype(np.int16)
        # Candidates stand in the order of costs, and a stable sort keeps it within a class.
        order = np.argsort(key, kind="stable")
        items, key = items[order], key[order]
        present, starts = np.unique(key, return_index=True)
        ends = [*starts[1:].tolist(), len(items)]
        return [
            Class.of(code // years, code % years, self.costs[items[a:b]], items[a:b])
            for code, a, b in zip(present.tolist(), starts.tolist(), ends, strict=True)
        ]


def in_samples(tree: Tree, expansion: int) -> Tree:
    """The tree with promised counts in enterprises of the sample, rounded up."""
    least = tuple(-(-count // expansion) for count in tree.least_counts)
    return Tree(tree.regions, tree.parents, tree.arrivals, least)


@dataclass(frozen=True, slots=True)
class Plan:
    """A solution for one period, and the years in which enterprises start."""

    period: int
    solution: Solution
    starts: Ints


def plan_for(field: Field, period: int) -> Plan | None:
    """Divide the money so that most hold the level at a period's start, then the rest of it.

    Null when the promised counts cannot be kept by then.
    """
    classes = field.classes_by(period)
    solution = solve(classes, field.tree)
    if solution is None:
        return None
    others = field.others(classes, solution.counts)
    starts = schedule(classes, solution.counts, others, field.tree, len(field.costs))
    return Plan(period, solution, starts)
