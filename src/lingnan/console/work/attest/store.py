"""The table of papers that wait beside declared facts, and of what became of them.

A fact itself stands in the ledger and is never changed: attesting it adds a row there.
"""

from sqlalchemy import BigInteger, Column, Date, Index, Integer, Table

from lingnan.store import metadata
from lingnan.store.database import Instant, exact_text

evidence_paper = Table(
    "evidence_paper",
    metadata,
    # The declared row.
    Column(
        "evidence_no",
        BigInteger().with_variant(Integer, "sqlite"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("uscc", exact_text(18), nullable=False),
    # The city it lies in, so that an office finds those of its own.
    Column("city_code", exact_text(6), nullable=False),
    Column("indicator_code", exact_text(120), nullable=False),
    Column("value_code", exact_text(), nullable=True),
    Column("fact_date", Date, nullable=False),
    Column("sha256", exact_text(64), nullable=False),
    Column("file_name", exact_text(255), nullable=False),
    Column("declared_by", exact_text(200), nullable=False),
    Column("declared_at", Instant, nullable=False),
    # waiting, attested, refused, overtaken (by a later answer)
    Column("state", exact_text(10), nullable=False),
    Column("decided_by", exact_text(200), nullable=True),
    Column("decided_at", Instant, nullable=True),
    # Who issued the paper, as the attester read on it; why it was refused.
    Column("issuer", exact_text(80), nullable=True),
    Column("reason", exact_text(500), nullable=True),
    # The attested row.
    Column("attested_no", BigInteger, nullable=True),
    Index("ix_evidence_paper_uscc", "uscc", "sha256"),
    Index("ix_evidence_paper_state", "state", "city_code", "declared_at"),
)
