"""The quick way: a plain public question about a whole record, answered from kept octets.

What is not known at a glance takes the general way: other flags, parts of a record, answers that
are due to be fetched anew, names on a list. A test holds both ways equal. Not for records of a node
(see node.plain, whose shape of a request this is).

Source: RFC 3652 §3.2, Handle protocol facts §1.2, §1.3, §1.9, §1.19.
"""

from struct import Struct
from typing import Final

from lingnan.sources.identifier.resolver.question import Key
from lingnan.sources.identifier.resolver.recursion import Recursion
from lingnan.sources.identifier.wire.codes import Flag, Operation, Response
from lingnan.sources.identifier.wire.envelope import Envelope
from lingnan.sources.identifier.wire.errors import WireError
from lingnan.sources.identifier.wire.limit import MAX_HANDLE
from lingnan.sources.identifier.wire.site import SiteInfo
from lingnan.sources.identifier.wire.version import CURRENT, DO_IRP, answer_version

#: Before the handle: envelope, header, its length; after it: no indexes, types, credential.
_BEFORE: Final = 48
_AFTER: Final = bytes(12)
_SHORTEST: Final = _BEFORE + len(_AFTER) + 3
_LONGEST: Final = _BEFORE + MAX_HANDLE + len(_AFTER)
#: Version and session; request; sequence, length; operation to reserved; expiry; body, name.
_FIXED: Final = Struct(">8s4sII16s4sII").unpack_from
_ANSWER: Final = Struct(">8s4sII16s4sI").pack
#: Octets of header and length of the credential.
_REST: Final = 28
_NO_CREDENTIAL: Final = bytes(4)
_MAX_HEADS: Final = 4_096
#: Flags that change nothing about a kept public answer but are echoed.
_HARMLESS: Final = (
    Flag.RECURSIVE | Flag.CACHE_CERTIFIED | Flag.KEEP_ALIVE | Flag.PUBLIC_ONLY | Flag.NO_REFERRAL
).value
_Head = tuple[bytes, bytes]


class QuickWay:
    """Answers from the cache of one resolver."""

    def __init__(self, recursion: Recursion, site: SiteInfo) -> None:
        policy = recursion.policy
        self._recursion = recursion
        self._serial = site.serial.to_bytes(2, "big")
        self._heads: dict[bytes, _Head | None] = {}
        self._limit = policy.recursion_limit
        self._is_off = policy.identifier_per_second is not None
        self._forced, self._blocked = policy.forced, policy.blocked

    def renew(self) -> None:
        """Do nothing: the cache is always the newest."""

    def rest(self) -> None:
        """Do nothing: nothing is held."""

    def answer(self, packet: bytes) -> bytes | None:
        """Answer one whole request with its envelope; None when it is for the general way."""
        length = len(packet)
        if self._is_off or not _SHORTEST <= length <= _LONGEST or not packet.endswith(_AFTER):
            return None
        start, number, sequence, told, middle, expires, body, name = _FIXED(packet)
        try:
            head = self._heads[start + middle]
        except KeyError:
            head = self._learn(start + middle)
        if head is None or sequence or told != length - 20:
            return None
        if body != length - 48 or name != length - 60:
            return None
        octets = self._kept(packet[_BEFORE : -len(_AFTER)].upper())
        if octets is None:
            return None
        size = len(octets)
        envelope, header = head
        return (
            _ANSWER(envelope, number, 0, size + _REST, header, expires, size)
            + octets
            + _NO_CREDENTIAL
        )

    def _kept(self, folded: bytes) -> bytes | None:
        recursion = self._recursion
        now = recursion.clock()
        entry = recursion.cache.get(Key(folded), now)
        if entry is None or entry.response != Response.SUCCESS or recursion.is_due(entry, now):
            return None
        if folded in self._forced or (self._blocked and folded.decode() in self._blocked):
            return None
        entry.hits += 1
        recursion.counters.add("hit")
        return entry.at(now)

    def _learn(self, key: bytes) -> _Head | None:
        if len(self._heads) >= _MAX_HEADS:
            self._heads.clear()
        head = self._heads[key] = self._head_of(key)
        return head

    def _head_of(self, key: bytes) -> _Head | None:
        """Answer how an answer to such a request begins; None if it is no plain question."""
        try:
            asked = Envelope.decode(key[:8] + bytes(12))
            version = answer_version(asked.version)
        except WireError:
            return None
        if asked.session_id or asked.is_compressed or asked.is_encrypted or asked.is_truncated:
            return None
        operation, response, flags = (int.from_bytes(key[at : at + 4], "big") for at in (8, 12, 16))
        recursion, reserved = key[22], key[23]
        if operation != Operation.RESOLVE or response or flags & ~_HARMLESS or reserved:
            return None
        if not flags & Flag.PUBLIC_ONLY or recursion >= self._limit:
            return None
        suggested = DO_IRP if version[0] == DO_IRP[0] else CURRENT
        envelope = Envelope(
            *version, 0, 0, suggested_major=suggested[0], suggested_minor=suggested[1]
        )
        header = (
            Operation.RESOLVE.value.to_bytes(4, "big")
            + Response.SUCCESS.value.to_bytes(4, "big")
            + flags.to_bytes(4, "big")
            + self._serial
            + bytes((recursion, 0))
        )
        return envelope.encode()[:8], header
