"""Read spreadsheets (XLSX, XLS, XLSB, ODS) through calamine.

Not for formulas or formats: a cell is its stored value. Numbers are written without a needless
``.0``; whole numbers beyond 15 digits, which a spreadsheet cannot hold, stay in exponent form so
that a code damaged this way is never taken for a code.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

import pyarrow as pa
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from lingnan.store.tabular.column import Column, HeaderMatch, find_header
from lingnan.store.tabular.errors import FileDamaged, FileEmpty, FileLocked
from lingnan.store.tabular.rules import SHEET_UNUSED
from lingnan.store.tabular.sheet import Content
from lingnan.store.tabular.wanted import wanted_places

_HEAD_ROWS = 20
_ROWS_A_BATCH = 65_536
_WHOLE_LIMIT = 1e15


@dataclass(frozen=True, slots=True)
class _Found:
    sheet: CalamineSheet
    head: list[list[str]]
    place: int
    match: HeaderMatch


def read_workbook(
    path: Path, columns: Sequence[Column], *, keep_unmapped: bool
) -> tuple[Content, HeaderMatch]:
    """Read the wanted columns of the first sheet that has them.

    Raises: FileDamaged, FileLocked, FileEmpty.
    Limits: one sheet of a workbook; the names of the others are reported.
    """
    try:
        with CalamineWorkbook.from_path(str(path)) as workbook:
            names = _sheet_names(workbook)
            found = _find_sheet(workbook, names, columns, path.name)
            headers = found.head[found.place]
            places = wanted_places(headers, found.match, keep_unmapped)
            rows, values = _read_rows(found.sheet, found.place, list(places.values()))
    except PasswordError:
        raise FileLocked(file=path.name) from None
    except (CalamineError, OSError) as problem:
        raise FileDamaged(file=path.name, reason=problem) from problem
    except BaseException as problem:
        # A panic in the reader's Rust code is no Exception; broken files are known to cause them.
        if type(problem).__name__ != "PanicException":
            raise
        raise FileDamaged(file=path.name, reason="panic") from problem
    unread = [name for name in names if name != found.sheet.name]
    findings = (
        (SHEET_UNUSED.finding(file=path.name, value="、".join(unread), used=found.sheet.name),)
        if unread
        else ()
    )
    content = Content(
        rows=rows,
        columns=dict(zip(places, values, strict=True)),
        headers=headers,
        header_row=found.place + 1,
        preamble=tuple(cell for row in found.head[: found.place] for cell in row if cell.strip()),
        findings=findings,
    )
    return content, found.match


def _sheet_names(workbook: CalamineWorkbook) -> list[str]:
    return [
        each.name
        for each in workbook.sheets_metadata
        if each.typ == SheetTypeEnum.WorkSheet and each.visible == SheetVisibleEnum.Visible
    ]


def _find_sheet(
    workbook: CalamineWorkbook, names: Sequence[str], columns: Sequence[Column], file: str
) -> _Found:
    best: _Found | None = None
    for name in names:
        sheet = workbook.get_sheet_by_name(name)
        head = [
            [_text(cell) or "" for cell in row] for row in islice(sheet.iter_rows(), _HEAD_ROWS)
        ]
        if not any(cell.strip() for row in head for cell in row):
            continue
        place, match = find_header(head, columns)
        if best is None or len(match.positions) > len(best.match.positions):
            best = _Found(sheet, head, place, match)
        if match.positions and not match.missing:
            break
    if best is None:
        raise FileEmpty(file=file)
    return best


def _read_rows(
    sheet: CalamineSheet, header_place: int, places: Sequence[int]
) -> tuple[pa.ChunkedArray, list[pa.ChunkedArray]]:
    rows = islice(sheet.iter_rows(), header_place + 1, None)
    chunks: list[list[pa.Array]] = [[] for _ in places]
    count = 0
    for batch in _batches(rows):
        count += len(batch)
        for into, place in zip(chunks, places, strict=True):
            into.append(pa.array([_text(row[place]) for row in batch], pa.string()))
    first = header_place + 2
    numbers = pa.chunked_array([pa.array(range(first, first + count), pa.int64())])
    return numbers, [pa.chunked_array(each, pa.string()) for each in chunks]


def _batches(rows: Iterator[list[Any]]) -> Iterator[list[list[Any]]]:
    for first in rows:
        yield list(chain([first], islice(rows, _ROWS_A_BATCH - 1)))


def _text(cell: object) -> str | None:
    """Write a cell as a person would type it; null if empty."""
    if isinstance(cell, str):
        return cell or None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < _WHOLE_LIMIT else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(sep=" ")
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    return None if cell is None else str(cell)
