"""What all creates of one session have in common, so that each is taken and answered from octets.

A message is counted against replay only when it is taken; one that is left to the general way is
counted there. Only for version 2.8 and later and the usual HS_MAC credential; sessions of older
clients, further flags, several servers of a site and predefined types take the general way. Not
for sending anything (see quick_create).

Source: RFC 3652 §2.2, Handle protocol facts §1.2, §1.3, §1.9, §1.11.
"""

from hmac import compare_digest
from struct import Struct
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC

from lingnan.sources.identifier.node.incoming import Call
from lingnan.sources.identifier.node.model import Peer, Proven
from lingnan.sources.identifier.node.operation.templated import is_template
from lingnan.sources.identifier.node.right import Right
from lingnan.sources.identifier.node.service import NodeService
from lingnan.sources.identifier.node.session import Session
from lingnan.sources.identifier.node.stamped import Stamper
from lingnan.sources.identifier.proof.errors import ProofError
from lingnan.sources.identifier.proof.session_key import SessionKey
from lingnan.sources.identifier.records.key import is_name
from lingnan.sources.identifier.records.stored import Stored
from lingnan.sources.identifier.wire.codes import Flag, Operation, Response
from lingnan.sources.identifier.wire.digest import digest_request
from lingnan.sources.identifier.wire.envelope import Envelope
from lingnan.sources.identifier.wire.errors import WireError
from lingnan.sources.identifier.wire.handle import PREFIX_AUTHORITY
from lingnan.sources.identifier.wire.message import Message
from lingnan.sources.identifier.wire.version import (
    CURRENT,
    DO_IRP,
    Version,
    answer_version,
    has_suggestion_in_mac,
)

#: Operation to reserved; expiry; length of the body; length of the handle.
_FIXED: Final = Struct(">16s4sII").unpack_from
_HEADER: Final = 24
_INT4: Final = Struct(">I").pack
#: A credential as clients write it: length, version, options, no signer; counter; HS_MAC,
#: algorithm, length of the MAC; MAC.
_BEGIN: Final = _INT4(77) + bytes(8)
_MIDDLE: Final = _INT4(6) + b"HS_MAC" + _INT4(51) + _INT4(11) + b"HMAC-SHA256" + _INT4(32)
_MAC_AT: Final = len(_BEGIN) + 4 + len(_MIDDLE)
_CREDENTIAL: Final = _MAC_AT + 32
_SEQUENCE: Final = bytes(4)
_ENCRYPTED: Final = 0x40
#: Flags that change nothing about registering but are echoed.
_HARMLESS: Final = (
    Flag.AUTHORITATIVE
    | Flag.RECURSIVE
    | Flag.CACHE_CERTIFIED
    | Flag.ENCRYPTED
    | Flag.KEEP_ALIVE
    | Flag.PUBLIC_ONLY
    | Flag.REQUEST_DIGEST
    | Flag.NO_REFERRAL
).value
_PREFIXES: Final = PREFIX_AUTHORITY.encode()
_MAX_HEADS: Final = 64
_MAX_RIGHTS: Final = 1_024


class Taken:
    """One create that was taken: whose message holds, and which may be registered by a right."""

    __slots__ = ("counter", "end", "handle", "head", "lane", "message", "packet", "right", "stored")

    def __init__(
        self,
        lane: "Lane",
        packet: bytes,
        message: bytes,
        end: int,
        counter: bytes,
        handle: str,
        stored: Stored,
        head: tuple[bytes, bool],
        right: Right,
    ) -> None:
        self.lane = lane
        self.packet = packet
        self.message = message
        self.end = end
        self.counter = counter
        self.handle = handle
        self.stored = stored
        self.head = head
        self.right = right

    def call(self, peer: Peer) -> Call:
        """Answer the request as the general way takes it, its MAC checked and counted."""
        return Call(
            Envelope.decode(self.packet),
            Message.decode(self.message),
            peer,
            self.lane.version,
            self.lane.session,
            int.from_bytes(self.counter, "big"),
        )

    def answer(self) -> bytes:
        """Answer the octets that tell of success: digest if asked for, handle, MAC."""
        lane, message = self.lane, self.message
        start, has_digest = self.head
        body = message[_HEADER : _HEADER + 4 + int.from_bytes(message[24:28], "big")]
        if has_digest:
            body = digest_request(message[: self.end], lane.version).encode(lane.version) + body
        number = self.packet[8:12]
        signed = start + message[16:20] + _INT4(len(body)) + body
        covered = lane.answer_covered + number + self.counter + signed
        octets = signed + _BEGIN + self.counter + _MIDDLE + lane.mac(covered)
        if lane.is_encrypted:
            octets = lane.key.encrypt(octets, lane.version)
        return lane.answer_start + number + _SEQUENCE + _INT4(len(octets)) + octets


