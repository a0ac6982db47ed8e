"""The audit trail looked through: who did what to whose data, newest first, a page at a time.

Entries are numbered in the order of their writing, so a day is found by halving; a question that no
index serves looks at so many entries at once and says how far it came.
Not for verifying the chain (trail).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Connection, func, select

from lingnan.access.trail import Entry, entry_of
from lingnan.store import Database
from lingnan.store.audit import audit_entry

#: Entries looked at for one page.
SPAN: Final = 100_000
#: Writers note the instant before they queue; so far apart order and instant may be.
_APART: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class TrailQuestion:
    """What is looked for; empty and null parts ask for nothing.

    Attributes:
        actor, thing: a part of it. action: its beginning, such as `accounts:`.
        since, until: instants, half-open.
    """

    actor: str = ""
    action: str = ""
    thing: str = ""
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None
    is_done: bool | None = None


@dataclass(frozen=True, slots=True)
class TrailPage:
    """A page of the trail.

    Attributes:
        before_id: ask again with it for what follows; null at the beginning of the trail.
        looked_from: the oldest entry that was looked at.
    """

    entries: tuple[Entry, ...]
    before_id: int | None
    looked_from: int


def search_trail(
    database: Database,
    question: TrailQuestion,
    *,
    seen: ColumnElement[bool],
    before_id: int | None = None,
    limit: int = 50,
) -> TrailPage:
    """Answer the newest entries that a question asks for, of those that `seen` allows."""
    entry_id = audit_entry.c.entry_id
    with database.read() as connection:
        last = int(connection.scalar(select(func.max(entry_id))) or 0)
        top = last if before_id is None else min(before_id - 1, last)
        floor = 0
        if question.until is not None:
            top = min(top, _last_before(connection, question.until + _APART, last))
        if question.since is not None:
            floor = _last_before(connection, question.since - _APART, last)
        # What one enterprise concerns has an index; all else is looked for bit by bit.
        bottom = floor if question.subject else max(floor, top - SPAN)
        query = (
            select(audit_entry)
            .where(entry_id <= top, entry_id > bottom, seen, *_conditions(question))
            .order_by(entry_id.desc())
            .limit(limit + 1)
        )
        rows = connection.execute(query).mappings().all()
    entries = tuple(entry_of(row) for row in rows[:limit])
    if len(rows) > limit:
        return TrailPage(entries, entries[-1].entry_id, entries[-1].entry_id)
    return TrailPage(entries, bottom + 1 if bottom > floor else None, bottom + 1)


def _conditions(question: TrailQuestion) -> list[ColumnElement[bool]]:
    cells = audit_entry.c
    found: list[ColumnElement[bool]] = []
    if question.actor:
        found.append(cells.actor.contains(question.actor, autoescape=True))
    if question.action:
        found.append(cells.action.startswith(question.action, autoescape=True))
    if question.thing:
        found.append(cells.object.contains(question.thing, autoescape=True))
    if question.subject:
        found.append(cells.subject_code == question.subject)
    if question.since is not None:
        found.append(cells.at >= question.since)
    if question.until is not None:
        found.append(cells.at < question.until)
    if question.is_done is not None:
        found.append(cells.is_done.is_(question.is_done))
    return found


def _last_before(connection: Connection, at: datetime, last: int) -> int:
    """Answer the number of the last entry before an instant, as far as order tells; 0 for none."""
    low, high = 0, last
    while low < high:
        middle = (low + high + 1) // 2
        query = select(audit_entry.c.at).where(audit_entry.c.entry_id == middle)
        found = connection.scalar(query)
        if found is not None and found < at:
            low = middle
        else:
            high = middle - 1
    return low
