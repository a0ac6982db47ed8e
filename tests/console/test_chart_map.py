"""The tile map, the heat table and their scale."""

import json

import pytest

from lingnan.console.charts import heat_table, tile_map
from lingnan.console.charts.palette import CLAIMED_RAMP, PROVEN_RAMP, contrast, text_on
from lingnan.console.charts.scale import Scale
from lingnan.console.i18n import translator
from lingnan.console.views import CityCount, ClusterCount, ClusterRef

EN = translator("en")
CITIES = (
    CityCount("440100", "Guangzhou", "GZ", "Delta", 2, 3, 200, 120, 50),
    CityCount("440300", "Shenzhen", "SZ", "Delta", 3, 4, 100, 90, 60),
    CityCount("440200", "Shaoguan", "SG", "North", 0, 3, 0, 0, 0),
)


def test_scale_takes_the_narrowest_round_classes():
    assert Scale.of([0.07, 0.19]).width == 0.04  # 5 × 4 % = 20 % ≥ 19 %
    assert Scale.of([0.9]).width == 0.2
    assert Scale.of([]).width == 0.01


@pytest.mark.parametrize(("share", "step"), [(0.0, 0), (0.1999, 0), (0.2, 1), (0.99, 4), (1.0, 4)])
def test_a_share_on_a_break_belongs_to_the_higher_class(share, step):
    assert Scale(0.2).step(share) == step


@pytest.mark.parametrize("colour", [*PROVEN_RAMP, *CLAIMED_RAMP])
def test_text_on_every_map_colour_keeps_wcag_aa(colour):
    assert contrast(text_on(colour), colour) >= 4.5


def test_the_two_ramps_step_from_light_to_dark_together():
    from lingnan.console.charts.palette import luminance

    for ramp in (PROVEN_RAMP, CLAIMED_RAMP):
        lights = [luminance(colour) for colour in ramp]
        assert lights == sorted(lights, reverse=True)
    pairs = zip(PROVEN_RAMP, CLAIMED_RAMP, strict=True)
    assert all(contrast(first, second) < 1.5 for first, second in pairs)


def draw_map(**more):
    return tile_map(
        EN, chart_id="m", title="Share", cities=CITIES, population_name="population", **more
    )


def test_each_city_has_a_name_strip_above_claimed_above_proven():
    names, claimed, proven = (entry["data"] for entry in draw_map().option["series"])
    # rows start at 0 (Shaoguan), three strips a row; columns start at 3
    assert names[0]["value"] == [0, 6, 0]
    assert claimed[0]["value"] == [0, 7, 60.0]
    assert proven[0]["value"] == [0, 8, 25.0]
    assert claimed[0]["label"]["formatter"] == "claimed 60%"
    assert proven[1]["value"] == [1, 11, 60.0]


def test_a_city_without_population_shows_a_dash():
    _names, claimed, _proven = (entry["data"] for entry in draw_map().option["series"])
    assert claimed[2]["value"][2] == "-"
    assert claimed[2]["label"]["formatter"] == "claimed –"


def test_the_marked_city_stands_out():
    names = draw_map(marked_code="440300").option["series"][0]["data"]
    assert [("itemStyle" in item) for item in names] == [False, True, False]


def test_map_table_is_ordered_by_proof():
    rows = draw_map().table.rows
    assert rows[0] == ("Shenzhen", "Delta", "100", "90", "90.0%", "60", "60.0%", "−30.0")
    assert rows[1][0] == "Guangzhou"
    assert rows[2] == ("Shaoguan", "North", "0", "0", "–", "0", "–", "–")


def test_legends_of_both_sides_share_their_breaks():
    claimed, proven, _names = draw_map().option["visualMap"]
    labels = [piece["label"] for piece in claimed["pieces"]]
    assert labels == ["0–20%", "20–40%", "40–60%", "60–80%", "80% and more"]
    assert [piece["label"] for piece in proven["pieces"]] == labels


CLUSTERS = (ClusterRef("a", "Alpha"), ClusterRef("b", "Beta"))
CELLS = (
    ClusterCount("a", 50, 40, 10, "440100"),
    ClusterCount("a", 9, 9, 9, "440300"),
    ClusterCount("b", 100, 30, 30, "440300"),
)


def draw_heat():
    return heat_table(
        EN, chart_id="h", title="Heat", clusters=CLUSTERS, cities=CITIES[:2], cells=CELLS
    )


def test_heat_cells_stand_in_pairs():
    claimed, proven = (entry["data"] for entry in draw_heat().option["series"])
    assert [item["value"] for item in claimed] == [[0, 0, 80.0], [2, 0, 100.0], [2, 1, 30.0]]
    assert [item["value"] for item in proven] == [[1, 0, 20.0], [3, 0, 100.0], [3, 1, 30.0]]


def test_few_enterprises_are_pale_and_without_number():
    few = draw_heat().option["series"][0]["data"][1]
    assert few["label"]["show"] is False
    assert "itemStyle" in few


def test_heat_table_writes_both_counts():
    assert draw_heat().table.rows == (("Alpha", "40/10", "9/9"), ("Beta", "–", "30/30"))
    assert draw_heat().table.is_matrix


def test_tooltips_are_text_never_html():
    for chart in (draw_map(), draw_heat()):
        assert chart.option["tooltip"]["renderMode"] == "richText"
        json.dumps(chart.option)
