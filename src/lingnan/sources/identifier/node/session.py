"""Sessions: their keys, counters and the identity attached to them.

Numbers are random, so that nobody can name another's session; using one takes its key anyway. Not
for setting one up (see operation.setup). Source: RFC 3652 §3.8, Handle protocol facts §1.11.
"""

from collections.abc import Callable, Container
from dataclasses import dataclass, field
from typing import Any

from lingnan.sources.identifier.node.errors import Busy
from lingnan.sources.identifier.node.model import Limits, Peer, Proven
from lingnan.sources.identifier.proof.nonce import make_number
from lingnan.sources.identifier.proof.replay import ReplayWindow
from lingnan.sources.identifier.proof.session_key import SessionKey

_SWEEP_SECONDS = 10.0


@dataclass(slots=True)
class Session:
    """One session.

    Attributes:
        key: None between mode 2 and the key exchange. proven: attached by one challenge, once.
        is_sealed: a message with a MAC has come, so that all later ones need one.
        lanes: what its creates have in common (see lane), by version and flags of the envelope.
        idle_seconds: how long it lives unused. ends_at: when it ends at the latest.
    """

    number: int
    address: str
    key: SessionKey | None = field(repr=False)
    idle_seconds: float
    used_at: float
    ends_at: float
    proven: Proven | None = None
    is_sealed: bool = False
    window: ReplayWindow = field(default_factory=ReplayWindow, repr=False)
    lanes: dict[bytes, Any] = field(default_factory=dict, repr=False)

    def attach(self, proven: Proven) -> None:
        """Let the session speak for who was proved; whoever came first stays."""
        if self.proven is None:
            self.proven = proven

    def has_ended(self, now: float) -> bool:
        """Answer whether its time is over."""
        return now >= self.ends_at or now >= self.used_at + self.idle_seconds


class Sessions:
    """The sessions of one process."""

    def __init__(self, limits: Limits, clock: Callable[[], float]) -> None:
        self._limits = limits
        self._clock = clock
        self._sessions: dict[int, Session] = {}
        self._each: dict[str, int] = {}
        self._swept_at = 0.0

    def __len__(self) -> int:
        return len(self._sessions)

    def __contains__(self, number: object) -> bool:
        return number in self._sessions

    def require_room(self, peer: Peer) -> None:
        """Refuse a session more than there may be, before anything is computed for it.

        Raises: Busy.
        """
        now = self._clock()
        is_full = len(self._sessions) >= self._limits.sessions
        is_mine_full = self._each.get(peer.address, 0) >= self._limits.sessions_each
        if is_full or is_mine_full or now >= self._swept_at + _SWEEP_SECONDS:
            self._sweep(now)
        if (
            len(self._sessions) >= self._limits.sessions
            or self._each.get(peer.address, 0) >= self._limits.sessions_each
        ):
            raise Busy

    def open(
        self, key: SessionKey | None, timeout: int, peer: Peer, *, taken: Container[int] = ()
    ) -> Session:
        """Begin a session.

        Args: timeout: seconds as the client wishes; 0, and more than allowed, is the longest.
            taken: numbers of challenges.
        Raises: Busy.
        """
        self.require_room(peer)
        longest = self._limits.session_seconds
        now = self._clock()
        number = make_number(self._sessions)
        while number in taken:
            number = make_number(self._sessions)
        session = Session(
            number=number,
            address=peer.address,
            key=key,
            idle_seconds=min(timeout, longest) if timeout else longest,
            used_at=now,
            ends_at=now + longest,
        )
        self._sessions[number] = session
        self._each[peer.address] = self._each.get(peer.address, 0) + 1
        return session

    def find(self, number: int) -> Session | None:
        """Answer a session that has not ended."""
        session = self._sessions.get(number)
        if session is not None and session.has_ended(self._clock()):
            self.close(session)
            return None
        return session

    def touch(self, session: Session) -> None:
        """Note that a session was used, by a message that its key has opened."""
        session.used_at = self._clock()

    def close(self, session: Session) -> None:
        """End a session."""
        if self._sessions.pop(session.number, None) is None:
            return
        left = self._each[session.address] - 1
        if left:
            self._each[session.address] = left
        else:
            del self._each[session.address]

    def _sweep(self, now: float) -> None:
        self._swept_at = now
        for session in [each for each in self._sessions.values() if each.has_ended(now)]:
            self.close(session)
