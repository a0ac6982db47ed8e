"""What holds for every request: size, host, same origin; and the headers of every answer.

Plain ASGI, before and after the application. Not for who asks (serve_route).
Source: OWASP ASVS 4.0.3 V14.4; W3C Content Security Policy Level 3; W3C Fetch Metadata.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lingnan.console.web.errors import ForeignOrigin, HostUnknown, TooLarge
from lingnan.kernel import LingnanError

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_HSTS: Final = "max-age=31536000; includeSubDomains"
#: Data is never shown as a page, whatever it holds.
_DATA: Final = "application/json"
_AS_FILE: Final = 'attachment; filename="data.json"'
_SAFE: Final = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True, slots=True)
class Guard:
    """The application between its guards.

    Attributes: most_octets: of any request; the route's own limit is told by `receive`.
    """

    app: ASGIApp
    hosts: frozenset[str]
    is_secure: bool
    most_octets: int

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
                if headers.get("content-type", "").startswith(_DATA):
                    headers.setdefault("Content-Disposition", _AS_FILE)
                if self.is_secure:
                    headers["Strict-Transport-Security"] = _HSTS
            await send(message)

        # The frame shows what is wrong as a page; here it is only found.
        scope.setdefault("state", {})["refusal"] = self._refusal(scope)
        await self.app(scope, receive, told)

    def _refusal(self, scope: Scope) -> LingnanError | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if self.hosts and _name_of(host) not in self.hosts:
            return HostUnknown(host=host[:80])
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length[:15]) > self.most_octets:
            return TooLarge(limit=octets_text(self.most_octets))
        if scope["method"] not in _SAFE and not is_same_origin(headers, host):
            return ForeignOrigin()
        return None


def is_same_origin(headers: Headers, host: str) -> bool:
    """Answer whether a request that changes something comes from one of our own pages.

    Browsers tell by Sec-Fetch-Site, older ones by Origin; programs that bring a token in a header
    and no cookie cannot be abused by another site.
    """
    if headers.get("authorization", "").lower().startswith("bearer "):
        return "cookie" not in headers
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == host


def octets_text(count: int) -> str:
    """Write a number of octets for people."""
    return f"{count >> 20} MB" if count >= 1 << 20 else f"{count >> 10} kB"


def known_hosts(names: Iterable[str]) -> frozenset[str]:
    """Names as they are compared."""
    return frozenset(name.lower().rstrip(".") for name in names)


def _name_of(host: str) -> str:
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    return name.strip("[]").lower().rstrip(".")
