"""What the parts of the node pass to one another: peers, settings, proofs, replies, audit entries.

Not for octets of the wire (see wire) and not for how the node is configured from files (see
configuration).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Literal, Protocol

from lingnan.kernel import Lang
from lingnan.sources.identifier.proof.key import PrivateKey, PublicKey
from lingnan.sources.identifier.records.change import Act, Change, Outcome
from lingnan.sources.identifier.wire.body.name import Nothing
from lingnan.sources.identifier.wire.body.shape import Body
from lingnan.sources.identifier.wire.codes import Flag, Response
from lingnan.sources.identifier.wire.handle import fold
from lingnan.sources.identifier.wire.message import UNKNOWN_SERIAL
from lingnan.sources.identifier.wire.reference import Reference
from lingnan.sources.identifier.wire.site import SiteInfo
from lingnan.sources.identifier.wire.value import HandleValue
from lingnan.sources.identifier.wire.version import CURRENT, Version


class Transport(StrEnum):
    """How a request came."""

    UDP = "udp"
    TCP = "tcp"
    HTTP = "http"


@dataclass(frozen=True, slots=True)
class Peer:
    """Who sent a request.

    Attributes:
        address: IP address as text, without port. connection: number of the connection, unique in
            this process for as long as it lives; 0 where there is none, as over UDP.
        is_encrypted: the way itself is encrypted (TLS).
    """

    address: str
    transport: Transport
    connection: int = 0
    is_encrypted: bool = False


@dataclass(frozen=True, slots=True)
class Proven:
    """Who has proved himself.

    Attributes:
        references: values that were proved: that of the answer first, then the subject of a
            certificate. method: HS_SECKEY, HS_PUBKEY, HS_CERT, or TLS.
    """

    references: tuple[Reference, ...]
    method: str

    @property
    def user(self) -> Reference:
        """Answer the value by which the user is named in the audit trail."""
        return self.references[0]


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks for an operation, and how.

    Attributes:
        proven: None before any proof. flags: opFlags of the request, as OVRW and PUBL.
        recursion: servers the request has passed. site_serial: site information the client holds.
        action: name of the operation in lower case, once it is performed.
    """

    peer: Peer
    proven: Proven | None = None
    version: Version = CURRENT
    flags: int = 0
    recursion: int = 0
    site_serial: int = UNKNOWN_SERIAL
    action: str = ""

    @property
    def act(self) -> Act | None:
        """Answer who asks, as the audit trail is told with a change; None before proof."""
        if self.proven is None or not self.action:
            return None
        return Act(actor_of(self.proven.user), audit_action(self.action), self.peer.address)

    def has(self, flag: Flag) -> bool:
        """Answer whether the request carries a flag."""
        return bool(self.flags & flag.value)


