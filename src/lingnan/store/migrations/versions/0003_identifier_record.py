"""Identifiers: records, outbox, batches."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _text(length: int | None = None) -> sa.String:
    kind = sa.Text() if length is None else sa.String(length)
    return kind.with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "identifier_record",
        sa.Column("record_no", _NUMBER, nullable=False, autoincrement=False),
        sa.Column("handle", _text(2048), nullable=False),
        sa.Column("value_octets", sa.LargeBinary, nullable=False),
        sa.Column("template_code", _text(200)),
        sa.Column("status", sa.SmallInteger, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("record_no", name="pk_identifier_record"),
    )
    op.create_table(
        "identifier_outbox",
        sa.Column("sequence", _NUMBER, nullable=False, autoincrement=False),
        sa.Column("mark", sa.BigInteger, nullable=False),
        sa.Column("operation", _text(8), nullable=False),
        sa.Column("record_no", sa.BigInteger, nullable=False),
        sa.Column("records_count", sa.Integer, nullable=False),
        sa.Column("folded_key", sa.LargeBinary),
        sa.Column("next_record_no", sa.BigInteger, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_identifier_outbox"),
    )
    op.create_table(
        "identifier_batch",
        sa.Column("owner", _text(200), nullable=False),
        sa.Column("idempotency_key", _text(200), nullable=False),
        sa.Column("content_digest", sa.LargeBinary, nullable=False),
        sa.Column("rows_count", sa.Integer, nullable=False),
        sa.Column("failures", _text(), nullable=False),
        sa.Column("is_written", sa.SmallInteger, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("owner", "idempotency_key", name="pk_identifier_batch"),
    )
