"""Parts of node.yaml that stand under a name of their own.

Not for the whole file (see configuration).
"""

from ipaddress import ip_address, ip_network
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, field_validator

from lingnan.sources.identifier.client.endpoint import read_server
from lingnan.sources.identifier.client.errors import BadServerAddress
from lingnan.sources.identifier.node.limits import SourceLimits

_GRANTED: Final = SourceLimits()

Port = Annotated[int, Field(ge=0, le=65_535)]


class Part(BaseModel):
    """A part that has no other fields than those named."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class AccessPart(Part):
    """Networks in CIDR form: who is served, who is not, who is free of limits."""

    allowed: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    trusted: tuple[str, ...] = ()

    @field_validator("allowed", "denied", "trusted")
    @classmethod
    def _networks(cls, texts: tuple[str, ...]) -> tuple[str, ...]:
        for text in texts:
            ip_network(text)
        return texts


class LimitsPart(Part):
    """Limits of one source in one worker, see limits.SourceLimits."""

    requests_per_second: float = Field(default=_GRANTED.requests_per_second, gt=0)
    requests_burst: float = Field(default=_GRANTED.requests_burst, ge=1)
    unproven_octets_per_second: float = Field(default=_GRANTED.unproven_octets_per_second, gt=0)
    unproven_octets_burst: float = Field(default=_GRANTED.unproven_octets_burst, ge=0)
    large_answer_octets: int = Field(default=_GRANTED.large_answer_octets, ge=0)
    proof_seconds: float = Field(default=_GRANTED.proof_seconds, ge=0)
    max_connections_per_source: int = Field(default=_GRANTED.max_connections_per_source, ge=1)
    max_connections: int = Field(default=_GRANTED.max_connections, ge=1)
    idle_seconds: float = Field(default=_GRANTED.idle_seconds, gt=0)
    max_pending: int = Field(default=_GRANTED.max_pending, ge=1)


class ManagementPart(Part):
    """The management API, served beside the node when `is_served`.

    It takes the node's certificate; without one it is served on this machine's own address only.
    """

    is_served: bool = False
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65_535)] = 3_000

    @property
    def is_own(self) -> bool:
        """Answer whether only this machine itself can reach it."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


class ReplicaPart(Part):
    """Whom a replica follows; empty for a node of its own.

    `source`: its management API. `name`: by which it knows the replica. `token`, `certificate`:
    files in the folder; `certificate` is trusted beside those of the system.
    """

    source: str = ""
    name: str = "replica"
    token: str = ""
    certificate: str = ""


class ElsewherePart(Part):
    """Other Handle services that this node asks; none unless servers are named.

    Keys, groups and secrets of administrators may then live there, and clients that cannot follow
    a referral are answered. Only public addresses are spoken to, beside the servers and `networks`.
    `are_roots`: the servers are asked who is responsible, not the question itself.
    `is_recursive`: foreign handles are resolved for whoever asks, not only referred to.
    """

    servers: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    are_roots: bool = False
    is_recursive: bool = False
    at_once: int = Field(default=64, ge=1, le=10_000)
    seconds: float = Field(default=5.0, gt=0, le=60)

    @field_validator("networks")
    @classmethod
    def _networks(cls, texts: tuple[str, ...]) -> tuple[str, ...]:
        for text in texts:
            ip_network(text)
        return texts

    @field_validator("servers")
    @classmethod
    def _servers(cls, texts: tuple[str, ...]) -> tuple[str, ...]:
        for text in texts:
            hosts_of(text)
        return texts


def hosts_of(text: str) -> list[str]:
    """Answer the hosts of a server's address, as the client takes it. Raises: ValueError."""
    try:
        return [each.host for each in read_server(text).endpoints]
    except BadServerAddress as problem:
        raise ValueError(text) from problem
