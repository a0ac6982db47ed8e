"""What access works with: the database, the cost of a hash, chance, the key, the rules of time.

Tests bring their own; `Access.of` brings those of a store.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Self

from lingnan.access.hashing import Hasher
from lingnan.access.lockout import Lockout
from lingnan.access.rate import Rate
from lingnan.access.sealing import Sealer
from lingnan.access.secret import Entropy, system_entropy
from lingnan.store import Database, Store


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules of time and number.

    Attributes:
        idle, longest: a session ends so long after its last use, and after its opening.
        unfinished: so long a session waits for the second factor.
        touch_after: a use is noted at most so often; idle time is that much less at worst.
        link: how long a one-time token is good.
        token: how long an API token may last.
        sign_in: attempts from one network address.
        password: attempts to change the password of one account.
    Source: OWASP ASVS 4.0.3 V3.3.2 level 2: 30 minutes idle, 12 hours in all.
    """

    lockout: Lockout = field(default_factory=Lockout)
    idle: timedelta = timedelta(minutes=30)
    longest: timedelta = timedelta(hours=12)
    unfinished: timedelta = timedelta(minutes=5)
    touch_after: timedelta = timedelta(minutes=1)
    link: timedelta = timedelta(hours=24)
    token: timedelta = timedelta(days=366)
    sign_in: Rate = field(default_factory=lambda: Rate(60, timedelta(minutes=10)))
    password: Rate = field(default_factory=lambda: Rate(10, timedelta(minutes=10)))


@dataclass(frozen=True, slots=True)
class Access:
    """The tools of access."""

    database: Database
    sealer: Sealer
    hasher: Hasher = field(default_factory=Hasher)
    entropy: Entropy = system_entropy
    policy: Policy = field(default_factory=Policy)
    issuer: str = "Lingnan"

    @classmethod
    def of(cls, store: Store) -> Self:
        """The tools for one store."""
        return cls(store.database, Sealer(store.root))
