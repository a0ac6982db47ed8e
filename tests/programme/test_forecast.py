"""Forecasts: the acceptance case, and what must hold for any series."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lingnan.kernel.period import add_months, month_end
from lingnan.programme.curves import MODELS, Uncertainty
from lingnan.programme.forecast import Settings, forecast
from lingnan.programme.model import Forecast, Point, Population, Series, Status
from lingnan.programme.pace import status

AS_OF = date(2023, 9, 30)
DEADLINE = date(2025, 12, 31)
QUICK = Settings(draws=800, measures_coverage=False)
YEARBOOK = Population(
    (
        (date(2020, 12, 31), 58_504.0),
        (date(2021, 12, 31), 66_329.0),
        (date(2022, 12, 31), 70_725.0),
        (date(2023, 12, 31), 71_996.0),
    )
)
LEGAL_ENTITIES = Population(((date(2023, 12, 31), 4_659_000.0),))
ABOVE_SCALE = (
    Point(date(2021, 6, 30), 17_000),
    Point(date(2021, 12, 31), 21_000),
    Point(AS_OF, 29_000),
)
CLOUD = (
    Point(date(2021, 6, 30), 550_000),
    Point(date(2021, 12, 31), 625_000),
    Point(AS_OF, 750_000),
)
LATER = (Point(date(2025, 7, 31), 44_000), Point(date(2025, 12, 31), 50_000))


def made(points: tuple[Point, ...], population: Population | None, goal: float) -> Forecast:
    found = forecast(
        Series(points), population, goal=goal, deadline=DEADLINE, as_of=AS_OF, settings=Settings()
    )
    assert found is not None
    return found


@pytest.mark.parametrize("start", [0, 1])
@pytest.mark.parametrize(
    ("points", "population", "goal"),
    [
        (ABOVE_SCALE, YEARBOOK, 50_000),
        (CLOUD, LEGAL_ENTITIES, 1_000_000),
        (CLOUD, None, 1_000_000),
    ],
)
def test_known_only_to_september_2023_both_targets_are_not_on_track(
    points: tuple[Point, ...], population: Population | None, goal: float, start: int
) -> None:
    found = made(points[start:], population, goal)
    last = points[-1].value
    assert last < found.final.p10 < found.final.p50 < found.final.p90
    assert found.final.p50 < goal
    assert found.probability is not None
    assert found.probability < 0.5
    stands = status(
        points[start:], goal=goal, deadline=DEADLINE, as_of=AS_OF, probability=found.probability
    )
    assert stands in {Status.AT_RISK, Status.OFF_TRACK}


def test_the_middle_of_the_forecast_lies_near_the_pace_of_late() -> None:
    # 381 a month for 27 more months would be 39,286; curves that slow down lie below.
    assert 36_000 < made(ABOVE_SCALE, YEARBOOK, 50_000).final.p50 < 42_000


def test_figures_of_later_days_are_not_used() -> None:
    known = made(ABOVE_SCALE, YEARBOOK, 50_000)
    assert made(ABOVE_SCALE + LATER, YEARBOOK, 50_000) == known


def test_denominators_of_later_days_are_not_used() -> None:
    known = made(ABOVE_SCALE, YEARBOOK, 50_000)
    other = Population((*YEARBOOK.points[:3], (date(2023, 12, 31), 10_000_000.0)))
    assert made(ABOVE_SCALE, other, 50_000) == known


def test_the_same_seed_gives_the_same_forecast() -> None:
    first, second = (made(ABOVE_SCALE, YEARBOOK, 50_000) for _ in range(2))
    other = forecast(
        Series(ABOVE_SCALE),
        YEARBOOK,
        goal=50_000,
        deadline=DEADLINE,
        as_of=AS_OF,
        settings=Settings(seed=5),
    )
    assert first == second
    assert other is not None
    assert other.bands != first.bands


def test_the_fan_goes_from_the_as_of_month_to_the_deadline() -> None:
    found = made(ABOVE_SCALE, YEARBOOK, 50_000)
    assert len(found.bands) == 28
    assert found.bands[0].month == date(2023, 9, 1)
    assert found.bands[-1].month == date(2025, 12, 1)
    # On the last day seen nothing is uncertain.
    assert found.bands[0].p10 == found.bands[0].p90 == 29_000
    widths = [band.p90 - band.p10 for band in found.bands]
    assert widths == sorted(widths)


def test_a_fan_seen_from_a_later_day_starts_there() -> None:
    found = forecast(
        Series(ABOVE_SCALE),
        YEARBOOK,
        goal=None,
        deadline=DEADLINE,
        as_of=date(2024, 2, 15),
        settings=QUICK,
    )
    assert found is not None
    assert found.bands[0].month == date(2024, 2, 1)
    assert found.bands[0].p10 < found.bands[0].p90
    assert found.probability is None


def test_two_points_are_weighed_equally_and_say_how_coverage_was_measured() -> None:
    found = made(ABOVE_SCALE[1:], YEARBOOK, 50_000)
    assert found.weighted_by == "equal"
    assert dict(found.weights) == pytest.approx({model.id: 1 / 6 for model in MODELS})
    assert found.coverage is not None
    assert found.coverage.how == "simulated_family"
    assert found.coverage.trials_count == 400
    assert 0.72 <= found.coverage.share <= 0.9


def test_without_a_denominator_only_models_of_counts_are_used() -> None:
    found = made(CLOUD, None, 1_000_000)
    assert {model for model, _ in found.weights} == {"linear_recent", "linear", "damped"}
    assert found.saturation is None
    assert found.ceilings == ()


def test_too_little_to_go_by_gives_no_forecast() -> None:
    def tried(points: tuple[Point, ...], deadline: date = DEADLINE) -> Forecast | None:
        return forecast(Series(points), None, goal=9, deadline=deadline, as_of=AS_OF)

    assert tried(()) is None
    assert tried((Point(AS_OF, 5),)) is None
    assert tried((Point(date(2022, 1, 31), 0), Point(AS_OF, 5))) is None
    assert tried(ABOVE_SCALE, deadline=AS_OF) is None


def test_a_series_without_growth_keeps_a_narrow_interval() -> None:
    points = (Point(date(2022, 9, 30), 29_000), Point(AS_OF, 29_000))
    found = made(points, YEARBOOK, 50_000)
    # A steady share of a population that grows by 4.4 % to 76,693 would be 30,280.
    assert 29_000 < found.final.p10 < found.final.p50 < found.final.p90 < 32_000
    assert found.probability == 0


def test_a_full_population_cannot_grow() -> None:
    flat = Population(((date(2020, 12, 31), 1_000.0),))
    points = (Point(date(2022, 9, 30), 900), Point(AS_OF, 1_000))
    found = forecast(
        Series(points), flat, goal=1_001, deadline=DEADLINE, as_of=AS_OF, settings=QUICK
    )
    assert found is not None
    assert found.final.p90 == 1_000
    assert found.probability == 0


def test_counts_from_evidence_may_fall() -> None:
    days = [month_end(add_months(date(2022, 9, 1), step)) for step in range(13)]
    points = tuple(Point(day, 500.0 - 10 * step) for step, day in enumerate(days))
    found = forecast(
        Series(points, is_cumulative=False),
        None,
        goal=None,
        deadline=date(2024, 3, 31),
        as_of=AS_OF,
        settings=QUICK,
    )
    assert found is not None
    # 380 in September 2023 and ten fewer a month: 320 half a year later.
    assert found.final.p50 == pytest.approx(320, abs=15)
    assert found.final.p10 < 320 < found.final.p90


@settings(max_examples=15, deadline=None)
@given(
    start=st.floats(100, 20_000),
    steps=st.lists(st.floats(0, 5_000), min_size=1, max_size=8),
    gaps=st.lists(st.integers(1, 14), min_size=8, max_size=8),
    saturation=st.floats(0.3, 1.0),
    months=st.integers(1, 40),
)
def test_any_cumulative_forecast_grows_within_its_ceiling(
    start: float, steps: list[float], gaps: list[int], saturation: float, months: int
) -> None:
    day, value = date(2018, 1, 1), start
    points = [Point(month_end(day), value)]
    for step, gap in zip(steps, gaps, strict=False):
        day, value = add_months(day, gap), value + step
        points.append(Point(month_end(day), value))
    limits = replace(
        QUICK, draws=200, uncertainty=Uncertainty((saturation / 2, saturation, saturation))
    )
    found = forecast(
        Series(tuple(points)),
        YEARBOOK,
        goal=value,
        deadline=month_end(add_months(day, months)),
        as_of=points[-1].as_of,
        settings=limits,
    )
    assert found is not None
    assert found.probability == 1
    assert sum(weight for _, weight in found.weights) == pytest.approx(1)
    for low, high in zip(found.bands, found.bands[1:], strict=False):
        assert low.p10 <= high.p10 + 1e-6
        assert low.p90 <= high.p90 + 1e-6
    for band, ceiling in zip(found.bands, found.ceilings, strict=True):
        assert value - 1e-6 <= band.p10 <= band.p50 <= band.p90
        assert band.p90 <= max(ceiling, value) + 1e-6