@dataclass(frozen=True, slots=True)
class Reply:
    """How an operation ended: a code and its body.

    Attributes:
        body: of success, referral or error; nothing with 402, for which the caller makes the
            challenge. following: further bodies of a long list, each a message of its own.
        is_authoritative: the answer is from our own records.
    """

    response: Response
    body: Body = field(default_factory=Nothing)
    following: tuple[Body, ...] = ()
    is_authoritative: bool = True


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one process.

    Attributes:
        challenge_seconds: how long a challenge can be answered. challenges, challenge_octets,
            challenges_each: pending ones in all, the octets they keep, and those of one address.
        sessions, sessions_each: in all and of one address. session_seconds: longest life.
        logins: of Chinese software, in all. work: PBKDF2 rounds for one answer.
        checks, checks_waiting: proofs checked at a time, and waiting for it.
        failures: proofs of one user that may fail from one address in a minute.
        group_depth, group_count: steps and members looked at in administrator groups.
        recursion: servers a request may have passed. list_count: handles in one listing.
        record_octets: values of one handle. signatures: remembered ones.
        records, daily, by_prefix: handles registered at all, per prefix and day (as this process
            sees it), and under a prefix (folded; "" is every other); None or absent is no bound.
    """

    challenge_seconds: float = 60.0
    challenges: int = 10_000
    challenge_octets: int = 64 << 20
    challenges_each: int = 256
    sessions: int = 10_000
    sessions_each: int = 256
    session_seconds: float = 86_400.0
    logins: int = 10_000
    work: int = 20_000
    checks: int = 2
    checks_waiting: int = 256
    failures: int = 20
    group_depth: int = 8
    group_count: int = 256
    recursion: int = 10
    list_count: int = 100_000
    record_octets: int = 200_000
    signatures: int = 4_096
    elsewhere_seconds: float = 5.0
    records: int | None = None
    daily: int | None = None
    by_prefix: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Settings:
    """What one node is.

    Attributes:
        prefixes: held here beside those homed by operation 300. site: as get-site-info tells it.
        server_id: which of the site's servers this is. key: signs certified answers.
        server_admins: may do everything; index 0 is any index of the handle.
        service_handles: handles that hold this site, so that HS_SERV naming one means ourselves.
        is_read_only: a replica, which takes no changes. is_recursive: asks other services for
            foreign handles instead of referring, when the request allows it.
        has_prefix_fallback: a handle without HS_ADMIN is administered by those of its prefix.
        trust_roots: keys of the trust root, for certificates as identity.
        language: of messages to users.
    """

    prefixes: tuple[str, ...]
    site: SiteInfo
    server_id: int = 1
    key: PrivateKey | None = field(default=None, repr=False)
    server_admins: tuple[Reference, ...] = ()
    service_handles: tuple[str, ...] = ()
    is_read_only: bool = False
    is_recursive: bool = False
    has_prefix_fallback: bool = False
    trust_roots: tuple[PublicKey, ...] = ()
    language: Lang = "zh"
    limits: Limits = field(default_factory=Limits)

    @cached_property
    def folded_prefixes(self) -> frozenset[bytes]:
        """Answer the own prefixes, folded."""
        return frozenset(fold(prefix) for prefix in self.prefixes)

    @cached_property
    def server_number(self) -> int:
        """Answer the place of this server among those of the site; 0 when it is not named."""
        ids = [server.server_id for server in self.site.servers]
        return ids.index(self.server_id) if self.server_id in ids else 0


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One administrative act, done or refused. Never holds a secret or the data of a value.

    Attributes:
        at: UNIX seconds. action: name of the operation in lower case. user: None before proof.
        is_written: the change that it made has brought it into the audit trail already.
    """

    at: int
    action: str
    handle: str
    user: Reference | None
    address: str
    response: int
    indexes: tuple[int, ...] = ()
    is_written: bool = False


def actor_of(user: Reference | None) -> str:
    """Answer how the audit trail names a user of the protocol: ``handle:301:88.900/ADMIN``."""
    return "handle:-" if user is None else f"handle:{user.index}:{user.handle}"


def audit_action(operation: str) -> str:
    """Answer how the audit trail names an operation: ``identifier:create-handle``."""
    return "identifier:" + operation.replace("_", "-")


class Audit(Protocol):
    """Takes audit entries; must not wait."""

    def __call__(self, entry: AuditEntry, /) -> None:
        """Take one entry."""


class Counts(Protocol):
    """Takes what is counted of a worker; `counting.batch.Tally` is one."""

    def note_resolution(self, prefix: bytes, address: str, *, is_answered: bool) -> None:
        """Count one resolution of a handle under a folded prefix."""

    def note_duration(
        self, operation: Literal["resolve", "register"], microseconds: int, count: int = 1
    ) -> None:
        """Count how long one operation took, or each of several."""


class Link(Protocol):
    """The way to the writer process; `link.WriterLink` is one."""

    async def apply(self, changes: Sequence[Change], /) -> Sequence[Outcome]:
        """Do the changes and answer each, in order.

        Raises: LingnanError when the writer cannot be reached or refuses; nothing is then known
            to be done.
        """


class Elsewhere(Protocol):
    """Asks other Handle services: keys and groups that live there, recursive resolution."""

    async def values(
        self, handle: str, indexes: Sequence[int], types: Sequence[str], *, recursion: int
    ) -> tuple[HandleValue, ...] | None:
        """Answer public values of a handle; None when there is no such handle or none match."""

    async def verify(self, user: Reference, nonce: bytes, digest: bytes, proof: bytes) -> bool:
        """Ask the service of a user whether a secret-key proof is right (operation 201)."""
