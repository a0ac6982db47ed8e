"""Accounts: making, granting, locking, listing. Each act lands with its audit entry.

Not for: passwords and one-time tokens (link), signing in (sign_in). Whether the caller may do it is
asked at the edge with `ensure`; the command line acts for whoever has the store in hand.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, func, select

from lingnan.access import store as table
from lingnan.access.errors import AccountExists, BadName, LastAdministrator, NoAccount
from lingnan.access.identity import Grant, check_grants
from lingnan.access.notice import Notice, put_notice
from lingnan.access.policy import Access
from lingnan.access.role import Role
from lingnan.access.scope import Scope, ScopeKind
from lingnan.access.secret import fresh_id
from lingnan.store.audit import record_deed

_NAME = re.compile(r"[\w.@-]{2,64}")


class State(StrEnum):
    """What an account is: invited (no password yet), active, or locked by an administrator."""

    INVITED = "invited"
    ACTIVE = "active"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class Account:
    """One account as it may be shown: nothing secret."""

    account_id: str
    name: str
    display_name: str | None
    state: State
    grants: tuple[Grant, ...]
    has_second_factor: bool
    failures_count: int
    locked_until: datetime | None
    created_at: datetime
    password_at: datetime | None
    signed_in_at: datetime | None


def create_account(
    access: Access,
    name: str,
    *,
    grants: Collection[Grant],
    actor: str,
    at: datetime,
    display_name: str | None = None,
) -> Account:
    """Make an account without a password; `invite` gives it the token to set one.

    Raises: BadName, BadGrant, AccountExists.
    """
    with access.database.begin() as connection:
        account_id = add_account(connection, access, name, grants, display_name=display_name, at=at)
        record_deed(
            connection,
            at=at,
            actor=actor,
            action="accounts:change",
            thing=f"account:{_written(name)}",
            detail=f"create {_told(grants)}",
        )
        return read_account(connection, account_id)


def add_account(
    connection: Connection,
    access: Access,
    name: str,
    grants: Collection[Grant],
    *,
    at: datetime,
    display_name: str | None = None,
) -> str:
    """Write an account in the caller's transaction, without audit; returns its id."""
    written = _written(name)
    if not _NAME.fullmatch(written):
        raise BadName(name=written[:80])
    held = tuple(sorted(set(grants)))
    check_grants(held)
    if find_id(connection, name) is not None:
        raise AccountExists(name=written)
    account_id = fresh_id(access.entropy)
    connection.execute(
        table.account.insert().values(
            account_id=account_id,
            name=written,
            name_key=name_key(name),
            display_name=display_name,
            state=State.INVITED.value,
            is_factor_confirmed=False,
            failures_count=0,
            created_at=at,
        )
    )
    _put_grants(connection, account_id, held)
    return account_id


def set_grants(
    access: Access, name: str, grants: Collection[Grant], *, actor: str, at: datetime
) -> Account:
    """Replace the roles of an account; open sessions and tokens follow at once.

    Who gains a role signs in anew: its sessions end.
    Raises: NoAccount, BadGrant, LastAdministrator.
    Source: OWASP ASVS 4.0.3 V3.2.1 (a new token when privileges rise).
    """
    held = tuple(sorted(set(grants)))
    check_grants(held)
    with access.database.begin() as connection:
        account_id = known_id(connection, name)
        if all(grant.role is not Role.ADMINISTRATOR for grant in held):
            _keep_an_administrator(connection, account_id)
        kept = table.account_grant
        if set(held) - set(grants_of(connection, account_id)):
            open_ones = table.account_session
            connection.execute(open_ones.delete().where(open_ones.c.account_id == account_id))
        connection.execute(kept.delete().where(kept.c.account_id == account_id))
        _put_grants(connection, account_id, held)
        put_notice(connection, access, account_id, Notice.ROLES, actor=actor, at=at)
        found = read_account(connection, account_id)
        record_deed(
            connection,
            at=at,
            actor=actor,
            action="accounts:change",
            thing=f"account:{found.name}",
            detail=f"grant {_told(held)}",
        )
    return found


def lock_account(
    access: Access, name: str, *, actor: str, at: datetime, reason: str | None = None
) -> Account:
    """Lock an account until it is unlocked: its sessions end, its tokens and links rest.

    Raises: NoAccount, LastAdministrator.
    """
    with access.database.begin() as connection:
        account_id = known_id(connection, name)
        _keep_an_administrator(connection, account_id)
        _set(connection, account_id, state=State.LOCKED.value)
        for each in (table.account_session, table.account_link):
            connection.execute(each.delete().where(each.c.account_id == account_id))
        return _noted(connection, account_id, "lock", reason, actor, at)


def unlock_account(
    access: Access, name: str, *, actor: str, at: datetime, reason: str | None = None
) -> Account:
    """Lift a lock of either kind: an administrator's, or the one after failures.

    Raises: NoAccount.
    """
    with access.database.begin() as connection:
        account_id = known_id(connection, name)
        before = read_account(connection, account_id)
        state = State.INVITED if before.password_at is None else State.ACTIVE
        clear = {"failures_count": 0, "failed_at": None, "locked_until": None}
        _set(connection, account_id, state=state.value, **clear)
        return _noted(connection, account_id, "unlock", reason, actor, at)


