"""Data of an HS_ADMIN value: who may administer a handle, and how far.

Source: RFC 3651 §3.2.1, Handle protocol facts §1.7. Not for deciding about a request (see node).
"""

from dataclasses import dataclass
from typing import Final

from lingnan.sources.identifier.wire.errors import Surplus
from lingnan.sources.identifier.wire.octets import Reader, pack_handle, pack_int2, pack_int4
from lingnan.sources.identifier.wire.reference import Reference

_LEGACY_TAIL: Final = 2


@dataclass(frozen=True, slots=True)
class AdminRecord:
    """One administrator.

    Attributes:
        rights: mask of `AdminRight`. handle, index: who proves himself; index 0 means any index.
        tail: empty, or the two surplus octets that old software wrote.

    Source: RFC 3651 §3.2.1.
    """

    rights: int
    handle: str
    index: int
    tail: bytes = b""

    @property
    def reference(self) -> Reference:
        """Answer the value with which the administrator proves himself."""
        return Reference(self.handle, self.index)

    @property
    def is_legacy(self) -> bool:
        """Answer whether the record has the old, longer form."""
        return bool(self.tail)

    def encode(self) -> bytes:
        """Write the data of the value (RFC 3651 §3.2.1)."""
        return b"".join(
            (
                pack_int2(self.rights, "permissions"),
                pack_handle(self.handle),
                pack_int4(self.index, "index"),
                self.tail,
            )
        )

    @classmethod
    def decode(cls, octets: bytes) -> "AdminRecord":
        """Read the data of the value, in the old form too (RFC 3651 §3.2.1).

        Raises:
            WireError: the octets are no such record.
        """
        reader = Reader(octets)
        rights, handle, index = reader.int2(), reader.handle(), reader.int4()
        tail = reader.rest()
        if len(tail) not in (0, _LEGACY_TAIL):
            raise Surplus(offset=reader.at - len(tail), surplus=len(tail))
        return cls(rights, handle, index, tail)
