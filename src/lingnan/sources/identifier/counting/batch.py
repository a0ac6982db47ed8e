"""What a worker sends once a second: who asked about which prefix, and how long operations took.

A worker fills a `Tally` on its way and takes a `CounterBatch` out of it. Not for keeping them (see
gather, store).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from lingnan.sources.identifier.counting.histogram import bucket_of, merge

Operation = Literal["resolve", "register"]
#: Different (prefix, address) pairs of one worker and second; more go to one count without source.
MAX_PAIRS: Final = 20_000
_UNKNOWN: Final = ""
_NUMBERS: Final = ("operation", "requests", "total_us", "least_us", "most_us")


@dataclass(frozen=True, slots=True)
class SourceCount:
    """Requests from one address about one folded prefix; answered: those that found a handle."""

    prefix: str
    address: str
    requests: int
    answered: int


@dataclass(frozen=True, slots=True)
class OperationCount:
    """How long one kind of operation took; durations in microseconds, buckets as in histogram."""

    operation: Operation
    requests: int
    total_us: int
    least_us: int
    most_us: int
    buckets: dict[int, int]

    def plus(self, other: "OperationCount") -> "OperationCount":
        """Answer the sum of two counts of the same operation."""
        return OperationCount(
            self.operation,
            self.requests + other.requests,
            self.total_us + other.total_us,
            min(self.least_us, other.least_us),
            max(self.most_us, other.most_us),
            merge(self.buckets, other.buckets),
        )


@dataclass(frozen=True, slots=True)
class CounterBatch:
    """One second of one worker.

    Attributes:
        worker: unique to one run of one worker. sequence: from 1, without gap; a batch that comes
            again is recognised by it. at: the second, in UTC.
    """

    worker: str
    sequence: int
    at: datetime
    sources: tuple[SourceCount, ...] = ()
    operations: tuple[OperationCount, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Answer a form that travels as JSON."""
        return {
            "worker": self.worker,
            "sequence": self.sequence,
            "at": self.at.isoformat(),
            "sources": [[s.prefix, s.address, s.requests, s.answered] for s in self.sources],
            "operations": [
                [
                    o.operation,
                    o.requests,
                    o.total_us,
                    o.least_us,
                    o.most_us,
                    list(o.buckets.items()),
                ]
                for o in self.operations
            ],
        }

    @classmethod
    def of_json(cls, told: Mapping[str, Any]) -> "CounterBatch":
        """Read what `as_json` wrote; for processes of one node, which trust one another."""
        return cls(
            told["worker"],
            told["sequence"],
            datetime.fromisoformat(told["at"]),
            tuple(SourceCount(*each) for each in told["sources"]),
            tuple(
                OperationCount(name, requests, total, least, most, dict(map(tuple, buckets)))
                for name, requests, total, least, most, buckets in told["operations"]
            ),
        )


class Tally:
    """Counters of one worker; one dictionary update per request.

    Args:
        key_of: answers what stands for a duration in the histogram; only tests give another.
    """

    def __init__(self, worker: str, *, key_of: Callable[[int], int] = bucket_of) -> None:
        self._worker = worker
        self._key_of = key_of
        self._sequence = 0
        self._pairs: dict[tuple[bytes, str], list[int]] = {}
        self._times: dict[Operation, list[int]] = {}
        self._buckets: dict[Operation, dict[int, int]] = {}

    def note_resolution(self, prefix: bytes, address: str, *, is_answered: bool) -> None:
        """Count one resolution of a handle under a folded prefix."""
        self.note_resolutions(prefix, address, 1, int(is_answered))

    def note_resolutions(self, prefix: bytes, address: str, requests: int, answered: int) -> None:
        """Count several resolutions from one address at once."""
        pair = self._pairs.get((prefix, address))
        if pair is None:
            if len(self._pairs) >= MAX_PAIRS:
                address = _UNKNOWN
            pair = self._pairs.setdefault((prefix, address), [0, 0])
        pair[0] += requests
        pair[1] += answered

    def note_duration(self, operation: Operation, microseconds: int, count: int = 1) -> None:
        """Count how long one operation took, or each of a batch that was answered together."""
        total = microseconds * count
        bucket = self._key_of(microseconds)
        times = self._times.get(operation)
        if times is None:
            self._times[operation] = [count, total, microseconds, microseconds]
            self._buckets[operation] = {bucket: count}
            return
        times[0] += count
        times[1] += total
        times[2] = min(times[2], microseconds)
        times[3] = max(times[3], microseconds)
        buckets = self._buckets[operation]
        buckets[bucket] = buckets.get(bucket, 0) + count

    def take(self, at: datetime) -> CounterBatch | None:
        """Take the batch of this second and begin anew; None when nothing was counted."""
        batch = self.peek(at)
        if batch is not None:
            self.begin()
        return batch

    def begin(self) -> None:
        """Begin anew, once the batch that `peek` answered is on its way."""
        self._sequence += 1
        self._pairs, self._times, self._buckets = {}, {}, {}

    def peek(self, at: datetime) -> CounterBatch | None:
        """Answer the batch of this second; None when nothing was counted."""
        if not self._pairs and not self._times:
            return None
        sources = tuple(
            SourceCount(prefix.decode(errors="replace"), address, requests, answered)
            for (prefix, address), (requests, answered) in self._pairs.items()
        )
        operations = tuple(
            OperationCount(name, requests, total, least, most, self._buckets[name])
            for name, (requests, total, least, most) in self._times.items()
        )
        return CounterBatch(
            self._worker, self._sequence + 1, at.replace(microsecond=0), sources, operations
        )
