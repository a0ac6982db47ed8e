"""Which enterprises a reader asks for, and the same as a mask over the columns of a shelf.

Not for what he may see (scope) nor for names (name).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from lingnan.console.shelf.layout import (
    ABOVE_SCALE,
    ACTIVE,
    GAP,
    NOT_ASSESSED,
    SET_KIND,
    place_of,
)

Mask = NDArray[np.bool_]
#: Stands for enterprises of unknown size, and for those that nobody assessed.
UNKNOWN: Final = "unknown"
#: Stands for enterprises that belong to no cluster, as in the results of the programme.
NO_CLUSTER: Final = "none"


class Stance(StrEnum):
    """How an enterprise stands to a definition on the day of the run."""

    POPULATION = "population"
    CLAIMED = "claimed"
    PROVEN = "proven"
    #: Claimed without proof.
    GAP = "gap"
    #: Could count and does not even claim to.
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice of enterprises; null parts choose all.

    Attributes:
        text: a fragment of a name, or the beginning of a code.
        cluster, primary: one it belongs to; the one that stands for it, `none` for no cluster.
        claimed, proven: a level, or `unknown` for those nobody assessed.
        definition: with `stance`: how they stand to a metric definition.
        has_gap: only those that claim a level or a target's definition without proof.
    """

    text: str = ""
    city: str | None = None
    cluster: str | None = None
    primary: str | None = None
    size: str | None = None
    claimed: str | None = None
    proven: str | None = None
    definition: str | None = None
    stance: Stance = Stance.CLAIMED
    is_above_scale: bool = False
    is_active: bool = False
    has_gap: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """The columns of a shelf. Shapes: each vector (enterprises,); `sets` by name and word."""

    count: int
    cities: Mapping[str, int]
    sizes: Sequence[str]
    clusters: Mapping[str, int]
    definitions: Mapping[str, int]
    vectors: Mapping[str, NDArray[Any]]

    def holds(self, name: str, number: int) -> Mask:
        """Answer whose set holds a number."""
        word, bit = place_of(number)
        held = self.vectors[f"{name}_{word}"] & SET_KIND.type(1 << bit)
        return np.asarray(held != 0)

    def members(self, name: str, row: int, known: Mapping[str, int]) -> list[str]:
        """Answer what the set of one enterprise holds, of what is known."""
        return [
            key
            for key, number in known.items()
            for word, bit in (place_of(number),)
            if int(self.vectors[f"{name}_{word}"][row]) >> bit & 1
        ]

    def mask(self, choice: Choice) -> Mask | None:
        """Answer who is chosen, apart from names; null for all."""
        parts = list(self._parts(choice))
        if not parts:
            return None
        mask = parts[0]
        for part in parts[1:]:
            mask = mask & part
        return mask

    def _parts(self, choice: Choice) -> Iterator[Mask]:
        vectors = self.vectors
        if choice.city is not None:
            yield self._equal("city", self.cities.get(choice.city))
        if choice.size is not None:
            known = [UNKNOWN, *self.sizes]
            yield self._equal("size", known.index(choice.size) if choice.size in known else None)
        for name, level in (("claimed_level", choice.claimed), ("proven_level", choice.proven)):
            if level is not None:
                yield self._equal(name, _level(level))
        if choice.cluster is not None:
            yield self._holds("cluster", self.clusters.get(choice.cluster))
        if choice.primary is not None:
            number = self.clusters.get(choice.primary)
            known_no = 0 if choice.primary == NO_CLUSTER else None
            yield self._equal("primary", known_no if number is None else number + 1)
        if choice.definition is not None:
            yield self._stands(self.definitions.get(choice.definition), choice.stance)
        bits = (
            choice.is_above_scale * ABOVE_SCALE | choice.is_active * ACTIVE | choice.has_gap * GAP
        )
        if bits:
            yield (vectors["flag"] & bits) == bits

    def _stands(self, number: int | None, stance: Stance) -> Mask:
        if stance is Stance.GAP:
            return self._holds("claimed", number) & ~self._holds("proven", number)
        if stance is Stance.NONE:
            return self._holds("population", number) & ~self._holds("claimed", number)
        return self._holds(stance.value, number)

    def _equal(self, name: str, number: int | None) -> Mask:
        if number is None:
            return np.zeros(self.count, dtype=np.bool_)
        return np.asarray(self.vectors[name] == number)

    def _holds(self, name: str, number: int | None) -> Mask:
        return np.zeros(self.count, dtype=np.bool_) if number is None else self.holds(name, number)


def _level(told: str) -> int | None:
    if told == UNKNOWN:
        return NOT_ASSESSED
    return int(told) if told.isascii() and told.isdigit() and len(told) < 3 else None
