"""Plan one case: bound at the root, plans by search, then branching until the gap closes.

Branches put a measure in or out, or split the window of its start. The open node with the largest
bound goes first; every node keeps its bound, so that stopping early still certifies: no plan is
better than the largest bound left.
"""

from typing import NamedTuple

import numpy as np

from lingnan.roadmap.case import Case
from lingnan.roadmap.kernel.bound import enough, follow, keep_better, lower_bound, rank
from lingnan.roadmap.kernel.compiled import compiled
from lingnan.roadmap.kernel.dual import NOTHING, reset
from lingnan.roadmap.kernel.lists import write_lists
from lingnan.roadmap.kernel.plan import clear
from lingnan.roadmap.kernel.record import (
    BEST,
    CANDIDATE,
    FREE,
    IN,
    KEPT,
    NOW,
    OUT,
    ROOT,
    TRIAL,
    Work,
)
from lingnan.roadmap.kernel.search import construct, gross_values, improve, static_costs
from lingnan.roadmap.kernel.tighten import tighten, within_reach

# What `solve_case` says.
SOLVED, INFEASIBLE, OPEN = range(3)
_CHOICE, _TIME, _LEAF = range(3)
_TIME_SHARE = 0.15
"""How much a start spread over a period counts beside a choice split in halves."""


class Limits(NamedTuple):
    """How hard to try: iterations at the root and at a node, nodes, the gap that is enough, rounds
    of improvement."""

    root: int
    node: int
    nodes: int
    gap_ppm: int
    rounds: int


@compiled
def _choose_branch(case: Case, work: Work, node: int) -> None:
    """Write into a node which measure to branch on, how, and where its window splits."""
    relaxed, state, target = work.relaxed[0], work.state[0], work.nodes[node]
    target.who, target.kind, target.at = -1, _LEAF, 0
    best = -1.0
    for a in range(case.count):
        if state.status[a] == OUT:
            continue
        dear = float(case.price[a]) + 1.0
        mean = 1.0 if state.status[a] == IN else relaxed.mean[a]
        if state.status[a] == FREE:
            weight = dear * (0.5 - abs(mean - 0.5))
            if weight > best:
                best = weight
                target.who, target.kind = a, _CHOICE
        if state.low[a] < state.high[a] and mean > 0.5:
            weight = _TIME_SHARE * dear * mean * min(relaxed.spread[a], 1.0)
            if weight > best:
                best = weight
                target.who, target.kind = a, _TIME
                target.at = min(max(int(relaxed.when[a]), state.low[a]), state.high[a] - 1)


@compiled
def _save(case: Case, work: Work, node: int, bound: float, option: int) -> None:
    """Keep the present decisions as an open node."""
    state, target = work.state[0], work.nodes[node]
    target.bound, target.option = bound, option
    for a in range(case.count):
        target.status[a] = state.status[a]
        target.low[a] = state.low[a]
        target.high[a] = state.high[a]
    work.node_prices[node] = work.prices[KEPT]
    _choose_branch(case, work, node)


@compiled
def _load(case: Case, work: Work, node: int) -> None:
    state, source = work.state[0], work.nodes[node]
    for a in range(case.count):
        state.status[a] = source.status[a]
        state.low[a] = source.low[a]
        state.high[a] = source.high[a]
    work.prices[NOW] = work.node_prices[node]


@compiled
def _move(work: Work, source: int, target: int) -> None:
    work.nodes[target] = work.nodes[source]
    work.node_prices[target] = work.node_prices[source]


@compiled
def _begin(case: Case, work: Work, option: int) -> bool:
    """The root's decisions; False when they leave nothing."""
    state = work.state[0]
    for a in range(case.count):
        state.status[a] = IN if case.must[a] else FREE
        state.low[a] = case.earliest[a]
        state.high[a] = case.latest[a]
    return bool(tighten(case, state, option))


@compiled
def _root(case: Case, work: Work, option: int, is_cost: bool, limits: Limits) -> float:
    """Bound and plans without branching; NOTHING when the level is out of reach."""
    if not _begin(case, work, option):
        return NOTHING
    if option < 0 or is_cost:
        reset(work.prices[NOW])
    else:
        work.prices[NOW] = work.prices[ROOT]
    static_costs(case, work.state[0], is_cost)
    if construct(case, work.plans, work.state[0], option, is_cost):
        keep_better(case, work, is_cost)
    return lower_bound(case, work, option, is_cost, limits.root, 10, limits.gap_ppm)


@compiled
def _polish(case: Case, work: Work, option: int, is_cost: bool, rounds: int) -> None:
    """Improve the best plan by local search within the root's windows."""
    state = work.state[0]
    if state.found == 0 or rounds <= 0 or (state.polished == 1 and state.score == state.tried):
        return
    _begin(case, work, option)
    work.plans[CANDIDATE] = work.plans[BEST]
    improve(case, work.plans, work.state[0], option, is_cost, rounds)
    work.plans[TRIAL] = work.plans[CANDIDATE]
    keep_better(case, work, is_cost)
    state.polished, state.tried = 1, state.score


