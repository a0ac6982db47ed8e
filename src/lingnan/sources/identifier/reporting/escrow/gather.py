"""Collects what goes into a deposit, from one state of the database.

Identifiers by the outbox: a full deposit has all, an incremental one those that changed after the
deposit before. Not for writing them down (see write).
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, Table, func, select

from lingnan.sources.identifier.business.table import (
    carrier,
    identifier_term,
    metadata_template,
    node_application,
    prefix_allotment,
    prefix_application,
    prefix_review,
)
from lingnan.sources.identifier.records.table import identifier_outbox, identifier_record
from lingnan.sources.identifier.records.truth import DELETE
from lingnan.sources.identifier.reporting.escrow.model import (
    GoneItem,
    Head,
    Item,
    RecordItem,
    RowItem,
)

_PAGE: Final = 5_000
_RECORD: Final = identifier_record.c
_OUTBOX: Final = identifier_outbox.c


#: What the business side knows for good; wishes and challenges on their way are left out.
BUSINESS_TABLES: Final = (
    prefix_application,
    prefix_review,
    prefix_allotment,
    metadata_template,
    identifier_term,
    carrier,
    node_application,
)


def read_head(
    connection: Connection,
    node: str,
    deposit_id: str,
    at: datetime,
    previous: Head | None,
) -> Head:
    """Answer the head of the deposit to make; it is full when the outbox does not reach back.

    Args:
        previous: head of the deposit before; None asks for a full one.
    """
    newest = connection.execute(
        select(_OUTBOX.sequence, _OUTBOX.mark, _OUTBOX.next_record_no)
        .order_by(_OUTBOX.sequence.desc())
        .limit(1)
    ).first()
    sequence, mark, following = (0, 0, 1) if newest is None else newest
    is_diff = previous is not None and _reaches(connection, previous)
    return Head(
        deposit_id,
        node,
        "DIFF" if is_diff else "FULL",
        previous.deposit_id if previous is not None and is_diff else None,
        at,
        sequence,
        mark,
        following,
    )


def collect(
    connection: Connection, head: Head, previous: Head | None, tables: Sequence[Table]
) -> Iterator[Item]:
    """Answer the items of a deposit: what is gone, identifiers, rows of the business side."""
    if head.kind == "FULL" or previous is None:
        yield from _records(connection, 0, None)
    else:
        touched, gone = _changes(connection, previous.sequence, head.sequence)
        for number in gone:
            yield GoneItem(number)
        for first, stop in touched:
            yield from _records(connection, first, stop)
    for table in tables:
        keys = list(table.primary_key.columns)
        for row in connection.execute(select(table).order_by(*keys)).mappings():
            yield RowItem(table.name, dict(row))


def _reaches(connection: Connection, previous: Head) -> bool:
    """Whether the outbox still has everything after a deposit, in the same history."""
    if previous.sequence == 0:
        oldest = connection.scalar(select(func.min(_OUTBOX.sequence)))
        return oldest in {None, 1}
    mark = connection.scalar(select(_OUTBOX.mark).where(_OUTBOX.sequence == previous.sequence))
    return mark == previous.mark


def _records(connection: Connection, first: int, stop: int | None) -> Iterator[RecordItem]:
    after = first
    while True:
        query = select(identifier_record).where(_RECORD.record_no >= after)
        if stop is not None:
            query = query.where(_RECORD.record_no < stop)
        rows = connection.execute(query.order_by(_RECORD.record_no).limit(_PAGE)).all()
        for row in rows:
            yield RecordItem(
                row.record_no,
                row.handle,
                bytes(row.value_octets),
                row.template_code,
                row.status,
                row.revision,
                row.registered_at,
                row.changed_at,
            )
        if len(rows) < _PAGE:
            return
        after = rows[-1].record_no + 1


def _changes(
    connection: Connection, after: int, through: int
) -> tuple[list[tuple[int, int]], list[int]]:
    """Answer runs of numbers that were touched, merged and in order, and numbers that are gone."""
    query = (
        select(_OUTBOX.operation, _OUTBOX.record_no, _OUTBOX.records_count)
        .where(_OUTBOX.sequence > after, _OUTBOX.sequence <= through)
        .order_by(_OUTBOX.sequence)
    )
    runs: list[tuple[int, int]] = []
    gone: set[int] = set()
    for operation, number, count in connection.execute(query):
        if operation == DELETE:
            gone.add(number)
        else:
            runs.append((number, number + count))
    merged: list[tuple[int, int]] = []
    for first, stop in sorted(runs):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], stop))
        else:
            merged.append((first, stop))
    return merged, sorted(gone)
