"""One sheet, written from the top: text that never turns into a formula, merged prose, tables.

Not for the sheets that have their own order (plan, gantt, data).
"""

import math
import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from lingnan.console.document.model import Band, Cell, Column, Kind
from lingnan.console.document.value import capital
from lingnan.console.document.word.element import printable
from lingnan.console.document.words import breadth, level_words
from lingnan.console.document.workbook.look import FORMULA_SIGNS, Looks
from lingnan.console.i18n import NOTHING, Translator

_LINE = 15.0
_LONGEST_CELL = 32_000


class Sheet:
    """A worksheet with a cursor: `row` is the next free row."""

    def __init__(
        self, tr: Translator, looks: Looks, sheet: Any, name: str, widths: Sequence[float]
    ) -> None:
        self.tr = tr
        self.looks = looks
        self.sheet = sheet
        self.name = name
        self.widths = list(widths)
        self.row = 0
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)

    @property
    def last(self) -> int:
        """Answer the number of the last column."""
        return len(self.widths) - 1

    def text(self, row: int, column: int, words: str, **look: Any) -> None:
        """Write words into a cell, as words whatever they begin with."""
        write_text(self.sheet, row, column, words, self.looks.cell, **look)

    def value(self, row: int, column: int, kind: Kind, value: Cell, **look: Any) -> None:
        """Write one typed value; unknown is a dash."""
        if value is None:
            self.text(row, column, NOTHING, **{"align": "center", "indent": 0, **look})
        elif isinstance(value, str):
            self.text(row, column, capital(self.tr, value), **look)
        elif isinstance(value, Band):
            self.value(row, column, "money", value.expected, **look)
        elif isinstance(value, date):
            self.sheet.write_datetime(row, column, value, self.looks.cell("date", **look))
        elif kind == "level":
            words = capital(self.tr, level_words(self.tr, int(value)))
            self.text(row, column, words, **{"align": "center", "indent": 0, **look})
        else:
            shown = int(value) // 100 / 10 if kind == "points" else value
            self.sheet.write_number(row, column, shown, self.looks.cell(kind, **look))

    def prose(self, words: str, look: Any, *, lines: float | None = None) -> None:
        """Write a sentence across the sheet, in as many lines as it needs."""
        words = clean(words)
        height = lines or self.lines(words, sum(self.widths))
        self.sheet.set_row(self.row, _LINE * height + 3)
        self.sheet.merge_range(self.row, 0, self.row, self.last, "", look)
        self.sheet.write_string(self.row, 0, words, look)
        self.row += 1

    def heading(self, words: str, size: int = 12) -> None:
        """Write a heading; a smaller one stands over a table."""
        self.sheet.set_row(self.row, size * 2.2)
        self.sheet.write_string(self.row, 0, clean(words), self.looks.heading(size))
        self.row += 1

    def table(
        self,
        columns: Sequence[Column],
        rows: Sequence[Sequence[Cell]],
        total: Sequence[Cell] | None = None,
    ) -> tuple[int, int]:
        """Write a table; bands take three columns. Answers its first and last row of values."""
        wide, spread = spread_bands(self.tr, columns), _spreader(columns)
        fill = self.last - len(wide) + 1 if wide[-1].kind == "text" else 0
        self._head([column.title for column in wide], fill)
        first = self.row
        for values in rows:
            self._line(wide, spread(values), fill)
        last = self.row - 1
        if total is not None:
            self._line(wide, spread(total), fill, bold=True)
        return first, last

    def _head(self, titles: Sequence[str], fill: int) -> None:
        lines = max(
            self.lines(title, width) for title, width in zip(titles, self.widths, strict=False)
        )
        self.sheet.set_row(self.row, _LINE * lines + 6)
        for column, title in enumerate(titles):
            write_text(self.sheet, self.row, column, title, self._head_look)
        self._stretch(len(titles) - 1, fill, titles[-1], self.looks.head())
        self.row += 1

    def _line(
        self, columns: Sequence[Column], values: Sequence[Cell], fill: int, *, bold: bool = False
    ) -> None:
        look: dict[str, Any] = {"bold": True} if bold else {}
        edge = len(columns) - 1
        room = [*self.widths[:edge], sum(self.widths[edge : edge + fill + 1])]
        words = [str(value) if isinstance(value, str) else "" for value in values]
        lines = max(self.lines(w, r) for w, r in zip(words, room, strict=True))
        self.sheet.set_row(self.row, _LINE * lines + 5)
        for number, (column, value) in enumerate(zip(columns, values, strict=True)):
            if bold and value is None:
                self.text(self.row, number, "", **look)
            else:
                self.value(self.row, number, column.kind, value, **look)
        if fill > 0 and isinstance(values[-1], str):
            look_last = self.looks.cell("text", **look)
            self._stretch(len(columns) - 1, fill, capital(self.tr, values[-1]), look_last)
        self.row += 1

    def _stretch(self, column: int, fill: int, words: str, look: Any) -> None:
        """Let the last column of a narrow table reach the edge of the sheet."""
        if fill > 0:
            self.sheet.merge_range(self.row, column, self.row, column + fill, "", look)
            self.sheet.write_string(self.row, column, clean(words), look)

    def _head_look(self, _kind: Kind = "text", **more: Any) -> Any:
        return self.looks.head(**more)

    def lines(self, words: str, width: float) -> int:
        """Estimate how many lines words take in a width."""
        return sum(
            max(1, math.ceil(breadth(line) * 1.08 / max(width - 3, 1)))
            for line in words.split("\n")
        )


def write_text(sheet: Any, row: int, column: int, words: str, look_of: Any, **look: Any) -> None:
    """Write words as words; those that look like a formula stay words when typed again."""
    words = clean(words)
    if words.startswith(FORMULA_SIGNS) and len(words) > 1:
        look["quote_prefix"] = True
    sheet.write_string(row, column, words, look_of("text", **look))


def clean(words: str) -> str:
    """Drop what a cell cannot hold, and what is too long for one."""
    return printable(words)[:_LONGEST_CELL]


def sheet_name(words: str, taken: Sequence[str]) -> str:
    """Make a sheet's name that Excel takes, unlike those taken already."""
    plain = re.sub(r"[\[\]:*?/\\']", " ", clean(words)).strip()[:28] or "Sheet"
    name, number = plain, 2
    while name.lower() in {other.lower() for other in taken}:
        name, number = f"{plain} {number}", number + 1
    return name


def spread_bands(tr: Translator, columns: Sequence[Column]) -> list[Column]:
    """Give a band three columns: low, expected, high."""
    _ = tr.gettext
    found: list[Column] = []
    for column in columns:
        if column.kind != "band":
            found.append(column)
            continue
        for word in (_("low"), _("expected"), _("high")):
            title = f"{column.title}：{word}" if tr.lang == "zh" else f"{column.title}, {word}"
            found.append(Column(title, "money", max(column.width * 2 // 3, 10)))
    return found


def _spreader(columns: Sequence[Column]) -> Any:
    def spread(values: Sequence[Cell]) -> list[Cell]:
        found: list[Cell] = []
        for column, value in zip(columns, values, strict=True):
            if column.kind != "band":
                found.append(value)
            elif isinstance(value, Band):
                found += [value.low, value.expected, value.high]
            else:
                found += [None, value, None]
        return found

    return spread
