"""An upper bound on any plan under a park's cash: what remains when members' ties are priced.

Prices on a measure being served twice (`once`, one a want), on members' money (`rate`, one a
member) and on the park's (`toll`, one a period) cut the park into facilities: each is then worth a
sum over its members for every possible start. Which facilities start when, under the cash of all
periods (connections left to the tolls), is decided exactly over these sums. Every price vector
gives a bound; subgradient steps look for good ones. Question "value" only.
Source: Geoffrion 1974, doi:10.1007/BFb0120690; Fisher 1981, doi:10.1287/mnsc.27.1.1.
"""

from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from lingnan.roadmap.park.case import Integers, ParkCase
from lingnan.roadmap.park.wave import is_paid

Floats = NDArray[np.float64]
NOTHING = -(1 << 62)
"""The bound where the cash pays for none of the options."""
_SAFE = 1e-9
_STALL = 6
_SHRINK = 0.7
_PACE = (0.3, 0.02, 0.1)
"""Parts of a Polyak step for wants, members' money and the park's; found by trial."""


class Prices(NamedTuple):
    """once (W,), rate (n,), toll (T,); see above."""

    once: Floats
    rate: Floats
    toll: Floats


def first_prices(case: ParkCase, starts: Integers, connected: Integers) -> Prices:
    """Prices read from a good plan: starts (F,), connected (n,)."""
    once, rate = np.zeros(len(case.price)), np.zeros(case.members)
    _first_prices(case, starts, connected, once, rate)
    return Prices(once, rate, np.zeros(case.periods))


