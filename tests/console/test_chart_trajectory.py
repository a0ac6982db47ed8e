"""The course of a target as an ECharts option."""

import json
from datetime import date

import pytest

from lingnan.console.charts import required_pace, trajectory_with_fan
from lingnan.console.i18n import translator
from lingnan.console.views import FanPoint, Milestone, Point, PublishedValue, Trajectory

EN = translator("en")
AS_OF = date(2023, 9, 30)
TRAJECTORY = Trajectory(
    claimed=(Point(date(2023, 6, 30), 100), Point(AS_OF, 120)),
    proven=(Point(date(2023, 6, 30), 40), Point(AS_OF, 50)),
    published=(PublishedValue(date(2023, 6, 30), 110, "over", is_confirmed=False),),
    fan=(
        FanPoint(date(2023, 10, 31), 118, 125, 133),
        FanPoint(date(2023, 12, 31), 120, 140, 160),
    ),
    fan_basis="claimed",
)


def draw(trajectory=TRAJECTORY, **more):
    values = {"deadline": date(2023, 12, 31), "goal": 150.0}
    return trajectory_with_fan(
        EN,
        chart_id="t",
        name="Cloud",
        unit="enterprises",
        as_of=AS_OF,
        trajectory=trajectory,
        milestones=(Milestone(date(2023, 12, 31), 150, "over"),),
        **{**values, **more},
    )


def by_name(chart):
    return {entry["name"]: entry for entry in chart.option["series"]}


def test_band_is_stacked_on_its_lower_edge_and_starts_at_the_latest_count():
    series = by_name(draw())
    low = series["p10"]["data"]
    band = series["Forecast, 80% range"]["data"]
    assert low == [["2023-09-30", 120], ["2023-10-31", 118], ["2023-12-31", 120]]
    assert band == [["2023-09-30", 0], ["2023-10-31", 15], ["2023-12-31", 40]]
    assert series["p10"]["stack"] == series["Forecast, 80% range"]["stack"]
    assert series["Forecast, middle"]["data"][-1] == ["2023-12-31", 140]


def test_required_pace_runs_from_the_latest_count_to_the_goal():
    series = by_name(draw())
    assert series["Required pace"]["data"] == [["2023-09-30", 120], ["2023-12-31", 150]]
    alone = required_pace(EN, Point(AS_OF, 1), Point(date(2024, 9, 30), 2))
    assert alone["lineStyle"]["type"] != "solid"


@pytest.mark.parametrize("missing", [{"deadline": None}, {"goal": None}, {"deadline": AS_OF}])
def test_no_required_pace_without_a_goal_ahead(missing):
    assert "Required pace" not in by_name(draw(**missing))


def test_pace_starts_where_the_forecast_starts():
    published = Trajectory(published=TRAJECTORY.published, fan_basis="published")
    series = by_name(draw(published))
    assert series["Required pace"]["data"][0] == ["2023-06-30", 110]


def test_sides_differ_in_line_and_not_only_in_colour():
    series = by_name(draw())
    kinds = {name: series[name]["lineStyle"]["type"] for name in ("Claimed", "Proven", "Published")}
    assert kinds["Proven"] == "solid"
    assert len({json.dumps(kind) for kind in kinds.values()}) == 3


def test_legend_names_no_edge_of_the_band():
    names = [entry["name"] for entry in draw().option["legend"]["data"]]
    assert names[0] == "Proven"
    assert "p10" not in names
    assert "lower edge (10%)" not in names
    assert "Forecast, 80% range" in names


def test_table_holds_what_the_chart_shows():
    table = draw().table
    assert [column.label for column in table.columns] == [
        "Day",
        "Claimed",
        "Proven",
        "Published",
        "Forecast 10%",
        "Forecast 50%",
        "Forecast 90%",
    ]
    assert table.rows == (
        ("30 Jun 2023", "100", "40", "over 110 (unconfirmed)", "–", "–", "–"),
        ("30 Sept 2023", "120", "50", "–", "–", "–", "–"),
        ("31 Dec 2023", "–", "–", "–", "120", "140", "160"),
    )


def test_columns_without_values_are_left_out():
    chart = draw(Trajectory(proven=TRAJECTORY.proven))
    assert [column.label for column in chart.table.columns] == ["Day", "Proven"]


def test_description_tells_the_whole_course():
    words = draw().description
    assert "Claimed: 100 in Jun 2023, 120 on 30 September 2023" in words
    assert "forecast for 31 December 2023: 140, with 80% probability 120 to 160" in words
    assert "over 150 enterprises" in words


def test_a_target_without_any_count_still_draws():
    chart = draw(Trajectory())
    assert chart.table.rows == ()
    assert by_name(chart)["Goal of the plan"]["data"][0]["value"] == ["2023-12-31", 150]


def test_option_is_plain_json():
    assert json.loads(json.dumps(draw().option)) == draw().option
