"""Tables of the identifiers: what is registered, what changed, what a batch came to.

A record has no index on its name here: the resolution file (LMDB) is that index, and holds the
number of the record. So a registration only ever appends to the database, at any scale; what that
wins is in decision 0005. Not for writing them fast (see truth and truth_sqlite).
"""

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, SmallInteger, Table

from lingnan.store.database import Instant, exact_text, metadata

identifier_record = Table(
    "identifier_record",
    metadata,
    # Counted by the writer and never used twice.
    Column(
        "record_no",
        BigInteger().with_variant(Integer, "sqlite"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("handle", exact_text(2048), nullable=False),
    # The list of values as on the wire: count, then each value (RFC 3651 §3.1).
    Column("value_octets", LargeBinary, nullable=False),
    Column("template_code", exact_text(200), nullable=True),
    # 1 in use; other numbers are withheld from resolution and mean what the business side says.
    Column("status", SmallInteger, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("registered_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=True),
)

identifier_outbox = Table(
    "identifier_outbox",
    metadata,
    Column(
        "sequence",
        BigInteger().with_variant(Integer, "sqlite"),
        primary_key=True,
        autoincrement=False,
    ),
    # Random, one per group: tells two histories with the same numbers apart.
    Column("mark", BigInteger, nullable=False),
    Column("operation", exact_text(8), nullable=False),
    # A run of registrations is one row; else the count is 1.
    Column("record_no", BigInteger, nullable=False),
    Column("records_count", Integer, nullable=False),
    Column("folded_key", LargeBinary, nullable=True),
    Column("next_record_no", BigInteger, nullable=False),
    Column("at", Instant, nullable=False),
)

identifier_batch = Table(
    "identifier_batch",
    metadata,
    Column("owner", exact_text(200), primary_key=True),
    Column("idempotency_key", exact_text(200), primary_key=True),
    Column("content_digest", LargeBinary, nullable=False),
    Column("rows_count", Integer, nullable=False),
    # JSON: row number → response code, of the rows that failed.
    Column("failures", exact_text(), nullable=False),
    Column("is_written", SmallInteger, nullable=False),
    Column("at", Instant, nullable=False),
)
