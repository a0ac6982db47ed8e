"""Places in facilities: who is connected where some are full (heuristic). Not for what opens."""

import numpy as np

from lingnan.roadmap.park.case import Integers
from lingnan.roadmap.park.subset import best_within, bits_of_all, pick_within


def assign(worth: Integers, chosen: int, places: Integers) -> Integers:
    """Connect members within the open set; where too many want a facility, those who lose least
    go without it, and free places are offered again.

    Shapes: worth (n, 2**F): gain less connections; places (F,). Returns (n,) sets of facilities.
    """
    count = len(places)
    bits = bits_of_all(count)
    best = best_within(worth)
    rows = np.arange(len(worth))
    allowed = np.full(len(worth), chosen, dtype=np.int64)
    picked = pick_within(worth, best, allowed)
    while True:
        over = bits[picked].sum(axis=0) - places
        full = np.flatnonzero(over > 0)
        if not len(full):
            break
        f = int(full[np.argmax(over[full])])
        users = np.flatnonzero(picked >> f & 1)
        loss = best[users, allowed[users]] - best[users, allowed[users] & ~(1 << f)]
        leave = users[np.argsort(loss, kind="stable")[: int(over[f])]]
        allowed[leave] &= ~(1 << f)
        picked[leave] = pick_within(worth[leave], best[leave], allowed[leave])
    return _refill(worth, best, rows, allowed, picked, chosen, places)


def _refill(
    worth: Integers,
    best: Integers,
    rows: Integers,
    allowed: Integers,
    picked: Integers,
    chosen: int,
    places: Integers,
) -> Integers:
    """Offer places that became free to those who gain most by them."""
    bits = bits_of_all(len(places))
    for f in range(len(places)):
        if not chosen >> f & 1:
            continue
        wider = allowed | 1 << f
        gain = np.where(allowed >> f & 1, 0, best[rows, wider] - best[rows, allowed])
        for i in np.argsort(-gain, kind="stable").tolist():
            free = places - bits[picked].sum(axis=0)
            if gain[i] <= 0 or free[f] <= 0:
                break
            again = int(pick_within(worth[i : i + 1], best[i : i + 1], wider[i : i + 1])[0])
            if (free - bits[again] + bits[picked[i]] >= 0).all():
                allowed[i], picked[i] = wider[i], again
    return picked
