"""The tables of the interface: receipts of keyed requests; webhooks, their deliveries and tries."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Table, UniqueConstraint

from lingnan.store import metadata
from lingnan.store.database import Instant, exact_text

#: One row a key that somebody used: what was asked under it and what was answered.
receipt = Table(
    "api_receipt",
    metadata,
    # SHA-256 of account and key.
    Column("receipt_key", exact_text(64), primary_key=True),
    Column("request_sha256", exact_text(64), nullable=False),
    # Null while the first request goes on.
    Column("status", Integer, nullable=True),
    Column("body", exact_text(), nullable=True),
    Column("at", Instant, nullable=False, index=True),
)

webhook = Table(
    "webhook",
    metadata,
    Column("webhook_id", exact_text(16), primary_key=True),
    Column(
        "account_id",
        exact_text(16),
        ForeignKey("account.account_id"),
        nullable=False,
        index=True,
    ),
    Column("address", exact_text(2000), nullable=False),
    Column("label", exact_text(80), nullable=False),
    # Words separated by blanks.
    Column("events", exact_text(200), nullable=False),
    Column("secret_sealed", LargeBinary, nullable=False),
    Column("created_at", Instant, nullable=False),
    # A webhook that was removed keeps its log.
    Column("ended_at", Instant, nullable=True),
)

delivery = Table(
    "webhook_delivery",
    metadata,
    Column("delivery_id", exact_text(16), primary_key=True),
    Column(
        "webhook_id",
        exact_text(16),
        ForeignKey("webhook.webhook_id"),
        nullable=False,
    ),
    Column("event", exact_text(40), nullable=False),
    # What happened, so that it is told once to each webhook.
    Column("about", exact_text(200), nullable=False),
    Column("body", exact_text(), nullable=False),
    # waiting, delivered, failed
    Column("state", exact_text(10), nullable=False),
    Column("tries_count", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    # When it is tried next; null once it has ended.
    Column("next_at", Instant, nullable=True),
    Column("ended_at", Instant, nullable=True),
    UniqueConstraint("webhook_id", "about", name="uq_webhook_delivery_about"),
    Index("ix_webhook_delivery_state", "state", "next_at"),
)

delivery_try = Table(
    "webhook_try",
    metadata,
    Column(
        "delivery_id",
        exact_text(16),
        ForeignKey("webhook_delivery.delivery_id"),
        primary_key=True,
    ),
    Column("try_no", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    # The answer's status; null when there was none, and then why.
    Column("status", Integer, nullable=True),
    Column("problem", exact_text(200), nullable=True),
    Column("milliseconds", Integer, nullable=False),
)
