"""Brings the identifiers and the business side back from deposits into an empty database.

Exactly as they were: numbers, revisions, times and place in the history. Opening a `RecordWriter`
on the database afterwards makes the resolution file. Not for opening a seal (see seal).
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Table, delete, func, insert, select

from lingnan.sources.identifier.records.table import identifier_outbox, identifier_record
from lingnan.sources.identifier.records.truth import CHANGE
from lingnan.sources.identifier.reporting.errors import DepositBroken, DepositChainBroken
from lingnan.sources.identifier.reporting.escrow.model import (
    GoneItem,
    Head,
    Item,
    RecordItem,
    RowItem,
)
from lingnan.store.database import Database

_PAGE: Final = 2_000
_RECORD: Final = identifier_record.c
_OUTBOX: Final = identifier_outbox.c


def restore(
    database: Database,
    head: Head,
    items: Iterable[Item],
    *,
    held: Head | None,
    tables: Sequence[Table],
) -> Head:
    """Apply one deposit in one transaction; answer the head that the database now stands at.

    Args:
        held: the deposit that the database stands at; None when it is empty.
        tables: of the business side; rows of others are left out.
    Raises:
        DepositChainBroken: an incremental deposit does not follow `held`.
        DepositBroken: a full one over identifiers that are there already.
    """
    if head.kind == "DIFF" and (held is None or held.deposit_id != head.previous):
        raise DepositChainBroken(
            deposit=head.deposit_id,
            previous=head.previous,
            held=None if held is None else held.deposit_id,
        )
    with database.begin() as connection:
        if head.kind == "FULL":
            _empty(connection, head, is_replacing=held is not None)
        _apply(connection, items, {table.name: table for table in tables})
        _place(connection, head)
    return head


def _empty(connection: Connection, head: Head, *, is_replacing: bool) -> None:
    count = connection.scalar(select(func.count()).select_from(identifier_record))
    if count and not is_replacing:
        raise DepositBroken(place=head.deposit_id, reason=f"{count} identifiers are there already")
    connection.execute(delete(identifier_record))


def _apply(connection: Connection, items: Iterable[Item], tables: dict[str, Table]) -> None:
    for table in reversed(list(tables.values())):
        connection.execute(delete(table))
    gone: list[int] = []
    records: list[dict[str, Any]] = []
    for item in items:
        if isinstance(item, RecordItem):
            records.append({name: getattr(item, name) for name in RecordItem.__slots__})
            if len(records) == _PAGE:
                _put(connection, records)
        elif isinstance(item, RowItem):
            table = tables.get(item.table)
            if table is not None:
                known = {name: cell for name, cell in item.cells.items() if name in table.c}
                connection.execute(insert(table).values(known))
        elif isinstance(item, GoneItem):
            gone.append(item.record_no)
            if len(gone) == _PAGE:
                _drop(connection, gone)
    _drop(connection, gone)
    _put(connection, records)


def _put(connection: Connection, records: list[dict[str, Any]]) -> None:
    if records:
        _drop(connection, [each["record_no"] for each in records])
        connection.execute(insert(identifier_record), records)
        records.clear()


def _drop(connection: Connection, numbers: list[int]) -> None:
    if numbers:
        connection.execute(delete(identifier_record).where(_RECORD.record_no.in_(numbers)))
        numbers.clear()


def _place(connection: Connection, head: Head) -> None:
    """Leave one row in the outbox: the newest change of the history that was deposited."""
    connection.execute(delete(identifier_outbox))
    if head.sequence:
        connection.execute(
            insert(identifier_outbox).values(
                sequence=head.sequence,
                mark=head.mark,
                operation=CHANGE,
                record_no=0,
                records_count=1,
                folded_key=None,
                next_record_no=head.next_record_no,
                at=head.watermark,
            )
        )
