"""Which addresses a webhook may call: https, and none of a private network unless it is allowed.

Checked when a webhook is registered, and again for the very address that is connected to, so that a
name that changes its mind between the two leads nowhere.
Source: OWASP Server-Side Request Forgery Prevention; RFC 6890 (special-purpose addresses).
"""

import os
import socket
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final
from urllib.parse import SplitResult, urlsplit

from lingnan.console.api.errors import AddressForbidden
from lingnan.kernel import Text

#: Networks that may be called although they are private, such as `10.20.0.0/16, fd12::/48`.
VARIABLE: Final = "LINGNAN_WEBHOOK_NETWORKS"
Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address
#: Answers the addresses of a name.
Resolve = Callable[[str, int], Sequence[str]]
_OWN: Final = (".localhost", ".local", ".internal", ".home.arpa")
_PORT: Final = 443
_NAT64: Final = ip_network("64:ff9b::/96")


def allowed_networks() -> tuple[Network, ...]:
    """Answer the private networks that the administrator allows. Raises: AddressForbidden."""
    told = os.environ.get(VARIABLE, "")
    try:
        return tuple(ip_network(part.strip()) for part in told.split(",") if part.strip())
    except ValueError:
        reason = Text(f"{VARIABLE} 有误", f"{VARIABLE} cannot be read")
        raise AddressForbidden(address=told[:80], reason=reason) from None


def ensure_address(url: str, networks: Sequence[Network]) -> None:
    """Refuse an address that must not be called, as far as it can be told without asking for it.

    Raises: AddressForbidden.
    """
    parts = split(url)
    host = parts.hostname or ""
    literal = _literal(host)
    if literal is not None:
        _ensure(literal, host, networks)
    elif (host == "localhost" or host.endswith(_OWN) or "." not in host) and not networks:
        reason = Text("只在内网可用的名称", "a name of a private network")
        raise AddressForbidden(address=host, reason=reason)


def split(url: str) -> SplitResult:
    """Answer the parts of an address. Raises: AddressForbidden."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        port, parts = 0, urlsplit("")
    if parts.scheme != "https" or not parts.hostname or parts.username or port == 0:
        reason = Text("不是 https 地址", "it is no https address")
        raise AddressForbidden(address=url[:80], reason=reason)
    return parts


def addresses_of(
    parts: SplitResult, networks: Sequence[Network], resolve: Resolve | None = None
) -> list[str]:
    """Answer the addresses to connect to. Raises: AddressForbidden; OSError when none is found."""
    host, port = parts.hostname or "", parts.port or _PORT
    found = list((resolve or _resolve)(host, port))
    for each in found:
        _ensure(ip_address(each.partition("%")[0]), host, networks)
    if not found:
        raise OSError(f"{host}: no address")
    return found


def _resolve(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def _literal(host: str) -> Address | None:
    """An address written as one, in any of the ways in which systems read it."""
    try:
        return ip_address(host)
    except ValueError:
        pass
    try:
        # Systems also read 127.1, 0x7f000001 and 2130706433 as addresses.
        return ip_address(socket.inet_aton(host))
    except (OSError, ValueError):
        return None


def _ensure(address: Address, host: str, networks: Sequence[Network]) -> None:
    inner = _inner(address)
    for network in networks:
        if inner.version == network.version and inner in network:
            return
    if not inner.is_global or inner.is_multicast or inner.is_reserved:
        reason = Text("属于内网或保留地址", "it lies in a private or reserved network")
        raise AddressForbidden(address=f"{host} ({address})"[:120], reason=reason)


def _inner(address: Address) -> Address:
    """The IPv4 address that an IPv6 address stands for, or the address itself."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return address.ipv4_mapped
        if address.sixtofour is not None:
            return address.sixtofour
        if address in _NAT64:
            return IPv4Address(int(address) & 0xFFFFFFFF)
    return address
