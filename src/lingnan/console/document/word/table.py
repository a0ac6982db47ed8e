"""Tables for paper: fixed columns, a head that repeats on every page, rows that never split.

Not for what the cells say (value), nor for the Gantt and the signatures, which have their own.
Source: ECMA-376 part 1, 17.4.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from lingnan.console.charts.palette import GRID_LINE, MUTED, STRIP
from lingnan.console.document.model import Cell, Column
from lingnan.console.document.value import NUMERIC, cell_words
from lingnan.console.document.word.element import Element, el, paragraph, printable, run
from lingnan.console.i18n import Translator

#: Tables of at most so many rows stay on one page.
SHORT = 7
#: The last rows of a longer one stay with its sums.
_TOGETHER = 2
_CENTRED = frozenset({"date", "level"})


@dataclass(frozen=True, slots=True)
class Box:
    """One cell: text in a style, spanned columns, fill, alignment, own borders."""

    text: str
    width: int
    style: str = "TableText"
    span: int = 1
    fill: str | None = None
    align: str | None = None
    is_bold: bool = False
    colour: str | None = None
    keep_next: bool = False
    valign: str = "center"
    borders: Element | None = None
    is_tight: bool = False


def split_width(total: int, weights: Sequence[int]) -> list[int]:
    """Share a width by weights, to the last twip."""
    whole = sum(weights)
    found, used, passed = [], 0, 0
    for weight in weights:
        passed += weight
        edge = total * passed // whole
        found.append(edge - used)
        used = edge
    return found


def grid(
    widths: Sequence[int],
    rows: Sequence[Element],
    *,
    title: str = "",
    is_boxed: bool = False,
) -> Element:
    """Build a table of finished rows; `title` is read out by screen readers."""
    line = {"val": "single", "sz": 4, "space": 0, "color": GRID_LINE.lstrip("#")}
    rule = {"val": "single", "sz": 8, "space": 0, "color": MUTED.lstrip("#")}
    none = {"val": "nil"}
    borders = el(
        "tblBorders",
        el("top", **rule),
        el("left", **(rule if is_boxed else none)),
        el("bottom", **rule),
        el("right", **(rule if is_boxed else none)),
        el("insideH", **line),
        el("insideV", **(line if is_boxed else none)),
    )
    properties = el(
        "tblPr",
        el("tblW", w=sum(widths), type="dxa"),
        el("jc", val="center"),
        borders,
        el("tblLayout", type="fixed"),
        el("tblCellMar", el("left", w=90, type="dxa"), el("right", w=90, type="dxa")),
        el("tblLook", val="0420", firstRow=1, lastRow=0, firstColumn=0, lastColumn=0, noHBand=0,
           noVBand=1),
        el("tblCaption", val=printable(title)) if title else None,
    )  # fmt: skip
    return el("tbl", properties, el("tblGrid", *(el("gridCol", w=w) for w in widths)), *rows)


def row(boxes: Sequence[Box], *, is_head: bool = False, height: int | None = None) -> Element:
    """Build one row that never splits over pages."""
    properties = el(
        "trPr",
        el("cantSplit"),
        el("trHeight", val=height, hRule="atLeast") if height else None,
        el("tblHeader") if is_head else None,
    )
    return el("tr", properties, *(_cell(box) for box in boxes))


def value_table(
    tr: Translator,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell]],
    total: Sequence[Cell] | None,
    *,
    width: int,
    title: str,
) -> Element:
    """Build a table of typed values under their heads, with a last row of sums."""
    widths = split_width(width, [column.width for column in columns])
    head = [
        Box(
            column.title,
            w,
            "TableHead",
            fill=STRIP,
            align=_align(column),
            keep_next=True,
        )
        for column, w in zip(columns, widths, strict=True)
    ]
    built = [row(head, is_head=True)]
    is_short = len(rows) <= SHORT
    for number, values in enumerate(rows):
        left = len(rows) - number - (1 if total is None else 0)
        keep = left > 0 and (is_short or left <= _TOGETHER)
        built.append(row(_boxes(tr, columns, values, widths, keep=keep)))
    if total is not None:
        boxes = _boxes(tr, columns, total, widths, keep=False, is_total=True)
        built.append(row(boxes))
    return grid(widths, built, title=title)


def _boxes(
    tr: Translator,
    columns: Sequence[Column],
    values: Sequence[Cell],
    widths: Sequence[int],
    *,
    keep: bool,
    is_total: bool = False,
) -> list[Box]:
    return [
        Box(
            "" if is_total and value is None else cell_words(tr, column.kind, value),
            w,
            align=_align(column),
            keep_next=keep,
            is_bold=is_total,
            fill=STRIP if is_total else None,
        )
        for column, value, w in zip(columns, values, widths, strict=True)
    ]


def _align(column: Column) -> str | None:
    if column.kind in NUMERIC:
        return "right"
    return "center" if column.kind in _CENTRED else None


def _cell(box: Box) -> Element:
    margins = None
    if box.is_tight:
        margins = el("tcMar", el("left", w=20, type="dxa"), el("right", w=20, type="dxa"))
    properties = el(
        "tcPr",
        el("tcW", w=box.width, type="dxa"),
        el("gridSpan", val=box.span) if box.span > 1 else None,
        box.borders,
        el("shd", val="clear", color="auto", fill=box.fill.lstrip("#")) if box.fill else None,
        margins,
        el("vAlign", val=box.valign),
    )
    words = [run(box.text, bold=box.is_bold, colour=box.colour)] if box.text else []
    return el(
        "tc", properties, paragraph(box.style, *words, keep_next=box.keep_next, align=box.align)
    )
