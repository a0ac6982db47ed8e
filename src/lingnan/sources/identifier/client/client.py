"""A client for any Handle service: resolution along referrals, administration, sessions.

Give it the server or sites to begin with. With ``begins_at_root`` it first asks there for the
service of the handle's prefix, as with a global or national root; without, it asks the server
itself and follows where it refers. Not for caching answers (see resolver).
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self

from lingnan.kernel import Text
from lingnan.sources.identifier.client.call import Caller, Options
from lingnan.sources.identifier.client.choice import Place
from lingnan.sources.identifier.client.endpoint import ServerView, read_server, view_server
from lingnan.sources.identifier.client.errors import (
    NoSite,
    TooManyHops,
    Unanswered,
    UntrustedAnswer,
)
from lingnan.sources.identifier.client.identity import Identity
from lingnan.sources.identifier.client.request import Answer, Request
from lingnan.sources.identifier.client.route import Hops, Route
from lingnan.sources.identifier.client.session import Session
from lingnan.sources.identifier.client.setup import SessionWish, login, set_up
from lingnan.sources.identifier.wire.body.challenge import VerifyRequest, VerifyResponse
from lingnan.sources.identifier.wire.body.change import CreateResponse, RemoveRequest, ValuesRequest
from lingnan.sources.identifier.wire.body.listing import ListResponse
from lingnan.sources.identifier.wire.body.name import HandleRequest
from lingnan.sources.identifier.wire.body.resolve import ResolveRequest, ResolveResponse
from lingnan.sources.identifier.wire.codes import PLAIN_FLAGS, Flag, Operation
from lingnan.sources.identifier.wire.handle import is_prefix_handle, is_same, prefix_handle
from lingnan.sources.identifier.wire.reference import Reference
from lingnan.sources.identifier.wire.site import SiteInfo
from lingnan.sources.identifier.wire.value import HandleValue, is_type_match

HS_ALIAS: Final = "HS_ALIAS"
_NO_START: Final = Text("没有给出起始服务器", "no server to begin with was given")
_OTHER: Final = Text("应答的是另一个标识", "it is about another handle")


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a handle resolved to.

    Attributes:
        handle: the last one, after aliases. server: who answered.
        path: the handle asked for and the aliases it led to.
        hops: referrals and services followed. is_certified: the answer was signed and holds.
    """

    handle: str
    values: tuple[HandleValue, ...]
    server: str
    path: tuple[str, ...]
    hops: int
    is_authoritative: bool
    is_certified: bool


