"""Challenges that wait for their answer: used once, for a minute, by the peer they were given to.

Bounded in number, octets and per address, since an outsider decides how many there are. Not for
checking an answer (see operation.prove). Source: RFC 3652 §3.5, Handle protocol facts §1.9–1.10.
"""

from collections.abc import Callable, Container
from dataclasses import dataclass, field

from lingnan.sources.identifier.node.errors import Busy, ChallengeGone
from lingnan.sources.identifier.node.model import Limits, Peer
from lingnan.sources.identifier.proof.nonce import make_nonce, make_number
from lingnan.sources.identifier.wire.digest import RequestDigest
from lingnan.sources.identifier.wire.message import Message
from lingnan.sources.identifier.wire.version import Version

#: Challenges of one session or login that may wait at a time.
_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer will come: under a number; for a login, on one connection only.

    Attributes:
        number: session id of the envelope. connection: of a login, else 0.
    """

    number: int
    connection: int = 0


@dataclass(frozen=True, slots=True)
class Pending:
    """One challenge.

    Attributes:
        message: the request that was challenged; its digest is what the answer proves over.
        version: in which it came. is_in_session: the answer must come inside the same session.
    """

    place: Place
    message: Message
    version: Version
    digest: RequestDigest
    address: str
    expires_at: float
    is_in_session: bool = False
    nonce: bytes = field(default_factory=make_nonce, repr=False)


class Challenges:
    """The pending challenges of one process."""

    def __init__(self, limits: Limits, clock: Callable[[], float]) -> None:
        self._limits = limits
        self._clock = clock
        self._pending: dict[int, Pending] = {}
        self._places: dict[Place, list[int]] = {}
        self._each: dict[str, int] = {}
        self._octets = 0
        self._serial = 0

    def __len__(self) -> int:
        return len(self._pending)

    def __contains__(self, number: object) -> bool:
        return isinstance(number, int) and Place(number) in self._places

    def make(
        self,
        message: Message,
        version: Version,
        digest: RequestDigest,
        peer: Peer,
        *,
        place: Place | None = None,
        taken: Container[int] = (),
    ) -> Pending:
        """Make a challenge to a request; under a number of its own unless a place is given.

        Args: place: number of the session or login it belongs to. taken: numbers of sessions.
        Raises: Busy when a bound is reached.
        """
        self._sweep()
        limits = self._limits
        size = len(message.body)
        if (
            len(self._pending) >= limits.challenges
            or self._octets + size > limits.challenge_octets
            or self._each.get(peer.address, 0) >= limits.challenges_each
            or (place is not None and len(self._places.get(place, ())) >= _AT_ONCE)
        ):
            raise Busy
        is_in_session = place is not None and not place.connection
        if place is None:
            place = Place(self._number(taken))
        pending = Pending(
            place=place,
            message=message,
            version=version,
            digest=digest,
            address=peer.address,
            expires_at=self._clock() + limits.challenge_seconds,
            is_in_session=is_in_session,
        )
        self._serial += 1
        self._pending[self._serial] = pending
        self._places.setdefault(place, []).append(self._serial)
        self._each[peer.address] = self._each.get(peer.address, 0) + 1
        self._octets += size
        return pending

    def take(self, place: Place, peer: Peer) -> list[Pending]:
        """Answer the challenges at a place and forget them: each can be answered once.

        Raises: ChallengeGone when there is none, or it is of another address.
        """
        self._sweep()
        serials = self._places.get(place, [])
        mine = [each for each in serials if self._pending[each].address == peer.address]
        if not mine:
            raise ChallengeGone
        found = [self._pending[serial] for serial in mine]
        for serial in mine:
            self._forget(serial)
        return found

    def _number(self, taken: Container[int]) -> int:
        while True:
            number = make_number(self)
            if number not in taken:
                return number

    def _sweep(self) -> None:
        """Forget what has expired; all live equally long, so the oldest come first."""
        now = self._clock()
        expired = []
        for serial, pending in self._pending.items():
            if pending.expires_at > now:
                break
            expired.append(serial)
        for serial in expired:
            self._forget(serial)

    def _forget(self, serial: int) -> None:
        pending = self._pending.pop(serial)
        self._octets -= len(pending.message.body)
        serials = self._places[pending.place]
        serials.remove(serial)
        if not serials:
            del self._places[pending.place]
        self._each[pending.address] -= 1
        if not self._each[pending.address]:
            del self._each[pending.address]
