"""Which site, server and interface a request goes to.

Within a site the hash of the handle decides the server; among sites, reads go to the fastest and
changes to a primary one. Source: RFC 3651 §3.2.2, Handle protocol facts §1.16.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeAlias

from lingnan.sources.identifier.client.endpoint import Endpoint, ServerView, view_server
from lingnan.sources.identifier.client.latency import Latency
from lingnan.sources.identifier.wire.codes import Protocol
from lingnan.sources.identifier.wire.errors import WireError
from lingnan.sources.identifier.wire.site import SiteInfo
from lingnan.sources.identifier.wire.value import HandleValue, is_type_match

#: A site as published, or one server given by its address.
Place: TypeAlias = SiteInfo | ServerView

#: Reads begin with the cheapest way; changes with one on which nothing is sent twice.
READ_ORDER: Final = (Protocol.UDP, Protocol.TCP, Protocol.HTTPS, Protocol.HTTP)
CHANGE_ORDER: Final = (Protocol.TCP, Protocol.HTTPS, Protocol.HTTP, Protocol.UDP)

#: Types of values that name a site, and those that name a handle which holds sites.
SITE_TYPES: Final = ("HS_SITE", "HS_SITE.PREFIX", "HS_NA_DELEGATE")
SERVICE_TYPES: Final = ("HS_SERV", "HS_SERV.PREFIX")


def order_servers(
    places: Iterable[Place], handle: str, *, is_change: bool, latency: Latency, now: float
) -> list[tuple[Place, ServerView]]:
    """Answer the server of each place that holds a handle, in the order they should be asked.

    Sites that take no changes are left out of changes; sites without servers always.
    """
    found: list[tuple[Place, ServerView]] = []
    for place in places:
        if isinstance(place, ServerView):
            found.append((place, place))
            continue
        if is_change and not (place.is_primary or place.is_multi_primary):
            continue
        try:
            found.append((place, view_server(place, place.server_of(handle))))
        except WireError:
            continue
    return sorted(found, key=lambda pair: latency.rank(pair[1].key, now))


def order_endpoints(
    server: ServerView,
    *,
    is_change: bool,
    protocols: Sequence[Protocol],
    allows: Callable[[Endpoint], bool],
) -> list[Endpoint]:
    """Answer the usable interfaces of a server, in the order they should be tried."""
    usable = [
        each
        for each in server.endpoints
        if each.protocol in protocols
        and (each.is_admin if is_change else each.is_query)
        and allows(each)
    ]
    return sorted(usable, key=lambda each: protocols.index(each.protocol))


def read_sites(values: Iterable[HandleValue]) -> list[SiteInfo]:
    """Answer the sites that values name; values that cannot be read are left out."""
    sites = []
    for value in values:
        if any(is_type_match(value.type, one) for one in SITE_TYPES):
            try:
                sites.append(SiteInfo.decode(value.data))
            except WireError:
                continue
    return sites


def read_services(values: Iterable[HandleValue]) -> list[str]:
    """Answer the service handles that values name."""
    return [
        value.data.decode("utf-8", "replace")
        for value in values
        if any(is_type_match(value.type, one) for one in SERVICE_TYPES)
    ]
