"""The rules of splitting, each with its shares in whole yuan and what speaks against it.

Not for choosing a rule: they are shown side by side.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np

from lingnan.kernel import Text
from lingnan.roadmap.park.split.game import Game
from lingnan.roadmap.park.split.least_core import least_core
from lingnan.roadmap.park.split.shapley import shapley
from lingnan.roadmap.park.split.whole import in_ratio, whole_shares

RULES: Final[Mapping[str, tuple[Text, Text]]] = {
    "equal": (
        Text("平均分摊", "equal"),
        Text("全部成员平均承担", "every member pays the same"),
    ),
    "by_use": (
        Text("按使用分摊", "by use"),
        Text(
            "接入费由各自承担，建设和运行费按各设施为成员节省的金额分摊",
            "own connections, and of each facility in the ratio of what it saves a member",
        ),
    ),
    "shapley": (
        Text("沙普利值", "Shapley"),
        Text(
            "按成员在各种加入顺序下带来的平均收益分摊",
            "by what a member adds on average, over all orders of joining",
        ),
    ),
    "least_core": (
        Text("最小核心", "least core"),
        Text(
            "使最想退出的成员群体的退出收益最小，并尽量接近沙普利值",
            "the group with most reason to leave has as little as can be; next to Shapley",
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Split:
    """The shares of one rule, in the order of the members; they add up to the total cost exactly.

    `worst_excess_cny`: what the group with most reason to leave would gain by leaving, among all
    groups; `is_in_core`: no more than the yuan that rounding moved. `unfair`: members that would do
    better alone. `standard_error_cny`: largest one of a sampled rule; `is_proven`: every group or
    order was heard.
    """

    rule: str
    shares: tuple[int, ...]
    worst_excess_cny: int
    worst_group: tuple[int, ...]
    unfair: tuple[int, ...]
    is_in_core: bool
    is_proven: bool
    standard_error_cny: float

    @property
    def total(self) -> int:
        """What the shares add up to."""
        return sum(self.shares)


def split_costs(game: Game, *, permutations: int, seed: int) -> tuple[Split, ...]:
    """All rules for one plan; `permutations` and `seed` serve Shapley above 12 members."""
    gains, error, is_exact = shapley(game, permutations, seed)
    core, is_proven = least_core(game, np.array([float(gain) for gain in gains]))
    gross = [int(value) for value in game.gross]
    exact: dict[str, tuple[Sequence[Fraction], float, bool]] = {
        "equal": (in_ratio([1] * len(gross), game.total_cost), 0.0, True),
        "by_use": (_by_use(game), 0.0, True),
        "shapley": ([g - u for g, u in zip(gross, gains, strict=True)], error, is_exact),
        "least_core": (
            [g - Fraction(u) for g, u in zip(gross, core.tolist(), strict=True)],
            0.0,
            is_proven,
        ),
    }
    return tuple(_judged(game, name, *exact[name]) for name in RULES)


def _by_use(game: Game) -> list[Fraction]:
    shares = [Fraction(int(own)) for own in game.connection]
    for k, cost in enumerate(game.built.tolist()):
        for i, part in enumerate(in_ratio(game.saving[:, k].tolist(), cost)):
            shares[i] += part
    return shares


def _judged(
    game: Game, rule: str, exact: Sequence[Fraction], error: float, is_proven: bool
) -> Split:
    """Round the shares, then ask the game who would leave."""
    shares = whole_shares(exact, game.total_cost)
    gain = game.gross - np.array(shares, dtype=np.int64)
    excess, group = game.worst_group(gain)
    alone = game.alone()
    # Rounding moves a share by less than a yuan, so a group of m by less than m.
    return Split(
        rule=rule,
        shares=tuple(shares),
        worst_excess_cny=int(excess),
        worst_group=tuple(np.flatnonzero(group).tolist()) if excess > 0 else (),
        unfair=tuple(np.flatnonzero(gain + 1 < alone).tolist()),
        is_in_core=excess <= int(group.sum()),
        is_proven=is_proven,
        standard_error_cny=round(error, 2),
    )
