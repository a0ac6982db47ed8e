"""Where to send a request: addresses of servers, given as text or taken from HS_SITE records.

Not for choosing among sites (see choice) nor for sending (see udp, tcp, tunnel).
"""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from lingnan.sources.identifier.client.errors import BadServerAddress
from lingnan.sources.identifier.wire.codes import Protocol
from lingnan.sources.identifier.wire.limit import DEFAULT_HTTP_PORT, DEFAULT_PORT
from lingnan.sources.identifier.wire.message import UNKNOWN_SERIAL
from lingnan.sources.identifier.wire.site import Server, SiteInfo
from lingnan.sources.identifier.wire.version import CURRENT, Version

_PROTOCOLS: Final = {member.name.lower(): member for member in Protocol}
_DEFAULT_PORTS: Final = {
    Protocol.UDP: DEFAULT_PORT,
    Protocol.TCP: DEFAULT_PORT,
    Protocol.HTTP: DEFAULT_HTTP_PORT,
    Protocol.HTTPS: DEFAULT_HTTP_PORT,
}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One way to one server.

    Shapes: name: what the server calls itself, for TLS and the Host header; the host when unknown.
    """

    protocol: Protocol
    host: str
    port: int
    name: str = ""
    is_query: bool = True
    is_admin: bool = True

    def __str__(self) -> str:
        """Write the endpoint as it can be read again."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.protocol.name.lower()}://{host}:{self.port}"


@dataclass(frozen=True, slots=True)
class ServerView:
    """One server as the client sees it.

    Shapes: key: tells servers apart; public_key: record as in HS_PUBKEY, empty when not known;
        serial: of the site record held.
    """

    key: str
    endpoints: tuple[Endpoint, ...]
    version: Version = CURRENT
    public_key: bytes = b""
    serial: int = UNKNOWN_SERIAL


def read_server(text: str) -> ServerView:
    """Read the address of a server: ``host:port`` is reached by UDP and TCP alike.

    Shapes: ``[udp|tcp|http|https://]host[:port]``; default port 2641, HTTP and HTTPS 8000.
    Raises: BadServerAddress.
    """
    scheme, mark, rest = text.strip().partition("://")
    if not mark:
        scheme, rest = "", text.strip()
    if scheme.lower() not in ("", *_PROTOCOLS):
        raise BadServerAddress(text=text)
    try:
        split = urlsplit(f"//{rest}")
        host, port = split.hostname, split.port
    except ValueError:
        raise BadServerAddress(text=text) from None
    if not host or split.path.strip("/") or split.username is not None:
        raise BadServerAddress(text=text)
    chosen = [_PROTOCOLS[scheme.lower()]] if scheme else [Protocol.UDP, Protocol.TCP]
    endpoints = tuple(
        Endpoint(protocol, host, port or _DEFAULT_PORTS[protocol], host) for protocol in chosen
    )
    return ServerView(f"{host}:{endpoints[0].port}", endpoints)


def view_server(site: SiteInfo, server: Server) -> ServerView:
    """Answer how a server of a site record is reached, by the protocols known here.

    Source: RFC 3651 §3.2.2.
    """
    name = site.attribute("domain") or server.host
    known = {member.value for member in Protocol}
    endpoints = tuple(
        Endpoint(
            Protocol(each.protocol), server.host, each.port, name, each.is_query, each.is_admin
        )
        for each in server.interfaces
        if each.protocol in known and 0 < each.port < 65_536
    )
    ports = ",".join(str(port) for port in sorted({each.port for each in endpoints}))
    key = f"{server.host}:{ports}"
    return ServerView(key, endpoints, site.version, server.public_key, site.serial)
