"""Identifier node: counts of resolutions, samples, incidents, deliveries."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def _text(length: int | None = None) -> sa.String:
    kind = sa.Text() if length is None else sa.String(length)
    return kind.with_variant(sa.Text(collation="C"), "postgresql")


def _instant(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=False)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "resolution_count",
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("prefix", _text(512), nullable=False),
        sa.Column("source_key", _text(32), nullable=False),
        sa.Column("network", _text(45)),
        sa.Column("is_outside", sa.SmallInteger, nullable=False),
        _number("requests_count"),
        _number("answered_count"),
        sa.PrimaryKeyConstraint("day", "prefix", "source_key", name="pk_resolution_count"),
    )
    op.create_table(
        "resolution_feed",
        sa.Column("worker", _text(64), nullable=False),
        _number("sequence"),
        _instant("at"),
        sa.PrimaryKeyConstraint("worker", name="pk_resolution_feed"),
    )
    op.create_table(
        "node_sample",
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("node", _text(512), nullable=False),
        sa.Column("operation", _text(8), nullable=False),
        _number("requests_count"),
        _number("total_us"),
        _number("least_us"),
        _instant("least_at"),
        _number("most_us"),
        _instant("most_at"),
        _number("peak_per_second"),
        _instant("peak_at", nullable=True),
        sa.Column("buckets", _text(), nullable=False),
        sa.PrimaryKeyConstraint("day", "node", "operation", name="pk_node_sample"),
    )
    op.create_table(
        "node_incident",
        sa.Column("event_no", _text(40), nullable=False),
        sa.Column("node", _text(512), nullable=False),
        sa.Column("kind", sa.SmallInteger, nullable=False),
        sa.Column("affects", _text(12), nullable=False),
        _instant("occurred_at"),
        _instant("recovered_at", nullable=True),
        sa.Column("cause", _text()),
        sa.Column("fix", _text()),
        sa.PrimaryKeyConstraint("event_no", name="pk_node_incident"),
    )
    op.create_table(
        "delivery",
        sa.Column("delivery_id", _text(64), nullable=False),
        sa.Column("report", _text(40), nullable=False),
        sa.Column("subject", _text(512), nullable=False),
        sa.Column("period", _text(40), nullable=False),
        sa.Column("part", sa.Integer, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=True),
        sa.Column("content_sha256", _text(64), nullable=False),
        sa.Column("state", _text(10), nullable=False),
        sa.Column("tries_count", sa.Integer, nullable=False),
        _instant("created_at"),
        _instant("next_try_at", nullable=True),
        sa.Column("reason", _text()),
        _instant("delivered_at", nullable=True),
        sa.Column("receipt_no", _text(80)),
        sa.Column("receipt", _text()),
        sa.Column("receipt_sha256", _text(64)),
        sa.PrimaryKeyConstraint("delivery_id", name="pk_delivery"),
    )
    op.create_index("ix_delivery_state", "delivery", ["state", "next_try_at"])
    op.create_index("ix_delivery_report", "delivery", ["report", "subject", "period"])
