"""What a count will be at the deadline: weighted growth models with an 80 % interval.

Not for reading series (see content, progress) nor for judging the result (see pace).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import partial

import numpy as np

from lingnan.kernel.period import month_end
from lingnan.programme.backtest import coverage, trials, weigh
from lingnan.programme.curves import Ahead, History, Uncertainty, fitting_models
from lingnan.programme.denominator import YEARLY_DAMPING, denominators_at, known_population
from lingnan.programme.family import family_coverage
from lingnan.programme.mixture import LEVELS, draw_all, mix
from lingnan.programme.model import Band, Coverage, Forecast, Population, Series
from lingnan.programme.timeline import Floats, month_number, months_through

SEED = 20210630
DRAWS = 4000
BACKTEST, EQUAL = "backtest", "equal"
_TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Settings:
    """How a forecast is made.

    Attributes:
        seed: of every random number; the same seed and input give the same forecast.
        draws: how many futures are drawn.
        population_damping: what remains of the growth of the denominator after a year.
        measures_coverage: false leaves the coverage out, which is faster.
    """

    uncertainty: Uncertainty = field(default_factory=Uncertainty)
    seed: int = SEED
    draws: int = DRAWS
    population_damping: float = YEARLY_DAMPING
    measures_coverage: bool = True


def forecast(
    series: Series,
    population: Population | None,
    *,
    goal: float | None,
    deadline: date,
    as_of: date,
    settings: Settings | None = None,
) -> Forecast | None:
    """What the count will be at each month's end from the as-of month to the deadline.

    Only points and denominators of days up to `as_of` are used. Null when the series has fewer
    than two dates with a count, or when the deadline is not after the last of them.

    Source: docstrings of curves, mixture, backtest and family say how each step works.
    """
    chosen = settings or Settings()
    tops = partial(_denominators, population, as_of, chosen.population_damping)
    history = _history(series.until(as_of), tops)
    if history is None or month_number(deadline) <= history.times[-1] + _TINY:
        return None
    months = months_through(min(as_of, deadline), deadline)
    ends = [month_number(min(month_end(month), deadline)) for month in months]
    times = np.maximum(np.array(ends), history.times[-1])
    ahead = Ahead(times, tops(times))
    models = fitting_models(history)
    horizon = float(times[-1] - history.times[-1])
    tested = trials(
        history,
        longest_months=max(horizon, 3.0),
        uncertainty=chosen.uncertainty,
        seed=chosen.seed,
    )
    weights = weigh(models, tested)
    futures = draw_all(
        models,
        history,
        ahead,
        draws=chosen.draws,
        uncertainty=chosen.uncertainty,
        rng=np.random.default_rng(chosen.seed),
    )
    paths = mix(futures, weights)[0]
    levels = np.quantile(paths, LEVELS, axis=0)
    bands = tuple(
        Band(month, *(float(value) for value in levels[:, index]))
        for index, month in enumerate(months)
    )
    measured: Coverage | None = None
    if chosen.measures_coverage:
        measured = coverage(models, tested) or _family(history, horizon, chosen)
    return Forecast(
        bands=bands,
        probability=None if goal is None else float(np.mean(paths[:, -1] >= goal - 0.5)),
        weights=tuple(weights.items()),
        weighted_by=BACKTEST if tested else EQUAL,
        coverage=measured,
        saturation=None if ahead.denominators is None else chosen.uncertainty.saturation,
        ceilings=()
        if ahead.denominators is None
        else tuple((ahead.denominators[0] * chosen.uncertainty.saturation[2]).tolist()),
    )


def _history(series: Series, tops: Callable[[Floats], Floats | None]) -> History | None:
    """The series as arrays, from the first positive count on; equal dates keep the later point."""
    by_day = {point.as_of: point.value for point in series.points}
    days = sorted(by_day)
    while days and by_day[days[0]] <= 0:
        days.pop(0)
    if len(days) < 2:
        return None
    counts = np.array([[float(by_day[day]) for day in days]])
    if series.is_cumulative:
        counts = np.maximum.accumulate(counts, axis=1)
    times = np.array([month_number(day) for day in days])
    return History(counts, times, tops(times), series.is_cumulative)


def _denominators(
    population: Population | None, as_of: date, damping: float, times: Floats
) -> Floats | None:
    if population is None or not population.points:
        return None
    known = known_population(population, as_of)
    return denominators_at(known, times, yearly_damping=damping)[None, :]


def _family(history: History, horizon: float, chosen: Settings) -> Coverage:
    back = tuple(round(float(history.times[-1] - time), 2) for time in history.times)
    return family_coverage(
        back,
        round(horizon, 2),
        history.denominators is not None,
        history.is_cumulative,
        chosen.uncertainty,
        chosen.seed,
    )
