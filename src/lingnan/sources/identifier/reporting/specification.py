"""The tables of the top-level node as values: fields, labels, enumerations, read from tables.yaml.

Not for checking rows (see check) nor for filling them (see builder).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

import yaml

from lingnan.kernel import Text
from lingnan.sources.identifier.reporting.errors import UnknownTable

Cadence = Literal["realtime", "hourly", "daily", "monthly"]
_FILE: Final = Path(__file__).with_name("tables.yaml")
_OURS: Final = "~"


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a table.

    Attributes:
        kind: text, int, decimal, ms, date, instant, photo, port, address, network; `enum` and
            `group` have their values or fields below.
        is_label_official: whether the Chinese label is that of the published table.
        options: what is written → what it means; of an enumeration.
    """

    name: str
    label: Text
    kind: str
    is_required: bool
    is_many: bool
    is_label_official: bool
    options: Mapping[str | int, str] | None = None
    fields: tuple["Field", ...] = ()


@dataclass(frozen=True, slots=True)
class TableSpecification:
    """One table: `code` as T1, `key` a word for it."""

    code: str
    key: str
    label: Text
    cadence: Cadence
    fields: tuple[Field, ...]

    def field(self, name: str) -> Field:
        """Answer a field by its name."""
        return next(each for each in self.fields if each.name == name)


@cache
def all_tables() -> Mapping[str, TableSpecification]:
    """Answer every table by its code: T1 to T11, MONITORING, INCIDENT, MONTHLY.

    Source: tables.yaml.
    """
    content = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    reader = _Reader(content)
    return {code: reader.table(code, each) for code, each in content["tables"].items()}


def table(code: str) -> TableSpecification:
    """Answer one table by code or key. Raises: UnknownTable."""
    tables = all_tables()
    wanted = code.lower()
    for each in tables.values():
        if wanted in {each.code.lower(), each.key}:
            return each
    raise UnknownTable(table=code, known=", ".join(tables))


class _Reader:
    def __init__(self, content: Mapping[str, Any]) -> None:
        self._enums = {
            name: dict(each) if isinstance(each, dict) else {word: word for word in each}
            for name, each in content["enums"].items()
        }
        self._groups = content["groups"]
        self._shapes = content["shapes"]

    def table(self, code: str, cells: Mapping[str, Any]) -> TableSpecification:
        rows = self._shapes[cells["shape"]] if "shape" in cells else cells["fields"]
        left_out = set(cells.get("without", ()))
        fields = tuple(self.field(row) for row in rows if row[0] not in left_out)
        label = Text(cells["zh"].removeprefix(_OURS), cells["en"])
        return TableSpecification(code, cells["key"], label, cells["cadence"], fields)

    def field(self, row: list[str]) -> Field:
        name, zh, en, kind, flags = row
        options = self._enums.get(kind)
        group = self._groups.get(kind)
        return Field(
            name=name,
            label=Text(zh.removeprefix(_OURS), en),
            kind="enum" if options else "group" if group else kind,
            is_required="!" in flags,
            is_many="*" in flags,
            is_label_official=not zh.startswith(_OURS),
            options=options,
            fields=tuple(self.field(each) for each in group) if group else (),
        )
