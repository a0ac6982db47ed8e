"""Read the YAML and CSV files of a pack into plain values, and say on which line a value stands.

Not for what the values mean: that is the schema's and load's business.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

from lingnan.kernel.text import Text
from lingnan.packs.errors import PackFileError

_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Place = tuple[str | int, ...]
Row = dict[str, Any]


def read_text(path: Path, name: str) -> str:
    """The text of one UTF-8 file (with or without a byte order mark). Raises: PackFileError."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise PackFileError(file=name, reason=Text("文件不存在", "it does not exist")) from None
    except UnicodeDecodeError as problem:
        reason = Text(
            f"第 {problem.start} 个字节不是 UTF-8", f"byte {problem.start} is not UTF-8 text"
        )
        raise PackFileError(file=name, reason=reason) from None
    except OSError as problem:
        raise PackFileError(file=name, reason=str(problem.strerror)) from None


def parse_yaml(text: str, name: str) -> dict[str, Any]:
    """The mapping a YAML file holds. Raises: PackFileError with line and column."""
    try:
        data = yaml.load(text, Loader=_SafeLoader)  # noqa: S506 - CSafeLoader is the safe loader
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        line = "?" if mark is None else mark.line + 1
        detail = getattr(problem, "problem", None) or "syntax"
        reason = Text(f"第 {line} 行不是合法 YAML（{detail}）", f"line {line} is no YAML: {detail}")
        raise PackFileError(file=name, reason=reason) from None
    except ValueError as problem:  # a date such as 2023-02-30
        raise PackFileError(file=name, reason=str(problem)) from None
    if not isinstance(data, dict):
        reason = Text("顶层应为“键: 值”", "the top level must be a mapping")
        raise PackFileError(file=name, reason=reason)
    return data


def parse_csv(text: str, name: str) -> tuple[list[Row], list[int]]:
    """One mapping a row, and the line on which each ends; blank lines are skipped.

    Empty cells are left out of the mapping; columns x_zh and x_en become one text x.
    Raises: PackFileError when the header repeats a column or a row has too many or few cells.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[Row] = []
    numbers: list[int] = []
    try:
        header = [cell.strip() for cell in next(reader, [])]
        if not header or len(set(header)) != len(header):
            reason = Text("表头缺失或有重复列", "the header is missing or repeats a column")
            raise PackFileError(file=name, reason=reason)
        for cells in reader:
            if not cells:
                continue
            if len(cells) != len(header):
                raise PackFileError(file=name, reason=_uneven(reader.line_num, cells, header))
            rows.append(_joined(header, cells))
            numbers.append(reader.line_num)
    except csv.Error as problem:
        reason = Text(f"第 {reader.line_num} 行：{problem}", f"line {reader.line_num}: {problem}")
        raise PackFileError(file=name, reason=reason) from None
    return rows, numbers


def _uneven(line: int, cells: Sequence[str], header: Sequence[str]) -> Text:
    return Text(
        f"第 {line} 行有 {len(cells)} 格，表头有 {len(header)} 格",
        f"line {line} has {len(cells)} cells, the header {len(header)}",
    )


def _joined(header: Sequence[str], cells: Sequence[str]) -> Row:
    row: Row = {}
    for column, cell in zip(header, cells, strict=False):
        stem, _, lang = column.rpartition("_")
        pair = lang in ("zh", "en") and f"{stem}_{'en' if lang == 'zh' else 'zh'}" in header
        value = cell.strip()
        if not value:
            continue
        if pair:
            row.setdefault(stem, {})[lang] = value
        else:
            row[column] = value
    return row


def line_of(text: str, place: Place) -> int | None:
    """The 1-based line on which the value at `place` stands in a YAML text."""
    node = yaml.compose(text, Loader=_SafeLoader)
    mark = None if node is None else node.start_mark
    for step in place:
        mark, node = _step(node, step) or (mark, node)
    return None if mark is None else int(mark.line) + 1


def _step(node: Any, step: str | int) -> tuple[Any, Any] | None:
    """Where the child of a node begins (its key, in a mapping), and the child."""
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step].start_mark, node.value[step]
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return key.start_mark, value
    return None


def repeated_keys(text: str) -> Iterator[tuple[int, str]]:
    """Line and name of every key that stands twice in one mapping (the last would win silently)."""
    open_nodes = [yaml.compose(text, Loader=_SafeLoader)]
    while open_nodes:
        node = open_nodes.pop()
        if isinstance(node, yaml.SequenceNode):
            open_nodes += node.value
        elif isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for key, value in node.value:
                name = str(key.value)
                if name in seen:
                    yield int(key.start_mark.line) + 1, name
                seen.add(name)
                open_nodes.append(value)
