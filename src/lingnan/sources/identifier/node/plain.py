"""The quick way: a plain public resolve answered from its octets, without objects of the wire.

The octets of such a request are the same but for request number, expiry and handle. So the head is
looked up as a whole, the handle cut out and folded, and the stored answer is sent with a head
before it. Whatever is not known at a glance takes the general way; a test holds both equal.

Source: RFC 3652 §3.2, Handle protocol facts §1.2, §1.3, §1.9.
"""

from functools import partial
from hashlib import md5, sha1, sha256
from struct import Struct
from typing import Final

from lingnan.sources.identifier.node.gate import Gate
from lingnan.sources.identifier.node.model import Settings
from lingnan.sources.identifier.records.entry import FLAGS_AT, HEAD, HEAD_LENGTH, WITHHELD
from lingnan.sources.identifier.records.key import LONGEST_PLAIN, record_key
from lingnan.sources.identifier.records.reader import RecordReader
from lingnan.sources.identifier.wire.codes import Flag, Operation, Response
from lingnan.sources.identifier.wire.digest import DigestAlgorithm, algorithm_of
from lingnan.sources.identifier.wire.envelope import Envelope
from lingnan.sources.identifier.wire.errors import WireError
from lingnan.sources.identifier.wire.handle import server_number
from lingnan.sources.identifier.wire.limit import MAX_HANDLE
from lingnan.sources.identifier.wire.version import CURRENT, DO_IRP, Version, answer_version

#: Envelope, header, length of the handle; then the handle; then no indexes, types, credential.
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
_NO_VALUES: Final = bytes(4)
#: Heads that were met, as clients differ in version, flags and serial.
_MAX_HEADS: Final = 4_096
#: Flags that change nothing about a public answer but are echoed.
_HARMLESS: Final = (
    Flag.AUTHORITATIVE
    | Flag.RECURSIVE
    | Flag.CACHE_CERTIFIED
    | Flag.KEEP_ALIVE
    | Flag.PUBLIC_ONLY
    | Flag.REQUEST_DIGEST
    | Flag.NO_REFERRAL
).value
_DIGESTS: Final = {
    DigestAlgorithm.MD5: md5,
    DigestAlgorithm.SHA1: sha1,
    DigestAlgorithm.SHA256: sha256,
}
_Head = tuple[bytes, bytes, DigestAlgorithm | None]


class PlainWay:
    """Answers plain public resolves of one worker.

    It reads through a transaction of its own: `renew` before a batch, once all of it has arrived,
    so that no answer misses a change that was acknowledged before its request was sent; `rest`
    after it.
    """

    def __init__(self, reader: RecordReader, settings: Settings) -> None:
        self._settings = settings
        self._servers = len(settings.site.servers)
        self._heads: dict[bytes, _Head | None] = {}
        environment = reader.environment
        self._begin = partial(environment.handle.begin, db=environment.records, buffers=False)
        self._gate = Gate(settings.folded_prefixes)
        self.renew()
        self.rest()

    def renew(self) -> None:
        """See the newest state from now on."""
        self._transaction = self._begin()
        self._get = self._transaction.get
        self._gate.renew(self._transaction.id())

    def rest(self) -> None:
        """Hold no state of the file."""
        self._transaction.abort()

    def answer(self, packet: bytes) -> bytes | None:
        """Answer one whole request with its envelope; None when it is for the general way."""
        length = len(packet)
        if not _SHORTEST <= length <= _LONGEST or not packet.endswith(_AFTER):
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
        folded = packet[48:-12].upper()
        if self._servers > 1 and not self._is_ours(folded):
            return None
        entry = self._get(folded if name <= LONGEST_PLAIN else record_key(folded))
        if entry is None or not self._gate.is_open(folded[: folded.find(b"/")], self._get):
            return None
        # The entry is cut by hand, as records.entry tells its shape.
        if entry[FLAGS_AT]:
            if entry[FLAGS_AT] & WITHHELD:
                return None
            entry = entry[: HEAD_LENGTH + HEAD.unpack_from(entry)[3]]
        at = HEAD_LENGTH + 4 + name
        if entry[at : at + 4] == _NO_VALUES:
            return None
        envelope, header, algorithm = head
        if algorithm is None:
            size = len(entry) - HEAD_LENGTH
            return (
                _ANSWER(envelope, number, 0, size + _REST, header, expires, size)
                + entry[HEAD_LENGTH:]
                + _NO_CREDENTIAL
            )
        digest = bytes((algorithm,)) + _DIGESTS[algorithm](packet[20:-4]).digest()
        size = len(digest) + len(entry) - HEAD_LENGTH
        return b"".join(
            (
                _ANSWER(envelope, number, 0, size + _REST, header, expires, size),
                digest,
                entry[HEAD_LENGTH:],
                _NO_CREDENTIAL,
            )
        )

    def _is_ours(self, folded: bytes) -> bool:
        site = self._settings.site
        number = server_number(folded, site.hash_option, self._servers)
        return number == self._settings.server_number

    def _learn(self, key: bytes) -> _Head | None:
        if len(self._heads) >= _MAX_HEADS:
            self._heads.clear()
        head = self._heads[key] = self._head_of(key)
        return head

    def _head_of(self, key: bytes) -> _Head | None:
        """Answer how an answer to such a request begins; None if it is no plain resolve."""
        try:
            envelope = Envelope.decode(key[:8] + bytes(12))
            version = answer_version(envelope.version)
        except WireError:
            return None
        if (
            envelope.session_id
            or envelope.is_compressed
            or envelope.is_encrypted
            or envelope.is_truncated
        ):
            return None
        operation, response, flags = (int.from_bytes(key[at : at + 4], "big") for at in (8, 12, 16))
        recursion, reserved = key[22], key[23]
        if (
            operation != Operation.RESOLVE
            or response
            or flags & ~_HARMLESS
            or not flags & Flag.PUBLIC_ONLY
            or reserved
        ):
            return None
        return _head(version, flags, self._settings, recursion)


def _head(version: Version, flags: int, settings: Settings, recursion: int) -> _Head:
    suggested = DO_IRP if version[0] == DO_IRP[0] else CURRENT
    envelope = Envelope(
        version[0],
        version[1],
        request_id=0,
        length=0,
        suggested_major=suggested[0],
        suggested_minor=suggested[1],
    ).encode()[:8]
    site = settings.site
    told = flags & ~Flag.AUTHORITATIVE.value
    if site.is_primary or site.is_multi_primary:
        told |= Flag.AUTHORITATIVE.value
    header = b"".join(
        (
            Operation.RESOLVE.value.to_bytes(4, "big"),
            Response.SUCCESS.value.to_bytes(4, "big"),
            told.to_bytes(4, "big"),
            site.serial.to_bytes(2, "big"),
            bytes((recursion, 0)),
        )
    )
    return envelope, header, algorithm_of(version) if flags & Flag.REQUEST_DIGEST else None


def fragments(message: bytes) -> list[bytes]:
    """Cut an answer with its envelope into UDP packets: one up to 512 octets, else of 492 each.

    The same as `wire.fragment.split`, without decoding the envelope. Source: RFC 3652 §2.3.
    """
    if len(message) <= 512:
        return [message]
    head = message[:2] + bytes((message[2] | 0x20,)) + message[3:12]
    length = message[16:20]
    return [
        head + number.to_bytes(4, "big") + length + message[start : start + 492]
        for number, start in enumerate(range(20, len(message), 492))
    ]
