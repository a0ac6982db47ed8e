"""The Gantt picture as a table with shaded cells: it prints well and can be edited in Word.

Not for reading a schedule back: that is what the workbook is for.
"""

from lingnan.console.charts.palette import MUTED, PAPER, PROVEN, STRIP
from lingnan.console.document.model import Gantt, GanttRow
from lingnan.console.document.value import capital
from lingnan.console.document.word.element import Element, el
from lingnan.console.document.word.table import Box, grid, row
from lingnan.console.document.words import money_words, two_lines
from lingnan.console.i18n import Translator

_NAME_SHARE = 0.34
#: So many bars stay on one page.
_SHORT = 20
#: An amount needs so many twips of bar.
_LABEL = 780


def gantt_table(tr: Translator, block: Gantt, width: int) -> Element:
    """Build the table: a line per group, a line per bar, a column per period."""
    _ = tr.gettext
    count = len(block.periods)
    name = int(width * _NAME_SHARE)
    cell = (width - name) // max(count, 1)
    name = width - cell * count
    head = [Box(block.heads or _("Measure"), name, "TableHead", fill=STRIP, keep_next=True)]
    head += [
        Box(
            two_lines(p),
            cell,
            "TableHead",
            fill=STRIP,
            align="center",
            keep_next=True,
            is_tight=True,
        )
        for p in block.periods
    ]
    rows = [row(head, is_head=True)]
    keep = len(block.rows) <= _SHORT
    groups = list(dict.fromkeys(bar.group for bar in block.rows))
    for group in groups:
        bars = [bar for bar in block.rows if bar.group == group]
        if group:
            rows.append(
                row(
                    [
                        Box(
                            capital(tr, group),
                            width,
                            "TableHead",
                            span=count + 1,
                            colour=MUTED,
                            keep_next=True,
                        )
                    ]
                )
            )
        for bar in bars:
            is_last = group == groups[-1] and bar is bars[-1]
            rows.append(row(_bar(tr, bar, name, cell, count, keep=keep and not is_last)))
    return grid([name] + [cell] * count, rows, title=block.title, is_boxed=True)


def _bar(
    tr: Translator, bar: GanttRow, name: int, cell: int, count: int, *, keep: bool
) -> list[Box]:
    start, finish = max(bar.start, 0), min(max(bar.finish, bar.start + 1), count)
    words = "" if bar.cost_cny is None else money_words(tr, bar.cost_cny)
    if tr.lang == "en":
        words = words.removeprefix("CNY ")
    boxes = [Box(capital(tr, bar.name), name, keep_next=keep)]
    for period in range(count):
        if not start <= period < finish:
            boxes.append(Box("", cell, keep_next=keep))
            continue
        boxes.append(
            Box(
                (words if finish - start == 1 else f" {words}")
                if period == start and cell >= _LABEL
                else "",
                cell,
                fill=PROVEN,
                colour=PAPER,
                align="center" if finish - start == 1 else None,
                keep_next=keep,
                borders=_seamless(period > start, period < finish - 1),
                is_tight=True,
            )
        )
    return boxes


def _seamless(joins_left: bool, joins_right: bool) -> Element | None:
    """Hide the lines inside a bar of several periods."""
    line = {"val": "single", "sz": 4, "space": 0, "color": PROVEN.lstrip("#")}
    sides = [
        el(side, **line) for side, joins in (("left", joins_left), ("right", joins_right)) if joins
    ]
    return el("tcBorders", *sides) if sides else None
