"""The schedule as a sheet to edit: change a start period, and days, bars and sums follow.

Its machine row and the data sheet are what `read_back` reads. Not for judging an edited schedule
(roadmap's checker).
"""

from datetime import date, datetime, timedelta
from typing import Any

from lingnan.console.charts.palette import STRIP
from lingnan.console.document.model import Cell, Kind, Plan, PlannedStep
from lingnan.console.document.picture import GREY
from lingnan.console.document.words import with_unit
from lingnan.console.document.workbook.look import INPUT
from lingnan.console.document.workbook.sheet import Sheet, write_text
from lingnan.console.i18n import Translator
from lingnan.kernel import add_months

MONTHS_A_PERIOD = 6
#: The machine's names of the columns; read_back finds the schedule by the first and the fourth.
MACHINE = (
    "measure", "name", "foundation", "start_period", "periods", "start", "finish", "cost_low",
    "cost_expected", "cost_high", "running_cny_year", "subsidy_cny", "staff_fte", "requires",
)  # fmt: skip
WIDTHS = (20.0, 26.0, 14.0, 9.0, 9.0, 14.0, 14.0, 12.0, 12.0, 12.0, 12.0, 11.0, 8.0, 26.0)
_KINDS: tuple[Kind, ...] = (
    "text", "text", "text", "count", "count", "date", "date", "money", "money", "money", "money",
    "money", "decimal", "text",
)  # fmt: skip
START, PERIODS, COST = 3, 4, 8
_SUMMED = range(7, 13)
_SPARE_ROWS = 4


def write_plan(sheet: Sheet, plan: Plan) -> tuple[int, int]:
    """Write the editable schedule; answers its first and last row, spare ones left out."""
    tr, _ = sheet.tr, sheet.tr.gettext
    note = _(
        "Shaded cells may be changed: the start period counts half-years from {start}, beginning "
        "with 0; leave it empty for a measure that is not planned. Spare rows take further "
        "measures by their code. Days, bars and sums follow; check the file again afterwards."
    )
    sheet.prose(note.format(start=tr.day(plan.start)), sheet.looks.note())
    legend = [f"{n} = {name}" for n, name in enumerate(plan.periods)]
    sheet.prose(tr.listing(legend), sheet.looks.note())
    sheet.text(sheet.row, 0, _("Planned from"), bold=True)
    sheet.sheet.write_datetime(
        sheet.row, 1, _moment(plan.start), sheet.looks.cell("date", align="left")
    )
    anchor = f"$B${sheet.row + 1}"
    sheet.row += 1
    top = sheet.row
    _heads(sheet)
    first = sheet.row
    sheet.sheet.repeat_rows(top, first - 1)
    sheet.sheet.freeze_panes(first, 2)
    for step in plan.steps:
        _line(sheet, plan, step, anchor)
    last = sheet.row - 1
    for _spare in range(_SPARE_ROWS):
        for column in range(len(MACHINE)):
            look = {"bg_color": INPUT} if column in (0, START, PERIODS) else {}
            sheet.sheet.write_blank(sheet.row, column, None, sheet.looks.cell("text", **look))
        sheet.row += 1
    bottom = sheet.row - 1
    _sums(sheet, plan, first, bottom)
    sheet.sheet.data_validation(
        first, START, bottom, START,
        {
            "validate": "integer", "criteria": "between", "minimum": 0,
            "maximum": max(len(plan.periods) - 1, 0), "ignore_blank": True,
            "error_title": _("Start period"),
            "error_message": _("Please give the number of a half-year of the plan, or nothing."),
        },
    )  # fmt: skip
    return first, last


