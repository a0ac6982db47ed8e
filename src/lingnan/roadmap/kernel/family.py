"""Families: enterprises whose problems differ only in revenue and budget share their search.

More money and larger gains never make the best plan worse. So within a family sorted by revenue,
the plan of a smaller member is open to a larger one, and the bound of a larger member holds for a
smaller one: a few members are solved, the others between them are certified by their neighbours.
Where that is not close enough, the one in the middle is solved too. Not for single enterprises.
"""

from dataclasses import dataclass

import numpy as np

from lingnan.roadmap.case import Case
from lingnan.roadmap.kernel.compiled import compiled
from lingnan.roadmap.kernel.given import Given, outcome_gain
from lingnan.roadmap.kernel.plan import level_of
from lingnan.roadmap.kernel.record import Work
from lingnan.roadmap.state import Flags
from lingnan.roadmap.step import Integers
from lingnan.roadmap.tables import PPM, Tables

SIZE, SECTION, PLACE, CLUSTER, REVENUE, BUDGET, SLOTS, STAFF = range(8)
# Columns of what is told of an enterprise.
STATUS, LEVEL_NOW, LEVEL_AFTER, SCORE, BOUND, SPENT, GRANTED, FINISH = range(8)
SOLVED = 0
_LEAST = 3
"""Smaller families are not worth the sorting."""


@dataclass(frozen=True, slots=True)
class Groups:
    """Rows by family. Shapes: alone: rows without a family; families: rows by rising revenue."""

    alone: Integers
    families: tuple[Integers, ...]


def equal_staff(tables: Tables, facts: Integers) -> Integers:
    """The least staff limit that allows the same plans: what binds are multiples of the common
    divisor of all needs, up to what the slots can take.

    Shapes: facts (k, 8); returns (k,).
    """
    limits = np.empty(len(facts), dtype=np.int64)
    for size in range(len(tables.staff)):
        mine = facts[:, SIZE] == size
        needs = np.sort(tables.staff[size][tables.available[size] == 1])[::-1]
        unit = int(np.gcd.reduce(needs)) if len(needs) and needs.any() else 1
        whole = facts[mine, STAFF] // max(unit, 1) * max(unit, 1)
        most = np.concatenate([[0], np.cumsum(needs)])
        slots = np.minimum(facts[mine, SLOTS], len(needs))
        limits[mine] = np.minimum(whole, most[slots])
    return limits


def group(tables: Tables, facts: Integers, claimed: Flags, side: Flags) -> Groups:
    """Find the families of a crowd.

    Limits: by a 64-bit hash of the state; members are compared in full when they are planned.
    """
    keys = np.stack(
        [
            facts[:, SIZE],
            _canonical(tables.sections.T)[facts[:, SECTION]],
            _canonical(_subsidy_rows(tables))[facts[:, PLACE]],
            _canonical(tables.focus)[facts[:, CLUSTER]],
            facts[:, SLOTS],
            facts[:, STAFF],
            _hashes(claimed, 1),
            _hashes(side, 2),
        ],
        axis=1,
    )
    order = np.lexsort((facts[:, BUDGET], facts[:, REVENUE], *keys.T))
    sorted_keys = keys[order]
    is_new = np.ones(len(order), dtype=np.bool_)
    is_new[1:] = (sorted_keys[1:] != sorted_keys[:-1]).any(axis=1)
    starts = np.flatnonzero(is_new)
    ends = np.append(starts[1:], len(order))
    alone: list[Integers] = [np.empty(0, dtype=np.int64)]
    families: list[Integers] = []
    for first, last in zip(starts.tolist(), ends.tolist(), strict=True):
        rows = order[first:last]
        is_rising = bool((np.diff(facts[rows, BUDGET]) >= 0).all())
        if last - first < _LEAST or not is_rising:
            alone.append(rows)
        else:
            families.append(rows)
    return Groups(np.sort(np.concatenate(alone)), tuple(families))


def _canonical(rows: Integers) -> Integers:
    """A number per row, the same for equal rows."""
    _, numbers = np.unique(rows, axis=0, return_inverse=True)
    return numbers.reshape(-1).astype(np.int64)


