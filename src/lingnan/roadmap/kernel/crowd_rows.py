"""Plan enterprises one by one in compiled code: fill, solve, write down.

Not for families (batch).
"""

import numpy as np

from lingnan.roadmap.case import Case
from lingnan.roadmap.kernel.branch import SOLVED, Limits, solve_case
from lingnan.roadmap.kernel.compiled import compiled
from lingnan.roadmap.kernel.family import (
    BOUND,
    LEVEL_AFTER,
    LEVEL_NOW,
    SCORE,
    STATUS,
    given_of,
    write_down,
)
from lingnan.roadmap.kernel.fill import fill_case
from lingnan.roadmap.kernel.given import Scratch
from lingnan.roadmap.kernel.record import BEST, Work
from lingnan.roadmap.state import Flags
from lingnan.roadmap.step import Integers
from lingnan.roadmap.tables import Tables

REACHED = 3
"""Status of an enterprise that is at the level already; the others are those of `solve_case`."""


@compiled
def plan_rows(
    tables: Tables,
    rows: Integers,
    claimed: Flags,
    side: Flags,
    facts: Integers,
    on_proven: int,
    level: int,
    limits: Limits,
    case: Case,
    scratch: Scratch,
    work: Work,
    told: Integers,
    start: Integers,
) -> None:
    """Plan enterprises one by one. Shapes: facts, told (k, 8): columns as named in family.

    `level` 0 asks for the most value, another one for the least cost to it.
    """
    budget = np.zeros(tables.number[0], dtype=np.int64)
    nothing = np.zeros(len(tables.order), dtype=np.int64)
    for place in range(len(rows)):
        row = rows[place]
        given = given_of(facts, row, on_proven, budget, nothing)
        fill_case(tables, given, claimed[row], side[row], scratch, case)
        told[row, LEVEL_NOW] = case.level_now
        told[row, LEVEL_AFTER] = case.level_now
        if level > 0 and case.level_now >= level:
            told[row, STATUS] = REACHED
            continue
        target = -1
        for index in range(case.levels):
            if level > 0 and case.level[index] == level:
                target = index
        told[row, STATUS] = solve_case(case, work, target, level > 0, limits)
        if told[row, STATUS] == SOLVED:
            told[row, SCORE] = work.state[0].score
            told[row, BOUND] = work.state[0].bound
            write_down(case, work, BEST, row, told, start)