def _heads(sheet: Sheet) -> None:
    tr = sheet.tr
    _ = tr.gettext
    titles = (
        _("Code"), _("Measure"), _("Foundation"), _("Start period"), _("Half-years"), _("Start"),
        _("Finished by"), with_unit(tr, _("Investment, low")),
        with_unit(tr, _("Investment, expected")), with_unit(tr, _("Investment, high")),
        with_unit(tr, _("Running cost a year")), with_unit(tr, _("Subsidy")),
        _("Staff (full-time)"), _("Finished before"),
    )  # fmt: skip
    sheet.sheet.set_row(sheet.row, 46)
    for column, title in enumerate(titles):
        sheet.text(sheet.row, column, title, **_HEAD)
    sheet.row += 1
    for column, name in enumerate(MACHINE):
        sheet.text(sheet.row, column, name, font_color=GREY, font_size=7, align="center", indent=0)
    sheet.row += 1


_HEAD: dict[str, Any] = {"bold": True, "bg_color": STRIP, "align": "center", "indent": 0}


def _line(sheet: Sheet, plan: Plan, step: PlannedStep, anchor: str) -> None:
    row, line = sheet.row, sheet.row + 1
    values: tuple[Cell, ...] = (
        step.measure,
        step.name,
        step.group or None,
        None,
        step.periods,
        None,
        None,
        step.cost.low,
        step.cost.expected,
        step.cost.high,
        step.running_cny_year,
        step.subsidy_cny,
        step.staff_fte,
        step.requires or None,
    )
    lines = max(sheet.lines(str(values[n] or ""), sheet.widths[n]) for n in (0, 1, 2, -1))
    sheet.sheet.set_row(row, 15.0 * lines + 3)
    for column, (kind, value) in enumerate(zip(_KINDS, values, strict=True)):
        if column == 0:
            write_text(sheet.sheet, row, 0, step.measure, sheet.looks.cell)
        elif column not in (START, PERIODS, 5, 6):
            sheet.value(row, column, kind, value)
    given = sheet.looks.cell("count", bg_color=INPUT, align="center")
    if step.start_period is None:
        sheet.sheet.write_blank(row, START, None, given)
    else:
        sheet.sheet.write_number(row, START, step.start_period, given)
    sheet.sheet.write_number(row, PERIODS, step.periods, given)
    day = sheet.looks.cell("date")
    for column, months, shown in (
        (5, f"D{line}", step.start_period),
        (6, f"(D{line}+E{line})", None if step.start_period is None else _finish(step)),
    ):
        formula = f'=IF(D{line}="","",EDATE({anchor},{MONTHS_A_PERIOD}*{months}))'
        sheet.sheet.write_formula(row, column, formula, day, _serial(plan.start, shown))
    sheet.row += 1


def _finish(step: PlannedStep) -> int:
    return (step.start_period or 0) + step.periods


def _sums(sheet: Sheet, plan: Plan, first: int, bottom: int) -> None:
    """Sum what is planned; staff loads of different periods do not add up."""
    planned = [step for step in plan.steps if step.start_period is not None]
    sums = (
        [step.cost.low for step in planned],
        [step.cost.expected for step in planned],
        [step.cost.high for step in planned],
        [step.running_cny_year for step in planned],
        [step.subsidy_cny for step in planned],
    )
    for column in range(len(MACHINE)):
        sheet.text(sheet.row, column, "", bold=True)
    sheet.text(sheet.row, 1, sheet.tr.gettext("Total of the measures planned"), bold=True)
    look = sheet.looks.cell("money", bold=True)
    starts = f"$D${first + 1}:$D${bottom + 1}"
    for column, values in zip(_SUMMED, sums, strict=False):
        letter = chr(ord("A") + column)
        formula = f'=SUMIF({starts},">=0",{letter}{first + 1}:{letter}{bottom + 1})'
        sheet.sheet.write_formula(sheet.row, column, formula, look, sum(v or 0 for v in values))
    sheet.row += 1


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001  # cells have no zone


def _serial(start: date, period: int | None) -> int | str:
    """Answer the number by which spreadsheets know the first day of a period."""
    if period is None:
        return ""
    day = add_months(start, period * MONTHS_A_PERIOD)
    return (day - (date(1899, 12, 30))) // timedelta(days=1)


def legend_widths(tr: Translator) -> tuple[float, ...]:
    """Answer the widths of the schedule's columns; English names are longer."""
    return WIDTHS if tr.lang == "zh" else tuple(width * 1.05 for width in WIDTHS)