class Lane:
    """The creates of one session that are written in one version, encrypted or not.

    Attributes:
        until: when it is to be made anew.
    """

    __slots__ = (
        "_covered",
        "_heads",
        "_hmac",
        "_is_authoritative",
        "_rights",
        "_serial",
        "_service",
        "answer_covered",
        "answer_start",
        "is_encrypted",
        "key",
        "proven",
        "session",
        "until",
        "version",
        "written",
    )

    def __init__(
        self,
        service: NodeService,
        session: Session,
        key: SessionKey,
        proven: Proven,
        envelope: Envelope,
        version: Version,
    ) -> None:
        site = service.host.site
        self.session = session
        self.proven = proven
        self.key = key
        # Keyed once: what follows costs half of keying each time.
        self._hmac = HMAC(key.octets, SHA256())
        self.version = version
        self.written = envelope.version
        self.is_encrypted = envelope.is_encrypted
        self.until = 0.0
        self._service = service
        self._serial = site.serial.to_bytes(2, "big")
        self._is_authoritative = site.is_primary or site.is_multi_primary
        self._heads: dict[bytes, tuple[bytes, bool] | None] = {}
        self._rights: dict[bytes, Right] = {}
        number = session.number.to_bytes(4, "big")
        suggested = DO_IRP if version[0] == DO_IRP[0] else CURRENT
        self._covered = (
            bytes((*envelope.version, envelope.suggested_major, envelope.suggested_minor)) + number
        )
        self.answer_covered = bytes((*version, *suggested)) + number
        flags = suggested[0] | (_ENCRYPTED if self.is_encrypted else 0)
        self.answer_start = bytes((*version, flags, suggested[1])) + number

    def take(self, packet: bytes, now: float, stamper: Stamper) -> Taken | None:
        """Take a request with its envelope and count it against replay; None if it is not taken."""
        session = self.session
        if packet[12:16] != _SEQUENCE or int.from_bytes(packet[16:20], "big") != len(packet) - 20:
            return None
        message = packet[20:]
        if self.is_encrypted:
            try:
                message = self.key.decrypt(message, self.written)
            except ProofError:
                return None
            if len(message) < _HEADER + 4:
                return None
        middle, _, body, name_ = _FIXED(message)
        try:
            head = self._heads[middle]
        except KeyError:
            head = self._learn(middle)
        end = _HEADER + body
        if head is None or len(message) != end + _CREDENTIAL:
            return None
        credential = message[end:]
        if credential[:12] != _BEGIN or credential[16:_MAC_AT] != _MIDDLE:
            return None
        counter = credential[12:16]
        covered = self._covered + packet[8:12] + counter + message[:end]
        if not compare_digest(self.mac(covered), credential[_MAC_AT:]):
            return None
        at = _HEADER + 4 + name_
        if at > end:
            return None
        name = message[28:at]
        right = self._right(name)
        if right is None or not is_name(name) or is_template(name.upper()):
            return None
        try:
            handle = name.decode()
        except UnicodeDecodeError:
            return None
        stored = stamper.stamp(message[at:end], int(now) & 0xFFFFFFFF)
        if stored is None or not session.window.accept(int.from_bytes(counter, "big")):
            return None
        session.is_sealed = True
        session.used_at = now
        return Taken(self, packet, message, end, counter, handle, stored, head, right)

    def mac(self, covered: bytes) -> bytes:
        """Answer the MAC of the session over some octets."""
        hmac = self._hmac.copy()
        hmac.update(covered)
        return hmac.finalize()

    def _right(self, name: bytes) -> Right | None:
        prefix = name[: name.find(b"/")]
        right = self._rights.get(prefix)
        if right is None or right.is_gone:
            folded = prefix.upper()
            if folded + b"/" == _PREFIXES:
                return None
            right = self._service.host.rights.find(self.proven, folded)
            if right is None or right.is_gone:
                return None
            if len(self._rights) >= _MAX_RIGHTS:
                self._rights.clear()
            self._rights[prefix] = right
        return right

    def _learn(self, middle: bytes) -> tuple[bytes, bool] | None:
        if len(self._heads) >= _MAX_HEADS:
            self._heads.clear()
        head = self._heads[middle] = self._head(middle)
        return head

    def _head(self, middle: bytes) -> tuple[bytes, bool] | None:
        """Answer how an answer's header begins, and whether it has a digest; None if no create."""
        operation, response, flags = (
            int.from_bytes(middle[at : at + 4], "big") for at in (0, 4, 8)
        )
        if operation != Operation.CREATE_HANDLE or response or flags & ~_HARMLESS or middle[15]:
            return None
        told = flags & ~Flag.AUTHORITATIVE.value
        if self._is_authoritative:
            told |= Flag.AUTHORITATIVE.value
        start = b"".join(
            (
                middle[:4],
                Response.SUCCESS.value.to_bytes(4, "big"),
                told.to_bytes(4, "big"),
                self._serial,
                middle[14:15],
                b"\0",
            )
        )
        return start, bool(flags & Flag.REQUEST_DIGEST)


def open_lane(service: NodeService, session: Session, packet: bytes) -> Lane | None:
    """Answer the lane of a session's message; None when its creates take the general way."""
    try:
        envelope = Envelope.decode(packet)
        version = answer_version(envelope.version)
    except WireError:
        return None
    if envelope.is_compressed or envelope.is_truncated or not has_suggestion_in_mac(version):
        return None
    if packet[2] & 0x1F != envelope.suggested_major or len(service.host.site.servers) > 1:
        return None
    if session.key is None or session.proven is None:
        return None
    return Lane(service, session, session.key, session.proven, envelope, version)
