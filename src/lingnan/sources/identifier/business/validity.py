"""Until when an identifier is valid, as it is written and kept; and what happens at the end.

Not for what a template says about it (see template.VALID_UNTIL).
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, select

from lingnan.sources.identifier.business.lifecycle import EXPIRED, IN_USE
from lingnan.sources.identifier.business.registrar import Registrar
from lingnan.sources.identifier.business.table import identifier_term
from lingnan.sources.identifier.counting.day import start_of
from lingnan.sources.identifier.records.change import SetStatus
from lingnan.sources.identifier.wire.codes import Response
from lingnan.sources.identifier.wire.handle import fold_text
from lingnan.store import Database

_table = identifier_term
_ROWS_AT_ONCE: Final = 500


def read_end(told: object) -> datetime | None:
    """Answer the first instant at which something is no longer valid; None when it is no date.

    A day is valid to its end, in the time of China.
    """
    if not isinstance(told, str):
        return None
    try:
        if len(told) == 10:
            return start_of(date.fromisoformat(told) + timedelta(days=1))
        at = datetime.fromisoformat(told)
    except (ValueError, OverflowError):
        return None
    return None if at.tzinfo is None else at.astimezone(UTC)


def put_ends(connection: Connection, ends: Mapping[str, datetime]) -> None:
    """Keep the ends of identifiers in the caller's transaction; earlier ones are replaced."""
    drop_ends(connection, list(ends))
    rows = {
        fold_text(handle): {"handle": handle, "valid_until": end} for handle, end in ends.items()
    }
    if rows:
        told = [{"handle_key": key} | row for key, row in rows.items()]
        connection.execute(_table.insert(), told)


def drop_ends(connection: Connection, handles: Sequence[str]) -> None:
    """Forget the ends of identifiers in the caller's transaction."""
    keys = [fold_text(handle) for handle in handles]
    for start in range(0, len(keys), _ROWS_AT_ONCE):
        some = keys[start : start + _ROWS_AT_ONCE]
        connection.execute(_table.delete().where(_table.c.handle_key.in_(some)))


def find_end(database: Database, handle: str) -> datetime | None:
    """Answer until when an identifier is valid; None for ever, or when it has expired."""
    query = select(_table.c.valid_until).where(_table.c.handle_key == fold_text(handle))
    with database.read() as connection:
        found: datetime | None = connection.scalar(query)
        return found


async def expire(registrar: Registrar, *, at: datetime) -> int:
    """Withhold every identifier whose validity has ended; answer how many.

    Limits: between the end and the next call the identifier is still resolved.
    """
    count = 0
    while rows := _ended(registrar.database, at):
        changes = [SetStatus(row.handle, EXPIRED) for row in rows]
        outcomes = await registrar.writer.apply(changes)
        done = [
            row
            for row, outcome in zip(rows, outcomes, strict=True)
            if outcome.is_done or outcome.response == Response.HANDLE_NOT_FOUND
        ]
        prolonged = _forget(registrar.database, done)
        if prolonged:
            # Its end was moved while it was withheld.
            await registrar.writer.apply([SetStatus(handle, IN_USE) for handle in prolonged])
        count += sum(outcome.is_done for outcome in outcomes) - len(prolonged)
        if len(done) < len(rows):
            break
    return count


def _ended(database: Database, at: datetime) -> Sequence[Any]:
    query = select(_table).where(_table.c.valid_until <= at).order_by(_table.c.valid_until)
    with database.read() as connection:
        return connection.execute(query.limit(_ROWS_AT_ONCE)).all()


def _forget(database: Database, rows: Sequence[Any]) -> list[str]:
    """Remove ends that have come; answer the handles that have a later one by now."""
    prolonged = []
    with database.begin() as connection:
        for row in rows:
            mine = _table.c.handle_key == row.handle_key
            same = _table.c.valid_until == row.valid_until
            if connection.execute(_table.delete().where(mine, same)).rowcount == 0:
                later = connection.scalar(select(_table.c.handle).where(mine))
                if later is not None:
                    prolonged.append(row.handle)
    return prolonged
