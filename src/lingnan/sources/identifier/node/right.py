"""Rights to register that were found, so that the next registration need not look again.

Each rests on records as they were read. They are not read again: they go to the writer as
preconditions, which refuses what rests on a record that has changed since; then the right is
forgotten and found anew. Not for finding one (see operation.create).
"""

from typing import Final

from lingnan.sources.identifier.node.model import Proven
from lingnan.sources.identifier.records.change import Given

_MOST: Final = 4_096


class Right:
    """That somebody may register under a prefix, as long as some records stay as they are."""

    __slots__ = ("givens", "is_gone")

    def __init__(self, givens: tuple[Given, ...]) -> None:
        self.givens = givens
        self.is_gone = False


class Rights:
    """The rights of one process, by who was proved and the folded prefix."""

    def __init__(self) -> None:
        self._found: dict[tuple[Proven, bytes], Right] = {}

    def __len__(self) -> int:
        return len(self._found)

    def add(self, proven: Proven, prefix: bytes, givens: tuple[Given, ...]) -> None:
        """Remember a right."""
        known = self._found.get((proven, prefix))
        if known is not None and known.givens == givens and not known.is_gone:
            return
        if known is not None:
            known.is_gone = True
        elif len(self._found) >= _MOST:
            self.clear()
        self._found[proven, prefix] = Right(givens)

    def find(self, proven: Proven, prefix: bytes) -> Right | None:
        """Answer a right that was found."""
        return self._found.get((proven, prefix))

    def clear(self) -> None:
        """Forget all."""
        for right in self._found.values():
            right.is_gone = True
        self._found.clear()
