"""Access: accounts, sessions, API tokens, rate limits; the audit trail becomes a hash chain."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_FIRST = "0" * 64
_ROWS_AT_ONCE = 5_000


def _text(length: int | None = None) -> sa.String:
    kind = sa.Text() if length is None else sa.String(length)
    return kind.with_variant(sa.Text(collation="C"), "postgresql")


def _instant(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _owner(table: str) -> list[Any]:
    reference = sa.ForeignKeyConstraint(
        ["account_id"], ["account.account_id"], name=f"fk_{table}_account_id"
    )
    return [sa.Column("account_id", _text(16), nullable=False), reference]


def upgrade() -> None:
    """Create the tables; chain the entries that are there and let nobody change them."""
    _accounts()
    _sessions_and_tokens()
    _chain()
    if op.get_bind().dialect.name == "postgresql":
        _append_only_postgresql()
    else:
        _append_only_sqlite()


def _accounts() -> None:
    op.create_table(
        "account",
        sa.Column("account_id", _text(16), nullable=False),
        sa.Column("name", _text(64), nullable=False),
        sa.Column("name_key", _text(64), nullable=False),
        sa.Column("display_name", _text(80)),
        sa.Column("state", _text(8), nullable=False),
        sa.Column("password_hash", _text(200)),
        _instant("password_at", nullable=True),
        sa.Column("factor_sealed", sa.LargeBinary),
        sa.Column("is_factor_confirmed", sa.Boolean, nullable=False),
        sa.Column("factor_step", sa.BigInteger),
        sa.Column("failures_count", sa.Integer, nullable=False),
        _instant("failed_at", nullable=True),
        _instant("locked_until", nullable=True),
        _instant("created_at"),
        _instant("signed_in_at", nullable=True),
        sa.PrimaryKeyConstraint("account_id", name="pk_account"),
        sa.UniqueConstraint("name_key", name="uq_account_name_key"),
    )
    op.create_table(
        "account_grant",
        *_owner("account_grant"),
        sa.Column("role", _text(20), nullable=False),
        sa.Column("scope_kind", _text(10), nullable=False),
        sa.Column("scope_key", _text(128), nullable=False),
        sa.PrimaryKeyConstraint(
            "account_id", "role", "scope_kind", "scope_key", name="pk_account_grant"
        ),
    )
    op.create_table(
        "account_recovery",
        *_owner("account_recovery"),
        sa.Column("code_sha256", _text(64), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "code_sha256", name="pk_account_recovery"),
    )
    op.create_table(
        "account_link",
        *_owner("account_link"),
        sa.Column("token_sha256", _text(64), nullable=False),
        _instant("expires_at"),
        sa.PrimaryKeyConstraint("account_id", name="pk_account_link"),
        sa.UniqueConstraint("token_sha256", name="uq_account_link_token_sha256"),
    )


def _sessions_and_tokens() -> None:
    op.create_table(
        "account_session",
        sa.Column("token_sha256", _text(64), nullable=False),
        *_owner("account_session"),
        sa.Column("is_complete", sa.Boolean, nullable=False),
        sa.Column("has_second_factor", sa.Boolean, nullable=False),
        _instant("opened_at"),
        _instant("used_at"),
        _instant("expires_at"),
        sa.Column("origin", _text(80)),
        sa.PrimaryKeyConstraint("token_sha256", name="pk_account_session"),
    )
    op.create_index("ix_account_session_account_id", "account_session", ["account_id"])
    op.create_index("ix_account_session_expires_at", "account_session", ["expires_at"])
    op.create_table(
        "api_token",
        sa.Column("token_id", _text(16), nullable=False),
        sa.Column("token_sha256", _text(64), nullable=False),
        *_owner("api_token"),
        sa.Column("label", _text(80), nullable=False),
        sa.Column("permissions", _text(), nullable=False),
        sa.Column("scope", _text(140)),
        _instant("created_at"),
        _instant("expires_at"),
        _instant("used_at", nullable=True),
        _instant("revoked_at", nullable=True),
        sa.PrimaryKeyConstraint("token_id", name="pk_api_token"),
        sa.UniqueConstraint("token_sha256", name="uq_api_token_token_sha256"),
    )
    op.create_index("ix_api_token_account_id", "api_token", ["account_id"])
    op.create_table(
        "rate_limit",
        sa.Column("key_sha256", _text(64), nullable=False),
        sa.Column("full_us", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("key_sha256", name="pk_rate_limit"),
    )
    op.create_index("ix_rate_limit_full_us", "rate_limit", ["full_us"])


def _chain() -> None:
    """Give the entries written so far their number without gaps and their hash."""
    op.create_table(
        "audit_head",
        sa.Column("trail", _text(10), nullable=False),
        sa.Column("entry_id", sa.BigInteger, nullable=False),
        sa.Column("sha256", _text(64), nullable=False),
        sa.PrimaryKeyConstraint("trail", name="pk_audit_head"),
    )
    with op.batch_alter_table("audit_entry") as batch:
        batch.add_column(sa.Column("subject_code", _text(80)))
        batch.add_column(sa.Column("origin", _text(80)))
        batch.add_column(sa.Column("is_done", sa.Boolean))
        batch.add_column(sa.Column("sha256", _text(64)))
    count, last = _chain_rows(op.get_bind())
    with op.batch_alter_table("audit_entry") as batch:
        batch.alter_column("is_done", existing_type=sa.Boolean, nullable=False)
        batch.alter_column("sha256", existing_type=_text(64), nullable=False)
    op.create_index("ix_audit_entry_subject_code", "audit_entry", ["subject_code"])
    head = sa.table("audit_head", *map(sa.column, ("trail", "entry_id", "sha256")))
    op.execute(head.insert().values(trail="audit", entry_id=count, sha256=last))


def _chain_rows(connection: sa.Connection) -> tuple[int, str]:
    names = ("actor", "action", "object", "detail", "subject_code", "origin")
    entry = sa.table(
        "audit_entry",
        sa.column("entry_id"),
        sa.column("at", sa.DateTime(timezone=True)),
        *map(sa.column, names),
        sa.column("is_done", sa.Boolean),
        sa.column("sha256"),
    )
    # Numbers only ever become smaller, in ascending order: no two are the same on the way.
    changed = (
        entry.update()
        .where(entry.c.entry_id == sa.bindparam("was"))
        .values(entry_id=sa.bindparam("is_now"), is_done=True, sha256=sa.bindparam("hash"))
    )
    count, last, was = 0, _FIRST, -(2**62)
    while True:
        query = sa.select(entry).where(entry.c.entry_id > was).order_by(entry.c.entry_id)
        rows = connection.execute(query.limit(_ROWS_AT_ONCE)).mappings().all()
        for row in rows:
            count += 1
            cells = {name: row[name] for name in names}
            told = {**cells, "entry_id": count, "at": _utc(row["at"]), "is_done": True}
            last = _sha256({**told, "previous": last})
            was = row["entry_id"]
            connection.execute(changed, {"was": was, "is_now": count, "hash": last})
        if len(rows) < _ROWS_AT_ONCE:
            return count, last


def _utc(at: datetime) -> str:
    instant = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    return instant.isoformat(timespec="microseconds")


def _sha256(told: dict[str, Any]) -> str:
    canonical = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _append_only_sqlite() -> None:
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_entry_no_{act.lower()} BEFORE {act} ON audit_entry "
            "BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END"
        )


def _append_only_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION audit_entry_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'audit_entry is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE "
        "ON audit_entry FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_append_only()"
    )
