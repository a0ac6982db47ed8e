"""Read delimited text where Arrow's reader cannot: skipped lines, and quotation marks never closed.

Not the normal way: this one works a line at a time in Python (about 3 s for a million lines).
"""

import csv
import io
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

import numpy as np
import pyarrow as pa

from lingnan.kernel import Finding
from lingnan.store.tabular.rules import CELL_COUNT, OPEN_QUOTE

_LINES_IN_A_CELL = 100
_ROWS_A_BATCH = 65_536


@dataclass(frozen=True, slots=True)
class Parts:
    """Rows read: their numbers, the wanted columns, and a finding for each row given up."""

    rows: pa.ChunkedArray
    columns: Mapping[str, pa.ChunkedArray]
    findings: Sequence[Finding]


def repair(
    table: pa.Table,
    skipped: Sequence[tuple[int, str]],
    *,
    file: str,
    delimiter: str,
    width: int,
    places: Mapping[str, int],
    header_row: int,
) -> Parts:
    """Number the rows that Arrow read, and take back skipped rows whose surplus cells are empty.

    `skipped`: number (the first record after the header is 1) and text of each skipped row.
    """
    count = table.num_rows + len(skipped)
    is_read = np.ones(count, dtype=bool)
    is_read[[number - 1 for number, _ in skipped]] = False
    rows = np.flatnonzero(is_read) + header_row + 1
    numbered = table.append_column("\0row", pa.array(rows, pa.int64()))
    taken = _Builder(places)
    findings: list[Finding] = []
    for number, text in skipped:
        cells = _cells(text, delimiter)
        taken.take(number + header_row, cells, width, text, file, findings)
    if taken.count:
        back = taken.finish()
        extra = pa.table({**back.columns, "\0row": back.rows}).select(numbered.column_names)
        numbered = pa.concat_tables([numbered, extra]).sort_by("\0row")
    columns = {name: numbered[name] for name in places}
    return Parts(numbered["\0row"], columns, findings)


def read_lines(
    stream: BinaryIO,
    file: str,
    delimiter: str,
    width: int,
    places: Mapping[str, int],
    lines: int,
    header_row: int,
) -> Parts:
    """Read all rows below the header line by line; a quotation mark never closed costs one row.

    `lines`: physical lines up to and with the header. A cell may hold line breaks if it is quoted;
    a line that is a whole record by itself is never taken for the inside of a cell.
    """
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
    waiting: deque[str] = deque()
    source = iter(text)
    for _ in range(lines):
        next(source, None)
    taken = _Builder(places)
    findings: list[Finding] = []
    row = header_row
    while (line := _next(waiting, source)) is not None:
        row += 1
        record = line.rstrip("\r\n")
        if not record:
            continue
        if not _is_open(record, delimiter):
            taken.take(row, _cells(record, delimiter), width, record, file, findings)
            continue
        cells = _join(record, waiting, source, delimiter, width)
        if cells is None:
            findings.append(OPEN_QUOTE.finding(file=file, row=row, value=record))
        else:
            taken.take(row, cells, width, record, file, findings)
    parts = taken.finish()
    return Parts(parts.rows, parts.columns, findings)


def _next(waiting: deque[str], source: Iterator[str]) -> str | None:
    return waiting.popleft() if waiting else next(source, None)


def _is_open(text: str, delimiter: str) -> bool:
    """Whether the text ends inside quotation marks."""
    if '"' not in text:
        return False
    try:
        list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as problem:
        return "unexpected end" in str(problem)
    return False


def _join(
    record: str, waiting: deque[str], source: Iterator[str], delimiter: str, width: int
) -> list[str] | None:
    """Join following lines until the cell closes; null, with the lines put back, if it does not."""
    joined = [record]
    drawn: list[str] = []
    while len(drawn) < _LINES_IN_A_CELL and (line := _next(waiting, source)) is not None:
        drawn.append(line)
        bare = line.rstrip("\r\n")
        # A line with an odd number of quotation marks closes the cell; it is no record by itself.
        is_whole = bare.count('"') % 2 == 0 and not _is_open(bare, delimiter)
        if is_whole and len(_cells(bare, delimiter)) == width > 1:
            break
        joined.append(bare)
        whole = "\n".join(joined)
        if not _is_open(whole, delimiter):
            cells = _cells(whole, delimiter)
            if len(cells) == width:
                return cells
            break
    waiting.extendleft(reversed(drawn))
    return None


def _cells(text: str, delimiter: str) -> list[str]:
    if '"' not in text:
        return text.split(delimiter)
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
    except csv.Error:
        return text.split(delimiter)


@dataclass(slots=True)
class _Builder:
    """Collects wanted cells into Arrow batches."""

    places: Mapping[str, int]
    count: int = 0
    _rows: list[int] = field(default_factory=list)
    _cells: list[list[str | None]] = field(default_factory=list)
    _row_chunks: list[pa.Array] = field(default_factory=list)
    _chunks: list[list[pa.Array]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._cells = [[] for _ in self.places]
        self._chunks = [[] for _ in self.places]

    def take(
        self,
        row: int,
        cells: list[str],
        width: int,
        text: str,
        file: str,
        findings: list[Finding],
    ) -> None:
        """Keep one row, or report that its number of cells does not fit."""
        if len(cells) < width or any(cell.strip() for cell in cells[width:]):
            findings.append(
                CELL_COUNT.finding(file=file, row=row, value=text, found=len(cells), expected=width)
            )
            return
        self.count += 1
        self._rows.append(row)
        for kept, place in zip(self._cells, self.places.values(), strict=True):
            kept.append(cells[place])
        if len(self._rows) >= _ROWS_A_BATCH:
            self._flush()

    def _flush(self) -> None:
        self._row_chunks.append(pa.array(self._rows, pa.int64()))
        for chunks, kept in zip(self._chunks, self._cells, strict=True):
            chunks.append(pa.array(kept, pa.string()))
            kept.clear()
        self._rows.clear()

    def finish(self) -> Parts:
        """Answer what was kept."""
        self._flush()
        columns = {
            name: pa.chunked_array(chunks, pa.string())
            for name, chunks in zip(self.places, self._chunks, strict=True)
        }
        return Parts(pa.chunked_array(self._row_chunks, pa.int64()), columns, ())
