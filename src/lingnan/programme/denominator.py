"""The denominator of the day: what a count was, is and will be a share of.

Not for counting the registry: a registry's own population stands in out_progress.
"""

from datetime import date

import numpy as np

from lingnan.programme.model import Population
from lingnan.programme.timeline import Floats, faded, month_number

YEARLY_DAMPING = 0.5


def known_population(population: Population, as_of: date) -> Population:
    """The part of a denominator that speaks of days up to `as_of`.

    Limits: when nothing does, the earliest point is kept, since some denominator is better than
        none for a ceiling; the caller says so.
    """
    points = tuple(point for point in population.points if point[0] <= as_of)
    return Population(points or population.points[:1])


def denominators_at(
    population: Population, times: Floats, *, yearly_damping: float = YEARLY_DAMPING
) -> Floats:
    """The denominator on given dates.

    Between published points it grows evenly; before the first it is taken to be the first; after
    the last it goes on at the last yearly growth, which fades by `yearly_damping` a year.

    Shapes: as `times`. Units: times in months (timeline.month_number).
    """
    at = np.array([month_number(day) for day, _ in population.points])
    logs = np.log(np.array([max(value, 1.0) for _, value in population.points]))
    inside = np.interp(times, at, logs)
    if len(at) < 2:
        return np.asarray(np.exp(inside))
    growth = (logs[-1] - logs[-2]) / (at[-1] - at[-2])
    beyond = np.maximum(times - at[-1], 0.0)
    result: Floats = np.exp(inside + growth * faded(beyond, yearly_damping))
    return result


def denominator_on(
    population: Population, day: date, *, yearly_damping: float = YEARLY_DAMPING
) -> float:
    """The denominator on one day; see `denominators_at`."""
    times = np.array([month_number(day)])
    return float(denominators_at(population, times, yearly_damping=yearly_damping)[0])
