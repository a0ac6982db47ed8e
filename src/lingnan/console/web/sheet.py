"""Tables as CSV for spreadsheet programs: UTF-8 with its mark, and no cell that acts as a formula.

The one place where a cell is made harmless; every download of rows goes through it.
Not for files of whole results (pipeline.export) nor for the Excel report (console.document).
Source: RFC 4180; OWASP CSV Injection (signs that begin a formula, full-width ones among them).
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Final

from lingnan.console.charts.chart import Table
from lingnan.console.web.answer import Sent
from lingnan.kernel import Lang, Text

MEDIA_TYPE: Final = "text/csv; charset=utf-8"
#: By this mark spreadsheet programs know that a file is UTF-8.
_MARK: Final = "\ufeff"
_ACTING: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
#: A number with its sign is shown as one and calculates nothing.
_NUMBER: Final = re.compile(r"[+-]\d[\d,]*(\.\d+)?%?")
_ROWS_AT_ONCE: Final = 2_000

Cell = str | int | float | bool | date | datetime | Text | None


def harmless(cell: str) -> str:
    """Answer a text as a spreadsheet program shows it: behind an apostrophe if it would act."""
    told = cell.lstrip(" \u00a0\u3000")
    if told.startswith(_ACTING) and not _NUMBER.fullmatch(told):
        return f"'{cell}"
    return cell


def csv_pieces(
    headings: Sequence[str], rows: Iterable[Sequence[Cell]], lang: Lang = "zh"
) -> Iterator[bytes]:
    """Write rows under their headings, some at a time, so that a million need little memory.

    Units: null is an empty cell, a day and an instant are ISO 8601, truth is 1 or 0.
    """
    target = io.StringIO(newline="")
    target.write(_MARK)
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow([harmless(each) for each in headings])
    for number, row in enumerate(rows, start=1):
        writer.writerow([_written(cell, lang) for cell in row])
        if number % _ROWS_AT_ONCE == 0:
            yield target.getvalue().encode()
            target.seek(0)
            target.truncate()
    yield target.getvalue().encode()


def csv_content(
    headings: Sequence[str], rows: Iterable[Sequence[Cell]], lang: Lang = "zh"
) -> bytes:
    """Answer rows under their headings as one file."""
    return b"".join(csv_pieces(headings, rows, lang))


def sent_csv(
    file_name: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    lang: Lang = "zh",
) -> Sent:
    """Answer rows as a file to keep; it is written while it is sent.

    Limits: `rows` is read after the handler has ended: it holds no connection or engine of it.
    """
    return Sent(csv_pieces(headings, rows, lang), MEDIA_TYPE, file_name)


def sent_table(file_name: str, table: Table) -> Sent:
    """Answer the table under a chart as a file to keep."""
    headings = [column.label for column in table.columns]
    return Sent(csv_content(headings, table.rows), MEDIA_TYPE, file_name)


def _written(cell: Cell, lang: Lang) -> str | int | float:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return int(cell)
    if isinstance(cell, int | float):
        return cell
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    return harmless(cell.in_(lang) if isinstance(cell, Text) else cell)
