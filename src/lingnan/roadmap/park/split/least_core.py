"""The least core: shares under which the group with most reason to leave has as little as can be.

A linear program whose rows (groups) are generated: each round asks the game for the groups that
gain most by leaving, one for every set of facilities, so that no group is overlooked. Among the
best shares those next to a target (Shapley) are taken. Not the whole nucleolus.
"""

import highspy
import numpy as np
from numpy.typing import NDArray

from lingnan.roadmap.highs import quiet_solver
from lingnan.roadmap.park.split.game import Game

_ROUNDS = 60
_ROWS_A_ROUND = 24
_NEAR = 1e-7
_INFINITE = highspy.kHighsInf
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]


def least_core(game: Game, target: Floats) -> tuple[Floats, bool]:
    """Gains (n,) in the least core, next to `target`; whether every group was heard in time."""
    players = game.players
    gains = np.zeros(len(game.gross))
    total = float(game.gain)
    if len(players) < 2:
        gains[players] = total
        return gains, True
    scale = max(1.0, float(np.abs(game.gross).max()), float(game.cost[-1]))
    program = _Program(
        game.worth[players] / scale, game.cost / scale, total / scale, target[players] / scale
    )
    found, excess, is_least = program.settle()
    if is_least:
        program.approach(excess + _NEAR)
        near, _, is_near = program.settle()
        found = near if is_near else found
    gains[players] = found * scale
    return gains, is_least


class _Program:
    """min excess (or distance to the target) subject to gains(T) + excess >= v(T) for groups T.

    Columns: gains, excess, distance to the target for each member. A large group is written by
    those outside it: gains(T) = total - gains(N without T).
    """

    def __init__(self, worth: Floats, cost: Floats, total: float, target: Floats) -> None:
        self.worth, self.cost, self.total, self.target = worth, cost, total, target
        self.count = len(worth)
        self.seen: set[bytes] = set()
        self.highs = quiet_solver()
        self.highs.silent()
        for _ in range(self.count):
            self._column(0.0, -_INFINITE)
        self._column(1.0, -_INFINITE)
        for _ in range(self.count):
            self._column(0.0, 0.0)
        self._row(np.arange(self.count), np.ones(self.count), total, total)
        for i in range(self.count):
            one = np.arange(self.count) == i
            self.add(one)
            self.add(~one)
            away = self.count + 1 + i
            self._row([i, away], [1.0, 1.0], float(target[i]), _INFINITE)
            self._row([i, away], [1.0, -1.0], -_INFINITE, float(target[i]))

    def approach(self, most: float) -> None:
        """From now on: as near to the target as an excess of at most `most` allows."""
        self.highs.changeColCost(self.count, 0.0)
        self.highs.changeColBounds(self.count, -_INFINITE, most)
        for i in range(self.count):
            self.highs.changeColCost(self.count + 1 + i, 1.0)

    def settle(self) -> tuple[Floats, float, bool]:
        """Gains, excess, and whether no group outside the program is worse off."""
        gain, excess = self.target, 0.0
        for _ in range(_ROUNDS):
            self.highs.run()
            if self.highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                return gain, excess, False
            values = np.array(self.highs.getSolution().col_value)
            gain, excess = values[: self.count], float(values[self.count])
            if not self._hear(gain, excess + _NEAR):
                return gain, excess, True
        return gain, excess, False

    def add(self, group: Flags) -> bool:
        """Write the row of a group, unless it is there already, nobody or everybody."""
        key = group.tobytes()
        if key in self.seen or not group.any() or group.all():
            return False
        self.seen.add(key)
        value = float((self.worth[group].sum(axis=0) - self.cost).max())
        inside, outside = np.flatnonzero(group), np.flatnonzero(~group)
        if len(inside) <= len(outside):
            ones = np.ones(len(inside) + 1)
            self._row(np.append(inside, self.count), ones, value, _INFINITE)
        else:
            ones = np.append(-np.ones(len(outside)), 1.0)
            self._row(np.append(outside, self.count), ones, value - self.total, _INFINITE)
        return True

    def _hear(self, gain: Floats, slack: float) -> bool:
        """Add the groups whose excess is above `slack`; answers whether there were any."""
        worst: list[tuple[float, int, Flags]] = []
        for chosen in range(len(self.cost)):
            extra = self.worth[:, chosen] - gain
            group = extra > 0
            if group.all():
                group = extra > extra.min()
            if not group.any():
                group = extra == extra.max()
            excess = float(extra[group].sum() - self.cost[chosen])
            if excess > slack:
                worst.append((-excess, chosen, group))
        worst.sort(key=lambda each: each[:2])
        added = 0
        for _, _, group in worst:
            added += self.add(group)
            if added >= _ROWS_A_ROUND:
                break
        return added > 0

    def _column(self, cost: float, lower: float) -> None:
        self.highs.addCol(cost, lower, _INFINITE, 0, np.array([], np.int32), np.array([]))

    def _row(self, columns: object, values: object, lower: float, upper: float) -> None:
        index, value = np.array(columns, np.int32), np.array(values, np.float64)
        self.highs.addRow(lower, upper, len(index), index, value)
