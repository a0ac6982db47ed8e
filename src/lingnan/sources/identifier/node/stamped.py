"""Values of a registration from request to storage in one pass over their octets.

Takes what is good at a glance; what is not, or might not be, is left to `operation.check`, which
finds the reason. A test holds both equal. Source: RFC 3651 §3.1, Handle protocol facts §1.6–1.7.
"""

from struct import Struct
from struct import error as StructError  # noqa: N812
from typing import Final

from lingnan.sources.identifier.business.template import TEMPLATE_ID_INDEX
from lingnan.sources.identifier.node.operation.templated import is_told
from lingnan.sources.identifier.records.errors import BadValues
from lingnan.sources.identifier.records.stored import NO_VALUES, Stored, prepare
from lingnan.sources.identifier.wire.admin import AdminRecord
from lingnan.sources.identifier.wire.codes import Permission
from lingnan.sources.identifier.wire.errors import WireError
from lingnan.sources.identifier.wire.limit import MAX_VALUES
from lingnan.sources.identifier.wire.typed import HS_ADMIN

_TO_TYPE: Final = Struct(">IIBIBI").unpack_from
_STAMP: Final = Struct(">I").pack_into
_MAX_INDEX: Final = 0x7FFFFFFF
_MAX_TYPE: Final = 256
_UNKNOWN: Final = ~sum(permission.value for permission in Permission)
_PUBLIC_READ: Final = Permission.PUBLIC_READ.value
_MOST: Final = 4_096


class Stamper:
    """Checks and stamps values; remembers which types and administrators it has met."""

    def __init__(self, longest: int) -> None:
        """Take lists of at most so many octets."""
        self._longest = longest
        #: Type → whether its data may be anything.
        self._types: dict[bytes, bool] = {}
        self._admins: dict[bytes, bool] = {}

    def stamp(self, octets: bytes, now: int) -> Stored | None:
        """Answer a value list as it is stored, with the time of the server; None if in doubt."""
        size = len(octets)
        if size > self._longest or size < 30:
            return None
        count = int.from_bytes(octets[:4], "big")
        if not 1 <= count <= MAX_VALUES:
            return None
        stamped = bytearray(octets)
        types, at, is_whole = self._types, 4, True
        indexes = []
        try:
            for _ in range(count):
                index, _, ttl_type, _, permissions, length = _TO_TYPE(octets, at)
                if not 1 <= index <= _MAX_INDEX or ttl_type > 1 or permissions & _UNKNOWN:
                    return None
                _STAMP(stamped, at + 4, now)
                at += 18
                kind = octets[at : at + length]
                at += length
                if index >= TEMPLATE_ID_INDEX and is_told(index, kind.decode("latin-1")):
                    # A template has a say.
                    return None
                begin = at + 4
                length = int.from_bytes(octets[at:begin], "big")
                at = begin + length
                is_free = types.get(kind)
                if is_free is None:
                    is_free = self._meet(kind)
                if not is_free and not self._is_admin(kind, octets[begin:at]):
                    return None
                if octets[at : at + 4] != NO_VALUES:
                    return None
                at += 4
                indexes.append(index)
                if not permissions & _PUBLIC_READ:
                    is_whole = False
        except StructError:
            return None
        if at != size or len(set(indexes)) != count:
            return None
        if is_whole:
            return Stored(bytes(stamped), None)
        try:
            return prepare(bytes(stamped))
        except BadValues:
            return None

    def _meet(self, kind: bytes) -> bool:
        """Answer whether a type is one whose data may be anything: printable, not of HS_."""
        if len(self._types) >= _MOST:
            self._types.clear()
        try:
            text = kind.decode()
        except UnicodeDecodeError:
            text = ""
        is_free = 0 < len(text) <= _MAX_TYPE and text.isprintable() and kind[:3].upper() != b"HS_"
        self._types[kind] = is_free
        return is_free

    def _is_admin(self, kind: bytes, data: bytes) -> bool:
        """Answer whether a value is an HS_ADMIN that can be read."""
        if kind.upper() != HS_ADMIN.encode() or len(data) > 4_096:
            return False
        known = self._admins.get(data)
        if known is None:
            if len(self._admins) >= _MOST:
                self._admins.clear()
            try:
                AdminRecord.decode(data)
                known = True
            except WireError:
                known = False
            self._admins[data] = known
        return known
