"""What the node counted in a period, of the prefixes that who asks may see.

Not for drawing (chart) nor for what is reported to the top-level node (report).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Connection, func, select, true

from lingnan.console.pages.node.place import NodePlace
from lingnan.console.pages.node.prefix.read import visible_prefixes
from lingnan.console.pages.node.right import READ, target_of_prefix
from lingnan.console.web.call import Call
from lingnan.sources.identifier.counting.day import day_of, start_of
from lingnan.sources.identifier.counting.histogram import merge, percentile
from lingnan.sources.identifier.counting.incident import Incident, read_incidents
from lingnan.sources.identifier.counting.sample import DaySample, read_samples
from lingnan.sources.identifier.counting.table import resolution_count
from lingnan.sources.identifier.records.reader import RecordReader
from lingnan.sources.identifier.records.table import identifier_record
from lingnan.sources.identifier.reporting.rows_statistics import first_at
from lingnan.sources.identifier.wire.handle import fold_text

_AUTHORITY: Final = "0.NA"


@dataclass(frozen=True, slots=True)
class Use:
    """Requests of one day or one prefix, and how many were answered with values."""

    requests: int = 0
    answered: int = 0


def visible_names(call: Call, place: NodePlace) -> dict[str, str]:
    """Answer the prefixes whose numbers who asks may see, folded, with their enterprises."""
    own = {
        fold_text(each): call.tr.gettext("the node itself")
        for each in place.prefixes
        if call.may(READ, target_of_prefix(call, each, place.prefixes))
    }
    return own | {
        fold_text(each.prefix): each.enterprise_name_zh for each in visible_prefixes(call)
    }


def sees_node(call: Call, place: NodePlace) -> bool:
    """Answer whether who asks may see what is counted of the node as a whole."""
    return any(
        call.may(READ, target_of_prefix(call, each, place.prefixes)) for each in place.prefixes
    )


def use_by_day(
    connection: Connection, first: date, last: date, prefixes: Collection[str] | None
) -> dict[date, Use]:
    """Answer resolutions by day, of some prefixes or all; both days belong to the period."""
    table = resolution_count.c
    return {
        row.day: Use(int(row.requests), int(row.answered))
        for row in connection.execute(
            select(
                table.day,
                func.sum(table.requests_count).label("requests"),
                func.sum(table.answered_count).label("answered"),
            )
            .where(table.day.between(first, last), _among(prefixes))
            .group_by(table.day)
        )
    }


def use_by_prefix(
    connection: Connection, first: date, last: date, prefixes: Collection[str] | None
) -> dict[str, Use]:
    """Answer resolutions by folded prefix over a period."""
    table = resolution_count.c
    return {
        row.prefix: Use(int(row.requests), int(row.answered))
        for row in connection.execute(
            select(
                table.prefix,
                func.sum(table.requests_count).label("requests"),
                func.sum(table.answered_count).label("answered"),
            )
            .where(table.day.between(first, last), _among(prefixes))
            .group_by(table.prefix)
        )
    }


def registered(
    connection: Connection, first: date, last: date, prefixes: Collection[str] | None
) -> tuple[dict[date, int], dict[str, int]]:
    """Answer registrations of a period by day, and by folded prefix.

    Limits: finds the period by halving (records are numbered in the order of registration), and
        reads its records one by one: a period with a million of them takes seconds.
    """
    record = identifier_record.c
    begin = first_at(connection, record.record_no, record.registered_at, start_of(first))
    stop = start_of(last + timedelta(days=1))
    past = first_at(connection, record.record_no, record.registered_at, stop)
    query = select(record.handle, record.registered_at).where(
        record.record_no >= begin, record.record_no < past
    )
    by_day: Counter[date] = Counter()
    by_prefix: Counter[str] = Counter()
    wanted = None if prefixes is None else set(prefixes)
    for handle, at in connection.execute(query.execution_options(yield_per=10_000)):
        prefix = fold_text(handle.partition("/")[0])
        if prefix != _AUTHORITY if wanted is None else prefix in wanted:
            by_day[day_of(at)] += 1
            by_prefix[prefix] += 1
    return dict(by_day), dict(by_prefix)


def identifiers_of(reader: RecordReader, prefixes: Collection[str] | None) -> dict[str, int]:
    """Answer identifiers by folded prefix, of some or all; handles of prefixes are none."""
    if prefixes is not None:
        return {each: reader.count(each) for each in prefixes}
    return {each: count for each, count in reader.prefixes().items() if each != _AUTHORITY}


def samples_of(
    connection: Connection, first: date, last: date, node: str
) -> Mapping[str, list[DaySample]]:
    """Answer latencies by operation: resolve, register."""
    found: dict[str, list[DaySample]] = {"resolve": [], "register": []}
    for each in read_samples(connection, first, last + timedelta(days=1), fold_text(node)):
        found.setdefault(each.operation, []).append(each)
    return found


def buckets_of(samples: Iterable[DaySample]) -> dict[int, int]:
    """Add histograms up."""
    total: dict[int, int] = {}
    for each in samples:
        total = merge(total, each.buckets)
    return total


def percentile_us(buckets: Mapping[int, int], share: float) -> int | None:
    """Answer the duration that a share of all did not exceed. Units: microseconds."""
    return percentile(buckets, share)


def incidents_of(
    connection: Connection, first: date, last: date, node: str, now: datetime
) -> list[Incident]:
    """Answer the incidents and maintenance windows of a period, the newest first."""
    stop = min(start_of(last + timedelta(days=1)), now + timedelta(seconds=1))
    return read_incidents(connection, start_of(first), stop, fold_text(node))[::-1]


def _among(prefixes: Collection[str] | None) -> ColumnElement[bool]:
    return true() if prefixes is None else resolution_count.c.prefix.in_(list(prefixes))
