"""Random and hand-made cases, and the plain enumeration that solvers are held against."""

import itertools

import numpy as np

from lingnan.roadmap.case import MOST_RULES, NO_CAP, empty_case
from lingnan.roadmap.check import breaks, effort_of, level_index, value_of


def random_case(seed, measures=6, periods=3, *, levels=2, rules=1, tight=0.5):
    """A case with all features: windows, groups, subsidies with caps, shared steps, gates."""
    rng = np.random.default_rng(seed)
    n, t = measures, periods
    case = empty_case()
    case.count, case.periods, case.level_now = n, t, 1
    case.divisor = 10_000 * 1_000_000
    case.slot_limit = rng.integers(1, 4)
    case.staff_limit = rng.integers(60, 250)
    case.rules = rules
    case.measure[:n] = np.arange(n)
    case.price[:n] = rng.integers(1, 60, n) * 1_000 + rng.integers(0, 3, n)
    case.running[:n] = rng.integers(0, 3, n) * rng.integers(0, 2_000, n)
    case.staff[:n] = rng.integers(0, 90, n)
    case.duration[:n] = rng.integers(1, min(3, t) + 1, n)
    case.latest[:n] = t - case.duration[:n]
    case.earliest[:n] = np.minimum(rng.integers(0, 2, n) * rng.integers(0, 2, n), case.latest[:n])
    case.effort[:n] = case.price[:n] + 3 * case.running[:n]
    place = 0
    for a in range(n):
        case.group_start[a] = place
        for _ in range(rng.choice([0, 0, 1, 1, 2])):
            others = rng.choice(n, size=min(int(rng.choice([1, 1, 2])), n), replace=False)
            mask = sum(1 << int(k) for k in others if k < a)
            if mask:
                case.group_mask[place] = mask
                place += 1
    case.group_start[n] = place
    worth = rng.integers(0, 50, n) * 1_000
    fade = np.array([1_000_000 * (t + 2 - f) // (t + 2) for f in range(t + 1)])
    case.discount[: t + 1] = fade
    case.value[:n, : t + 1] = worth[:, None] * fade[None, :] // 1_000_000
    case.rule[:n] = rng.integers(-1, rules, n) if rules else -1
    for a in range(n):
        rate = rng.integers(0, 6) / 10
        case.subsidy[a, :t] = int(case.price[a] * rate) if case.rule[a] >= 0 else 0
        if rng.random() < 0.3:
            case.subsidy[a, rng.integers(0, t) : t] = 0
    case.rule_lag[:] = rng.integers(0, 2, MOST_RULES)
    case.rule_cap[:] = NO_CAP if rng.random() < 0.5 else rng.integers(5, 40) * 1_000
    whole = int(case.price[:n].sum() * tight * rng.random())
    case.budget[:t] = np.cumsum(np.full(t, whole // t))
    shared = int(rng.integers(0, 4))
    flat = 0
    for k in range(shared):
        case.offer_start[k] = flat
        for a in rng.choice(n, size=min(n, int(rng.integers(2, 4))), replace=False):
            case.offer_measure[flat] = a
            case.offer_weight[flat] = int(rng.integers(1, 30)) * 1_000 * 10_000
            flat += 1
    case.offer_start[shared] = flat
    case.shared = shared
    case.levels = levels
    multi = int(rng.integers(0, 3))
    case.multi = multi
    for m in range(multi):
        others = rng.choice(n, size=min(n, 2), replace=False)
        case.multi_mask[m] = sum(1 << int(k) for k in others)
    row = 0
    for index in range(levels):
        case.level[index] = 2 + index
        case.bonus[index] = 30_000 * (index + 1)
        case.row_start[index] = row
        for _ in range(int(rng.integers(1, 4))):
            case.row_gain[row, :n] = rng.integers(0, 3, n) * rng.integers(0, 5, n)
            case.multi_gain[:multi, row] = rng.integers(0, 4, multi)
            most = int(case.row_gain[row].sum() + case.multi_gain[:multi, row].sum())
            case.row_need[row] = int(most * rng.uniform(0, 0.8))
            row += 1
    case.row_start[levels] = row
    return case


def all_plans(case):
    """Every plan without a broken constraint."""
    n = int(case.count)
    choices = [[None, *range(int(case.latest[a]) + 1)] for a in range(n)]
    for combination in itertools.product(*choices):
        starts = {a: start for a, start in enumerate(combination) if start is not None}
        if all(start >= case.earliest[a] for a, start in starts.items()) and not breaks(
            case, starts
        ):
            yield starts


def best_by_enumeration(case, level=None):
    """The best value, or the least cost to a level (index); None when it cannot be reached."""
    if level is None:
        return max(value_of(case, starts) for starts in all_plans(case))
    from lingnan.roadmap.check import shortfalls

    costs = [effort_of(case, s) for s in all_plans(case) if not shortfalls(case, s, level)]
    return min(costs, default=None)


def level_held(case, starts):
    """Index of the level a plan ends at."""
    return level_index(case, starts)
