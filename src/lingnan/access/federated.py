"""Accounts that enter by another issuer (OpenID Connect): linked beforehand, never made by it.

The link names issuer and subject; an account may have several. Not for what the issuer says and
whether that is true (the folder oidc).
Source: OpenID Connect Core 1.0 section 5.7 (only `iss` and `sub` together name somebody).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from lingnan.access import store as table
from lingnan.access.account import State, known_id, read_account
from lingnan.access.errors import BadLink, NotLinked, SignInRefused
from lingnan.access.notice import Notice, put_notice
from lingnan.access.policy import Access
from lingnan.access.rate import address_key, take
from lingnan.access.session import Opened, put_session
from lingnan.store.audit import Deed, record_deeds

_accounts = table.account
_kept = table.account_federated
_MOST_ISSUER = 200
_MOST_SUBJECT = 255


@dataclass(frozen=True, slots=True)
class Link:
    """Who an account is at an issuer."""

    issuer: str
    subject: str
    linked_at: datetime


def link_account(
    access: Access, name: str, issuer: str, subject: str, *, actor: str, at: datetime
) -> Link:
    """Let somebody at an issuer enter by an account. Raises: NoAccount, BadLink."""
    subject = subject.strip()
    if not subject or len(subject) > _MOST_SUBJECT or len(issuer) > _MOST_ISSUER:
        raise BadLink(subject=subject[:80])
    with access.database.begin() as connection:
        account_id = known_id(connection, name)
        if _found(connection, issuer, subject) is not None:
            raise BadLink(subject=subject[:80])
        connection.execute(
            _kept.insert().values(
                issuer=issuer, subject=subject, account_id=account_id, linked_at=at
            )
        )
        put_notice(connection, access, account_id, Notice.ISSUER_LINKED, actor=actor, at=at)
        _note(connection, account_id, f"link {issuer} {subject}", actor, at)
    return Link(issuer, subject, at)


def unlink_account(
    access: Access, name: str, issuer: str, subject: str, *, actor: str, at: datetime
) -> None:
    """Let somebody at an issuer no longer enter by an account. Raises: NoAccount, NotLinked."""
    with access.database.begin() as connection:
        account_id = known_id(connection, name)
        gone = _kept.delete().where(
            _kept.c.issuer == issuer,
            _kept.c.subject == subject,
            _kept.c.account_id == account_id,
        )
        if connection.execute(gone).rowcount != 1:
            raise NotLinked(subject=subject[:80], issuer=issuer)
        put_notice(connection, access, account_id, Notice.ISSUER_UNLINKED, actor=actor, at=at)
        _note(connection, account_id, f"unlink {issuer} {subject}", actor, at)


def links_of(access: Access, name: str) -> list[Link]:
    """Who an account is at issuers, in order. Raises: NoAccount."""
    with access.database.read() as connection:
        account_id = known_id(connection, name)
        query = select(_kept).where(_kept.c.account_id == account_id)
        rows = connection.execute(query.order_by(_kept.c.issuer, _kept.c.subject))
        return [Link(row.issuer, row.subject, row.linked_at) for row in rows]


def sign_in_federated(
    access: Access,
    issuer: str,
    subject: str,
    *,
    has_second_factor: bool,
    at: datetime,
    origin: str | None = None,
) -> Opened:
    """Open a session for who an issuer said it is; it waits for `prove` where a factor is bound.

    `has_second_factor`: whether the issuer proved one, and is trusted with that.
    Raises: NotLinked, SignInRefused when the account is locked, TooMany.
    """
    opened = None
    with access.database.begin() as connection:
        take(connection, f"sign-in:{address_key(origin)}", access.policy.sign_in, at=at)
        row = _found(connection, issuer, subject)
        if row is not None and row.state != State.LOCKED.value:
            is_complete = has_second_factor or not row.is_factor_confirmed
            changed: dict[str, object] = {"state": State.ACTIVE.value}
            if is_complete:
                changed["signed_in_at"] = at
            is_it = _accounts.c.account_id == row.account_id
            connection.execute(_accounts.update().where(is_it).values(**changed))
            opened = put_session(
                connection,
                access,
                row.account_id,
                at=at,
                origin=origin,
                is_complete=is_complete,
                has_second_factor=has_second_factor,
            )
        who = f"account:{row.name if row is not None else '?'}"
        told = f"issuer {issuer}" if row is not None else f"issuer {issuer}, not linked"
        is_done = opened is not None
        deed = Deed(at, who, "accounts:sign-in", who, told, origin=origin, is_done=is_done)
        record_deeds(connection, [deed])
    if row is None:
        raise NotLinked(subject=subject[:80], issuer=issuer)
    if opened is None:
        raise SignInRefused
    return opened


def _found(connection: Connection, issuer: str, subject: str) -> Any:
    query = (
        select(_accounts)
        .join(_kept, _kept.c.account_id == _accounts.c.account_id)
        .where(_kept.c.issuer == issuer, _kept.c.subject == subject)
        .with_for_update()
    )
    return connection.execute(query).first()


def _note(connection: Connection, account_id: str, what: str, actor: str, at: datetime) -> None:
    name = read_account(connection, account_id).name
    record_deeds(connection, [Deed(at, actor, "accounts:change", f"account:{name}", what)])
