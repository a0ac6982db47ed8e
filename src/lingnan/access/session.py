"""Sessions: an opaque token of which only the SHA-256 is kept; idle and absolute end; rotation.

Not for: how one is earned (sign_in). Roles are read anew at every use, so that what an
administrator changes holds at once.
Source: OWASP ASVS 4.0.3 V3.2, V3.3, V3.5.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, or_, select

from lingnan.access import store as table
from lingnan.access.account import State, grants_of, known_id, read_account
from lingnan.access.errors import SecondFactorNeeded, SessionEnded
from lingnan.access.identity import Identity
from lingnan.access.policy import Access
from lingnan.access.secret import Secret, fingerprint, fresh
from lingnan.store.audit import Deed, record_deeds

_kept = table.account_session


@dataclass(frozen=True, slots=True)
class Opened:
    """A session just opened or rotated; the token goes to its owner and nowhere else.

    Attributes:
        is_complete: false while the second factor is still to come.
    """

    token: Secret
    account_id: str
    is_complete: bool
    expires_at: datetime


def put_session(
    connection: Connection,
    access: Access,
    account_id: str,
    *,
    at: datetime,
    origin: str | None,
    is_complete: bool,
    has_second_factor: bool,
) -> Opened:
    """Write a new session in the caller's transaction; ended ones are swept away."""
    sweep(connection, access, at=at)
    token = fresh(access.entropy)
    expires_at = at + (access.policy.longest if is_complete else access.policy.unfinished)
    connection.execute(
        _kept.insert().values(
            token_sha256=token.sha256,
            account_id=account_id,
            is_complete=is_complete,
            has_second_factor=has_second_factor,
            opened_at=at,
            used_at=at,
            expires_at=expires_at,
            origin=None if origin is None else origin[:80],
        )
    )
    return Opened(token, account_id, is_complete, expires_at)


@dataclass(frozen=True, slots=True)
class Session:
    """One session as its owner may see it: nothing that opens it."""

    session_id: str
    opened_at: datetime
    used_at: datetime
    expires_at: datetime
    origin: str | None
    has_second_factor: bool


def find_session(
    access: Access, token: str, *, at: datetime, origin: str | None = None
) -> Identity:
    """Answer who uses a session, and note the use.

    Raises: SessionEnded, SecondFactorNeeded.
    """
    key = fingerprint(token)
    accounts = table.account
    query = (
        select(_kept, accounts.c.name, accounts.c.state)
        .join(accounts, accounts.c.account_id == _kept.c.account_id)
        .where(_kept.c.token_sha256 == key)
    )
    with access.database.read() as connection:
        row = connection.execute(query).first()
        if row is None or row.state != State.ACTIVE.value:
            raise SessionEnded
        if at >= row.expires_at or at >= row.used_at + access.policy.idle:
            raise SessionEnded
        if not row.is_complete:
            raise SecondFactorNeeded
        held = grants_of(connection, row.account_id)
    if at >= row.used_at + access.policy.touch_after:
        with access.database.begin() as connection:
            later = _kept.update().where(_kept.c.token_sha256 == key).where(_kept.c.used_at < at)
            connection.execute(later.values(used_at=at))
    return Identity(
        account_id=row.account_id,
        name=row.name,
        grants=held,
        has_second_factor=row.has_second_factor,
        origin=origin,
    )


def rotate_session(access: Access, token: str, *, at: datetime) -> Opened:
    """Give a live session a new token; the token before is dead, the absolute end stays.

    Raises: SessionEnded, also for the second of two who rotate the same token.
    """
    find_session(access, token, at=at)
    with access.database.begin() as connection:
        return renew_token(connection, access, token, at)


def confirm_session(
    access: Access, token: str, *, at: datetime, origin: str | None = None
) -> Opened:
    """Give a session whose owner just proved a second factor a new token that says so.

    Raises: SessionEnded.
    """
    find_session(access, token, at=at, origin=origin)
    with access.database.begin() as connection:
        return renew_token(connection, access, token, at, has_second_factor=True)


