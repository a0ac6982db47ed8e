"""Documents on the screen say what the paper says: same numbers, charts with tables, no forms."""

import json
from datetime import date

from lingnan.console.charts.palette import CLAIMED, HATCH, PROVEN, SOLID
from lingnan.console.document import model
from lingnan.console.screen import block_table, sections_of


def document(*blocks, heading="Part"):
    section = model.Section(heading, "Sheet", tuple(blocks))
    return model.Document("en", "Title", "", date(2024, 1, 1), "", (section,))


def only(*blocks):
    (section,) = sections_of(document(*blocks))
    return section.blocks


def test_facts_stand_with_their_units():
    facts = model.Facts(
        (
            model.Fact("Cost", model.Band(1000, 2000, 3000), "band"),
            model.Fact("Share", 0.125, "percent"),
            model.Fact("Sum", 5_000, "money"),
        )
    )
    (figures,) = only(facts)
    assert figures.rows == (
        ("Cost", "CNY 2,000 (1,000–3,000)"),
        ("Share", "12.5%"),
        ("Sum", "CNY 5,000"),
    )


def test_a_long_table_says_how_many_rows_are_in_the_file():
    columns = (model.Column("Name"), model.Column("Count", "count"))
    rows = tuple((f"row {number}", number) for number in range(120))
    (listed,) = only(model.Table("Many", columns, rows, ("Total", 7140)))
    assert len(listed.table.rows) == 120
    assert "first 100 of 120" in listed.rest
    assert listed.total == ("Total", "7,140")


def test_a_schedule_is_a_table_that_tells_in_words_when():
    rows = (
        model.GanttRow("Network", "", 0, 2, 1_000_000),
        model.GanttRow("Cloud", "", 2, 3, None),
    )
    (schedule,) = only(model.Gantt("Building", ("H1", "H2", "H3"), rows))
    assert [row.cells for row in schedule.rows] == [(True, True, False), (False, False, True)]
    assert [row.told for row in schedule.rows] == ["H1 to H2", "H3"]
    assert schedule.rows[0].cost == "CNY 1,000,000"


def test_money_over_time_is_drawn_with_its_table():
    periods = tuple(
        model.CashPeriod(
            f"H{n}", 100_000, 0, model.Band(9_000 * n, 10_000 * n, 11_000 * n), 1_000, 5_000
        )
        for n in (1, 2)
    )
    sections = sections_of(document(model.CashFlow("Money", periods)))
    (drawn,) = sections[0].blocks
    # The picture of document.picture shows payments below zero, in thousands.
    payments = next(each for each in drawn.chart.option["series"] if each["name"] == "Payments")
    assert payments["data"] == [-10.0, -20.0]
    assert "min" not in drawn.chart.option["yAxis"]
    assert drawn.chart.table.rows[1][3] == "20,000\n(18,000–22,000)"
    assert block_table(sections, drawn.id) is drawn.chart.table
    assert block_table(sections, "other") is None
    json.dumps(drawn.chart.option, allow_nan=False)


def test_shares_are_drawn_as_percentages():
    bars = model.Bars("Share", ("Share",), (model.Bar("today", (0.25,)),), "percent")
    (drawn,) = only(bars)
    assert drawn.chart.option["series"][0]["data"] == [25.0]
    assert drawn.chart.option["yAxis"]["name"] == "%"
    assert "25.0%" in drawn.chart.description


def test_series_differ_in_pattern_not_in_colour_alone():
    bars = model.Bars("Money", ("A", "B", "C"), (model.Bar("one", (1, 2, 3)),))
    (drawn,) = only(bars)
    decals = [json.dumps(each["itemStyle"]["decal"]) for each in drawn.chart.option["series"]]
    assert len(set(decals)) == 3


def test_what_is_claimed_is_never_a_solid_surface():
    bars = model.Bars("Levels", ("Claimed", "Proven"), (model.Bar("one", (3, 1)),), "count")
    (drawn,) = only(bars)
    claimed, proven = (each["itemStyle"] for each in drawn.chart.option["series"])
    assert (claimed["color"], claimed["decal"]) == (CLAIMED, HATCH)
    assert (proven["color"], proven["decal"]) == (PROVEN, SOLID)


def test_forms_to_be_signed_stay_on_paper():
    found = sections_of(document(model.SignOff((model.Signature("Adviser"),))))
    assert found == ()


def test_sections_can_be_left_out():
    shown = sections_of(document(model.Paragraph("words"), heading="Members"), without=("Members",))
    assert shown == ()


def test_what_a_result_rests_on_is_told():
    notes = model.Notes(None, ("assumed so",), ("not confirmed",), (model.Source("Plan", "x"),))
    (basis,) = only(notes)
    assert basis.statements == ("Assumed so",)
    assert basis.unconfirmed == ("Not confirmed",)
    assert basis.sources == (("Plan", "x"),)
