"""The client for programs without an event loop: the same calls, each waiting for its end.

A thread of its own runs the loop, so that connections stay open between calls. Not for use inside
an event loop (use HandleClient there).
"""

import asyncio
import threading
from collections.abc import AsyncGenerator, Coroutine, Iterable, Iterator, Sequence
from types import TracebackType
from typing import Any, Self, TypeVar

from lingnan.sources.identifier.client.call import Options
from lingnan.sources.identifier.client.client import HandleClient, Resolution
from lingnan.sources.identifier.client.endpoint import ServerView
from lingnan.sources.identifier.client.identity import Identity
from lingnan.sources.identifier.client.session import Session
from lingnan.sources.identifier.client.setup import SessionWish
from lingnan.sources.identifier.wire.reference import Reference
from lingnan.sources.identifier.wire.site import SiteInfo
from lingnan.sources.identifier.wire.value import HandleValue

_T = TypeVar("_T")


class BlockingClient:
    """A `HandleClient` whose calls block; for one or many threads.

    Raises: as the calls of the same name of HandleClient.
    """

    def __init__(self, client: HandleClient) -> None:
        self._client = client
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(
            target=self._loop.run_forever, name="handle-client", daemon=True
        )
        self._thread.start()

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        failure: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End."""
        self.close()

    def close(self) -> None:
        """Close connections, loop and thread; more calls are not possible."""
        if self._loop.is_closed():
            return
        self._run(self._client.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _run(self, work: Coroutine[Any, Any, _T]) -> _T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def _iterate(self, items: AsyncGenerator[str, None]) -> Iterator[str]:
        async def following() -> str | None:
            return await anext(items, None)

        try:
            while (item := self._run(following())) is not None:
                yield item
        finally:
            self._run(items.aclose())

    def resolve(
        self,
        handle: str,
        *,
        types: Sequence[str] = (),
        indexes: Sequence[int] = (),
        is_public_only: bool = True,
        is_authoritative: bool = False,
        is_certified: bool = False,
        follows_alias: bool = True,
        follows_referral: bool = True,
        timeout: float | None = None,
    ) -> Resolution:
        """Answer the values of a handle."""
        return self._run(
            self._client.resolve(
                handle,
                types=types,
                indexes=indexes,
                is_public_only=is_public_only,
                is_authoritative=is_authoritative,
                is_certified=is_certified,
                follows_alias=follows_alias,
                follows_referral=follows_referral,
                timeout=timeout,
            )
        )

    def create(
        self,
        handle: str,
        values: Iterable[HandleValue],
        *,
        overwrites: bool = False,
        mints: bool = False,
        timeout: float | None = None,
    ) -> str:
        """Create a handle and answer its name."""
        return self._run(
            self._client.create(handle, values, overwrites=overwrites, mints=mints, timeout=timeout)
        )

    def delete(self, handle: str, *, timeout: float | None = None) -> None:
        """Delete a handle."""
        self._run(self._client.delete(handle, timeout=timeout))

    def add_values(
        self,
        handle: str,
        values: Iterable[HandleValue],
        *,
        overwrites: bool = False,
        timeout: float | None = None,
    ) -> None:
        """Add values to a handle."""
        self._run(self._client.add_values(handle, values, overwrites=overwrites, timeout=timeout))

    def remove_values(
        self, handle: str, indexes: Iterable[int], *, timeout: float | None = None
    ) -> None:
        """Remove the values of some indexes."""
        self._run(self._client.remove_values(handle, indexes, timeout=timeout))

    def modify_values(
        self, handle: str, values: Iterable[HandleValue], *, timeout: float | None = None
    ) -> None:
        """Replace values by those of the same indexes."""
        self._run(self._client.modify_values(handle, values, timeout=timeout))

    def list_handles(self, prefix: str) -> Iterator[str]:
        """Answer the handles under a prefix."""
        return self._iterate(self._client.list_handles(prefix))

    def list_derived_prefixes(self, prefix: str) -> Iterator[str]:
        """Answer the prefixes derived from a prefix."""
        return self._iterate(self._client.list_derived_prefixes(prefix))

    def list_homed_prefixes(self) -> Iterator[str]:
        """Answer the prefixes that the first server holds."""
        return self._iterate(self._client.list_homed_prefixes())

    def home_prefix(self, prefix: str) -> None:
        """Let the first server hold a prefix."""
        self._run(self._client.home_prefix(prefix))

    def unhome_prefix(self, prefix: str) -> None:
        """Let the first server hold a prefix no longer."""
        self._run(self._client.unhome_prefix(prefix))

    def site_info(self, server: str | ServerView | None = None) -> SiteInfo:
        """Answer the site record of a server."""
        return self._run(self._client.site_info(server))

    def verify(self, user: Reference, nonce: bytes, digest: bytes, proof: bytes) -> bool:
        """Ask the service of a user whether an answer to a challenge is right."""
        return self._run(self._client.verify(user, nonce, digest, proof))

    def set_up_session(self, wish: SessionWish | None = None) -> Session:
        """Set up a session with the first server."""
        return self._run(self._client.set_up_session(wish))

    def log_in(self) -> Session:
        """Log in at the first server."""
        return self._run(self._client.log_in())

    def end_session(self, session: Session) -> None:
        """End a session."""
        self._run(self._client.end_session(session))


def connect(
    *start: str | ServerView | SiteInfo,
    identity: Identity | None = None,
    begins_at_root: bool = False,
    options: Options | None = None,
) -> BlockingClient:
    """Answer a blocking client; arguments as of HandleClient.

    ``with connect("127.0.0.1:2641") as client: client.resolve("88.900.1/a")``
    """
    return BlockingClient(
        HandleClient(*start, identity=identity, begins_at_root=begins_at_root, options=options)
    )
