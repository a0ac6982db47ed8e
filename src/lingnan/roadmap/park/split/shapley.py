"""The Shapley value: what a member adds on average, over all orders in which members may come.

Exact for few members, from sampled orders above, with the standard error of the samples.
Source: Shapley 1953; sampling Castro, Gómez & Tejada 2009, doi:10.1016/j.cor.2008.04.004.
"""

from fractions import Fraction
from math import factorial

import numba
import numpy as np
from numpy.typing import NDArray

from lingnan.roadmap.park.case import Integers
from lingnan.roadmap.park.split.game import Game

MOST_EXACT = 12


def shapley(game: Game, permutations: int, seed: int) -> tuple[list[Fraction], float, bool]:
    """Gains of all members after Shapley; the largest standard error; whether it is exact."""
    players = game.players
    gains = [Fraction(0)] * len(game.gross)
    if len(players) <= MOST_EXACT:
        for i, gain in zip(players.tolist(), _exact(game.group_values(players)), strict=True):
            gains[i] = gain
        return gains, 0.0, True
    orders = np.random.default_rng(seed)
    keys = np.stack([orders.permutation(len(players)) for _ in range(permutations)])
    total, squares = _sample(game.worth[players], game.cost, keys.astype(np.int64))
    for k, i in enumerate(players.tolist()):
        gains[i] = Fraction(int(total[k]), permutations)
    mean = total / permutations
    variance = np.maximum(squares / permutations - mean**2, 0)
    return gains, float(np.sqrt(variance / max(permutations - 1, 1)).max()), False


def _exact(value: Integers) -> list[Fraction]:
    """From the values of all groups, by size of the group that is joined."""
    count = (len(value) - 1).bit_length()
    groups = np.arange(len(value))
    size = np.array([bin(group).count("1") for group in groups])
    gains = []
    for i in range(count):
        without = groups[groups >> i & 1 == 0]
        added = value[without | 1 << i] - value[without]
        total = sum(
            int(added[size[without] == s].sum()) * factorial(s) * factorial(count - s - 1)
            for s in range(count)
        )
        gains.append(Fraction(total, factorial(count)))
    return gains


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _sample(
    worth: Integers, cost: Integers, orders: Integers
) -> tuple[Integers, NDArray[np.float64]]:
    total = np.zeros(worth.shape[0], dtype=np.int64)
    squares = np.zeros(worth.shape[0], dtype=np.float64)
    for p in range(orders.shape[0]):
        sums = -cost
        before = sums.max()
        for place in range(orders.shape[1]):
            i = orders[p, place]
            sums = sums + worth[i]
            now = sums.max()
            added = now - before
            total[i] += added
            squares[i] += float(added) * float(added)
            before = now
    return total, squares
