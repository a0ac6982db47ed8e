"""Plan a million enterprises: fill, solve and write down, on every core.

Each answer depends on its own enterprise and its family only, so that workers change nothing.
Shapes follow `Crowd` and `Plans`. Not for reading or keeping tables (pipeline).
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np

from lingnan.roadmap.case import Case, empty_case
from lingnan.roadmap.kernel.branch import INFEASIBLE, OPEN, SOLVED, Limits
from lingnan.roadmap.kernel.crowd_rows import REACHED
from lingnan.roadmap.kernel.doors import adopt_rows, plan_rows
from lingnan.roadmap.kernel.family import (
    BOUND,
    FINISH,
    GRANTED,
    LEVEL_AFTER,
    LEVEL_NOW,
    SCORE,
    SPENT,
    STAFF,
    STATUS,
    equal_staff,
    group,
)
from lingnan.roadmap.kernel.given import Scratch, scratch_for
from lingnan.roadmap.kernel.record import Work
from lingnan.roadmap.kernel.solve import FAMILY, memory_for
from lingnan.roadmap.state import Flags
from lingnan.roadmap.step import Integers
from lingnan.roadmap.tables import Tables

VALUE_QUESTION = 0
_SLICE = 512
_CLOSE, _FEW = 0.01, 0.15
"""Members between two solved ones take their plan and bound if these are within the share _CLOSE,
and a little more where there are few of them: _FEW divided by their number."""

__all__ = ["INFEASIBLE", "OPEN", "REACHED", "SOLVED", "Crowd", "Plans", "plan_all"]


@dataclass(frozen=True, slots=True)
class Crowd:
    """What is known of k enterprises. Units: yuan a half-year, hundredths of a person.

    Shapes: claimed, side (k, S); the rest (k,).
    """

    claimed: Flags
    side: Flags
    size: Integers
    section: Integers
    place: Integers
    cluster: Integers
    revenue: Integers
    budget: Integers
    slots: Integers
    staff: Integers

    def __len__(self) -> int:
        return len(self.size)


@dataclass(frozen=True, slots=True)
class Plans:
    """Answers for k enterprises.

    Shapes: status, level_now, level_after, score, bound, spent, granted, finish (k,); start (k, n):
        period by catalogue number, -1 not chosen.
    Units: score and bound as the question says, cost negative; yuan.
    """

    status: Integers
    level_now: Integers
    level_after: Integers
    score: Integers
    bound: Integers
    spent: Integers
    granted: Integers
    finish: Integers
    start: Any


@dataclass(slots=True)
class _Task:
    """One batch: its inputs, and room for its answers."""

    tables: Tables
    crowd: Crowd
    facts: Integers
    limits: Limits
    level: int
    on_proven: int
    told: Integers
    start: Any

    def solve(self, rows: Integers, limits: Limits, tools: tuple[Case, Scratch, Work]) -> None:
        """Plan rows one by one."""
        case, scratch, work = tools
        plan_rows(
            self.tables,
            rows,
            self.crowd.claimed,
            self.crowd.side,
            self.facts,
            self.on_proven,
            self.level,
            limits,
            case,
            scratch,
            work,
            self.told,
            self.start,
        )

    def plan_family(self, rows: Integers, tools: tuple[Case, Scratch, Work]) -> None:
        """Plan a family, sorted by revenue: ends first, then whatever lies too far apart."""
        last = len(rows) - 1
        self.solve(rows[[0, last]], FAMILY, tools)
        open_intervals = [(0, last)]
        while open_intervals:
            low, high = open_intervals.pop()
            if high - low < 2:
                continue
            if self._is_close(int(rows[low]), int(rows[high]), high - low - 1):
                self._share(rows, low, high, tools)
                continue
            middle = (low + high) // 2
            self.solve(rows[[middle]], FAMILY, tools)
            open_intervals += [(low, middle), (middle, high)]

    def _is_close(self, low: int, high: int, between: int) -> bool:
        told = self.told
        if told[low, STATUS] != told[high, STATUS]:
            return False
        if told[low, STATUS] != SOLVED:
            return bool(told[low, STATUS] != OPEN)
        apart = told[high, BOUND] - told[low, SCORE]
        own = max(told[low, BOUND] - told[low, SCORE], told[high, BOUND] - told[high, SCORE])
        close = _CLOSE + _FEW / between
        return bool(apart <= own + close * abs(told[high, BOUND]))

    def _share(
        self, rows: Integers, low: int, high: int, tools: tuple[Case, Scratch, Work]
    ) -> None:
        lower, upper = int(rows[low]), int(rows[high])
        if self.told[lower, STATUS] != SOLVED:
            between = rows[low + 1 : high]
            for column in (STATUS, LEVEL_NOW, LEVEL_AFTER):
                self.told[between, column] = self.told[lower, column]
            return
        between = rows[low + 1 : high]
        is_left = adopt_rows(
            self.tables,
            self.crowd.claimed,
            self.crowd.side,
            self.facts,
            between,
            lower,
            upper,
            self.level > 0,
            self.told,
            self.start,
        )
        if is_left.any():
            self.solve(between[is_left == 1], self.limits, tools)


def plan_all(
    tables: Tables,
    crowd: Crowd,
    limits: Limits,
    *,
    level: int = VALUE_QUESTION,
    on_proven: bool = False,
    workers: int | None = None,
    advance: Callable[[float], None] = lambda _share: None,
) -> Plans:
    """Plan every enterprise of a crowd: most value, or least cost to a level."""
    count = len(crowd)
    measures = len(tables.order)
    columns = (
        crowd.size,
        crowd.section,
        crowd.place,
        crowd.cluster,
        crowd.revenue,
        crowd.budget,
        crowd.slots,
        crowd.staff,
    )
    facts = np.stack(columns, axis=1).astype(np.int64) if count else np.zeros((0, 8), np.int64)
    told = np.zeros((count, 8), dtype=np.int64)
    start = np.full((count, measures), -1, dtype=np.int8)
    if count == 0:
        return _plans(told, start)
    facts[:, STAFF] = equal_staff(tables, facts)
    task = _Task(tables, crowd, facts, limits, level, int(on_proven), told, start)
    groups = group(tables, facts, crowd.claimed, crowd.side)
    slices = [groups.alone[n : n + _SLICE] for n in range(0, len(groups.alone), _SLICE)]
    jobs = [(True, rows) for rows in groups.families] + [(False, rows) for rows in slices]
    jobs.sort(key=lambda job: -len(job[1]))
    hands = max(1, min(workers or os.cpu_count() or 1, len(jobs)))
    lock, done, place = Lock(), [0], [0]

    def work_through(_hand: int) -> None:
        tools = (empty_case(), scratch_for(tables), memory_for(FAMILY))
        while True:
            with lock:
                if place[0] >= len(jobs):
                    return
                is_family, rows = jobs[place[0]]
                place[0] += 1
            if is_family:
                task.plan_family(rows, tools)
            else:
                task.solve(rows, limits, tools)
            with lock:
                done[0] += len(rows)
                advance(done[0] / count)

    if hands == 1:
        work_through(0)
    else:
        with ThreadPoolExecutor(hands) as pool:
            list(pool.map(work_through, range(hands)))
    return _plans(told, start)


def _plans(told: Integers, start: Any) -> Plans:
    return Plans(
        told[:, STATUS],
        told[:, LEVEL_NOW],
        told[:, LEVEL_AFTER],
        told[:, SCORE],
        told[:, BOUND],
        told[:, SPENT],
        told[:, GRANTED],
        told[:, FINISH],
        start,
    )
