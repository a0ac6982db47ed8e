"""The audit trail read and verified; and what was seen, written beside the act.

Not for: how an entry is chained (store.audit).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from lingnan.access.errors import TrailBroken
from lingnan.access.identity import Identity
from lingnan.access.permission import Permission
from lingnan.kernel import Text
from lingnan.store import Database
from lingnan.store.audit import (
    FIRST,
    TRAIL,
    Deed,
    audit_entry,
    audit_head,
    entry_sha256,
    record_deeds,
)

_ROWS_AT_ONCE = 5_000
_LEFT_OUT = frozenset({"entry_id", "at", "sha256"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the trail; see store.audit.Deed for its cells."""

    entry_id: int
    at: datetime
    actor: str
    action: str
    thing: str
    detail: str | None
    subject_code: str | None
    origin: str | None
    is_done: bool
    sha256: str


@dataclass(frozen=True, slots=True)
class TrailVerdict:
    """What verification found.

    Attributes:
        entries_count: entries that hold, from the first on.
        broken_entry_id: the first that does not; null when the trail holds.
        last_sha256: the hash of the last entry that holds; keep it elsewhere.
    """

    entries_count: int
    last_sha256: str
    broken_entry_id: int | None = None
    why: Text | None = None

    @property
    def holds(self) -> bool:
        """Whether nothing was changed, removed or put between."""
        return self.broken_entry_id is None

    def ensure(self) -> None:
        """Raise TrailBroken unless it holds."""
        if not self.holds:
            raise TrailBroken(entry_id=self.broken_entry_id, why=self.why)


def record_act(
    connection: Connection,
    identity: Identity,
    permission: Permission,
    thing: str,
    *,
    at: datetime,
    detail: str | None = None,
    subject_code: str | None = None,
    is_done: bool = True,
) -> int:
    """Write what an identity saw, changed or was refused, in the transaction of the act.

    Returns the number of the entry.
    """
    deed = Deed(
        at,
        identity.actor,
        permission.value,
        thing,
        detail,
        subject_code,
        identity.origin,
        is_done,
    )
    return record_deeds(connection, [deed])


def verify_trail(
    database: Database,
    *,
    known: tuple[int, str] | None = None,
    advance: Callable[[float], None] | None = None,
) -> TrailVerdict:
    """Recompute the chain and name the first entry that is changed, missing or put between.

    `known` is an entry's number and hash that was kept elsewhere, such as in print; `advance` is
    told the share done, 0 to 1.
    Limits: who can change the database can write a whole new chain; only `known` shows that.
    """
    count, previous = 0, FIRST
    with database.read() as connection:
        head = connection.execute(select(audit_head).where(audit_head.c.trail == TRAIL)).first()
        for row in _rows(connection):
            expected = count + 1
            if row["entry_id"] != expected:
                why = Text("条目缺失", "entry is missing")
                return TrailVerdict(count, previous, expected, why)
            cells = {name: cell for name, cell in row.items() if name not in _LEFT_OUT}
            told = entry_sha256(previous, entry_id=expected, at=row["at"], **cells)
            is_known = known is None or known[0] != expected or known[1] == told
            if told != row["sha256"] or not is_known:
                why = Text("内容与哈希不符", "its content does not match its hash")
                return TrailVerdict(count, previous, expected, why)
            count, previous = expected, told
            if advance is not None and head is not None and count % _ROWS_AT_ONCE == 0:
                advance(min(1.0, count / head.entry_id))
    last = (0, FIRST) if head is None else (head.entry_id, head.sha256)
    if last[0] > count or (known is not None and known[0] > count):
        why = Text("末尾条目缺失", "entries at the end are missing")
        return TrailVerdict(count, previous, count + 1, why)
    if last != (count, previous):
        why = Text("条目多于链首记录", "the head of the chain does not know it")
        return TrailVerdict(count, previous, max(1, min(count, last[0] + 1)), why)
    return TrailVerdict(count, previous)


def list_entries(
    database: Database,
    *conditions: ColumnElement[bool],
    limit: int = 100,
    before_id: int | None = None,
) -> list[Entry]:
    """The newest entries that meet all conditions on `audit_entry`, newest first; paged by id."""
    query = select(audit_entry).where(*conditions).order_by(audit_entry.c.entry_id.desc())
    if before_id is not None:
        query = query.where(audit_entry.c.entry_id < before_id)
    with database.read() as connection:
        rows = connection.execute(query.limit(limit)).mappings()
        return [entry_of(row) for row in rows]


def entry_of(row: Any) -> Entry:
    """A row of the trail as an entry."""
    return Entry(**{_named(name): cell for name, cell in row.items()})


def _rows(connection: Connection) -> Iterator[dict[str, Any]]:
    last = None
    while True:
        query = select(audit_entry).order_by(audit_entry.c.entry_id).limit(_ROWS_AT_ONCE)
        if last is not None:
            query = query.where(audit_entry.c.entry_id > last)
        rows = [dict(row) for row in connection.execute(query).mappings()]
        yield from rows
        if len(rows) < _ROWS_AT_ONCE:
            return
        last = rows[-1]["entry_id"]


def _named(name: str) -> str:
    return "thing" if name == "object" else name
