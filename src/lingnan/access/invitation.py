"""One-time tokens by which people set their own password: the first administrator, new accounts,
forgotten passwords. Nobody ever knows another's password, and there is no default one.

Of a token only the SHA-256 is kept; an account has one at a time; it is good once and expires.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from lingnan.access import store as table
from lingnan.access.account import (
    Account,
    State,
    add_account,
    find_id,
    has_administrator,
    known_id,
    read_account,
)
from lingnan.access.errors import (
    BadGrant,
    FirstDone,
    LinkInvalid,
    SignInRefused,
)
from lingnan.access.identity import Grant
from lingnan.access.notice import Notice, put_notice
from lingnan.access.password import check_password
from lingnan.access.policy import Access
from lingnan.access.rate import address_key, take
from lingnan.access.role import Role
from lingnan.access.scope import EVERYTHING
from lingnan.access.secret import Secret, fingerprint, fresh
from lingnan.access.session import drop_sessions
from lingnan.kernel import Text
from lingnan.store.audit import Deed, hold_trail, record_deeds

_links = table.account_link
_accounts = table.account


def invite(access: Access, name: str, *, actor: str, at: datetime) -> Secret:
    """Answer a one-time token to set the password of an account; one given before is void.

    Raises: NoAccount, LinkInvalid when the account is locked.
    """
    with access.database.begin() as connection:
        found = read_account(connection, known_id(connection, name))
        if found.state is State.LOCKED:
            raise LinkInvalid
        token = _put(connection, access, found.account_id, at)
        if found.state is State.ACTIVE:
            put_notice(connection, access, found.account_id, Notice.LINK, actor=actor, at=at)
        _note(connection, actor, found.name, "invite", at)
    return token


def first_administrator(access: Access, name: str, *, actor: str, at: datetime) -> Secret:
    """Answer the one-time token of the first administrator, whose account it makes.

    Asked again before the token was used, it gives a new one and voids those given before.
    Raises: FirstDone when an administrator is active; BadName; BadGrant when the name is taken by
        an account with other roles.
    """
    grant = Grant(Role.ADMINISTRATOR, EVERYTHING)
    with access.database.begin() as connection:
        hold_trail(connection)
        if has_administrator(connection):
            raise FirstDone
        account_id = find_id(connection, name)
        if account_id is None:
            account_id = add_account(connection, access, name, [grant], at=at)
        found = read_account(connection, account_id)
        if found.grants != (grant,) or found.state is not State.INVITED:
            raise BadGrant(role=Role.ADMINISTRATOR.name_in, other=Text(found.name, found.name))
        grants = table.account_grant
        rivals = select(grants.c.account_id).where(grants.c.role == Role.ADMINISTRATOR.value)
        connection.execute(_links.delete().where(_links.c.account_id.in_(rivals)))
        token = _put(connection, access, account_id, at)
        _note(connection, actor, found.name, "first administrator", at)
    return token


def redeem(
    access: Access, token: str, password: str, *, at: datetime, origin: str | None = None
) -> Account:
    """Set the password for a one-time token: the account becomes active, its sessions end.

    Raises: LinkInvalid, BadPassword (the token stays good), TooMany.
    """
    with access.database.begin() as connection:
        take(connection, f"redeem:{address_key(origin)}", access.policy.sign_in, at=at)
    with access.database.read() as connection:
        found = _found(connection, token, at)
    check_password(password, names=(found.name, found.display_name or ""))
    kept = access.hasher.keep(password)
    with access.database.begin() as connection:
        _held(connection, found.account_id)
        used = _links.delete().where(_links.c.token_sha256 == fingerprint(token))
        # Of two who redeem one token at once, one finds it gone; so does who was locked meanwhile.
        if connection.execute(used).rowcount != 1:
            raise LinkInvalid
        _set_password(connection, found.account_id, kept, at)
        drop_sessions(connection, found.account_id)
        who = f"account:{found.name}"
        if found.password_at is not None:
            told = Notice.PASSWORD
            put_notice(connection, access, found.account_id, told, actor=who, at=at, origin=origin)
        _note(connection, who, found.name, "set password", at, origin)
        return read_account(connection, found.account_id)


def change_password(
    access: Access,
    name: str,
    present: str,
    password: str,
    *,
    at: datetime,
    session: str | None = None,
    origin: str | None = None,
) -> None:
    """Change one's own password; all sessions but the given one end.

    Raises: NoAccount, BadPassword, SignInRefused when the present one is wrong, TooMany.
    """
    with access.database.begin() as connection:
        account_id = known_id(connection, name)
        take(connection, f"password:{account_id}", access.policy.password, at=at)
        found = read_account(connection, account_id)
        query = select(_accounts.c.password_hash).where(_accounts.c.account_id == account_id)
        before: str | None = connection.scalar(query)
    check_password(password, names=(found.name, found.display_name or ""))
    is_right = access.hasher.matches(before, present) and found.state is State.ACTIVE
    kept = access.hasher.keep(password)
    who = f"account:{found.name}"
    with access.database.begin() as connection:
        now = _held(connection, account_id)
        is_right = is_right and now.state == State.ACTIVE.value and now.password_hash == before
        if is_right:
            _set_password(connection, account_id, kept, at)
            drop_sessions(connection, account_id, besides=session)
            told = Notice.PASSWORD
            put_notice(connection, access, account_id, told, actor=who, at=at, origin=origin)
        _note(connection, who, found.name, "change password", at, origin, is_done=is_right)
    if not is_right:
        raise SignInRefused


def _put(connection: Connection, access: Access, account_id: str, at: datetime) -> Secret:
    token = fresh(access.entropy)
    connection.execute(_links.delete().where(_links.c.account_id == account_id))
    connection.execute(
        _links.insert().values(
            account_id=account_id,
            token_sha256=token.sha256,
            expires_at=at + access.policy.link,
        )
    )
    return token


def _found(connection: Connection, token: str, at: datetime) -> Account:
    query = select(_links).where(_links.c.token_sha256 == fingerprint(token))
    row = connection.execute(query).first()
    if row is None or at >= row.expires_at:
        raise LinkInvalid
    found = read_account(connection, row.account_id)
    if found.state is State.LOCKED:
        raise LinkInvalid
    return found


def _held(connection: Connection, account_id: str) -> Any:
    """The account, held until the transaction ends."""
    query = select(_accounts).where(_accounts.c.account_id == account_id)
    return connection.execute(query.with_for_update()).one()


def _set_password(connection: Connection, account_id: str, kept: str, at: datetime) -> None:
    changed = _accounts.update().where(_accounts.c.account_id == account_id)
    connection.execute(
        changed.values(
            password_hash=kept,
            password_at=at,
            state=State.ACTIVE.value,
            failures_count=0,
            failed_at=None,
            locked_until=None,
        )
    )


def _note(
    connection: Connection,
    actor: str,
    name: str,
    what: str,
    at: datetime,
    origin: str | None = None,
    *,
    is_done: bool = True,
) -> None:
    deed = Deed(at, actor, "accounts:change", f"account:{name}", what, None, origin, is_done)
    record_deeds(connection, [deed])
