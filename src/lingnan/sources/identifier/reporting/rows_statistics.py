"""Rows of T3 and T8: registrations and resolutions of a day.

Beware: T3 counts enterprise prefixes, T8 identifiers (Handle protocol facts §4.4). The addresses of
askers are those of their networks; single addresses are not kept.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Column, Connection, func, select

from lingnan.sources.identifier.counting.day import start_of
from lingnan.sources.identifier.counting.store import CountRow
from lingnan.sources.identifier.records.table import identifier_record
from lingnan.sources.identifier.reporting.report import Row
from lingnan.sources.identifier.wire.handle import fold_text

#: Sources told of one prefix, those with the most requests; the rest is in the sums.
MAX_SOURCES: Final = 1_000
_AUTHORITY: Final = "0.NA"
_RECORD: Final = identifier_record.c


def sln_statistics(
    node: str, allotted_today: int, prefixes_total: int, counts: Sequence[CountRow]
) -> list[Row]:
    """Fill T3: one row for the second-level node.

    Args:
        counts: of the day, all prefixes: the resolutions of the node are those of everything it
            answers for.
    """
    return [
        {
            "prefix": node,
            "new_prefixes_today": allotted_today,
            "prefixes_total": prefixes_total,
            "resolutions_today": sum(row.requests for row in counts),
            "resolutions_ok_today": sum(row.answered for row in counts),
            "sources": _sources(counts),
        }
    ]


def eln_statistics(
    new_by_prefix: Mapping[str, int],
    totals: Mapping[str, int],
    prefixes: Sequence[str],
    counts: Sequence[CountRow],
) -> list[Row]:
    """Fill T8: one row for each enterprise prefix.

    Args:
        new_by_prefix: registered on the day. totals: registered at the end of the day.
    """
    by_prefix: dict[str, list[CountRow]] = {}
    for row in counts:
        by_prefix.setdefault(row.prefix, []).append(row)
    return [
        {
            "prefix": prefix,
            "new_identifiers_today": new_by_prefix.get(prefix, 0),
            "identifiers_total": totals.get(prefix, 0),
            "resolutions_today": sum(row.requests for row in by_prefix.get(prefix, ())),
            "resolutions_ok_today": sum(row.answered for row in by_prefix.get(prefix, ())),
            "sources": _sources(by_prefix.get(prefix, [])),
        }
        for prefix in prefixes
    ]


def registered_on(connection: Connection, day: date) -> dict[str, int]:
    """Answer how many handles were registered on a day by folded prefix; prefix handles under 0.NA.

    Limits: finds the day by halving, because records are numbered in the order of registration; a
        clock that was set back may move a few records to the next day.
    """
    first = first_at(connection, _RECORD.record_no, _RECORD.registered_at, start_of(day))
    stop = start_of(day + timedelta(days=1))
    past = first_at(connection, _RECORD.record_no, _RECORD.registered_at, stop)
    query = select(_RECORD.handle).where(_RECORD.record_no >= first, _RECORD.record_no < past)
    counts: dict[str, int] = {}
    for handle in connection.scalars(query.execution_options(yield_per=10_000)):
        prefix = fold_text(handle.partition("/")[0])
        counts[prefix] = counts.get(prefix, 0) + 1
    return counts


def allotted_on(connection: Connection, node: str, day: date) -> int:
    """Answer how many prefixes directly under the node were allotted on a day."""
    first = first_at(connection, _RECORD.record_no, _RECORD.registered_at, start_of(day))
    stop = start_of(day + timedelta(days=1))
    past = first_at(connection, _RECORD.record_no, _RECORD.registered_at, stop)
    query = select(_RECORD.handle).where(
        _RECORD.record_no >= first,
        _RECORD.record_no < past,
        # Handles are compared without regard to case, on every database.
        func.upper(func.substr(_RECORD.handle, 1, len(_AUTHORITY) + 1)) == f"{_AUTHORITY}/",
    )
    return sum(1 for handle in connection.scalars(query) if is_enterprise_prefix(handle, node))


def is_enterprise_prefix(handle: str, node: str) -> bool:
    """Answer whether a handle is that of a prefix one step below the node: 0.NA/88.900.1."""
    head, _, name = fold_text(handle).partition("/")
    start = fold_text(node) + "."
    return head == _AUTHORITY and name.startswith(start) and "." not in name[len(start) :]


def first_at(connection: Connection, number: Column[Any], time: Column[Any], at: datetime) -> int:
    """Answer the least number whose time is not before an instant, of rows numbered in time order.

    Answers one more than the greatest number when there is none.
    """
    low, high = connection.execute(select(func.min(number), func.max(number))).one()
    if low is None:
        return 0
    high += 1
    while low < high:
        middle = (low + high) // 2
        query = select(number, time).where(number >= middle).order_by(number).limit(1)
        found = connection.execute(query).first()
        if found is None or found[1] >= at:
            high = middle
        else:
            low = found[0] + 1
    return int(low)


def _sources(counts: Sequence[CountRow]) -> list[dict[str, object]]:
    by_network: dict[str, int] = {}
    for row in counts:
        if row.network is not None:
            by_network[row.network] = by_network.get(row.network, 0) + row.requests
    most = sorted(by_network.items(), key=lambda pair: (-pair[1], pair[0]))[:MAX_SOURCES]
    return [{"ip": network, "count": count} for network, count in most]
