"""The way of one question: from a group, along referrals, to the server that holds the handle.

What referrals say about a prefix is remembered for its time, so that the next question about it
goes straight there. A server met twice on one way is a circle. Not for keeping answers (see
recursion).

Source: RFC 3650 §3.2, RFC 3652 §3.4, Handle protocol facts §1.18.
"""

from collections import OrderedDict
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import Final

from lingnan.sources.identifier.client.call import Caller
from lingnan.sources.identifier.client.choice import Place
from lingnan.sources.identifier.client.identity import Identity
from lingnan.sources.identifier.client.request import Answer, Request
from lingnan.sources.identifier.client.route import Hops, Route
from lingnan.sources.identifier.resolver.back_end import Group
from lingnan.sources.identifier.resolver.errors import RecursionExceeded
from lingnan.sources.identifier.resolver.lifetime import lifetime
from lingnan.sources.identifier.resolver.name_list import NearestPrefix
from lingnan.sources.identifier.wire.handle import fold, is_prefix_handle, split
from lingnan.sources.identifier.wire.site import SiteInfo
from lingnan.sources.identifier.wire.value import HandleValue

_REMEMBERED: Final = 65_536


class Delegations:
    """Where prefixes live, as referrals told; the one used longest ago is forgotten first.

    Units: seconds; `now` of the clock that the values' absolute times are of.
    """

    def __init__(self, *, most_seconds: float, limit: int = _REMEMBERED) -> None:
        self._most = most_seconds
        self._limit = limit
        self._held: OrderedDict[bytes, tuple[tuple[Place, ...], float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._held)

    def find(self, prefix: bytes, now: float) -> tuple[Place, ...]:
        """Answer the places of a folded prefix; empty when they are not known now."""
        held = self._held.get(prefix)
        if held is None:
            return ()
        if now >= held[1]:
            del self._held[prefix]
            return ()
        self._held.move_to_end(prefix)
        return held[0]

    def put(self, prefix: bytes, places: tuple[Place, ...], seconds: float, now: float) -> None:
        """Remember the places of a prefix for some seconds, at most for those granted."""
        self._held.pop(prefix, None)
        if seconds <= 0:
            return
        self._held[prefix] = places, now + min(seconds, self._most)
        if len(self._held) > self._limit:
            self._held.popitem(last=False)

    def forget(self, prefix: bytes) -> None:
        """Forget the places of a prefix."""
        self._held.pop(prefix, None)

    def clear(self) -> None:
        """Forget all."""
        self._held.clear()


class Walk(Route):
    """One way; used for one question.

    Attributes:
        is_delegated: it began at a place that an earlier referral told.
        is_referred: the server asked last was named by a referral, now or earlier.
        places: where the question went last.
    """

    def __init__(
        self,
        caller: Caller,
        groups: NearestPrefix[Group],
        delegations: Delegations,
        now: float,
        *,
        handle: str,
        limit: int,
        is_primary_only: bool = False,
    ) -> None:
        super().__init__((), caller, {}, begins_at_root=False)
        self._groups = groups
        self._delegations = delegations
        self._now = now
        self._handle = handle
        self._limit = limit
        self._is_primary_only = is_primary_only
        self._met: set[tuple[str, tuple[str, ...]]] = set()
        self._lifetime = 0.0
        self.is_delegated = False
        self.is_referred = False
        self.places: tuple[Place, ...] = ()

    async def follow(self, request: Request) -> Answer:
        """Ask and follow where it leads; answer the answer at the end.

        Raises: Refused, RecursionExceeded, TooManyHops, NoSite, ClientError.
        """
        hops = Hops(self._limit, self._handle)
        async with aclosing(self.answers(request, None, hops)) as answers:
            return await anext(answers)

    async def once(self, request: Request) -> Answer:
        """Ask the first servers only; answer their answer, which may be a referral."""
        places = await self._begin(request.handle, Hops(self._limit, self._handle))
        async with aclosing(self._ask(places, request, None)) as answers:
            return await anext(answers)

    async def _begin(self, handle: str, hops: Hops) -> tuple[Place, ...]:  # noqa: ARG002
        group = self._groups.find(handle)
        is_short = not group.is_recursive and not self._is_primary_only
        if is_short and not is_prefix_handle(handle):
            known = self._delegations.find(_prefix(handle), self._now)
            if known:
                if handle == self._handle:
                    self.is_delegated = self.is_referred = True
                return known
        return group.places

    async def _ask(
        self, places: Sequence[Place], request: Request, identity: Identity | None
    ) -> AsyncGenerator[Answer, None]:
        if self._is_primary_only:
            primary = [each for each in places if isinstance(each, SiteInfo) and each.is_primary]
            places = primary or places
        if request.handle == self._handle:
            self.places = tuple(places)
        met = request.handle, _marks(places)
        if met in self._met:
            raise RecursionExceeded(handle=self._handle, limit=self._limit)
        self._met.add(met)
        async with aclosing(super()._ask(places, request, identity)) as answers:
            async for answer in answers:
                yield answer

    async def _follow(self, referral: Answer, handle: str, hops: Hops) -> tuple[Place, ...]:
        places = await super()._follow(referral, handle, hops)
        if handle == self._handle:
            self.is_referred = True
            if not is_prefix_handle(handle):
                self._delegations.put(_prefix(handle), places, self._lifetime, self._now)
        return places

    async def _places(
        self, values: Sequence[HandleValue], handle: str, hops: Hops
    ) -> tuple[Place, ...]:
        places = await super()._places(values, handle, hops)
        self._lifetime = lifetime(values, self._now)
        return places


def _prefix(handle: str) -> bytes:
    return fold(split(handle)[0])


def _marks(places: Sequence[Place]) -> tuple[str, ...]:
    """Answer what tells one set of places from another: all doors of their servers."""
    found: set[str] = set()
    for place in places:
        if isinstance(place, SiteInfo):
            for server in place.servers:
                found.update(f"{server.host}:{way.port}" for way in server.interfaces)
        else:
            found.update(f"{way.host}:{way.port}" for way in place.endpoints)
    return tuple(sorted(found))
