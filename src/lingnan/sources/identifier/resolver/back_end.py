"""Whom the resolver asks first: groups of servers, their health, and their own site records.

A group is the root or top-level node, or a forward group for some prefixes. Servers are checked
from time to time; the site record a server publishes is taken up in the background once a server
that it names has answered, so that no question ever waits for it. Not for what is asked (see walk).

Source: Handle protocol facts §1.16, §1.18.
"""

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Final

from lingnan.kernel import LingnanError, Text
from lingnan.sources.identifier.client.call import Caller
from lingnan.sources.identifier.client.choice import Place
from lingnan.sources.identifier.client.endpoint import ServerView, view_server
from lingnan.sources.identifier.client.errors import NoSite
from lingnan.sources.identifier.client.request import Request
from lingnan.sources.identifier.wire.body.name import HandleRequest
from lingnan.sources.identifier.wire.body.site_answer import SiteResponse
from lingnan.sources.identifier.wire.codes import PLAIN_FLAGS, Operation
from lingnan.sources.identifier.wire.site import SiteInfo

_NO_RECORD: Final = Text("没有站点记录", "it told no site record")


@dataclass(slots=True)
class BackEnd:
    """One configured server.

    Attributes:
        view: how it is reached by configuration. site: what it published, once proved reachable.
        is_up: by the last check; True before the first. checked_at: of any clock; None before.
        failures: checks that failed in a row.
    """

    view: ServerView
    site: SiteInfo | None = None
    is_up: bool = True
    checked_at: float | None = None
    failures: int = 0

    @property
    def places(self) -> tuple[Place, ...]:
        """Answer where to ask: the published site, then the configured address."""
        if self.site is None:
            return (self.view,)
        # A server of a larger site holds only its part of the handles.
        return (self.site, self.view) if len(self.site.servers) == 1 else (self.site,)


@dataclass(slots=True)
class Group:
    """Servers that know the same.

    Attributes:
        is_recursive: they resolve themselves, as the resolver of somebody else; else they refer.
    """

    name: str
    back_ends: list[BackEnd]
    is_recursive: bool = False
    _checking: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def places(self) -> tuple[Place, ...]:
        """Answer where to ask: servers that are up; all of them when none is."""
        up = [each for each in self.back_ends if each.is_up] or self.back_ends
        return tuple(place for each in up for place in each.places)

    @property
    def up_count(self) -> int:
        """Answer how many servers are up."""
        return sum(each.is_up for each in self.back_ends)

    async def check(self, caller: Caller, now: float) -> None:
        """Ask every server for its site record, and note which of them answer."""
        async with self._checking:
            await asyncio.gather(*(_check(each, caller, now) for each in self.back_ends))


async def _check(back_end: BackEnd, caller: Caller, now: float) -> None:
    back_end.checked_at = now
    try:
        site = await ask_site(caller, back_end.view)
    except (LingnanError, OSError):
        back_end.is_up = False
        back_end.failures += 1
        return
    back_end.is_up = True
    back_end.failures = 0
    if site != back_end.site and await _is_reachable(site, back_end.view, caller):
        back_end.site = site


async def _is_reachable(site: SiteInfo, asked: ServerView, caller: Caller) -> bool:
    """Answer whether a server that the record names answers with the same record.

    Behind a translated address a record may name servers that cannot be reached from here.
    """
    for server in site.servers[:8]:
        view = view_server(site, server)
        if _doors(view) & _doors(asked):
            return True
        try:
            if await ask_site(caller, view) == site:
                return True
        except (LingnanError, OSError):
            continue
    return False


def _doors(view: ServerView) -> set[tuple[str, int]]:
    return {(each.host, each.port) for each in view.endpoints}


async def ask_site(caller: Caller, server: ServerView) -> SiteInfo:
    """Ask a server for the record of its site (RFC 3652 §3.3). Raises: ClientError."""
    request = Request(Operation.GET_SITE_INFO, "/", HandleRequest("/"), PLAIN_FLAGS.value)
    async with aclosing(caller.answers(server, request)) as answers:
        async for answer in answers:
            if isinstance(answer.body, SiteResponse):
                return answer.body.site
    raise NoSite(handle="/", reason=_NO_RECORD)


def make_group(name: str, servers: Sequence[ServerView], *, is_recursive: bool = False) -> Group:
    """Make a group of configured servers."""
    return Group(name, [BackEnd(each) for each in servers], is_recursive)
