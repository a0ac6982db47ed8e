"""Supply: who supplies whom inside a chain."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def _text(length: int | None = None) -> sa.String:
    kind = sa.Text() if length is None else sa.String(length)
    return kind.with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "registry_supply",
        sa.Column("chain_id", _text(80), nullable=False),
        sa.Column("supplier_uscc", _text(18), nullable=False),
        sa.Column("buyer_uscc", _text(18), nullable=False),
        sa.Column("item", _text(), nullable=False),
        sa.Column("from_date", sa.Date, nullable=False),
        sa.Column("spend_cny", sa.Numeric(18, 2), nullable=False),
        sa.Column("orders_count", sa.Integer),
        sa.Column("quality_data_share", sa.Numeric(5, 4)),
        sa.Column("until_date", sa.Date),
        sa.PrimaryKeyConstraint(
            "chain_id",
            "supplier_uscc",
            "buyer_uscc",
            "item",
            "from_date",
            name="pk_registry_supply",
        ),
    )
    op.create_index("ix_registry_supply_supplier_uscc", "registry_supply", ["supplier_uscc"])