@compiled
def _enter(
    case: Case, work: Work, count: int, bound: float, option: int, is_cost: bool, limits: Limits
) -> int:
    """Open a root node unless its gap is small enough after local search; returns the new count."""
    _save(case, work, count, bound, option)
    _polish(case, work, option if is_cost else -1, is_cost, limits.rounds)
    if enough(work, bound, limits.gap_ppm):
        return count
    return count + 1


@compiled
def solve_case(case: Case, work: Work, target: int, is_cost: bool, limits: Limits) -> int:
    """Plan a case; returns SOLVED, INFEASIBLE (proven) or OPEN (no plan found, none excluded).

    `target`: index of the level that question (a) asks for; ignored for question (b), which
    looks at every level a plan could end at. The plan is left in BEST; the state holds its
    score (value, or minus the cost) and the bound on the score of any plan.
    """
    state = work.state[0]
    state.found, state.score, state.bound, state.cut = 0, 0, 0, NOTHING
    state.polished, state.tried = 0, 0
    clear(work.plans[BEST])
    write_lists(case, work.lists[0])
    gross_values(case, state)
    count, settled, free_bound = 0, NOTHING, 1e300
    if is_cost:
        if within_reach(case, state, target):
            bound = _root(case, work, target, True, limits)
            if bound > NOTHING / 2:
                settled = bound
                count = _enter(case, work, 0, bound, target, True, limits)
    else:
        free_bound = _root(case, work, -1, False, limits)
        work.prices[ROOT] = work.prices[KEPT]
        if free_bound > NOTHING / 2:
            settled = free_bound
            count = _enter(case, work, 0, free_bound, -1, False, limits)
        free_bound = max(free_bound, state.cut)
        settled = NOTHING if count else settled
        for option in range(case.levels - 1, -1, -1):
            most = free_bound + case.bonus[option]
            if case.bonus[option] <= 0 or not within_reach(case, state, option):
                continue
            if enough(work, most, limits.gap_ppm):
                settled = max(settled, most)
                continue
            bound = min(_root(case, work, option, False, limits), most)
            if bound < NOTHING / 2:
                continue
            opened = _enter(case, work, count, bound, option, False, limits)
            if opened == count:
                settled = max(settled, bound)
            count = opened
    if is_cost and count:
        settled = NOTHING
    settled = max(_explore(case, work, count, is_cost, limits, settled), state.cut)
    if state.found == 0:
        return OPEN if settled > NOTHING / 2 else INFEASIBLE
    best = float(state.score)
    state.bound = int(np.floor(max(best, settled + 1e-9 * abs(settled) + 0.5)))
    return SOLVED


@compiled
def _explore(
    case: Case, work: Work, count: int, is_cost: bool, limits: Limits, settled: float
) -> float:
    """Branch on the node with the largest bound until all are settled or the limit is reached.

    Returns the largest bound that is left anywhere.
    """
    nodes, state = work.nodes, work.state[0]
    parent = len(nodes) - 1
    for _ in range(limits.nodes):
        top = -1
        for node in range(count):
            if top < 0 or nodes[node].bound > nodes[top].bound:
                top = node
        if top < 0 or enough(work, nodes[top].bound, limits.gap_ppm) or count + 1 >= parent:
            break
        _move(work, top, parent)
        count -= 1
        if top != count:
            _move(work, count, top)
        who, option = nodes[parent].who, nodes[parent].option
        for side in range(1 if nodes[parent].kind == _LEAF else 2):
            _load(case, work, parent)
            if nodes[parent].kind == _LEAF:
                pass
            elif nodes[parent].kind == _CHOICE:
                state.status[who] = IN if side == 0 else OUT
            elif side == 0:
                state.high[who] = nodes[parent].at
            else:
                state.low[who] = nodes[parent].at + 1
            bound = min(_child(case, work, option, is_cost, limits), nodes[parent].bound)
            if bound < NOTHING / 2:
                continue
            if enough(work, bound, limits.gap_ppm):
                settled = max(settled, bound)
            else:
                _save(case, work, count, bound, option)
                count += 1
    for node in range(count):
        settled = max(settled, nodes[node].bound)
    return settled


@compiled
def _child(case: Case, work: Work, option: int, is_cost: bool, limits: Limits) -> float:
    """Bound of the present decisions; NOTHING when they are impossible, or complete and done."""
    state = work.state[0]
    if not tighten(case, state, option):
        return NOTHING
    is_complete = True
    for a in range(case.count):
        is_wide = state.status[a] == IN and state.low[a] < state.high[a]
        is_complete = is_complete and state.status[a] != FREE and not is_wide
    if is_complete:
        if construct(case, work.plans, state, option, is_cost):
            keep_better(case, work, is_cost)
        return NOTHING
    bound = lower_bound(case, work, option, is_cost, limits.node, 0, limits.gap_ppm)
    if bound > NOTHING / 2:
        rank(case, work, is_cost)
        follow(case, work, option, is_cost)
    return bound
