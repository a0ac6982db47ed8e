"""Fill the case of one enterprise from shared tables and its state: what it may do, and when.

Not for solving. Steps that a requirement gives already are no offers (catalogue); measures in
place, out of reach or of no use are left out.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lingnan.roadmap.case import NO_CAP, Case
from lingnan.roadmap.kernel.compiled import compiled
from lingnan.roadmap.step import Integers
from lingnan.roadmap.tables import (
    AUDIT_PCT,
    EFFORT_PERIODS,
    FOCUS_PCT,
    PPM,
    Tables,
)

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
def _single(word: int) -> bool:
    return word != 0 and word & (word - 1) == 0


@compiled
def _number(word: int) -> int:
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
def _in_place(tables: Tables, claimed: Flags, j: int) -> bool:
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
def _duration(tables: Tables, given: Given, j: int) -> int:
    if given.fixed[j] == RUNNING:
        return int(given.left_periods[j])
    return int(tables.duration[given.size, j])


@compiled
def _price(tables: Tables, given: Given, j: int) -> int:
    if given.fixed[j] == RUNNING:
        return int(given.left_price[j])
    return int(tables.price[given.size, j])


@compiled
def _grant(tables: Tables, given: Given, j: int, t: int) -> int:
    """Subsidy for a start in a period."""
    rule = tables.sub_rule[given.place, j]
    if rule < 0 or given.fixed[j] == RUNNING:
        return 0
    if t < tables.sub_from[given.place, j] or t >= tables.sub_until[given.place, j]:
        return 0
    price = _price(tables, given, j)
    amount = price * tables.sub_rate[given.place, j] // PPM
    return int(min(amount, tables.sub_cap[given.place, j], tables.rule_cap[rule]))


@compiled
def _most_grant(tables: Tables, given: Given, j: int, periods: int) -> int:
    most = 0
    for t in range(periods):
        most = max(most, _grant(tables, given, j, t))
    return most


@compiled
def _groups(tables: Tables, claimed: Flags, j: int, done: int, out: Integers, first: int) -> int:
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


@compiled
def _choose_active(
    tables: Tables, given: Given, claimed: Flags, scratch: Scratch, case: Case
) -> int:
    """Find what can be done at all; returns the set of measures in place (bits)."""
    count = len(tables.order)
    periods = case.periods
    done = 0
    for j in range(count):
        scratch.done[j] = _in_place(tables, claimed, j) and given.fixed[j] < RUNNING
        if scratch.done[j]:
            done |= 1 << j
    active = 0
    for j in range(count):
        is_free = scratch.done[j] == 0 and given.fixed[j] != NEVER
        can = tables.available[given.size, j] == 1 and tables.sections[j, given.section] == 1
        can = can and tables.staff[given.size, j] <= given.staff
        if given.fixed[j] == RUNNING or (is_free and can):
            active |= 1 << j
    # Whatever lacks a possible requirement, time or money goes; that may take others along.
    while True:
        before = active
        for j in range(count):
            scratch.earliest[j] = periods
            scratch.closure[j] = 0
        reached = 0
        for _round in range(count):
            changed = False
            for place in range(count):
                j = tables.order[place]
                if not active >> j & 1:
                    continue
                known = scratch.earliest[j]
                start, closure = _earliest(tables, given, claimed, scratch, done, active, j)
                scratch.earliest[j], scratch.closure[j] = start, closure
                start = _affordable(tables, given, scratch, case, j)
                if start + _duration(tables, given, j) > periods:
                    scratch.earliest[j] = periods
                else:
                    scratch.earliest[j] = start
                    reached |= 1 << j
                changed = changed or scratch.earliest[j] != known
            if not changed:
                break
        active &= reached
        if active == before:
            break
    scratch.active[0] = active
    return done


@compiled
def _earliest(
    tables: Tables, given: Given, claimed: Flags, scratch: Scratch, done: int, active: int, j: int
) -> tuple[int, int]:
    """Earliest start by requirements, and what the measure cannot do without."""
    if given.fixed[j] == RUNNING:
        return 0, 0
    start, closure = 0, 0
    for kind in range(2):
        first = tables.req_start[j] if kind == 0 else tables.need_start[j]
        last = tables.req_start[j + 1] if kind == 0 else tables.need_start[j + 1]
        for r in range(first, last):
            if kind == 0:
                mask = tables.req_mask[r]
            else:
                mask = tables.need_mask[r] & ~(1 << j)
                if claimed[tables.need_step[r]] == 1:
                    continue
            if mask & done:
                continue
            mask &= active
            best = 1 << 20
            for k in range(len(tables.order)):
                if mask >> k & 1:
                    best = min(best, scratch.earliest[k] + _duration(tables, given, k))
            start = max(start, best)
            if _single(mask):
                k = _number(mask)
                closure |= (1 << k) | scratch.closure[k]
    return start, closure


@compiled
def _affordable(tables: Tables, given: Given, scratch: Scratch, case: Case, j: int) -> int:
    """Earliest start at which the budget carries a measure and what it cannot do without.

    Subsidies are never more than prices, so that no other measure can help.
    """
    periods = case.periods
    before = 0
    for k in range(len(tables.order)):
        if scratch.closure[j] >> k & 1:
            before += _price(tables, given, k) - _most_grant(tables, given, k, periods)
    duration, price = _duration(tables, given, j), _price(tables, given, j)
    running = tables.running[given.size, j]
    instalment = price // duration
    for start in range(scratch.earliest[j], periods - duration + 1):
        rule = tables.sub_rule[given.place, j]
        grant = _grant(tables, given, j, start)
        fits = True
        spent = before
        for t in range(start, periods):
            if t == start:
                spent += price - instalment * duration
            if t < start + duration:
                spent += instalment
            else:
                spent += running
            if grant and t == start + duration - 1 + tables.rule_lag[rule]:
                spent -= grant
            if spent > case.budget[t]:
                fits = False
                break
        if fits:
            return start
        if given.fixed[j] == RUNNING:
            return 0
    return int(periods)


@compiled
def _drop_useless(
    tables: Tables, given: Given, claimed: Flags, side: Flags, scratch: Scratch, done: int
) -> None:
    """Keep what is worth something, counts for a gate or is needed by something kept."""
    count, steps = tables.offers.shape
    active = scratch.active[0]
    useful = 0
    for j in range(count):
        if not active >> j & 1:
            continue
        keep = given.fixed[j] != FREE or tables.gain_ppm[given.size, j] > 0
        if not keep:
            for s in range(steps):
                if scratch.target[s] == 0 and (
                    offered(tables, given, claimed, side, j, s) > 0
                    or raises(tables, given, claimed, side, j, s)
                ):
                    keep = True
                    break
        if keep:
            useful |= 1 << j
    out = np.empty(len(tables.req_mask) + len(tables.need_mask), dtype=np.int64)
    while True:
        before = useful
        for j in range(count):
            if useful >> j & 1:
                end = _groups(tables, claimed, j, done, out, 0)
                for g in range(end):
                    useful |= out[g] & active
        if useful == before:
            break
    scratch.active[0] = useful


@compiled
def _measures(
    tables: Tables, given: Given, claimed: Flags, scratch: Scratch, case: Case, done: int
) -> None:
    """Number the measures of the case, with their windows, costs, requirements and subsidies."""
    periods = case.periods
    count = 0
    for place in range(len(tables.order)):
        j = tables.order[place]
        scratch.local[j] = -1
        if scratch.active[0] >> j & 1:
            scratch.local[j] = count
            count += 1
    case.count = count
    out = np.empty(len(tables.req_mask) + len(tables.need_mask), dtype=np.int64)
    groups = 0
    for place in range(len(tables.order)):
        j = tables.order[place]
        a = scratch.local[j]
        if a < 0:
            continue
        duration, price = _duration(tables, given, j), _price(tables, given, j)
        is_running = given.fixed[j] == RUNNING
        case.measure[a] = j
        case.price[a] = price
        case.running[a] = tables.running[given.size, j]
        case.staff[a] = tables.staff[given.size, j]
        case.duration[a] = duration
        case.earliest[a] = 0 if is_running else scratch.earliest[j]
        case.latest[a] = 0 if is_running else periods - duration
        case.must[a] = given.fixed[j] == MUST or is_running
        case.effort[a] = price + case.running[a] * tables.number[EFFORT_PERIODS]
        case.rule[a] = tables.sub_rule[given.place, j]
        for t in range(periods):
            case.subsidy[a, t] = _grant(tables, given, j, t)
        case.group_start[a] = groups
        if not is_running:
            for g in range(_groups(tables, claimed, j, done, out, 0)):
                mask = 0
                for k in range(len(tables.order)):
                    if out[g] >> k & 1 and scratch.local[k] >= 0:
                        mask |= 1 << scratch.local[k]
                case.group_mask[groups] = mask
                groups += 1
    case.group_start[count] = groups


@compiled
def _values(
    tables: Tables, given: Given, claimed: Flags, side: Flags, scratch: Scratch, case: Case
) -> None:
    """Gains and offers: own value per period of availability, and steps that several offer."""
    periods, count = case.periods, case.count
    steps = tables.offers.shape[1]
    case.divisor = 10_000 * tables.discount[0]
    for f in range(periods + 1):
        case.discount[f] = tables.discount[f]
    for a in range(count):
        j = case.measure[a]
        pct = tables.number[FOCUS_PCT] if tables.focus[given.cluster, j] else 100
        gain = given.revenue * tables.gain_ppm[given.size, j] // (2 * PPM) * pct // 100
        for f in range(periods + 1):
            case.value[a, f] = gain * tables.discount[f] // PPM
    shared, flat = 0, 0
    for s in range(steps):
        if scratch.target[s] == 1 or tables.step_value[s] == 0:
            continue
        first, offers = flat, 0
        for a in range(count):
            j = case.measure[a]
            likely = offered(tables, given, claimed, side, j, s)
            if likely > 0:
                pct = tables.number[FOCUS_PCT] if tables.focus[given.cluster, j] else 100
                case.offer_measure[flat] = a
                case.offer_weight[flat] = tables.step_value[s] * likely * pct
                flat += 1
                offers += 1
        if offers == 1:
            a, weight = case.offer_measure[first], case.offer_weight[first]
            for f in range(periods + 1):
                case.value[a, f] += weight * case.discount[f] // case.divisor
            flat = first
        elif offers > 1:
            case.offer_start[shared] = first
            shared += 1
    case.offer_start[shared] = flat
    case.shared = shared


@compiled
def _gates(
    tables: Tables, given: Given, claimed: Flags, side: Flags, scratch: Scratch, case: Case
) -> None:
    """Levels above the present one as rows over the measures of the case."""
    count = case.count
    top = len(tables.row_start) - 1
    steps = tables.offers.shape[1]
    rows = len(tables.row_rhs)
    need = np.empty(rows, dtype=np.int64)
    for r in range(rows):
        have = 0
        for s in range(steps):
            if scratch.target[s] == 1:
                have += tables.row_coef[r, s]
        need[r] = tables.row_rhs[r] - have
    now = 0
    for level in range(top):
        holds = True
        for r in range(tables.row_start[level], tables.row_start[level + 1]):
            holds = holds and need[r] <= 0
        if holds:
            now = level + 1
    case.level_now = now
    first_row = tables.row_start[now]
    case.levels = top - now
    for index in range(top - now):
        case.level[index] = now + 1 + index
        case.bonus[index] = tables.bonus[now + 1 + index] - tables.bonus[now]
        case.row_start[index] = tables.row_start[now + index] - first_row
    case.row_start[top - now] = rows - first_row
    for r in range(first_row, rows):
        case.row_need[r - first_row] = need[r]
        for a in range(count):
            case.row_gain[r - first_row, a] = 0
    multi = 0
    for s in range(steps):
        if scratch.target[s] == 1:
            continue
        mask = 0
        for a in range(count):
            if raises(tables, given, claimed, side, case.measure[a], s):
                mask |= 1 << a
        if mask == 0:
            continue
        counts = False
        for r in range(first_row, rows):
            coef = tables.row_coef[r, s]
            counts = counts or coef != 0
            if _single(mask):
                case.row_gain[r - first_row, _number(mask)] += coef
            else:
                case.multi_gain[multi, r - first_row] = coef
        if counts and not _single(mask):
            case.multi_mask[multi] = mask
            multi += 1
    case.multi = multi


@compiled
def fill_case(
    tables: Tables, given: Given, claimed: Flags, side: Flags, scratch: Scratch, case: Case
) -> None:
    """Fill `case` for one enterprise.

    Shapes: claimed, side (S,): steps reached as claimed, and on the side planned for.
    """
    periods = len(given.budget)
    case.periods = periods
    case.slot_limit = given.parallel
    case.staff_limit = given.staff
    case.rules = len(tables.rule_cap)
    for t in range(periods):
        case.budget[t] = given.budget[t]
    for r in range(len(tables.rule_cap)):
        case.rule_lag[r] = tables.rule_lag[r]
        case.rule_cap[r] = min(tables.rule_cap[r], NO_CAP)
    for s in range(len(side)):
        scratch.target[s] = side[s]
    done = _choose_active(tables, given, claimed, scratch, case)
    _drop_useless(tables, given, claimed, side, scratch, done)
    _measures(tables, given, claimed, scratch, case, done)
    _values(tables, given, claimed, side, scratch, case)
    _gates(tables, given, claimed, side, scratch, case)
