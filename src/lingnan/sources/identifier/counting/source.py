"""Who asked: the network of an address, its keyed hash, and whose network it is.

Addresses of people are not kept: an IPv4 address is cut to its /24, an IPv6 address to its /48, and
what stays for long is a keyed hash of that. Not for access control (see node).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from hmac import digest
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

Network = IPv4Network | IPv6Network
_LENGTH_4: Final = 24
_LENGTH_6: Final = 48
#: Source of what is over the bound, and of what has no readable address.
OTHER: Final = "other"


@lru_cache(65_536)
def network_of(address: str) -> Network | None:
    """Answer the network that stands for an address: /24 or /48; None when it is no address.

    An IPv4 address in IPv6 form (::ffff:…) is the IPv4 address.
    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return None
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    length = _LENGTH_6 if isinstance(found, IPv6Address) else _LENGTH_4
    return ip_network(f"{found}/{length}", strict=False)


@dataclass(frozen=True, slots=True)
class SourceKey:
    """Makes keyed hashes of networks; the same key makes sources of different days comparable.

    Attributes:
        secret: at least 16 octets, kept with the keys of the node; never in logs.
    """

    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.secret) < 16:
            raise ValueError("a key of at least 16 octets")

    def of(self, network: Network) -> str:
        """Answer 32 hexadecimal digits: HMAC-SHA256 of the network, cut to 128 bits."""
        octets = network.network_address.packed + bytes((network.prefixlen,))
        return digest(self.secret, octets, sha256)[:16].hex()


def read_networks(texts: tuple[str, ...] | list[str]) -> tuple[Network, ...]:
    """Read networks or single addresses. Raises: ValueError with the text that is none."""
    return tuple(ip_network(each, strict=False) for each in texts)


_LOOPBACK: Final = read_networks(["127.0.0.0/8", "::1"])


@dataclass(frozen=True, slots=True)
class Ownership:
    """Whose networks are whose.

    Attributes:
        probes: the node's own probes and machines; their requests are not counted at all. Loopback
            is always one.
        enterprises: folded prefix → networks of the enterprise that holds it; its own requests
            are counted, but are no witness that anybody else uses its identifiers.
    """

    probes: tuple[Network, ...] = ()
    enterprises: Mapping[str, tuple[Network, ...]] = field(default_factory=dict)

    def is_probe(self, address: str) -> bool:
        """Answer whether an address is the node's own, to the very address."""
        try:
            found = ip_address(address.partition("%")[0])
        except ValueError:
            return False
        if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
            found = found.ipv4_mapped
        return any(found in each for each in (*_LOOPBACK, *self.probes))

    def is_outside(self, prefix: str, address: str) -> bool:
        """Answer whether an address belongs neither to the node nor to the prefix's enterprise."""
        found = network_of(address)
        own = self.enterprises.get(prefix, ())
        return found is not None and not any(
            found.version == each.version and found.overlaps(each) for each in own
        )
