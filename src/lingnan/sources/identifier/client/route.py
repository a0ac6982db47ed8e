"""The way of one question: from the start, along referrals, to the server that answers.

Source: RFC 3650 §3.2, Handle protocol facts §1.16, §1.18. Not for aliases (see client).
"""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Final

from lingnan.kernel import Text
from lingnan.sources.identifier.client.call import Caller
from lingnan.sources.identifier.client.choice import (
    Place,
    order_servers,
    read_services,
    read_sites,
)
from lingnan.sources.identifier.client.endpoint import ServerView
from lingnan.sources.identifier.client.errors import (
    ClientError,
    ConnectionLost,
    NoSite,
    NotResponsible,
    Refused,
    ServerUnreachable,
    TooManyHops,
    TunnelFailed,
    Unanswered,
)
from lingnan.sources.identifier.client.identity import Identity
from lingnan.sources.identifier.client.request import Answer, Request
from lingnan.sources.identifier.client.session import Session
from lingnan.sources.identifier.wire.body.name import HandleRequest
from lingnan.sources.identifier.wire.body.referral import Referral
from lingnan.sources.identifier.wire.body.resolve import ResolveRequest, ResolveResponse
from lingnan.sources.identifier.wire.body.site_answer import SiteResponse
from lingnan.sources.identifier.wire.codes import PLAIN_FLAGS, Operation, Response
from lingnan.sources.identifier.wire.handle import authority, is_prefix_handle
from lingnan.sources.identifier.wire.site import SiteInfo
from lingnan.sources.identifier.wire.value import HandleValue

_UNREACHED: Final = (ServerUnreachable, Unanswered, ConnectionLost, TunnelFailed)

_REMEMBERED_SECONDS: Final = 3_600.0
_REMEMBERED: Final = 256
#: Sites tried of one referral; a hostile one may name thousands.
_SITES: Final = 32
_EMPTY: Final = Text("引用为空", "the referral is empty")
_NO_SITE: Final = Text("没有可用的 HS_SITE", "there is no usable HS_SITE")


@dataclass(slots=True)
class Hops:
    """Counts what one question may follow."""

    limit: int
    handle: str
    taken: int = 0

    def take(self) -> None:
        """Take one. Raises: TooManyHops."""
        self.taken += 1
        if self.taken > self.limit:
            raise TooManyHops(handle=self.handle, limit=self.limit)


