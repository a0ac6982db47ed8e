"""Rows of T2 and T7: where prefixes are resolved, from the HS_SITE values of their handles.

Source: Handle protocol facts §1.8, §1.18 (the node must export the sites of its enterprise nodes).
"""

from collections.abc import Iterable, Mapping
from ipaddress import ip_address
from typing import Final

from lingnan.sources.identifier.records.reader import RecordReader
from lingnan.sources.identifier.reporting.report import Row
from lingnan.sources.identifier.wire.codes import Protocol
from lingnan.sources.identifier.wire.errors import WireError
from lingnan.sources.identifier.wire.site import SiteInfo
from lingnan.sources.identifier.wire.value import decode_values, is_type_match

_SITE: Final = "HS_SITE"
_HANDLE: Final = "Handle"
#: HTTPS is told as HTTP: the table has no word of its own for it.
_PROTOCOLS: Final[Mapping[int, str]] = {
    Protocol.UDP: "UDP",
    Protocol.TCP: "TCP",
    Protocol.HTTP: "HTTP",
    Protocol.HTTPS: "HTTP",
}


def route_row(prefix: str, sites: Iterable[SiteInfo]) -> Row:
    """Fill one row of T2 or T7: the query interfaces of every server of the sites."""
    by_address: dict[str, set[tuple[str, int]]] = {}
    for site in sites:
        for server in site.servers:
            ends = by_address.setdefault(server.host, set())
            ends.update(
                (_PROTOCOLS[each.protocol], each.port)
                for each in server.interfaces
                if each.is_query and each.protocol in _PROTOCOLS
            )
    return {
        "code_system": _HANDLE,
        "prefix_or_range": prefix,
        "records": [
            {
                "ip_type": f"IPv{ip_address(address).version}",
                "ip": address,
                "endpoints": [{"protocol": name, "port": port} for name, port in sorted(ends)],
            }
            for address, ends in sorted(by_address.items())
            if ends
        ],
    }


def sites_of(reader: RecordReader, prefix: str) -> tuple[SiteInfo, ...]:
    """Answer the sites that a prefix handle holds; none when the prefix is hosted here."""
    entry = reader.entry(f"0.NA/{prefix}")
    if entry is None or entry.is_withheld:
        return ()
    found = []
    for value in decode_values(entry.octets):
        if is_type_match(value.type, _SITE):
            try:
                found.append(SiteInfo.decode(value.data))
            except WireError:
                # What a client cannot read is no route either.
                continue
    return tuple(found)


def enterprise_routes(reader: RecordReader, prefixes: Iterable[str], own: SiteInfo) -> list[Row]:
    """Fill T7: each enterprise prefix with its own node, or with this node where that hosts it."""
    return [route_row(prefix, sites_of(reader, prefix) or (own,)) for prefix in prefixes]
