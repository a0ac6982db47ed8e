"""The tables of access. Of secrets they hold hashes, and second factors sealed under a key.

Not for: the audit trail, which all rooms share (store.audit).
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
)

from lingnan.store import metadata
from lingnan.store.database import Instant, exact_text

account = Table(
    "account",
    metadata,
    Column("account_id", exact_text(16), primary_key=True),
    Column("name", exact_text(64), nullable=False),
    # The name as it is compared: folded, unique for ever.
    Column("name_key", exact_text(64), nullable=False, unique=True),
    Column("display_name", exact_text(80), nullable=True),
    Column("state", exact_text(8), nullable=False),
    Column("password_hash", exact_text(200), nullable=True),
    Column("password_at", Instant, nullable=True),
    Column("factor_sealed", LargeBinary, nullable=True),
    Column("is_factor_confirmed", Boolean, nullable=False),
    Column("factor_step", BigInteger, nullable=True),
    Column("failures_count", Integer, nullable=False),
    Column("failed_at", Instant, nullable=True),
    Column("locked_until", Instant, nullable=True),
    Column("created_at", Instant, nullable=False),
    Column("signed_in_at", Instant, nullable=True),
)

account_grant = Table(
    "account_grant",
    metadata,
    Column("account_id", exact_text(16), ForeignKey("account.account_id"), primary_key=True),
    Column("role", exact_text(20), primary_key=True),
    Column("scope_kind", exact_text(10), primary_key=True),
    Column("scope_key", exact_text(128), primary_key=True),
)

account_recovery = Table(
    "account_recovery",
    metadata,
    Column("account_id", exact_text(16), ForeignKey("account.account_id"), primary_key=True),
    Column("code_sha256", exact_text(64), primary_key=True),
)

account_link = Table(
    "account_link",
    metadata,
    Column("account_id", exact_text(16), ForeignKey("account.account_id"), primary_key=True),
    Column("token_sha256", exact_text(64), nullable=False, unique=True),
    Column("expires_at", Instant, nullable=False),
)

account_session = Table(
    "account_session",
    metadata,
    Column("token_sha256", exact_text(64), primary_key=True),
    Column(
        "account_id",
        exact_text(16),
        ForeignKey("account.account_id"),
        nullable=False,
        index=True,
    ),
    Column("is_complete", Boolean, nullable=False),
    Column("has_second_factor", Boolean, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("used_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
    Column("origin", exact_text(80), nullable=True),
)

api_token = Table(
    "api_token",
    metadata,
    Column("token_id", exact_text(16), primary_key=True),
    Column("token_sha256", exact_text(64), nullable=False, unique=True),
    Column(
        "account_id",
        exact_text(16),
        ForeignKey("account.account_id"),
        nullable=False,
        index=True,
    ),
    Column("label", exact_text(80), nullable=False),
    # Permissions in one text, separated by blanks; a scope as kind:key.
    Column("permissions", exact_text(), nullable=False),
    Column("scope", exact_text(140), nullable=True),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant, nullable=True),
    Column("revoked_at", Instant, nullable=True),
)

rate_limit = Table(
    "rate_limit",
    metadata,
    Column("key_sha256", exact_text(64), primary_key=True),
    # Microseconds since 1970 in UTC: both databases reckon with integers alike.
    Column("full_us", BigInteger, nullable=False, index=True),
)

consent = Table(
    "consent",
    metadata,
    Column("consent_id", exact_text(16), primary_key=True),
    Column("uscc", exact_text(18), nullable=False, index=True),
    Column("recipient_kind", exact_text(10), nullable=False),
    Column("recipient_key", exact_text(80), nullable=False),
    # Ids of indicators as a JSON list; ["*"] for all.
    Column("indicators", exact_text(), nullable=False),
    Column("purpose", exact_text(500), nullable=False),
    Column("until_date", Date, nullable=False),
    Column("given_at", Instant, nullable=False),
    Column("given_by", exact_text(200), nullable=False),
    Column("withdrawn_at", Instant, nullable=True),
    Index("ix_consent_recipient", "recipient_kind", "recipient_key"),
)

#: Who an account is at another issuer (OpenID Connect): its subject there.
account_federated = Table(
    "account_federated",
    metadata,
    Column("issuer", exact_text(200), primary_key=True),
    Column("subject", exact_text(255), primary_key=True),
    Column(
        "account_id",
        exact_text(16),
        ForeignKey("account.account_id"),
        nullable=False,
        index=True,
    ),
    Column("linked_at", Instant, nullable=False),
)

#: What changed about an account, until its owner has seen it.
account_notice = Table(
    "account_notice",
    metadata,
    Column("notice_id", exact_text(16), primary_key=True),
    Column(
        "account_id",
        exact_text(16),
        ForeignKey("account.account_id"),
        nullable=False,
        index=True,
    ),
    Column("notice", exact_text(40), nullable=False),
    Column("at", Instant, nullable=False),
    Column("actor", exact_text(200), nullable=False),
    Column("origin", exact_text(80), nullable=True),
)
