"""Changes of the outbox as octets, for replicas that fetch them over HTTP.

    "LNRS" · after int8 · mark int8 · count int4 · rows
    row: sequence int8 · mark int8 · operation int1 · record_no int8 · records int4 · next int8 ·
         key bytes2 · states int4 · states
    state: record_no int8 · status int2 (signed) · revision int4 · handle bytes2 · values bytes4

All integers are big-endian. `after` and `mark` are where the asker stands, so that a stream is
never applied to a file of another history. Not for the HTTP side (see node) and not for applying
(see replica).
"""

from dataclasses import dataclass
from struct import Struct
from struct import error as StructError  # noqa: N812
from typing import Final

from lingnan.sources.identifier.records.errors import RecordsDiverged, StreamBroken
from lingnan.sources.identifier.records.truth import (
    CHANGE,
    DELETE,
    REGISTER,
    OutboxRow,
    RecordState,
    Truth,
)

_MAGIC: Final = int.from_bytes(b"LNRS", "big")
_HEAD: Final = Struct(">IQQI")
_ROW: Final = Struct(">QQBQIQHI")
_STATE: Final = Struct(">QhIHI")
_OPERATIONS: Final = (REGISTER, CHANGE, DELETE)


@dataclass(frozen=True, slots=True)
class Stream:
    """A piece of the outbox: what follows change `after`, whose mark is `mark`."""

    after: int
    mark: int
    changes: tuple[tuple[OutboxRow, list[RecordState]], ...]


def read_stream(truth: Truth, after: int, mark: int, *, records: int = 20_000) -> bytes:
    """Answer the changes behind a replica's position as octets; few when it is up to date.

    Args:
        after, mark: the replica's position; (0, 0) for an empty file. records: about how many
            records at most.

    Raises:
        RecordsDiverged: the position is not of this history, or the outbox is trimmed beyond it.
    """
    oldest = truth.oldest()
    is_start = after == 0 and oldest in {0, 1}
    if not is_start and truth.mark_at(after) != mark:
        raise RecordsDiverged(
            path="replica", held=after, oldest=oldest, newest=truth.head().sequence
        )
    return encode_stream(Stream(after, mark, tuple(truth.changes(after, records=records))))


def encode_stream(stream: Stream) -> bytes:
    """Write a stream."""
    pieces = [_HEAD.pack(_MAGIC, stream.after, stream.mark, len(stream.changes))]
    for row, states in stream.changes:
        key = bytes(row.folded_key or b"")
        pieces += (
            _ROW.pack(
                row.sequence,
                row.mark,
                _OPERATIONS.index(row.operation),
                row.record_no,
                row.records_count,
                row.next_record_no,
                len(key),
                len(states),
            ),
            key,
        )
        for state in states:
            name = state.handle.encode()
            pieces += (
                _STATE.pack(
                    state.record_no, state.status, state.revision, len(name), len(state.octets)
                ),
                name,
                state.octets,
            )
    return b"".join(pieces)


def decode_stream(octets: bytes) -> Stream:
    """Read a stream.

    Raises: StreamBroken.
    """
    reader = _Cursor(octets)
    try:
        magic, after, mark, count = reader.fields(_HEAD)
        if magic != _MAGIC:
            raise StreamBroken(offset=0, reason=f"{magic:#x}")
        changes = tuple(_read_change(reader) for _ in range(count))
    except (StructError, IndexError, UnicodeDecodeError) as problem:
        raise StreamBroken(offset=reader.at, reason=problem) from problem
    if reader.at != len(octets):
        raise StreamBroken(offset=reader.at, reason=f"+{len(octets) - reader.at}")
    return Stream(after, mark, changes)


class _Cursor:
    def __init__(self, octets: bytes) -> None:
        self.octets = octets
        self.at = 0

    def fields(self, shape: Struct) -> tuple[int, ...]:
        found = shape.unpack_from(self.octets, self.at)
        self.at += shape.size
        return found

    def raw(self, length: int) -> bytes:
        stop = self.at + length
        if stop > len(self.octets):
            raise StreamBroken(offset=self.at, reason=f"{length} > {len(self.octets) - self.at}")
        found = self.octets[self.at : stop]
        self.at = stop
        return found


def _read_change(reader: _Cursor) -> tuple[OutboxRow, list[RecordState]]:
    sequence, mark, operation, record_no, count, following, key_length, states = reader.fields(_ROW)
    key = reader.raw(key_length)
    row = OutboxRow(
        sequence, mark, _OPERATIONS[operation], record_no, count, key or None, following
    )
    return row, [_read_state(reader) for _ in range(states)]


def _read_state(reader: _Cursor) -> RecordState:
    record_no, status, revision, name_length, octets_length = reader.fields(_STATE)
    name = reader.raw(name_length).decode()
    return RecordState(record_no, name, reader.raw(octets_length), status, revision)
