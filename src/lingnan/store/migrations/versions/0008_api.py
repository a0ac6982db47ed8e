"""JSON interface: receipts of keyed requests; webhooks, their deliveries and tries."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def _text(length: int | None = None) -> sa.String:
    kind = sa.Text() if length is None else sa.String(length)
    return kind.with_variant(sa.Text(collation="C"), "postgresql")


def _instant(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "api_receipt",
        sa.Column("receipt_key", _text(64), nullable=False),
        sa.Column("request_sha256", _text(64), nullable=False),
        sa.Column("status", sa.Integer, nullable=True),
        sa.Column("body", _text(), nullable=True),
        _instant("at"),
        sa.PrimaryKeyConstraint("receipt_key", name="pk_api_receipt"),
    )
    op.create_index("ix_api_receipt_at", "api_receipt", ["at"])
    op.create_table(
        "webhook",
        sa.Column("webhook_id", _text(16), nullable=False),
        sa.Column("account_id", _text(16), nullable=False),
        sa.Column("address", _text(2000), nullable=False),
        sa.Column("label", _text(80), nullable=False),
        sa.Column("events", _text(200), nullable=False),
        sa.Column("secret_sealed", sa.LargeBinary, nullable=False),
        _instant("created_at"),
        _instant("ended_at", nullable=True),
        sa.PrimaryKeyConstraint("webhook_id", name="pk_webhook"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.account_id"], name="fk_webhook_account_id"
        ),
    )
    op.create_index("ix_webhook_account_id", "webhook", ["account_id"])
    op.create_table(
        "webhook_delivery",
        sa.Column("delivery_id", _text(16), nullable=False),
        sa.Column("webhook_id", _text(16), nullable=False),
        sa.Column("event", _text(40), nullable=False),
        sa.Column("about", _text(200), nullable=False),
        sa.Column("body", _text(), nullable=False),
        sa.Column("state", _text(10), nullable=False),
        sa.Column("tries_count", sa.Integer, nullable=False),
        _instant("created_at"),
        _instant("next_at", nullable=True),
        _instant("ended_at", nullable=True),
        sa.PrimaryKeyConstraint("delivery_id", name="pk_webhook_delivery"),
        sa.ForeignKeyConstraint(
            ["webhook_id"], ["webhook.webhook_id"], name="fk_webhook_delivery_webhook_id"
        ),
        sa.UniqueConstraint("webhook_id", "about", name="uq_webhook_delivery_about"),
    )
    op.create_index("ix_webhook_delivery_state", "webhook_delivery", ["state", "next_at"])
    op.create_table(
        "webhook_try",
        sa.Column("delivery_id", _text(16), nullable=False),
        sa.Column("try_no", sa.Integer, nullable=False),
        _instant("at"),
        sa.Column("status", sa.Integer, nullable=True),
        sa.Column("problem", _text(200), nullable=True),
        sa.Column("milliseconds", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("delivery_id", "try_no", name="pk_webhook_try"),
        sa.ForeignKeyConstraint(
            ["delivery_id"],
            ["webhook_delivery.delivery_id"],
            name="fk_webhook_try_delivery_id",
        ),
    )
