"""Lower the bound of one node by subgradient steps, and try plans on the way.

Not for branching (branch) nor for the relaxed problem itself (dual).
"""

from lingnan.roadmap.case import Case
from lingnan.roadmap.kernel.ascent import step_prices
from lingnan.roadmap.kernel.compiled import compiled
from lingnan.roadmap.kernel.dual import NOTHING, gather, solve_relaxed
from lingnan.roadmap.kernel.fixing import fix
from lingnan.roadmap.kernel.plan import clear, place
from lingnan.roadmap.kernel.record import BEST, IN, KEPT, NOW, OUT, TRIAL, WAY, Record, Work
from lingnan.roadmap.kernel.search import (
    dual_costs,
    fill_gate,
    fill_value,
    prune,
    score,
    static_costs,
)
from lingnan.roadmap.kernel.tighten import tighten

_SMOOTH = 0.12
_PATIENCE = 4
_SLOWER = 0.6
KEEP = 0.6
_SLOWEST = 0.04
_DROP = 8
"""Steps between two looks for what can be dropped."""


@compiled
def keep_better(case: Case, work: Work, is_cost: bool) -> None:
    """Keep the trial plan if it beats the best one found."""
    state = work.state[0]
    now = score(case, work.plans[TRIAL], is_cost)
    if state.found == 0 or now > state.score:
        state.found = 1
        state.score = now
        work.plans[BEST] = work.plans[TRIAL]


@compiled
def enough(work: Work, bound: float, gap_ppm: int) -> bool:
    """Whether nothing below this bound is worth looking for."""
    state = work.state[0]
    if state.found == 0:
        return False
    return bool(bound <= state.score + 0.5 + gap_ppm * 1e-6 * abs(bound))


@compiled
def drop_poor(case: Case, work: Work, option: int, value: float, offset: float, gap: int) -> bool:
    """Drop what the relaxed plan shows to be no better than the best plan; False if all goes."""
    state = work.state[0]
    if state.found == 0:
        return True
    share = gap * 1e-6
    least = state.score + 0.5
    least = least / (1.0 - share) if least >= 0.0 else least / (1.0 + share)
    cut = state.cut - offset
    state.cut = cut
    dropped = fix(case, work.lists[0], work.relaxed[0], state, value - offset, least - offset)
    state.cut += offset
    if dropped < 0:
        return False
    if dropped > 0:
        if not tighten(case, state, option):
            return False
        gather(case, work.relaxed[0], state)
    return True


@compiled
def rank(case: Case, work: Work, is_cost: bool) -> None:
    """What measures take, at the prices of the bound (question a: their cost)."""
    if is_cost:
        static_costs(case, work.state[0], True)
    else:
        dual_costs(case, work.prices[NOW], work.relaxed[0], work.state[0])


@compiled
def follow(case: Case, work: Work, option: int, is_cost: bool) -> None:
    """Try a plan after the relaxed one: its measures by their starts, then filled up."""
    plan, state, relaxed = work.plans[TRIAL], work.state[0], work.relaxed[0]
    clear(plan)
    banned = 0
    for a in range(case.count):
        if state.status[a] == OUT:
            banned |= 1 << a
    for t in range(case.periods):
        for a in range(case.count):
            if relaxed.start[a] == t:
                place(case, plan, a, state.low[a], state.high[a])
    if option >= 0 and not fill_gate(case, work.plans, state, option, banned):
        return
    if is_cost:
        prune(case, state, plan, option)
    else:
        fill_value(case, work.plans, state, banned)
    for a in range(case.count):
        if state.status[a] == IN and plan.start[a] < 0:
            return
    keep_better(case, work, is_cost)


@compiled
def _smooth(relaxed: Record, is_first: bool) -> None:
    """Follow how often each measure is chosen, and when: an estimate of the relaxed optimum."""
    for live in range(relaxed.lives):
        a = relaxed.live[live]
        chosen = 1.0 if relaxed.start[a] >= 0 else 0.0
        if is_first:
            relaxed.mean[a] = chosen
            relaxed.when[a] = float(max(relaxed.start[a], 0))
            relaxed.spread[a] = 0.0
        else:
            relaxed.mean[a] += _SMOOTH * (chosen - relaxed.mean[a])
            if relaxed.start[a] >= 0:
                away = relaxed.start[a] - relaxed.when[a]
                relaxed.when[a] += _SMOOTH * away
                relaxed.spread[a] += _SMOOTH * (abs(away) - relaxed.spread[a])


@compiled
def lower_bound(
    case: Case,
    work: Work,
    option: int,
    is_cost: bool,
    iterations: int,
    every: int,
    gap_ppm: int,
) -> float:
    """The least dual value found from the present prices on; plans are tried `every` so many steps.

    Includes the value of the level asked. Leaves its prices in KEPT and smoothed choices in
    `relaxed`. NOTHING when the node is impossible.
    """
    state, relaxed, prices = work.state[0], work.relaxed[0], work.prices[NOW]
    lists = work.lists[0]
    offset = 0.0 if is_cost or option < 0 else float(case.bonus[option])
    best, pace, stalled = 1e300, 1.0, 0
    whole = 0.0
    for a in range(case.count):
        if state.status[a] != OUT:
            whole += case.effort[a]
    gather(case, relaxed, state)
    for turn in range(iterations):
        value = offset + solve_relaxed(case, lists, prices, relaxed, state, option, is_cost)
        # No plan costs more than all measures together.
        if value < NOTHING / 2 or (is_cost and value < -whole - 1.0):
            return NOTHING
        _smooth(relaxed, turn == 0)
        if value < best - 1e-9 * abs(best):
            best, stalled = value, 0
            work.prices[KEPT] = work.prices[NOW]
        else:
            stalled += 1
            if stalled >= _PATIENCE:
                pace, stalled = pace * _SLOWER, 0
        if enough(work, best, gap_ppm) or pace < _SLOWEST:
            return best
        if every > 0 and turn % every == every - 1:
            rank(case, work, is_cost)
            follow(case, work, option, is_cost)
        if turn % _DROP == _DROP - 1 and not drop_poor(case, work, option, value, offset, gap_ppm):
            return NOTHING
        target = value - 0.1 * abs(value) - (0.1 * whole if is_cost else 0.0) - 1.0
        if state.found == 1:
            target = float(state.score)
        gap = pace * max(value - target, 1e-6 * abs(value))
        way = work.prices[WAY]
        keep = 0.0 if turn == 0 else KEEP
        norm = step_prices(case, lists, prices, way, relaxed, option, gap, keep)
        if norm <= 1e-12:
            follow(case, work, option, is_cost)
            break
    work.prices[NOW] = work.prices[KEPT]
    value = offset + solve_relaxed(case, lists, prices, relaxed, state, option, is_cost)
    if value < NOTHING / 2 or not drop_poor(case, work, option, value, offset, gap_ppm):
        return NOTHING
    return min(best, value)
