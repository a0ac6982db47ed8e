"""The database side: what one group writes to it, and what the file is followed and rebuilt from.

`Truth` works on every database through SQLAlchemy; SQLite has a faster way to write (see
truth_sqlite). Not for LMDB.
"""

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, func, insert, select, update

from lingnan.sources.identifier.records.change import Act
from lingnan.sources.identifier.records.entry import IN_USE
from lingnan.sources.identifier.records.errors import RecordsFull, RecordsWriteFailed
from lingnan.sources.identifier.records.table import (
    identifier_batch,
    identifier_outbox,
    identifier_record,
)
from lingnan.store.audit import Deed, record_deeds
from lingnan.store.database import Database
from lingnan.store.errors import StoreError

REGISTER = "register"
CHANGE = "change"
DELETE = "delete"


class OutboxRow(NamedTuple):
    """One change of the outbox; `records_count` numbers from `record_no` on, if a registration."""

    sequence: int
    mark: int
    operation: str
    record_no: int
    records_count: int
    folded_key: bytes | None
    next_record_no: int


class RecordState(NamedTuple):
    """One record as the database has it now."""

    record_no: int
    handle: str
    octets: bytes
    status: int
    revision: int


class BatchRow(NamedTuple):
    """What is remembered of a batch."""

    owner: str
    idempotency_key: str
    content_digest: bytes
    rows_count: int
    failures: str
    is_written: int


class RecordUpdate(NamedTuple):
    """What becomes of an existing record; None leaves a column as it is."""

    handle: str | None
    octets: bytes | None
    template_code: str | None
    status: int | None
    revision: int


@dataclass(slots=True)
class GroupRows:
    """Rows of one group: new records have the numbers from `first_no` on, without a gap.

    Attributes: acts: who did it, and the handle, of each change that tells.
    """

    first_no: int
    handles: list[str] = field(default_factory=list)
    octets: list[bytes] = field(default_factory=list)
    templates: list[str | None] = field(default_factory=list)
    updates: dict[int, RecordUpdate] = field(default_factory=dict)
    deletes: list[int] = field(default_factory=list)
    outbox: list[OutboxRow] = field(default_factory=list)
    batches: list[BatchRow] = field(default_factory=list)
    acts: list[tuple[Act, str]] = field(default_factory=list)

    def deeds(self, at: datetime) -> list[Deed]:
        """Answer what the audit trail is told of the group, in the order it was done."""
        return [
            Deed(at, act.actor, act.action, f"handle:{name}", act.detail, None, act.origin)
            for act, name in self.acts
        ]


class Head(NamedTuple):
    """The newest outbox row: its sequence and mark, and the next free record number."""

    sequence: int
    mark: int
    next_record_no: int