def list_accounts(access: Access) -> list[Account]:
    """All accounts, by name."""
    with access.database.read() as connection:
        return _accounts(connection)


def find_account(access: Access, name: str) -> Account:
    """One account. Raises: NoAccount."""
    with access.database.read() as connection:
        return read_account(connection, known_id(connection, name))


def read_account(connection: Connection, account_id: str) -> Account:
    """One account by its id, which exists."""
    return _accounts(connection, [account_id])[0]


def read_accounts(connection: Connection, account_ids: Collection[str]) -> list[Account]:
    """Some accounts by their ids, by name."""
    return _accounts(connection, account_ids)


def grants_of(connection: Connection, account_id: str) -> tuple[Grant, ...]:
    """The roles of an account."""
    kept = table.account_grant
    rows = connection.execute(select(kept).where(kept.c.account_id == account_id))
    return tuple(sorted(_grant(row) for row in rows))


def find_id(connection: Connection, name: str) -> str | None:
    """The id behind a name, or None."""
    query = select(table.account.c.account_id).where(table.account.c.name_key == name_key(name))
    found: str | None = connection.scalar(query)
    return found


def known_id(connection: Connection, name: str) -> str:
    """The id behind a name. Raises: NoAccount."""
    found = find_id(connection, name)
    if found is None:
        raise NoAccount(name=_written(name)[:80])
    return found


def name_key(name: str) -> str:
    """A name as it is compared: full width, case and surrounding blanks make no difference."""
    return unicodedata.normalize("NFKC", _written(name).casefold()).replace("\0", "")


def has_administrator(connection: Connection, *, besides: str | None = None) -> bool:
    """Answer whether an active account holds the role administrator."""
    grants, accounts = table.account_grant, table.account
    query = (
        select(func.count())
        .select_from(accounts.join(grants, accounts.c.account_id == grants.c.account_id))
        .where(grants.c.role == Role.ADMINISTRATOR.value)
        .where(accounts.c.state == State.ACTIVE.value)
        .where(accounts.c.account_id != (besides or ""))
    )
    return bool(connection.scalar(query))


def _keep_an_administrator(connection: Connection, account_id: str) -> None:
    found = read_account(connection, account_id)
    is_one = any(grant.role is Role.ADMINISTRATOR for grant in found.grants)
    if is_one and found.state is State.ACTIVE:
        _hold_administrators(connection)
        if not has_administrator(connection, besides=account_id):
            raise LastAdministrator(name=found.name)


def _hold_administrators(connection: Connection) -> None:
    """Let two who would each take the other's role queue; SQLite writers queue anyway."""
    grants = table.account_grant
    query = select(grants.c.account_id).where(grants.c.role == Role.ADMINISTRATOR.value)
    connection.execute(query.order_by(grants.c.account_id).with_for_update()).all()


def _noted(
    connection: Connection, account_id: str, what: str, reason: str | None, actor: str, at: datetime
) -> Account:
    found = read_account(connection, account_id)
    record_deed(
        connection,
        at=at,
        actor=actor,
        action="accounts:change",
        thing=f"account:{found.name}",
        detail=what if reason is None else f"{what}: {reason}",
    )
    return found


def _accounts(connection: Connection, ids: Collection[str] | None = None) -> list[Account]:
    accounts, grants = table.account, table.account_grant
    query, held_query = select(accounts).order_by(accounts.c.name_key), select(grants)
    if ids is not None:
        query = query.where(accounts.c.account_id.in_(ids))
        held_query = held_query.where(grants.c.account_id.in_(ids))
    held: dict[str, list[Grant]] = defaultdict(list)
    for row in connection.execute(held_query):
        held[row.account_id].append(_grant(row))
    return [
        Account(
            account_id=row.account_id,
            name=row.name,
            display_name=row.display_name,
            state=State(row.state),
            grants=tuple(sorted(held[row.account_id])),
            has_second_factor=row.is_factor_confirmed,
            failures_count=row.failures_count,
            locked_until=row.locked_until,
            created_at=row.created_at,
            password_at=row.password_at,
            signed_in_at=row.signed_in_at,
        )
        for row in connection.execute(query)
    ]


def _grant(row: Any) -> Grant:
    return Grant(Role(row.role), Scope(ScopeKind(row.scope_kind), row.scope_key))


def _put_grants(connection: Connection, account_id: str, grants: Collection[Grant]) -> None:
    rows = [
        {
            "account_id": account_id,
            "role": grant.role.value,
            "scope_kind": grant.scope.kind.value,
            "scope_key": grant.scope.key,
        }
        for grant in grants
    ]
    if rows:
        connection.execute(table.account_grant.insert(), rows)


def _set(connection: Connection, account_id: str, **cells: object) -> None:
    changed = table.account.update().where(table.account.c.account_id == account_id)
    connection.execute(changed.values(**cells))


def _written(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip()


def _told(grants: Collection[Grant]) -> str:
    return ", ".join(str(grant) for grant in sorted(set(grants))) or "-"
