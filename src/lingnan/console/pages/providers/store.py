"""The tables of products and projects. Not for reading or changing them (product, project)."""

from sqlalchemy import BigInteger, Column, Date, Index, Integer, Table

from lingnan.store import metadata
from lingnan.store.database import Instant, exact_text

#: What a provider sells: a measure for sizes and a region, at a price, until a day.
provider_product = Table(
    "provider_product",
    metadata,
    Column("product_id", exact_text(16), primary_key=True),
    Column("provider_code", exact_text(80), nullable=False, index=True),
    Column("name_zh", exact_text(200), nullable=False),
    Column("name_en", exact_text(200), nullable=True),
    Column("measure_id", exact_text(80), nullable=False, index=True),
    # Size classes joined by commas.
    Column("size_classes", exact_text(80), nullable=False),
    Column("price_low_cny", BigInteger, nullable=False),
    Column("price_high_cny", BigInteger, nullable=False),
    # The province or city in which it is offered.
    Column("region_code", exact_text(6), nullable=False),
    Column("valid_until", Date, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("withdrawn_at", Instant, nullable=True),
)

#: One measure that a provider carries out for an enterprise.
provider_project = Table(
    "provider_project",
    metadata,
    Column("project_id", exact_text(16), primary_key=True),
    Column("provider_code", exact_text(80), nullable=False),
    Column("uscc", exact_text(18), nullable=False),
    Column("product_id", exact_text(16), nullable=False),
    Column("measure_id", exact_text(80), nullable=False),
    # offered, agreed, running, accepted; declined by the enterprise, withdrawn by the provider.
    Column("state", exact_text(10), nullable=False),
    Column("price_cny", BigInteger, nullable=False),
    Column("planned_months", Integer, nullable=False),
    Column("note", exact_text(500), nullable=True),
    Column("offered_at", Instant, nullable=False),
    Column("agreed_at", Instant, nullable=True),
    Column("started_at", Instant, nullable=True),
    Column("ended_at", Instant, nullable=True),
    # The report of acceptance that both sign, and the answers that it vouches for, as JSON.
    Column("report_upload_id", exact_text(16), nullable=True),
    Column("report_sha256", exact_text(64), nullable=True),
    Column("report_items", exact_text(), nullable=True),
    Column("accepted_on", Date, nullable=True),
    Column("provider_signed_at", Instant, nullable=True),
    Column("provider_signed_by", exact_text(200), nullable=True),
    Column("enterprise_signed_at", Instant, nullable=True),
    Column("enterprise_signed_by", exact_text(200), nullable=True),
    # Numbers of the evidence that the acceptance became, joined by commas.
    Column("evidence_nos", exact_text(), nullable=True),
    Index("ix_provider_project_provider_code", "provider_code", "offered_at"),
    Index("ix_provider_project_uscc", "uscc", "offered_at"),
)
