"""The tables of questionnaires being filled in: drafts, their answers, files beside questions.

Answers become evidence when they are submitted; until then they count nowhere.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, Table

from lingnan.store import metadata
from lingnan.store.database import Instant, exact_text

questionnaire = Table(
    "questionnaire",
    metadata,
    Column("uscc", exact_text(18), primary_key=True),
    Column("model_id", exact_text(80), primary_key=True),
    # Counts the changes of its answers.
    Column("version", Integer, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("submitted_at", Instant, nullable=True),
    Column("submitted_by", exact_text(200), nullable=True),
    Column("submitted_count", Integer, nullable=True),
)

questionnaire_answer = Table(
    "questionnaire_answer",
    metadata,
    Column("uscc", exact_text(18), primary_key=True),
    Column("model_id", exact_text(80), primary_key=True),
    Column("item_id", exact_text(40), primary_key=True),
    # As typed: option codes, or a share; empty when it was taken back.
    Column("value", exact_text(200), nullable=False),
    # The draft's version that brought it.
    Column("version", Integer, nullable=False),
    Column("changed_by", exact_text(200), nullable=False),
    Column("changed_at", Instant, nullable=False),
    # What somebody else had answered before: nobody's answer is lost by another's.
    Column("previous_value", exact_text(200), nullable=True),
    Column("previous_by", exact_text(200), nullable=True),
)

questionnaire_file = Table(
    "questionnaire_file",
    metadata,
    Column("file_id", exact_text(16), primary_key=True),
    Column("uscc", exact_text(18), nullable=False),
    Column("model_id", exact_text(80), nullable=False),
    Column("item_id", exact_text(40), nullable=False),
    Column("upload_id", exact_text(16), nullable=False),
    Column("sha256", exact_text(64), nullable=False),
    Column("file_name", exact_text(255), nullable=False),
    Column("octets_count", BigInteger, nullable=False),
    Column("added_by", exact_text(200), nullable=False),
    Column("added_at", Instant, nullable=False),
    Column("removed_at", Instant, nullable=True),
    Index("ix_questionnaire_file_uscc", "uscc", "model_id"),
    Index("ix_questionnaire_file_sha256", "sha256"),
)
