"""How much one source may ask: rates, large answers over UDP, connections, access lists.

A source is an IPv4 address or an IPv6 /64. The table of sources is bounded: a flood of forged ones
only makes old ones forget their debts. Time is passed in, once per batch of requests. Not for
limits per user or prefix (see access and business).

Source: Handle protocol facts §1.12 (amplification).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Final, TypeAlias

Network: TypeAlias = IPv4Network | IPv6Network

_MAX_SOURCES: Final = 65_536
_V6_PREFIX: Final = 64


@dataclass(frozen=True, slots=True)
class SourceLimits:
    """What is granted to each source.

    Attributes:
        requests_per_second, requests_burst: of all transports together.
        unproven_octets_per_second, unproven_octets_burst: of large UDP answers to a source that
            has not shown yet that it receives what is sent to it.
        large_answer_octets: from how many octets on a UDP answer is large.
        proof_seconds: how long a source counts as proven after a TCP connection.
        max_connections_per_source, max_connections: TCP.
        idle_seconds: after which a TCP connection without a request is closed.
        max_pending: requests of one worker that are being worked on.
    """

    requests_per_second: float = 20_000.0
    requests_burst: float = 40_000.0
    unproven_octets_per_second: float = 2_000_000.0
    unproven_octets_burst: float = 8_000_000.0
    large_answer_octets: int = 1_024
    proof_seconds: float = 3_600.0
    max_connections_per_source: int = 1_024
    max_connections: int = 16_384
    idle_seconds: float = 120.0
    max_pending: int = 4_096


class Source:
    """One source: what it may still ask. Made by `Sources` only.

    Attributes:
        tokens: requests left. octets: large answers left. at: when both were last filled up.
        connections: open TCP connections. proven_until: see `SourceLimits.proof_seconds`.
        is_allowed: by the access lists. is_free: without limits.
    """

    __slots__ = (
        "at",
        "connections",
        "is_allowed",
        "is_free",
        "octets",
        "proven_until",
        "tokens",
    )

    def __init__(
        self, limits: SourceLimits, now: float, *, is_allowed: bool, is_free: bool
    ) -> None:
        self.tokens = limits.requests_burst
        self.octets = limits.unproven_octets_burst
        self.at = now
        self.connections = 0
        self.proven_until = 0.0
        self.is_allowed = is_allowed
        self.is_free = is_free


class AccessList:
    """Which addresses are served at all, and which are free of limits.

    With an empty `allowed` everybody is allowed who is not denied; the narrower network wins.
    """

    def __init__(
        self,
        *,
        allowed: Iterable[str] = (),
        denied: Iterable[str] = (),
        trusted: Iterable[str] = (),
    ) -> None:
        """Read the networks. Raises: ValueError when a text is none."""
        self._allowed = [ip_network(text) for text in allowed]
        self._denied = [ip_network(text) for text in denied]
        self._trusted = [ip_network(text) for text in trusted]

    def is_allowed(self, host: str) -> bool:
        """Answer whether requests from an address are answered."""
        denied = _narrowest(self._denied, host)
        allowed = _narrowest(self._allowed, host)
        if self._allowed:
            return allowed > denied
        return denied < 0

    def is_trusted(self, host: str) -> bool:
        """Answer whether an address is free of limits."""
        return _narrowest(self._trusted, host) >= 0


class Sources:
    """The sources that were met of late.

    Attributes:
        hosts: by address, as they were when last filled up; see `of`.
    """

    def __init__(
        self, limits: SourceLimits, access: AccessList, *, max_sources: int = _MAX_SOURCES
    ) -> None:
        self.limits = limits
        self._access = access
        self._max_sources = max_sources
        self.hosts: dict[str, Source] = {}
        self._nets: dict[str, Source] = {}

    def __len__(self) -> int:
        return len(self.hosts)

    def of(self, host: str, now: float) -> Source:
        """Answer the source of an address, filled up to `now`."""
        source = self.hosts.get(host)
        if source is None:
            return self._meet(host, now)
        if source.at != now:
            fill(source, self.limits, now)
        return source

    def take(self, source: Source) -> bool:
        """Answer whether a source may ask once more, and note that it has."""
        if not source.is_allowed:
            return False
        if source.tokens < 1.0 and not source.is_free:
            return False
        source.tokens -= 1.0
        return True

    def may_receive(self, source: Source, octets: int, now: float) -> bool:
        """Answer whether an answer over UDP may go out, and note that it has.

        Small answers always may; large ones to unproven sources as long as their octets last.
        """
        if octets < self.limits.large_answer_octets or source.is_free or source.proven_until > now:
            return True
        if source.octets < octets:
            return False
        source.octets -= octets
        return True

    def prove(self, source: Source, now: float) -> None:
        """Note that a source receives what is sent to it: it completed a TCP handshake."""
        source.proven_until = now + self.limits.proof_seconds

    def _meet(self, host: str, now: float) -> Source:
        if len(self.hosts) >= self._max_sources:
            self._forget()
        net = _net_of(host)
        source = self._nets.get(net)
        if source is None:
            source = Source(
                self.limits,
                now,
                is_allowed=self._access.is_allowed(host),
                is_free=self._access.is_trusted(host),
            )
            self._nets[net] = source
        self.hosts[host] = source
        return source

    def _forget(self) -> None:
        """Drop the older half, but none with open connections."""
        for host in list(self.hosts)[: self._max_sources // 2]:
            if not self.hosts[host].connections:
                del self.hosts[host]
        kept = {id(source) for source in self.hosts.values()}
        self._nets = {net: source for net, source in self._nets.items() if id(source) in kept}


def fill(source: Source, limits: SourceLimits, now: float) -> None:
    """Give a source what it has earned since it was last filled up."""
    passed = now - source.at
    if passed <= 0.0:
        # Transports read the clock at different times; nothing is earned twice.
        return
    source.at = now
    source.tokens = min(limits.requests_burst, source.tokens + passed * limits.requests_per_second)
    source.octets = min(
        limits.unproven_octets_burst, source.octets + passed * limits.unproven_octets_per_second
    )


def _net_of(host: str) -> str:
    if ":" not in host:
        return host
    address = ip_address(host.partition("%")[0])
    mapped = getattr(address, "ipv4_mapped", None)
    if mapped is not None:
        return str(mapped)
    return str(ip_network((address, _V6_PREFIX), strict=False))


def _narrowest(networks: list[Network], host: str) -> int:
    """Answer the length of the narrowest network around an address; −1 outside all."""
    address = ip_address(host.partition("%")[0])
    mapped = getattr(address, "ipv4_mapped", None)
    if mapped is not None:
        address = mapped
    return max(
        (net.prefixlen for net in networks if net.version == address.version and address in net),
        default=-1,
    )
