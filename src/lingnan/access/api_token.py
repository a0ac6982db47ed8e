"""API tokens: for programs that act for an account, with fewer permissions and an end.

`lgn_` and an id that may be shown stand before the secret, so that scanners find a token that
leaked. Only its SHA-256 is kept; the token itself is shown once, when it is made.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, select

from lingnan.access import store as table
from lingnan.access.account import State, grants_of, known_id, read_account
from lingnan.access.errors import BadToken, TokenInvalid
from lingnan.access.identity import Identity
from lingnan.access.permission import Permission
from lingnan.access.policy import Access
from lingnan.access.scope import Scope
from lingnan.access.secret import Secret, fingerprint, fresh, fresh_id
from lingnan.kernel import Text
from lingnan.store.audit import Deed, record_deeds

PREFIX: Final = "lgn_"
_tokens = table.api_token
_accounts = table.account


@dataclass(frozen=True, slots=True)
class ApiToken:
    """One token as it may be shown: without its secret."""

    token_id: str
    account_name: str
    label: str
    permissions: frozenset[Permission]
    scope: Scope | None
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None


def make_token(
    access: Access,
    name: str,
    *,
    label: str,
    permissions: Collection[Permission],
    expires_at: datetime,
    actor: str,
    at: datetime,
    scope: Scope | None = None,
) -> tuple[ApiToken, Secret]:
    """Make a token for an account; the secret is answered this once.

    Raises: NoAccount, BadToken when it would exceed the account or last too long.
    """
    wanted = frozenset(permissions)
    token_id = fresh_id(access.entropy)
    secret = fresh(access.entropy, f"{PREFIX}{token_id}_")
    with access.database.begin() as connection:
        account_id = known_id(connection, name)
        found = read_account(connection, account_id)
        held = Identity(account_id, found.name, found.grants).permissions
        reason = _problem(access, wanted, held, expires_at, at)
        if reason is None and found.state is not State.ACTIVE:
            reason = Text("账号未启用", "the account is not active")
        if reason is not None:
            raise BadToken(reason=reason, days=access.policy.token.days)
        told = " ".join(sorted(wanted))
        connection.execute(
            _tokens.insert().values(
                token_id=token_id,
                token_sha256=secret.sha256,
                account_id=account_id,
                label=label[:80],
                permissions=told,
                scope=None if scope is None else str(scope),
                created_at=at,
                expires_at=expires_at,
            )
        )
        thing = f"token:{token_id}"
        detail = f"account:{found.name} {told} {scope or ''}".rstrip()
        record_deeds(connection, [Deed(at, actor, "tokens:make", thing, detail)])
        return _read(connection, _tokens.c.token_id == token_id)[0], secret


def find_token(access: Access, token: str, *, at: datetime, origin: str | None = None) -> Identity:
    """Answer for whom and with what a token acts, and note the use.

    Raises: TokenInvalid.
    """
    query = (
        select(_tokens, _accounts.c.name, _accounts.c.state)
        .join(_accounts, _accounts.c.account_id == _tokens.c.account_id)
        .where(_tokens.c.token_sha256 == fingerprint(token))
    )
    with access.database.read() as connection:
        row = connection.execute(query).first()
        if row is None or row.revoked_at is not None or at >= row.expires_at:
            raise TokenInvalid
        if row.state != State.ACTIVE.value:
            raise TokenInvalid
        held = grants_of(connection, row.account_id)
    if row.used_at is None or at >= row.used_at + access.policy.touch_after:
        with access.database.begin() as connection:
            used = _tokens.update().where(_tokens.c.token_id == row.token_id)
            connection.execute(used.values(used_at=at))
    return Identity(
        account_id=row.account_id,
        name=row.name,
        grants=held,
        limits=_permissions(row.permissions),
        narrow=None if row.scope is None else Scope.parse(row.scope),
        token_id=row.token_id,
        origin=origin,
    )


def list_tokens(access: Access, name: str | None = None) -> list[ApiToken]:
    """The tokens of one account or of all, newest first. Raises: NoAccount."""
    with access.database.read() as connection:
        if name is None:
            return _read(connection)
        return _read(connection, _tokens.c.account_id == known_id(connection, name))


def revoke_token(access: Access, token_id: str, *, actor: str, at: datetime) -> None:
    """Make a token void for ever. Raises: TokenInvalid when there is none that lives."""
    with access.database.begin() as connection:
        living = _tokens.update().where(_tokens.c.token_id == token_id)
        living = living.where(_tokens.c.revoked_at.is_(None)).values(revoked_at=at)
        if connection.execute(living).rowcount != 1:
            raise TokenInvalid
        record_deeds(connection, [Deed(at, actor, "tokens:revoke", f"token:{token_id}")])


def _problem(
    access: Access,
    wanted: frozenset[Permission],
    held: frozenset[Permission],
    expires_at: datetime,
    at: datetime,
) -> Text | None:
    beyond = sorted(wanted - held)
    if beyond:
        told = ", ".join(beyond)
        return Text(f"账号没有权限 {told}", f"the account lacks {told}")
    if not wanted:
        return Text("没有权限", "it has no permission")
    if not at < expires_at <= at + access.policy.token:
        return Text(f"有效期至 {expires_at:%Y-%m-%d}", f"it would last until {expires_at:%Y-%m-%d}")
    return None


def _read(connection: Connection, *conditions: Any) -> list[ApiToken]:
    query = (
        select(_tokens, _accounts.c.name)
        .join(_accounts, _accounts.c.account_id == _tokens.c.account_id)
        .where(*conditions)
        .order_by(_tokens.c.created_at.desc(), _tokens.c.token_id)
    )
    return [
        ApiToken(
            token_id=row.token_id,
            account_name=row.name,
            label=row.label,
            permissions=_permissions(row.permissions),
            scope=None if row.scope is None else Scope.parse(row.scope),
            created_at=row.created_at,
            expires_at=row.expires_at,
            used_at=row.used_at,
            revoked_at=row.revoked_at,
        )
        for row in connection.execute(query)
    ]


def _permissions(told: str) -> frozenset[Permission]:
    # One that a later version no longer knows allows nothing.
    known = frozenset(each.value for each in Permission)
    return frozenset(Permission(each) for each in told.split() if each in known)
