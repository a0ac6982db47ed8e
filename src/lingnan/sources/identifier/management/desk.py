"""What the management API works with, and who is signed in by key; one per process.

Not for the routes.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from lingnan.access import Access, Grant, Identity, Permission, Role, Scope, ScopeKind
from lingnan.access.request_limit import RequestLimit
from lingnan.access.secret import Secret, fingerprint, fresh, system_entropy
from lingnan.sources.identifier.business.application_check import Lookup
from lingnan.sources.identifier.business.registrar import Registrar
from lingnan.store import Database

_KEY_TOKEN: Final = "lgk_"  # noqa: S105  the beginning of a token, not one
#: What an application that signed in with its key may do under its own prefix.
APPLICATION_MAY: Final = frozenset(
    {
        Permission.IDENTIFIER_READ,
        Permission.IDENTIFIER_REGISTER,
        Permission.IDENTIFIER_TEMPLATE,
    }
)
CARRIER_MAY: Final = frozenset({Permission.IDENTIFIER_READ})


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of the API.

    Attributes:
        body_octets, batch_octets: of a request, and of one with many rows or a file.
        requests, burst: of one account or address, a second and at once.
        key_tokens: sign-ins by key that are remembered. key_token_life: how long each lasts.
    """

    body_octets: int = 1 << 20
    batch_octets: int = 32 << 20
    requests: float = 20.0
    burst: int = 100
    key_tokens: int = 10_000
    key_token_life: timedelta = timedelta(hours=24)


class KeyTokens:
    """Tokens of applications and carriers that signed a challenge; lost when the API restarts."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: dict[str, tuple[Identity, datetime]] = {}

    def make(
        self, handle: str, may: frozenset[Permission], *, expires_at: datetime, at: datetime
    ) -> Secret:
        """Make a token that acts for a handle within its prefix."""
        if len(self._held) >= self._most:
            live = {key: held for key, held in self._held.items() if held[1] > at}
            # The oldest give way where all still live.
            self._held = dict(list(live.items())[len(live) - self._most + 1 :])
        scope = Scope(ScopeKind.PREFIX, handle.partition("/")[0])
        grants = (Grant(Role.NODE_ENTERPRISE, scope),)
        identity = Identity(f"key:{handle}", handle, grants, limits=may, narrow=scope)
        token = fresh(system_entropy, _KEY_TOKEN)
        self._held[token.sha256] = (identity, expires_at)
        return token

    def find(self, token: str, *, at: datetime) -> Identity | None:
        """Answer for whom a token acts; None when it is unknown or has ended."""
        held = self._held.get(fingerprint(token))
        return held[0] if held is not None and held[1] > at else None

    def end(self, token: str) -> None:
        """Forget a token."""
        self._held.pop(fingerprint(token), None)

    def end_of(self, handle: str) -> None:
        """Forget the tokens of a handle."""
        self._held = {key: held for key, held in self._held.items() if held[0].name != handle}

    @staticmethod
    def is_one(token: str) -> bool:
        """Answer whether a token has the form of ours."""
        return token.startswith(_KEY_TOKEN)


@dataclass(slots=True)
class Desk:
    """The tools of the API.

    Attributes:
        lookup: the register of enterprises; None when none is attached.
        expire_seconds: between two looks for identifiers whose validity has ended.
    """

    access: Access
    registrar: Registrar
    lookup: Lookup | None = None
    limits: Limits = field(default_factory=Limits)
    clock: Callable[[], datetime] = _now
    expire_seconds: float = 30.0
    settling: asyncio.Lock = field(default_factory=asyncio.Lock)
    key_tokens: KeyTokens = field(init=False)
    limit: RequestLimit = field(init=False)

    def __post_init__(self) -> None:
        self.key_tokens = KeyTokens(self.limits.key_tokens)
        self.limit = RequestLimit(per_second=self.limits.requests, burst=self.limits.burst)

    @property
    def database(self) -> Database:
        """The database of the business side."""
        return self.registrar.database
