"""Rows of a registration out of a CSV, XLSX or Parquet file.

Columns: handle 标识, or code 代码 with prefix 前缀; valid_until 有效期 if wanted; the items of one
template by their Chinese or English names. Not for judging the rows (see row_judge).
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from lingnan.kernel import Finding
from lingnan.sources.identifier.business.errors import ColumnUnknown
from lingnan.sources.identifier.business.template import Template
from lingnan.store.tabular import Column, read_table

_HANDLE: Final = Column("handle", ("标识", "标识编码", "identifier"))
_CODE: Final = Column("code", ("代码", "编码"))
_PREFIX: Final = Column("prefix", ("前缀", "企业前缀"))
_UNTIL: Final = Column("valid_until", ("有效期", "有效期至", "validUntil"))
_OWN: Final = (_HANDLE, _CODE, _PREFIX, _UNTIL)
#: Stands before the names of items, which might be those of our own columns.
_ITEM: Final = "item:"


@dataclass(frozen=True, slots=True)
class FileRows:
    """What a file held.

    Attributes:
        rows: as `register_rows` takes them. lines: aligned with them, where each stands as a
            spreadsheet counts. findings: lines that could not be read, and remarks.
        sha256: of the file; stands for the content of a repeated call.
    """

    rows: list[dict[str, Any]]
    lines: list[int]
    findings: tuple[Finding, ...]
    sha256: str


def read_rows(path: Path, template: Template, *, prefix: str | None = None) -> FileRows:
    """Read the rows of a file for one template.

    Args:
        prefix: under which codes are mapped where the file has no column for it.
    Raises: ColumnUnknown; what store.tabular raises for files that cannot be read.
    """
    items = {f"{_ITEM}{item.index}": item for item in template.items if item.is_enabled}
    columns = [
        *_OWN,
        *(Column(name, (item.name, item.type)) for name, item in items.items()),
    ]
    sheet = read_table(path, columns=columns)
    names = set(sheet.table.column_names)
    if not names & {"handle", "code"} or not names & set(items):
        raise ColumnUnknown(version=template.version)
    rows: list[dict[str, Any]] = []
    lines: list[int] = []
    for cells in sheet.table.to_pylist():
        row: dict[str, Any] = {"templateVersion": template.version}
        if cells.get("handle") is not None:
            row["handle"] = str(cells["handle"])
        elif cells.get("code") is not None:
            row["code"] = str(cells["code"])
            row["prefix"] = str(cells.get("prefix") or prefix or template.prefix)
        if cells.get("valid_until") is not None:
            row["validUntil"] = str(cells["valid_until"])[:10]
        row["value"] = [
            {
                "index": item.index,
                "type": item.type,
                "data": {"format": "string", "value": str(cells[name])},
            }
            for name, item in items.items()
            if cells.get(name) is not None
        ]
        rows.append(row)
        lines.append(int(cells["row"]))
    return FileRows(rows, lines, sheet.findings, sheet.sha256)