class HandleClient:
    """Asks Handle services; used in one event loop, by many tasks at a time."""

    def __init__(
        self,
        *start: str | ServerView | SiteInfo,
        identity: Identity | None = None,
        begins_at_root: bool = False,
        options: Options | None = None,
    ) -> None:
        """Make a client.

        Args: start: where to begin: ``host:port`` or an address as endpoint.read_server takes it,
            or sites known from an HS_SITE record.
        Raises: BadServerAddress; NoSite without a start.
        """
        if not start:
            raise NoSite(handle="-", reason=_NO_START)
        self.options = Options() if options is None else options
        self.identity = identity
        self._start: tuple[Place, ...] = tuple(
            read_server(each) if isinstance(each, str) else each for each in start
        )
        self._caller = Caller(self.options)
        self._sessions: dict[str, Session] = {}
        self._route = Route(
            self._start, self._caller, self._sessions, begins_at_root=begins_at_root
        )

    async def __aenter__(self) -> Self:
        """Begin."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        failure: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End."""
        await self.close()

    async def close(self) -> None:
        """Close all connections; sessions stay until the servers forget them."""
        await self._caller.close()

    async def resolve(
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
        recursion: int = 0,
        timeout: float | None = None,
    ) -> Resolution:
        """Answer the values of a handle, all or those of some types and indexes.

        Args:
            is_public_only: restricted values are left out; else the server may ask who we are.
            timeout: seconds for the whole call, all ways, referrals and aliases included; None
                leaves it to `Options.timeout`, which is for each server and way.
            is_certified: only a signed answer is taken; needs the server's public key, which
                comes with HS_SITE records.
            recursion: servers that passed the question on before us, when a server asks.
        Raises: HandleNotFound, ValuesNotFound and other `Refused`; ClientError.
        Source: RFC 3652 §3.2; aliases RFC 3651 §3.2.6.
        """
        flags = PLAIN_FLAGS.value
        flags ^= 0 if is_public_only else Flag.PUBLIC_ONLY.value
        flags |= Flag.AUTHORITATIVE.value if is_authoritative else 0
        flags |= Flag.CERTIFIED.value if is_certified else 0
        flags |= 0 if follows_referral else Flag.NO_REFERRAL.value
        wanted = tuple(types)
        looks_for_alias = follows_alias and not any(is_type_match(HS_ALIAS, one) for one in wanted)
        asked = (*wanted, HS_ALIAS) if wanted and looks_for_alias else wanted
        loop = asyncio.get_running_loop()
        deadline = None if timeout is None else loop.time() + timeout
        hops = Hops(self.options.hop_limit, handle)
        path = [handle]
        while True:
            body = ResolveRequest(path[-1], tuple(indexes), asked)
            request = Request(Operation.RESOLVE, path[-1], body, flags, recursion=recursion)
            async with _limit(handle, None if deadline is None else deadline - loop.time()):
                answer, server = await self._one(request, hops)
            values = _values(answer, path[-1])
            alias = _alias(values) if looks_for_alias else None
            if alias is None:
                return Resolution(
                    handle=path[-1],
                    values=values,
                    server=server,
                    path=tuple(path),
                    hops=hops.taken,
                    is_authoritative=bool(answer.message.flags & Flag.AUTHORITATIVE.value),
                    is_certified=is_certified,
                )
            if len(path) > self.options.alias_limit:
                raise TooManyHops(handle=handle, limit=self.options.alias_limit)
            path.append(alias)

    async def create(
        self,
        handle: str,
        values: Iterable[HandleValue],
        *,
        overwrites: bool = False,
        mints: bool = False,
        timeout: float | None = None,
    ) -> str:
        """Create a handle and answer its name, which the server completes when it mints a suffix.

        Raises: HandleExists, NotPermitted and other `Refused`; ClientError.
        Source: RFC 3652 §3.4.1.
        """
        flags = (Flag.OVERWRITE.value if overwrites else 0) | (
            Flag.MINT_SUFFIX.value if mints else 0
        )
        body = ValuesRequest(handle, tuple(values))
        answer = await self._change(Operation.CREATE_HANDLE, handle, body, flags, timeout=timeout)
        made = answer.body.handle if isinstance(answer.body, CreateResponse) else None
        return made or handle

    async def delete(self, handle: str, *, timeout: float | None = None) -> None:
        """Delete a handle (RFC 3652 §3.4.2). Raises: as `create`."""
        body = HandleRequest(handle)
        await self._change(Operation.DELETE_HANDLE, handle, body, timeout=timeout)

    async def add_values(
        self,
        handle: str,
        values: Iterable[HandleValue],
        *,
        overwrites: bool = False,
        timeout: float | None = None,
    ) -> None:
        """Add values to a handle (RFC 3652 §3.4.3). Raises: as `create`."""
        flags = Flag.OVERWRITE.value if overwrites else 0
        body = ValuesRequest(handle, tuple(values))
        await self._change(Operation.ADD_VALUES, handle, body, flags, timeout=timeout)

    async def remove_values(
        self, handle: str, indexes: Iterable[int], *, timeout: float | None = None
    ) -> None:
        """Remove the values of some indexes (RFC 3652 §3.4.4). Raises: as `create`."""
        body = RemoveRequest(handle, tuple(indexes))
        await self._change(Operation.REMOVE_VALUES, handle, body, timeout=timeout)

    async def modify_values(
        self, handle: str, values: Iterable[HandleValue], *, timeout: float | None = None
    ) -> None:
        """Replace values by those of the same indexes (RFC 3652 §3.4.5). Raises: as `create`."""
        body = ValuesRequest(handle, tuple(values))
        await self._change(Operation.MODIFY_VALUES, handle, body, timeout=timeout)

    def list_handles(self, prefix: str) -> AsyncGenerator[str, None]:
        """Answer the handles under a prefix, one after another as they come (RFC 3652 §3.6)."""
        return self._list(Operation.LIST_HANDLES, _prefix_handle(prefix))

    def list_derived_prefixes(self, prefix: str) -> AsyncGenerator[str, None]:
        """Answer the prefixes derived from a prefix (RFC 3652 §3.6, DO-IRP 3.0)."""
        return self._list(Operation.LIST_DERIVED_PREFIXES, _prefix_handle(prefix))

    def list_homed_prefixes(self) -> AsyncGenerator[str, None]:
        """Answer the prefixes that the first server holds (Handle protocol facts §1.4)."""
        return self._list(Operation.LIST_HOMED_PREFIXES, "/")

    async def home_prefix(self, prefix: str) -> None:
        """Let the first server hold a prefix (RFC 3652 §3.5). Raises: as `create`."""
        await self._home(Operation.HOME_PREFIX, prefix)

    async def unhome_prefix(self, prefix: str) -> None:
        """Let the first server hold a prefix no longer (RFC 3652 §3.5). Raises: as `create`."""
        await self._home(Operation.UNHOME_PREFIX, prefix)

    async def site_info(self, server: str | ServerView | None = None) -> SiteInfo:
        """Answer the site record of a server, by default of the first (RFC 3652 §3.3)."""
        view = read_server(server) if isinstance(server, str) else server
        return await self._route.site_info(view or self._first("/"))

    async def verify(self, user: Reference, nonce: bytes, digest: bytes, proof: bytes) -> bool:
        """Ask the service of a user whether an answer to a challenge is right (RFC 3652 §3.5.3)."""
        body = VerifyRequest(user, nonce, digest, proof)
        request = Request(Operation.VERIFY_CHALLENGE, user.handle, body)
        answer, _ = await self._one(request, Hops(self.options.hop_limit, user.handle))
        return isinstance(answer.body, VerifyResponse) and answer.body.is_match

    async def set_up_session(self, wish: SessionWish | None = None) -> Session:
        """Set up a session with the first server; requests to it go inside from then on.

        Raises: SessionEnded and other `Refused`; UntrustedAnswer; ClientError.
        """
        server = self._first("/")
        session = await set_up(self._caller, server, wish or SessionWish())
        self._sessions[server.key] = session
        return session

    async def log_in(self) -> Session:
        """Log in at the first server as Chinese software does (operation 2001).

        Raises: IdentityNeeded without identity; AuthenticationFailed and other `Refused`.
        Limits: the login belongs to the connection, so it needs shared TCP connections.
        """
        server = self._first("/")
        session = await login(self._caller, server, self.identity)
        self._sessions[server.key] = session
        return session

    async def end_session(self, session: Session) -> None:
        """Tell the server that the session is over, and forget it (RFC 3652 §3.6)."""
        server = self._first("/")
        request = Request(Operation.SESSION_TERMINATE, "/", HandleRequest("/"), is_change=True)
        try:
            if session.key is not None:
                async with aclosing(
                    self._caller.answers(server, request, session=session)
                ) as answers:
                    async for _ in answers:
                        break
        finally:
            self._sessions.pop(session.server, None)

    async def _one(self, request: Request, hops: Hops) -> tuple[Answer, str]:
        async with aclosing(self._route.answers(request, self.identity, hops)) as answers:
            async for answer in answers:
                return answer, str(answer.endpoint)
        raise NoSite(handle=request.handle, reason="-")

    async def _change(
        self,
        operation: Operation,
        handle: str,
        body: ValuesRequest | RemoveRequest | HandleRequest,
        flags: int = 0,
        *,
        timeout: float | None,
    ) -> Answer:
        flags |= Flag.AUTHORITATIVE.value
        request = Request(operation, handle, body, flags, is_change=True)
        hops = Hops(self.options.hop_limit, handle)
        async with _limit(handle, timeout):
            answer, _ = await self._one(request, hops)
        return answer

    async def _list(self, operation: Operation, handle: str) -> AsyncGenerator[str, None]:
        flags = Flag.AUTHORITATIVE.value
        # Long answers come in several messages, which only a connection can carry in order.
        body = HandleRequest(handle)
        request = Request(operation, handle, body, flags, is_change=True, is_stream=True)
        hops = Hops(self.options.hop_limit, handle)
        async with aclosing(self._route.answers(request, self.identity, hops)) as answers:
            async for answer in answers:
                if isinstance(answer.body, ListResponse):
                    for each in answer.body.handles:
                        yield each

    async def _home(self, operation: Operation, prefix: str) -> None:
        handle = _prefix_handle(prefix)
        server = self._first(handle)
        request = Request(operation, handle, HandleRequest(handle), is_change=True)
        session = self._sessions.get(server.key)
        async with aclosing(
            self._caller.answers(server, request, identity=self.identity, session=session)
        ) as answers:
            async for _ in answers:
                break

    def _first(self, handle: str) -> ServerView:
        place = self._start[0]
        return (
            place if isinstance(place, ServerView) else view_server(place, place.server_of(handle))
        )


@asynccontextmanager
async def _limit(handle: str, timeout: float | None) -> AsyncIterator[None]:
    """End a call in time. Raises: Unanswered."""
    try:
        async with asyncio.timeout(timeout):
            yield
    except TimeoutError:
        raise Unanswered(server=handle, seconds=timeout) from None


def _prefix_handle(prefix: str) -> str:
    return prefix if is_prefix_handle(prefix) else prefix_handle(prefix)


def _values(answer: Answer, handle: str) -> tuple[HandleValue, ...]:
    if not isinstance(answer.body, ResolveResponse) or not is_same(answer.body.handle, handle):
        raise UntrustedAnswer(server=answer.endpoint, reason=_OTHER)
    return answer.body.values


def _alias(values: Iterable[HandleValue]) -> str | None:
    for value in values:
        if is_type_match(value.type, HS_ALIAS):
            return value.data.decode("utf-8", "replace")
    return None