class Truth:
    """Reads and writes the identifiers of one database."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def close(self) -> None:
        """End what the truth itself has opened."""

    def write(self, rows: GroupRows, at: datetime) -> None:
        """Write one group: all of it is on the disk afterwards, or none of it is.

        Raises: RecordsFull, RecordsWriteFailed.
        """
        try:
            with self.database.begin() as connection:
                self._write_records(connection, rows, at)
                outbox = [row._asdict() | {"at": at} for row in rows.outbox]
                if outbox:
                    connection.execute(insert(identifier_outbox), outbox)
                if rows.batches:
                    kept = [row._asdict() | {"at": at} for row in rows.batches]
                    connection.execute(insert(identifier_batch), kept)
                if rows.acts:
                    record_deeds(connection, rows.deeds(at))
        except StoreError as problem:
            raise failure(self.database.place, problem.values.get("reason", problem)) from problem

    @staticmethod
    def _write_records(connection: Any, rows: GroupRows, at: datetime) -> None:
        new = zip(rows.handles, rows.octets, rows.templates, strict=True)
        records = [
            {
                "record_no": number,
                "handle": handle,
                "value_octets": octets,
                "template_code": template,
                "status": IN_USE,
                "revision": 1,
                "registered_at": at,
            }
            for number, (handle, octets, template) in enumerate(new, rows.first_no)
        ]
        if records:
            connection.execute(insert(identifier_record), records)
        if rows.updates:
            connection.execute(
                _UPDATE,
                [{"no": no} | row._asdict() | {"at": at} for no, row in rows.updates.items()],
            )
        if rows.deletes:
            connection.execute(_DELETE, [{"no": no} for no in rows.deletes])

    def head(self) -> Head:
        """Answer the newest change; (0, 0, 1) before the first."""
        table = identifier_outbox.c
        query = select(table.sequence, table.mark, table.next_record_no)
        with self.database.read() as connection:
            row = connection.execute(query.order_by(table.sequence.desc()).limit(1)).first()
        return Head(0, 0, 1) if row is None else Head(*row)

    def oldest(self) -> int:
        """Answer the oldest sequence still in the outbox; 0 when it is empty."""
        with self.database.read() as connection:
            return connection.scalar(select(func.min(identifier_outbox.c.sequence))) or 0

    def mark_at(self, sequence: int) -> int | None:
        """Answer the mark of one outbox row; None when it is not there."""
        query = select(identifier_outbox.c.mark)
        with self.database.read() as connection:
            return connection.scalar(query.where(identifier_outbox.c.sequence == sequence))

    def find_batch(self, owner: str, key: str) -> BatchRow | None:
        """Answer what is remembered under an idempotency key."""
        table = identifier_batch.c
        query = select(*(table[name] for name in BatchRow._fields))
        with self.database.read() as connection:
            row = connection.execute(
                query.where(table.owner == owner, table.idempotency_key == key)
            ).first()
        return None if row is None else BatchRow(*row)

    def changes(
        self, after: int, *, records: int = 20_000
    ) -> list[tuple[OutboxRow, list[RecordState]]]:
        """Answer the next changes with the present state of their records.

        The states are those of now, which may be later than the change; a record that is gone has
        none. Whoever applies all changes arrives at the present state.

        Args:
            after: sequence that the asker has. records: about how many records at most.
        """
        table = identifier_outbox.c
        query = select(*(table[name] for name in OutboxRow._fields))
        found: list[tuple[OutboxRow, list[RecordState]]] = []
        with self.database.read() as connection:
            wanted = query.where(table.sequence > after).order_by(table.sequence)
            for values in connection.execute(wanted.limit(records)).all():
                row = OutboxRow(*values)
                states: list[RecordState] = []
                if row.operation != DELETE:
                    last = row.record_no + row.records_count
                    states = list(_states(connection, row.record_no, last))
                found.append((row, states))
                records -= row.records_count
                if records <= 0:
                    break
        return found

    def records(
        self, *, size: int = 20_000
    ) -> Generator[tuple[Head, list[RecordState]], None, None]:
        """Answer all records in pages by number, with the newest change of that state.

        One state of the database as long as the iteration lasts.
        """
        table = identifier_outbox.c
        newest = select(table.sequence, table.mark, table.next_record_no)
        with self.database.read() as connection:
            row = connection.execute(newest.order_by(table.sequence.desc()).limit(1)).first()
            head = Head(0, 0, 1) if row is None else Head(*row)
            after = 0
            while True:
                page = list(_states(connection, after, None, size))
                yield head, page
                if len(page) < size:
                    return
                after = page[-1].record_no + 1

    def trim(self, before: int) -> int:
        """Remove outbox rows below a sequence and answer how many; the newest always stays.

        Raises: StoreWriteFailed.
        """
        before = min(before, self.head().sequence)
        with self.database.begin() as connection:
            gone = connection.execute(
                delete(identifier_outbox).where(identifier_outbox.c.sequence < before)
            )
            return int(gone.rowcount)


def failure(place: str, reason: object) -> RecordsFull | RecordsWriteFailed:
    """Answer which coded error an error of the database is."""
    told = str(reason)
    if "full" in told or "No space" in told:
        return RecordsFull(path=place, reason=told)
    return RecordsWriteFailed(path=place, reason=told)


def _states(
    connection: Any, first: int, last: int | None, limit: int | None = None
) -> Iterator[RecordState]:
    table = identifier_record.c
    query = select(
        table.record_no, table.handle, table.value_octets, table.status, table.revision
    ).where(table.record_no >= first)
    if last is not None:
        query = query.where(table.record_no < last)
    for row in connection.execute(query.order_by(table.record_no).limit(limit)):
        yield RecordState(*row)


def _kept(name: str, column: Any) -> Any:
    return func.coalesce(bindparam(name, type_=column.type), column)


_UPDATE = (
    update(identifier_record)
    .where(identifier_record.c.record_no == bindparam("no"))
    .values(
        handle=_kept("handle", identifier_record.c.handle),
        value_octets=_kept("octets", identifier_record.c.value_octets),
        template_code=_kept("template_code", identifier_record.c.template_code),
        status=_kept("status", identifier_record.c.status),
        revision=bindparam("revision"),
        changed_at=bindparam("at"),
    )
)
_DELETE = delete(identifier_record).where(identifier_record.c.record_no == bindparam("no"))
