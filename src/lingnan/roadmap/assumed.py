"""The assumptions a roadmap rests on, read from the pack by name. Not for their values: content."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from lingnan.packs import Pack
from lingnan.packs.content import Assumption

SIZES = ("micro", "small", "medium", "large")
PREFIX = "roadmap."


@dataclass(frozen=True, slots=True)
class Assumed:
    """Named numbers of one pack; every one that is asked for is a name in `PREFIX`."""

    pack: Pack

    def number(self, name: str) -> Decimal:
        """The value of `roadmap.<name>`. Raises: PackLookupError."""
        return self.pack.assumption(PREFIX + name).value

    def whole(self, name: str) -> int:
        """The value as a whole number."""
        return int(self.number(name))

    def share_ppm(self, name: str) -> int:
        """A share in parts per million."""
        return int(self.number(name) * 1_000_000)

    def by_size(self, name: str) -> list[int]:
        """`<name>.<size>` for every size class, in the order of SIZES."""
        return [self.whole(f"{name}.{size}") for size in SIZES]

    def all(self) -> Iterator[Assumption]:
        """Every assumption of this room, for the answer."""
        return (each for each in self.pack.assumptions if each.id.startswith(PREFIX))
