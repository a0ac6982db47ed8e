"""What a division made by hand brings: money of each city, cluster or path, spent cheapest first.

Exact, and fast enough to follow a slider: no program is solved. Not for the best division (divide).
Source: Moore (1968), An n job, one machine sequencing algorithm for minimizing the number of late
jobs, Management Science 15(1): money is the time, and the last year that counts the due date.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from lingnan.programme.allocation.candidate import Group
from lingnan.programme.allocation.divide import Stage
from lingnan.programme.allocation.model import HALF_YEARS, Ints

Part = Literal["city", "cluster", "path"]
PARTS: tuple[Part, ...] = ("city", "cluster", "path")


@dataclass(frozen=True, slots=True)
class HandRow:
    """What one city, cluster or path gets and lifts.

    Attributes:
        key: its code or id; empty for enterprises of no cluster.
        money_cny: over all years. spent_cny: of it, by those who count by the date.
        enterprises: who count by the date. able: who could, with money enough.
        next_cny: what the next one costs, with the expansion; null when all that can are lifted.
    """

    key: str
    money_cny: int
    spent_cny: int
    enterprises: int
    able: int
    next_cny: int | None


@dataclass(frozen=True, slots=True)
class ByHand:
    """A division by hand.

    Attributes: funded: lifted in all. expected: with those who come without money.
    """

    rows: tuple[HandRow, ...]
    funded: int
    expected: int


@dataclass(frozen=True, slots=True)
class Lots:
    """Who can be lifted by a date, sorted out once for all divisions by hand.

    Attributes:
        keys: the cities, clusters or paths that have anybody to lift, in order.
        due: by key and year, the costs, ascending, of those who must start then at the latest.
    """

    stage: Stage
    period: int
    keys: tuple[str, ...]
    due: tuple[tuple[Ints, ...], ...]


def lots_of(stage: Stage, part: Part, period: int, years: int) -> Lots:
    """Sort out who holds the level when a period begins, if paid within so many years."""
    people = stage.candidates
    keys = tuple(sorted({_key(group, part) for group in people.groups}))
    places = {key: place for place, key in enumerate(keys)}
    of_group = np.array([places[_key(group, part)] for group in people.groups] or [0], np.int64)
    latest = np.minimum((period - people.finish) // HALF_YEARS, years - 1)
    able = np.flatnonzero(latest >= 0)
    lot = of_group[people.group[able]] * years + latest[able]
    # Candidates stand in the order of costs, and a stable sort keeps it within a lot.
    order = able[np.argsort(lot, kind="stable")]
    costs = people.costs[order] * people.expansion
    edges = np.searchsorted(np.sort(lot), np.arange(len(keys) * years + 1))
    parts = [costs[edges[n] : edges[n + 1]] for n in range(len(keys) * years)]
    due = tuple(tuple(parts[n * years : (n + 1) * years]) for n in range(len(keys)))
    return Lots(stage, period, keys, due)


def divide_by_hand(
    lots: Lots,
    money_cny: Mapping[str, int],
    by_year: Sequence[int],
    profiles: Mapping[str, Sequence[int]] | None = None,
) -> ByHand:
    """Give each part its own money and count who holds the level when the lots' period begins.

    Shapes: money_cny: over all years, by key; it arrives in the proportions of the key's profile,
        where it has one with any money, else of `by_year`.
    """
    stage = lots.stage
    many = stage.candidates.expansion
    rows = []
    for key, due in zip(lots.keys, lots.due, strict=True):
        money = max(0, money_cny.get(key, 0))
        profile = (profiles or {}).get(key, ())
        taken = most_in_time(due, _arrived(money, profile if sum(profile) else by_year))
        able = sum(map(len, due))
        rows.append(
            HandRow(
                key,
                money,
                int(taken.sum()),
                len(taken) * many,
                able * many,
                None if len(taken) == able else _next(due, taken),
            )
        )
    funded = sum(row.enterprises for row in rows)
    return ByHand(tuple(rows), funded, stage.course.expected(lots.period, funded))


def most_in_time(due: Sequence[Ints], arrived: Sequence[int]) -> Ints:
    """The costs of the most enterprises that can be paid in time, ascending.

    Shapes: due: costs, ascending, of those who must start in each year at the latest. arrived: the
        money there until the end of each year.
    """
    kept = np.zeros(0, np.int64)
    for costs, money in zip(due, arrived, strict=True):
        # Nobody beyond the money is ever kept: the cheapest of the year suffice.
        some = costs[: int(np.searchsorted(np.cumsum(costs), money, side="right"))]
        together = np.sort(np.concatenate([kept, some]), kind="stable")
        kept = together[: int(np.searchsorted(np.cumsum(together), money, side="right"))]
    return kept


def _arrived(money: int, by_year: Sequence[int]) -> list[int]:
    total = sum(by_year)
    if not total:
        return [money] * len(by_year)
    return [money * sum(by_year[: year + 1]) // total for year in range(len(by_year))]


def _next(due: Sequence[Ints], taken: Ints) -> int:
    """The cheapest that was not taken: no lot has more taken than its cheapest."""
    some = [costs[: len(taken) + 1] for costs in due]
    costs = np.sort(np.concatenate(some))[: len(taken) + 1]
    differs = np.flatnonzero(costs[: len(taken)] != taken)
    return int(costs[differs[0] if len(differs) else len(taken)])


def _key(group: Group, part: Part) -> str:
    found = {"city": group.city_code, "cluster": group.cluster_id, "path": group.path_id}[part]
    return found or ""
