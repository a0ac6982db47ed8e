"""Accounts found and paged, for installations with an account an enterprise. Not for changing them.

Limits: a fragment of a name is looked for in all names; some hundred thousand take milliseconds.
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select

from lingnan.access import store as table
from lingnan.access.account import Account, State, name_key, read_account, read_accounts
from lingnan.access.errors import NoAccount
from lingnan.access.policy import Access
from lingnan.access.role import Role

_accounts = table.account
_grants = table.account_grant


@dataclass(frozen=True, slots=True)
class Found:
    """Some of the accounts that were looked for, and how many there are."""

    accounts: tuple[Account, ...]
    count: int


def search_accounts(
    access: Access,
    *,
    text: str = "",
    state: State | None = None,
    role: Role | None = None,
    limit: int = 50,
    offset: int = 0,
) -> Found:
    """Answer accounts by a part of their name, their state and a role they hold, by name."""
    conditions: list[ColumnElement[bool]] = []
    if text:
        conditions.append(
            or_(
                _accounts.c.name_key.contains(name_key(text), autoescape=True),
                _accounts.c.display_name.contains(text, autoescape=True),
            )
        )
    if state is not None:
        conditions.append(_accounts.c.state == state.value)
    if role is not None:
        held = select(_grants.c.account_id).where(_grants.c.role == role.value)
        conditions.append(_accounts.c.account_id.in_(held))
    query = select(_accounts.c.account_id).where(*conditions)
    with access.database.read() as connection:
        count = connection.scalar(select(func.count()).select_from(_accounts).where(*conditions))
        page = query.order_by(_accounts.c.name_key).limit(limit).offset(offset)
        ids = list(connection.scalars(page))
        return Found(tuple(read_accounts(connection, ids)), int(count or 0))


def account_of(access: Access, account_id: str) -> Account:
    """Answer one account by its id. Raises: NoAccount."""
    with access.database.read() as connection:
        is_one = select(_accounts.c.account_id).where(_accounts.c.account_id == account_id)
        if connection.scalar(is_one) is None:
            raise NoAccount(name=account_id[:40])
        return read_account(connection, account_id)
