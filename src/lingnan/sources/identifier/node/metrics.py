"""What a worker counts, how workers are added up, and the text that Prometheus reads.

Counting is additions only; a batch of quick answers is counted at once. Latency is from the wake-up
that brought a request to the hand-over of its answer to the system. Not for statistics per
enterprise (see reporting).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

#: Bucket k holds latencies below 2^k µs; the last one holds all that are longer.
BUCKETS: Final = 24
_REQUEST_LABELS: Final = ("transport", "operation", "response")
#: Operation and response code of a resolution that was answered.
_RESOLVED: Final = "1", "1"


class _Plain:
    """Quick answers of one transport that are not brought to the counters yet."""

    __slots__ = ("buckets", "count", "octets_in", "octets_out")

    def __init__(self) -> None:
        self.count = self.octets_in = self.octets_out = 0
        self.buckets = [0] * BUCKETS


class Metrics:
    """The counters of one worker.

    Attributes:
        requests: (transport, operation, response code) → answered. latency: transport → buckets.
        dropped: reason → requests without an answer. octets_in, octets_out: by transport.
        gauges: name → present number, as of sessions and connections.
    """

    def __init__(self) -> None:
        self._requests: Counter[tuple[str, str, str]] = Counter()
        self.latency: dict[str, list[int]] = {}
        self.dropped: Counter[str] = Counter()
        self.octets_in: Counter[str] = Counter()
        self.octets_out: Counter[str] = Counter()
        self.gauges: dict[str, int] = {}
        self._plain: dict[tuple[str, tuple[str, str]], _Plain] = {}

    @property
    def requests(self) -> Counter[tuple[str, str, str]]:
        """Answer the requests that were answered, the quick ones among them."""
        self.settle()
        return self._requests

    def settle(self) -> None:
        """Bring what `count_plain` has gathered to the other counters."""
        for (transport, kind), plain in self._plain.items():
            self._requests[(transport, *kind)] += plain.count
            self.octets_in[transport] += plain.octets_in
            self.octets_out[transport] += plain.octets_out
            held = self._buckets(transport)
            for number, count in enumerate(plain.buckets):
                held[number] += count
        self._plain.clear()

    def count_plain(
        self,
        transport: str,
        count: int,
        octets_in: int,
        octets_out: int,
        seconds: float,
        kind: tuple[str, str] = _RESOLVED,
    ) -> None:
        """Count a batch of answers of a quick way; `seconds` is that of the slowest.

        Args: kind: operation and response code, as `count_answer` reads them.
        """
        plain = self._plain.get((transport, kind))
        if plain is None:
            plain = self._plain[transport, kind] = _Plain()
        plain.count += count
        plain.octets_in += octets_in
        plain.octets_out += octets_out
        plain.buckets[bucket_of(seconds)] += count

    def count_answer(
        self, transport: str, octets_in: int, answers: Iterable[bytes], seconds: float
    ) -> None:
        """Count one answer of the general way; operation and code are read from its octets."""
        total = 0
        first = b""
        for answer in answers:
            first = first or answer
            total += len(answer)
        self._requests[(transport, *_kind_of(first))] += 1
        self.octets_in[transport] += octets_in
        self.octets_out[transport] += total
        self._buckets(transport)[bucket_of(seconds)] += 1

    def count_call(self, transport: str, operation: str, response: str, seconds: float) -> None:
        """Count one answer of another interface, as HTTP."""
        self._requests[transport, operation, response] += 1
        self._buckets(transport)[bucket_of(seconds)] += 1

    def drop(self, reason: str, count: int = 1) -> None:
        """Count requests that get no answer."""
        self.dropped[reason] += count

    def snapshot(self) -> dict[str, Any]:
        """Answer all counters in a form that travels as JSON."""
        self.settle()
        return {
            "requests": {" ".join(labels): count for labels, count in self.requests.items()},
            "latency": {name: list(counts) for name, counts in self.latency.items()},
            "dropped": dict(self.dropped),
            "octets_in": dict(self.octets_in),
            "octets_out": dict(self.octets_out),
            "gauges": dict(self.gauges),
        }

    def _buckets(self, transport: str) -> list[int]:
        found = self.latency.get(transport)
        if found is None:
            found = self.latency[transport] = [0] * BUCKETS
        return found


def bucket_of(seconds: float) -> int:
    """Answer the bucket of a latency."""
    return min(int(seconds * 1e6).bit_length(), BUCKETS - 1)


def add(snapshots: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Add up the snapshots of several workers."""
    total: dict[str, Any] = Metrics().snapshot()
    for each in snapshots:
        for name, counts in each.items():
            if name == "latency":
                for transport, buckets in counts.items():
                    held = total[name].get(transport, [0] * BUCKETS)
                    total[name][transport] = [a + b for a, b in zip(held, buckets, strict=True)]
            else:
                held = total[name]
                for key, count in counts.items():
                    held[key] = held.get(key, 0) + count
    return total


