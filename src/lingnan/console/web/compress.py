"""Pages and tables are sent compressed, where that tells nobody anything.

Who measures lengths of compressed answers can guess a secret in them, if he can have them asked
for again and again with guesses of his own (BREACH). Here he cannot: only what a page of this
console or the reader's own address bar asks for is compressed, the one random number of a page is
another each time, and pages about accounts and answers that set a cookie or follow a form, where
keys and passwords may stand, are sent as they are. Plain ASGI.
Not for files of the console (asset_route).
Source: Gluck, Harris, Prado: BREACH (2013); W3C Fetch Metadata; RFC 9110 section 12.5.3.
"""

import zlib
from dataclasses import dataclass, field
from typing import Any, Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_KINDS: Final = ("text/html", "text/csv", "application/json", "application/x-ndjson")
#: Pages about accounts, which may show a key or a one-time link.
_ABOUT_KEYS: Final = ("/me", "/sign-in", "/welcome", "/accounts", "/tokens")
_ASKED_BY: Final = ("same-origin", "none")
_LEAST_OCTETS: Final = 1_000
_LEVEL: Final = 5
_GZIP: Final = 16 + zlib.MAX_WBITS


@dataclass(frozen=True, slots=True)
class Compress:
    """The application with its pages compressed."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and _may_compress(scope, Headers(scope=scope)):
            await self.app(scope, receive, _Packer(send).send)
        else:
            await self.app(scope, receive, send)


@dataclass(slots=True)
class _Packer:
    """One answer on its way."""

    out: Send
    start: Message | None = None
    packing: Any = None
    is_plain: bool = field(default=False)

    async def send(self, message: Message) -> None:
        """Pass a message on; the head waits for the first piece of the body."""
        if message["type"] == "http.response.start":
            self.start = message
            return
        if message["type"] != "http.response.body" or self.is_plain:
            await self.out(message)
            return
        if self.packing is None:
            await self._begin(message)
            if self.is_plain:
                await self.out(message)
                return
        body, has_more = message.get("body", b""), message.get("more_body", False)
        packed = self.packing.compress(body)
        if not has_more:
            packed += self.packing.flush()
        await self.out({"type": "http.response.body", "body": packed, "more_body": has_more})

    async def _begin(self, first: Message) -> None:
        start = self.start
        if start is None:
            self.is_plain = True
            return
        headers = MutableHeaders(scope=start)
        if headers.get("content-type", "").partition(";")[0] in _KINDS:
            headers.add_vary_header("Accept-Encoding")
            headers.add_vary_header("Sec-Fetch-Site")
        self.is_plain = not _is_worth_it(start["status"], headers, first)
        if not self.is_plain:
            self.packing = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
            headers["Content-Encoding"] = "gzip"
            del headers["Content-Length"]
        await self.out(start)


def _may_compress(scope: Scope, asked: Headers) -> bool:
    return (
        scope["method"] == "GET"
        and not scope["path"].startswith(_ABOUT_KEYS)
        and "gzip" in asked.get("accept-encoding", "")
        and asked.get("sec-fetch-site") in _ASKED_BY
    )


def _is_worth_it(status: int, told: MutableHeaders, first: Message) -> bool:
    if status != 200 or "set-cookie" in told or "content-encoding" in told:
        return False
    if told.get("content-type", "").partition(";")[0] not in _KINDS:
        return False
    return bool(first.get("more_body")) or len(first.get("body", b"")) >= _LEAST_OCTETS
