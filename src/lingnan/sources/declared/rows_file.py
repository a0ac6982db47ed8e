"""A file of evidence rows, read whole if it is CSV or XLSX and piece by piece if it is Parquet.

Not for judging rows (see judge).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from lingnan.kernel import Finding
from lingnan.sources.declared.errors import NotEvidence
from lingnan.sources.intake import file_sha256
from lingnan.store.tabular import NO_HEADINGS, Column, Headings, read_table, with_headings
from lingnan.store.tabular.column import match_headers
from lingnan.store.tabular.errors import FileDamaged

BATCH_ROWS: Final = 1_000_000
_MAGIC: Final = b"PAR1"

COLUMNS: Final = (
    Column("subject", ("subject_code", "uscc", "统一社会信用代码", "信用代码", "主体", "主体代码")),
    Column("indicator", ("indicator_code", "指标", "指标代码")),
    Column("value", ("值", "取值", "指标值")),
    Column("value_code", ("选项", "选项代码")),
    Column("value_number", ("数值",)),
    Column("unit", ("单位", "计量单位")),
    Column("period", ("期间", "所属期", "month", "月份")),
    Column("period_start", ("期间起", "起始日期")),
    Column("period_end", ("期间止", "截止日期")),
    Column("fact_date", ("date", "日期", "事实日期", "填报日期")),
    Column("grade", ("证明等级", "等级", "证据等级")),
    Column("source", ("来源", "数据来源")),
    Column("document", ("文件", "文件编号", "佐证材料")),
)


@dataclass(frozen=True, slots=True)
class RowsFile:
    """Evidence rows of one file under canonical column names.

    Attributes:
        headers: canonical name to header in the file. units: canonical name to unit in its header.
        sheet: the rows if they are in memory, else null and they are read from `path`.
    """

    path: Path
    file: str
    sha256: str
    headers: dict[str, str]
    units: dict[str, str]
    findings: tuple[Finding, ...]
    rejected_count: int
    sheet: pa.Table | None

    def expose(self, connection: Any) -> None:
        """Make the view `given`: row and every canonical column, null where the file has none."""
        missing = [f"NULL AS {each.name}" for each in COLUMNS if each.name not in self.headers]
        if self.sheet is not None:
            connection.register("given_sheet", self.sheet)
            columns = ", ".join(["row", *self.headers, *missing])
            connection.execute(f"CREATE TEMP VIEW given AS SELECT {columns} FROM given_sheet")
            return
        named = [f"{_quoted(header)} AS {name}" for name, header in self.headers.items()]
        columns = ", ".join(["file_row_number + 1 AS row", *named, *missing])
        place = str(self.path).replace("'", "''")
        connection.execute(
            f"CREATE TEMP VIEW given AS SELECT {columns}"
            f" FROM read_parquet('{place}', file_row_number = true)"
        )

    def batches(self) -> Iterator[pa.Table]:
        """The rows in the order of the file, at most BATCH_ROWS at a time.

        Raises: FileDamaged when a page turns out to be broken.
        """
        if self.sheet is not None:
            for start in range(0, self.sheet.num_rows, BATCH_ROWS):
                yield self.sheet.slice(start, BATCH_ROWS)
            return
        try:
            yield from self._pieces()
        except (pa.ArrowException, OSError) as problem:
            raise FileDamaged(file=self.file, reason=problem) from problem

    def _pieces(self) -> Iterator[pa.Table]:
        names = {header: name for name, header in self.headers.items()}
        start = 1
        with pq.ParquetFile(self.path) as file:
            for batch in file.iter_batches(BATCH_ROWS, columns=list(names)):
                table = pa.Table.from_batches([batch])
                table = table.rename_columns([names[header] for header in table.column_names])
                rows = np.arange(start, start + table.num_rows, dtype=np.int64)
                start += table.num_rows
                yield table.append_column("row", pa.array(rows))


def headers_of(path: Path, headings: Headings = NO_HEADINGS) -> Sequence[str]:
    """Answer the header of a table file.

    Raises: TableFileError when it cannot be read.
    """
    if _is_parquet(path):
        return _parquet_headers(path)
    sheet = read_table(path, columns=COLUMNS, headings=headings)
    return (*sheet.mapping.values(), *sheet.unmapped)


def open_rows(path: Path, headings: Headings = NO_HEADINGS) -> RowsFile:
    """Open a file of evidence rows.

    Raises:
        NotEvidence: a column without which rows mean nothing is missing. TableFileError.
    """
    if not _is_parquet(path):
        sheet = read_table(path, columns=COLUMNS, headings=headings)
        _require(sheet.file, sheet.mapping, (*sheet.mapping.values(), *sheet.unmapped))
        return RowsFile(
            path=path,
            file=sheet.file,
            sha256=sheet.sha256,
            headers=dict(sheet.mapping),
            units=dict(sheet.units),
            findings=sheet.findings,
            rejected_count=sheet.rejected_count,
            sheet=sheet.table,
        )
    headers = _parquet_headers(path)
    match = match_headers(headers, with_headings(COLUMNS, headings))
    named = {name: headers[place] for name, place in match.positions.items()}
    _require(path.name, named, headers)
    return RowsFile(
        path=path,
        file=path.name,
        sha256=file_sha256(path),
        headers=named,
        units=dict(match.units),
        findings=(),
        rejected_count=0,
        sheet=None,
    )


def _is_parquet(path: Path) -> bool:
    try:
        with path.open("rb") as content:
            return content.read(len(_MAGIC)) == _MAGIC
    except OSError:
        return False  # read_table says what is wrong with the path


def _parquet_headers(path: Path) -> list[str]:
    try:
        return list(pq.read_schema(path).names)
    except (pa.ArrowException, OSError) as problem:
        reason = str(problem).strip().split("\n", 1)[0].rstrip(".")
        raise FileDamaged(file=path.name, reason=reason) from problem


def _require(file: str, named: dict[str, str] | Any, headers: Sequence[str]) -> None:
    missing = [name for name in ("subject", "indicator") if name not in named]
    if not {"value", "value_code", "value_number"}.intersection(named):
        missing.append("value")
    if missing:
        raise NotEvidence(file=file, missing="、".join(missing), found="、".join(headers))


def _quoted(header: str) -> str:
    return '"' + header.replace('"', '""') + '"'
