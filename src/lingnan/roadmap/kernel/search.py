"""Find plans: greedy insertion of bundles by worth per resource, then removal and refilling.

A bundle is a measure with what it still requires. Not for bounds (dual) nor for proof (branch).
"""

from lingnan.roadmap.case import Case
from lingnan.roadmap.kernel.compiled import compiled
from lingnan.roadmap.kernel.plan import clear, effort, holds, place, put, row_gain, worth
from lingnan.roadmap.kernel.record import CANDIDATE, IN, OUT, SPARE, TRIAL, Record, Records


@compiled
def gross_values(case: Case, state: Record) -> None:
    """What each measure is worth at its earliest; a shared offer is divided among its providers."""
    for a in range(case.count):
        state.gross[a] = float(case.value[a, case.earliest[a] + case.duration[a]])
    for k in range(case.shared):
        first, last = case.offer_start[k], case.offer_start[k + 1]
        for o in range(first, last):
            a = case.offer_measure[o]
            f = case.earliest[a] + case.duration[a]
            offer = case.offer_weight[o] * case.discount[f] / case.divisor
            state.gross[a] += offer / (last - first)


@compiled
def static_costs(case: Case, state: Record, is_cost: bool) -> None:
    """Resources as parts of the whole budget, the slots and the people."""
    periods = case.periods
    whole = max(float(case.budget[periods - 1]), 1.0)
    for a in range(case.count):
        if is_cost:
            state.cost[a] = float(case.effort[a]) + 1.0
            continue
        net = case.price[a] - case.subsidy[a, min(case.earliest[a], periods - 1)]
        slots = case.duration[a] / (max(case.slot_limit, 1) * periods)
        people = case.staff[a] * case.duration[a] / (max(case.staff_limit, 1) * periods)
        state.cost[a] = net / whole + 0.5 * slots + 0.5 * people + 1e-6


@compiled
def dual_costs(case: Case, prices: Record, relaxed: Record, state: Record) -> None:
    """Resources at the prices of the bound."""
    periods = case.periods
    money = relaxed.tail[0] / periods
    slots = prices.slots.sum() / (periods * max(case.slot_limit, 1))
    people = prices.people.sum() / (periods * max(case.staff_limit, 1))
    for a in range(case.count):
        net = case.price[a] - case.subsidy[a, min(case.earliest[a], periods - 1)]
        one = slots + people * case.staff[a]
        state.cost[a] = net * money + case.duration[a] * one + 1e-3 * state.gross[a] + 1e-6


@compiled
def bundle_of(case: Case, plan: Record, a: int, banned: int, state: Record) -> int:
    """A measure with what it still requires, as a set; 0 when something of it is banned."""
    wanted = 1 << a
    if banned & wanted:
        return 0
    pending = wanted
    while pending:
        j = 0
        while not pending >> j & 1:
            j += 1
        pending &= ~(1 << j)
        for g in range(case.group_start[j], case.group_start[j + 1]):
            mask = case.group_mask[g]
            if mask & (plan.mark | wanted):
                continue
            mask &= ~banned
            if mask == 0:
                return 0
            best, least = -1, 1e300
            k = 0
            while mask:
                if mask & 1 and state.cost[k] < least:
                    best, least = k, state.cost[k]
                mask >>= 1
                k += 1
            wanted |= 1 << best
            pending |= 1 << best
    return wanted


@compiled
def place_bundle(case: Case, bench: Records, state: Record, bundle: int) -> bool:
    """Place a whole bundle or nothing."""
    plan = bench[TRIAL]
    if bundle & (bundle - 1) == 0:
        only = 0
        while bundle >> only != 1:
            only += 1
        return bool(place(case, plan, only, state.low[only], state.high[only]))
    bench[SPARE] = bench[TRIAL]
    left = bundle & ~plan.mark
    while left:
        moved = False
        for a in range(case.count):
            if not left >> a & 1:
                continue
            ready = True
            for g in range(case.group_start[a], case.group_start[a + 1]):
                ready = ready and case.group_mask[g] & plan.mark != 0
            if not ready:
                continue
            if not place(case, plan, a, state.low[a], state.high[a]):
                bench[TRIAL] = bench[SPARE]
                return False
            left &= ~(1 << a)
            moved = True
        if not moved:
            bench[TRIAL] = bench[SPARE]
            return False
    return True


@compiled
def _gate_benefit(case: Case, plan: Record, bundle: int, index: int) -> float:
    """How much of a gate's lack a bundle removes, in parts of each row's need."""
    benefit = 0.0
    have = plan.mark
    for row in range(case.row_start[index], case.row_start[index + 1]):
        need = case.row_need[row]
        before = row_gain(case, row, have)
        if before >= need:
            continue
        after = row_gain(case, row, have | bundle)
        benefit += (min(after, need) - before) / need
    return benefit


@compiled
def fill_gate(
    case: Case,
    bench: Records,
    state: Record,
    index: int,
    banned: int,
) -> bool:
    """Add bundles until the gate of a level holds, the cheapest per lack removed first."""
    plan = bench[TRIAL]
    while not holds(case, index, plan.mark):
        best, ratio, made_for = 0, 0.0, -1
        for a in range(case.count):
            if plan.mark >> a & 1:
                continue
            bundle = bundle_of(case, plan, a, banned, state)
            if bundle == 0:
                continue
            cost = 0.0
            for k in range(case.count):
                if bundle >> k & 1 and not plan.mark >> k & 1:
                    cost += state.cost[k]
            benefit = _gate_benefit(case, plan, bundle, index) / max(cost, 1e-9)
            if benefit > ratio:
                best, ratio, made_for = bundle, benefit, a
        if best == 0:
            return False
        if not place_bundle(case, bench, state, best):
            banned |= 1 << made_for
    return True


