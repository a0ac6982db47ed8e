"""Papers that wait beside declared facts to be attested, and what became of them."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def _text(length: int | None = None) -> sa.types.TypeEngine[str]:
    plain = sa.Text() if length is None else sa.String(length)
    return plain.with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create the table."""
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "evidence_paper",
        sa.Column(
            "evidence_no",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("uscc", _text(18), nullable=False),
        sa.Column("city_code", _text(6), nullable=False),
        sa.Column("indicator_code", _text(120), nullable=False),
        sa.Column("value_code", _text(), nullable=True),
        sa.Column("fact_date", sa.Date(), nullable=False),
        sa.Column("sha256", _text(64), nullable=False),
        sa.Column("file_name", _text(255), nullable=False),
        sa.Column("declared_by", _text(200), nullable=False),
        sa.Column("declared_at", instant, nullable=False),
        sa.Column("state", _text(10), nullable=False),
        sa.Column("decided_by", _text(200), nullable=True),
        sa.Column("decided_at", instant, nullable=True),
        sa.Column("issuer", _text(80), nullable=True),
        sa.Column("reason", _text(500), nullable=True),
        sa.Column("attested_no", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("evidence_no", name="pk_evidence_paper"),
    )
    op.create_index("ix_evidence_paper_uscc", "evidence_paper", ["uscc", "sha256"])
    op.create_index(
        "ix_evidence_paper_state", "evidence_paper", ["state", "city_code", "declared_at"]
    )
