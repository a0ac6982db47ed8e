"""Access: consents and federated accounts. Console: forms sent once, jobs, uploaded files,
settled findings, scenarios that people made.
"""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def _text(length: int | None = None) -> sa.String:
    kind = sa.Text() if length is None else sa.String(length)
    return kind.with_variant(sa.Text(collation="C"), "postgresql")


def _instant(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _account(name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["account_id"], ["account.account_id"], name=name)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "consent",
        sa.Column("consent_id", _text(16), nullable=False),
        sa.Column("uscc", _text(18), nullable=False),
        sa.Column("recipient_kind", _text(10), nullable=False),
        sa.Column("recipient_key", _text(80), nullable=False),
        sa.Column("indicators", _text(), nullable=False),
        sa.Column("purpose", _text(500), nullable=False),
        sa.Column("until_date", sa.Date, nullable=False),
        _instant("given_at"),
        sa.Column("given_by", _text(200), nullable=False),
        _instant("withdrawn_at", nullable=True),
        sa.PrimaryKeyConstraint("consent_id", name="pk_consent"),
    )
    op.create_index("ix_consent_uscc", "consent", ["uscc"])
    op.create_index("ix_consent_recipient", "consent", ["recipient_kind", "recipient_key"])
    op.create_table(
        "account_federated",
        sa.Column("issuer", _text(200), nullable=False),
        sa.Column("subject", _text(255), nullable=False),
        sa.Column("account_id", _text(16), nullable=False),
        _instant("linked_at"),
        sa.PrimaryKeyConstraint("issuer", "subject", name="pk_account_federated"),
        _account("fk_account_federated_account_id"),
    )
    op.create_index("ix_account_federated_account_id", "account_federated", ["account_id"])
    op.create_table(
        "console_once",
        sa.Column("once_key", _text(64), nullable=False),
        sa.Column("location", _text(), nullable=True),
        _instant("at"),
        sa.PrimaryKeyConstraint("once_key", name="pk_console_once"),
    )
    op.create_index("ix_console_once_at", "console_once", ["at"])
    _create_work()
    _create_remarks()


def _create_work() -> None:
    op.create_table(
        "job",
        sa.Column("job_id", _text(16), nullable=False),
        sa.Column("kind", _text(40), nullable=False),
        sa.Column("argument", _text(), nullable=False),
        sa.Column("state", _text(10), nullable=False),
        sa.Column("outcome", _text(), nullable=True),
        sa.Column("actor", _text(200), nullable=False),
        sa.Column("account_id", _text(16), nullable=True),
        sa.Column("scope_code", _text(6), nullable=False),
        sa.Column("thing", _text(80), nullable=True),
        sa.Column("once_key", _text(80), nullable=True),
        sa.Column("worker_id", _text(80), nullable=True),
        _instant("created_at"),
        _instant("started_at", nullable=True),
        _instant("ended_at", nullable=True),
        sa.Column("tries_count", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("job_id", name="pk_job"),
        sa.UniqueConstraint("once_key", name="uq_job_once_key"),
    )
    op.create_index("ix_job_state", "job", ["state", "created_at"])
    op.create_index("ix_job_kind", "job", ["kind", "created_at"])
    op.create_index("ix_job_thing", "job", ["thing", "kind"])
    op.create_table(
        "upload",
        sa.Column("upload_id", _text(16), nullable=False),
        sa.Column("sha256", _text(64), nullable=False),
        sa.Column("file_name", _text(255), nullable=False),
        sa.Column("media_type", _text(100), nullable=False),
        sa.Column("octets_count", sa.BigInteger, nullable=False),
        sa.Column("purpose", _text(40), nullable=False),
        sa.Column("argument", _text(), nullable=True),
        sa.Column("subject_code", _text(80), nullable=True),
        sa.Column("scope_code", _text(6), nullable=True),
        sa.Column("account_id", _text(16), nullable=True),
        _instant("at"),
        sa.PrimaryKeyConstraint("upload_id", name="pk_upload"),
    )
    op.create_index("ix_upload_sha256", "upload", ["sha256"])
    op.create_index("ix_upload_subject_code", "upload", ["subject_code", "at"])
    op.create_index("ix_upload_purpose", "upload", ["purpose", "at"])


def _create_remarks() -> None:
    op.create_table(
        "finding_settlement",
        sa.Column("settlement_id", _text(64), nullable=False),
        sa.Column("batch_id", _text(80), nullable=False),
        sa.Column("code", _text(16), nullable=False),
        sa.Column("row", sa.BigInteger, nullable=True),
        sa.Column("field", _text(), nullable=True),
        sa.Column("value", _text(), nullable=True),
        sa.Column("subject_code", _text(64), nullable=True),
        sa.Column("remark", _text(500), nullable=False),
        _instant("settled_at"),
        sa.Column("settled_by", _text(200), nullable=False),
        sa.PrimaryKeyConstraint("settlement_id", name="pk_finding_settlement"),
    )
    op.create_index(
        "ix_finding_settlement_batch_id", "finding_settlement", ["batch_id", "code", "row"]
    )
    op.create_index("ix_finding_severity", "finding", ["severity", "code"])
    op.create_table(
        "scenario",
        sa.Column("scenario_id", _text(16), nullable=False),
        sa.Column("name", _text(80), nullable=False),
        sa.Column("content", _text(), nullable=False),
        sa.Column("made_by", _text(200), nullable=False),
        sa.Column("account_id", _text(16), nullable=False),
        _instant("at"),
        sa.PrimaryKeyConstraint("scenario_id", name="pk_scenario"),
    )
