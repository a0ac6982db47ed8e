"""What is known of one enterprise, and what the tables say of a measure for it.

Not for what can be done when (choice) nor for the case (fill).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lingnan.roadmap.case import MOST_PERIODS
from lingnan.roadmap.kernel.compiled import compiled
from lingnan.roadmap.step import Integers
from lingnan.roadmap.tables import AUDIT_PCT, FOCUS_PCT, PPM, Tables

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
    """Working arrays of `fill_case`, one set a worker, and lists of the same tables.

    Shapes: done, active, earliest, asked, local, closure (n,); target (S,); grant (n, T) and
        most_grant (n,) yuan; giver_start (S+1,), giver: measures that may raise a step,
        requirements first; gate_start (n+1,), gate_step: steps that a measure surely raises.
    """

    done: Integers
    active: Integers
    earliest: Integers
    asked: Integers
    local: Integers
    closure: Integers
    target: Flags
    grant: Integers
    most_grant: Integers
    giver_start: Integers
    giver: Integers
    gate_start: Integers
    gate_step: Integers


def scratch_for(tables: Tables) -> Scratch:
    """Fresh working arrays, and the lists of these tables."""
    count, steps = tables.offers.shape
    gives = (tables.offers > 0) | (tables.raises == 1) | (tables.proves == 1)[:, None]
    in_order = gives[tables.order]
    step, place = np.nonzero(in_order.T)
    measure, raised = np.nonzero(tables.gate == 1)

    def whole() -> Integers:
        return np.zeros(count, dtype=np.int64)

    return Scratch(
        whole(),
        whole(),
        whole(),
        whole(),
        whole(),
        whole(),
        np.zeros(steps, dtype=np.uint8),
        np.zeros((count, MOST_PERIODS), dtype=np.int64),
        whole(),
        np.searchsorted(step, np.arange(steps + 1)).astype(np.int64),
        tables.order[place].astype(np.int64),
        np.searchsorted(measure, np.arange(count + 1)).astype(np.int64),
        raised.astype(np.int64),
    )


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
def in_place(tables: Tables, claimed: Flags, scratch: Scratch, j: int) -> bool:
    """Whether all that a measure surely raises is claimed already: then it is there."""
    first, last = scratch.gate_start[j], scratch.gate_start[j + 1]
    if tables.proves[j] or first == last:
        return False
    for place in range(first, last):  # noqa: SIM110 - compiled code has no generators
        if claimed[scratch.gate_step[place]] == 0:
            return False
    return True


@compiled
def outcome_gain(tables: Tables, size: int, cluster: int, revenue: int, j: int) -> int:
    """Yuan a period that the outcomes of a measure are worth."""
    pct = tables.number[FOCUS_PCT] if tables.focus[cluster, j] else 100
    return int(revenue * tables.gain_ppm[size, j] // (2 * PPM) * pct // 100)


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
def write_grants(tables: Tables, given: Given, scratch: Scratch, periods: int) -> None:
    """Subsidies of every measure for a start in every period."""
    for j in range(len(tables.order)):
        scratch.most_grant[j] = 0
        rule = tables.sub_rule[given.place, j]
        is_paid = rule >= 0 and given.fixed[j] != RUNNING
        amount = 0
        if is_paid:
            amount = price_of(tables, given, j) * tables.sub_rate[given.place, j] // PPM
            amount = min(amount, tables.sub_cap[given.place, j], tables.rule_cap[rule])
        for t in range(periods):
            is_open = tables.sub_from[given.place, j] <= t < tables.sub_until[given.place, j]
            scratch.grant[j, t] = amount if is_paid and is_open else 0
            scratch.most_grant[j] = max(scratch.most_grant[j], scratch.grant[j, t])


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
