"""Who joins a programme in which month, so that the count follows a given curve.

Month by month: some leave, then as many join as the curve still lacks, those first who are the
readiest. Not for the evidence that shows it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lingnan.sample.month import MONTHS_COUNT

Months = NDArray[np.int16]

#: A year without evidence ends a count; one who leaves was last seen that long before.
SILENT_MONTHS: Final = 12
_SETBACK = np.float32(3.0)


@dataclass(frozen=True, slots=True)
class Episodes:
    """Runs of months in which members are seen, in the order of members, then months.

    Attributes:
        member: who; first, last: months of the first and the last sight, both included.
    """

    member: NDArray[np.int32]
    first: Months
    last: Months

    def part(self, start: int, stop: int) -> "Episodes":
        """The episodes of the members from `start` until `stop`, who are then counted from 0."""
        a, b = np.searchsorted(self.member, [start, stop])
        return Episodes(self.member[a:b] - np.int32(start), self.first[a:b], self.last[a:b])


def adopt(
    goal: NDArray[np.int64],
    present: Callable[[int], NDArray[np.bool_]],
    readiness: NDArray[np.float32],
    *,
    step: NDArray[np.int8] | None = None,
    leaving_share: float = 0.0,
    rng: np.random.Generator,
) -> Episodes:
    """Episodes whose count at the end of every month is the goal, as far as members suffice.

    Shapes:
        goal: one count per month of the sample.
        present: for a month, which members can count at its end at all.
        readiness: one value per member; the greatest join first.
        step: months between two sights of a member; 1 unless given.
    Units: `leaving_share` a month, of the members counted; who leaves may join again later.
    Limits: where fewer are present than the goal asks, all of them join.
    """
    count = len(readiness)
    ready = readiness.astype(np.float32).copy()
    every = np.ones(count, dtype=np.int8) if step is None else step
    joined = np.full(count, -1, dtype=np.int16)
    done: list[tuple[NDArray[np.int32], Months, Months]] = []
    for month in range(MONTHS_COUNT):
        here = present(month)
        counted = here & (joined >= 0)
        seen = month - SILENT_MONTHS
        if leaving_share and seen >= 0:
            could = np.flatnonzero(counted & (joined <= seen) & ((seen - joined) % every == 0))
            wanted = rng.binomial(int(counted.sum()), leaving_share)
            gone = rng.choice(could, min(wanted, len(could)), replace=False)
            done.append(
                (gone.astype(np.int32), joined[gone], np.full(len(gone), seen, dtype=np.int16))
            )
            joined[gone] = -1
            ready[gone] -= _SETBACK
            counted[gone] = False
        lacking = int(goal[month]) - int(counted.sum())
        if lacking > 0:
            free = np.flatnonzero(here & (joined < 0))
            joined[_readiest(free, ready, lacking)] = month
    rest = np.flatnonzero(joined >= 0)
    last = np.full(len(rest), MONTHS_COUNT - 1, dtype=np.int16)
    done.append((rest.astype(np.int32), joined[rest], last))
    member = np.concatenate([item[0] for item in done])
    first = np.concatenate([item[1] for item in done])
    order = np.lexsort((first, member))
    return Episodes(member[order], first[order], np.concatenate([d[2] for d in done])[order])


def _readiest(free: NDArray[np.intp], ready: NDArray[np.float32], count: int) -> NDArray[np.intp]:
    if count >= len(free):
        return free
    return free[np.argpartition(-ready[free], count - 1)[:count]]


def sights(episodes: Episodes, step: NDArray[np.integer] | int) -> tuple[NDArray[np.int32], Months]:
    """Every sight of every episode: member and month, each `step` months from the first.

    Shapes:
        step: one number for all, or one per episode.
    """
    steps = np.broadcast_to(np.asarray(step), len(episodes.member))
    counts = np.maximum((episodes.last - episodes.first) // steps + 1, 0)
    which = np.repeat(np.arange(len(counts)), counts)
    begin = np.cumsum(counts) - counts
    nth = np.arange(len(which)) - begin[which]
    month = episodes.first[which] + nth * steps[which]
    return episodes.member[which], month.astype(np.int16)
