"""What the resolver counts beside the transports, and the text that Prometheus reads.

Not for requests and latency (see node.metrics).
"""

from collections import Counter
from typing import Final

_TOLD: Final = {
    "hit": "Answers given from the cache.",
    "miss": "Questions that had to be followed.",
    "bypass": "Questions that no kept answer may answer.",
    "joined": "Questions that waited for an equal one.",
    "prefetch": "Answers fetched anew before their time.",
    "stale": "Answers given after their time.",
    "forced": "Answers given by configuration.",
    "blocked": "Identifiers refused by list.",
    "limited": "Questions refused by a rate or bound.",
    "remembered": "Failures told again without asking.",
    "temporary": "Failures of authorities that may pass.",
    "permanent": "Failures of authorities that stay.",
}


class Counters:
    """Counts of the resolver by name, and gauges read when asked."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.gauges: dict[str, int] = {}

    def add(self, name: str, count: int = 1) -> None:
        """Count."""
        self.counts[name] += count

    def render(self) -> str:
        """Write counters in the text format of Prometheus, version 0.0.4."""
        lines: list[str] = []
        for name, told in _TOLD.items():
            full = f"lingnan_resolver_{name}_total"
            lines += (f"# HELP {full} {told}", f"# TYPE {full} counter")
            lines.append(f"{full} {self.counts[name]}")
        for name, value in sorted(self.gauges.items()):
            full = f"lingnan_resolver_{name}"
            lines += (
                f"# HELP {full} {name.replace('_', ' ').capitalize()}.",
                f"# TYPE {full} gauge",
            )
            lines.append(f"{full} {value}")
        return "\n".join(lines) + "\n"
