"""The quick way into SQLite: one connection of the driver, many rows in one statement.

A statement of 128 rows, with what they share bound once, costs a third of 128 statements; and new
records are only appended, so that a group touches few pages. The log is folded back seldom, for
the same reason. Durability is that of `Database`: WAL, synchronous=FULL, one fsync per group.
"""

import sqlite3
from datetime import UTC, datetime
from functools import cache
from itertools import chain
from typing import Any, Final

from lingnan.sources.identifier.records.entry import IN_USE
from lingnan.sources.identifier.records.truth import BatchRow, GroupRows, Truth, failure
from lingnan.store.audit import FIRST, TRAIL, Deed, link_deeds
from lingnan.store.database import Database

_STEPS: Final = (128, 16, 1)
#: Pages of the log before it is folded back: 64 MiB.
_CHECKPOINT_PAGES: Final = 16_384
_SHARED: Final = 4
_OUTBOX: Final = "INSERT INTO identifier_outbox VALUES (?,?,?,?,?,?,?,?)"
_BATCH: Final = "INSERT INTO identifier_batch VALUES (?,?,?,?,?,?,?)"
_FIND_BATCH: Final = (
    f"SELECT {', '.join(BatchRow._fields)} FROM identifier_batch"
    " WHERE owner = ? AND idempotency_key = ?"
)
_UPDATE: Final = (
    "UPDATE identifier_record SET handle = coalesce(?, handle),"
    " value_octets = coalesce(?, value_octets), template_code = coalesce(?, template_code),"
    " status = coalesce(?, status), revision = ?, changed_at = ? WHERE record_no = ?"
)
_TAKE_HEAD: Final = "SELECT entry_id, sha256 FROM audit_head WHERE trail = ?"
_PUT_HEAD: Final = (
    "INSERT INTO audit_head (trail, entry_id, sha256) VALUES (?,?,?) ON CONFLICT (trail)"
    " DO UPDATE SET entry_id = excluded.entry_id, sha256 = excluded.sha256"
)
_CELLS: Final = (
    "entry_id",
    "at",
    "actor",
    "action",
    "object",
    "detail",
    "subject_code",
    "origin",
    "is_done",
    "sha256",
)
_ENTRY: Final = f"INSERT INTO audit_entry ({','.join(_CELLS)}) VALUES (?,?,?,?,?,?,?,?,?,?)"
_DELETE: Final = "DELETE FROM identifier_record WHERE record_no = ?"


class SqliteTruth(Truth):
    """Writes groups through a connection of its own that stays open."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        # Kept as long as the writer lives, so it is taken out of the pool's hands.
        pooled = database.engine.raw_connection()
        pooled.detach()
        self._pooled = pooled
        driver: Any = pooled.dbapi_connection
        self._connection = driver
        driver.execute(f"PRAGMA wal_autocheckpoint={_CHECKPOINT_PAGES}")
        driver.execute("PRAGMA secure_delete=OFF")

    def close(self) -> None:
        """Close the connection."""
        self._pooled.close()

    def find_batch(self, owner: str, key: str) -> BatchRow | None:
        """Answer what is remembered under an idempotency key."""
        row = self._connection.execute(_FIND_BATCH, (owner, key)).fetchone()
        return None if row is None else BatchRow(*row)

    def write(self, rows: GroupRows, at: datetime) -> None:
        """Write one group: all of it is on the disk afterwards, or none of it is.

        Raises: RecordsFull, RecordsWriteFailed.
        """
        connection = self._connection
        # As SQLAlchemy writes an instant; strftime would take 50 µs.
        now = at.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
        try:
            connection.execute("BEGIN IMMEDIATE")
            if rows.handles:
                _insert(connection, rows, now)
            if rows.updates:
                connection.executemany(
                    _UPDATE, [(*row, now, number) for number, row in rows.updates.items()]
                )
            if rows.deletes:
                connection.executemany(_DELETE, [(number,) for number in rows.deletes])
            connection.executemany(_OUTBOX, [(*row, now) for row in rows.outbox])
            if rows.batches:
                connection.executemany(_BATCH, [(*row, now) for row in rows.batches])
            if rows.acts:
                _record(connection, rows.deeds(at), now)
            connection.execute("COMMIT")
        except sqlite3.Error as problem:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise failure(self.database.place, problem) from problem


def open_truth(database: Database) -> Truth:
    """Answer the quickest way to write to a database."""
    if database.engine.dialect.name == "sqlite":
        return SqliteTruth(database)
    return Truth(database)


def _record(connection: Any, deeds: list[Deed], now: str) -> None:
    """Write audit entries as `store.audit.record_deeds` does, in the transaction of the group."""
    head = connection.execute(_TAKE_HEAD, (TRAIL,)).fetchone() or (0, FIRST)
    rows = [each | {"at": now} for each in link_deeds(head[0], head[1], deeds)]
    connection.executemany(_ENTRY, [tuple(row[name] for name in _CELLS) for row in rows])
    connection.execute(_PUT_HEAD, (TRAIL, rows[-1]["entry_id"], rows[-1]["sha256"]))


def _insert(connection: Any, rows: GroupRows, now: str) -> None:
    begin, count = 0, len(rows.handles)
    for step in _STEPS:
        while count - begin >= step:
            stop = begin + step
            templates = rows.templates[begin:stop]
            shared = (rows.first_no + begin, IN_USE, now, templates[0])
            columns = [rows.handles[begin:stop], rows.octets[begin:stop]]
            is_one = templates.count(templates[0]) == step
            if not is_one:
                columns.append(templates)
            each = chain.from_iterable(zip(*columns, strict=True))
            connection.execute(_insertion(step, is_one), (*shared, *each))
            begin = stop


@cache
def _insertion(count: int, is_one_template: bool) -> str:
    """Answer a statement of so many rows; number, status, time and template are bound once."""
    width = 2 if is_one_template else 3
    rows = []
    for row in range(count):
        at = _SHARED + 1 + width * row
        template = _SHARED if is_one_template else at + 2
        rows.append(f"(?1+{row},?{at},?{at + 1},?{template},?2,1,?3)")
    return (
        "INSERT INTO identifier_record"
        "(record_no,handle,value_octets,template_code,status,revision,registered_at) VALUES "
        + ",".join(rows)
    )
