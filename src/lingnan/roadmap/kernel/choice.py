"""What one enterprise may do at all: in place, out of reach and useless measures go.

Not for the numbers of a case (fill).
"""

import numpy as np

from lingnan.roadmap.case import Case
from lingnan.roadmap.kernel.compiled import compiled
from lingnan.roadmap.kernel.given import (
    FREE,
    NEVER,
    RUNNING,
    Flags,
    Given,
    Scratch,
    duration_of,
    in_place,
    is_single,
    offered,
    only_member,
    open_requirements,
    price_of,
    raises,
    write_grants,
)
from lingnan.roadmap.tables import Tables


@compiled
def choose_active(
    tables: Tables, given: Given, claimed: Flags, scratch: Scratch, case: Case
) -> int:
    """Find what can be done at all; returns the set of measures in place (bits)."""
    count = len(tables.order)
    periods = case.periods
    write_grants(tables, given, scratch, periods)
    done = 0
    for j in range(count):
        scratch.done[j] = in_place(tables, claimed, scratch, j) and given.fixed[j] < RUNNING
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
            scratch.asked[j] = -1
        reached = 0
        for _round in range(count):
            changed = False
            for place in range(count):
                j = tables.order[place]
                if not active >> j & 1:
                    continue
                known, needed = scratch.earliest[j], scratch.closure[j]
                start, closure = _earliest(tables, given, claimed, scratch, done, active, j)
                if scratch.asked[j] == start and needed == closure:
                    continue
                scratch.asked[j] = start
                scratch.earliest[j], scratch.closure[j] = start, closure
                start = _affordable(tables, given, scratch, case, j)
                if start + duration_of(tables, given, j) > periods:
                    scratch.earliest[j] = periods
                else:
                    scratch.earliest[j] = start
                    reached |= 1 << j
                changed = changed or scratch.earliest[j] != known or closure != needed
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
            best, rest, k = 1 << 20, mask, 0
            while rest:
                if rest & 1:
                    best = min(best, scratch.earliest[k] + duration_of(tables, given, k))
                rest >>= 1
                k += 1
            start = max(start, best)
            if is_single(mask):
                k = only_member(mask)
                closure |= (1 << k) | scratch.closure[k]
    return start, closure


@compiled
def _affordable(tables: Tables, given: Given, scratch: Scratch, case: Case, j: int) -> int:
    """Earliest start at which the budget carries a measure and what it cannot do without.

    Subsidies are never more than prices, so that no other measure can help.
    """
    periods = case.periods
    before, rest, k = 0, scratch.closure[j], 0
    while rest:
        if rest & 1:
            before += price_of(tables, given, k) - scratch.most_grant[k]
        rest >>= 1
        k += 1
    duration, price = duration_of(tables, given, j), price_of(tables, given, j)
    running = tables.running[given.size, j]
    instalment = price // duration
    rule = tables.sub_rule[given.place, j]
    for start in range(scratch.earliest[j], periods - duration + 1):
        grant = scratch.grant[j, start]
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
def drop_useless(
    tables: Tables, given: Given, claimed: Flags, side: Flags, scratch: Scratch, done: int
) -> None:
    """Keep what is worth something, counts for a gate or is needed by something kept."""
    active = scratch.active[0]
    useful = 0
    for j in range(len(tables.order)):
        if active >> j & 1 and (given.fixed[j] != FREE or tables.gain_ppm[given.size, j] > 0):
            useful |= 1 << j
    for s in range(len(scratch.target)):
        if scratch.target[s] == 1:
            continue
        for place in range(scratch.giver_start[s], scratch.giver_start[s + 1]):
            j = scratch.giver[place]
            if not active >> j & 1 or useful >> j & 1:
                continue
            if offered(tables, given, claimed, side, j, s) > 0 or raises(
                tables, given, claimed, side, j, s
            ):
                useful |= 1 << j
    out = np.empty(len(tables.req_mask) + len(tables.need_mask), dtype=np.int64)
    while True:
        before = useful
        for j in range(len(tables.order)):
            if useful >> j & 1:
                end = open_requirements(tables, claimed, j, done, out, 0)
                for g in range(end):
                    useful |= out[g] & active
        if useful == before:
            break
    scratch.active[0] = useful
