"""What every operation works with: settings, records, the way to the writer, other services.

Not for what an operation decides.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar

from lingnan.kernel import LingnanError
from lingnan.sources.identifier.node.errors import Busy, ElsewhereFailed
from lingnan.sources.identifier.node.gate import HOMED, Gate
from lingnan.sources.identifier.node.model import (
    Audit,
    AuditEntry,
    Counts,
    Elsewhere,
    Limits,
    Link,
    Settings,
)
from lingnan.sources.identifier.node.right import Rights
from lingnan.sources.identifier.records.reader import RecordReader
from lingnan.sources.identifier.wire.errors import WireError
from lingnan.sources.identifier.wire.handle import fold
from lingnan.sources.identifier.wire.reference import Reference
from lingnan.sources.identifier.wire.site import SiteInfo
from lingnan.sources.identifier.wire.value import HandleValue

_Given = ParamSpec("_Given")
_Found = TypeVar("_Found")
_DAY = 86_400
_MINUTE = 60.0
_MOST_COUNTED = 10_000


class Checks:
    """Runs costly checks of proofs in threads, few at a time; the rest waits, within a bound."""

    def __init__(self, limits: Limits) -> None:
        self._running = asyncio.Semaphore(limits.checks)
        self._limit = limits.checks + limits.checks_waiting
        self._count = 0

    async def run(
        self, check: Callable[_Given, _Found], *args: _Given.args, **more: _Given.kwargs
    ) -> _Found:
        """Answer what the check answers. Raises: Busy when too many wait; what the check raises."""
        if self._count >= self._limit:
            raise Busy
        self._count += 1
        try:
            async with self._running:
                return await asyncio.to_thread(check, *args, **more)
        finally:
            self._count -= 1


class DailyCount:
    """Registrations of each prefix today (UTC), as this process has seen them."""

    def __init__(self) -> None:
        self._day = 0
        self._counts: dict[bytes, int] = {}

    def today(self, prefix: bytes, now: float) -> int:
        """Answer how many handles a folded prefix has registered today."""
        day = int(now) // _DAY
        if day != self._day:
            self._day = day
            self._counts.clear()
        return self._counts.get(prefix, 0)

    def add(self, prefix: bytes, now: float) -> None:
        """Count one registration."""
        self._counts[prefix] = self.today(prefix, now) + 1


class Failures:
    """Proofs that failed of late, by address and user, so that secrets are not guessed at speed.

    Counting by address lets nobody lock out a user who is somewhere else.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._counts: OrderedDict[tuple[str, bytes, int], tuple[int, float]] = OrderedDict()

    def require_few(self, address: str, user: Reference, now: float) -> None:
        """Refuse to check one more proof when too many have failed. Raises: Busy."""
        count, until = self._counts.get(_key(address, user), (0, 0.0))
        if count >= self._limit and now < until:
            raise Busy

    def add(self, address: str, user: Reference, now: float) -> None:
        """Count a proof that failed."""
        key = _key(address, user)
        count, until = self._counts.pop(key, (0, 0.0))
        self._counts[key] = (count + 1, until) if now < until else (1, now + _MINUTE)
        if len(self._counts) > _MOST_COUNTED:
            self._counts.popitem(last=False)


def _key(address: str, user: Reference) -> tuple[str, bytes, int]:
    return address, fold(user.handle), user.index


@dataclass(slots=True)
class Host:
    """The node as operations see it.

    Attributes:
        clock: UNIX seconds. elsewhere: other Handle services; None when none may be asked.
        counts: None where nothing is counted.
    """

    settings: Settings
    reader: RecordReader
    link: Link
    clock: Callable[[], float]
    audit: Audit
    elsewhere: Elsewhere | None = None
    counts: Counts | None = None
    gate: Gate = field(init=False)
    checks: Checks = field(init=False)
    failures: Failures = field(init=False)
    daily: DailyCount = field(default_factory=DailyCount)
    rights: Rights = field(default_factory=Rights)
    _site: tuple[bytes, SiteInfo] | None = None

    def __post_init__(self) -> None:
        self.gate = Gate(self.settings.folded_prefixes)
        self.checks = Checks(self.settings.limits)
        self.failures = Failures(self.settings.limits.failures)

    @property
    def now(self) -> int:
        """Answer UNIX seconds."""
        return int(self.clock())

    @property
    def site(self) -> SiteInfo:
        """Answer the site as the writer left it, else as the settings have it."""
        self.reader.renew()
        octets = self.reader.site_info()
        if octets is None:
            return self.settings.site
        if self._site is None or self._site[0] != octets:
            try:
                self._site = octets, SiteInfo.decode(octets)
            except WireError:
                return self.settings.site
        return self._site[1]

    def note(
        self,
        action: str,
        handle: str,
        user: Reference | None,
        address: str,
        response: int,
        indexes: tuple[int, ...] = (),
        *,
        is_written: bool = False,
    ) -> None:
        """Put one act into the audit trail; `is_written` if its change has brought it there."""
        self.audit(
            AuditEntry(self.now, action, handle, user, address, response, indexes, is_written)
        )

    async def values_elsewhere(
        self, handle: str, indexes: tuple[int, ...], types: tuple[str, ...], recursion: int = 0
    ) -> tuple[HandleValue, ...] | None:
        """Answer values of a handle that another service holds; None where there are none.

        Raises: ElsewhereFailed when it does not answer in time.
        """
        if self.elsewhere is None:
            return None
        try:
            async with asyncio.timeout(self.settings.limits.elsewhere_seconds):
                return await self.elsewhere.values(handle, indexes, types, recursion=recursion + 1)
        except (LingnanError, OSError, TimeoutError):
            raise ElsewhereFailed from None

    async def is_proof_elsewhere(
        self, user: Reference, nonce: bytes, digest: bytes, proof: bytes
    ) -> bool:
        """Answer what the service of a user says about his secret-key proof (operation 201).

        Raises: ElsewhereFailed when it does not answer in time.
        """
        if self.elsewhere is None:
            return False
        try:
            async with asyncio.timeout(self.settings.limits.elsewhere_seconds):
                return await self.elsewhere.verify(user, nonce, digest, proof)
        except (LingnanError, OSError, TimeoutError):
            raise ElsewhereFailed from None

    def is_shown(self, folded: bytes) -> bool:
        """Answer whether the prefix of a folded handle is in use, in the state the reader has."""
        self.gate.renew(self.reader.state)
        return self.gate.is_open(folded.partition(b"/")[0], self.reader.get)

    def is_own(self, prefix: str) -> bool:
        """Answer whether a prefix is held here: by the settings, or homed by operation 300."""
        folded = fold(prefix)
        if folded in self.settings.folded_prefixes:
            return True
        self.reader.renew()
        return self.reader.entry(homing_handle(prefix)) is not None


def homing_handle(prefix: str) -> str:
    """Answer the handle that marks a prefix as homed here."""
    return f"{HOMED}/{prefix}"
