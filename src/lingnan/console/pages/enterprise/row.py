"""Typed cells of an enterprise's row, checked by the register's own rules before they are proposed.

A proposed change goes the way of an imported file of one row: the same checks, the same record.
Not for keeping proposals (change).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from lingnan.console.web.call import Call
from lingnan.console.work.change.cell import PROPOSABLE, RENAMED, as_file, text_of
from lingnan.kernel import Finding, Severity
from lingnan.registry import Enterprise
from lingnan.registry.column import ENTERPRISE
from lingnan.registry.enterprise_check import check_enterprises
from lingnan.sources.intake import china_day
from lingnan.store.tabular import read_table


@dataclass(frozen=True, slots=True)
class Checked:
    """Cells as the register would take them, and what it says of them."""

    cells: Mapping[str, str]
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What keeps the row out."""
        return tuple(each for each in self.findings if each.severity is Severity.ERROR)


def check_cells(call: Call, enterprise: Enterprise, typed: Mapping[str, str]) -> Checked:
    """Check typed cells by the rules of the register's import.

    Raises: TableFileError.
    """
    given = {name: text for name, text in typed.items() if text}
    with as_file(enterprise, given) as path:
        sheet = read_table(path, columns=ENTERPRISE)
        draft = check_enterprises(sheet, call.pack, today=china_day(call.at))
    values = {
        name: draft.columns[name][0].as_py() for name in (*PROPOSABLE, RENAMED) if name in given
    }
    cells = {name: text_of(value) for name, value in values.items() if value is not None}
    return Checked(cells, tuple(draft.findings()))
