"""Why a row was withdrawn or replaced: the reason stands in the audit trail, written with the row.

Entries are numbered in the order of time, so that one of a known instant is found by halving.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import Connection, func, select

from lingnan.evidence import EvidenceRow
from lingnan.store import Database
from lingnan.store.audit import audit_entry

#: Clocks of several processes differ a little.
_SPREAD: Final = timedelta(seconds=10)
_MOST: Final = 5_000


def reasons_of(database: Database, rows: Iterable[EvidenceRow]) -> dict[int, str]:
    """Answer the reasons of amendments by their numbers; those without a reason are left out."""
    found: dict[int, str] = {}
    with database.read() as connection:
        for row in rows:
            reason = _reason(connection, row)
            if reason:
                found[row.evidence_no] = reason
    return found


def _reason(connection: Connection, row: EvidenceRow) -> str | None:
    entry = audit_entry.c
    at = row.recorded_at
    first = _first_at(connection, at - _SPREAD)
    query = (
        select(entry.detail)
        .where(entry.entry_id >= first, entry.entry_id < first + _MOST)
        .where(entry.action == f"evidence:{row.action.name.lower()}")
        .where(entry.object == f"{row.evidence_no}-{row.evidence_no}")
        .limit(1)
    )
    found: str | None = connection.scalar(query)
    return found


def _first_at(connection: Connection, at: datetime) -> int:
    """The number of the first entry that is not before an instant."""
    low, high = 1, 1 + int(connection.scalar(select(func.max(audit_entry.c.entry_id))) or 0)
    while low < high:
        middle = (low + high) // 2
        when = connection.scalar(select(audit_entry.c.at).where(audit_entry.c.entry_id == middle))
        if when is not None and _utc(when) < at:
            low = middle + 1
        else:
            high = middle
    return low


def _utc(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)
