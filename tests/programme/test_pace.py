"""Paces and statuses, with figures worked out by hand."""

from datetime import date

import pytest

from lingnan.programme.model import Point, Status
from lingnan.programme.pace import Thresholds, pace, reference_point, status

DEADLINE = date(2025, 12, 31)
AS_OF = date(2023, 9, 30)
JUNE_2021 = date(2021, 6, 30)
DECEMBER_2021 = date(2021, 12, 31)
MARCH_2022 = date(2022, 3, 31)

ABOVE_SCALE = (
    Point(JUNE_2021, 17_000),
    Point(DECEMBER_2021, 21_000, MARCH_2022),
    Point(AS_OF, 29_000),
)
CLOUD = (
    Point(JUNE_2021, 550_000),
    Point(DECEMBER_2021, 625_000, MARCH_2022),
    Point(AS_OF, 750_000),
)


@pytest.mark.parametrize("start", [0, 1])
def test_the_above_scale_target_must_go_twice_as_fast(start: int) -> None:
    found = pace(ABOVE_SCALE[start:], goal=50_000, deadline=DEADLINE, as_of=AS_OF)
    # 21,000 missing over the 27 months from 2023-09 to 2025-12; 8,000 in the 21 months before.
    assert found.required == pytest.approx(21_000 / 27)
    assert found.actual == pytest.approx(8_000 / 21)
    assert found.ratio == pytest.approx(2.0417, abs=1e-4)
    # Dated 2022-03 instead, 8,000 came in 18 months: 444.4 a month, a ratio of 1.75.
    assert found.ratio_low == pytest.approx(1.75)
    assert found.ratio_high == pytest.approx(2.0417, abs=1e-4)


@pytest.mark.parametrize("start", [0, 1])
def test_the_cloud_target_must_go_half_as_fast_again(start: int) -> None:
    found = pace(CLOUD[start:], goal=1_000_000, deadline=DEADLINE, as_of=AS_OF)
    assert found.required == pytest.approx(250_000 / 27)
    assert found.actual == pytest.approx(125_000 / 21)
    assert found.ratio == pytest.approx(1.5556, abs=1e-4)
    # 125,000 in 18 months are 6,944 a month: a ratio of 1.3333.
    assert found.ratio_low == pytest.approx(1.3333, abs=1e-4)


def test_the_actual_pace_starts_at_the_latest_point_a_year_old() -> None:
    points = [Point(date(2022, 8, 31), 1), Point(date(2022, 9, 30), 2), Point(date(2023, 1, 31), 3)]
    chosen = reference_point([*points, Point(AS_OF, 9)])
    assert chosen == points[1]


def test_with_a_short_series_the_actual_pace_starts_at_its_beginning() -> None:
    points = (Point(date(2023, 3, 31), 100), Point(date(2023, 6, 30), 130), Point(AS_OF, 160))
    found = pace(points, goal=200, deadline=date(2023, 11, 30), as_of=AS_OF)
    assert found.actual == pytest.approx(10)
    assert found.required == pytest.approx(20)


def test_days_within_a_month_count_as_parts_of_it() -> None:
    points = (Point(date(2022, 6, 15), 0), Point(date(2023, 6, 30), 25))
    # Half of June 2022 and the twelve months to the end of June 2023.
    assert pace(points, goal=99, deadline=DEADLINE, as_of=AS_OF).actual == pytest.approx(2)


def test_nothing_known_gives_no_pace_and_no_status() -> None:
    found = pace((), goal=10, deadline=DEADLINE, as_of=AS_OF)
    assert (found.required, found.actual, found.ratio) == (None, None, None)
    assert status((), goal=10, deadline=DEADLINE, as_of=AS_OF, probability=None) is None


def test_one_point_gives_a_required_pace_only() -> None:
    point = (Point(date(2025, 9, 30), 7),)
    found = pace(point, goal=10, deadline=DEADLINE, as_of=date(2025, 10, 31))
    assert found.required == pytest.approx(1)
    assert found.actual is None
    assert (
        status(point, goal=10, deadline=DEADLINE, as_of=date(2025, 10, 31), probability=None)
        is Status.AT_RISK
    )


def test_a_reached_goal_needs_no_pace_and_stays_on_track() -> None:
    points = (Point(date(2021, 2, 28), 4), Point(date(2022, 1, 31), 6))
    deadline = date(2023, 12, 31)
    assert pace(points, goal=5, deadline=deadline, as_of=AS_OF).required == 0
    for day in (AS_OF, date(2026, 1, 1)):
        found = status(points, goal=5, deadline=deadline, as_of=day, probability=0.0)
        assert found is Status.ON_TRACK


@pytest.mark.parametrize(
    ("probability", "expected"),
    [
        (0.8, Status.ON_TRACK),
        (0.79, Status.AT_RISK),
        (0.2, Status.AT_RISK),
        (0.19, Status.OFF_TRACK),
    ],
)
def test_before_the_deadline_the_probability_decides(probability: float, expected: Status) -> None:
    found = status(CLOUD, goal=1e6, deadline=DEADLINE, as_of=AS_OF, probability=probability)
    assert found is expected


@pytest.mark.parametrize(
    ("goal", "expected"),
    [(160 + 30, Status.ON_TRACK), (160 + 37, Status.AT_RISK), (160 + 38, Status.OFF_TRACK)],
)
def test_without_a_probability_the_paces_decide(goal: float, expected: Status) -> None:
    # 10 a month so far, three months left: 30 are on track, up to 37.5 (x 1.25) at risk.
    points = (Point(date(2022, 9, 30), 40), Point(AS_OF, 160))
    found = status(
        points,
        goal=goal,
        deadline=DEADLINE.replace(year=2023),
        as_of=AS_OF,
        probability=None,
        thresholds=Thresholds(),
    )
    assert found is expected


def test_a_count_that_stands_still_below_its_goal_is_off_track() -> None:
    points = (Point(date(2022, 9, 30), 160), Point(AS_OF, 160))
    found = status(points, goal=161, deadline=DEADLINE, as_of=AS_OF, probability=None)
    assert found is Status.OFF_TRACK


def test_after_the_deadline_only_what_was_reached_in_time_is_on_track() -> None:
    deadline = date(2023, 12, 31)
    late = date(2024, 6, 30)
    missed = (Point(AS_OF, 29_000), Point(date(2024, 3, 31), 31_000))
    # The line from 29,000 in September to 31,000 in March passes exactly 30,000 at the year's end.
    assert status(missed, goal=30_000, deadline=deadline, as_of=late, probability=None) is (
        Status.ON_TRACK
    )
    assert status(missed, goal=30_001, deadline=deadline, as_of=late, probability=None) is (
        Status.OFF_TRACK
    )
    assert pace(missed, goal=30_001, deadline=deadline, as_of=late).required is None
