"""Asks another node for what a replica needs: what it is, a copy, changes.

Not for applying them (see follower) and not for the other side (see management.replica_routes).
"""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import urlsplit

import httpx

from lingnan.kernel import Text
from lingnan.sources.identifier.node.failure import FeedFailed

_SECONDS: Final = 30.0
_CHUNK: Final = 1 << 20
_DIVERGED: Final = "NOD-204"


@dataclass(frozen=True, slots=True)
class FeedPlace:
    """Where a replica is fed from.

    Attributes:
        source: address of the management API. token: of an account that may operate the node.
        name: of the replica, by which the node remembers how far it has read.
        certificate: PEM file of whom to trust beside the system's; None trusts the system's.
    """

    source: str
    token: str = field(repr=False)
    name: str
    certificate: Path | None = None


class Feed:
    """One connection to the node that feeds; a context manager.

    Raises: FeedFailed: an address without TLS that leads to another machine.
    """

    def __init__(self, place: FeedPlace) -> None:
        split = urlsplit(place.source)
        if split.scheme != "https" and not _is_own(split.hostname or ""):
            reason = Text("只能使用 https 地址", "only an https address will do")
            raise FeedFailed(source=place.source, reason=reason)
        self._place = place
        trusted: ssl.SSLContext | bool = True
        if place.certificate is not None:
            trusted = ssl.create_default_context(cafile=str(place.certificate))
        self._client = httpx.Client(
            base_url=place.source.rstrip("/"),
            headers={"Authorization": f"Bearer {place.token}", "Accept-Language": "en"},
            timeout=_SECONDS,
            verify=trusted,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End."""
        self._client.close()

    def prefixes(self) -> tuple[str, ...]:
        """Answer the prefixes of the node. Raises: FeedFailed."""
        with self._asked("/replica/v1/node", {}) as answer:
            told: Any = self._read(answer).json()
        return tuple(str(each) for each in told["data"]["prefixes"])

    def copy(self, target: Path) -> None:
        """Fetch one state of the resolution file into a file. Raises: FeedFailed, OSError."""
        with self._asked("/replica/v1/copy", {}) as answer:
            if answer.status_code != 200:
                self._read(answer)
            with target.open("wb") as file:
                for octets in answer.iter_bytes(_CHUNK):
                    file.write(octets)

    def changes(self, after: int, mark: int) -> bytes | None:
        """Answer the changes behind a position; None when a copy is needed. Raises: FeedFailed."""
        told = {"after": str(after), "mark": str(mark), "name": self._place.name}
        with self._asked("/replica/v1/changes", told) as answer:
            answer.read()
            if answer.status_code != 200 and _DIVERGED in answer.text:
                return None
            return self._read(answer).content

    @contextmanager
    def _asked(self, path: str, told: dict[str, str]) -> Iterator[httpx.Response]:
        try:
            with self._client.stream("GET", path, params=told) as answer:
                yield answer
        except httpx.HTTPError as problem:
            raise FeedFailed(source=self._place.source, reason=type(problem).__name__) from problem

    def _read(self, answer: httpx.Response) -> httpx.Response:
        answer.read()
        if answer.status_code != 200:
            reason = f"HTTP {answer.status_code}"
            if answer.headers.get("content-type", "").startswith("application/json"):
                reason = str(answer.json().get("message", reason))
            raise FeedFailed(source=self._place.source, reason=reason)
        return answer


def _is_own(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