class Route:
    """Finds the servers for questions."""

    def __init__(
        self,
        start: Sequence[Place],
        caller: Caller,
        sessions: Mapping[str, Session],
        *,
        begins_at_root: bool,
    ) -> None:
        self._start = tuple(start)
        self._caller = caller
        self._sessions = sessions
        self._begins_at_root = begins_at_root
        #: Services of prefixes by folded prefix handle, and when to ask for them again.
        self._known: dict[str, tuple[tuple[Place, ...], float]] = {}

    async def answers(
        self, request: Request, identity: Identity | None, hops: Hops
    ) -> AsyncGenerator[Answer, None]:
        """Ask along referrals and answer the messages of the server that does not refer on.

        Raises: TooManyHops, NoSite, Refused, ClientError.
        """
        places = await self._begin(request.handle, hops)
        while True:
            referral: Answer | None = None
            async with aclosing(self._ask(places, request, identity)) as answers:
                async for answer in answers:
                    if answer.is_referral:
                        referral = answer
                        break
                    yield answer
            if referral is None:
                return
            hops.take()
            places = await self._follow(referral, request.handle, hops)

    async def _begin(self, handle: str, hops: Hops) -> tuple[Place, ...]:
        """Answer where to begin: the start itself, or the service that the root names.

        What the root names is remembered for its time to live, an hour at most.
        """
        if not self._begins_at_root or is_prefix_handle(handle):
            return self._start
        now = asyncio.get_running_loop().time()
        prefix = authority(handle)
        known = self._known.get(prefix)
        if known is not None and now < known[1]:
            return known[0]
        values = await self._service_values(prefix, hops)
        hops.take()
        places = await self._places(values, handle, hops)
        lives = [value.ttl for value in values if not value.is_ttl_absolute]
        self._known[prefix] = places, now + min((*lives, _REMEMBERED_SECONDS))
        if len(self._known) > _REMEMBERED:
            del self._known[next(iter(self._known))]
        return places

    async def _ask(
        self, places: Sequence[Place], request: Request, identity: Identity | None
    ) -> AsyncGenerator[Answer, None]:
        """Ask the places in turn until one answers; a stale site record is fetched anew once."""
        loop = asyncio.get_running_loop()
        ordered = order_servers(
            places,
            request.handle,
            is_change=request.is_change,
            latency=self._caller.latency,
            now=loop.time(),
        )
        failure: ClientError = NoSite(handle=request.handle, reason=_NO_SITE)
        is_refreshed = False
        while ordered:
            place, server = ordered.pop(0)
            session = self._sessions.get(server.key)
            asked = self._caller.answers(server, request, identity=identity, session=session)
            is_started = False
            try:
                async with aclosing(asked) as answers:
                    async for answer in answers:
                        is_started = True
                        yield answer
                return
            except _UNREACHED as reason:
                may_have_acted = request.is_change and not isinstance(reason, ServerUnreachable)
                if is_started or may_have_acted:
                    raise
                failure = reason
            except Refused as reason:
                is_stale = reason.response == Response.OUT_OF_DATE_SITE or isinstance(
                    reason, NotResponsible
                )
                if not is_stale or is_refreshed or not isinstance(place, SiteInfo):
                    raise
                is_refreshed = True
                site = await self.site_info(server)
                ordered[:0] = order_servers(
                    (site,),
                    request.handle,
                    is_change=request.is_change,
                    latency=self._caller.latency,
                    now=loop.time(),
                )
                failure = reason
        raise failure

    async def _follow(self, referral: Answer, handle: str, hops: Hops) -> tuple[Place, ...]:
        """Answer the places that a referral names (RFC 3652 §3.2.3)."""
        body = referral.body
        if not isinstance(body, Referral):
            raise NoSite(handle=handle, reason=_EMPTY)
        if body.values:
            return await self._places(body.values, handle, hops)
        if not body.handle:
            raise NoSite(handle=handle, reason=_EMPTY)
        values = await self._service_values(body.handle, hops)
        return await self._places(values, handle, hops)

    async def _places(
        self, values: Sequence[HandleValue], handle: str, hops: Hops
    ) -> tuple[Place, ...]:
        """Answer the sites of values, those behind service handles included."""
        sites: list[SiteInfo] = read_sites(values)
        for service in read_services(values):
            hops.take()
            sites.extend(read_sites(await self._service_values(service, hops)))
        if not sites:
            raise NoSite(handle=handle, reason=_NO_SITE)
        return tuple(sites[:_SITES])

    async def _service_values(self, handle: str, hops: Hops) -> tuple[HandleValue, ...]:
        """Resolve the site and service values of a prefix or service handle, from the start."""
        body = ResolveRequest(handle, (), ("HS_SITE", "HS_SERV"))
        request = Request(Operation.RESOLVE, handle, body, PLAIN_FLAGS.value)
        if self._begins_at_root and not is_prefix_handle(handle):
            hops.take()
        async with aclosing(self.answers(request, None, hops)) as answers:
            async for answer in answers:
                if isinstance(answer.body, ResolveResponse):
                    return answer.body.values
        raise NoSite(handle=handle, reason=_NO_SITE)

    async def site_info(self, server: ServerView) -> SiteInfo:
        """Ask a server for the record of its site (RFC 3652 §3.3)."""
        request = Request(Operation.GET_SITE_INFO, "/", HandleRequest("/"), PLAIN_FLAGS.value)
        async with aclosing(self._caller.answers(server, request)) as answers:
            async for answer in answers:
                if isinstance(answer.body, SiteResponse):
                    return answer.body.site
        raise NoSite(handle="/", reason=server.key)
