"""When the facilities of a set start under the park's cash. Not for which set (search).

A later start never costs more by any date (instalments, running cost and connections all come
later), so the latest starts tell whether a set can be paid at all.
"""

import numpy as np

from lingnan.roadmap.park.case import Integers, ParkCase
from lingnan.roadmap.park.wave import is_paid


def latest_starts(case: ParkCase, chosen: int) -> Integers:
    """Start each facility of a set as late as it can still be built; -1 for the others.

    What is in place takes no time: its start is when members are connected.
    """
    last = case.periods - np.maximum(case.duration, 1)
    return np.where(chosen >> np.arange(case.facilities) & 1, last, -1)


def earliest_starts(case: ParkCase, low: Integers, high: Integers) -> Integers | None:
    """A start within [low, high] that none can precede, each facility for itself while the others
    are as late as they may; None if the set cannot be paid at all.

    Shapes: low, high (F,): -1 for what stays closed.
    """
    nobody = np.zeros(case.facilities, dtype=np.int64)
    if not is_paid(case, high, nobody):
        return None
    found = high.copy()
    for f in np.flatnonzero(high > low):
        trial = high.copy()
        for start in range(int(low[f]), int(high[f])):
            trial[f] = start
            if is_paid(case, trial, nobody):
                found[f] = start
                break
    return found


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
