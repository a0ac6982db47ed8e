"""Names that enterprises had before: a new name closes the earlier one.

Not for the name an enterprise has now; that stands in registry_enterprise.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, select, update

from lingnan.kernel import half_width
from lingnan.registry.model import UNKNOWN_START
from lingnan.registry.store import registry_name

_CODES_A_QUERY: Final = 5_000


@dataclass(frozen=True, slots=True)
class Rename:
    """An enterprise has another name from `day` on."""

    uscc: str
    old_zh: str
    old_en: str | None
    new_zh: str
    new_en: str | None
    day: date
    founded: date | None

    @property
    def is_spelling(self) -> bool:
        """Answer whether the two names differ only in full- and half-width signs."""
        return half_width(self.old_zh) == half_width(self.new_zh)


def write_renames(connection: Connection, renames: Sequence[Rename]) -> None:
    """Write the names before and after in the caller's transaction.

    A rename on or before the day from which the open name holds corrects that name instead.
    """
    real = [each for each in renames if not each.is_spelling]
    if not real:
        return
    open_rows = _open_rows(connection, [each.uscc for each in real])
    inserts: list[dict[str, Any]] = []
    closings: list[dict[str, Any]] = []
    corrections: list[dict[str, Any]] = []
    for each in real:
        row = open_rows.get(each.uscc)
        if row is not None and each.day <= row.from_date:
            corrections.append(
                {"code": each.uscc, "since": row.from_date, "zh": each.new_zh, "en": each.new_en}
            )
            continue
        if row is None:
            inserts.append(_name(each.uscc, each.old_zh, each.old_en, _start(each), each.day))
        else:
            closings.append({"code": each.uscc, "since": row.from_date, "day": each.day})
        inserts.append(_name(each.uscc, each.new_zh, each.new_en, each.day, None))
    _write(connection, inserts, closings, corrections)


def names_of(connection: Connection, codes: Sequence[str]) -> list[Row[Any]]:
    """Answer all names that enterprises had, by code and start."""
    found: list[Row[Any]] = []
    for start in range(0, len(codes), _CODES_A_QUERY):
        some = codes[start : start + _CODES_A_QUERY]
        query = select(registry_name).where(registry_name.c.uscc.in_(some))
        query = query.order_by(registry_name.c.uscc, registry_name.c.from_date)
        found += connection.execute(query)
    return found


def _write(
    connection: Connection,
    inserts: list[dict[str, Any]],
    closings: list[dict[str, Any]],
    corrections: list[dict[str, Any]],
) -> None:
    name = registry_name.c
    one = update(registry_name).where(
        name.uscc == bindparam("code"), name.from_date == bindparam("since")
    )
    if closings:
        connection.execute(one.values(until_date=bindparam("day")), closings)
    if corrections:
        connection.execute(
            one.values(name_zh=bindparam("zh"), name_en=bindparam("en")), corrections
        )
    if inserts:
        connection.execute(registry_name.insert(), inserts)


def _open_rows(connection: Connection, codes: Sequence[str]) -> dict[str, Row[Any]]:
    query = select(registry_name).where(
        registry_name.c.until_date.is_(None), registry_name.c.uscc.in_(codes)
    )
    return {row.uscc: row for row in connection.execute(query)}


def _start(rename: Rename) -> date:
    founded = rename.founded
    return founded if founded is not None and founded < rename.day else UNKNOWN_START


def _name(uscc: str, zh: str, en: str | None, start: date, until: date | None) -> dict[str, Any]:
    return {
        "uscc": uscc,
        "name_zh": zh,
        "name_en": en,
        "from_date": start,
        "until_date": until,
    }