def without_gauges(snapshot: Mapping[str, Any]) -> dict[str, Any]:
    """Answer a snapshot of a worker that has ended: what it counted stays, what it held is gone."""
    return {**snapshot, "gauges": {}}


def quantile(buckets: Iterable[int], share: float) -> float:
    """Answer the latency below which a share of the requests were answered, in seconds.

    Limits: as fine as the buckets: the upper end of one is answered. 0 without requests.
    """
    counts = list(buckets)
    wanted = sum(counts) * share
    seen = 0
    for number, count in enumerate(counts):
        seen += count
        if count and seen >= wanted:
            return float(2**number) / 1e6
    return 0.0


def render(total: Mapping[str, Any]) -> str:
    """Write counters in the text format of Prometheus, version 0.0.4."""
    lines: list[str] = []
    _head(lines, "lingnan_node_requests_total", "counter", "Requests answered.")
    for labels, count in sorted(total["requests"].items()):
        told = zip(_REQUEST_LABELS, labels.split(" "), strict=True)
        marks = ",".join(f'{name}="{value}"' for name, value in told)
        lines.append(f"lingnan_node_requests_total{{{marks}}} {count}")
    _head(lines, "lingnan_node_dropped_total", "counter", "Requests without an answer.")
    for reason, count in sorted(total["dropped"].items()):
        lines.append(f'lingnan_node_dropped_total{{reason="{reason}"}} {count}')
    for name, word in (("octets_in", "received"), ("octets_out", "sent")):
        full = f"lingnan_node_{word}_bytes_total"
        _head(lines, full, "counter", f"Octets of messages {word}.")
        for transport, count in sorted(total[name].items()):
            lines.append(f'{full}{{transport="{transport}"}} {count}')
    full = "lingnan_node_latency_seconds"
    _head(lines, full, "histogram", "From the arrival of a request to its answer.")
    for transport, buckets in sorted(total["latency"].items()):
        seen = 0
        for number, count in enumerate(buckets[:-1]):
            seen += count
            bound = f"{2**number / 1e6:g}"
            lines.append(f'{full}_bucket{{transport="{transport}",le="{bound}"}} {seen}')
        whole = sum(buckets)
        lines.append(f'{full}_bucket{{transport="{transport}",le="+Inf"}} {whole}')
        lines.append(f'{full}_count{{transport="{transport}"}} {whole}')
    for name, value in sorted(total["gauges"].items()):
        _head(lines, f"lingnan_node_{name}", "gauge", name.replace("_", " ").capitalize() + ".")
        lines.append(f"lingnan_node_{name} {value:g}")
    return "\n".join(lines) + "\n"


def _head(lines: list[str], name: str, kind: str, told: str) -> None:
    lines.append(f"# HELP {name} {told}")
    lines.append(f"# TYPE {name} {kind}")


def _kind_of(answer: bytes) -> tuple[str, str]:
    """Answer operation and response code of a message; an encrypted one hides them."""
    if len(answer) < 28 or answer[2] & 0x40:
        return "sealed", "sealed"
    operation = int.from_bytes(answer[20:24], "big")
    response = int.from_bytes(answer[24:28], "big")
    return str(operation), str(response)
