"""When the facilities of a set start under the park's cash. Not for which set (search).

A later start never costs more by any date (instalments, running cost and connections all come
later), so the latest starts tell whether a set can be paid at all.
"""

import numpy as np

from lingnan.roadmap.park.case import Integers, ParkCase, outlay


def is_paid(case: ParkCase, starts: Integers, places: Integers) -> bool:
    """Whether the cash holds at the end of every period."""
    return bool((np.cumsum(outlay(case, starts, places)) <= case.park_budget).all())


def latest_starts(case: ParkCase, chosen: int) -> Integers:
    """Start each facility of a set as late as it can still be built; -1 for the others.

    What is in place takes no time: its start is when members are connected.
    """
    last = case.periods - np.maximum(case.duration, 1)
    return np.where(chosen >> np.arange(case.facilities) & 1, last, -1)


def earliest_starts(case: ParkCase, chosen: int) -> Integers | None:
    """A start that none can precede, each facility for itself; None if the set cannot be paid."""
    nobody = np.zeros(case.facilities, dtype=np.int64)
    latest = latest_starts(case, chosen)
    if not is_paid(case, latest, nobody):
        return None
    found = latest.copy()
    for f in np.flatnonzero(latest > 0):
        trial = latest.copy()
        for start in range(int(latest[f])):
            trial[f] = start
            if is_paid(case, trial, nobody):
                found[f] = start
                break
    return found


def usefulness(case: ParkCase) -> Integers:
    """What facility f alone takes off prices if it is in service from period s: (F, T+1) yuan."""
    table = np.zeros((case.facilities, case.periods + 1), dtype=np.int64)
    saved = case.price[:, None] - case.paid
    for period in range(case.periods + 1):
        table[:, period] = saved[case.latest >= period].sum(axis=0)
    return table


def pull_useful(case: ParkCase, starts: Integers, useful: Integers, places: Integers) -> Integers:
    """Pull forward what takes most off prices by it, while the cash allows, `places` connected."""
    starts = starts.copy()
    while True:
        best: tuple[int, int, int] | None = None
        for f in np.flatnonzero(starts > 0).tolist():
            now = int(useful[f, starts[f] + case.duration[f]])
            trial = starts.copy()
            for start in reversed(range(int(starts[f]))):
                gain = int(useful[f, start + case.duration[f]]) - now
                if gain <= (best[0] if best else 0):
                    continue
                trial[f] = start
                if is_paid(case, trial, places):
                    best = gain, f, start
        if best is None:
            return starts
        starts[best[1]] = best[2]


def pull_forward(case: ParkCase, starts: Integers, used: Integers) -> Integers:
    """Start as early as the cash allows, the facility with most members first."""
    found = starts.copy()
    for f in sorted(np.flatnonzero(starts > 0).tolist(), key=lambda f: (-int(used[f]), f)):
        for start in range(int(found[f])):
            trial = found.copy()
            trial[f] = start
            if is_paid(case, trial, used):
                found = trial
                break
    return found
