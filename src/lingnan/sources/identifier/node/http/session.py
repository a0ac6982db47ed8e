"""Sessions of the HTTP interface: a nonce to sign, then an identity that later requests carry on.

They live in the worker that made them, whose place their ids begin with (see passing). Ids are
random and secret; no cookies, so that no web page can use a session it was not given. Not for
sessions of the binary protocol (see node.session).

Source: Handle protocol facts §1.15.
"""

import secrets
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from lingnan.sources.identifier.node.http.errors import NoSession, TooManySessions
from lingnan.sources.identifier.node.model import Proven
from lingnan.sources.identifier.wire.limit import NONCE_LENGTH

_ID_OCTETS: Final = 24


@dataclass(slots=True)
class Session:
    """One session.

    Attributes:
        nonce: what the client signs. proven: None before a proof. seen: digest of the header that
            proved it, so that the same need not be checked again. ends_at: seconds of the clock.
    """

    id: str
    nonce: bytes
    ends_at: float
    address: str
    proven: Proven | None = None
    seen: bytes | None = None


class Sessions:
    """The sessions of one worker, bounded in number, in all and for one address."""

    def __init__(
        self, *, limit: int = 10_000, each: int = 256, seconds: float = 3_600.0, place: int = 0
    ) -> None:
        self._place = place
        self._limit = limit
        self._each = each
        self._seconds = seconds
        self._held: OrderedDict[str, Session] = OrderedDict()
        self._by_address: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._held)

    def begin(self, address: str, now: float) -> Session:
        """Open a session.

        Raises: TooManySessions.
        """
        self._drop_ended(now)
        if len(self._held) >= self._limit or self._by_address.get(address, 0) >= self._each:
            raise TooManySessions(limit=min(self._limit, self._each))
        session = Session(
            f"{self._place}.{secrets.token_urlsafe(_ID_OCTETS)}",
            secrets.token_bytes(NONCE_LENGTH),
            now + self._seconds,
            address,
        )
        self._held[session.id] = session
        self._by_address[address] = self._by_address.get(address, 0) + 1
        return session

    def find(self, name: str | None, now: float) -> Session:
        """Answer the session of an id.

        Raises: NoSession: unknown, ended, or none named.
        """
        session = None if name is None else self._held.get(name)
        if session is None or session.ends_at <= now:
            raise NoSession
        return session

    def end(self, session: Session) -> None:
        """Close a session."""
        if self._held.pop(session.id, None) is not None:
            self._leave(session)

    def _drop_ended(self, now: float) -> None:
        # All live equally long, so that the oldest end first.
        while self._held:
            first = next(iter(self._held.values()))
            if first.ends_at > now:
                return
            self._held.popitem(last=False)
            self._leave(first)

    def _leave(self, session: Session) -> None:
        left = self._by_address.get(session.address, 1) - 1
        if left > 0:
            self._by_address[session.address] = left
        else:
            self._by_address.pop(session.address, None)
