"""The game among members of a park: what any group of them would gain by itself.

A group may build any of the plan's facilities at the plan's cost and dates, and connects its
members to what the plan connects them to, or less. What it gains, v(T), is then
max over sets O of facilities of  Σ_{i in T} worth[i, O] - cost[O]. Since that is a maximum over a
few sets, the group that gains most by leaving is found exactly among all groups, however many.
Not for groups that would build something else, or for other dates.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lingnan.roadmap.park.case import Integers, ParkCase, service_of
from lingnan.roadmap.park.extract import uses_of
from lingnan.roadmap.park.found import Found
from lingnan.roadmap.park.gain import gain_table, reward_of
from lingnan.roadmap.park.subset import best_within, bits_of_all, sums_of

IMPOSSIBLE = -(1 << 48)


@dataclass(frozen=True, slots=True, eq=False)
class Game:
    """Members' worth by set of the k open facilities, in yuan.

    Shapes: worth (n, 2**k): net gain over staying alone, own connections paid, with a set of
        facilities; cost (2**k,): building and running the set. gross (n,): gain in the plan before
        anything is paid; connection (n,): own connections in the plan. saving (n, k): what each
        facility takes off the prices of a member in the plan; built (k,): cost of each.
    """

    worth: Integers
    cost: Integers
    gross: Integers
    connection: Integers
    saving: Integers
    built: Integers

    @property
    def total_cost(self) -> int:
        """All there is to be split: facilities and connections."""
        return int(self.cost[-1] + self.connection.sum())

    @property
    def gain(self) -> int:
        """What all members together gain in the plan, all costs paid."""
        return int(self.gross.sum()) - self.total_cost

    @property
    def players(self) -> NDArray[np.int64]:
        """Members connected to anything; the others can neither give nor take."""
        return np.flatnonzero((self.worth != 0).any(axis=1) | (self.connection > 0))

    def alone(self) -> Integers:
        """What each member would gain by itself; shape (n,)."""
        return np.asarray((self.worth - self.cost).max(axis=1), dtype=np.int64)

    def group_values(self, members: Integers) -> Integers:
        """v of every group of a few members; shape (2**m,), groups as bits."""
        groups = bits_of_all(len(members))
        best = np.full(1 << len(members), IMPOSSIBLE, dtype=np.int64)
        for chosen in range(len(self.cost)):
            np.maximum(best, groups @ self.worth[members, chosen] - self.cost[chosen], out=best)
        return best

    def worst_group(self, gain: Integers | NDArray[np.float64]) -> tuple[float, NDArray[np.bool_]]:
        """The group that would gain most by leaving: its excess over `gain` (n,), and who is in it.

        Searched among all groups, the empty one included (excess 0).
        """
        extra = np.maximum(self.worth - np.asarray(gain)[:, None], 0).sum(axis=0) - self.cost
        chosen = int(extra.argmax())
        return float(extra[chosen]), self.worth[:, chosen] > np.asarray(gain)


def game_of(case: ParkCase, plan: Found) -> Game:
    """The game of a plan."""
    opened = [int(f) for f in np.flatnonzero(plan.starts >= 0)]
    service = service_of(case, plan.starts)
    table = gain_table(case, service, usable=sum(1 << f for f in opened))
    # Sets of open facilities, written as sets of all facilities.
    sets = sums_of(np.array([1 << f for f in opened], dtype=np.int64))
    raw = table.low[:, sets]
    rows = np.arange(case.members)
    if case.is_level:
        reward = reward_of(case)
        listed = _listed(case)
        money = np.where(raw > 0, raw - reward + listed[:, None], IMPOSSIBLE)
        money[(listed == 0) | (plan.connected == 0)] = 0
        before = np.zeros(case.members, dtype=np.int64)
    else:
        money, before = raw, table.low[:, 0]
    net = money - before[:, None] - sums_of(case.connect[opened])
    local = sum(
        ((plan.connected >> f & 1) << place for place, f in enumerate(opened)),
        np.zeros(case.members, dtype=np.int64),
    )
    within = np.arange(len(sets))[None, :] & local[:, None]
    worth = best_within(net)[rows[:, None], within]
    connection = sums_of(case.connect[opened])[local]
    return Game(
        worth=worth,
        cost=sums_of(case.total[opened]),
        gross=net[rows, local] + connection,
        connection=connection,
        saving=_savings(case, plan, opened),
        built=case.total[opened],
    )


def _listed(case: ParkCase) -> Integers:
    """Full price of all wants of each member."""
    sums = np.concatenate([[0], np.cumsum(case.price)])
    return np.asarray(sums[case.want_start[1:]] - sums[case.want_start[:-1]], dtype=np.int64)


def _savings(case: ParkCase, plan: Found, opened: list[int]) -> Integers:
    found = np.zeros((case.members, len(opened)), dtype=np.int64)
    place = {f: k for k, f in enumerate(opened)}
    for i, _, f, listed, paid in uses_of(case, plan):
        if f >= 0:
            found[i, place[f]] += listed - paid
    return found
