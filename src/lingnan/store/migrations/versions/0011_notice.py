"""What changed about an account, until its owner has seen it."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def _text(length: int) -> sa.String:
    return sa.String(length).with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "account_notice",
        sa.Column("notice_id", _text(16), nullable=False),
        sa.Column("account_id", _text(16), nullable=False),
        sa.Column("notice", _text(40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", _text(200), nullable=False),
        sa.Column("origin", _text(80), nullable=True),
        sa.PrimaryKeyConstraint("notice_id", name="pk_account_notice"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.account_id"], name="fk_account_notice_account_id"
        ),
    )
    op.create_index("ix_account_notice_account_id", "account_notice", ["account_id"])
