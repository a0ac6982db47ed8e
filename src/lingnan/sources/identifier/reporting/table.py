"""The table of deliveries: what was reported, each try's outcome, and the proof.

Not for sending (see delivery).
"""

from sqlalchemy import Column, Index, Integer, LargeBinary, Table

from lingnan.store.database import Instant, exact_text, metadata

delivery = Table(
    "delivery",
    metadata,
    # SHA-256 over report, subject, period, part and content: the idempotency key.
    Column("delivery_id", exact_text(64), primary_key=True),
    Column("report", exact_text(40), nullable=False),
    Column("subject", exact_text(512), nullable=False),
    Column("period", exact_text(40), nullable=False),
    Column("part", Integer, nullable=False),
    # Null once it is delivered and old, and for deposits, whose volumes are files.
    Column("content", LargeBinary, nullable=True),
    Column("content_sha256", exact_text(64), nullable=False),
    # waiting, delivered, refused
    Column("state", exact_text(10), nullable=False),
    Column("tries_count", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("next_try_at", Instant, nullable=True),
    # Code and words of the last failure, in English.
    Column("reason", exact_text(), nullable=True),
    Column("delivered_at", Instant, nullable=True),
    Column("receipt_no", exact_text(80), nullable=True),
    # The receipt as it came, with its signature.
    Column("receipt", exact_text(), nullable=True),
    Column("receipt_sha256", exact_text(64), nullable=True),
    Index("ix_delivery_state", "state", "next_try_at"),
    Index("ix_delivery_report", "report", "subject", "period"),
)
