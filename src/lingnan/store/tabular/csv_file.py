"""Read delimited text: find encoding, delimiter and header, then hand the rows to Arrow.

Not for repairing: a line with too few or too many cells becomes a finding. Lines that Arrow skips,
and files with a quotation mark that is never closed, go through `csv_line`, line by line.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from lingnan.kernel import Finding
from lingnan.store.tabular.column import Column, HeaderMatch, find_header
from lingnan.store.tabular.csv_line import read_lines, repair
from lingnan.store.tabular.encoding import TextFile, detect
from lingnan.store.tabular.errors import FileDamaged, FileEmpty
from lingnan.store.tabular.rules import OTHER_ENCODING, UNREADABLE_LINE
from lingnan.store.tabular.sheet import Content
from lingnan.store.tabular.wanted import wanted_places

_DELIMITERS = (",", "\t", ";", "|", "，")
_HEAD_BYTES = 1 << 18
_HEAD_ROWS = 20
_BLOCK = 1 << 24


@dataclass(frozen=True, slots=True)
class Head:
    """Where the header stands: `row` as a person counts, `lines` of text up to and with it."""

    delimiter: str
    cells: Sequence[str]
    row: int
    lines: int
    match: HeaderMatch
    preamble: tuple[str, ...]


def read_csv(
    path: Path, columns: Sequence[Column], *, keep_unmapped: bool
) -> tuple[Content, HeaderMatch]:
    """Read the wanted columns of a delimited text file.

    Raises: FileEmpty, FileDamaged, EncodingUnknown.
    """
    text = detect(path)
    with text.open() as stream:
        head = _find_head(stream, path.name, columns)
    # A file of which no column is known is read whole: the importer says what it misses.
    places = wanted_places(head.cells, head.match, keep_unmapped) or wanted_places(
        head.cells, head.match, True
    )
    with text.open() as stream:
        parts = _read_fast(stream, path.name, head, places)
    if parts is None:
        with text.open() as stream:
            parts = read_lines(
                stream, path.name, head.delimiter, len(head.cells), places, head.lines, head.row
            )
    findings = [*_encoding_findings(text), *parts.findings]
    content = Content(
        rows=parts.rows,
        columns=parts.columns,
        headers=head.cells,
        header_row=head.row,
        encoding=text.encoding,
        preamble=head.preamble,
        findings=tuple(findings),
        rejected_count=len(parts.findings) + len(text.unreadable),
    )
    return content, head.match


def _find_head(stream: BinaryIO, file: str, columns: Sequence[Column]) -> Head:
    text = stream.read(_HEAD_BYTES).decode("utf-8", errors="ignore")
    if not text.strip():
        raise FileEmpty(file=file)
    best: Head | None = None
    for delimiter in _DELIMITERS:
        head = _head_with(text, delimiter, columns)
        if best is None or _merit(head) > _merit(best):
            best = head
    if best is None:
        raise FileEmpty(file=file)
    return best


def _head_with(text: str, delimiter: str, columns: Sequence[Column]) -> Head:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[list[str]] = []
    ends: list[int] = []
    try:
        for cells in reader:
            rows.append(cells)
            ends.append(reader.line_num)
            if len(rows) == _HEAD_ROWS:
                break
    except csv.Error:
        pass
    place, match = find_header(rows or [[text[:1000]]], columns)
    above = tuple(cell.strip() for row in rows[:place] for cell in row if cell.strip())
    lines = ends[place] if ends else 1
    return Head(delimiter, rows[place] if rows else [text[:1000]], place + 1, lines, match, above)


def _merit(head: Head) -> tuple[int, int]:
    return len(head.match.positions), len(head.cells)


@dataclass(frozen=True, slots=True)
class _Skipped:
    number: int
    text: str


def _read_fast(stream: BinaryIO, file: str, head: Head, places: dict[str, int]) -> Any:
    """Read through Arrow; None when quotation marks have run away and lines must be read singly."""
    if not head.delimiter.isascii():
        return None
    names = [f"c{place}" for place in range(len(head.cells))]
    skipped: list[_Skipped] = []

    def skip(row: Any) -> str:
        skipped.append(_Skipped(row.number, row.text))
        return "skip"

    used = [names[place] for place in places.values()]
    try:
        table = arrow_csv.read_csv(
            pa.PythonFile(stream),
            # One thread: only then does Arrow say which row it skipped. It is fast enough.
            read_options=arrow_csv.ReadOptions(
                use_threads=False, block_size=_BLOCK, column_names=names, skip_rows=head.lines
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=head.delimiter,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=skip,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(used, pa.string()),
                include_columns=used,
                strings_can_be_null=True,
                null_values=[""],
            ),
        )
    except pa.ArrowInvalid as problem:
        return _after_failure(problem, file)
    if any("\n" in each.text for each in skipped) or _has_runaway(table, head.delimiter):
        return None
    return repair(
        table.rename_columns(list(places)),
        [(each.number - head.lines, each.text) for each in skipped],
        file=file,
        delimiter=head.delimiter,
        width=len(head.cells),
        places=places,
        header_row=head.row,
    )


def _after_failure(problem: pa.ArrowInvalid, file: str) -> None:
    if "straddling" in str(problem) or "block" in str(problem):
        return
    raise FileDamaged(file=file, reason=problem) from problem


def _has_runaway(table: pa.Table, delimiter: str) -> bool:
    """Whether some cell swallowed a whole line: it holds a line break and a delimiter."""
    for values in table.columns:
        broken = pc.match_substring(values, "\n")
        if not pc.any(broken).as_py():
            continue
        inside = values.filter(broken)
        if pc.any(pc.match_substring(inside, delimiter)).as_py():
            return True
    return False


def _encoding_findings(text: TextFile) -> list[Finding]:
    findings = [
        UNREADABLE_LINE.finding(
            file=text.path.name,
            row=row,
            value=line.decode("ascii", errors="replace").rstrip(),
            encoding=(text.other if text.encoding.startswith("utf-8") else text.encoding),
        )
        for row, line in text.unreadable
    ]
    if text.other_count:
        findings.append(
            OTHER_ENCODING.finding(
                file=text.path.name,
                row=text.other_row,
                encoding=text.encoding,
                other=text.other,
                count=text.other_count,
            )
        )
    return findings