def _subsidy_rows(tables: Tables) -> Integers:
    return np.concatenate(
        [tables.sub_rate, tables.sub_cap, tables.sub_rule, tables.sub_from, tables.sub_until],
        axis=1,
    )


def _hashes(flags: Flags, seed: int) -> Integers:
    rng = np.random.default_rng(seed)
    factors = np.asarray(rng.integers(0, 1 << 61, flags.shape[1]), dtype=np.int64) * 2 + 1
    with np.errstate(over="ignore"):
        total = np.zeros(len(flags), dtype=np.int64)
        for step, factor in enumerate(factors.tolist()):
            total += flags[:, step].astype(np.int64) * factor
        return total


@compiled
def same_state(claimed: Flags, side: Flags, one: int, other: int) -> bool:
    """Whether two enterprises have reached the same steps."""
    for s in range(claimed.shape[1]):
        if claimed[one, s] != claimed[other, s] or side[one, s] != side[other, s]:
            return False
    return True


@compiled
def given_of(
    facts: Integers, row: int, on_proven: int, budget: Integers, nothing: Integers
) -> Given:
    """What is known of one enterprise; `budget` and `nothing` are working arrays."""
    for t in range(len(budget)):
        budget[t] = facts[row, BUDGET] * (t + 1)
    return Given(
        facts[row, SIZE],
        facts[row, SECTION],
        facts[row, PLACE],
        facts[row, CLUSTER],
        facts[row, REVENUE],
        facts[row, SLOTS],
        facts[row, STAFF],
        on_proven,
        budget,
        nothing,
        nothing,
        nothing,
    )


@compiled
def adopt_rows(
    tables: Tables,
    claimed: Flags,
    side: Flags,
    facts: Integers,
    rows: Integers,
    lower: int,
    upper: int,
    is_cost: bool,
    told: Integers,
    start: Integers,
) -> Integers:
    """Give enterprises the plan of `lower` and the bound of `upper`; 1 where states differ after
    all.

    With more money and the same everything else, the plan stays possible and costs the same; of
    its value only the gains change, as they are parts of revenue.
    """
    is_left = np.zeros(len(rows), dtype=np.int64)
    for place in range(len(rows)):
        row = rows[place]
        if not (same_state(claimed, side, row, lower) and same_state(claimed, side, row, upper)):
            is_left[place] = 1
            continue
        told[row] = told[lower]
        for j in range(start.shape[1]):
            start[row, j] = start[lower, j]
            if start[row, j] >= 0 and not is_cost:
                f = start[row, j] + tables.duration[facts[row, SIZE], j]
                told[row, SCORE] += _gain(tables, facts, row, j, f)
                told[row, SCORE] -= _gain(tables, facts, lower, j, f)
        told[row, BOUND] = max(told[upper, BOUND], told[row, SCORE])
    return is_left


@compiled
def _gain(tables: Tables, facts: Integers, row: int, j: int, f: int) -> int:
    """Yuan that a measure in service from `f` on gains an enterprise by its outcomes."""
    size, cluster, revenue = facts[row, SIZE], facts[row, CLUSTER], facts[row, REVENUE]
    return int(outcome_gain(tables, size, cluster, revenue, j) * tables.discount[f] // PPM)


@compiled
def write_down(
    case: Case, work: Work, which: int, row: int, told: Integers, start: Integers
) -> None:
    """Write a plan into the answers of an enterprise."""
    plan = work.plans[which]
    told[row, STATUS] = SOLVED
    told[row, LEVEL_NOW] = case.level_now
    index = level_of(case, plan.mark)
    told[row, LEVEL_AFTER] = case.level_now if index < 0 else case.level[index]
    told[row, SPENT], told[row, GRANTED], told[row, FINISH] = 0, 0, 0
    for j in range(start.shape[1]):
        start[row, j] = -1
    for a in range(case.count):
        if plan.start[a] >= 0:
            start[row, case.measure[a]] = plan.start[a]
            told[row, SPENT] += case.price[a]
            told[row, GRANTED] += case.subsidy[a, plan.start[a]]
            told[row, FINISH] = max(told[row, FINISH], plan.start[a] + case.duration[a])
