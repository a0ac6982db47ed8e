"""Who did what to the records, written in the same transaction as the deed.

Not for: accounts and permissions, nor the chaining of entries; that is the room `access`.
"""

from datetime import datetime

from sqlalchemy import BigInteger, Column, Connection, Integer, Table

from lingnan.store.database import Instant, exact_text, metadata

audit_entry = Table(
    "audit_entry",
    metadata,
    Column("entry_id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("actor", exact_text(200), nullable=False),
    Column("action", exact_text(80), nullable=False),
    Column("object", exact_text(), nullable=False),
    Column("detail", exact_text(), nullable=True),
)


def record_deed(
    connection: Connection,
    *,
    at: datetime,
    actor: str,
    action: str,
    thing: str,
    detail: str | None = None,
) -> None:
    """Write one audit entry in the caller's transaction."""
    connection.execute(
        audit_entry.insert().values(at=at, actor=actor, action=action, object=thing, detail=detail)
    )
