"""The radar, the gap bars and the grouped bars."""

import json

import pytest

from lingnan.console.asset import asset_text
from lingnan.console.charts import Bar, Column, claimed_vs_proven, gap_bars, radar
from lingnan.console.charts.palette import (
    CLAIMED,
    GOAL,
    INK,
    MUTED,
    PAPER,
    PROVEN,
    PUBLISHED,
    SIDE_COLOUR,
    SIDE_LINE,
    contrast,
    luminance,
)
from lingnan.console.i18n import translator
from lingnan.console.views import DimensionView, ItemView

EN = translator("en")


def test_radar_draws_shares_of_the_full_mark():
    dimensions = (
        DimensionView("F", "Foundations", 50_000, 25_000, 10_000, 20_000, 30_000, 40_000, 5_000),
        DimensionView("M", "Management", 30_000, 30_000, 0, 1_000, 15_000, 20_000, 0),
        DimensionView("R", "Results", 20_000, 5_000, 5_000, 1_000, 2_000, 3_000, 0),
    )
    chart = radar(EN, chart_id="r", title="Level", dimensions=dimensions)
    polygons = {p["name"]: p["value"] for p in chart.option["series"][0]["data"]}
    assert polygons == {
        "Peers' median, claimed": [60.0, 50.0, 10.0],
        "Claimed": [50.0, 100.0, 25.0],
        "Proven": [20.0, 0.0, 25.0],
    }
    first = ("Foundations", "50.0", "25.0", "10.0", "20.0", "30.0", "40.0", "5.0")
    assert chart.table.rows[0] == first
    assert "Foundations: claimed 50%, proven 20%, peers' median 60%" in chart.description


def test_radar_without_peers_leaves_their_polygon_out():
    dimensions = tuple(DimensionView(id_, id_, 100, 50, 25) for id_ in "abc")
    chart = radar(EN, chart_id="r", title="Level", dimensions=dimensions)
    assert [p["name"] for p in chart.option["series"][0]["data"]] == ["Claimed", "Proven"]
    assert chart.table.rows[0][4] == "–"


def test_gap_bars_stack_to_the_full_mark():
    items = (
        ItemView("Q1", "Networks", 8_000, 6_000, 2_000, "B,C", "add D"),
        ItemView("Q2", "Machines", 6_000, 0, 0),
    )
    chart = gap_bars(EN, chart_id="g", title="Items", items=items, unit="points")
    assert [entry["data"] for entry in chart.option["series"]] == [
        [2.0, 0.0],
        [4.0, 0.0],
        [2.0, 6.0],
    ]
    assert chart.option["series"][1]["itemStyle"]["decal"]["symbol"] == "rect"
    assert chart.table.rows == (
        ("Networks", "B,C", "8.0", "6.0", "2.0", "2.0", "add D"),
        ("Machines", "not answered", "6.0", "0.0", "0.0", "6.0", "–"),
    )


def draw_bars(**more):
    bars = (Bar("A", 10, 4, 12, ("A", "10")), Bar("B", 5, None, None, ("B", "5")))
    return claimed_vs_proven(
        EN,
        chart_id="b",
        title="Bars",
        unit="enterprises",
        bars=bars,
        columns=(Column("Name", "text"), Column("Claimed")),
        **more,
    )


def test_grouped_bars_show_each_side_that_has_values():
    series = draw_bars().option["series"]
    assert [entry["name"] for entry in series] == ["Claimed", "Proven", "Published"]
    assert [item["value"] for item in series[1]["data"]] == [4, "-"]
    assert draw_bars().table.rows == (("A", "10"), ("B", "5"))


def test_goal_is_a_line():
    line = draw_bars(goal=8.0, goal_name="Goal").option["series"][0]["markLine"]
    assert line["data"] == [{"xAxis": 8.0}]


def test_sides_differ_in_pattern_and_lightness():
    decals = [entry["itemStyle"]["decal"]["symbol"] for entry in draw_bars().option["series"]]
    assert decals == ["rect", "none", "circle"]
    assert draw_bars().option["aria"]["decal"]["show"] is True
    lights = [luminance(colour) for colour in (PROVEN, PUBLISHED, CLAIMED)]
    assert lights[0] * 2 < lights[1] < lights[2] / 2


@pytest.mark.parametrize("colour", [*SIDE_COLOUR.values(), GOAL])
def test_bars_stand_out_from_the_paper(colour):
    assert contrast(colour, PAPER) >= 3  # WCAG 2.2, 1.4.11


@pytest.mark.parametrize("colour", [*SIDE_LINE.values(), GOAL, INK, MUTED])
def test_coloured_text_keeps_wcag_aa(colour):
    assert contrast(colour, PAPER) >= 4.5  # WCAG 2.2, 1.4.3


def test_the_page_repeats_the_colours_of_the_charts():
    style = asset_text("report.css")
    for name, colour in SIDE_COLOUR.items():
        assert f"--{name}: {colour}" in style


def test_options_are_plain_json():
    assert json.loads(json.dumps(draw_bars().option)) == draw_bars().option
