"""Bodies of resolution: what is asked for, and the values found (RFC 3652 §3.2).

Not for referrals and errors, which answer instead (see referral, failure).
"""

from dataclasses import dataclass
from typing import Self

from lingnan.sources.identifier.wire.body.shape import Body
from lingnan.sources.identifier.wire.octets import Reader, pack_handle, pack_int4s, pack_texts
from lingnan.sources.identifier.wire.value import (
    HandleValue,
    encode_values,
    read_values,
    select_values,
)


@dataclass(frozen=True, slots=True)
class ResolveRequest(Body):
    """Asks for values of a handle, by index or type; both empty means all (RFC 3652 §3.2.1)."""

    handle: str
    indexes: tuple[int, ...] = ()
    types: tuple[str, ...] = ()

    def select(self, values: tuple[HandleValue, ...]) -> tuple[HandleValue, ...]:
        """Answer those of the values that are asked for, whatever their permissions."""
        return select_values(values, self.indexes, self.types)

    def write(self) -> bytes:
        """Write handle, indexes, types (RFC 3652 §3.2.1)."""
        return pack_handle(self.handle) + pack_int4s(self.indexes) + pack_texts(self.types)

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """Read handle, indexes, types (RFC 3652 §3.2.1)."""
        return cls(reader.handle(), reader.int4s(), reader.texts())


@dataclass(frozen=True, slots=True)
class ResolveResponse(Body):
    """Tells the values of a handle (RFC 3652 §3.2.2)."""

    handle: str
    values: tuple[HandleValue, ...]

    def write(self) -> bytes:
        """Write handle and values (RFC 3652 §3.2.2)."""
        return pack_handle(self.handle) + encode_values(self.values)

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """Read handle and values (RFC 3652 §3.2.2)."""
        return cls(reader.handle(), read_values(reader))
