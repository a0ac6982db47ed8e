"""A look at a file before it is imported: which column means what, its first rows, what fails.

Only the head of the file is read, so that it is quick whatever its size. Not for importing it.
"""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from lingnan.console.work.importing.kind import columns_for, kind_of
from lingnan.console.work.importing.settings import ImportSettings
from lingnan.evidence import Grade
from lingnan.kernel import Finding, LingnanError
from lingnan.packs import Pack
from lingnan.registry.checking import check_register
from lingnan.sources.declared import import_answers, import_evidence
from lingnan.sources.published import import_series
from lingnan.store import Store
from lingnan.store.tabular import Column, Sheet, read_table, with_headings
from lingnan.store.tabular.column import match_headers

HEAD_ROWS: Final = 200
_HEAD_OCTETS: Final = 1 << 20
#: A workbook is read whole; beyond this it takes too long for a page.
_WORKBOOK_OCTETS: Final = 20 << 20
_MAGIC: Final = b"PAR1"
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class FoundColumn:
    """A header of the file.

    Attributes: column: what it means; null where it is none of ours. known: the same by our words.
    """

    header: str
    column: str | None
    known: str | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What the head of a file shows.

    Attributes:
        rows: cells of the first rows, in the order of `columns`.
        is_whole: whether the head is all of the file.
        missing: required columns that no header means.
        findings: of the first rows; null where they are judged only in the import.
        failure: why the file as it is told cannot be imported at all.
    """

    columns: tuple[FoundColumn, ...] = ()
    rows: tuple[tuple[str | None, ...], ...] = ()
    is_whole: bool = True
    missing: tuple[Column, ...] = ()
    known: tuple[Column, ...] = ()
    findings: tuple[Finding, ...] | None = None
    failure: LingnanError | None = None


def preview_of(
    store: Store, pack: Pack, path: Path, settings: ImportSettings, *, at: datetime, shown: int = 10
) -> Preview:
    """Look at the head of a file; never raises for what it finds in it."""
    if path.stat().st_size > _WORKBOOK_OCTETS and _is_workbook(path):
        return Preview(is_whole=False)
    with TemporaryDirectory(dir=path.parent) as folder:
        head = Path(folder) / path.name
        try:
            is_whole = write_head(path, head)
            known = columns_for(pack, settings)
            sheet = _read(head, known, settings)
        except LingnanError as failure:
            return Preview(is_whole=False, failure=failure)
        found = Preview(
            columns=_columns(sheet, known),
            rows=_rows(sheet, shown),
            is_whole=is_whole,
            missing=_missing(sheet, known),
            known=tuple(known),
        )
        if not kind_of(settings.kind).can_try:
            return found
        try:
            return replace(found, findings=tuple(_try(store, pack, head, settings, at)))
        except LingnanError as failure:
            return replace(found, failure=failure)


def write_head(path: Path, target: Path) -> bool:
    """Write the head of a file as a file of the same kind; answers whether it is all of it.

    Raises: FileDamaged …: none; what cannot be read is copied as it is.
    """
    with path.open("rb") as content:
        first = content.read(_HEAD_OCTETS)
    if first.startswith(_MAGIC):
        return _parquet_head(path, target)
    if _is_workbook(path):
        shutil.copyfile(path, target)
        return True
    cut = _cut(first)
    target.write_bytes(cut)
    return len(cut) == path.stat().st_size


def _cut(first: bytes) -> bytes:
    """The first lines, as many as a preview judges; the last line is whole."""
    if first.startswith(_UTF16):
        return first[: len(first) // 2 * 2]
    end = -1
    for _ in range(HEAD_ROWS + 20):
        following = first.find(b"\n", end + 1)
        if following < 0:
            return first if len(first) < _HEAD_OCTETS else first[: end + 1] or first
        end = following
    return first[: end + 1]


def _parquet_head(path: Path, target: Path) -> bool:
    try:
        with pq.ParquetFile(path) as file:
            batch = next(file.iter_batches(HEAD_ROWS), None)
            schema, count = file.schema_arrow, file.metadata.num_rows
        rows = schema.empty_table() if batch is None else pa.Table.from_batches([batch])
        pq.write_table(rows, target)
    except (pa.ArrowException, OSError):
        # What is wrong with it is told by who reads it.
        shutil.copyfile(path, target)
        return True
    return bool(rows.num_rows == count)


def _is_workbook(path: Path) -> bool:
    with path.open("rb") as content:
        return content.read(4) == b"PK\x03\x04"


def _read(head: Path, known: Sequence[Column], settings: ImportSettings) -> Sheet:
    wanted = [replace(each, required=False) for each in known]
    return read_table(head, columns=wanted, keep_unmapped=True, headings=settings.headings)


def _columns(sheet: Sheet, known: Sequence[Column]) -> tuple[FoundColumn, ...]:
    headers = _headers(sheet)
    named = {header: name for name, header in sheet.mapping.items()}
    by_words = {headers[place]: n for n, place in match_headers(headers, known).positions.items()}
    return tuple(FoundColumn(header, named.get(header), by_words.get(header)) for header in headers)


def _rows(sheet: Sheet, shown: int) -> tuple[tuple[str | None, ...], ...]:
    named = {header: name for name, header in sheet.mapping.items()}
    names = [named.get(header, header) for header in _headers(sheet)]
    table = sheet.table.slice(0, shown)
    cells: list[list[Any]] = [
        table[name].to_pylist() if name in table.column_names else [None] * table.num_rows
        for name in names
    ]
    return tuple(
        tuple(None if cell is None else str(cell)[:200] for cell in row)
        for row in zip(*cells, strict=True)
    )


def _headers(sheet: Sheet) -> list[str]:
    """The headers that can be chosen, in the order of the file; each once."""
    usable = {*sheet.mapping.values(), *sheet.unmapped}
    return [each for each in dict.fromkeys(sheet.headers) if each in usable]


def _missing(sheet: Sheet, known: Sequence[Column]) -> tuple[Column, ...]:
    return tuple(each for each in known if each.required and each.name not in sheet.mapping)


def _try(
    store: Store, pack: Pack, head: Path, settings: ImportSettings, at: datetime
) -> Sequence[Finding]:
    """Judge the first rows as the import will; nothing is written."""
    kind, headings = kind_of(settings.kind), settings.headings
    if kind.register is not None:
        draft = check_register(store, pack, head, kind=kind.register, at=at, headings=headings)
        return draft.findings()
    told: dict[str, Any] = {"at": at, "actor": "preview", "headings": headings, "is_trial": True}
    if kind.id == "answers":
        found = import_answers(
            store, pack, head, model_id=str(settings.model_id), fact_date=settings.fact_date, **told
        )
    elif kind.id == "evidence":
        found = import_evidence(
            store,
            pack,
            head,
            fact_date=settings.fact_date,
            max_grade=Grade(settings.max_grade),
            **told,
        )
    else:
        found = import_series(store, pack, head, **told)
    return found[1]


def form_of(pack: Pack, settings: ImportSettings) -> list[str]:
    """Answer the headers of an empty form of a kind, in Chinese where there is a word."""
    return [
        next((word for word in each.aliases if not word.isascii()), each.name)
        for each in with_headings(columns_for(pack, settings), {})
    ]
