"""How the sums of a model share a few 64-bit words, so that a batch adds up few columns.

Every sum has a known bound, so each gets a field wide enough that no carry leaves it. Adding words
then adds all fields at once. Not for what the sums mean: see program.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from lingnan.diagnosis.item import level_of, points
from lingnan.diagnosis.model import Item, Model
from lingnan.diagnosis.program import Program

#: Bits used of a word; the sign bit and one more stay free.
WORD_BITS = 62


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a sum lies: value = ((word >> shift) & mask) x unit."""

    word: int
    shift: int
    mask: int
    unit: int


@dataclass(frozen=True, slots=True)
class Layout:
    """All slots: of the accumulators, of the counts (all, mandatory), of the number of answers."""

    sums: tuple[Slot, ...]
    counts: tuple[tuple[Slot, Slot], ...]
    answered: Slot
    words_count: int


def lay_out(model: Model, program: Program) -> Layout:
    """Give every sum of a program its place."""
    shelf = _Shelf()
    sums = [shelf.place(part.most // part.unit, part.unit) for part in program.accumulators]
    counts = []
    for count in program.counts:
        group = [item for item in model.items if item.group == count.group]
        mandatory = sum(item.is_mandatory for item in group)
        counts.append((shelf.place(len(group)), shelf.place(mandatory)))
    answered = shelf.place(len(model.items))
    return Layout(tuple(sums), tuple(counts), answered, shelf.word + 1)


def pack(layout: Layout, program: Program, item: Item, code: str) -> list[int]:
    """The words that one answer adds."""
    words = [0] * layout.words_count
    earned = points(item, code)
    for slot, part in zip(layout.sums, program.accumulators, strict=True):
        _put(words, slot, earned * part.multipliers[item.number])
    for (every, mandatory), count in zip(layout.counts, program.counts, strict=True):
        if item.group == count.group and level_of(item, code) >= count.level:
            _put(words, every, 1)
            _put(words, mandatory, int(item.is_mandatory))
    _put(words, layout.answered, 1)
    return words


def _put(words: list[int], slot: Slot, value: int) -> None:
    words[slot.word] += (value // slot.unit) << slot.shift


class _Shelf:
    """Fills words from the low bits up."""

    def __init__(self) -> None:
        self.word = 0
        self.used = 0

    def place(self, most: int, unit: int = 1) -> Slot:
        """A slot for values up to `most` units."""
        bits = max(1, most.bit_length())
        if self.used + bits > WORD_BITS:
            self.word, self.used = self.word + 1, 0
        slot = Slot(self.word, self.used, (1 << bits) - 1, unit)
        self.used += bits
        return slot


def word_names(count: int) -> Sequence[str]:
    """The names of the word columns."""
    return [f"word_{number}" for number in range(count)]
