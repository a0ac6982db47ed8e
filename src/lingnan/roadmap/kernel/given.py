"""What is known of one enterprise, and what the tables say of a measure for it.

Not for what can be done when (choice) nor for the case (fill).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lingnan.roadmap.kernel.compiled import compiled
from lingnan.roadmap.step import Integers
from lingnan.roadmap.tables import AUDIT_PCT, PPM, Tables

FREE, MUST, NEVER, RUNNING = range(4)
Flags = NDArray[np.uint8]


class Given(NamedTuple):
    """What is known of one enterprise beside its state, and the user's fixed choices.

    Shapes: budget (T,) cumulative yuan; fixed (n,): FREE, MUST, NEVER or RUNNING; left_periods,
        left_price (n,): what remains of running measures.
    """

    size: int
    section: int
    place: int
    cluster: int
    revenue: int
    parallel: int
    staff: int
    on_proven: int
    budget: Integers
    fixed: Integers
    left_periods: Integers
    left_price: Integers


class Scratch(NamedTuple):
    """Working arrays of `fill_case`, one set a worker.

    Shapes: (n,) or (S,) integers.
    """

    done: Integers
    active: Integers
    earliest: Integers
    local: Integers
    closure: Integers
    target: Flags


def scratch_for(count: int, steps: int) -> Scratch:
    """Fresh working arrays."""

    def whole() -> Integers:
        return np.zeros(count, dtype=np.int64)

    return Scratch(whole(), whole(), whole(), whole(), whole(), np.zeros(steps, dtype=np.uint8))


@compiled
def is_single(word: int) -> bool:
    """Whether a set has one member."""
    return word != 0 and word & (word - 1) == 0


@compiled
def only_member(word: int) -> int:
    """The number of the only bit."""
    found = 0
    while word > 1:
        word >>= 1
        found += 1
    return found


@compiled
def raises(tables: Tables, given: Given, claimed: Flags, side: Flags, j: int, s: int) -> bool:
    """Whether a finished measure makes a step count for gates on the side planned for."""
    if tables.proves[j]:
        return given.on_proven == 1 and claimed[s] == 1 and side[s] == 0
    return bool(tables.raises[j, s] == 1)


@compiled
def offered(tables: Tables, given: Given, claimed: Flags, side: Flags, j: int, s: int) -> int:
    """Likelihood in per cent with which a finished measure gives a step, 0 if it does not."""
    if tables.proves[j]:
        if given.on_proven == 1 and claimed[s] == 1 and side[s] == 0:
            return int(tables.number[AUDIT_PCT])
        return 0
    return int(tables.offers[j, s])


@compiled
def in_place(tables: Tables, claimed: Flags, j: int) -> bool:
    """Whether all that a measure surely raises is claimed already: then it is there."""
    if tables.proves[j]:
        return False
    any_step = False
    for s in range(len(claimed)):
        if tables.gate[j, s] == 1:
            any_step = True
            if claimed[s] == 0:
                return False
    return any_step


@compiled
def duration_of(tables: Tables, given: Given, j: int) -> int:
    """Periods that a measure takes, or what is left of them."""
    if given.fixed[j] == RUNNING:
        return int(given.left_periods[j])
    return int(tables.duration[given.size, j])


@compiled
def price_of(tables: Tables, given: Given, j: int) -> int:
    """Yuan that a measure costs, or what is left to pay."""
    if given.fixed[j] == RUNNING:
        return int(given.left_price[j])
    return int(tables.price[given.size, j])


@compiled
def grant_of(tables: Tables, given: Given, j: int, t: int) -> int:
    """Subsidy for a start in a period."""
    rule = tables.sub_rule[given.place, j]
    if rule < 0 or given.fixed[j] == RUNNING:
        return 0
    if t < tables.sub_from[given.place, j] or t >= tables.sub_until[given.place, j]:
        return 0
    price = price_of(tables, given, j)
    amount = price * tables.sub_rate[given.place, j] // PPM
    return int(min(amount, tables.sub_cap[given.place, j], tables.rule_cap[rule]))


@compiled
def most_grant(tables: Tables, given: Given, j: int, periods: int) -> int:
    """The largest subsidy of any start."""
    most = 0
    for t in range(periods):
        most = max(most, grant_of(tables, given, j, t))
    return most


@compiled
def open_requirements(
    tables: Tables, claimed: Flags, j: int, done: int, out: Integers, first: int
) -> int:
    """Write the requirements of a measure that are not satisfied yet; returns the end."""
    end = first
    for r in range(tables.req_start[j], tables.req_start[j + 1]):
        if tables.req_mask[r] & done == 0:
            out[end] = tables.req_mask[r]
            end += 1
    for r in range(tables.need_start[j], tables.need_start[j + 1]):
        mask = tables.need_mask[r] & ~(1 << j)
        if claimed[tables.need_step[r]] == 0 and mask & done == 0:
            out[end] = mask
            end += 1
    return end
