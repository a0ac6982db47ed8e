"""The words of the allocation: floors, assumptions, the tree of money, classes of enterprises.

Not for reading tables (candidate) nor for solving (solve).
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
HALF_YEARS = 2


@dataclass(frozen=True, slots=True)
class Floor:
    """What a region gets at least; see packs.content.MoneyFloor.

    Attributes:
        region: code of a city or id of a city group.
        share: of each year's money, reserved for it; what it cannot use stays unspent.
        least_count: enterprises of it that are proven by the date aimed at.
    """

    region: str
    share: Fraction | None = None
    least_count: int | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """How much money there is and by what rules it is divided.

    Attributes:
        money_cny_by_year: what arrives at the start of each year; what is left is carried over.
        public_share: the part of a plan's price that the programme pays, at the least its subsidy.
        deadweight_share: of the funded enterprises, how many would have come by themselves.
    """

    money_cny_by_year: tuple[int, ...]
    public_share: Fraction
    deadweight_share: Fraction = Fraction(0)
    floors: tuple[Floor, ...] = ()

    @property
    def years_count(self) -> int:
        """For how many years money is stated."""
        return len(self.money_cny_by_year)


@dataclass(frozen=True, slots=True)
class Tree:
    """Who may use which money: node 0 is the whole region, its children have money reserved.

    Money of a node may be spent in its whole subtree. A child stands after its parent.

    Attributes:
        regions: the floor's region of each node; null for the whole.
        parents: index of the parent; -1 for the whole.
        arrivals: yuan that arrive at a node itself, by node and year.
        least_counts: enterprises of the subtree that must be counted.
    """

    regions: tuple[str | None, ...]
    parents: tuple[int, ...]
    arrivals: tuple[tuple[int, ...], ...]
    least_counts: tuple[int, ...]

    @property
    def years_count(self) -> int:
        """For how many years money arrives."""
        return len(self.arrivals[0])

    def ancestors(self, node: int) -> tuple[int, ...]:
        """The node, its parent, and so on up to the whole."""
        found = [node]
        while self.parents[found[-1]] >= 0:
            found.append(self.parents[found[-1]])
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Class:
    """Enterprises of one node that must start in the same year at the latest, cheapest first.

    Attributes:
        latest: the last year in which a start still counts by the date aimed at.
        costs: yuan, ascending. prefix: what the first k cost together, for k = 0 … n.
        items: which candidate each is.
    """

    node: int
    latest: int
    costs: Ints
    prefix: Ints
    items: NDArray[Any]

    @classmethod
    def of(cls, node: int, latest: int, costs: Ints, items: NDArray[Any]) -> "Class":
        """A class of costs that are ascending already."""
        prefix = np.concatenate([np.zeros(1, np.int64), np.cumsum(costs, dtype=np.int64)])
        return cls(node, latest, costs, prefix, items)

    @property
    def size(self) -> int:
        """How many enterprises it holds."""
        return len(self.costs)
