"""What resolution should show of a handle: wished for with the step, done by the one writer after.

A step writes its wish in its own transaction; `settle` then takes open wishes to the writer. A
crash between leaves the wish open, and the next `settle` does it. The newest wish for a handle
counts: who finds after doing one that it was replaced meanwhile opens it again, so that two who
settle at once end with the newest. Not for identifiers that enterprises register.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects import postgresql, sqlite

from lingnan.kernel import LingnanError
from lingnan.sources.identifier.business.lifecycle import GONE, IN_USE
from lingnan.sources.identifier.business.table import resolution_wish
from lingnan.sources.identifier.records.change import (
    Batch,
    BatchOutcome,
    Change,
    Create,
    Delete,
    Outcome,
    SetStatus,
)
from lingnan.sources.identifier.records.stored import prepare
from lingnan.sources.identifier.wire.codes import Response
from lingnan.sources.identifier.wire.handle import fold_text
from lingnan.store import Database

_ROWS_AT_ONCE: Final = 500
_ROUNDS: Final = 20
_REASON: Final = 300
_table = resolution_wish.c


class Writer(Protocol):
    """The way to the one writer of identifiers; `node.link.WriterLink` is one."""

    async def apply(self, changes: Sequence[Change], /) -> Sequence[Outcome]:
        """Do changes and answer each. Raises: LingnanError."""
        ...

    async def register(self, batch: Batch, /) -> BatchOutcome:
        """Register a batch. Raises: LingnanError."""
        ...


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of settling: handles that resolution now shows as wished, and those it does not."""

    done: tuple[str, ...]
    open: tuple[tuple[str, str], ...]


def put_wish(
    connection: Connection,
    handle: str,
    *,
    status: int,
    at: datetime,
    octets: bytes | None = None,
) -> None:
    """Wish in the caller's transaction how a handle is to be shown.

    Args:
        status: 0 gone, 1 in use, negative withheld. octets: encoded values that it is to have;
            None leaves those it has.
    """
    is_postgresql = connection.dialect.name == "postgresql"
    insert: Any = (postgresql if is_postgresql else sqlite).insert(resolution_wish)
    row = {
        "handle_key": fold_text(handle),
        "handle": handle,
        "status": status,
        "value_octets": octets,
        "wish_no": 1,
        "is_done": False,
        "reason": None,
        "at": at,
    }
    later = {
        name: insert.excluded[name] for name in ("handle", "status", "is_done", "reason", "at")
    }
    kept = insert.excluded.value_octets
    if octets is None and status != GONE:
        # Values that were wished for and not yet written are not forgotten by a change of status.
        kept = _table.value_octets
    connection.execute(
        insert.values(row).on_conflict_do_update(
            index_elements=["handle_key"],
            set_=later | {"wish_no": _table.wish_no + 1, "value_octets": kept},
        )
    )


async def settle(database: Database, writer: Writer, *, handle: str | None = None) -> Settled:
    """Take open wishes to the writer; of one handle, or all.

    Limits: a wish that the writer refuses stays open with the reason; nothing is raised, because
        the step itself is done.
    """
    done: dict[str, None] = {}
    failed: dict[str, str] = {}
    for _ in range(_ROUNDS):
        rows = [row for row in _open(database, handle) if row.handle not in failed]
        if not rows:
            break
        for row in rows:
            reason = await _fulfil(writer, row)
            if reason is not None:
                failed[row.handle] = reason
                _note_failure(database, row, reason)
            elif _close(database, row):
                done[row.handle] = None
    return Settled(tuple(done), tuple(failed.items()))


def _open(database: Database, handle: str | None) -> Sequence[Any]:
    query = select(resolution_wish).where(_table.is_done.is_(False))
    if handle is not None:
        query = query.where(_table.handle_key == fold_text(handle))
    with database.read() as connection:
        return connection.execute(query.order_by(_table.at).limit(_ROWS_AT_ONCE)).all()


async def _fulfil(writer: Writer, row: Any) -> str | None:
    """Bring one handle to its wish; answer why it could not be."""
    changes: list[Change] = []
    if row.status == GONE:
        changes.append(Delete(row.handle))
    else:
        if row.value_octets is not None:
            changes.append(Create(row.handle, prepare(bytes(row.value_octets)), overwrite=True))
        changes.append(SetStatus(row.handle, row.status))
    try:
        outcomes = await writer.apply(changes)
    except LingnanError as problem:
        return str(problem)
    for change, outcome in zip(changes, outcomes, strict=True):
        # What is not there is gone, and has no status to take away.
        absent = outcome.response == Response.HANDLE_NOT_FOUND and row.status != IN_USE
        if not (outcome.is_done or absent):
            return f"{type(change).__name__}: {outcome.response.name}"
    return None


def _close(database: Database, row: Any) -> bool:
    """Close a wish that was done; answer False when a newer one had taken its place."""
    mine = update(resolution_wish).where(_table.handle_key == row.handle_key)
    with database.begin() as connection:
        found = connection.execute(
            mine.where(_table.wish_no == row.wish_no).values(is_done=True, reason=None)
        )
        if found.rowcount == 1:
            return True
        # Ours may have come after the newer one: let the newer one be done again.
        connection.execute(mine.values(is_done=False))
    return False


def _note_failure(database: Database, row: Any, reason: str) -> None:
    mine = update(resolution_wish).where(
        _table.handle_key == row.handle_key, _table.wish_no == row.wish_no
    )
    with database.begin() as connection:
        connection.execute(mine.values(reason=reason[:_REASON]))
