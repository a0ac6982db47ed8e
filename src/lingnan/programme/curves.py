"""Growth models, and many possible futures of a series under each of them.

Every model is a straight line in its own scale (counts, or a transform of the share of the ceiling)
that goes on from the last count at an uncertain pace. Not for choosing between models (backtest)
nor for mixing them (forecast).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from lingnan.kernel import Text
from lingnan.programme.timeline import MONTHS_A_YEAR, Floats, faded

_LEAST_SHARE = 1e-6
_MOST_SHARE = 0.995
_LEAST_GROWTH_A_YEAR = 0.005
_THIN_MONTHS = 6.0
_LEAST_SHAPE = 2.0
_MOST_VARIATION = 1.5
_UNKNOWN_CEILING = 1.3


@dataclass(frozen=True, slots=True)
class Scale:
    """A way to look at counts: `there(count, ceiling)` and `back(value, ceiling)`."""

    there: Callable[[Floats, Floats], Floats]
    back: Callable[[Floats, Floats], Floats]
    is_share: bool


@dataclass(frozen=True, slots=True)
class GrowthModel:
    """One way in which a count goes on growing.

    Attributes:
        scale: in which scale it is a straight line.
        window_months: how far back its pace is measured; null for the whole series.
        yearly_damping: what remains of the pace after a year; 1 for an even pace.
    """

    id: str
    name: Text
    scale: str
    window_months: float | None
    yearly_damping: float = 1.0


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """What is assumed about the unknown before looking at the series.

    Attributes:
        saturation: (low, likely, high) share of the denominator that can be reached at all.
        pace_variation: standard deviation of one year's pace over the mean pace; a count without a
            known ceiling is taken to vary 1.3 times as much.
        strength: how many years of data that assumption weighs.
    """

    saturation: tuple[float, float, float] = (0.85, 0.95, 1.0)
    pace_variation: float = 0.4
    strength: float = 4.0


@dataclass(frozen=True, slots=True)
class History:
    """What was seen of several series on the same dates.

    Shapes: counts S series x n dates; times n; denominators S x n, or null when the count is a
        share of nothing known. Units: times in months.
    """

    counts: Floats
    times: Floats
    denominators: Floats | None
    is_cumulative: bool


@dataclass(frozen=True, slots=True)
class Ahead:
    """The dates to come.

    Shapes: times H, none before the last date seen; denominators S x H or null.
    """

    times: Floats
    denominators: Floats | None


def _logit(counts: Floats, ceilings: Floats) -> Floats:
    share = _share(counts, ceilings)
    result: Floats = np.log(share / (1.0 - share))
    return result


def _gompertz(counts: Floats, ceilings: Floats) -> Floats:
    result: Floats = -np.log(-np.log(_share(counts, ceilings)))
    return result


def _hazard(counts: Floats, ceilings: Floats) -> Floats:
    result: Floats = -np.log1p(-_share(counts, ceilings))
    return result


def _share(counts: Floats, ceilings: Floats) -> Floats:
    share: Floats = np.clip(counts / ceilings, _LEAST_SHARE, _MOST_SHARE)
    return share


SCALES: Mapping[str, Scale] = {
    "count": Scale(lambda counts, _: counts, lambda value, _: value, is_share=False),
    "logistic": Scale(_logit, lambda g, top: top / (1.0 + np.exp(-g)), is_share=True),
    "gompertz": Scale(_gompertz, lambda g, top: top * np.exp(-np.exp(-g)), is_share=True),
    "hazard": Scale(_hazard, lambda g, top: -top * np.expm1(-g), is_share=True),
}

MODELS: tuple[GrowthModel, ...] = (
    GrowthModel("linear_recent", Text("近期匀速", "recent linear pace"), "count", 12.0),
    GrowthModel("linear", Text("匀速", "linear pace"), "count", None),
    GrowthModel("damped", Text("渐缓趋势", "damped trend"), "count", 12.0, 0.75),
    GrowthModel("logistic", Text("逻辑斯蒂曲线", "logistic curve"), "logistic", 36.0),
    GrowthModel("gompertz", Text("龚珀兹曲线", "Gompertz curve"), "gompertz", 36.0),
    GrowthModel("hazard", Text("恒定转化率", "constant conversion rate"), "hazard", 36.0),
)


def fitting_models(history: History) -> tuple[GrowthModel, ...]:
    """Which models can be used: those on shares need a denominator."""
    return tuple(
        model
        for model in MODELS
        if history.denominators is not None or not SCALES[model.scale].is_share
    )


def simulate(
    model: GrowthModel,
    history: History,
    ahead: Ahead,
    *,
    draws: int,
    uncertainty: Uncertainty,
    rng: np.random.Generator,
) -> Floats:
    """Draw possible futures of each series under one model.

    Shapes: returns S series x D draws x H dates.
    Limits: a count never exceeds saturation x denominator, unless it already did; a cumulative
        count never falls. Needs two dates at least.
    """
    counts = history.counts[:, None, :]
    last = counts[..., -1]
    tops_seen, tops_ahead = _ceilings(history, ahead, draws, uncertainty, rng)
    scale = SCALES[model.scale]
    seen = scale.there(counts, tops_seen)
    floor = _least_slope(model, last)
    slope, months = _slope(seen, history.times, model.window_months)
    slope = np.maximum(slope, floor) if history.is_cumulative else slope
    variation = uncertainty.pace_variation * (_UNKNOWN_CEILING if tops_seen is None else 1.0)
    assumed = MONTHS_A_YEAR * (variation * np.maximum(np.abs(slope), floor)) ** 2
    variance, freedom = _variance(seen, history.times, assumed, uncertainty.strength)
    shape = (counts.shape[0], draws)
    variance = np.broadcast_to(variance, shape) * freedom / rng.chisquare(freedom, shape)
    slope = np.broadcast_to(slope, shape)
    steps = _steps(history.times[-1], ahead.times, model.yearly_damping)
    if history.is_cumulative:
        grown = _ratchet(slope, variance, months, steps, rng)
    else:
        grown = _walk(slope, variance, months, steps, rng)
    paths = scale.back(seen[..., -1:] + grown, tops_ahead)
    if tops_ahead is not None:
        paths = np.minimum(paths, np.maximum(tops_ahead, last[..., None]))
    if history.is_cumulative:
        return np.maximum.accumulate(np.maximum(paths, last[..., None]), axis=-1)
    return np.maximum(paths, 0.0)


def _ceilings(
    history: History, ahead: Ahead, draws: int, uncertainty: Uncertainty, rng: np.random.Generator
) -> tuple[Any, Any]:
    if history.denominators is None or ahead.denominators is None:
        return None, None
    low, likely, high = uncertainty.saturation
    size = (history.counts.shape[0], draws, 1)
    saturation = rng.triangular(low, likely, high, size) if low < high else np.full(size, high)
    return (
        saturation * history.denominators[:, None, :],
        saturation * ahead.denominators[:, None, :],
    )


def _least_slope(model: GrowthModel, last: Floats) -> Floats:
    """A pace that is as good as none, so that a count that stands still keeps an interval."""
    size = np.ones_like(last) if SCALES[model.scale].is_share else np.maximum(last, 1.0)
    return size * (_LEAST_GROWTH_A_YEAR / MONTHS_A_YEAR)


def _slope(seen: Floats, times: Floats, window_months: float | None) -> tuple[Floats, float]:
    start = 0
    if window_months is not None:
        old = np.flatnonzero(times <= times[-1] - window_months + 1e-9)
        start = int(old[-1]) if old.size else 0
    months = float(times[-1] - times[start])
    return (seen[..., -1] - seen[..., start]) / months, months


def _variance(
    seen: Floats, times: Floats, assumed: Floats, strength: float
) -> tuple[Floats, float]:
    """The monthly variance of the growth around its mean: assumption and data in one.

    Half-yearly steps are compared, not single months, since what matters is how lasting
    changes of pace are.
    """
    picks = [len(times) - 1]
    for index in range(len(times) - 2, -1, -1):
        if times[picks[-1]] - times[index] >= _THIN_MONTHS - 1e-9:
            picks.append(index)
    picks.reverse()
    trials = len(picks) - 2
    if trials < 1:
        return assumed, strength
    lengths = np.diff(times[picks])
    steps = np.diff(seen[..., picks], axis=-1)
    mean = steps.sum(axis=-1, keepdims=True) / lengths.sum()
    spread = ((steps - mean * lengths) ** 2 / lengths).sum(axis=-1)
    freedom = strength + trials
    return (strength * assumed + spread) / freedom, freedom


def _steps(start: float, times: Floats, yearly_damping: float) -> Floats:
    """How much operational time passes up to each date: less and less if the pace is damped."""
    passed = np.concatenate(([0.0], times - start))
    return np.diff(faded(passed, yearly_damping))


def _ratchet(
    slope: Floats, variance: Floats, months: float, steps: Floats, rng: np.random.Generator
) -> Floats:
    """Growth that never turns back: a gamma process whose mean pace is itself uncertain."""
    spread = np.minimum(variance / slope**2, MONTHS_A_YEAR * _MOST_VARIATION**2)
    shape = np.maximum(months / spread, _LEAST_SHAPE)
    pace = slope * shape / rng.gamma(shape)
    jumps = rng.gamma(steps / spread[..., None]) * spread[..., None]
    grown: Floats = pace[..., None] * np.cumsum(jumps, axis=-1)
    return grown


def _walk(
    slope: Floats, variance: Floats, months: float, steps: Floats, rng: np.random.Generator
) -> Floats:
    """Growth that may turn back: a random walk whose drift is itself uncertain."""
    drift = slope + rng.standard_normal(slope.shape) * np.sqrt(variance / months)
    noise = rng.standard_normal((*slope.shape, len(steps))) * np.sqrt(steps)
    grown: Floats = drift[..., None] * np.cumsum(steps) + np.sqrt(variance)[..., None] * np.cumsum(
        noise, axis=-1
    )
    return grown
