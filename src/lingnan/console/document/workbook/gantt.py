"""The Gantt as a sheet: cells shade themselves by the schedule, also after it was edited.

Not for a schedule without an editable plan: its bars are shaded once.
"""

from lingnan.console.charts.palette import PROVEN
from lingnan.console.document.model import Gantt
from lingnan.console.document.value import capital
from lingnan.console.document.workbook.plan import PERIODS, START
from lingnan.console.document.workbook.sheet import Sheet

_FIRST_PERIOD = 4


def gantt_widths(block: Gantt) -> list[float]:
    """Answer the widths: name, group, start and length, then the periods."""
    return [30.0, 16.0, 7.0, 7.0, *([12.0] * len(block.periods))]


def write_gantt(sheet: Sheet, block: Gantt, plan: tuple[str, int] | None) -> None:
    """Write the picture; `plan` names the schedule's sheet and its first row, if there is one."""
    _ = sheet.tr.gettext
    titles = (_("Measure"), _("Foundation"), _("Start"), _("Half-years"), *block.periods)
    sheet.sheet.set_row(sheet.row, 30)
    for column, title in enumerate(titles):
        sheet.text(sheet.row, column, title, bold=True, bg_color="#e8ecf0", align="center")
    sheet.row += 1
    index = sheet.row
    for column in range(_FIRST_PERIOD):
        sheet.text(index, column, "")
    small = sheet.looks.cell("count", font_color="#8a949e", font_size=7, align="center")
    for number in range(len(block.periods)):
        sheet.sheet.write_number(index, _FIRST_PERIOD + number, number, small)
    sheet.row += 1
    first = sheet.row
    bar_look = sheet.looks.get(bg_color=PROVEN, border=1, border_color=PROVEN)
    for number, bar in enumerate(block.rows):
        if plan:
            _live(sheet, plan[0], plan[1] + number, bar.name, bar.group, bar.start, bar.finish)
        else:
            _fixed(sheet, bar.name, bar.group, bar.start, bar.finish)
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


def _live(
    sheet: Sheet, plan: str, row: int, name: str, group: str, start: int, finish: int
) -> None:
    """Refer to the schedule's cells; the values are what stands there now."""
    tr, other = sheet.tr, "'" + plan.replace("'", "''") + "'!"
    count = sheet.looks.cell("count", align="center")
    text, line = sheet.looks.cell("text"), row + 1
    for column, source, shown in ((0, "B", name), (1, "C", group)):
        reference = f"{other}{source}{line}"
        formula = f'=IF({reference}="","",{reference})'
        sheet.sheet.write_formula(sheet.row, column, formula, text, capital(tr, shown))
    for column, number, value in ((2, START, start), (3, PERIODS, finish - start)):
        reference = f"{other}{_letter(number)}{line}"
        formula = f'=IF({reference}="","",{reference})'
        sheet.sheet.write_formula(sheet.row, column, formula, count, value)


def _fixed(sheet: Sheet, name: str, group: str, start: int, finish: int) -> None:
    sheet.value(sheet.row, 0, "text", name)
    sheet.value(sheet.row, 1, "text", group or None)
    sheet.value(sheet.row, 2, "count", start)
    sheet.value(sheet.row, 3, "count", finish - start)


def _letter(column: int) -> str:
    return chr(ord("A") + column)
