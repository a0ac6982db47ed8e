"""References to a value of a handle, and the list of them that makes a group (HS_VLIST).

Source: RFC 3651 §3.1 (references), §3.2.7 (HS_VLIST), Handle protocol facts §1.7. Not for following
them (see node).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from lingnan.sources.identifier.wire.octets import Reader, pack_handle, pack_int4, pack_items

LEAST: Final = 8


@dataclass(frozen=True, slots=True)
class Reference:
    """One value of one handle; index 0 where an administrator is named means any index.

    Source: RFC 3651 §3.1.
    """

    handle: str
    index: int

    def encode(self) -> bytes:
        """Write handle and index (RFC 3651 §3.1)."""
        return pack_handle(self.handle) + pack_int4(self.index, "index")

    @classmethod
    def read(cls, reader: Reader) -> "Reference":
        """Read handle and index (RFC 3651 §3.1)."""
        return cls(reader.handle(), reader.int4())


def encode_references(references: Iterable[Reference]) -> bytes:
    """Write a list of references: the data of HS_VLIST (RFC 3651 §3.2.7)."""
    return pack_items(reference.encode() for reference in references)


def decode_references(octets: bytes) -> tuple[Reference, ...]:
    """Read the data of HS_VLIST (RFC 3651 §3.2.7).

    Raises:
        WireError: the octets are no list of references.
    """
    reader = Reader(octets)
    references = reader.items(Reference.read, least=LEAST)
    reader.finish()
    return references
