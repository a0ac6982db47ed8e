"""The records on which one decision rests, each read once and remembered with its revision.

The writer refuses a change when one of them has changed since, so that nobody acts on a right that
was taken away in between. Not for deciding (see authorise).
"""

from dataclasses import dataclass
from functools import cached_property

from lingnan.sources.identifier.node.operation.host import Host
from lingnan.sources.identifier.records.change import Given
from lingnan.sources.identifier.records.entry import Entry
from lingnan.sources.identifier.wire.handle import fold
from lingnan.sources.identifier.wire.value import HandleValue, decode_values


@dataclass(frozen=True)
class Record:
    """One record that is in use; `handle` is its display form."""

    entry: Entry

    @property
    def handle(self) -> str:
        """Answer the display form."""
        return self.entry.handle

    @cached_property
    def values(self) -> tuple[HandleValue, ...]:
        """Answer all values, restricted ones too."""
        return decode_values(self.entry.octets)

    def value(self, index: int) -> HandleValue | None:
        """Answer the value of an index."""
        return next((value for value in self.values if value.index == index), None)


class Basis:
    """Reads records for one decision."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self._read: dict[bytes, tuple[str, Record | None, bool]] = {}

    def record(self, handle: str) -> Record | None:
        """Answer a record; None when there is none or it is withheld."""
        _, record, is_withheld = self._look(handle)
        return None if is_withheld else record

    def is_withheld(self, handle: str) -> bool:
        """Answer whether a record exists and is out of use, by itself or with its prefix."""
        return self._look(handle)[2]

    def withheld_or_not(self, handle: str) -> Record | None:
        """Answer a record even if it is withheld."""
        return self._look(handle)[1]

    @property
    def is_whole(self) -> bool:
        """Answer whether all records that were read are there and in use.

        Then the decision rests on them alone: nothing was asked of another service.
        """
        return all(
            record is not None and not is_withheld for _, record, is_withheld in self._read.values()
        )

    @property
    def givens(self) -> tuple[Given, ...]:
        """Answer what was read as preconditions of a change."""
        return tuple(
            Given(handle, 0, 0)
            if record is None
            else Given(handle, record.entry.record_no, record.entry.revision)
            for handle, record, _ in self._read.values()
        )

    def _look(self, handle: str) -> tuple[str, Record | None, bool]:
        key = fold(handle)
        found = self._read.get(key)
        if found is None:
            self.host.reader.renew()
            entry = self.host.reader.entry(handle)
            record = None if entry is None else Record(entry)
            is_withheld = entry is not None and (entry.is_withheld or not self.host.is_shown(key))
            found = self._read[key] = handle, record, is_withheld
        return found
