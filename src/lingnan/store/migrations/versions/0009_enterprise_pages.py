"""Pages of an enterprise: questionnaires being filled in, proposed changes, fixed choices."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def _text(length: int | None = None) -> sa.String:
    kind = sa.Text() if length is None else sa.String(length)
    return kind.with_variant(sa.Text(collation="C"), "postgresql")


def _instant(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    """Create the tables."""
    _questionnaire()
    op.create_table(
        "enterprise_change",
        sa.Column("change_id", _text(16), nullable=False),
        sa.Column("uscc", _text(18), nullable=False),
        sa.Column("city_code", _text(6), nullable=False),
        sa.Column("wanted", _text(), nullable=False),
        sa.Column("stood", _text(), nullable=False),
        sa.Column("reason", _text(500), nullable=False),
        sa.Column("state", _text(10), nullable=False),
        sa.Column("proposed_by", _text(200), nullable=False),
        _instant("proposed_at"),
        sa.Column("decided_by", _text(200), nullable=True),
        _instant("decided_at", nullable=True),
        sa.Column("answer", _text(500), nullable=True),
        sa.PrimaryKeyConstraint("change_id", name="pk_enterprise_change"),
    )
    op.create_index("ix_enterprise_change_uscc", "enterprise_change", ["uscc"])
    op.create_index("ix_enterprise_change_state", "enterprise_change", ["state", "city_code"])
    op.create_table(
        "roadmap_choice",
        sa.Column("uscc", _text(18), nullable=False),
        sa.Column("measure_id", _text(80), nullable=False),
        sa.Column("choice", _text(8), nullable=False),
        sa.Column("periods_count", sa.Integer, nullable=True),
        sa.Column("price_cny", sa.BigInteger, nullable=True),
        sa.Column("chosen_by", _text(200), nullable=False),
        _instant("chosen_at"),
        sa.PrimaryKeyConstraint("uscc", "measure_id", name="pk_roadmap_choice"),
    )


def _questionnaire() -> None:
    op.create_table(
        "questionnaire",
        sa.Column("uscc", _text(18), nullable=False),
        sa.Column("model_id", _text(80), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        _instant("opened_at"),
        _instant("submitted_at", nullable=True),
        sa.Column("submitted_by", _text(200), nullable=True),
        sa.Column("submitted_count", sa.Integer, nullable=True),
        sa.PrimaryKeyConstraint("uscc", "model_id", name="pk_questionnaire"),
    )
    op.create_table(
        "questionnaire_answer",
        sa.Column("uscc", _text(18), nullable=False),
        sa.Column("model_id", _text(80), nullable=False),
        sa.Column("item_id", _text(40), nullable=False),
        sa.Column("value", _text(200), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("changed_by", _text(200), nullable=False),
        _instant("changed_at"),
        sa.Column("previous_value", _text(200), nullable=True),
        sa.Column("previous_by", _text(200), nullable=True),
        sa.PrimaryKeyConstraint("uscc", "model_id", "item_id", name="pk_questionnaire_answer"),
    )
    op.create_table(
        "questionnaire_file",
        sa.Column("file_id", _text(16), nullable=False),
        sa.Column("uscc", _text(18), nullable=False),
        sa.Column("model_id", _text(80), nullable=False),
        sa.Column("item_id", _text(40), nullable=False),
        sa.Column("upload_id", _text(16), nullable=False),
        sa.Column("sha256", _text(64), nullable=False),
        sa.Column("file_name", _text(255), nullable=False),
        sa.Column("octets_count", sa.BigInteger, nullable=False),
        sa.Column("added_by", _text(200), nullable=False),
        _instant("added_at"),
        _instant("removed_at", nullable=True),
        sa.PrimaryKeyConstraint("file_id", name="pk_questionnaire_file"),
    )
    op.create_index("ix_questionnaire_file_uscc", "questionnaire_file", ["uscc", "model_id"])
    op.create_index("ix_questionnaire_file_sha256", "questionnaire_file", ["sha256"])
