"""Products of providers, and their projects with enterprises up to acceptance."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def _text(length: int | None = None) -> sa.String:
    kind = sa.Text() if length is None else sa.String(length)
    return kind.with_variant(sa.Text(collation="C"), "postgresql")


def _instant(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "provider_product",
        sa.Column("product_id", _text(16), nullable=False),
        sa.Column("provider_code", _text(80), nullable=False),
        sa.Column("name_zh", _text(200), nullable=False),
        sa.Column("name_en", _text(200), nullable=True),
        sa.Column("measure_id", _text(80), nullable=False),
        sa.Column("size_classes", _text(80), nullable=False),
        sa.Column("price_low_cny", sa.BigInteger, nullable=False),
        sa.Column("price_high_cny", sa.BigInteger, nullable=False),
        sa.Column("region_code", _text(6), nullable=False),
        sa.Column("valid_until", sa.Date, nullable=False),
        _instant("created_at"),
        _instant("withdrawn_at", nullable=True),
        sa.PrimaryKeyConstraint("product_id", name="pk_provider_product"),
    )
    op.create_index("ix_provider_product_provider_code", "provider_product", ["provider_code"])
    op.create_index("ix_provider_product_measure_id", "provider_product", ["measure_id"])
    op.create_table(
        "provider_project",
        sa.Column("project_id", _text(16), nullable=False),
        sa.Column("provider_code", _text(80), nullable=False),
        sa.Column("uscc", _text(18), nullable=False),
        sa.Column("product_id", _text(16), nullable=False),
        sa.Column("measure_id", _text(80), nullable=False),
        sa.Column("state", _text(10), nullable=False),
        sa.Column("price_cny", sa.BigInteger, nullable=False),
        sa.Column("planned_months", sa.Integer, nullable=False),
        sa.Column("note", _text(500), nullable=True),
        _instant("offered_at"),
        _instant("agreed_at", nullable=True),
        _instant("started_at", nullable=True),
        _instant("ended_at", nullable=True),
        sa.Column("report_upload_id", _text(16), nullable=True),
        sa.Column("report_sha256", _text(64), nullable=True),
        sa.Column("report_items", _text(), nullable=True),
        sa.Column("accepted_on", sa.Date, nullable=True),
        _instant("provider_signed_at", nullable=True),
        sa.Column("provider_signed_by", _text(200), nullable=True),
        _instant("enterprise_signed_at", nullable=True),
        sa.Column("enterprise_signed_by", _text(200), nullable=True),
        sa.Column("evidence_nos", _text(), nullable=True),
        sa.PrimaryKeyConstraint("project_id", name="pk_provider_project"),
    )
    op.create_index(
        "ix_provider_project_provider_code", "provider_project", ["provider_code", "offered_at"]
    )
    op.create_index("ix_provider_project_uscc", "provider_project", ["uscc", "offered_at"])
