"""Latencies and peaks of a node by day, in the table `node_sample`.

Source: monitoring table of the top-level node (Handle protocol facts §4.4).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, insert, select, update

from lingnan.sources.identifier.counting.batch import Operation, OperationCount
from lingnan.sources.identifier.counting.histogram import merge, percentile
from lingnan.sources.identifier.counting.table import node_sample

_TABLE = node_sample.c


@dataclass(frozen=True, slots=True)
class DaySample:
    """One operation of one node on one day; durations in microseconds.

    Attributes:
        least_at, most_at: the second of the quickest and the slowest. peak_at: the second with the
            most requests; None while no second is complete.
    """

    day: date
    node: str
    operation: Operation
    requests: int
    total_us: int
    least_us: int
    least_at: datetime
    most_us: int
    most_at: datetime
    peak_per_second: int
    peak_at: datetime | None
    buckets: dict[int, int]

    @classmethod
    def of(cls, day: date, node: str, at: datetime, count: OperationCount) -> "DaySample":
        """Answer the sample of one second of one worker, without a peak."""
        return cls(
            day,
            node,
            count.operation,
            count.requests,
            count.total_us,
            count.least_us,
            at,
            count.most_us,
            at,
            0,
            None,
            dict(count.buckets),
        )

    @classmethod
    def peak(
        cls, day: date, node: str, operation: Operation, at: datetime, per_second: int
    ) -> "DaySample":
        """Answer a sample that tells a peak and nothing else."""
        return cls(day, node, operation, 0, 0, 0, at, 0, at, per_second, at, {})

    def plus(self, other: "DaySample") -> "DaySample":
        """Answer both together; of equal extremes the earlier one stands."""
        if not self.requests or not other.requests:
            low = high = self if self.requests else other
        else:
            low = min(self, other, key=lambda each: (each.least_us, each.least_at))
            high = min(self, other, key=lambda each: (-each.most_us, each.most_at))
        top = self if self.peak_per_second >= other.peak_per_second else other
        return DaySample(
            self.day,
            self.node,
            self.operation,
            self.requests + other.requests,
            self.total_us + other.total_us,
            low.least_us,
            low.least_at,
            high.most_us,
            high.most_at,
            top.peak_per_second,
            top.peak_at,
            merge(self.buckets, other.buckets),
        )

    @property
    def mean_us(self) -> float | None:
        """Answer the mean duration; None without requests."""
        return self.total_us / self.requests if self.requests else None

    def percentile_us(self, share: float) -> int | None:
        """Answer the duration that `share` (0–1) of the requests did not exceed."""
        return percentile(self.buckets, share)


def write_samples(connection: Connection, samples: Sequence[DaySample]) -> None:
    """Add samples to those of their day, in the caller's transaction."""
    for sample in samples:
        place = (
            _TABLE.day == sample.day,
            _TABLE.node == sample.node,
            _TABLE.operation == sample.operation,
        )
        row = connection.execute(select(node_sample).where(*place).with_for_update()).first()
        if row is None:
            connection.execute(insert(node_sample).values(_cells(sample)))
        else:
            whole = _read(row._mapping).plus(sample)
            connection.execute(update(node_sample).where(*place).values(_cells(whole)))


def read_samples(
    connection: Connection, start: date, stop: date, node: str | None = None
) -> list[DaySample]:
    """Answer the samples of the days from `start` up to but not including `stop`."""
    query = select(node_sample).where(_TABLE.day >= start, _TABLE.day < stop)
    if node is not None:
        query = query.where(_TABLE.node == node)
    ordered = query.order_by(_TABLE.day, _TABLE.node, _TABLE.operation)
    return [_read(row) for row in connection.execute(ordered).mappings()]


def _cells(sample: DaySample) -> dict[str, object]:
    return {
        "day": sample.day,
        "node": sample.node,
        "operation": sample.operation,
        "requests_count": sample.requests,
        "total_us": sample.total_us,
        "least_us": sample.least_us,
        "least_at": sample.least_at,
        "most_us": sample.most_us,
        "most_at": sample.most_at,
        "peak_per_second": sample.peak_per_second,
        "peak_at": sample.peak_at,
        "buckets": json.dumps({str(key): count for key, count in sorted(sample.buckets.items())}),
    }


def _read(row: "object") -> DaySample:
    cells = dict(row)  # type: ignore[call-overload]
    return DaySample(
        cells["day"],
        cells["node"],
        cells["operation"],
        cells["requests_count"],
        cells["total_us"],
        cells["least_us"],
        cells["least_at"],
        cells["most_us"],
        cells["most_at"],
        cells["peak_per_second"],
        cells["peak_at"],
        {int(key): count for key, count in json.loads(cells["buckets"]).items()},
    )
