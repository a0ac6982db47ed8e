"""The charts of a roadmap: what is drawn where, with its table and its words."""

import pytest

from lingnan.console.charts.cash_flow import cash_flow
from lingnan.console.charts.gantt import gantt
from lingnan.console.charts.level_path import level_path
from lingnan.console.document.model import (
    Band,
    CashFlow,
    CashPeriod,
    Gantt,
    GanttRow,
    Gate,
    LevelPath,
    LevelPoint,
)
from lingnan.console.i18n import translator

PERIODS = ("H1 2024", "H2 2024", "H1 2025")
SCHEDULE = Gantt(
    "Schedule",
    PERIODS,
    (
        GanttRow("planning", "software", 0, 1, 80_000),
        GanttRow("machines", "hardware", 1, 3, 400_000),
        GanttRow("training", "software", 2, 3, None),
    ),
)
MONEY = CashFlow(
    "Money",
    (
        CashPeriod("H1 2024", 100_000, 0, Band(40_000, 80_000, 150_000), 0, 20_000),
        CashPeriod("H2 2024", 100_000, 30_000, Band(0, 0, 0), 5_000, 145_000),
    ),
)
PATH = LevelPath(
    "Levels",
    (LevelPoint("now", 1, 39_999, 0, 12_345), LevelPoint("H1 2024", 2, 44_000, 1, 21_000)),
    (Gate(1, 20_000), Gate(2, 40_000), Gate(3, 60_000)),
)


@pytest.fixture(params=["zh", "en"])
def tr(request):
    return translator(request.param)


def test_a_bar_begins_and_ends_with_its_half_years(tr):
    offset, software, hardware = gantt(tr, chart_id="g", block=SCHEDULE).option["series"]
    assert offset["data"] == [0, 1, 2]
    assert [cell if cell == "-" else cell["value"] for cell in software["data"]] == [1, "-", 1]
    assert [cell if cell == "-" else cell["value"] for cell in hardware["data"]] == ["-", 2, "-"]


def test_groups_differ_in_pattern_too(tr):
    _offset, *groups = gantt(tr, chart_id="g", block=SCHEDULE).option["series"]
    looks = [(each["itemStyle"]["color"], str(each["itemStyle"]["decal"])) for each in groups]
    assert len({colour for colour, _ in looks}) == len({decal for _, decal in looks}) == 2


def test_the_table_under_a_gantt_names_span_and_price():
    table = gantt(translator("en"), chart_id="g", block=SCHEDULE).table
    assert table.rows == (
        ("Planning", "Software", "H1 2024", "1", "CNY 80,000"),
        ("Machines", "Hardware", "H2 2024–H1 2025", "2", "CNY 400,000"),
        ("Training", "Software", "H1 2025", "1", "–"),
    )


def test_money_goes_in_above_and_out_below():
    series = cash_flow(translator("zh"), chart_id="c", block=MONEY).option["series"]
    assert [each["data"] for each in series] == [
        [10.0, 10.0],
        [0.0, 3.0],
        [-8.0, 0.0],
        [0.0, -0.5],
        [2.0, 14.5],
    ]


def test_the_table_under_the_money_has_whole_yuan():
    table = cash_flow(translator("en"), chart_id="c", block=MONEY).table
    assert table.rows[0][1:] == (
        "100,000",
        "0",
        "80,000",
        "CNY 40,000 to CNY 150,000",
        "0",
        "20,000",
    )


def test_no_rounding_lifts_points_over_a_gate(tr):
    claimed, proven = level_path(tr, chart_id="l", block=PATH).option["series"]
    assert claimed["data"] == [39.99, 44.0]
    assert proven["data"] == [12.34, 21.0]
    gates = [each["yAxis"] for each in proven["markLine"]["data"]]
    assert gates == [20.0, 40.0, 60.0]


def test_the_axis_reaches_the_next_gate(tr):
    assert level_path(tr, chart_id="l", block=PATH).option["yAxis"]["max"] == 70.0


@pytest.mark.parametrize(
    ("draw", "block"), [(gantt, SCHEDULE), (cash_flow, MONEY), (level_path, PATH)]
)
def test_every_chart_has_words_for_who_cannot_see_it(tr, draw, block):
    chart = draw(tr, chart_id="x", block=block)
    assert block.title in chart.description
    assert chart.option["aria"]["label"]["description"] == chart.description
    assert chart.table.rows
