"""Two people at one record: a form carries the state it was read in, and saving compares it.

The state is a digest of the record's cells in the hidden field `seen`. Not for the same form sent
twice (once) nor for what two transactions write at once (the rooms).
"""

from datetime import datetime
from typing import Final

from sqlalchemy import func, select

from lingnan.access.secret import fingerprint
from lingnan.console.web.call import Call
from lingnan.console.web.errors import ChangedMeanwhile
from lingnan.console.web.failure import SEEN
from lingnan.kernel import Text
from lingnan.store import Database
from lingnan.store.audit import audit_entry

_SOMEBODY: Final = Text("其他人", "Somebody else")
_ENTRIES_BACK: Final = 5_000
_LEAP: Final = "\x1f"


def state_of(*cells: object) -> str:
    """Answer the state of a record: a short digest of its cells, in order."""
    return fingerprint(_LEAP.join(repr(cell) for cell in cells))[:24]


def ensure_seen(call: Call, state: str, thing: str) -> None:
    """Refuse to save over what somebody else saved since the form was read.

    `state` is the record's now; `thing` its name in the audit trail, by which is told who changed
    it. Raises: ChangedMeanwhile.
    """
    if call.typed(SEEN) == state:
        return
    who, at = last_change(call.store.database, thing)
    told = who or _SOMEBODY
    shown = at or call.at
    raise ChangedMeanwhile(who=told, at=f"{shown:%Y-%m-%d %H:%M} UTC")


def last_change(database: Database, thing: str) -> tuple[str | None, datetime | None]:
    """Answer by whom and when a thing was last changed; nulls when it is long ago.

    Limits: looks at the newest entries of the trail only.
    """
    last = select(func.coalesce(func.max(audit_entry.c.entry_id), 0)).scalar_subquery()
    query = (
        select(audit_entry.c.actor, audit_entry.c.at)
        .where(audit_entry.c.entry_id > last - _ENTRIES_BACK)
        .where(audit_entry.c.object == thing, audit_entry.c.is_done.is_(True))
        .where(audit_entry.c.action.notlike("%:read"))
        .order_by(audit_entry.c.entry_id.desc())
        .limit(1)
    )
    with database.read() as connection:
        row = connection.execute(query).first()
    return (None, None) if row is None else (row.actor, row.at)
