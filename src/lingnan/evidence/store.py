"""The ledger's tables in the database: inbox, sequence of numbers, bulk batches.

Not for: the sealed rows; they lie in the lake.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Date,
    Integer,
    SmallInteger,
    Table,
    select,
    text,
)

from lingnan.store import metadata
from lingnan.store.database import Instant, exact_text

evidence_inbox = Table(
    "evidence_inbox",
    metadata,
    Column(
        "evidence_no",
        BigInteger().with_variant(Integer, "sqlite"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("subject_code", exact_text(80), nullable=False, index=True),
    Column("indicator_code", exact_text(120), nullable=False),
    Column("value_code", exact_text(), nullable=True),
    # As text: SQLite would keep a decimal as a float.
    Column("value_number", exact_text(32), nullable=True),
    Column("unit", exact_text(40), nullable=True),
    Column("period_start", Date, nullable=False),
    Column("period_end", Date, nullable=False),
    Column("fact_date", Date, nullable=False),
    Column("grade", SmallInteger, nullable=False),
    Column("source", exact_text(80), nullable=False),
    Column("document", exact_text(), nullable=True),
    Column("action", SmallInteger, nullable=False),
    Column("amends_no", BigInteger, nullable=True),
    Column("recorded_at", Instant, nullable=False),
)

ledger_sequence = Table(
    "ledger_sequence",
    metadata,
    Column("name", exact_text(40), primary_key=True),
    Column("next_value", BigInteger, nullable=False),
)

import_batch = Table(
    "import_batch",
    metadata,
    Column("batch_id", exact_text(80), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("label", exact_text(), nullable=True),
    Column("rows_count", BigInteger, nullable=False),
    Column("segments_count", Integer, nullable=False),
)

_SEQUENCE = "evidence_no"
_SEALED = "segment_no"
_TAKE = text(
    """
    INSERT INTO ledger_sequence (name, next_value) VALUES (:name, 1 + :count)
    ON CONFLICT (name) DO UPDATE SET next_value = ledger_sequence.next_value + :count
    RETURNING next_value
    """
)
_NOTE_SEALED = text(
    """
    INSERT INTO ledger_sequence (name, next_value) VALUES (:name, :last)
    ON CONFLICT (name) DO UPDATE SET next_value = :last
    """
)


def take_numbers(connection: Connection, count: int) -> int:
    """Reserve `count` evidence numbers; returns the first.

    The row lock on the sequence is held until the caller's transaction ends, so numbers become
    visible in ascending order; sealing relies on that. One statement makes the row or moves it on,
    so that two first writers cannot both make it.
    """
    after = connection.scalar(_TAKE, {"name": _SEQUENCE, "count": count})
    return int(after) - count


def note_sealed(connection: Connection, segment_no: int) -> None:
    """Note how long the chain is, so that a chain cut off at its end is noticed."""
    connection.execute(_NOTE_SEALED, {"name": _SEALED, "last": segment_no})


def sealed_through(connection: Connection) -> int:
    """The last segment that was noted as sealed; 0 before the first."""
    number: int | None = connection.scalar(
        select(ledger_sequence.c.next_value).where(ledger_sequence.c.name == _SEALED)
    )
    return number or 0


def put_inbox(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Write rows into the inbox in the caller's transaction."""
    cells = [
        {**row, "value_number": None if row["value_number"] is None else str(row["value_number"])}
        for row in rows
    ]
    connection.execute(evidence_inbox.insert(), cells)


def read_inbox(
    connection: Connection, *, after_no: int = 0, subject_code: str | None = None
) -> list[dict[str, Any]]:
    """Rows that wait for the seal, in the order of their numbers."""
    query = select(evidence_inbox).where(evidence_inbox.c.evidence_no > after_no)
    if subject_code is not None:
        query = query.where(evidence_inbox.c.subject_code == subject_code)
    query = query.order_by(evidence_inbox.c.evidence_no)
    return [dict(row) for row in connection.execute(query).mappings()]


def clear_inbox(connection: Connection, through_no: int) -> None:
    """Remove rows that a committed seal has taken."""
    connection.execute(evidence_inbox.delete().where(evidence_inbox.c.evidence_no <= through_no))


def find_batch(connection: Connection, batch_id: str) -> int | None:
    """How many rows a finished batch brought; null when it never finished."""
    rows: int | None = connection.scalar(
        select(import_batch.c.rows_count).where(import_batch.c.batch_id == batch_id)
    )
    return rows


def finish_batch(
    connection: Connection,
    *,
    batch_id: str,
    at: datetime,
    label: str | None,
    rows_count: int,
    segments_count: int,
) -> None:
    """Note that a batch is complete."""
    connection.execute(
        import_batch.insert().values(
            batch_id=batch_id,
            at=at,
            label=label,
            rows_count=rows_count,
            segments_count=segments_count,
        )
    )
