"""Reads the schedule of a workbook that somebody edited, with the facts needed to check it.

Finds the schedule by its machine row, whatever its sheet is called now. Not for judging it.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from lingnan.console.document.errors import (
    FACT_UNFIT,
    MEASURE_TWICE,
    START_UNFIT,
    START_WITHOUT_MEASURE,
    NoSchedule,
)
from lingnan.console.document.workbook.data import KEY, VALUE
from lingnan.console.document.workbook.plan import MACHINE, START
from lingnan.kernel import Finding, half_width

_Cell = int | float | str | bool | time | date | datetime | timedelta
_NUMBERS = ("format", "target_level", "horizon_half_years", "budget_", "parallel", "staff_fte")
FactValue = str | int | float | None


@dataclass(frozen=True, slots=True)
class EditedPlan:
    """What an edited workbook says.

    Shapes: steps: (measure, start period), in the order of the rows; facts: the words of the data
        sheet (subject, model, question, …); findings: rows that could not be read.
    """

    steps: tuple[tuple[str, int], ...]
    facts: dict[str, FactValue]
    findings: tuple[Finding, ...] = ()

    @property
    def budget_per_period(self) -> tuple[int, ...]:
        """Answer the budget of every period, in yuan."""
        found: list[int] = []
        while isinstance(yuan := self.facts.get(f"budget_cny_{len(found)}"), int | float):
            found.append(int(yuan))
        return tuple(found)


def read_back(path: Path) -> EditedPlan:
    """Read the schedule and the facts of an .xlsx file that `write_workbook` made.

    Raises:
        NoSchedule: the file is no workbook, or its machine row or its data sheet is gone.
    """
    try:
        book = CalamineWorkbook.from_path(path)
        sheets = [book.get_sheet_by_name(name).to_python(skip_empty_area=False)
                  for name in book.sheet_names]  # fmt: skip
    except (CalamineError, OSError, ValueError) as error:
        raise NoSchedule(file=path.name) from error
    table = next(filter(None, map(_after_machine_row, sheets)), None)
    data = next((rows for rows in sheets if rows and _words(rows[0])[:2] == [KEY, VALUE]), None)
    if table is None or data is None:
        raise NoSchedule(file=path.name)
    first, rows = table
    steps, findings = _steps(path.name, first, rows)
    facts, more = _facts(path.name, data[1:])
    return EditedPlan(tuple(steps), facts, (*findings, *more))


def _after_machine_row(rows: Sequence[Sequence[_Cell]]) -> tuple[int, list[list[_Cell]]] | None:
    """Answer the number of the first row below the machine row, and all rows from it on."""
    for number, row in enumerate(rows, 1):
        words = _words(row)
        if words[:1] == [MACHINE[0]] and words[START : START + 1] == [MACHINE[START]]:
            return number + 1, [list(other) for other in rows[number:]]
    return None


def _steps(
    file: str, first: int, rows: Iterable[Sequence[_Cell]]
) -> tuple[list[tuple[str, int]], list[Finding]]:
    steps: dict[str, int] = {}
    seen: set[str] = set()
    findings = []
    for row, cells in enumerate(rows, first):
        measure, start = _word(cells[0]), cells[START]
        if not measure:
            if _word(start):
                findings.append(
                    START_WITHOUT_MEASURE.finding(file=file, row=row, field=MACHINE[0], value=start)
                )
            continue
        if measure in seen:
            findings.append(
                MEASURE_TWICE.finding(file=file, row=row, field=MACHINE[0], value=measure)
            )
            continue
        seen.add(measure)
        if not _word(start):
            continue
        period = _number(start)
        if period is None or period != int(period):
            findings.append(
                START_UNFIT.finding(
                    file=file, row=row, field=MACHINE[START], value=start, measure=measure
                )
            )
        else:
            steps[measure] = int(period)
    return list(steps.items()), findings


def _facts(
    file: str, rows: Iterable[Sequence[_Cell]]
) -> tuple[dict[str, FactValue], list[Finding]]:
    facts: dict[str, FactValue] = {}
    findings = []
    for row, cells in enumerate(rows, 2):
        key, value = _word(cells[0]), cells[1] if len(cells) > 1 else ""
        if not key:
            continue
        if not _word(value):
            facts[key] = None
        elif not key.startswith(_NUMBERS):
            facts[key] = value.isoformat()[:10] if isinstance(value, date) else _word(value)
        else:
            number = _number(value)
            if number is None:
                findings.append(FACT_UNFIT.finding(file=file, row=row, field=key, value=value))
            else:
                facts[key] = int(number) if number == int(number) else number
    return facts, findings


def _number(value: _Cell) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(half_width(value).replace(",", "") if isinstance(value, str) else value)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _word(value: _Cell) -> str:
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return str(value).strip()


def _words(row: Sequence[_Cell]) -> list[str]:
    return [_word(value) for value in row]
