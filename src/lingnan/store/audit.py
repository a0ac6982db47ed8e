"""Who did what to the records, written in the same transaction as the deed.

Not for: accounts and permissions, nor the chaining of entries; that is the room `access`.
"""

from datetime import datetime

from sqlalchemy import BigInteger, Column, Connection, DateTime, Integer, String, Table, Text

from lingnan.store.database import metadata

audit_entry = Table(
    "audit_entry",
    metadata,
    Column("entry_id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("actor", String(200), nullable=False),
    Column("action", String(80), nullable=False),
    Column("object", Text, nullable=False),
    Column("detail", Text, nullable=True),
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
