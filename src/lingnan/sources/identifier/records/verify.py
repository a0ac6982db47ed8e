"""Whether the resolution file says what the database says.

Not for repairing: rebuild the file (see replay).
"""

from dataclasses import dataclass
from typing import Final

from lingnan.sources.identifier.records.entry import IN_USE
from lingnan.sources.identifier.records.errors import RecordsDiverged
from lingnan.sources.identifier.records.reader import RecordReader
from lingnan.sources.identifier.records.truth import RecordState, Truth

_TRIES: Final = 100
_NAMED: Final = 20


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the comparison found.

    Attributes:
        sequence: the change at which both were compared. records_count: in the database.
        shown_count: in the file. counted: by the file's own counts per prefix. different_count:
            records that are missing from the file or differ there. different: the first 20 names.
    """

    sequence: int
    records_count: int
    shown_count: int
    counted: int
    different_count: int
    different: tuple[str, ...]

    @property
    def is_equal(self) -> bool:
        """Answer whether both say the same."""
        same = self.records_count == self.shown_count == self.counted
        return same and not self.different_count


def verify(reader: RecordReader, truth: Truth) -> Agreement:
    """Compare every record, both sides as of one change, while writing may go on.

    Raises: RecordsDiverged when no common change could be caught.
    """
    sequence, mark = 0, 0
    for _ in range(_TRIES):
        pages = truth.records()
        head, page = next(pages)
        reader.renew()
        sequence, mark = reader.position()
        if (sequence, mark) == (head.sequence, head.mark):
            break
        pages.close()
    else:
        raise RecordsDiverged(
            path=reader.environment.folder, held=sequence, oldest=truth.oldest(), newest=head[0]
        )
    total, differing = 0, 0
    named: list[str] = []
    while True:
        total += len(page)
        for state in page:
            if not _is_shown(reader, state):
                differing += 1
                if len(named) < _NAMED:
                    named.append(state.handle)
        following = next(pages, None)
        if following is None:
            break
        page = following[1]
    counted = sum(reader.prefixes().values())
    return Agreement(sequence, total, reader.records_count(), counted, differing, tuple(named))


def _is_shown(reader: RecordReader, state: RecordState) -> bool:
    entry = reader.entry(state.handle)
    return entry is not None and (
        entry.record_no,
        entry.handle,
        entry.octets,
        entry.is_withheld,
        entry.revision,
    ) == (
        state.record_no,
        state.handle,
        state.octets,
        state.status != IN_USE,
        state.revision,
    )
