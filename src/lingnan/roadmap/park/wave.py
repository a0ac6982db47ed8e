"""Opening waves: which facility starts when, by local search over the starts (numba).

Every start vector is judged by an estimate: members connect to what saves them more than a place
costs, and buy what is worth most per yuan, the last measure in part. Not for the plan itself: the
search settles it exactly for the starts found here.
"""

import numba
import numpy as np

from lingnan.roadmap.park.case import Integers, ParkCase

_WORSE = -(1 << 62)
_MOST_ROUNDS = 40


def find_starts(
    case: ParkCase, starts: Integers, allowed: int, reward: int, pressure: float
) -> Integers:
    """Improve starts by opening, closing, moving and swapping facilities of the `allowed` set.

    Shapes: starts (F,): a vector that the cash pays for with nobody connected; -1 closed.
    pressure: how much dearer than a connection its gain must be before a member connects.
    """
    found = starts.copy()
    _improve(case, found, allowed, reward, pressure)
    return found


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _improve(case: ParkCase, starts: Integers, allowed: int, reward: int, pressure: float) -> None:
    best = _estimate(case, starts, reward, pressure)
    for _ in range(_MOST_ROUNDS):
        move = _best_move(case, starts, allowed, reward, pressure, best)
        if move[0] <= best:
            move = _best_swap(case, starts, allowed, reward, pressure, best)
            if move[0] <= best:
                return
            starts[move[3]] = -1
        best = move[0]
        starts[move[1]] = move[2]


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _best_move(
    case: ParkCase, starts: Integers, allowed: int, reward: int, pressure: float, best: int
) -> tuple[np.int64, np.int64, np.int64, np.int64]:
    found = (np.int64(best), np.int64(-1), np.int64(-1), np.int64(-1))
    for f in range(len(starts)):
        if not allowed >> f & 1:
            continue
        before = starts[f]
        last = len(case.park_budget) - max(case.duration[f], 1)
        for start in range(-1, last + 1):
            if start == before or (start < 0 and case.forced[f]):
                continue
            starts[f] = start
            value = _estimate(case, starts, reward, pressure)
            if value > found[0]:
                found = (value, np.int64(f), np.int64(start), np.int64(-1))
        starts[f] = before
    return found


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _best_swap(
    case: ParkCase, starts: Integers, allowed: int, reward: int, pressure: float, best: int
) -> tuple[np.int64, np.int64, np.int64, np.int64]:
    """Close one facility and open or move another."""
    found = (np.int64(best), np.int64(-1), np.int64(-1), np.int64(-1))
    for g in range(len(starts)):
        closed = starts[g]
        if closed < 0 or case.forced[g]:
            continue
        starts[g] = -1
        for f in range(len(starts)):
            if f == g or not allowed >> f & 1:
                continue
            before = starts[f]
            last = len(case.park_budget) - max(case.duration[f], 1)
            for start in range(last + 1):
                if start == before:
                    continue
                starts[f] = start
                value = _estimate(case, starts, reward, pressure)
                if value > found[0]:
                    found = (value, np.int64(f), np.int64(start), np.int64(g))
            starts[f] = before
        starts[g] = closed
    return found


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def is_paid(case: ParkCase, starts: Integers, connected: Integers) -> bool:
    """Whether the park's cash holds at the end of every period; see case.outlay."""
    periods = len(case.park_budget)
    for s in range(periods):
        spent = np.int64(0)
        for f in range(len(starts)):
            start = starts[f]
            if start < 0 or s < start:
                continue
            length = max(case.duration[f], 1)
            each = case.fixed[f] // length
            spent += each * min(s + 1 - start, length) + case.fixed[f] - each * length
            service = start + case.duration[f]
            if s >= service:
                spent += case.running[f] * (s + 1 - service)
            if s >= min(service, periods - 1):
                spent += case.connect[f] * connected[f]
        if spent > case.park_budget[s]:
            return False
    return True


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _estimate(case: ParkCase, starts: Integers, reward: int, pressure: float) -> np.int64:
    """What a start vector is worth about; _WORSE if the cash does not pay for it."""
    count = len(starts)
    nobody = np.zeros(count, dtype=np.int64)
    if not is_paid(case, starts, nobody):
        return np.int64(_WORSE)
    members = len(case.budget)
    extra = np.zeros((count, members), dtype=np.int64)
    used = np.zeros(count, dtype=np.int64)
    total = np.int64(0)
    gain = np.zeros(count, dtype=np.int64)
    for i in range(members):
        value, mask = _member(case, i, starts, gain, reward, pressure)
        total += value
        for f in range(count):
            if mask >> f & 1:
                extra[f, used[f]] = gain[f] - case.connect[f]
                used[f] += 1
                total -= case.connect[f]
    cut = np.zeros(count, dtype=np.int64)
    for f in range(count):
        if starts[f] >= 0:
            total -= case.total[f]
            extra[f, : used[f]] = np.sort(extra[f, : used[f]])
        if used[f] > case.capacity[f]:
            cut[f] = used[f] - case.capacity[f]
            total -= extra[f, : cut[f]].sum()
    while not is_paid(case, starts, used - cut):
        total -= _cut_one(case, extra, used, cut)
    return total


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _cut_one(case: ParkCase, extra: Integers, used: Integers, cut: Integers) -> np.int64:
    """Leave out some connections of the facility where they bring least per yuan; what is lost."""
    worst, rate = -1, np.inf
    for f in range(len(used)):
        if cut[f] < used[f] and case.connect[f] > 0:
            own = extra[f, cut[f]] / case.connect[f]
            if own < rate:
                worst, rate = f, own
    size = max(1, (used[worst] - cut[worst]) // 32)
    lost = extra[worst, cut[worst] : cut[worst] + size].sum()
    cut[worst] += size
    return np.int64(lost)


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _member(
    case: ParkCase, i: int, starts: Integers, gain: Integers, reward: int, pressure: float
) -> tuple[np.int64, np.int64]:
    """Estimated net gain of a member and the facilities it connects to; fills `gain` by them."""
    first, last = case.want_start[i], case.want_start[i + 1]
    count = len(starts)
    mask = np.int64(0)
    listed = np.int64(0)
    for f in range(count):
        if starts[f] >= 0:
            mask |= np.int64(1) << f
    for w in range(first, last):
        listed += case.price[w]
    price = np.zeros(last - first, dtype=np.int64)
    while True:
        gain[:] = 0
        spend = np.int64(0)
        for w in range(first, last):
            paid, by = case.price[w], -1
            for f in range(count):
                is_timely = mask >> f & 1 and starts[f] + case.duration[f] <= case.latest[w]
                if is_timely and case.paid[w, f] < paid:
                    paid, by = case.paid[w, f], f
            price[w - first] = paid
            worth = case.price[w] if case.is_level else min(case.price[w], case.value[w])
            if case.is_level or paid <= case.value[w]:
                spend += paid
                if by >= 0:
                    gain[by] += worth - paid
        drop, least = -1, 0.0
        for f in range(count):
            net = gain[f] - case.connect[f] * (1.0 + pressure)
            if gain[f] == 0:  # does nothing for this member: no need to look again
                mask &= ~(np.int64(1) << f)
            elif net <= least and not (case.is_level and listed > case.budget[i] >= spend):
                drop, least = f, net
        if drop < 0:
            break
        mask ^= np.int64(1) << drop
    if case.is_level:
        if last == first or spend > case.budget[i]:
            return np.int64(0), np.int64(0)
        return reward - spend, mask
    return _worth(case, i, price, spend), mask


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _worth(case: ParkCase, i: int, price: Integers, spend: int) -> np.int64:
    """Net value of what the budget reaches for, best per yuan first, the last one in part."""
    first = case.want_start[i]
    total = np.int64(0)
    if spend <= case.budget[i]:
        for k in range(len(price)):
            total += max(case.value[first + k] - price[k], 0)
        return total
    rate = np.zeros(len(price), dtype=np.float64)
    for k in range(len(price)):
        rate[k] = (price[k] - case.value[first + k]) / max(price[k], 1)
    room = case.budget[i]
    for k in np.argsort(rate):
        net = case.value[first + k] - price[k]
        if net <= 0:
            break
        if price[k] > room:
            total += np.int64(net * (room / price[k]))
            break
        total += net
        room -= price[k]
    return total
