"""Tables of the business side.

Not for identifiers themselves (records.table). Personal data (names and numbers of people) stand in
`prefix_application` only and never in the audit trail.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
)

from lingnan.store.database import Instant, exact_text, metadata

prefix_application = Table(
    "prefix_application",
    metadata,
    Column("application_no", exact_text(20), primary_key=True),
    Column("uscc", exact_text(18), nullable=False, index=True),
    Column("enterprise_name_zh", exact_text(200), nullable=False),
    Column("industry_code", exact_text(5), nullable=False),
    Column("legal_representative", exact_text(80), nullable=False),
    Column("contact_name", exact_text(80), nullable=False),
    Column("contact_mobile", exact_text(20), nullable=False),
    Column("contact_email", exact_text(254), nullable=True),
    Column("purpose", exact_text(500), nullable=False),
    Column("parent_prefix", exact_text(128), nullable=False),
    Column("asked_number", exact_text(20), nullable=True),
    # JSON: kind, name and SHA-256 of each document; the papers themselves are kept elsewhere.
    Column("documents", exact_text(), nullable=False),
    # JSON: code, field and both texts of each finding of the last check.
    Column("findings", exact_text(), nullable=False),
    Column("state", exact_text(12), nullable=False),
    Column("applicant", exact_text(200), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("submitted_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
)

prefix_review = Table(
    "prefix_review",
    metadata,
    Column("application_no", exact_text(20), primary_key=True),
    Column("review_no", Integer, primary_key=True),
    Column("decision", exact_text(12), nullable=False),
    Column("reviewer", exact_text(200), nullable=False),
    Column("reason", exact_text(500), nullable=True),
    Column("at", Instant, nullable=False),
)

prefix_allotment = Table(
    "prefix_allotment",
    metadata,
    Column("prefix", exact_text(128), primary_key=True),
    Column("parent_prefix", exact_text(128), nullable=False),
    # The number where it is one without leading zeros and below 10^15, for finding a free one.
    Column("ordinal", BigInteger, nullable=True),
    Column("uscc", exact_text(18), nullable=False, index=True),
    Column("enterprise_name_zh", exact_text(200), nullable=False),
    Column("industry_code", exact_text(5), nullable=False),
    Column("application_no", exact_text(20), nullable=False, unique=True),
    Column("state", exact_text(12), nullable=False),
    # Where the enterprise resolves itself: the encoded HS_SITE; null when this node hosts it.
    Column("site_octets", LargeBinary, nullable=True),
    # index:handle of the enterprise's own administrator.
    Column("admin_reference", exact_text(300), nullable=True),
    Column("filing_no", exact_text(80), nullable=True),
    Column("reason", exact_text(500), nullable=True),
    Column("revision", Integer, nullable=False),
    Column("allotted_at", Instant, nullable=False),
    Column("filed_at", Instant, nullable=True),
    Column("changed_at", Instant, nullable=False),
    Index("ix_prefix_allotment_parent_ordinal", "parent_prefix", "ordinal"),
)

#: What resolution should show of a handle; the newest wish for a handle replaces the one before.
resolution_wish = Table(
    "resolution_wish",
    metadata,
    Column("handle_key", exact_text(2048), primary_key=True),
    Column("handle", exact_text(2048), nullable=False),
    # 0 gone, 1 in use, negative withheld. Octets null: leave the values as they are.
    Column("status", SmallInteger, nullable=False),
    Column("value_octets", LargeBinary, nullable=True),
    Column("wish_no", BigInteger, nullable=False),
    Column("is_done", Boolean, nullable=False, index=True),
    Column("reason", exact_text(300), nullable=True),
    Column("at", Instant, nullable=False),
)

metadata_template = Table(
    "metadata_template",
    metadata,
    Column("prefix", exact_text(128), primary_key=True),
    Column("version", exact_text(128), primary_key=True),
    Column("handle", exact_text(300), nullable=False, unique=True),
    Column("name_zh", exact_text(200), nullable=False),
    Column("description", exact_text(500), nullable=True),
    Column("industry_code", exact_text(5), nullable=False),
    # 1 active carrier 主动标识载体, 2 other.
    Column("object_kind", SmallInteger, nullable=False),
    # Kind of coding rule that suffixes keep to: product, device, batch, carrier; null for none.
    Column("coding_kind", exact_text(8), nullable=True),
    Column("items", exact_text(), nullable=False),
    Column("is_enabled", Boolean, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
)

#: Until when an identifier is valid; only those with an end have a row.
identifier_term = Table(
    "identifier_term",
    metadata,
    Column("handle_key", exact_text(2048), primary_key=True),
    Column("handle", exact_text(2048), nullable=False),
    Column("valid_until", Instant, nullable=False, index=True),
)

carrier = Table(
    "carrier",
    metadata,
    Column("handle_key", exact_text(2048), primary_key=True),
    Column("handle", exact_text(2048), nullable=False),
    Column("prefix", exact_text(128), nullable=False, index=True),
    # uicc, chip, module, terminal.
    Column("kind", exact_text(8), nullable=False),
    Column("terminal_type", exact_text(80), nullable=False),
    Column("owner", exact_text(200), nullable=False),
    Column("purpose", exact_text(200), nullable=True),
    Column("imei", exact_text(40), nullable=True),
    Column("network_licence_no", exact_text(80), nullable=True),
    Column("network_mark_code", exact_text(80), nullable=True),
    Column("network_mark_serial", exact_text(80), nullable=True),
    Column("key_kind", exact_text(8), nullable=False),
    # SubjectPublicKeyInfo in DER.
    Column("public_key", LargeBinary, nullable=False),
    Column("state", exact_text(12), nullable=False),
    Column("counter", BigInteger, nullable=False),
    Column("seen_at", Instant, nullable=True),
    # SHA-256 of what the last heartbeat told.
    Column("telemetry_sha256", exact_text(64), nullable=True),
    Column("revision", Integer, nullable=False),
    Column("registered_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
)

#: Challenges that wait for their answer; each is used once.
key_challenge = Table(
    "key_challenge",
    metadata,
    Column("nonce", exact_text(64), primary_key=True),
    Column("handle_key", exact_text(2048), nullable=False, index=True),
    Column("expires_at", Instant, nullable=False, index=True),
)

node_application = Table(
    "node_application",
    metadata,
    # Its handle, such as 88.900.1/App_erp.
    Column("handle_key", exact_text(300), primary_key=True),
    Column("handle", exact_text(300), nullable=False),
    Column("prefix", exact_text(128), nullable=False, index=True),
    Column("name_zh", exact_text(200), nullable=False),
    # 1 app, 2 mini-program, 3 web page, 4 PC client, 5 other.
    Column("type", SmallInteger, nullable=False),
    Column("intro", exact_text(500), nullable=True),
    Column("users_count", Integer, nullable=True),
    Column("recursive_used", exact_text(100), nullable=True),
    Column("developer", exact_text(200), nullable=True),
    Column("key_kind", exact_text(8), nullable=True),
    Column("public_key", LargeBinary, nullable=True),
    Column("is_enabled", Boolean, nullable=False),
    Column("registered_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
)

TABLES = (
    prefix_application,
    prefix_review,
    prefix_allotment,
    resolution_wish,
    metadata_template,
    identifier_term,
    carrier,
    key_challenge,
    node_application,
)
