"""Records as a table for people: aligned, never cut, as wide as the place it is printed to.

Where the columns do not fit side by side, each record is printed as a block of lines instead.
Not for programs: they get JSON and CSV (see output).
"""

import os
import sys
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from typing import TYPE_CHECKING, Any

from lingnan.kernel import Lang, Text

if TYPE_CHECKING:
    from rich.console import Console

#: What a pipe or file gets: wide enough for every table, narrow enough to read.
_PIPE_WIDTH = 160
#: A longer word may be broken; it is a path or a hash.
_LONGEST_WORD = 28
_CHINESE_WORD = 10
_GAP = 3


def print_table(
    records: Sequence[Mapping[str, Any]],
    headings: Mapping[str, Text],
    *,
    lang: Lang,
    title: str | None = None,
) -> None:
    """Print records under their headings, numbers to the right."""
    cells = [[shown(record.get(name), lang) for name in headings] for record in records]
    heads = [heading.in_(lang) for heading in headings.values()]
    numeric = [_is_numeric([record.get(name) for record in records]) for name in headings]
    console, buffer = _console()
    if title:
        console.print(_styled(title, "bold"))
    columns = [[head, *column] for head, *column in zip(heads, *cells, strict=True)]
    widths = _widths(columns, console.width - _GAP * (len(columns) - 1))
    if widths is not None:
        _print_columns(console, heads, cells, numeric, widths)
    else:
        _print_blocks(console, heads, cells)
    # Padding to the full width would be noise in a file, and folds in a narrower window.
    lines = (line.rstrip() for line in buffer.getvalue().splitlines())
    sys.stdout.write("\n".join(lines) + "\n")


def shown(value: object, lang: Lang) -> str:
    """A value as a person reads it; unknown is a dash."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return {"zh": ("否", "是"), "en": ("no", "yes")}[lang][value]
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.2f}"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Text):
        return value.in_(lang)
    return str(value)


def _console() -> "tuple[Console, StringIO]":
    from rich.console import Console

    buffer, is_terminal = StringIO(), sys.stdout.isatty()
    width = None if is_terminal or "COLUMNS" in os.environ else _PIPE_WIDTH
    if is_terminal and "COLUMNS" not in os.environ:
        width = os.get_terminal_size(sys.stdout.fileno()).columns or None
    return Console(file=buffer, width=width, force_terminal=is_terminal, highlight=False), buffer


def _styled(text: str, style: str = "") -> Any:
    # Plain text, so that a bracket in a cell is not taken for markup.
    from rich.text import Text as Styled

    return Styled(text, style=style)


def _is_numeric(values: Sequence[object]) -> bool:
    known = [value for value in values if value is not None]
    return bool(known) and all(
        isinstance(value, int | float | Decimal) and not isinstance(value, bool) for value in known
    )


def _widths(columns: Sequence[Sequence[str]], room: int) -> list[int] | None:
    """How wide each column gets: the widest give way first, none below its longest word.

    Null when the columns cannot stand side by side.
    """
    from rich.cells import cell_len

    least = [max(map(_longest_word, column)) for column in columns]
    widths = [max(map(cell_len, column)) for column in columns]
    if sum(least) > room:
        return None
    while sum(widths) > room:
        wider = [place for place, width in enumerate(widths) if width > least[place]]
        widths[max(wider, key=widths.__getitem__)] -= 1
    return widths


def _longest_word(text: str) -> int:
    from rich.cells import cell_len

    # Chinese has no spaces and may break anywhere; it only needs room enough to read.
    is_chinese = cell_len(text) > len(text)
    limit = _CHINESE_WORD if is_chinese else _LONGEST_WORD
    return max((min(cell_len(word), limit) for word in text.split()), default=1)


def _print_columns(
    console: "Console",
    heads: Sequence[str],
    cells: Sequence[Sequence[str]],
    numeric: Sequence[bool],
    widths: Sequence[int],
) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for head, is_numeric, width in zip(heads, numeric, widths, strict=True):
        justify: Any = "right" if is_numeric else "left"
        table.add_column(head, justify=justify, overflow="fold", width=width)
    for row in cells:
        table.add_row(*map(_styled, row))
    console.print(table)
    console.print()


def _print_blocks(console: "Console", heads: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    from rich.table import Table

    for row in cells:
        block = Table.grid(padding=(0, 2))
        block.add_column(style="bold", no_wrap=True)
        block.add_column(overflow="fold")
        for head, cell in zip(heads, row, strict=True):
            block.add_row(head, _styled(cell))
        console.print(block)
        console.print()
