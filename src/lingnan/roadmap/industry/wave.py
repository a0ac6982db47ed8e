"""Who is served when: subsidies under the budget, projects under what providers can take on.

Cheapest subsidy first: whoever is left out would have cost at least as much as anyone taken in, so
no other choice under the budget brings more enterprises to the level (exchange argument). An
enterprise takes one project of each of its packages in one half-year; one that fits nowhere within
the horizon waits and costs nothing. Those with equal packages then swap places: ready and near ones
first.
Not for what they buy (reach).
"""

from dataclasses import dataclass

import numba
import numpy as np
from numpy.typing import NDArray

from lingnan.roadmap.step import Integers

WAITING = -1
UNFUNDED = -2


@dataclass(frozen=True, slots=True)
class Waves:
    """The half-year in which each enterprise starts.

    Shapes: wave (e,): period, WAITING for a provider beyond the horizon, or UNFUNDED. `most`: an
        upper limit of how many can be served under the budget, whatever the providers.
    """

    wave: Integers
    most: int

    @property
    def served(self) -> NDArray[np.int64]:
        """Places of the enterprises that are served."""
        return np.flatnonzero(self.wave >= 0)

    @property
    def waiting_count(self) -> int:
        """Enterprises that no provider can take on within the horizon."""
        return int((self.wave == WAITING).sum())

    @property
    def unfunded_count(self) -> int:
        """Enterprises for which the budget does not suffice."""
        return int((self.wave == UNFUNDED).sum())


def plan_waves(
    subsidy: Integers,
    subset: Integers,
    distance: Integers,
    is_ready: NDArray[np.bool_],
    capacity: Integers,
    budget: int | None,
    horizon: int,
) -> Waves:
    """Serve as many as budget, providers and horizon allow.

    Shapes: one entry an enterprise that can reach the level; capacity (K,): projects a half-year of
        each package of the list. `budget` null: without limit.
    """
    count = len(subsidy)
    order = np.lexsort((np.arange(count), distance, subsidy))
    limit = int(subsidy.sum()) if budget is None else budget
    most = int(np.searchsorted(np.cumsum(subsidy[order]), limit, side="right"))
    wave = np.full(count, UNFUNDED, dtype=np.int64)
    _place(order, subsidy, subset, capacity, limit, horizon, wave)
    _swap(wave, subset, distance, is_ready)
    return Waves(wave, most)


def _swap(
    wave: Integers, subset: Integers, distance: Integers, is_ready: NDArray[np.bool_]
) -> None:
    """Among served enterprises of one subset, earlier waves go to ready, then to near ones."""
    served = np.flatnonzero(wave >= 0)
    wished = served[np.lexsort((served, distance[served], ~is_ready[served], subset[served]))]
    slots = served[np.lexsort((wave[served], subset[served]))]
    wave[wished] = wave[slots]


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _place(
    order: Integers,
    subsidy: Integers,
    subset: Integers,
    capacity: Integers,
    budget: int,
    horizon: int,
    wave: Integers,
) -> None:
    count = len(capacity)
    left = np.zeros((horizon, count), dtype=np.int64)
    for t in range(horizon):
        left[t] = capacity
    # The earliest period in which each package still has room: nobody need look before it.
    open_from = np.zeros(count, dtype=np.int64)
    spent = 0
    for place in range(len(order)):
        who = order[place]
        if spent + subsidy[who] > budget:
            break
        start = 0
        for k in range(count):
            if subset[who] >> k & 1:
                start = max(start, open_from[k])
        wave[who] = WAITING
        for t in range(start, horizon):
            fits = True
            for k in range(count):
                if subset[who] >> k & 1 and left[t, k] == 0:
                    fits = False
            if fits:
                wave[who] = t
                spent += subsidy[who]
                for k in range(count):
                    if subset[who] >> k & 1:
                        left[t, k] -= 1
                        while open_from[k] < horizon and left[open_from[k], k] == 0:
                            open_from[k] += 1
                break
