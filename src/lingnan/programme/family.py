"""The coverage of intervals on invented adoption curves, for series too short to be cut.

The family is made on purpose of other stuff than the forecast models. Each invented programme
draws

* a curve: logistic, Gompertz, Bass (imitation 20 x innovation), straight, or straight with a
  new pace from the last seen date on (factor log-normal, sigma 0.4);
* the share of its final level reached on the last seen date, 0.1 to 0.75, and the pace at that
  date, 4 to 20 points of that share a year;
* a pace of its own for every half-year (log-normal, sigma 0.5, half of it carried over);
* a final level of 0.8 to 1.0 of a denominator that grows by 0 to 5 % a year;
* reporting to two significant digits, as the press does.

It is seen on the same dates as the real series and forecast over the same horizon.
Not for forecasting; nothing here reads real figures.
"""

from functools import lru_cache

import numpy as np

from lingnan.programme.curves import Ahead, History, Uncertainty, fitting_models
from lingnan.programme.mixture import HIGH, LOW, draw_all, equal_weights, mix
from lingnan.programme.model import Coverage
from lingnan.programme.timeline import Floats

SIMULATED_FAMILY = "simulated_family"
TRIALS = 400
_DRAWS = 240
_SIZE = 70_000.0
SHOCK = (
    0.5  # published paces of one province between reports differed by a factor of e^0.5 and more
)
_SHOCK_MONTHS = 6.0
_MOST_POINTS = 12


@lru_cache(maxsize=256)
def family_coverage(
    back: tuple[float, ...],
    horizon: float,
    has_denominator: bool,
    is_cumulative: bool,
    uncertainty: Uncertainty,
    seed: int,
) -> Coverage:
    """How often the interval at the horizon held the truth of an invented programme.

    Units: `back` are the dates seen, in months before the last one, the last being 0; horizon in
        months. Limits: with more than twelve dates the last twelve are used.
    """
    times = -np.array(back[-_MOST_POINTS:])
    rng = np.random.default_rng([seed, 7])
    truth, denominators = invent(np.append(times, horizon), TRIALS, rng)
    history = History(
        _as_reported(truth[:, :-1]),
        times,
        denominators[:, :-1] if has_denominator else None,
        is_cumulative,
    )
    ahead = Ahead(np.array([horizon]), denominators[:, -1:] if has_denominator else None)
    models = fitting_models(history)
    futures = draw_all(models, history, ahead, draws=_DRAWS, uncertainty=uncertainty, rng=rng)
    mixed = mix(futures, equal_weights(models))[..., 0]
    low, high = np.quantile(mixed, (LOW, HIGH), axis=1)
    inside = (low <= truth[:, -1]) & (truth[:, -1] <= high)
    return Coverage(float(inside.mean()), TRIALS, SIMULATED_FAMILY)


def invent(times: Floats, count: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Invented programmes of the family described above.

    Shapes: returns counts and denominators, both count x dates; times ascend and 0 is the last
        date seen.
    """
    share = rng.uniform(0.1, 0.75, (count, 1))
    pace = rng.uniform(0.04, 0.20, (count, 1)) / 12.0
    run = _operational_time(times, count, rng)
    turn = np.exp(rng.normal(0.0, 0.4, (count, 1)))
    curves = np.stack(
        [
            _logistic(run, share, pace),
            _gompertz(run, share, pace),
            _bass(run, share, pace),
            share + pace * run,
            share + pace * np.where(run > 0, run * turn, run),
        ]
    )
    chosen = rng.integers(len(curves), size=count)
    shares = np.clip(curves[chosen, np.arange(count)], 0.001, 1.0)
    growth = rng.uniform(0.0, 0.05, (count, 1)) / 12.0
    denominators = _SIZE * np.exp(growth * times)
    counts = shares * rng.uniform(0.8, 1.0, (count, 1)) * denominators
    return np.maximum.accumulate(counts, axis=1), denominators


def _operational_time(times: Floats, count: int, rng: np.random.Generator) -> Floats:
    """Months that seem to pass from date 0 on: more when the programme hurries."""
    first = np.floor(times[0] / _SHOCK_MONTHS) * _SHOCK_MONTHS
    edges = np.arange(first, max(times[-1], 0.0) + _SHOCK_MONTHS, _SHOCK_MONTHS)
    logs = rng.normal(0.0, SHOCK, (count, len(edges)))
    for index in range(1, len(edges)):
        logs[:, index] = 0.5 * logs[:, index - 1] + np.sqrt(0.75) * logs[:, index]
    passed = np.concatenate(
        [np.zeros((count, 1)), np.cumsum(np.exp(logs) * _SHOCK_MONTHS, axis=1)], axis=1
    )
    grid = np.append(edges, edges[-1] + _SHOCK_MONTHS)
    rows = [np.interp(times, grid, row) - np.interp(0.0, grid, row) for row in passed]
    return np.array(rows)


def _logistic(run: Floats, share: Floats, pace: Floats) -> Floats:
    rate = pace / (share * (1.0 - share))
    return np.asarray(1.0 / (1.0 + (1.0 - share) / share * np.exp(-rate * run)))


def _gompertz(run: Floats, share: Floats, pace: Floats) -> Floats:
    depth = -np.log(share)
    return np.asarray(np.exp(-depth * np.exp(-pace / (share * depth) * run)))


def _bass(run: Floats, share: Floats, pace: Floats) -> Floats:
    """Bass diffusion with imitation q twenty times innovation p."""
    p = pace / ((1.0 - share) * (1.0 + 20.0 * share))
    left = (1.0 - share) / (1.0 + 20.0 * share) * np.exp(-21.0 * p * run)
    return np.asarray((1.0 - left) / (1.0 + 20.0 * left))


def _as_reported(counts: Floats) -> Floats:
    unit = 10.0 ** (np.floor(np.log10(np.maximum(counts, 1.0))) - 1.0)
    return np.asarray(np.maximum.accumulate(np.round(counts / unit) * unit, axis=1))