@compiled
def _bundle_ratio(plan: Record, state: Record, bundle: int) -> float:
    """Worth per resource of what a bundle adds."""
    gross, cost, left, k = 0.0, 0.0, bundle & ~plan.mark, 0
    while left:
        if left & 1:
            gross += state.gross[k]
            cost += state.cost[k]
        left >>= 1
        k += 1
    return gross / max(cost, 1e-12)


@compiled
def fill_value(case: Case, bench: Records, state: Record, banned: int) -> None:
    """Add every bundle that fits, in the order of worth per resource as they stand now."""
    plan = bench[TRIAL]
    count = 0
    for a in range(case.count):
        state.ratio[a] = 0.0
        if plan.mark >> a & 1:
            continue
        bundle = bundle_of(case, plan, a, banned, state)
        if bundle == 0:
            continue
        ratio = _bundle_ratio(plan, state, bundle)
        if ratio <= 0.0:
            continue
        state.ratio[a] = ratio
        here = count
        while here > 0 and state.ratio[state.order[here - 1]] < ratio:
            state.order[here] = state.order[here - 1]
            here -= 1
        state.order[here] = a
        count += 1
    for here in range(count):
        a = state.order[here]
        if plan.mark >> a & 1:
            continue
        bundle = bundle_of(case, plan, a, banned, state)
        if bundle != 0:
            place_bundle(case, bench, state, bundle)


@compiled
def construct(
    case: Case,
    bench: Records,
    state: Record,
    index: int,
    is_cost: bool,
) -> bool:
    """Build the trial from nothing: what must be in, then a level's gate, then what is worth most.

    Returns whether it keeps to what is IN and OUT and reaches the level (index -1: none asked).
    """
    plan = bench[TRIAL]
    clear(plan)
    banned = 0
    for a in range(case.count):
        if state.status[a] == OUT:
            banned |= 1 << a
    for a in range(case.count):
        if state.status[a] == IN and not plan.mark >> a & 1:
            bundle = bundle_of(case, plan, a, banned, state)
            if bundle == 0 or not place_bundle(case, bench, state, bundle):
                return False
    if index >= 0 and not fill_gate(case, bench, state, index, banned):
        return False
    if is_cost:
        prune(case, state, plan, index)
    else:
        fill_value(case, bench, state, banned)
    return True


@compiled
def prune(case: Case, state: Record, plan: Record, index: int) -> None:
    """Take out what neither the gate nor another measure needs, the dearest first."""
    while True:
        worst, most = -1, -1
        for a in range(case.count):
            if plan.start[a] < 0 or state.status[a] == IN or case.effort[a] <= most:
                continue
            rest = plan.mark & ~(1 << a)
            if (index < 0 or holds(case, index, rest)) and not needed(case, plan, a, rest):
                worst, most = a, case.effort[a]
        if worst < 0:
            return
        put(case, plan, worst, plan.start[worst], -1)


@compiled
def needed(case: Case, plan: Record, a: int, rest: int) -> bool:
    """Whether a placed measure starts only because another one is finished by then."""
    for b in range(case.count):
        if not rest >> b & 1:
            continue
        for g in range(case.group_start[b], case.group_start[b + 1]):
            if not case.group_mask[g] >> a & 1:
                continue
            found = False
            for k in range(case.count):
                if case.group_mask[g] & rest & (1 << k):
                    found = found or plan.start[k] + case.duration[k] <= plan.start[b]
            if not found:
                return True
    return False


@compiled
def score(case: Case, plan: Record, is_cost: bool) -> int:
    """The objective, to be maximised: value, or minus the cost."""
    return -effort(case, plan) if is_cost else worth(case, plan)


@compiled
def rebuild(case: Case, bench: Records, state: Record, kept: int) -> None:
    """Place the kept measures of `candidate` again in the order of their starts, each earlier if
    it now fits; what lost its requirement goes."""
    source, plan = bench[CANDIDATE], bench[TRIAL]
    clear(plan)
    for t in range(case.periods):
        for a in range(case.count):
            if source.start[a] == t and kept >> a & 1:
                place(case, plan, a, state.low[a], state.high[a])


@compiled
def improve(
    case: Case,
    bench: Records,
    state: Record,
    index: int,
    is_cost: bool,
    rounds: int,
) -> None:
    """Improve `bench[CANDIDATE]`: take one measure out, refill without it, keep what is better.

    `index` is the level that the plan must keep (-1: none).
    """
    out = 0
    for a in range(case.count):
        if state.status[a] == OUT:
            out |= 1 << a
    for _ in range(rounds):
        known = score(case, bench[CANDIDATE], is_cost)
        found = False
        for a in range(case.count):
            if bench[CANDIDATE].start[a] < 0 or state.status[a] == IN:
                continue
            kept = bench[CANDIDATE].mark & ~(1 << a)
            rebuild(case, bench, state, kept)
            banned = out | (1 << a)
            if index >= 0 and not fill_gate(case, bench, state, index, banned):
                continue
            if is_cost:
                prune(case, state, bench[TRIAL], index)
            else:
                fill_value(case, bench, state, banned)
                fill_value(case, bench, state, out)
            if not _keeps(case, state, bench[TRIAL]):
                continue
            now = score(case, bench[TRIAL], is_cost)
            if now > known:
                bench[CANDIDATE] = bench[TRIAL]
                known, found = now, True
        if not found:
            return


@compiled
def _keeps(case: Case, state: Record, plan: Record) -> bool:
    for a in range(case.count):  # noqa: SIM110 - compiled code has no generators
        if state.status[a] == IN and plan.start[a] < 0:
            return False
    return True
