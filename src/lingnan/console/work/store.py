"""The tables of work: jobs, and files that readers uploaded. Files stand in the store's folder.

How far a running job is stands in a file (pulse): a long import holds the one writer's place of
SQLite, and its progress must be seen meanwhile.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, Table

from lingnan.store import metadata
from lingnan.store.database import Instant, exact_text

job = Table(
    "job",
    metadata,
    Column("job_id", exact_text(16), primary_key=True),
    Column("kind", exact_text(40), nullable=False),
    # What is to be done, and what came of it, as JSON.
    Column("argument", exact_text(), nullable=False),
    # waiting, running, done, failed, cancelled
    Column("state", exact_text(10), nullable=False),
    Column("outcome", exact_text(), nullable=True),
    Column("actor", exact_text(200), nullable=False),
    Column("account_id", exact_text(16), nullable=True),
    # The city or province to which it belongs: its office sees it.
    Column("scope_code", exact_text(6), nullable=False),
    # What it is about: an upload, an enterprise, a cluster.
    Column("thing", exact_text(80), nullable=True),
    # What may be done only once has a key, such as the import of one upload.
    Column("once_key", exact_text(80), nullable=True, unique=True),
    Column("worker_id", exact_text(80), nullable=True),
    Column("created_at", Instant, nullable=False),
    Column("started_at", Instant, nullable=True),
    Column("ended_at", Instant, nullable=True),
    Column("tries_count", Integer, nullable=False),
    Index("ix_job_state", "state", "created_at"),
    Index("ix_job_kind", "kind", "created_at"),
    Index("ix_job_thing", "thing", "kind"),
)

upload = Table(
    "upload",
    metadata,
    Column("upload_id", exact_text(16), primary_key=True),
    Column("sha256", exact_text(64), nullable=False, index=True),
    Column("file_name", exact_text(255), nullable=False),
    Column("media_type", exact_text(100), nullable=False),
    Column("octets_count", BigInteger, nullable=False),
    # What it was brought for: import, evidence.
    Column("purpose", exact_text(40), nullable=False),
    # How it is to be read, as JSON.
    Column("argument", exact_text(), nullable=True),
    Column("subject_code", exact_text(80), nullable=True),
    Column("scope_code", exact_text(6), nullable=True),
    Column("account_id", exact_text(16), nullable=True),
    Column("at", Instant, nullable=False),
    Index("ix_upload_subject_code", "subject_code", "at"),
    Index("ix_upload_purpose", "purpose", "at"),
)
