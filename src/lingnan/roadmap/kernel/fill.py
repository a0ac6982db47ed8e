"""Fill the case of one enterprise from shared tables and its state: what it may do, and when.

Not for solving. Steps that a requirement gives already are no offers (catalogue); measures in
place, out of reach or of no use are left out.
"""

import numpy as np

from lingnan.roadmap.case import NO_CAP, Case
from lingnan.roadmap.kernel.choice import choose_active, drop_useless
from lingnan.roadmap.kernel.compiled import compiled
from lingnan.roadmap.kernel.given import (
    MUST,
    RUNNING,
    Flags,
    Given,
    Scratch,
    duration_of,
    is_single,
    offered,
    only_member,
    open_requirements,
    outcome_gain,
    price_of,
    raises,
)
from lingnan.roadmap.tables import EFFORT_PERIODS, FOCUS_PCT, PPM, Tables


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
        duration, price = duration_of(tables, given, j), price_of(tables, given, j)
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
            case.subsidy[a, t] = scratch.grant[j, t]
        case.group_start[a] = groups
        if not is_running:
            for g in range(open_requirements(tables, claimed, j, done, out, 0)):
                mask, rest, k = 0, out[g], 0
                while rest:
                    if rest & 1 and scratch.local[k] >= 0:
                        mask |= 1 << scratch.local[k]
                    rest >>= 1
                    k += 1
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
        gain = outcome_gain(tables, given.size, given.cluster, given.revenue, j)
        for f in range(periods + 1):
            case.value[a, f] = gain * tables.discount[f] // PPM
    shared, flat = 0, 0
    for s in range(steps):
        if scratch.target[s] == 1 or tables.step_value[s] == 0:
            continue
        first, offers = flat, 0
        for place in range(scratch.giver_start[s], scratch.giver_start[s + 1]):
            j = scratch.giver[place]
            a = scratch.local[j]
            if a < 0:
                continue
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
        for place in range(scratch.giver_start[s], scratch.giver_start[s + 1]):
            j = scratch.giver[place]
            if scratch.local[j] >= 0 and raises(tables, given, claimed, side, j, s):
                mask |= 1 << scratch.local[j]
        if mask == 0:
            continue
        counts = False
        for r in range(first_row, rows):
            coef = tables.row_coef[r, s]
            counts = counts or coef != 0
            if is_single(mask):
                case.row_gain[r - first_row, only_member(mask)] += coef
            else:
                case.multi_gain[multi, r - first_row] = coef
        if counts and not is_single(mask):
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
    done = choose_active(tables, given, claimed, scratch, case)
    drop_useless(tables, given, claimed, side, scratch, done)
    _measures(tables, given, claimed, scratch, case, done)
    _values(tables, given, claimed, side, scratch, case)
    _gates(tables, given, claimed, side, scratch, case)
