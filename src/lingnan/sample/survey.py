"""Who fills the yearly form, and on which days. Not for what stands in it: see answer."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from lingnan.sample.chunk import Chunk
from lingnan.sample.month import FIRST_YEAR, LAST_DAY, STARTS

_YEARS = LAST_DAY.year - FIRST_YEAR
#: Forms are filled from March to November.
_FIRST_MONTH, _LAST_MONTH = 3, 11


def survey_days(chunk: Chunk, rng: np.random.Generator) -> tuple[NDArray[np.intp], NDArray[Any]]:
    """Who fills the form when: one to three different years each, ordered by enterprise."""
    people, assumed = chunk.story.people, chunk.assumed
    asked = chunk.of(people.is_ever_above) | (
        chunk.of(people.is_industrial)
        & (rng.random(chunk.count) < assumed.real("survey_small_share"))
    )
    members = np.flatnonzero(asked)
    odds = assumed.group("survey_count")
    chances = np.array([float(value) for value in odds.values()])
    times = np.array([int(key) for key in odds])
    count = rng.choice(times, len(members), p=chances / chances.sum())
    order = np.argsort(rng.random((len(members), _YEARS)), axis=1)
    taken = np.sort(np.where(np.arange(_YEARS) < count[:, None], order, _YEARS), axis=1)
    row, column = np.nonzero(taken < _YEARS)
    month = taken[row, column] * 12 + rng.integers(_FIRST_MONTH, _LAST_MONTH + 1, len(row))
    day = STARTS[month] + rng.integers(0, 28, len(row))
    who = members[row]
    alive = chunk.alive(who, day)
    return who[alive], day[alive].astype(np.int32)
