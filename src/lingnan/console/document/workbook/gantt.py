"""The Gantt as a sheet: cells shade themselves by the schedule, also after it was edited.

Not for a schedule without an editable plan: its bars are shaded once.
"""

from lingnan.console.charts.palette import PROVEN, STRIP
from lingnan.console.document.model import Gantt, GanttRow
from lingnan.console.document.picture import GREY
from lingnan.console.document.value import capital
from lingnan.console.document.words import with_unit
from lingnan.console.document.workbook.plan import COST, PERIODS, START
from lingnan.console.document.workbook.sheet import Sheet

_FIRST_PERIOD = 5


def gantt_widths(block: Gantt) -> list[float]:
    """Answer the widths: name, group, start, length and amount, then the periods."""
    return [40.0, 20.0, 8.0, 8.0, 13.0, *([12.0] * len(block.periods))]


def write_gantt(sheet: Sheet, block: Gantt, plan: tuple[str, int] | None) -> None:
    """Write the picture; `plan` names the schedule's sheet and its first row, if there is one."""
    _ = sheet.tr.gettext
    cost = with_unit(sheet.tr, _("Investment"))
    fixed = (block.heads or _("Measure"), _("Foundation"), _("Start period"), _("Half-years"), cost)
    titles = (*fixed, *block.periods)
    sheet.sheet.set_row(sheet.row, 33)
    for column, title in enumerate(titles):
        sheet.text(sheet.row, column, title, bold=True, bg_color=STRIP, align="center", indent=0)
    sheet.row += 1
    index = sheet.row
    for column in range(_FIRST_PERIOD):
        sheet.text(index, column, "")
    small = sheet.looks.cell("count", font_color=GREY, font_size=7, align="center")
    for number in range(len(block.periods)):
        sheet.sheet.write_number(index, _FIRST_PERIOD + number, number, small)
    sheet.row += 1
    first = sheet.row
    bar_look = sheet.looks.get(bg_color=PROVEN, border=1, border_color=PROVEN)
    for number, bar in enumerate(block.rows):
        if plan:
            _live(sheet, plan[0], plan[1] + number, bar)
        else:
            _fixed(sheet, bar)
        for period in range(len(block.periods)):
            is_under_way = plan is None and bar.start <= period < bar.finish
            look = bar_look if is_under_way else sheet.looks.cell("text")
            sheet.sheet.write_blank(sheet.row, _FIRST_PERIOD + period, None, look)
        sheet.row += 1
    if plan and block.rows and block.periods:
        letter, line = _letter(_FIRST_PERIOD), first + 1
        rule = (
            f"=AND(ISNUMBER($C{line}),{letter}${index + 1}>=$C{line},"
            f"{letter}${index + 1}<$C{line}+$D{line})"
        )
        last_column = _FIRST_PERIOD + len(block.periods) - 1
        shade = sheet.looks.get(bg_color=PROVEN, font_color=PROVEN)
        sheet.sheet.conditional_format(
            first, _FIRST_PERIOD, sheet.row - 1, last_column,
            {"type": "formula", "criteria": rule, "format": shade},
        )  # fmt: skip
    sheet.prose(block.note, sheet.looks.note())


def _live(sheet: Sheet, plan: str, row: int, bar: GanttRow) -> None:
    """Refer to the schedule's cells; the values are what stands there now."""
    tr, other = sheet.tr, "'" + plan.replace("'", "''") + "'!"
    count, text = sheet.looks.cell("count"), sheet.looks.cell("text")
    money = sheet.looks.cell("money")
    sheet.sheet.set_row(sheet.row, 18)
    for column, source, look, shown in (
        (0, 1, text, capital(tr, bar.name)),
        (1, 2, text, capital(tr, bar.group)),
        (2, START, count, bar.start),
        (3, PERIODS, count, bar.finish - bar.start),
        (4, COST, money, "" if bar.cost_cny is None else bar.cost_cny),
    ):
        reference = f"{other}{_letter(source)}{row + 1}"
        formula = f'=IF({reference}="","",{reference})'
        sheet.sheet.write_formula(sheet.row, column, formula, look, shown)


def _fixed(sheet: Sheet, bar: GanttRow) -> None:
    sheet.sheet.set_row(sheet.row, 18)
    sheet.value(sheet.row, 0, "text", bar.name)
    sheet.value(sheet.row, 1, "text", bar.group or None)
    sheet.value(sheet.row, 2, "count", bar.start)
    sheet.value(sheet.row, 3, "count", bar.finish - bar.start)
    sheet.value(sheet.row, 4, "money", bar.cost_cny)


def _letter(column: int) -> str:
    return chr(ord("A") + column)
