"""The sample's assumptions, read from the pack by their short names.

Every number that shapes a sample province stands in the pack as `sample.<name>`; a number in code
is either published, a standard, or arithmetic. Not for judging assumptions: packs.check does.
"""

import zlib
from decimal import Decimal

import numpy as np

from lingnan.packs import Pack
from lingnan.sample.errors import MissingAssumption

PREFIX = "sample."


class Assumptions:
    """The values of a pack's `sample.*` assumptions."""

    def __init__(self, pack: Pack) -> None:
        self._pack_id = pack.id
        self._values = {
            item.id.removeprefix(PREFIX): item.value
            for item in pack.assumptions
            if item.id.startswith(PREFIX)
        }

    def exact(self, name: str) -> Decimal:
        """The value as it is written in the pack. Raises: MissingAssumption."""
        value = self._values.get(name)
        if value is None:
            raise MissingAssumption(pack=self._pack_id, id=f"{PREFIX}{name}")
        return value

    def real(self, name: str) -> float:
        """The value as a float, for draws. Raises: MissingAssumption."""
        return float(self.exact(name))

    def count(self, name: str) -> int:
        """The value as a whole number. Raises: MissingAssumption."""
        return int(self.exact(name))

    def group(self, name: str) -> dict[str, Decimal]:
        """All values `sample.<name>.<key>` by key, in the order of the pack.

        Raises: MissingAssumption when there is none.
        """
        start = f"{name}."
        found = {
            key.removeprefix(start): value
            for key, value in self._values.items()
            if key.startswith(start)
        }
        if not found:
            raise MissingAssumption(pack=self._pack_id, id=f"{PREFIX}{start}*")
        return found


def stream(seed: int, topic: str, part: int = 0) -> np.random.Generator:
    """A random stream for each topic and part, so that parts can be made in any order."""
    return np.random.default_rng([seed, zlib.crc32(topic.encode()), part])
