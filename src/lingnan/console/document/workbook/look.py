"""How cells look: fonts, fills, number formats, one format a kind, made once a workbook.

Not for what stands in them.
"""

from typing import Any

from lingnan.console.charts.palette import GRID_LINE, INK, MUTED, STRIP
from lingnan.console.document.model import Kind
from lingnan.kernel import Lang

FONTS: dict[Lang, str] = {"zh": "宋体", "en": "Arial"}
HEAD_FONTS: dict[Lang, str] = {"zh": "黑体", "en": "Arial"}
SIZE = 10
#: What an official may change stands on this ground.
INPUT = "#fcf5e6"

_NUMBERS: dict[Kind, str] = {
    "money": "#,##0_ ",
    "band": "#,##0_ ",
    "count": "#,##0",
    "decimal": "#,##0.0_ ",
    "points": "#,##0.0_ ",
    "percent": "0.0%_ ",
    "level": "0",
}
_DATES: dict[Lang, str] = {"zh": 'yyyy"年"m"月"d"日"', "en": "d mmm yyyy"}
#: Signs with which a spreadsheet begins a formula when a cell is typed again.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


class Looks:
    """The formats of one workbook, by name."""

    def __init__(self, book: Any, lang: Lang) -> None:
        self.lang = lang
        self._book = book
        self._known: dict[tuple[tuple[str, Any], ...], Any] = {}

    def get(self, **wanted: Any) -> Any:
        """Answer the format with these properties over the usual ones."""
        usual = {"font_name": FONTS[self.lang], "font_size": SIZE, "font_color": INK}
        values = {**usual, "valign": "vcenter", **wanted}
        key = tuple(sorted(values.items()))
        if key not in self._known:
            self._known[key] = self._book.add_format(values)
        return self._known[key]

    def cell(self, kind: Kind = "text", **more: Any) -> Any:
        """Answer the format of a value of a table."""
        wanted: dict[str, Any] = {"border": 1, "border_color": GRID_LINE}
        if kind == "text":
            wanted |= {"text_wrap": True, "align": "left", "indent": 1}
        elif kind == "date":
            wanted |= {"num_format": _DATES[self.lang], "align": "center"}
        else:
            align = "center" if kind == "count" else "right"
            wanted |= {"num_format": _NUMBERS[kind], "align": align}
        return self.get(**{**wanted, **more})

    def head(self, **more: Any) -> Any:
        """Answer the format of a column's title."""
        return self.get(
            **{
                "font_name": HEAD_FONTS[self.lang],
                "bold": True,
                "bg_color": STRIP,
                "border": 1,
                "border_color": GRID_LINE,
                "text_wrap": True,
                "align": "center",
                **more,
            }
        )

    def heading(self, size: int) -> Any:
        """Answer the format of a heading outside tables."""
        return self.get(font_name=HEAD_FONTS[self.lang], bold=True, font_size=size)

    def prose(self, **more: Any) -> Any:
        """Answer the format of a sentence over the width of a sheet."""
        return self.get(**{"text_wrap": True, "align": "left", **more})

    def note(self) -> Any:
        """Answer the format of small print."""
        return self.prose(font_color=MUTED, font_size=9)
