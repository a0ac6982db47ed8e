"""The spine: registry, inbox, batches, findings, audit, runs."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Create the tables."""
    _registry()
    _evidence()
    _keeping()


def _registry() -> None:
    op.create_table(
        "registry_enterprise",
        sa.Column("uscc", sa.String(18), nullable=False),
        sa.Column("name_zh", sa.Text, nullable=False),
        sa.Column("name_en", sa.Text),
        sa.Column("region_code", sa.String(6), nullable=False),
        sa.Column("city_code", sa.String(6), nullable=False),
        sa.Column("industry_code", sa.String(5), nullable=False),
        sa.Column("other_industry_codes", sa.Text),
        sa.Column("employees_count", sa.Integer),
        sa.Column("revenue_cny", sa.Numeric(18, 2)),
        sa.Column("founded_date", sa.Date),
        sa.Column("status", sa.String(8), nullable=False),
        sa.Column("closed_date", sa.Date),
        sa.Column("merged_into_uscc", sa.String(18)),
        sa.Column("ownership", sa.String(10)),
        sa.Column("entity_type", sa.String(13), nullable=False),
        sa.Column("above_scale_from", sa.Date),
        sa.Column("above_scale_until", sa.Date),
        sa.Column("is_synthetic", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("uscc", name="pk_registry_enterprise"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_registry_enterprise_name_zh", "registry_enterprise", ["name_zh", "name_en"])
    op.create_table(
        "registry_name",
        sa.Column("uscc", sa.String(18), nullable=False),
        sa.Column("from_date", sa.Date, nullable=False),
        sa.Column("name_zh", sa.Text, nullable=False),
        sa.Column("name_en", sa.Text),
        sa.Column("until_date", sa.Date),
        sa.PrimaryKeyConstraint("uscc", "from_date", name="pk_registry_name"),
    )
    op.create_table(
        "registry_membership",
        sa.Column("uscc", sa.String(18), nullable=False),
        sa.Column("group_kind", sa.String(7), nullable=False),
        sa.Column("group_id", sa.String(80), nullable=False),
        sa.Column("from_date", sa.Date, nullable=False),
        sa.Column("role", sa.Text),
        sa.Column("until_date", sa.Date),
        sa.PrimaryKeyConstraint(
            "uscc", "group_kind", "group_id", "from_date", name="pk_registry_membership"
        ),
    )
    op.create_index("ix_registry_membership_group_id", "registry_membership", ["group_id"])
    op.create_table(
        "registry_entity",
        sa.Column("kind", sa.String(15), nullable=False),
        sa.Column("entity_code", sa.String(80), nullable=False),
        sa.Column("class_code", sa.String(40)),
        sa.Column("name_zh", sa.Text, nullable=False),
        sa.Column("name_en", sa.Text),
        sa.Column("operator_uscc", sa.String(18)),
        sa.Column("city_code", sa.String(6)),
        sa.Column("from_date", sa.Date),
        sa.Column("until_date", sa.Date),
        sa.Column("is_synthetic", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("kind", "entity_code", name="pk_registry_entity"),
    )
    op.create_table(
        "registry_state",
        sa.Column("table_name", sa.String(40), nullable=False),
        sa.Column("change_no", sa.BigInteger, nullable=False),
        sa.Column("published_no", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("table_name", name="pk_registry_state"),
    )


def _evidence() -> None:
    op.create_table(
        "evidence_inbox",
        sa.Column("evidence_no", _NUMBER, nullable=False),
        sa.Column("subject_code", sa.String(80), nullable=False),
        sa.Column("indicator_code", sa.String(120), nullable=False),
        sa.Column("value_code", sa.Text),
        sa.Column("value_number", sa.String(32)),
        sa.Column("unit", sa.String(40)),
        sa.Column("period_start", sa.Date, nullable=False),
        sa.Column("period_end", sa.Date, nullable=False),
        sa.Column("fact_date", sa.Date, nullable=False),
        sa.Column("grade", sa.SmallInteger, nullable=False),
        sa.Column("source", sa.String(80), nullable=False),
        sa.Column("document", sa.Text),
        sa.Column("action", sa.SmallInteger, nullable=False),
        sa.Column("amends_no", sa.BigInteger),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("evidence_no", name="pk_evidence_inbox"),
    )
    op.create_index("ix_evidence_inbox_subject_code", "evidence_inbox", ["subject_code"])
    op.create_table(
        "ledger_sequence",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("next_value", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_ledger_sequence"),
    )
    op.create_table(
        "import_batch",
        sa.Column("batch_id", sa.String(80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("label", sa.Text),
        sa.Column("rows_count", sa.BigInteger, nullable=False),
        sa.Column("segments_count", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("batch_id", name="pk_import_batch"),
    )


def _keeping() -> None:
    op.create_table(
        "finding",
        sa.Column("finding_id", _NUMBER, nullable=False),
        sa.Column("batch_id", sa.String(80), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code", sa.String(16), nullable=False),
        sa.Column("severity", sa.String(8), nullable=False),
        sa.Column("file", sa.Text),
        sa.Column("row", sa.BigInteger),
        sa.Column("field", sa.Text),
        sa.Column("value", sa.Text),
        sa.Column("subject_code", sa.String(64)),
        sa.Column("what_zh", sa.Text, nullable=False),
        sa.Column("what_en", sa.Text, nullable=False),
        sa.Column("remedy_zh", sa.Text, nullable=False),
        sa.Column("remedy_en", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("finding_id", name="pk_finding"),
    )
    op.create_index("ix_finding_batch_id", "finding", ["batch_id"])
    op.create_index("ix_finding_subject_code", "finding", ["subject_code"])
    op.create_table(
        "audit_entry",
        sa.Column("entry_id", _NUMBER, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(200), nullable=False),
        sa.Column("action", sa.String(80), nullable=False),
        sa.Column("object", sa.Text, nullable=False),
        sa.Column("detail", sa.Text),
        sa.PrimaryKeyConstraint("entry_id", name="pk_audit_entry"),
    )
    op.create_table(
        "run",
        sa.Column("run_id", sa.String(64), nullable=False),
        sa.Column("as_of", sa.Date, nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pins", sa.Text, nullable=False),
        sa.Column("outputs", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("run_id", name="pk_run"),
    )
