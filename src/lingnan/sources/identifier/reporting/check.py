"""Whether rows keep to their table: what is missing, unknown, or of the wrong kind.

Both sides use it: the node before sending, the simulated top-level node on receipt.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from ipaddress import ip_address, ip_network
from typing import Any, Final

from lingnan.sources.identifier.reporting.specification import Field, TableSpecification

#: An instant to the second, with its zone.
_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_MAX_PROBLEMS: Final = 1_000


@dataclass(frozen=True, slots=True)
class Problem:
    """One rule that a row breaks; `row` from 0, `field` with its place inside groups."""

    row: int
    field: str
    reason: str

    def __str__(self) -> str:
        return f"[{self.row}] {self.field}: {self.reason}"


def check_rows(table: TableSpecification, rows: Sequence[Mapping[str, Any]]) -> list[Problem]:
    """Answer what is wrong with rows, at most a thousand problems; empty when nothing is."""
    found: list[Problem] = []
    for number, row in enumerate(rows):
        for place, reason in _row_problems(table.fields, row, ""):
            found.append(Problem(number, place, reason))
            if len(found) == _MAX_PROBLEMS:
                return found
    return found


def _row_problems(fields: Sequence[Field], row: object, at: str) -> Iterable[tuple[str, str]]:
    if not isinstance(row, Mapping):
        yield at or "row", "no object"
        return
    known = {field.name for field in fields}
    for name in row:
        if name not in known:
            yield f"{at}{name}", "unknown field"
    for field in fields:
        value = row.get(field.name)
        place = f"{at}{field.name}"
        if value is None or value in ("", []):
            if field.is_required:
                yield place, "missing"
        elif field.is_many:
            if isinstance(value, list | tuple):
                for number, each in enumerate(value):
                    yield from _value_problems(field, each, f"{place}[{number}]")
            else:
                yield place, "no list"
        else:
            yield from _value_problems(field, value, place)


def _value_problems(field: Field, value: object, place: str) -> Iterable[tuple[str, str]]:
    if field.fields:
        yield from _row_problems(field.fields, value, f"{place}.")
    elif field.options is not None:
        if not isinstance(value, str | int) or value not in field.options:
            options = ", ".join(str(each) for each in field.options)
            yield place, f"{value!r} ∉ {options}"
    elif not _CHECKS[field.kind](value):
        yield place, f"{str(value)[:60]!r} is no {field.kind}"


def _is_date(value: object) -> bool:
    try:
        return isinstance(value, str) and len(value) == 10 and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _is_instant(value: object) -> bool:
    if not isinstance(value, str) or not _INSTANT.fullmatch(value):
        return False
    try:
        return datetime.fromisoformat(value) is not None
    except ValueError:
        return False


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _reads(reader: Callable[[Any], object]) -> Callable[[object], bool]:
    def check(value: object) -> bool:
        try:
            return isinstance(value, str) and reader(value) is not None
        except ValueError:
            return False

    return check


_CHECKS: Final[Mapping[str, Callable[[object], bool]]] = {
    "text": lambda value: isinstance(value, str),
    "int": _is_count,
    "decimal": _is_number,
    "ms": _is_number,
    "date": _is_date,
    "instant": _is_instant,
    # A photograph travels beside the row; the row names it by its digest.
    "photo": lambda value: isinstance(value, str) and bool(_SHA256.fullmatch(value)),
    "port": lambda value: _is_count(value) and 1 <= int(str(value)) <= 65_535,
    "address": _reads(ip_address),
    "network": _reads(ip_network),
}
