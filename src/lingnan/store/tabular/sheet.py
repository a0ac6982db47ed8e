"""What reading a table file gives. Not for how it is read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from lingnan.kernel import Finding

FileFormat = Literal["csv", "xlsx", "parquet"]

#: Column of the place in the file; no header may mean it.
ROW = "row"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The wanted columns of one file.

    Attributes:
        table: `row` (int64) and the wanted columns that the file has, under their own names;
            strings without surrounding space, null where empty. A column that the file lacks is
            absent. CSV and XLSX give strings only (dates as 2023-09-30), Parquet its own types.
        row: as a spreadsheet counts: the header is row 1 when nothing stands above it; a cell with
            line breaks counts once. Record number, from 1, in Parquet.
        sha256: of the bytes of the file.
        header_row: where the header stands; 0 in Parquet.
        mapping, units: column name to the header in the file, and to the unit in that header.
        unmapped: headers that mean none of the wanted columns. headers: all of them, in order.
        preamble: cells of the rows above the header (titles, ``单位：万元``).
        findings: lines that could not be read, and remarks about the file.
        rejected_count: records that are only in the findings.
    """

    table: pa.Table
    file: str
    file_format: FileFormat
    sha256: str
    encoding: str | None = None
    header_row: int = 1
    mapping: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    unmapped: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    preamble: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    rejected_count: int = 0


@dataclass(frozen=True, slots=True)
class Content:
    """What a reader of one format found, before it is tidied into a `Sheet`.

    `columns`: column name to values, aligned with `rows`; `headers`: the whole header row.
    """

    rows: pa.ChunkedArray
    columns: Mapping[str, pa.ChunkedArray]
    headers: Sequence[str]
    header_row: int
    encoding: str | None = None
    preamble: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    rejected_count: int = 0


def tidy(content: Content) -> pa.Table:
    """Strip strings, turn empty ones into null, and drop rows in which every column is null.

    Limits: a row whose wanted columns are all empty is dropped like a blank line, even if an
        unwanted column holds something.
    """
    columns = {name: _strip(values) for name, values in content.columns.items()}
    table = pa.table({ROW: content.rows, **columns})
    if not columns or not table.num_rows:
        return table
    filled = None
    for values in columns.values():
        if values.null_count == 0:
            return table
        here = pc.is_valid(values)
        filled = here if filled is None else pc.or_(filled, here)
    return table.filter(filled)


def _strip(values: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = values.type
    if pa.types.is_dictionary(kind):
        return _strip(values.cast(kind.value_type))
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        values = values.cast(pa.string())
    elif not pa.types.is_string(kind):
        return values
    stripped = pc.utf8_trim_whitespace(values)
    empty = pc.equal(stripped, "")
    if not pc.any(empty).as_py():
        return stripped
    return pc.if_else(empty, pa.scalar(None, pa.string()), stripped)