def list_sessions(access: Access, account_id: str, *, at: datetime) -> list[Session]:
    """The live sessions of an account, the one used last first."""
    query = (
        select(_kept)
        .where(_kept.c.account_id == account_id, _kept.c.is_complete.is_(True))
        .where(_kept.c.expires_at > at, _kept.c.used_at > at - access.policy.idle)
        .order_by(_kept.c.used_at.desc(), _kept.c.token_sha256)
    )
    with access.database.read() as connection:
        return [
            Session(
                session_id_of(row.token_sha256),
                row.opened_at,
                row.used_at,
                row.expires_at,
                row.origin,
                row.has_second_factor,
            )
            for row in connection.execute(query)
        ]


def end_session_of(
    access: Access, account_id: str, session_id: str, *, actor: str, at: datetime
) -> bool:
    """End one session of an account by its public id; answers whether there was one."""
    query = select(_kept.c.token_sha256).where(_kept.c.account_id == account_id)
    with access.database.begin() as connection:
        keys = [key for key in connection.scalars(query) if session_id_of(key) == session_id]
        if not keys:
            return False
        connection.execute(_kept.delete().where(_kept.c.token_sha256.in_(keys)))
        thing = f"account:{read_account(connection, account_id).name}"
        deed = Deed(at, actor, "accounts:change", thing, detail=f"end session {session_id}")
        record_deeds(connection, [deed])
    return True


def session_id_of(token_sha256: str) -> str:
    """Answer the public id of a session: from it neither token nor what is kept is found."""
    return fingerprint(f"session:{token_sha256}")[:16]


def end_session(access: Access, token: str, *, at: datetime, origin: str | None = None) -> None:
    """Sign out. A session that ended before is no failure."""
    with access.database.begin() as connection:
        ended = _kept.delete().where(_kept.c.token_sha256 == fingerprint(token))
        account_id = connection.scalar(ended.returning(_kept.c.account_id))
        if account_id is not None:
            actor = f"account:{read_account(connection, account_id).name}"
            record_deeds(connection, [Deed(at, actor, "accounts:sign-out", actor, origin=origin)])


def end_sessions_of(
    access: Access, name: str, *, actor: str, at: datetime, besides: str | None = None
) -> int:
    """End all sessions of an account, but for one token's; returns how many. Raises: NoAccount."""
    with access.database.begin() as connection:
        account_id = known_id(connection, name)
        count = drop_sessions(connection, account_id, besides=besides)
        thing = f"account:{read_account(connection, account_id).name}"
        deed = Deed(at, actor, "accounts:change", thing, detail=f"end {count} sessions")
        record_deeds(connection, [deed])
    return count


def drop_sessions(connection: Connection, account_id: str, *, besides: str | None = None) -> int:
    """End the sessions of an account in the caller's transaction, but for one token's."""
    query = _kept.delete().where(_kept.c.account_id == account_id)
    if besides is not None:
        query = query.where(_kept.c.token_sha256 != fingerprint(besides))
    return connection.execute(query).rowcount


def sweep(connection: Connection, access: Access, *, at: datetime) -> None:
    """Remove what has ended; what somebody else is removing just now is left to them."""
    idle_since = at - access.policy.idle
    ended = (
        select(_kept.c.token_sha256)
        .where(or_(_kept.c.expires_at <= at, _kept.c.used_at <= idle_since))
        .with_for_update(skip_locked=True)
    )
    connection.execute(_kept.delete().where(_kept.c.token_sha256.in_(ended)))


def renew_token(
    connection: Connection, access: Access, token: str, at: datetime, **cells: object
) -> Opened:
    """Write a new token over the one before, in the caller's transaction. Raises: SessionEnded."""
    new = fresh(access.entropy)
    changed = _kept.update().where(_kept.c.token_sha256 == fingerprint(token))
    query = changed.values(token_sha256=new.sha256, used_at=at, **cells)
    row = connection.execute(query.returning(_kept.c.account_id, _kept.c.expires_at)).first()
    if row is None:
        raise SessionEnded
    return Opened(new, row.account_id, True, row.expires_at)
