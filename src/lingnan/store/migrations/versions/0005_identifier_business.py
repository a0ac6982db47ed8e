"""Identifier node, business side: prefixes, templates, validity, carriers, applications."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def _text(length: int | None = None) -> sa.String:
    kind = sa.Text() if length is None else sa.String(length)
    return kind.with_variant(sa.Text(collation="C"), "postgresql")


def _word(name: str, length: int | None = None, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, _text(length), nullable=nullable)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean, nullable=False)


def _count(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=nullable)


def _octets(name: str, *, nullable: bool = False) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary, nullable=nullable)


def upgrade() -> None:
    """Create the tables."""
    _prefixes()
    _registration()
    _active()


def _prefixes() -> None:
    op.create_table(
        "prefix_application",
        _word("application_no", 20),
        _word("uscc", 18),
        _word("enterprise_name_zh", 200),
        _word("industry_code", 5),
        _word("legal_representative", 80),
        _word("contact_name", 80),
        _word("contact_mobile", 20),
        _word("contact_email", 254, nullable=True),
        _word("purpose", 500),
        _word("parent_prefix", 128),
        _word("asked_number", 20, nullable=True),
        _word("documents"),
        _word("findings"),
        _word("state", 12),
        _word("applicant", 200),
        _count("revision"),
        _instant("submitted_at"),
        _instant("changed_at"),
        sa.PrimaryKeyConstraint("application_no", name="pk_prefix_application"),
    )
    op.create_index("ix_prefix_application_uscc", "prefix_application", ["uscc"])
    op.create_table(
        "prefix_review",
        _word("application_no", 20),
        _count("review_no"),
        _word("decision", 12),
        _word("reviewer", 200),
        _word("reason", 500, nullable=True),
        _instant("at"),
        sa.PrimaryKeyConstraint("application_no", "review_no", name="pk_prefix_review"),
    )
    op.create_table(
        "prefix_allotment",
        _word("prefix", 128),
        _word("parent_prefix", 128),
        sa.Column("ordinal", sa.BigInteger, nullable=True),
        _word("uscc", 18),
        _word("enterprise_name_zh", 200),
        _word("industry_code", 5),
        _word("application_no", 20),
        _word("state", 12),
        _octets("site_octets", nullable=True),
        _word("admin_reference", 300, nullable=True),
        _word("filing_no", 80, nullable=True),
        _word("reason", 500, nullable=True),
        _count("revision"),
        _instant("allotted_at"),
        _instant("filed_at", nullable=True),
        _instant("changed_at"),
        sa.PrimaryKeyConstraint("prefix", name="pk_prefix_allotment"),
        sa.UniqueConstraint("application_no", name="uq_prefix_allotment_application_no"),
    )
    op.create_index("ix_prefix_allotment_uscc", "prefix_allotment", ["uscc"])
    op.create_index(
        "ix_prefix_allotment_parent_ordinal", "prefix_allotment", ["parent_prefix", "ordinal"]
    )
    op.create_table(
        "resolution_wish",
        _word("handle_key", 2048),
        _word("handle", 2048),
        sa.Column("status", sa.SmallInteger, nullable=False),
        _octets("value_octets", nullable=True),
        sa.Column("wish_no", sa.BigInteger, nullable=False),
        _flag("is_done"),
        _word("reason", 300, nullable=True),
        _instant("at"),
        sa.PrimaryKeyConstraint("handle_key", name="pk_resolution_wish"),
    )
    op.create_index("ix_resolution_wish_is_done", "resolution_wish", ["is_done"])


def _registration() -> None:
    op.create_table(
        "metadata_template",
        _word("prefix", 128),
        _word("version", 128),
        _word("handle", 300),
        _word("name_zh", 200),
        _word("description", 500, nullable=True),
        _word("industry_code", 5),
        sa.Column("object_kind", sa.SmallInteger, nullable=False),
        _word("coding_kind", 8, nullable=True),
        _word("items"),
        _flag("is_enabled"),
        _count("revision"),
        _instant("made_at"),
        _instant("changed_at"),
        sa.PrimaryKeyConstraint("prefix", "version", name="pk_metadata_template"),
        sa.UniqueConstraint("handle", name="uq_metadata_template_handle"),
    )
    op.create_table(
        "identifier_term",
        _word("handle_key", 2048),
        _word("handle", 2048),
        _instant("valid_until"),
        sa.PrimaryKeyConstraint("handle_key", name="pk_identifier_term"),
    )
    op.create_index("ix_identifier_term_valid_until", "identifier_term", ["valid_until"])


def _active() -> None:
    op.create_table(
        "carrier",
        _word("handle_key", 2048),
        _word("handle", 2048),
        _word("prefix", 128),
        _word("kind", 8),
        _word("terminal_type", 80),
        _word("owner", 200),
        _word("purpose", 200, nullable=True),
        _word("imei", 40, nullable=True),
        _word("network_licence_no", 80, nullable=True),
        _word("network_mark_code", 80, nullable=True),
        _word("network_mark_serial", 80, nullable=True),
        _word("key_kind", 8),
        _octets("public_key"),
        _word("state", 12),
        sa.Column("counter", sa.BigInteger, nullable=False),
        _instant("seen_at", nullable=True),
        _word("telemetry_sha256", 64, nullable=True),
        _count("revision"),
        _instant("registered_at"),
        _instant("changed_at"),
        sa.PrimaryKeyConstraint("handle_key", name="pk_carrier"),
    )
    op.create_index("ix_carrier_prefix", "carrier", ["prefix"])
    op.create_table(
        "key_challenge",
        _word("nonce", 64),
        _word("handle_key", 2048),
        _instant("expires_at"),
        sa.PrimaryKeyConstraint("nonce", name="pk_key_challenge"),
    )
    op.create_index("ix_key_challenge_handle_key", "key_challenge", ["handle_key"])
    op.create_index("ix_key_challenge_expires_at", "key_challenge", ["expires_at"])
    op.create_table(
        "node_application",
        _word("handle_key", 300),
        _word("handle", 300),
        _word("prefix", 128),
        _word("name_zh", 200),
        sa.Column("type", sa.SmallInteger, nullable=False),
        _word("intro", 500, nullable=True),
        _count("users_count", nullable=True),
        _word("recursive_used", 100, nullable=True),
        _word("developer", 200, nullable=True),
        _word("key_kind", 8, nullable=True),
        _octets("public_key", nullable=True),
        _flag("is_enabled"),
        _instant("registered_at"),
        _instant("changed_at"),
        sa.PrimaryKeyConstraint("handle_key", name="pk_node_application"),
    )
    op.create_index("ix_node_application_prefix", "node_application", ["prefix"])
