"""Value lists as they are stored: checked once, split into public and restricted.

The octets are those of the wire: a count, then each value (RFC 3651 §3.1, Handle protocol facts
§1.6). Checking is done by whoever hands values to the writer, in the caller's process, because the
writer is one process for all. Not for what a value means (see wire.value).
"""

from struct import Struct
from struct import error as StructError  # noqa: N812
from typing import Final, NamedTuple

from lingnan.sources.identifier.records.errors import BadValues
from lingnan.sources.identifier.wire.codes import Response
from lingnan.sources.identifier.wire.limit import MAX_VALUES

_TO_TYPE: Final = Struct(">IIBIBI").unpack_from
_INT4: Final = Struct(">I")
_PUBLIC_READ: Final = 2
_PERMISSIONS_AT: Final = 13
NO_VALUES: Final = b"\0\0\0\0"


class Stored(NamedTuple):
    """A checked value list.

    Attributes:
        octets: all values. public: the list of those that anybody may read, or None when that is
            all of them.
    """

    octets: bytes
    public: bytes | None


def prepare(octets: bytes) -> Stored:
    """Check a value list and split it.

    Raises:
        BadValues: 4 when the octets are no list, 202 for index 0, an index twice, too many values.
    """
    count = _count(octets)
    indexes: list[int] = []
    restricted: list[tuple[int, int]] = []
    at = 4
    try:
        for _ in range(count):
            start = at
            index, _, _, _, permissions, length = _TO_TYPE(octets, at)
            at += 18 + length
            at += 4 + int.from_bytes(octets[at : at + 4], "big")
            references = octets[at : at + 4]
            at += 4
            if references != NO_VALUES:
                at = _after_references(octets, at, references)
            indexes.append(index)
            if not permissions & _PUBLIC_READ:
                restricted.append((start, at))
    except StructError:
        raise _broken() from None
    if at != len(octets):
        raise _broken()
    _check_indexes(indexes)
    if not restricted:
        return Stored(octets, None)
    kept: list[bytes] = [_INT4.pack(count - len(restricted))]
    at = 4
    for start, stop in restricted:
        kept.append(octets[at:start])
        at = stop
    kept.append(octets[at:])
    return Stored(octets, b"".join(kept))


def parts(octets: bytes) -> dict[int, bytes]:
    """Answer the octets of each value by its index, in their order.

    Limits: the list has been checked by `prepare`.
    """
    found: dict[int, bytes] = {}
    at = 4
    for _ in range(_count(octets)):
        start = at
        index, _, _, _, _, length = _TO_TYPE(octets, at)
        at += 18 + length
        at += 4 + int.from_bytes(octets[at : at + 4], "big")
        references = octets[at : at + 4]
        at += 4
        if references != NO_VALUES:
            at = _after_references(octets, at, references)
        found[index] = octets[start:at]
    return found


def join(values: dict[int, bytes]) -> Stored:
    """Make a list of values again, split into public and restricted."""
    public = [value for value in values.values() if value[_PERMISSIONS_AT] & _PUBLIC_READ]
    octets = _INT4.pack(len(values)) + b"".join(values.values())
    if len(public) == len(values):
        return Stored(octets, None)
    return Stored(octets, _INT4.pack(len(public)) + b"".join(public))


def _count(octets: bytes) -> int:
    if len(octets) < 4:
        raise _broken()
    count: int = _INT4.unpack_from(octets)[0]
    if count > MAX_VALUES:
        raise BadValues(
            response=Response.INVALID_VALUE, indexes=(), reason=f"{count} > {MAX_VALUES} values"
        )
    return count


def _after_references(octets: bytes, at: int, count: bytes) -> int:
    for _ in range(int.from_bytes(count, "big")):
        if at + 8 > len(octets):
            raise _broken()
        at += 8 + int.from_bytes(octets[at : at + 4], "big")
    return at


def _check_indexes(indexes: list[int]) -> None:
    if 0 in indexes:
        raise BadValues(response=Response.INVALID_VALUE, indexes=(0,), reason="index 0")
    if len(set(indexes)) != len(indexes):
        twice = tuple(sorted({index for index in indexes if indexes.count(index) > 1}))
        raise BadValues(response=Response.INVALID_VALUE, indexes=twice, reason="an index twice")


def _broken() -> BadValues:
    return BadValues(response=Response.PROTOCOL_ERROR, indexes=(), reason="no list of values")
