"""How well the growth models would have done: forecasts from earlier points of a series itself.

From each origin (a point with enough history) the later points are forecast with what was known
then. The errors weigh the models; the intervals that held the truth are the measured coverage.
Not for series too short to be cut: see family.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lingnan.programme.curves import (
    Ahead,
    GrowthModel,
    History,
    Uncertainty,
    fitting_models,
)
from lingnan.programme.mixture import HIGH, LEVELS, LOW, draw_all, equal_weights, mix
from lingnan.programme.model import Coverage
from lingnan.programme.timeline import Floats

LEAST_POINTS = 6
LEAST_TRIALS = 20
ROLLING_ORIGIN = "rolling_origin"
_LEAST_HISTORY = 3
_LEAST_SPAN_MONTHS = 12.0
_MOST_ORIGINS = 12
_HORIZONS = (3.0, 6.0, 12.0, 24.0, 36.0)
_DRAWS = 240
_EQUAL_ORIGINS = 4.0


@dataclass(frozen=True, slots=True)
class Trial:
    """One origin: every model's draws for the later points, and what became true.

    Shapes: draws 1 x D x H by model; truth H; times H.
    """

    origin_time: float
    times: Floats
    truth: Floats
    draws: dict[str, Floats]


def trials(
    history: History, *, longest_months: float, uncertainty: Uncertainty, seed: int
) -> list[Trial]:
    """Forecast later points of one series from earlier ones.

    Limits: at most twelve origins, evenly spread; horizons up to `longest_months` and near 3, 6,
        12, 24 and 36 months. Empty when the series has fewer than six points.
    """
    count = len(history.times)
    if count < LEAST_POINTS:
        return []
    models = fitting_models(history)
    origins = np.unique(
        np.linspace(_first_origin(history.times), count - 2, _MOST_ORIGINS).round().astype(int)
    )
    found = []
    for origin in origins:
        picks = _targets(history.times, int(origin), longest_months)
        if not picks:
            continue
        past, ahead = _cut(history, int(origin), picks)
        if past.is_cumulative and past.counts[0, -1] <= 0:
            continue
        rng = np.random.default_rng([seed, int(origin)])
        draws = draw_all(models, past, ahead, draws=_DRAWS, uncertainty=uncertainty, rng=rng)
        truth = history.counts[0, picks]
        found.append(Trial(float(history.times[origin]), history.times[picks], truth, draws))
    return found


def weigh(models: Sequence[GrowthModel], past: Sequence[Trial]) -> dict[str, float]:
    """Weights by the inverse square of the mean pinball loss, drawn towards equal weights.

    The fewer the origins, the stronger the pull: four imagined origins speak for equality.
    """
    equal = equal_weights(models)
    if not past:
        return equal
    losses = {
        model.id: float(np.mean([_pinball(trial.draws[model.id], trial.truth) for trial in past]))
        for model in models
    }
    least = max(min(losses.values()), 1e-12)
    raw = {key: (least / max(loss, least)) ** 2 for key, loss in losses.items()}
    total = sum(raw.values())
    trust = len(past) / (len(past) + _EQUAL_ORIGINS)
    return {key: trust * raw[key] / total + (1.0 - trust) * equal[key] for key in raw}


def coverage(models: Sequence[GrowthModel], all_trials: Sequence[Trial]) -> Coverage | None:
    """How often the mixed interval held the truth.

    Each trial uses the weights learned from truths that were known at its origin. Null with fewer
    than twenty truths.
    """
    hits = tried = 0
    for trial in all_trials:
        known = [_known_at(other, trial.origin_time) for other in all_trials]
        weights = weigh(models, [other for other in known if other is not None])
        mixed = mix(trial.draws, weights)[0]
        low, high = np.quantile(mixed, (LOW, HIGH), axis=0)
        hits += int(np.count_nonzero((low <= trial.truth) & (trial.truth <= high)))
        tried += len(trial.truth)
    if tried < LEAST_TRIALS:
        return None
    return Coverage(hits / tried, tried, ROLLING_ORIGIN)


def _known_at(trial: Trial, time: float) -> Trial | None:
    known = trial.times <= time
    if not known.any():
        return None
    draws = {key: value[..., known] for key, value in trial.draws.items()}
    return Trial(trial.origin_time, trial.times[known], trial.truth[known], draws)


def _first_origin(times: Floats) -> int:
    """The first point that has three points up to it and a year (a third of a short series)."""
    least = min(_LEAST_SPAN_MONTHS, (times[-1] - times[0]) / 3.0)
    long_enough = int(np.argmax(times >= times[0] + least - 1e-9))
    return min(max(long_enough, _LEAST_HISTORY - 1), len(times) - 2)


def _targets(times: Floats, origin: int, longest_months: float) -> list[int]:
    """Indices of the later points nearest to the usual horizons."""
    later = np.arange(origin + 1, len(times))
    away = times[later] - times[origin]
    later, away = later[away <= longest_months + 1e-9], away[away <= longest_months + 1e-9]
    if not later.size:
        return []
    wanted = [span for span in (*_HORIZONS, longest_months) if span <= away[-1] + 1.5]
    return sorted({int(later[np.argmin(np.abs(away - span))]) for span in wanted or [away[-1]]})


def _cut(history: History, origin: int, picks: list[int]) -> tuple[History, Ahead]:
    shares = history.denominators
    past = History(
        history.counts[:, : origin + 1],
        history.times[: origin + 1],
        None if shares is None else shares[:, : origin + 1],
        history.is_cumulative,
    )
    return past, Ahead(history.times[picks], None if shares is None else shares[:, picks])


def _pinball(draws: Floats, truth: Floats) -> float:
    levels = np.array(LEVELS)[:, None]
    gap = truth[None, :] - np.quantile(draws[0], LEVELS, axis=0)
    return float(np.mean(np.maximum(levels * gap, (levels - 1.0) * gap)))
