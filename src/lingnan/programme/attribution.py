"""Which cities and clusters make the gap between a goal and the count.

Not for deciding what a slice ought to do: where nobody stated a target for it, it is expected to
carry its share of the population.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from lingnan.programme.apportion import apportion


@dataclass(frozen=True, slots=True)
class SliceCount:
    """One slice of a whole in which every subject lies in exactly one slice.

    Attributes:
        population: subjects that could count. claimed, proven: subjects that do.
    """

    population: int
    claimed: int
    proven: int


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one slice is expected to bring, and what it brings.

    Attributes:
        is_stated: whether the expectation was stated by or for the slice itself.
        gap_claimed, gap_proven: expected minus counted; negative when the slice is ahead.
    """

    key: str
    population: int
    expected: int
    is_stated: bool
    claimed: int
    proven: int

    @property
    def gap_claimed(self) -> int:
        """How many claimed subjects are missing."""
        return self.expected - self.claimed

    @property
    def gap_proven(self) -> int:
        """How many proven subjects are missing."""
        return self.expected - self.proven


def attribute(
    goal: int, slices: Mapping[str, SliceCount], stated: Mapping[str, float] | None = None
) -> tuple[Contribution, ...]:
    """Share a goal out among slices, and rank them by the proven gap, greatest first.

    A slice with a stated target is expected to reach it; the rest of the goal is shared out among
    the others by population. Whole numbers are found by largest remainders, so that the
    expectations add up to the goal, and the gaps to the whole gap, exactly.

    Shapes: returns one contribution per slice; none when nobody could count.
    Limits: stated targets that leave nothing for the others, or do not add up to the goal when all
        slices have one, are set aside; population shares are used then.
    """
    if not slices or sum(part.population for part in slices.values()) <= 0:
        return ()
    own = {key: value for key, value in (stated or {}).items() if key in slices}
    weights = _weights(goal, slices, own)
    if weights is None:
        own = {}
        weights = {key: float(part.population) for key, part in slices.items()}
    expected = apportion(weights, goal)
    found = [
        Contribution(key, part.population, expected[key], key in own, part.claimed, part.proven)
        for key, part in slices.items()
    ]
    return tuple(sorted(found, key=lambda item: (-item.gap_proven, -item.gap_claimed, item.key)))


def _weights(
    goal: int, slices: Mapping[str, SliceCount], stated: Mapping[str, float]
) -> dict[str, float] | None:
    if not stated:
        return None
    rest = goal - sum(stated.values())
    others = {key: part.population for key, part in slices.items() if key not in stated}
    population = sum(others.values())
    if rest <= 0 or population <= 0:
        return None
    return {
        key: stated[key] if key in stated else rest * others[key] / population for key in slices
    }
