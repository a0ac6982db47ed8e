"""The table of changes that enterprises propose to their row of the register."""

from sqlalchemy import Column, Index, Table

from lingnan.store import metadata
from lingnan.store.database import Instant, exact_text

enterprise_change = Table(
    "enterprise_change",
    metadata,
    Column("change_id", exact_text(16), primary_key=True),
    Column("uscc", exact_text(18), nullable=False),
    # The city it lies in, so that an office finds those of its own.
    Column("city_code", exact_text(6), nullable=False),
    # What is to stand, and what stood, by column of the register, as JSON.
    Column("wanted", exact_text(), nullable=False),
    Column("stood", exact_text(), nullable=False),
    Column("reason", exact_text(500), nullable=False),
    # waiting, accepted, declined, withdrawn
    Column("state", exact_text(10), nullable=False),
    Column("proposed_by", exact_text(200), nullable=False),
    Column("proposed_at", Instant, nullable=False),
    Column("decided_by", exact_text(200), nullable=True),
    Column("decided_at", Instant, nullable=True),
    Column("answer", exact_text(500), nullable=True),
    Index("ix_enterprise_change_uscc", "uscc"),
    Index("ix_enterprise_change_state", "state", "city_code"),
)