def dual_bound(
    case: ParkCase, prices: Prices, options: NDArray[np.bool_], target: int, rounds: int
) -> tuple[int, Integers]:
    """A bound in yuan on every plan within the options, and the starts of the priced problem.

    Shapes: options (F, T + 1): whether a facility may stay closed (column 0) or start in period t
        (column t + 1). `prices` are improved in place. target: total of a known plan, at which the
        steps aim.
    """
    chosen = np.full(case.facilities, -1, dtype=np.int64)
    bound, size = _descend(case, prices, options, float(target), rounds, chosen)
    if bound < -1e290:
        return NOTHING, chosen
    return int(np.ceil(bound + _SAFE * size)) + 1, chosen


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _descend(
    case: ParkCase,
    prices: Prices,
    options: NDArray[np.bool_],
    target: float,
    rounds: int,
    found: Integers,
) -> tuple[float, float]:
    count, members, periods = len(case.fixed), len(case.budget), len(case.park_budget)
    once, rate, toll = prices.once.copy(), prices.rate.copy(), prices.toll.copy()
    places = np.zeros(count)
    for f in range(count):
        places[f] = min(case.capacity[f], members)
    lowest, size, lowest_size = np.inf, np.float64(0.0), np.float64(0.0)
    scale, stalled = 1.0, 0
    served, spent, outlays = np.zeros(len(once)), np.zeros(members), np.zeros(periods)
    chosen = np.full(count, -1, dtype=np.int64)
    for _ in range(rounds):
        fixed_part, size = _constant(case, once, rate)
        fixed_part += (toll * case.park_budget).sum()
        size += (toll * case.park_budget).sum()
        worth, threshold = _facility_worth(case, once, rate, toll, places)
        best = _best_starts(case, worth, options, chosen)
        bound = fixed_part + best
        if best < -1e290:
            return -1e300, size
        if bound < lowest:
            lowest, lowest_size, stalled = bound, size, 0
            prices.once[:], prices.rate[:], prices.toll[:] = once, rate, toll
            found[:] = chosen
        else:
            stalled += 1
            if stalled >= _STALL:
                scale, stalled = scale * _SHRINK, 0
                once[:], rate[:], toll[:] = prices.once, prices.rate, prices.toll
                continue
        if lowest - target < 1.0 or scale < 1e-3:
            break
        _use(case, once, rate, toll, chosen, threshold, served, spent, outlays)
        length = scale * (bound - target + 1.0)
        _step(case, once, rate, served, spent, length * _PACE[0], length * _PACE[1])
        _step_toll(case, toll, outlays, length * _PACE[2])
    return lowest, lowest_size


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _alone(case: ParkCase, w: int, i: int, rate: Floats) -> float:
    """What a want is worth at its full price, the member's money priced."""
    return max(0.0, float(case.value[w] - (1.0 + rate[i]) * case.price[w]))


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _first_prices(
    case: ParkCase, starts: Integers, connected: Integers, once: Floats, rate: Floats
) -> None:
    """The knapsack's last rate in the given plan; what the second best way of a want is worth."""
    for i in range(len(case.budget)):
        first, last = case.want_start[i], case.want_start[i + 1]
        paid = case.price[first:last].astype(np.float64)
        for w in range(first, last):
            for f in range(len(starts)):
                if connected[i] >> f & 1 and starts[f] + case.duration[f] <= case.latest[w]:
                    paid[w - first] = min(paid[w - first], case.paid[w, f])
        ratio = np.zeros(last - first)
        for k in range(last - first):
            ratio[k] = -(case.value[first + k] - paid[k]) / max(paid[k], 1.0)
        room = np.float64(case.budget[i])
        for k in np.argsort(ratio):
            if ratio[k] >= 0.0:
                break
            room -= paid[k]
            if room < 0.0:
                rate[i] = -ratio[k]
                break
        for w in range(first, last):
            best, second = np.float64(0.0), _alone(case, w, i, rate)
            for f in range(len(starts)):
                if starts[f] >= 0 and starts[f] + case.duration[f] <= case.latest[w]:
                    worth = case.value[w] - (1.0 + rate[i]) * case.paid[w, f]
                    second = max(second, min(best, worth))
                    best = max(best, worth)
            once[w] = second


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _constant(case: ParkCase, once: Floats, rate: Floats) -> tuple[float, float]:
    """Σ once + Σ rate * budget; `once` is first lifted to what a want is worth alone."""
    total = np.float64(0.0)
    size = np.float64(0.0)
    for i in range(len(case.budget)):
        if rate[i] > 0.0:
            total += rate[i] * case.budget[i]
            size += rate[i] * case.budget[i]
        for w in range(case.want_start[i], case.want_start[i + 1]):
            once[w] = max(once[w], _alone(case, w, i, rate))
            total += once[w]
            size += once[w] + case.value[w]
    return total, size


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _outlay_by(case: ParkCase, f: int, start: int, period: int) -> float:
    """What a facility has cost the park by the end of a period, connections left out."""
    if period < start:
        return 0.0
    length = max(case.duration[f], 1)
    each = case.fixed[f] // length
    paid = each * min(period + 1 - start, length) + case.fixed[f] - each * length
    return float(paid + case.running[f] * max(period + 1 - start - case.duration[f], 0))


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _facility_worth(
    case: ParkCase, once: Floats, rate: Floats, toll: Floats, places: Floats
) -> tuple[Floats, Floats]:
    """Worth of each facility by period of service, and the least gain that gets a place then.

    Shapes: (F, T + 1) both; worth is net of its cost; members who gain most get the places.
    """
    count, periods = len(case.fixed), len(case.park_budget)
    members = len(case.budget)
    worth = np.zeros((count, periods + 1))
    threshold = np.zeros((count, periods + 1))
    gains = np.zeros((periods + 1, members))
    for f in range(count):
        gains[:] = 0.0
        for i in range(members):
            for w in range(case.want_start[i], case.want_start[i + 1]):
                if case.paid[w, f] < case.price[w]:
                    gain = case.value[w] - (1.0 + rate[i]) * case.paid[w, f] - once[w]
                    if gain > 0.0:
                        gains[min(case.latest[w], periods), i] += gain
        for i in range(members):
            total = np.float64(0.0)
            for s in range(periods, -1, -1):
                total += gains[s, i]
                later = toll[min(s, periods - 1) :].sum()
                gains[s, i] = total - case.connect[f] * (1.0 + later)
        for s in range(case.duration[f], periods + 1):
            row = gains[s]
            positive = row[row > 0.0]
            if len(positive) > places[f]:
                positive = np.sort(positive)[len(positive) - int(places[f]) :]
                threshold[f, s] = positive[0] if len(positive) else np.inf
            worth[f, s] = positive.sum() - case.total[f]
            for period in range(periods):
                worth[f, s] -= toll[period] * _outlay_by(case, f, s - case.duration[f], period)
    return worth, threshold


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _best_starts(
    case: ParkCase, worth: Floats, options: NDArray[np.bool_], chosen: Integers
) -> float:
    """The starts of most worth that the cash pays for (connections left out); branch and bound."""
    count, periods = len(case.fixed), len(case.park_budget)
    top = np.zeros(count)
    for f in range(count):
        last = periods - max(case.duration[f], 1)
        top[f] = 0.0 if options[f, 0] else -1e300
        for t in range(last + 1):
            if options[f, t + 1]:
                top[f] = max(top[f], worth[f, t + case.duration[f]])
    order = np.argsort(-top)
    after = np.zeros(count + 1)
    for k in range(count - 1, -1, -1):
        after[k] = after[k + 1] + top[order[k]]
    nobody = np.zeros(count, dtype=np.int64)
    starts = np.full(count, -1, dtype=np.int64)
    option = np.zeros(count, dtype=np.int64)
    value = np.zeros(count + 1)
    best = -1e300
    depth = 0
    option[0] = -1
    while depth >= 0:
        f = order[depth]
        last = periods - max(case.duration[f], 1)
        moved = False
        while option[depth] <= last:
            start = option[depth]
            option[depth] += 1
            if not options[f, start + 1]:
                continue
            gain = 0.0 if start < 0 else worth[f, start + case.duration[f]]
            if start >= 0 and gain <= 0.0 and options[f, 0]:
                continue
            if value[depth] + gain + after[depth + 1] <= best:
                continue
            starts[f] = start
            if start >= 0 and not is_paid(case, starts, nobody):
                continue
            value[depth + 1] = value[depth] + gain
            moved = True
            break
        if not moved:
            starts[f] = -1
            depth -= 1
        elif depth + 1 == count:
            if value[count] > best:
                best = value[count]
                chosen[:] = starts
        else:
            depth += 1
            option[depth] = -1
    return best


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _use(
    case: ParkCase,
    once: Floats,
    rate: Floats,
    toll: Floats,
    chosen: Integers,
    threshold: Floats,
    served: Floats,
    spent: Floats,
    outlays: Floats,
) -> None:
    """How often each want is served, what each member and the park spend in the priced problem."""
    served[:] = 0.0
    spent[:] = 0.0
    outlays[:] = 0.0
    count, periods = len(case.fixed), len(case.park_budget)
    for f in range(count):
        for period in range(periods):
            if chosen[f] >= 0:
                outlays[period] += _outlay_by(case, f, chosen[f], period)
    for i in range(len(case.budget)):
        first, last = case.want_start[i], case.want_start[i + 1]
        for f in range(count):
            if chosen[f] < 0:
                continue
            service = chosen[f] + case.duration[f]
            since = min(service, periods - 1)
            total = -case.connect[f] * (1.0 + toll[since:].sum())
            for w in range(first, last):
                if case.paid[w, f] < case.price[w] and service <= min(case.latest[w], periods):
                    gain = case.value[w] - (1.0 + rate[i]) * case.paid[w, f] - once[w]
                    total += max(gain, 0.0)
            if total <= 0.0 or total < threshold[f, service]:
                continue
            outlays[since:] += case.connect[f]
            for w in range(first, last):
                gain = case.value[w] - (1.0 + rate[i]) * case.paid[w, f] - once[w]
                is_offered = case.paid[w, f] < case.price[w]
                if is_offered and gain > 0.0 and service <= min(case.latest[w], periods):
                    served[w] += 1.0
                    spent[i] += case.paid[w, f]
        for w in range(first, last):
            is_alone = case.value[w] - (1.0 + rate[i]) * case.price[w] > 0.0
            if is_alone and once[w] <= _alone(case, w, i, rate) + 1e-9 and served[w] == 0.0:
                served[w] += 1.0
                spent[i] += case.price[w]


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _step(
    case: ParkCase,
    once: Floats,
    rate: Floats,
    served: Floats,
    spent: Floats,
    length: float,
    money_length: float,
) -> None:
    """Move prices of wants and members along what is used too often or too little; steps of each
    kind are a part of what that kind alone would need (Polyak)."""
    wants = np.float64(1e-9)
    money = np.float64(1e-9)
    for i in range(len(case.budget)):
        excess = spent[i] - case.budget[i]
        if excess > 0.0 or rate[i] > 0.0:
            money += excess * excess
        for w in range(case.want_start[i], case.want_start[i + 1]):
            slack = served[w] - 1.0
            if slack > 0.0 or once[w] > _alone(case, w, i, rate):
                wants += slack * slack
    for i in range(len(case.budget)):
        for w in range(case.want_start[i], case.want_start[i + 1]):
            slack = served[w] - 1.0
            if slack > 0.0 or once[w] > _alone(case, w, i, rate):
                once[w] = max(0.0, once[w] + length / wants * slack)
        excess = spent[i] - case.budget[i]
        if excess > 0.0 or rate[i] > 0.0:
            rate[i] = max(0.0, rate[i] + money_length / money * excess)


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _step_toll(case: ParkCase, toll: Floats, outlays: Floats, length: float) -> None:
    """The same for the park's money by period."""
    norm = np.float64(1e-9)
    for s in range(len(toll)):
        excess = outlays[s] - case.park_budget[s]
        if excess > 0.0 or toll[s] > 0.0:
            norm += excess * excess
    for s in range(len(toll)):
        excess = outlays[s] - case.park_budget[s]
        toll[s] = max(0.0, toll[s] + length / norm * excess)
