"""The spine: registry, inbox, batches, findings, audit, runs."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _text(length: int | None = None) -> sa.String:
    kind = sa.Text() if length is None else sa.String(length)
    return kind.with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create the tables."""
    _registry()
    _evidence()
    _keeping()


def _registry() -> None:
    op.create_table(
        "registry_enterprise",
        sa.Column("uscc", _text(18), nullable=False),
        sa.Column("name_zh", _text(), nullable=False),
        sa.Column("name_en", _text()),
        sa.Column("region_code", _text(6), nullable=False),
        sa.Column("city_code", _text(6), nullable=False),
        sa.Column("industry_code", _text(5), nullable=False),
        sa.Column("other_industry_codes", _text()),
        sa.Column("employees_count", sa.Integer),
        sa.Column("revenue_cny", sa.Numeric(18, 2)),
        sa.Column("founded_date", sa.Date),
        sa.Column("status", _text(8), nullable=False),
        sa.Column("closed_date", sa.Date),
        sa.Column("merged_into_uscc", _text(18)),
        sa.Column("ownership", _text(10)),
        sa.Column("entity_type", _text(13), nullable=False),
        sa.Column("above_scale_from", sa.Date),
        sa.Column("above_scale_until", sa.Date),
        sa.Column("is_synthetic", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("uscc", name="pk_registry_enterprise"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_registry_enterprise_name_zh", "registry_enterprise", ["name_zh", "name_en"])
    op.create_table(
        "registry_name",
        sa.Column("uscc", _text(18), nullable=False),
        sa.Column("from_date", sa.Date, nullable=False),
        sa.Column("name_zh", _text(), nullable=False),
        sa.Column("name_en", _text()),
        sa.Column("until_date", sa.Date),
        sa.PrimaryKeyConstraint("uscc", "from_date", name="pk_registry_name"),
    )
    op.create_table(
        "registry_membership",
        sa.Column("uscc", _text(18), nullable=False),
        sa.Column("group_kind", _text(7), nullable=False),
        sa.Column("group_id", _text(80), nullable=False),
        sa.Column("from_date", sa.Date, nullable=False),
        sa.Column("role", _text()),
        sa.Column("until_date", sa.Date),
        sa.PrimaryKeyConstraint(
            "uscc", "group_kind", "group_id", "from_date", name="pk_registry_membership"
        ),
    )
    op.create_index("ix_registry_membership_group_id", "registry_membership", ["group_id"])
    op.create_table(
        "registry_entity",
        sa.Column("kind", _text(15), nullable=False),
        sa.Column("entity_code", _text(80), nullable=False),
        sa.Column("class_code", _text(40)),
        sa.Column("name_zh", _text(), nullable=False),
        sa.Column("name_en", _text()),
        sa.Column("operator_uscc", _text(18)),
        sa.Column("city_code", _text(6)),
        sa.Column("from_date", sa.Date),
        sa.Column("until_date", sa.Date),
        sa.Column("is_synthetic", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("kind", "entity_code", name="pk_registry_entity"),
    )
    op.create_table(
        "registry_state",
        sa.Column("table_name", _text(40), nullable=False),
        sa.Column("change_no", sa.BigInteger, nullable=False),
        sa.Column("published_no", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("table_name", name="pk_registry_state"),
    )


def _evidence() -> None:
    op.create_table(
        "evidence_inbox",
        sa.Column("evidence_no", _NUMBER, nullable=False, autoincrement=False),
        sa.Column("subject_code", _text(80), nullable=False),
        sa.Column("indicator_code", _text(120), nullable=False),
        sa.Column("value_code", _text()),
        sa.Column("value_number", _text(32)),
        sa.Column("unit", _text(40)),
        sa.Column("period_start", sa.Date, nullable=False),
        sa.Column("period_end", sa.Date, nullable=False),
        sa.Column("fact_date", sa.Date, nullable=False),
        sa.Column("grade", sa.SmallInteger, nullable=False),
        sa.Column("source", _text(80), nullable=False),
        sa.Column("document", _text()),
        sa.Column("action", sa.SmallInteger, nullable=False),
        sa.Column("amends_no", sa.BigInteger),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("evidence_no", name="pk_evidence_inbox"),
    )
    op.create_index("ix_evidence_inbox_subject_code", "evidence_inbox", ["subject_code"])
    op.create_table(
        "ledger_sequence",
        sa.Column("name", _text(40), nullable=False),
        sa.Column("next_value", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_ledger_sequence"),
    )
    op.create_table(
        "import_batch",
        sa.Column("batch_id", _text(80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("label", _text()),
        sa.Column("rows_count", sa.BigInteger, nullable=False),
        sa.Column("segments_count", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("batch_id", name="pk_import_batch"),
    )


def _keeping() -> None:
    op.create_table(
        "finding",
        sa.Column("finding_id", _NUMBER, nullable=False),
        sa.Column("batch_id", _text(80), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code", _text(16), nullable=False),
        sa.Column("severity", _text(8), nullable=False),
        sa.Column("file", _text()),
        sa.Column("row", sa.BigInteger),
        sa.Column("field", _text()),
        sa.Column("value", _text()),
        sa.Column("subject_code", _text(64)),
        sa.Column("what_zh", _text(), nullable=False),
        sa.Column("what_en", _text(), nullable=False),
        sa.Column("remedy_zh", _text(), nullable=False),
        sa.Column("remedy_en", _text(), nullable=False),
        sa.PrimaryKeyConstraint("finding_id", name="pk_finding"),
    )
    op.create_index("ix_finding_batch_id", "finding", ["batch_id"])
    op.create_index("ix_finding_subject_code", "finding", ["subject_code"])
    op.create_table(
        "audit_entry",
        sa.Column("entry_id", _NUMBER, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", _text(200), nullable=False),
        sa.Column("action", _text(80), nullable=False),
        sa.Column("object", _text(), nullable=False),
        sa.Column("detail", _text()),
        sa.PrimaryKeyConstraint("entry_id", name="pk_audit_entry"),
    )
    op.create_table(
        "run",
        sa.Column("run_id", _text(64), nullable=False),
        sa.Column("as_of", sa.Date, nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pins", _text(), nullable=False),
        sa.Column("outputs", _text(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", name="pk_run"),
    )
