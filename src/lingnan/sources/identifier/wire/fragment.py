"""Cut a message into UDP packets, and put packets together again, within bounds.

Pure: whoever calls passes the time. Source: RFC 3652 §2.3, Handle protocol facts §1.12. Not for
sockets (see node, client).
"""

from collections.abc import Hashable
from dataclasses import dataclass, field, replace
from typing import Final

from lingnan.kernel import Text
from lingnan.sources.identifier.wire.envelope import ENVELOPE_LENGTH, Envelope
from lingnan.sources.identifier.wire.errors import BadFragment, TooLong
from lingnan.sources.identifier.wire.limit import MAX_MESSAGE, MAX_PACKET, MAX_PAYLOAD

#: Counted for every packet kept, beside its octets, for what the interpreter adds.
_OVERHEAD: Final = 128
_WRONG_PLACE: Final = Text("序号超出报文长度", "its number is beyond the end of the message")
_WRONG_LENGTH: Final = Text("长度与序号不符", "its length does not fit its place")


def split(envelope: Envelope, message: bytes) -> list[bytes]:
    """Write the packets of a message: one up to 512 octets, else pieces of 492 (RFC 3652 §2.3).

    Length, sequence and truncation of the envelope are filled in here.

    Raises:
        TooLong: above `MAX_MESSAGE` octets.
    """
    length = len(message)
    if length > MAX_MESSAGE:
        raise TooLong(field="message", value=length, limit=MAX_MESSAGE)
    if ENVELOPE_LENGTH + length <= MAX_PACKET:
        whole = replace(envelope, length=length, sequence=0, is_truncated=False)
        return [whole.encode() + message]
    return [
        replace(envelope, length=length, sequence=number, is_truncated=True).encode()
        + message[start : start + MAX_PAYLOAD]
        for number, start in enumerate(range(0, length, MAX_PAYLOAD))
    ]


@dataclass(frozen=True, slots=True)
class Whole:
    """A message put together: the envelope of its first packet to arrive, and its octets."""

    envelope: Envelope
    message: bytes


@dataclass(slots=True)
class _Partial:
    envelope: Envelope
    expires: float
    pieces: dict[int, bytes] = field(default_factory=dict)
    cost: int = 0


class Assembly:
    """Packets that wait for the rest of their message; never more than the bounds allow.

    What is oldest gives way: first of the same peer, then of all. Only octets that arrived take
    memory, not those that an envelope announces.

    Units: `lifetime` seconds from the first packet; `now` any clock that does not go back.

    Source: RFC 3652 §2.3, Handle protocol facts §1.12.
    """

    def __init__(
        self,
        *,
        lifetime: float = 5.0,
        max_messages: int = 1_024,
        max_per_peer: int = 16,
        max_octets: int = 8_388_608,
    ) -> None:
        self._lifetime = lifetime
        self._max_messages = max_messages
        self._max_per_peer = max_per_peer
        self._max_octets = max_octets
        self._waiting: dict[tuple[Hashable, int], _Partial] = {}
        self._of_peer: dict[Hashable, dict[int, None]] = {}
        self._cost = 0

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def cost(self) -> int:
        """Answer how many octets are kept, the interpreter's own share estimated."""
        return self._cost

    def add(self, peer: Hashable, packet: bytes, now: float) -> Whole | None:
        """Take one packet and answer the message that it completes; None while packets lack.

        The truncation flag is not relied on, since many senders leave it out; a packet that is
        shorter than its message is a fragment. A repeated packet changes nothing.

        Raises:
            WireError: the envelope is unusable, or the packet does not fit where it says it does.

        Source: Handle protocol facts §1.12.
        """
        envelope = Envelope.decode(packet)
        payload = packet[ENVELOPE_LENGTH:]
        length, number = envelope.length, envelope.sequence
        if number == 0 and len(payload) == length:
            return Whole(envelope, payload)
        start = number * MAX_PAYLOAD
        if start >= length:
            raise BadFragment(sequence=number, reason=_WRONG_PLACE)
        if len(payload) != min(MAX_PAYLOAD, length - start):
            raise BadFragment(sequence=number, reason=_WRONG_LENGTH)
        self.expire(now)
        key = (peer, envelope.request_id)
        partial = self._waiting.get(key)
        if partial is not None and not _is_same_message(partial.envelope, envelope):
            self._drop(key)
            partial = None
        if partial is None:
            partial = self._begin(key, envelope, now)
        if number not in partial.pieces:
            partial.pieces[number] = payload
            partial.cost += len(payload) + _OVERHEAD
            self._cost += len(payload) + _OVERHEAD
        if len(partial.pieces) * MAX_PAYLOAD >= length:
            self._drop(key)
            pieces = partial.pieces
            return Whole(partial.envelope, b"".join(pieces[i] for i in range(len(pieces))))
        self._make_room(key)
        return None

    def expire(self, now: float) -> int:
        """Forget messages whose time is over, and answer how many (Handle protocol facts §1.12)."""
        count = 0
        while self._waiting:
            key, partial = next(iter(self._waiting.items()))
            if partial.expires > now:
                break
            self._drop(key)
            count += 1
        return count

    def _begin(self, key: tuple[Hashable, int], envelope: Envelope, now: float) -> _Partial:
        peer, request_id = key
        of_peer = self._of_peer.setdefault(peer, {})
        if len(of_peer) >= self._max_per_peer:
            self._drop((peer, next(iter(of_peer))))
            of_peer = self._of_peer.setdefault(peer, {})
        of_peer[request_id] = None
        partial = _Partial(envelope, now + self._lifetime)
        self._waiting[key] = partial
        return partial

    def _make_room(self, kept: tuple[Hashable, int]) -> None:
        while len(self._waiting) > self._max_messages or self._cost > self._max_octets:
            oldest = next(iter(self._waiting))
            self._drop(oldest)
            if oldest == kept:
                return

    def _drop(self, key: tuple[Hashable, int]) -> None:
        partial = self._waiting.pop(key)
        self._cost -= partial.cost
        peer, request_id = key
        of_peer = self._of_peer[peer]
        del of_peer[request_id]
        if not of_peer:
            del self._of_peer[peer]


def _is_same_message(one: Envelope, other: Envelope) -> bool:
    return (
        one.length == other.length
        and one.version == other.version
        and one.session_id == other.session_id
        and one.is_encrypted == other.is_encrypted
        and one.is_compressed == other.is_compressed
    )
