"""The table of settled findings. Not for the findings themselves (store.findings).

An import that is done again writes its findings anew, so a settlement names what it is about.
"""

from sqlalchemy import BigInteger, Column, Index, Table

from lingnan.store import metadata
from lingnan.store.database import Instant, exact_text

finding_settlement = Table(
    "finding_settlement",
    metadata,
    # SHA-256 over the cells below.
    Column("settlement_id", exact_text(64), primary_key=True),
    Column("batch_id", exact_text(80), nullable=False),
    Column("code", exact_text(16), nullable=False),
    Column("row", BigInteger, nullable=True),
    Column("field", exact_text(), nullable=True),
    Column("value", exact_text(), nullable=True),
    Column("subject_code", exact_text(64), nullable=True),
    Column("remark", exact_text(500), nullable=False),
    Column("settled_at", Instant, nullable=False),
    Column("settled_by", exact_text(200), nullable=False),
    Index("ix_finding_settlement_batch_id", "batch_id", "code", "row"),
)
