"""Who looked at an enterprise, from the audit trail: names, roles, what was seen.

Not for writing the trail (web.dossier, access) nor for verifying it.
"""

from collections.abc import Collection
from typing import Final

from sqlalchemy import ColumnElement, and_, not_, or_, select, true

from lingnan.access import Entry, Permission, Role, ScopeKind, list_entries
from lingnan.access.duty import account_of
from lingnan.access.store import account, account_grant
from lingnan.console.i18n import Translator
from lingnan.console.pages.consents.context import LookView
from lingnan.console.pages.consents.thing import Things
from lingnan.console.web.call import Call
from lingnan.console.web.looked import looked_at
from lingnan.registry import Enterprise
from lingnan.store import Database
from lingnan.store.audit import audit_entry

PAGE: Final = 50
_ACCOUNT: Final = "account:"


def looks_of(
    call: Call, enterprise: Enterprise, *, with_own: bool, before: int | None
) -> tuple[tuple[LookView, ...], int | None]:
    """Entries about an enterprise, the latest first, and the id to go on from; null at the end.

    Looks at a group in which it stood by name are among them.
    """
    tr, database, uscc = call.tr, call.store.database, enterprise.uscc
    own = own_accounts(database, uscc)
    entries = list_entries(
        database,
        looked_at(call, enterprise),
        true() if with_own else not_(_by(own)),
        limit=PAGE + 1,
        before_id=before,
    )
    shown = entries[:PAGE]
    roles = roles_of(database, {name_of(entry) for entry in shown})
    things = Things(call)
    looks = tuple(_look(tr, entry, roles, own, things) for entry in shown)
    return looks, shown[-1].entry_id if len(entries) > PAGE else None


def own_accounts(database: Database, uscc: str) -> frozenset[str]:
    """The names of the accounts that act for an enterprise."""
    query = (
        select(account.c.name)
        .join(account_grant, account_grant.c.account_id == account.c.account_id)
        .where(
            account_grant.c.scope_kind == ScopeKind.ENTERPRISE.value,
            account_grant.c.scope_key == uscc,
        )
    )
    with database.read() as connection:
        return frozenset(connection.scalars(query.distinct()))


def roles_of(database: Database, names: Collection[str]) -> dict[str, frozenset[Role]]:
    """The roles that accounts hold now, by name."""
    query = (
        select(account.c.name, account_grant.c.role)
        .join(account_grant, account_grant.c.account_id == account.c.account_id)
        .where(account.c.name.in_(sorted(names)))
    )
    found: dict[str, frozenset[Role]] = {}
    known = set(Role)
    with database.read() as connection:
        for row in connection.execute(query):
            if row.role in known:
                found[row.name] = found.get(row.name, frozenset()) | {Role(row.role)}
    return found


def name_of(entry: Entry) -> str:
    """The account behind an entry."""
    return account_of(entry.actor).removeprefix(_ACCOUNT)


def _by(names: Collection[str]) -> ColumnElement[bool]:
    actor = audit_entry.c.actor
    parts = [
        or_(actor == f"{_ACCOUNT}{name}", actor.startswith(f"{_ACCOUNT}{name}/", autoescape=True))
        for name in sorted(names)
    ]
    return or_(*parts) if parts else and_(True, not_(true()))


def _look(
    tr: Translator,
    entry: Entry,
    roles: dict[str, frozenset[Role]],
    own: Collection[str],
    things: Things,
) -> LookView:
    name = name_of(entry)
    held = sorted(role.name_in.in_(tr.lang) for role in roles.get(name, ()))
    return LookView(
        entry.at,
        name,
        tr.listing(held),
        action_words(tr, entry.action),
        things.words(entry.thing),
        entry.is_done,
        name in own,
    )


def action_words(tr: Translator, action: str) -> str:
    """Write an act of the trail as people read it; an unknown one stays as it is."""
    known = {each.value: each.label.in_(tr.lang) for each in Permission}
    return known.get(action, action)
