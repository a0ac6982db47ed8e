"""Gathers the batches of all workers and writes them to the database now and then.

One gatherer lives in the writer process. What is in memory is bounded: sources over the bound go to
one row without a source. Not for reading the counts (see store).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Final

from lingnan.sources.identifier.counting.batch import CounterBatch, Operation, OperationCount
from lingnan.sources.identifier.counting.day import day_of
from lingnan.sources.identifier.counting.sample import DaySample, write_samples
from lingnan.sources.identifier.counting.source import (
    OTHER,
    Ownership,
    SourceKey,
    network_of,
)
from lingnan.sources.identifier.counting.store import CountRow, last_sequences, write_counts
from lingnan.store.database import Database

#: Rows in memory between two writes.
MAX_ROWS: Final = 100_000
_SETTLED: Final = timedelta(seconds=3)


@dataclass(slots=True)
class _Second:
    requests: dict[Operation, int] = field(default_factory=dict)


class Gatherer:
    """Sums batches until they are written.

    Args:
        node: folded prefix of this node. key: of the sources.
    """

    def __init__(
        self,
        database: Database,
        node: str,
        key: SourceKey,
        ownership: Ownership,
        *,
        max_rows: int = MAX_ROWS,
        settled: Callable[[datetime], datetime] = lambda newest: newest - _SETTLED,
    ) -> None:
        self.ownership = ownership
        self._database = database
        self._node = node
        self._key = key
        self._max_rows = max_rows
        self._settled = settled
        self._rows: dict[tuple[date, str, str, bool], CountRow] = {}
        self._samples: dict[tuple[date, Operation], DaySample] = {}
        self._seconds: dict[datetime, _Second] = {}
        self._sequences: dict[str, tuple[int, datetime]] = {}
        self._fresh: set[str] = set()

    def add(self, batch: CounterBatch) -> bool:
        """Take one batch; False when it was taken before."""
        if batch.worker not in self._sequences:
            with self._database.read() as connection:
                known = last_sequences(connection, [batch.worker])
            self._sequences[batch.worker] = (known.get(batch.worker, 0), batch.at)
        if batch.sequence <= self._sequences[batch.worker][0]:
            return False
        self._sequences[batch.worker] = (batch.sequence, batch.at)
        self._fresh.add(batch.worker)
        day = day_of(batch.at)
        for each in batch.sources:
            if not self.ownership.is_probe(each.address):
                self._count(day, each.prefix, each.address, each.requests, each.answered)
        for each_operation in batch.operations:
            self._sample(day, batch.at, each_operation)
        return True

    def flush(self, *, is_last: bool = False) -> None:
        """Write everything gathered in one transaction; on failure it stays for the next time.

        Peaks are taken of seconds that every worker has told about; at the end, of all.

        Raises: DatabaseUnusable, StoreWriteFailed.
        """
        self._take_peaks(is_last=is_last)
        if not self._fresh and not self._samples:
            return
        feed = {worker: self._sequences[worker] for worker in self._fresh}
        with self._database.begin() as connection:
            write_counts(connection, list(self._rows.values()), feed)
            write_samples(connection, list(self._samples.values()))
        self._rows, self._samples, self._fresh = {}, {}, set()

    def _count(self, day: date, prefix: str, address: str, requests: int, answered: int) -> None:
        network = network_of(address)
        is_outside = self.ownership.is_outside(prefix, address)
        source = OTHER if network is None else self._key.of(network)
        place = (day, prefix, source, is_outside)
        row = self._rows.get(place)
        if row is None:
            if len(self._rows) >= self._max_rows:
                source, network, place = OTHER, None, (day, prefix, OTHER, False)
                row = self._rows.get(place)
            if row is None:
                shown = None if network is None else str(network)
                row = CountRow(day, prefix, source, shown, is_outside and source != OTHER, 0, 0)
        self._rows[place] = row.plus(requests, answered)

    def _sample(self, day: date, at: datetime, count: OperationCount) -> None:
        fresh = DaySample.of(day, self._node, at, count)
        held = self._samples.get((day, count.operation))
        self._samples[day, count.operation] = fresh if held is None else held.plus(fresh)
        second = self._seconds.setdefault(at, _Second()).requests
        second[count.operation] = second.get(count.operation, 0) + count.requests

    def _take_peaks(self, *, is_last: bool) -> None:
        if not self._seconds:
            return
        newest = max(self._seconds)
        until = newest + timedelta(seconds=1) if is_last else self._settled(newest)
        for at in sorted(each for each in self._seconds if each < until):
            for operation, requests in self._seconds.pop(at).requests.items():
                place = (day_of(at), operation)
                held = self._samples.get(place)
                peak = DaySample.peak(place[0], self._node, operation, at.astimezone(UTC), requests)
                self._samples[place] = peak if held is None else held.plus(peak)
