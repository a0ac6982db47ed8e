"""One record as it lies in LMDB: a head, the answer to anybody, all values if some are secret.

    record_no int8 · revision int4 · flags int1 · answer length int4 · answer · [all values]

The answer is the tail of a resolve response's body: handle str, list of public values (Handle
protocol facts §1.9). All values follow only when some are restricted; else the answer's list is
all of them. Not for reading a file (see reader).
"""

from dataclasses import dataclass
from struct import Struct
from typing import Final

from lingnan.sources.identifier.records.stored import Stored

HEAD: Final = Struct(">QIBI")
HEAD_LENGTH: Final = HEAD.size
FLAGS_AT: Final = 12
HAS_RESTRICTED: Final = 1
#: Suspended by the business side: nobody sees it, yet its name is taken.
WITHHELD: Final = 2
IN_USE: Final = 1
_INT4: Final = Struct(">I")


@dataclass(frozen=True, slots=True)
class Entry:
    """One record, decoded from its entry.

    Attributes:
        handle: display form. octets: all values as a list on the wire. public: those that anybody
            may read, as such a list. revision: 1 when registered, one more with each change.
        is_withheld: the business side has taken it out of resolution.
    """

    record_no: int
    revision: int
    handle: str
    octets: bytes
    public: bytes
    is_withheld: bool


def encode_entry(
    record_no: int, revision: int, handle: bytes, values: Stored, *, is_withheld: bool = False
) -> bytes:
    """Write an entry; `handle` is the display form in UTF-8."""
    octets, public = values
    flags = WITHHELD if is_withheld else 0
    size = _INT4.pack(len(handle))
    if public is None:
        length = 4 + len(handle) + len(octets)
        return b"".join((HEAD.pack(record_no, revision, flags, length), size, handle, octets))
    length = 4 + len(handle) + len(public)
    head = HEAD.pack(record_no, revision, flags | HAS_RESTRICTED, length)
    return b"".join((head, size, handle, public, octets))


def decode_entry(octets: bytes | memoryview) -> Entry:
    """Read an entry, copying it out of the file."""
    whole = bytes(octets)
    record_no, revision, flags, length = HEAD.unpack_from(whole)
    end = HEAD_LENGTH + length
    size = int.from_bytes(whole[HEAD_LENGTH : HEAD_LENGTH + 4], "big")
    begin = HEAD_LENGTH + 4 + size
    public = whole[begin:end]
    return Entry(
        record_no,
        revision,
        whole[HEAD_LENGTH + 4 : begin].decode(),
        whole[end:] if flags & HAS_RESTRICTED else public,
        public,
        bool(flags & WITHHELD),
    )


def number_in(octets: bytes | memoryview) -> int:
    """Answer the record number in an entry without decoding the rest."""
    return int.from_bytes(octets[:8], "big")
