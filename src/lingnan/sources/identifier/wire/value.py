"""One handle value, written the same on the wire and in storage.

Source: RFC 3651 §3.1, Handle protocol facts §1.6. Not for what is inside the data of a value (see
admin, reference, public_key, site) and not for its JSON form (see json_form).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from struct import Struct
from struct import error as StructError  # noqa: N812
from typing import Final

from lingnan.sources.identifier.wire import reference
from lingnan.sources.identifier.wire.codes import DEFAULT_PERMISSIONS, Permission
from lingnan.sources.identifier.wire.errors import BadField, NotText, OutOfRange, TooLong
from lingnan.sources.identifier.wire.limit import MAX_ARRAY, MAX_VALUES
from lingnan.sources.identifier.wire.octets import EMPTY, INT4, Reader
from lingnan.sources.identifier.wire.reference import Reference

DEFAULT_TTL: Final = 86_400
#: Fewest octets of one value: fixed part, empty type, empty data, no references.
LEAST: Final = 26
_FIXED: Final = Struct(">IIBIB")
_TO_TYPE: Final = Struct(">IIBIBI")


@dataclass(frozen=True, slots=True)
class HandleValue:
    """One value of a handle.

    Attributes:
        index: 1 to 2³²−1, once in a handle. type: UTF-8 name, as URL or HS_ADMIN.
        ttl: seconds, or UNIX seconds when `is_ttl_absolute`; unsigned. timestamp: UNIX seconds of
            the last change, unsigned. permissions: mask of `Permission`.
        references: further values that belong to this one; rarely used.

    Source: RFC 3651 §3.1.
    """

    index: int
    type: str
    data: bytes
    ttl: int = DEFAULT_TTL
    is_ttl_absolute: bool = False
    timestamp: int = 0
    permissions: int = DEFAULT_PERMISSIONS.value
    references: tuple[Reference, ...] = ()

    @property
    def is_public(self) -> bool:
        """Answer whether anybody may read the value."""
        return bool(self.permissions & Permission.PUBLIC_READ.value)


def encode_value(value: HandleValue) -> bytes:
    """Write one value (RFC 3651 §3.1).

    Raises:
        OutOfRange: a number does not fit its field. TooLong: data above `MAX_ARRAY` octets.
        NotText: the type cannot be written in UTF-8.
    """
    try:
        type_octets = value.type.encode()
        data = value.data
        head = _TO_TYPE.pack(
            value.index,
            value.timestamp,
            1 if value.is_ttl_absolute else 0,
            value.ttl,
            value.permissions,
            len(type_octets),
        )
    except StructError:
        numbers = (value.index, value.timestamp, value.ttl, value.permissions)
        raise OutOfRange(field="value", value=numbers, width=_FIXED.size) from None
    except UnicodeEncodeError as failure:
        raise NotText(offset=failure.start) from None
    if len(data) > MAX_ARRAY:
        raise TooLong(field="data", value=len(data), limit=MAX_ARRAY)
    tail = reference.encode_references(value.references) if value.references else EMPTY
    return b"".join((head, type_octets, INT4.pack(len(data)), data, tail))


def read_value(reader: Reader) -> HandleValue:
    """Read one value where the reader stands (RFC 3651 §3.1).

    Raises:
        WireError: the octets hold no value there.
    """
    index, timestamp, ttl_type, ttl, permissions = reader.fields(_FIXED)
    if ttl_type > 1:
        raise BadField(field="ttlType", value=ttl_type, allowed="0, 1")
    return HandleValue(
        index,
        reader.text(),
        reader.octets(),
        ttl,
        ttl_type == 1,
        timestamp,
        permissions,
        reader.items(Reference.read, least=reference.LEAST),
    )


def decode_value(octets: bytes) -> HandleValue:
    """Read one value that fills the octets.

    Raises:
        WireError: the octets are no value.

    Source: RFC 3651 §3.1.
    """
    reader = Reader(octets)
    value = read_value(reader)
    reader.finish()
    return value


def encode_values(values: Iterable[HandleValue]) -> bytes:
    """Write a count and the values, as in bodies and in storage.

    Raises:
        TooLong: more than `MAX_VALUES` values. WireError: as `encode_value`.

    Source: RFC 3651 §3.1.
    """
    written = [encode_value(value) for value in values]
    if len(written) > MAX_VALUES:
        raise TooLong(field="values", value=len(written), limit=MAX_VALUES)
    return INT4.pack(len(written)) + b"".join(written)


def read_values(reader: Reader) -> tuple[HandleValue, ...]:
    """Read a count and the values where the reader stands (RFC 3651 §3.1)."""
    return reader.items(read_value, least=LEAST, limit=MAX_VALUES)


def decode_values(octets: bytes) -> tuple[HandleValue, ...]:
    """Read a count and the values that fill the octets.

    Raises:
        WireError: the octets are no list of values.

    Source: RFC 3651 §3.1.
    """
    reader = Reader(octets)
    values = read_values(reader)
    reader.finish()
    return values


def is_type_match(value_type: str, wanted: str) -> bool:
    """Answer whether a value's type is one that a request names.

    Equal without regard to ASCII case; a request for ``X.`` means ``X`` and every ``X.…``
    (RFC 3652 §3.2.1, Handle protocol facts §1.7).
    """
    return _is_wanted(value_type, _folded_types((wanted,)))


def select_values(
    values: Iterable[HandleValue], indexes: Iterable[int] = (), types: Iterable[str] = ()
) -> tuple[HandleValue, ...]:
    """Answer the values that a resolve request asks for: by index or by type, all if by neither.

    Source: RFC 3652 §3.2.1. Limits: does not look at permissions.
    """
    by_index = frozenset(indexes)
    by_type = _folded_types(types)
    if not by_index and not by_type:
        return tuple(values)
    return tuple(
        value
        for value in values
        if value.index in by_index or (by_type and _is_wanted(value.type, by_type))
    )


def _folded_types(types: Iterable[str]) -> frozenset[bytes]:
    return frozenset(each.encode(errors="replace").upper() for each in types)


def _is_wanted(value_type: str, wanted: frozenset[bytes]) -> bool:
    # Looked up, not compared one by one: an outsider may ask for tens of thousands of types.
    have = value_type.encode(errors="replace").upper()
    if have in wanted or have + b"." in wanted:
        return True
    dot = have.find(b".")
    while dot >= 0:
        if have[: dot + 1] in wanted:
            return True
        dot = have.find(b".", dot + 1)
    return False
