"""Read any table file a user may bring. Not for judging its cells."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from lingnan.kernel import Finding, Text
from lingnan.store.tabular.column import NO_HEADINGS, Column, Headings, with_headings
from lingnan.store.tabular.csv_file import read_csv
from lingnan.store.tabular.errors import FileEmpty, FileMissing, FormatUnknown
from lingnan.store.tabular.parquet_file import read_parquet
from lingnan.store.tabular.rules import NO_ROWS
from lingnan.store.tabular.sheet import FileFormat, Sheet, tidy
from lingnan.store.tabular.wanted import header_findings, mapping, require_columns
from lingnan.store.tabular.workbook import read_workbook

_READERS = {"csv": read_csv, "xlsx": read_workbook, "parquet": read_parquet}
_HEAD_BYTES = 4096
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")

_PDF = Text("PDF 文档", "a PDF document")
_PACKED = Text("压缩文件", "a compressed file")
_WEB_PAGE = Text("网页（改名为表格的 HTML）", "a web page that was named like a table")
_BINARY = Text("二进制文件", "a binary file")
_FOREIGN = (
    (b"%PDF", _PDF),
    (b"\x1f\x8b", _PACKED),
    (b"7z\xbc\xaf", _PACKED),
    (b"Rar!", _PACKED),
    (b"\x28\xb5\x2f\xfd", _PACKED),
    (b"BZh", _PACKED),
)


def read_table(
    path: Path | str,
    *,
    columns: Sequence[Column],
    file_format: FileFormat | None = None,
    keep_unmapped: bool = False,
    headings: Headings = NO_HEADINGS,
) -> Sheet:
    """Read the wanted columns of a CSV, spreadsheet or Parquet file.

    The format is told by the content unless `file_format` names it. Encoding, delimiter and title
    rows above the header are found; headers match by name or alias without regard to case, spacing,
    width or bracketed unit, and as `headings` says. With `keep_unmapped` other columns come too, as
    headed.

    Shapes: see `Sheet`; one row of the table per readable record.
    Raises:
        FileMissing, FileEmpty, FormatUnknown, FileDamaged, FileLocked, EncodingUnknown,
        ColumnMissing: nothing could be read; everything else becomes findings of the sheet.
    Limits: holds the wanted columns in memory; one sheet of a workbook.
    """
    path = Path(path)
    digest = _digest(path)
    kind = file_format or _format(path)
    columns = with_headings(columns, headings)
    content, match = _READERS[kind](path, columns, keep_unmapped=keep_unmapped)
    file, headers, row = path.name, content.headers, content.header_row
    require_columns(match, headers, file=file, header_row=row)
    table = tidy(content)
    findings: list[Finding] = [
        *content.findings,
        *header_findings(match, headers, file=file, header_row=row, is_kept=keep_unmapped),
    ]
    if not table.num_rows and not content.rejected_count:
        findings.append(NO_ROWS.finding(file=file))
    return Sheet(
        table=table,
        file=file,
        file_format=kind,
        sha256=digest,
        encoding=content.encoding,
        header_row=row,
        mapping=mapping(match, headers),
        units=dict(match.units),
        unmapped=tuple(headers[place].strip() for place in match.unmapped),
        headers=tuple(each.strip() for each in headers),
        preamble=content.preamble,
        findings=tuple(findings),
        rejected_count=content.rejected_count,
    )


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except OSError as problem:
        raise FileMissing(file=path, reason=problem.strerror or problem) from problem


def _format(path: Path) -> FileFormat:
    with path.open("rb") as content:
        head = content.read(_HEAD_BYTES)
    if not head:
        raise FileEmpty(file=path.name)
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return "xlsx"
    for mark, kind in _FOREIGN:
        if head.startswith(mark):
            raise FormatUnknown(file=path.name, kind=kind)
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith((b"<html", b"<!doctype", b"<table")):
        raise FormatUnknown(file=path.name, kind=_WEB_PAGE)
    if b"\0" in head and not head.startswith(_UTF16_MARKS):
        raise FormatUnknown(file=path.name, kind=_BINARY)
    return "csv"
