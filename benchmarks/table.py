"""Measure a piece of work in a process of its own, and print the table."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import psutil


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what, seconds, limit, rate, peak memory, ratio to the plain way."""

    name: str
    seconds: float
    limit_seconds: float | None
    count: int
    unit: str
    peak_gib: float
    limit_gib: float | None = None
    plain: str = ""

    def cells(self) -> list[str]:
        """The line as the table shows it."""
        limit = "" if self.limit_seconds is None else f"≤ {self.limit_seconds:g} s"
        if self.limit_gib is not None:
            limit += f", ≤ {self.limit_gib:g} GiB"
        time_text = (
            f"{self.seconds:.1f} s" if self.seconds >= 1 else f"{self.seconds * 1000:.0f} ms"
        )
        rate = f"{self.count / self.seconds:,.0f} {self.unit}/s" if self.count else ""
        return [self.name, limit, time_text, rate, f"{self.peak_gib:.1f} GiB", self.plain]


HEADINGS = ["what", "must", "took", "rate", "peak memory", "plain alternative"]


def print_table(rows: list[Row]) -> None:
    """Print the rows as a Markdown table."""
    print("| " + " | ".join(HEADINGS) + " |")
    print("|" + "---|" * len(HEADINGS))
    for row in rows:
        print("| " + " | ".join(row.cells()) + " |", flush=True)


class Peak:
    """The largest resident set of this process while the block runs, sampled every 20 ms."""

    def __enter__(self) -> "Peak":
        self.gib = 0.0
        self._end = threading.Event()
        self._watch = threading.Thread(target=self._sample, daemon=True)
        self._watch.start()
        return self

    def _sample(self) -> None:
        process = psutil.Process()
        while not self._end.is_set():
            self.gib = max(self.gib, process.memory_info().rss / 1024**3)
            self._end.wait(0.02)

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._watch.join()


def measured(work: Callable[[], object]) -> tuple[float, float, object]:
    """Seconds, peak GiB and the answer of some work in this process."""
    with Peak() as peak:
        start = time.perf_counter()
        answer = work()
        seconds = time.perf_counter() - start
    return seconds, peak.gib, answer


def apart(module: str, *arguments: str) -> dict[str, float]:
    """Run one measurement in a process of its own; it prints one JSON object as its last line."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONHASHSEED": "0"},
    )
    if done.returncode:
        raise SystemExit(f"{module} {' '.join(arguments)}\n{done.stdout}\n{done.stderr}")
    answer: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return answer
