"""Read and write the four shapes that make every structure: integer, string, octets, list.

All integers are unsigned and big-endian; a string or an octet field is a four-octet length and the
octets; a list is a four-octet count and the items (RFC 3652 §2.1, Handle protocol facts §1). Not
for the meaning of a field.
"""

from collections.abc import Callable, Iterable
from struct import Struct
from struct import error as StructError  # noqa: N812
from typing import Final, TypeVar

from lingnan.sources.identifier.wire.errors import NotText, OutOfRange, Surplus, TooLong, Truncated
from lingnan.sources.identifier.wire.limit import MAX_ARRAY, MAX_HANDLE

Item = TypeVar("Item")

INT2: Final = Struct(">H")
INT4: Final = Struct(">I")
EMPTY: Final = b"\0\0\0\0"


class Reader:
    """Reads one structure from octets, from left to right, never beyond their end.

    Raises:
        WireError: any method, when the octets do not hold what is asked for; nothing else.
    """

    __slots__ = ("at", "end", "source")

    def __init__(self, source: bytes, at: int = 0, end: int | None = None) -> None:
        self.source = source
        self.at = at
        self.end = len(source) if end is None else min(end, len(source))

    @property
    def left(self) -> int:
        """Answer how many octets are not read yet."""
        return self.end - self.at

    def raw(self, length: int) -> bytes:
        """Read octets that have no length before them."""
        start = self.at
        stop = start + length
        if stop > self.end:
            raise Truncated(offset=start, need=length, have=self.end - start)
        self.at = stop
        return self.source[start:stop]

    def rest(self) -> bytes:
        """Read all that is left."""
        return self.raw(self.left)

    def int1(self) -> int:
        """Read an integer of one octet."""
        at = self.at
        if at >= self.end:
            raise Truncated(offset=at, need=1, have=0)
        self.at = at + 1
        return self.source[at]

    def int2(self) -> int:
        """Read an integer of two octets."""
        return int.from_bytes(self.raw(2), "big")

    def int4(self) -> int:
        """Read an integer of four octets."""
        start = self.at
        stop = start + 4
        if stop > self.end:
            raise Truncated(offset=start, need=4, have=self.end - start)
        self.at = stop
        number: int = INT4.unpack_from(self.source, start)[0]
        return number

    def fields(self, shape: Struct) -> tuple[int, ...]:
        """Read several integers at once."""
        start = self.at
        stop = start + shape.size
        if stop > self.end:
            raise Truncated(offset=start, need=shape.size, have=self.end - start)
        self.at = stop
        return shape.unpack_from(self.source, start)

    def octets(self, limit: int = MAX_ARRAY) -> bytes:
        """Read a length and as many octets."""
        # Written out rather than composed: most octets of any message pass through here.
        start = self.at + 4
        if start > self.end:
            raise Truncated(offset=self.at, need=4, have=self.end - self.at)
        length = INT4.unpack_from(self.source, self.at)[0]
        if length > limit:
            raise TooLong(field="length", value=length, limit=limit)
        stop = start + length
        if stop > self.end:
            raise Truncated(offset=start, need=length, have=self.end - start)
        self.at = stop
        return self.source[start:stop]

    def text(self, limit: int = MAX_ARRAY) -> str:
        """Read a length and as many octets of UTF-8."""
        start = self.at
        try:
            return self.octets(limit).decode()
        except UnicodeDecodeError:
            raise NotText(offset=start) from None

    def handle(self) -> str:
        """Read a string that is no longer than a handle may be."""
        return self.text(MAX_HANDLE)

    def items(
        self, read: Callable[["Reader"], Item], *, least: int, limit: int = MAX_ARRAY
    ) -> tuple[Item, ...]:
        """Read a count and as many items.

        Args:
            read: reads one item. least: the fewest octets that one item takes; a count for which
                the octets cannot suffice is refused before anything is reserved for it.
        """
        count = self.int4()
        if count == 0:
            return ()
        if count > limit:
            raise TooLong(field="count", value=count, limit=limit)
        if count * least > self.left:
            raise Truncated(offset=self.at, need=count * least, have=self.left)
        return tuple([read(self) for _ in range(count)])

    def int4s(self, limit: int = MAX_ARRAY) -> tuple[int, ...]:
        """Read a count and as many integers of four octets."""
        count = self.int4()
        if count == 0:
            return ()
        if count > limit:
            raise TooLong(field="count", value=count, limit=limit)
        return tuple([number for (number,) in INT4.iter_unpack(self.raw(4 * count))])

    def texts(self, limit: int = MAX_ARRAY) -> tuple[str, ...]:
        """Read a count and as many strings."""
        return self.items(Reader.text, least=4, limit=limit)

    def finish(self) -> None:
        """Raise `Surplus` unless all is read."""
        if self.at != self.end:
            raise Surplus(offset=self.at, surplus=self.end - self.at)


def pack_int1(value: int, field: str = "int1") -> bytes:
    """Write an integer of one octet."""
    if not 0 <= value <= 0xFF:
        raise OutOfRange(field=field, value=value, width=1)
    return bytes((value,))


def pack_int2(value: int, field: str = "int2") -> bytes:
    """Write an integer of two octets."""
    try:
        return INT2.pack(value)
    except StructError:
        raise OutOfRange(field=field, value=value, width=2) from None


def pack_int4(value: int, field: str = "int4") -> bytes:
    """Write an integer of four octets."""
    try:
        return INT4.pack(value)
    except StructError:
        raise OutOfRange(field=field, value=value, width=4) from None


def pack_fields(shape: Struct, field: str, *values: int) -> bytes:
    """Write several integers at once; `field` names the structure in an error."""
    try:
        return shape.pack(*values)
    except StructError:
        raise OutOfRange(field=field, value=values, width=shape.size) from None


def pack_octets(value: bytes, limit: int = MAX_ARRAY) -> bytes:
    """Write a length and the octets."""
    length = len(value)
    if length > limit:
        raise TooLong(field="length", value=length, limit=limit)
    return INT4.pack(length) + value


def pack_text(value: str, limit: int = MAX_ARRAY) -> bytes:
    """Write a length and the text in UTF-8."""
    try:
        return pack_octets(value.encode(), limit)
    except UnicodeEncodeError as failure:
        raise NotText(offset=failure.start) from None


def pack_handle(value: str) -> bytes:
    """Write a string that may be no longer than a handle."""
    return pack_text(value, MAX_HANDLE)


def pack_items(items: Iterable[bytes], limit: int = MAX_ARRAY) -> bytes:
    """Write a count and the items, each written already."""
    written = list(items)
    if len(written) > limit:
        raise TooLong(field="count", value=len(written), limit=limit)
    return INT4.pack(len(written)) + b"".join(written)


def pack_int4s(values: Iterable[int]) -> bytes:
    """Write a count and the integers of four octets."""
    return pack_items(pack_int4(value, "index") for value in values)


def pack_texts(values: Iterable[str]) -> bytes:
    """Write a count and the strings."""
    return pack_items(pack_text(value) for value in values)
