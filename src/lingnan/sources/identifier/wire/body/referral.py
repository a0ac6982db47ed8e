"""Body of answers that send the client elsewhere: 302 service, 303 prefix (RFC 3652 §3.4).

Not for following them (see resolver).
"""

from dataclasses import dataclass
from typing import Self

from lingnan.sources.identifier.wire.body.shape import Body
from lingnan.sources.identifier.wire.octets import Reader, pack_handle
from lingnan.sources.identifier.wire.value import HandleValue, encode_values, read_values


@dataclass(frozen=True, slots=True)
class Referral(Body):
    """Names a handle that holds site values, or gives the values themselves.

    Attributes:
        handle: may be empty. values: HS_SITE, HS_SERV and the like; None when the list is absent.

    Source: RFC 3652 §3.4, Handle protocol facts §1.9.
    """

    handle: str
    values: tuple[HandleValue, ...] | None = None

    def write(self) -> bytes:
        """Write the handle, and the values unless they are absent (RFC 3652 §3.4)."""
        name = pack_handle(self.handle)
        return name if self.values is None else name + encode_values(self.values)

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """Read the handle, and the values if they are there (RFC 3652 §3.4)."""
        handle = reader.handle()
        return cls(handle, read_values(reader) if reader.left else None)
