"""Send one body to one address: over TLS, to the address that was checked, without redirection.

Not for whether and when it is sent (deliver).
"""

import http.client
import socket
import ssl
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from lingnan.console.api.hook.address import Network, Resolve, addresses_of, split

_SECONDS: Final = 10.0
_READ_OCTETS: Final = 16 << 10
_AGENT: Final = "Lingnan-Webhook/1"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it.

    Attributes: status: of the answer; null when there was none, and then why.
    """

    status: int | None
    problem: str | None
    milliseconds: int

    @property
    def is_taken(self) -> bool:
        """Whether the other side took it."""
        return self.status is not None and 200 <= self.status < 300


class _Pinned(http.client.HTTPSConnection):
    """A connection to an address that was looked up and checked, under the name's certificate."""

    def __init__(self, host: str, port: int, addresses: Sequence[str], told: ssl.SSLContext):
        super().__init__(host, port, timeout=_SECONDS, context=told)
        self._addresses, self._told = addresses, told

    def connect(self) -> None:
        """Connect to the first of the addresses that answers."""
        problem: OSError | None = None
        for address in self._addresses:
            try:
                plain = socket.create_connection((address, self.port), _SECONDS)
            except OSError as failure:
                problem = failure
                continue
            self.sock = self._told.wrap_socket(plain, server_hostname=self.host)
            return
        raise problem or OSError("no address")


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    networks: Sequence[Network] = (),
    resolve: Resolve | None = None,
    context: ssl.SSLContext | None = None,
) -> Outcome:
    """Send a body; whatever goes wrong is told in the outcome.

    `context` serves intranets with an authority of their own; by default the system's authorities
    count (SSL_CERT_FILE names others). Raises: AddressForbidden.
    """
    begun = time.monotonic()
    status: int | None = None
    problem: str | None = None
    parts = split(url)
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    try:
        addresses = addresses_of(parts, networks, resolve)
        connection = _Pinned(
            parts.hostname or "", parts.port or 443, addresses, context or _context()
        )
        try:
            told = {"Content-Type": "application/json", "User-Agent": _AGENT, **headers}
            connection.request("POST", path, body, told)
            answer = connection.getresponse()
            answer.read(_READ_OCTETS)
            status = answer.status
        finally:
            connection.close()
    except (OSError, http.client.HTTPException, ValueError) as failure:
        # Certificates that fail are OSErrors too.
        problem = f"{type(failure).__name__}: {failure}"[:200]
    return Outcome(status, problem, int((time.monotonic() - begun) * 1000))


def _context() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
