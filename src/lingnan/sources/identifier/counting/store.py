"""Counts of resolutions in the database: added to, read, and cleared of networks after reporting.

Not for latencies (see sample).
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Final

from sqlalchemy import Connection, Date, bindparam, delete, func, select, text, update

from lingnan.sources.identifier.counting.source import OTHER
from lingnan.sources.identifier.counting.table import resolution_count, resolution_feed
from lingnan.store.database import Instant

#: Sources of one prefix and day that have rows of their own.
MAX_SOURCES: Final = 20_000
_FEED_DAYS: Final = 7
_COUNT: Final = resolution_count.c
_ADD: Final = text(
    """
    INSERT INTO resolution_count
        (day, prefix, source_key, network, is_outside, requests_count, answered_count)
    VALUES (:day, :prefix, :source_key, :network, :is_outside, :requests, :answered)
    ON CONFLICT (day, prefix, source_key) DO UPDATE SET
        requests_count = resolution_count.requests_count + :requests,
        answered_count = resolution_count.answered_count + :answered,
        network = coalesce(resolution_count.network, :network),
        is_outside = CASE WHEN :is_outside < resolution_count.is_outside
            THEN :is_outside ELSE resolution_count.is_outside END
    """
).bindparams(bindparam("day", type_=Date()))
_NOTE: Final = text(
    """
    INSERT INTO resolution_feed (worker, sequence, at) VALUES (:worker, :sequence, :at)
    ON CONFLICT (worker) DO UPDATE SET sequence = :sequence, at = :at
    """
).bindparams(bindparam("at", type_=Instant()))


@dataclass(frozen=True, slots=True)
class CountRow:
    """Requests of one source about one prefix on one day; `network` None once it is forgotten."""

    day: date
    prefix: str
    source_key: str
    network: str | None
    is_outside: bool
    requests: int
    answered: int

    def plus(self, requests: int, answered: int) -> "CountRow":
        """Answer the row with more requests."""
        return replace(self, requests=self.requests + requests, answered=self.answered + answered)


@dataclass(frozen=True, slots=True)
class PrefixUse:
    """Use of one prefix over a period.

    Attributes:
        requests, answered: of everybody but the node's own probes.
        outside_answered: answered ones of others than the enterprise itself.
        resolvers: different outside source networks that got an answer.
        resolver_days: the same, each counted once a day.
        digest: SHA-256 over the rows behind these numbers.
    """

    prefix: str
    requests: int
    answered: int
    outside_answered: int
    resolvers: int
    resolver_days: int
    digest: str


def write_counts(
    connection: Connection,
    rows: Sequence[CountRow],
    feed: Mapping[str, tuple[int, datetime]],
    *,
    max_sources: int = MAX_SOURCES,
) -> None:
    """Add counts, and note up to which batch of each worker they reach, in one transaction."""
    by_place: dict[tuple[date, str], list[CountRow]] = defaultdict(list)
    for row in rows:
        by_place[row.day, row.prefix].append(row)
    cells = [
        {
            "day": row.day,
            "prefix": row.prefix,
            "source_key": row.source_key,
            "network": row.network,
            "is_outside": int(row.is_outside),
            "requests": row.requests,
            "answered": row.answered,
        }
        for (day, prefix), group in by_place.items()
        for row in _within(connection, day, prefix, group, max_sources)
    ]
    if cells:
        connection.execute(_ADD, cells)
    if feed:
        notes = [
            {"worker": worker, "sequence": sequence, "at": at}
            for worker, (sequence, at) in feed.items()
        ]
        connection.execute(_NOTE, notes)
        oldest = max(at for _, at in feed.values()) - timedelta(days=_FEED_DAYS)
        connection.execute(delete(resolution_feed).where(resolution_feed.c.at < oldest))


def last_sequences(connection: Connection, workers: Sequence[str]) -> dict[str, int]:
    """Answer the last batch of each worker that is in the counts."""
    table = resolution_feed.c
    query = select(table.worker, table.sequence).where(table.worker.in_(workers))
    return {row.worker: row.sequence for row in connection.execute(query)}


def read_counts(
    connection: Connection, start: date, stop: date, prefixes: Iterable[str] | None = None
) -> list[CountRow]:
    """Answer the rows of the days from `start` up to but not including `stop`, in fixed order."""
    query = select(resolution_count).where(_COUNT.day >= start, _COUNT.day < stop)
    if prefixes is not None:
        query = query.where(_COUNT.prefix.in_(list(prefixes)))
    query = query.order_by(_COUNT.prefix, _COUNT.day, _COUNT.source_key)
    return [
        CountRow(day, prefix, source, network, bool(is_outside), requests, answered)
        for day, prefix, source, network, is_outside, requests, answered in connection.execute(
            query
        )
    ]


def measure_use(rows: Iterable[CountRow]) -> dict[str, PrefixUse]:
    """Sum rows up by prefix; see PrefixUse for what counts as use."""
    by_prefix: dict[str, list[CountRow]] = defaultdict(list)
    for row in rows:
        by_prefix[row.prefix].append(row)
    return {prefix: _use(prefix, group) for prefix, group in sorted(by_prefix.items())}


def forget_networks(connection: Connection, before: date) -> int:
    """Forget the networks of the days before; their keyed hashes stay. Answer how many rows."""
    gone = connection.execute(
        update(resolution_count)
        .where(_COUNT.day < before, _COUNT.network.is_not(None))
        .values(network=None)
    )
    return int(gone.rowcount)


def digest_rows(rows: Iterable[CountRow]) -> str:
    """Answer the SHA-256 of rows, the same before and after their networks are forgotten."""
    whole = sha256()
    ordered = sorted(rows, key=lambda row: (row.prefix, row.day, row.source_key))
    for row in ordered:
        cells = (
            row.day.isoformat(),
            row.prefix,
            row.source_key,
            int(row.is_outside),
            row.requests,
            row.answered,
        )
        whole.update(json.dumps(cells, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
    return whole.hexdigest()


def _use(prefix: str, rows: list[CountRow]) -> PrefixUse:
    outside = [row for row in rows if row.is_outside and row.source_key != OTHER and row.answered]
    return PrefixUse(
        prefix=prefix,
        requests=sum(row.requests for row in rows),
        answered=sum(row.answered for row in rows),
        outside_answered=sum(row.answered for row in outside),
        resolvers=len({row.source_key for row in outside}),
        resolver_days=len({(row.day, row.source_key) for row in outside}),
        digest=digest_rows(rows),
    )


def _within(
    connection: Connection, day: date, prefix: str, rows: list[CountRow], limit: int
) -> list[CountRow]:
    """Fold what is over the bound of a day into the row without source."""
    place = (_COUNT.day == day, _COUNT.prefix == prefix)
    query = select(func.count()).select_from(resolution_count).where(*place)
    taken = connection.scalar(query) or 0
    if taken + len(rows) <= limit:
        return rows
    known = set(connection.scalars(select(_COUNT.source_key).where(*place)))
    kept: list[CountRow] = []
    rest = CountRow(day, prefix, OTHER, None, False, 0, 0)
    for row in rows:
        if row.source_key in known or row.source_key == OTHER or taken < limit:
            taken += row.source_key not in known
            known.add(row.source_key)
            kept.append(row)
        else:
            rest = rest.plus(row.requests, row.answered)
    return [*kept, rest] if rest.requests else kept
