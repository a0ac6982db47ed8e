"""Octets → requests, by httptools; what could be read in two ways is refused.

Refused beyond what the parser refuses: no Host or two of them (RFC 9112 §3.2), Transfer-Encoding
other than chunked or together with Content-Length or in HTTP/1.0 (§6.1, §11.2), Upgrade and
CONNECT, oversize. Not for what a request means.
"""

from dataclasses import dataclass, field
from typing import Final

import httptools

from lingnan.sources.identifier.node.http.answer import Answer
from lingnan.sources.identifier.node.http.limit import HttpLimit
from lingnan.sources.identifier.node.http.request import Request, read_target
from lingnan.sources.identifier.node.http.status import plain_answer

#: Fields that may stand once only; twice they would mean two things.
_ONCE: Final = frozenset({"host", "content-length", "transfer-encoding", "authorization", "expect"})
_JOINED: Final = ", "


class _Refused(Exception):
    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(slots=True)
class Incoming:
    """A request while it is being read."""

    method: str = ""
    target: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytearray = field(default_factory=bytearray)
    keeps_alive: bool = True

    def request(
        self, *, is_secure: bool, address: str, connection: int, certificate: bytes | None
    ) -> Request:
        """Answer the request, read whole. Raises: BadTarget."""
        target = self.target.decode("latin-1")
        path, parameters = read_target(target)
        return Request(
            self.method,
            target,
            path,
            parameters,
            self.headers,
            bytes(self.body),
            is_secure,
            address,
            connection,
            certificate,
        )


class RequestReading:
    """Reads the requests of one connection.

    Attributes:
        refusal: how to answer what does not read as a request; the connection is closed then.
        wants_continue: the client waits for 100 before it sends the body (RFC 9110 §10.1.1).
        is_begun, has_head: whether part of a request, or all of its head, has come.
    """

    def __init__(self, limit: HttpLimit) -> None:
        self._limit = limit
        self._parser = httptools.HttpRequestParser(self)
        self._done: list[Incoming] = []
        self._current = Incoming()
        self._head_octets = 0
        self._fields_count = 0
        self._fed = 0
        self.refusal: Answer | None = None
        self.wants_continue = False
        self.is_begun = False
        self.has_head = False

    def feed(self, data: bytes) -> list[Incoming]:
        """Take octets, answer the requests that are whole now."""
        if self.refusal is not None:
            return []
        self._done = []
        was_in_head = not self.has_head
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self.refusal = plain_answer(501)
        except httptools.HttpParserError as error:
            refused = error.__context__
            self.refusal = plain_answer(refused.status if isinstance(refused, _Refused) else 400)
        # The parser gathers a field until it is whole; what it holds must be bounded as well.
        if was_in_head and not self.has_head and not self._done and self.is_begun:
            self._fed += len(data)
            if self._fed > self._limit.head_octets and self.refusal is None:
                too_long = 414 if not self._fields_count else 431
                self.refusal = plain_answer(too_long)
        else:
            self._fed = 0
        return self._done

    def on_message_begin(self) -> None:
        """Begin a request."""
        self._current = Incoming()
        self._head_octets = 0
        self._fields_count = 0
        self.is_begun = True
        self.has_head = False

    def on_url(self, part: bytes) -> None:
        """Take a part of the request target."""
        self._current.target += part
        if len(self._current.target) > self._limit.target_octets:
            raise _Refused(414)

    def on_header(self, name: bytes, value: bytes | None) -> None:
        """Take a header field; with the trailers of a chunked body nothing is done."""
        if self.has_head:
            return
        self._head_octets += len(name) + len(value or b"") + 4
        self._fields_count += 1
        limit = self._limit
        if self._head_octets > limit.head_octets or self._fields_count > limit.fields_count:
            raise _Refused(431)
        key = name.decode("latin-1").lower()
        text = (value or b"").decode("latin-1").strip()
        headers = self._current.headers
        known = headers.get(key)
        if known is None:
            headers[key] = text
        elif key in _ONCE:
            raise _Refused(400)
        else:
            headers[key] = known + _JOINED + text

    def on_headers_complete(self) -> None:
        """Judge the head before any body is taken."""
        current = self._current
        self.has_head = True
        current.method = self._parser.get_method().decode("ascii")
        version = self._parser.get_http_version()
        _check_framing(current.headers, version)
        length = current.headers.get("content-length", "0")
        if not (length.isascii() and length.isdigit()):
            raise _Refused(400)
        if len(length) > 12 or int(length) > self._limit.body_octets:
            raise _Refused(413)
        if current.method == "CONNECT":
            raise _Refused(501)
        expected = current.headers.get("expect")
        if expected is not None:
            if expected.lower() != "100-continue":
                raise _Refused(417)
            self.wants_continue = version == "1.1"

    def on_body(self, part: bytes) -> None:
        """Take a part of the body."""
        self._current.body += part
        if len(self._current.body) > self._limit.body_octets:
            raise _Refused(413)

    def on_message_complete(self) -> None:
        """End a request."""
        self._current.keeps_alive = self._parser.should_keep_alive()
        self._done.append(self._current)
        self.is_begun = False
        self.has_head = False


def _check_framing(headers: dict[str, str], version: str) -> None:
    if version not in {"1.0", "1.1"}:
        raise _Refused(505)
    if version == "1.1" and not headers.get("host"):
        raise _Refused(400)
    coding = headers.get("transfer-encoding")
    if coding is None:
        return
    if "content-length" in headers or version == "1.0":
        raise _Refused(400)
    if coding.lower() != "chunked":
        raise _Refused(501)
