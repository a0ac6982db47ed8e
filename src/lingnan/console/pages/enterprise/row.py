"""An enterprise's row of the register as cells to be changed, checked by the register's own rules.

A proposed change goes the way of an imported file of one row: the same checks, the same record.
Not for keeping proposals (change).
"""

import csv
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from lingnan.console.web.call import Call
from lingnan.kernel import Finding, Severity
from lingnan.registry import Enterprise, import_register
from lingnan.registry.column import ENTERPRISE
from lingnan.registry.enterprise_check import check_enterprises
from lingnan.sources.intake import china_day
from lingnan.store.tabular import read_table

#: What an enterprise may propose: nothing that names a person, nothing that ends it.
PROPOSABLE: Final[tuple[str, ...]] = (
    "name_zh",
    "name_en",
    "industry_code",
    "other_industry_codes",
    "employees_count",
    "revenue_cny",
    "ownership",
)
#: The day from which a new name holds; goes with name_zh.
RENAMED: Final[str] = "renamed_date"


@dataclass(frozen=True, slots=True)
class Checked:
    """Cells as the register would take them, and what it says of them."""

    cells: Mapping[str, str]
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What keeps the row out."""
        return tuple(each for each in self.findings if each.severity is Severity.ERROR)


def cells_of(enterprise: Enterprise) -> dict[str, str]:
    """Write the cells that may be proposed as the register holds them; empty where unknown."""
    revenue = enterprise.revenue_cny
    return {
        "name_zh": enterprise.name_zh,
        "name_en": enterprise.name_en or "",
        "industry_code": enterprise.industry_code,
        "other_industry_codes": ";".join(enterprise.other_industry_codes),
        "employees_count": _text(enterprise.employees_count),
        "revenue_cny": "" if revenue is None else f"{revenue.normalize():f}",
        "ownership": _text(enterprise.ownership),
    }


def check_cells(call: Call, enterprise: Enterprise, typed: Mapping[str, str]) -> Checked:
    """Check typed cells by the rules of the register's import.

    Raises: TableFileError.
    """
    given = {name: text for name, text in typed.items() if text}
    with _as_file(enterprise, given) as path:
        sheet = read_table(path, columns=ENTERPRISE)
        draft = check_enterprises(sheet, call.pack, today=china_day(call.at))
    values = {
        name: draft.columns[name][0].as_py() for name in (*PROPOSABLE, RENAMED) if name in given
    }
    cells = {name: _text(value) for name, value in values.items() if value is not None}
    return Checked(cells, tuple(draft.findings()))


def apply_cells(call: Call, enterprise: Enterprise, wanted: Mapping[str, str]) -> Checked:
    """Bring cells into the register by its import; answers what it said.

    Raises: see import_register.
    """
    with _as_file(enterprise, wanted) as path:
        _counts, findings = import_register(
            call.store, call.pack, path, at=call.at, actor=call.who.actor
        )
    return Checked(wanted, tuple(findings))


@contextmanager
def _as_file(enterprise: Enterprise, cells: Mapping[str, str]) -> Iterator[Path]:
    """A file of one row: who and where it is, with the cells in place."""
    present = cells_of(enterprise)
    row = {
        "uscc": enterprise.uscc,
        "name_zh": present["name_zh"],
        "region_code": enterprise.region_code,
        "industry_code": present["industry_code"],
        **cells,
    }
    with tempfile.TemporaryDirectory(prefix="lingnan-") as folder:
        path = Path(folder) / f"{enterprise.uscc}.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, list(row))
            writer.writeheader()
            writer.writerow(row)
        yield path


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
