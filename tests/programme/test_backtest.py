"""Weights and coverage: learned and measured on series whose truth is known."""

from datetime import date

import numpy as np
import pytest

from lingnan.kernel.period import add_months, month_end
from lingnan.programme.apportion import apportion
from lingnan.programme.backtest import Trial, coverage, trials, weigh
from lingnan.programme.curves import MODELS, History, Uncertainty, fitting_models
from lingnan.programme.family import family_coverage, invent
from lingnan.programme.forecast import Settings, forecast
from lingnan.programme.model import Point, Population, Series

SURE = Uncertainty()


def history(counts: list[float], *, is_cumulative: bool = True) -> History:
    times = np.arange(len(counts), dtype=float) * 3
    top = np.full((1, len(counts)), 1_000.0)
    return History(np.array([counts]), times, top, is_cumulative)


def test_a_straight_series_favours_models_of_an_even_pace() -> None:
    line = history([100.0 + 20 * step for step in range(24)])
    weights = weigh(fitting_models(line), trials(line, longest_months=24, uncertainty=SURE, seed=1))
    assert sum(weights.values()) == pytest.approx(1)
    ranked = sorted(weights, key=lambda key: weights[key], reverse=True)
    assert set(ranked[:2]) == {"linear", "linear_recent"}


def test_a_logistic_series_favours_the_logistic_curve() -> None:
    curve = history([950 / (1 + np.exp(-(step - 16) / 4)) for step in range(24)])
    weights = weigh(
        fitting_models(curve), trials(curve, longest_months=24, uncertainty=SURE, seed=1)
    )
    assert max(weights, key=lambda key: weights[key]) == "logistic"


def test_five_points_are_too_few_to_cut() -> None:
    short = history([10.0, 20, 30, 40, 50])
    assert trials(short, longest_months=12, uncertainty=SURE, seed=1) == []
    weights = weigh(MODELS, [])
    assert set(weights.values()) == {1 / len(MODELS)}


def test_forecasts_of_the_past_know_nothing_of_their_future() -> None:
    counts = [100.0 + 20 * step for step in range(12)]
    bent = [*counts[:8], *(count + 500 for count in counts[8:])]
    first, second = (
        trials(history(each), longest_months=12, uncertainty=SURE, seed=1)
        for each in (counts, bent)
    )
    for one, other in zip(first, second, strict=True):
        if one.origin_time <= 21:
            for model in MODELS:
                assert np.array_equal(one.draws[model.id], other.draws[model.id])


def test_coverage_counts_the_truths_inside_the_interval() -> None:
    # Draws 0..100: the interval is 10 to 90; of 11 truths 0, 10, ... 100 nine lie inside.
    model = MODELS[0]
    draws = {model.id: np.repeat(np.arange(101.0)[None, :, None], 11, axis=2)}
    truth = np.arange(0.0, 101.0, 10)
    one = Trial(0.0, np.full(11, 3.0), truth, draws)
    found = coverage([model], [one, one])
    assert found is not None
    assert found.trials_count == 22
    assert found.share == pytest.approx(9 / 11)
    assert found.how == "rolling_origin"


def test_few_truths_measure_no_coverage() -> None:
    model = MODELS[0]
    draws = {model.id: np.zeros((1, 10, 19))}
    assert coverage([model], [Trial(0.0, np.zeros(19), np.zeros(19), draws)]) is None


@pytest.mark.parametrize(
    ("back", "horizon"),
    [((21.0, 0.0), 27.0), ((27.0, 21.0, 0.0), 27.0), ((12.0, 0.0), 36.0)],
)
def test_on_the_simulated_family_about_four_in_five_truths_lie_inside(
    back: tuple[float, ...], horizon: float
) -> None:
    found = family_coverage(back, horizon, True, True, SURE, 20210630)
    assert found.trials_count == 400
    # Four standard errors of a share of 0.8 among 400 are 0.08.
    assert 0.72 <= found.share <= 0.90


def test_coverage_on_the_family_is_reproducible() -> None:
    first = family_coverage((21.0, 0.0), 27.0, True, True, SURE, 3)
    family_coverage.cache_clear()
    assert family_coverage((21.0, 0.0), 27.0, True, True, SURE, 3) == first


def test_invented_programmes_grow_within_their_denominator() -> None:
    counts, tops = invent(np.array([-27.0, -21, 0, 27]), 200, np.random.default_rng(4))
    assert (np.diff(counts, axis=1) >= 0).all()
    assert (counts <= tops).all()
    assert (counts > 0).all()


def test_long_series_cover_about_four_in_five_deadlines() -> None:
    times = np.append(np.arange(-47.0, 1), 24.0)
    counts, tops = invent(times, 30, np.random.default_rng(11))
    days = [month_end(add_months(date(2023, 9, 1), int(time))) for time in times]
    inside = 0
    for row, top in zip(counts, tops, strict=True):
        found = forecast(
            Series(tuple(map(Point, days[:-1], row[:-1].tolist()))),
            Population(tuple(zip(days[:-1], top[:-1].tolist(), strict=True))),
            goal=None,
            deadline=days[-1],
            as_of=days[-2],
            settings=Settings(draws=800, measures_coverage=False),
        )
        assert found is not None
        assert found.weighted_by == "backtest"
        inside += found.final.p10 <= row[-1] <= found.final.p90
    # Two standard errors of 0.8 among 30 are 0.15.
    assert 0.65 <= inside / 30 <= 0.95


def test_apportioning_loses_no_unit() -> None:
    # Exact shares 3.33, 3.33, 3.33: the first gets the odd one.
    assert apportion({"a": 1, "b": 1, "c": 1}, 10) == {"a": 4, "b": 3, "c": 3}
    assert apportion({"a": 0, "b": 0}, 3) == {"a": 2, "b": 1}
    # 7 x 0.5 = 3.5, 7 x 0.3 = 2.1, 7 x 0.2 = 1.4: the largest remainder is a's.
    assert apportion({"a": 5, "b": 3, "c": 2}, 7) == {"a": 4, "b": 2, "c": 1}
