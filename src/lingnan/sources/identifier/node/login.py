"""Logins of Chinese software: an identity on one connection, under a number the client chose.

Later requests on the same connection carry the number and no proof; nothing else protects them, so
the connection is all a login is worth. Source: Handle protocol facts §1.13. Not for sessions with a
key (see session).
"""

from collections.abc import Callable
from dataclasses import dataclass

from lingnan.sources.identifier.node.errors import Busy, LoginAgain, LoginFirst, Refusal
from lingnan.sources.identifier.node.model import Limits, Peer, Proven


@dataclass(frozen=True, slots=True)
class Login:
    """Who has logged in, and until when."""

    proven: Proven
    ends_at: float


class Logins:
    """The logins of one process."""

    def __init__(self, limits: Limits, clock: Callable[[], float]) -> None:
        self._limits = limits
        self._clock = clock
        self._connections: dict[int, dict[int, Login]] = {}
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, peer: Peer, number: int, proven: Proven) -> None:
        """Log somebody in; one more login under the same number takes the place of the first.

        Raises: Busy.
        """
        here = self._connections.get(peer.connection, {})
        if number not in here:
            if self._count >= self._limits.logins:
                raise Busy
            self._count += 1
        ends_at = self._clock() + self._limits.session_seconds
        self._connections[peer.connection] = {**here, number: Login(proven, ends_at)}

    def find(self, peer: Peer, number: int) -> Proven | None:
        """Answer who has logged in under a number on this very connection."""
        login = self._connections.get(peer.connection, {}).get(number)
        if login is None or not peer.connection or self._clock() >= login.ends_at:
            return None
        return login.proven

    def missing(self, peer: Peer, number: int) -> Refusal:
        """Answer what a client is told whose number is not logged in: 407 again, 408 first."""
        is_known = number in self._connections.get(peer.connection, {})
        return LoginAgain() if is_known else LoginFirst()

    def forget(self, connection: int) -> None:
        """Forget the logins of a connection that was closed."""
        self._count -= len(self._connections.pop(connection, {}))
