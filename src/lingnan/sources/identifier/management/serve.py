"""Run the management API with uvicorn over TLS. Not for the API itself (see app)."""

import ssl
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Final

import uvicorn
from fastapi import FastAPI

from lingnan.kernel import Text
from lingnan.sources.identifier.management.errors import AddressUnusable

DEFAULT_PORT: Final = 3000


@dataclass(frozen=True, slots=True)
class ServeWish:
    """Where the API listens; certificate and key in PEM, both or neither.

    Without them it is served in the clear, and then on this machine's own address only: behind a
    proxy that brings TLS.
    """

    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    certificate: Path | None = None
    certificate_key: Path | None = None

    @property
    def has_tls(self) -> bool:
        """Whether it brings TLS itself."""
        return self.certificate is not None and self.certificate_key is not None


def check_wish(wish: ServeWish) -> None:
    """Refuse to be reached by others without TLS. Raises: AddressUnusable."""
    if not wish.has_tls and not _is_own(wish.host):
        reason = Text(f"{wish.host} 没有 TLS", f"{wish.host} without TLS")
        raise AddressUnusable(reason=reason)


def make_server(app: FastAPI, wish: ServeWish) -> uvicorn.Server:
    """Make the server; `run` or `await serve()` starts it.

    Raises: AddressUnusable: no TLS on an address that others reach, or a certificate that fails.
    """
    check_wish(wish)
    has_tls = wish.has_tls
    configuration = uvicorn.Config(
        app,
        host=wish.host,
        port=wish.port,
        loop="uvloop",
        http="httptools",
        # Addresses of requests hold identifiers, and sometimes more than they should.
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        h11_max_incomplete_event_size=16_384,
        limit_concurrency=200,
        timeout_keep_alive=30,
        ssl_certfile=str(wish.certificate) if has_tls else None,
        ssl_keyfile=str(wish.certificate_key) if has_tls else None,
    )
    try:
        configuration.load()
    except (OSError, ssl.SSLError) as problem:
        raise AddressUnusable(reason=type(problem).__name__) from problem
    if configuration.ssl is not None:
        configuration.ssl.minimum_version = ssl.TLSVersion.TLSv1_2
    return uvicorn.Server(configuration)


def _is_own(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
