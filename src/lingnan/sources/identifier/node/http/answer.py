"""What is answered over HTTP, and its octets.

Every answer carries the headers that keep a browser from guessing. Not for choosing a status (see
status) or a body.

Source: RFC 9110, RFC 9112 §4, Fetch standard (CORS).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import formatdate
from functools import lru_cache
from http import HTTPStatus
from typing import Final

JSON: Final = "application/json;charset=UTF-8"
JAVASCRIPT: Final = "application/javascript;charset=UTF-8"
HTML: Final = "text/html;charset=UTF-8"
TEXT: Final = "text/plain;charset=UTF-8"

#: In every answer: no guessing of types, no framing, no referrer, readable from any web page. No
#: ambient credentials are ever honoured, so that reading from anywhere gives nothing away.
FIXED: Final = (
    b"Access-Control-Allow-Origin: *\r\n"
    b"Access-Control-Expose-Headers: Link, Location, WWW-Authenticate\r\n"
    b"X-Content-Type-Options: nosniff\r\n"
    b"X-Frame-Options: DENY\r\n"
    b"Referrer-Policy: no-referrer\r\n"
    b"Content-Security-Policy: "
)
#: Nothing may be loaded on account of data; a page may load our own style sheet and images.
DATA_POLICY: Final = b"default-src 'none'; frame-ancestors 'none'\r\n"
PAGE_POLICY: Final = (
    b"default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    b"base-uri 'none'; frame-ancestors 'none'\r\n"
)
_BODILESS: Final = frozenset({204, 304})


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer.

    Attributes:
        kind: media type of the body; None without a body. headers: further ones.
        is_last: the connection is closed after it.
    """

    status: int
    body: bytes = b""
    kind: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    is_last: bool = False

    def encode(self, now: float, *, is_head: bool = False, is_last: bool = False) -> bytes:
        """Write status line, headers and body (RFC 9112 §4).

        Args:
            now: UNIX seconds, for Date. is_head: the request was HEAD: headers only.
            is_last: the connection is closed after it.
        """
        parts = [status_line(self.status), date_line(int(now)), FIXED]
        parts.append(PAGE_POLICY if self.kind == HTML else DATA_POLICY)
        if self.kind is not None:
            parts.append(f"Content-Type: {self.kind}\r\n".encode("ascii"))
        parts += [_field(name, value) for name, value in self.headers]
        if is_last or self.is_last:
            parts.append(b"Connection: close\r\n")
        if self.status not in _BODILESS:
            parts.append(b"Content-Length: %d\r\n" % len(self.body))
        parts.append(b"\r\n")
        if not is_head and self.status not in _BODILESS:
            parts.append(self.body)
        return b"".join(parts)


def json_answer(
    status: int,
    value: Mapping[str, object],
    *,
    is_pretty: bool = False,
    headers: tuple[tuple[str, str], ...] = (),
    kind: str = JSON,
) -> Answer:
    """Answer a JSON object."""
    return Answer(status, write_json(value, is_pretty=is_pretty), kind, headers)


def write_json(value: object, *, is_pretty: bool = False) -> bytes:
    """Write JSON in UTF-8, as the quick way writes it (see record_json)."""
    if is_pretty:
        return json.dumps(value, ensure_ascii=False, indent=2).encode("utf-8", "replace")
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


@lru_cache(128)
def status_line(status: int) -> bytes:
    """Answer the first line of an answer."""
    return f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n".encode("ascii")


@lru_cache(8)
def date_line(now: int) -> bytes:
    """Answer the Date field; the same for a whole second (RFC 9110 §6.6.1)."""
    return f"Date: {formatdate(now, usegmt=True)}\r\n".encode("ascii")


def _field(name: str, value: str) -> bytes:
    # A value made from a request must not end its line.
    clean = value.replace("\r", " ").replace("\n", " ")
    return f"{name}: {clean}\r\n".encode("latin-1", "replace")
