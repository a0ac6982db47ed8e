"""Bodies of requests that change a handle, and of the answer to creating one (RFC 3652 §3.6)."""

from dataclasses import dataclass
from typing import Self

from lingnan.sources.identifier.wire.body.shape import Body
from lingnan.sources.identifier.wire.octets import Reader, pack_handle, pack_int4s
from lingnan.sources.identifier.wire.value import HandleValue, encode_values, read_values


@dataclass(frozen=True, slots=True)
class ValuesRequest(Body):
    """Creates a handle, or adds or modifies values of one (RFC 3652 §3.6.1, §3.6.3, §3.6.4)."""

    handle: str
    values: tuple[HandleValue, ...]

    def write(self) -> bytes:
        """Write handle and values (RFC 3652 §3.6)."""
        return pack_handle(self.handle) + encode_values(self.values)

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """Read handle and values (RFC 3652 §3.6)."""
        return cls(reader.handle(), read_values(reader))


@dataclass(frozen=True, slots=True)
class RemoveRequest(Body):
    """Removes the values of some indexes from a handle (RFC 3652 §3.6.2)."""

    handle: str
    indexes: tuple[int, ...]

    def write(self) -> bytes:
        """Write handle and indexes (RFC 3652 §3.6)."""
        return pack_handle(self.handle) + pack_int4s(self.indexes)

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """Read handle and indexes (RFC 3652 §3.6)."""
        return cls(reader.handle(), reader.int4s())


@dataclass(frozen=True, slots=True)
class CreateResponse(Body):
    """Tells which handle was created, needed when the server chose its suffix; None is allowed.

    Source: Handle protocol facts §1.9.
    """

    handle: str | None

    def write(self) -> bytes:
        """Write the handle, or nothing (Handle protocol facts §1.9)."""
        return b"" if self.handle is None else pack_handle(self.handle)

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """Read the handle, or nothing (Handle protocol facts §1.9)."""
        return cls(reader.handle() if reader.left else None)
