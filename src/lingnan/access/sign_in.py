"""Signing in: password, then the second factor where one is bound.

An attempt is counted before the slow hash is reckoned and taken back when it was right: however
many guesses come at once, each counts. Every ending has its audit entry; a name that no account
has is not written down, for people type passwords there.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from lingnan.access import store as table
from lingnan.access.account import State, name_key
from lingnan.access.errors import BadPassword, SessionEnded, SignInRefused
from lingnan.access.lockout import Failures
from lingnan.access.notice import Notice, put_notice
from lingnan.access.password import check_password
from lingnan.access.policy import Access
from lingnan.access.rate import address_key, forget, take
from lingnan.access.second_factor import is_proof, was_used
from lingnan.access.secret import fingerprint
from lingnan.access.session import Opened, put_session
from lingnan.store.audit import Deed, record_deeds

_accounts = table.account
_sessions = table.account_session


@dataclass(frozen=True, slots=True)
class _Attempt:
    """What the first step found: the account, unless it is unknown or rests."""

    account_id: str | None
    name: str | None
    password_hash: str | None
    before: Failures
    why_not: str | None


def sign_in(
    access: Access, name: str, password: str, *, at: datetime, origin: str | None = None
) -> Opened:
    """Open a session for a right password; it waits for `prove` where a second factor is bound.

    Raises: SignInRefused, TooMany; BadPassword when it is right, but has become one that everybody
        guesses: only a one-time link leads on.
    """
    with access.database.begin() as connection:
        key = f"sign-in:{address_key(origin)}"
        take(connection, key, access.policy.sign_in, at=at)
        attempt = _begin(connection, access, name, at)
    is_right = access.hasher.matches(attempt.password_hash, password)
    renewed = _renewed(access, attempt, password) if is_right else None
    common = _common(attempt, password) if is_right else None
    opened = None
    with access.database.begin() as connection:
        forget(connection, at=at)
        row = None if attempt.account_id is None else _row(connection, attempt.account_id)
        why_not = attempt.why_not or (None if is_right else "password")
        if why_not is None and not _is_still(row, attempt):
            why_not = "changed meanwhile"
        if why_not is None and common is not None:
            why_not = "password is common"
        if why_not is None and row is not None:
            if renewed is not None:
                _set(connection, row.account_id, password_hash=renewed)
            is_complete = not row.is_factor_confirmed
            _settle(connection, row, attempt.before, at, is_complete=is_complete)
            opened = put_session(
                connection,
                access,
                row.account_id,
                at=at,
                origin=origin,
                is_complete=is_complete,
                has_second_factor=False,
            )
            told = "password" if is_complete else "password, code to come"
        else:
            told = why_not or "unknown"
        _note(connection, attempt.name, told, at, origin, is_done=opened is not None)
    if opened is None:
        raise common if why_not == "password is common" and common else SignInRefused
    return opened


def prove(
    access: Access, token: str, code: str, *, at: datetime, origin: str | None = None
) -> Opened:
    """Complete a waiting session with a code of time or a recovery code; the token changes.

    Raises: SessionEnded, SignInRefused, KeyUnusable.
    """
    opened = None
    with access.database.begin() as connection:
        row = _waiting(connection, token, at)
        before = _failures(row)
        if before.is_locked(at):
            told = "locked for now"
        elif is_proof(connection, access, row, code, at=at):
            _settle(connection, row, before, at, is_complete=True)
            connection.execute(_sessions.delete().where(_is_token(token)))
            opened = put_session(
                connection,
                access,
                row.account_id,
                at=at,
                origin=origin,
                is_complete=True,
                has_second_factor=True,
            )
            told = "code"
        else:
            _write(connection, row.account_id, access.policy.lockout.after_failure(before, at))
            told = "code wrong"
            if was_used(access, row, code, at=at):
                told, who = "code used before", f"account:{row.name}"
                said = Notice.CODE_REUSED
                put_notice(
                    connection, access, row.account_id, said, actor=who, at=at, origin=origin
                )
        _note(connection, row.name, told, at, origin, is_done=opened is not None)
    if opened is None:
        raise SignInRefused
    return opened


def _begin(connection: Connection, access: Access, name: str, at: datetime) -> _Attempt:
    """Find the account and count the attempt as failed for now."""
    query = select(_accounts).where(_accounts.c.name_key == name_key(name)).with_for_update()
    row = connection.execute(query).first()
    if row is None:
        return _Attempt(None, None, None, Failures(), "unknown account")
    before = _failures(row)
    if row.state != State.ACTIVE.value:
        return _Attempt(row.account_id, row.name, None, before, f"account {row.state}")
    if before.is_locked(at):
        return _Attempt(row.account_id, row.name, None, before, "locked for now")
    _write(connection, row.account_id, access.policy.lockout.after_failure(before, at))
    return _Attempt(row.account_id, row.name, row.password_hash, before, None)


def _is_still(row: Any, attempt: _Attempt) -> bool:
    """Whether nobody locked the account or changed its password while the hash was reckoned."""
    return (
        row is not None
        and row.state == State.ACTIVE.value
        and row.password_hash == attempt.password_hash
    )


def _settle(
    connection: Connection, row: Any, before: Failures, at: datetime, *, is_complete: bool
) -> None:
    """Forget the failures of a complete sign-in; before that only the attempt counted for now."""
    if is_complete:
        _write(connection, row.account_id, Failures(), signed_in_at=at)
        return
    locked_until = row.locked_until if before.is_locked(at) else None
    count = max(0, row.failures_count - 1)
    _write(connection, row.account_id, Failures(count, row.failed_at, locked_until))


def _renewed(access: Access, attempt: _Attempt, password: str) -> str | None:
    """What is to be kept of a right password, when the cost was raised since."""
    kept = attempt.password_hash
    return access.hasher.keep(password) if kept and access.hasher.is_outdated(kept) else None


def _common(attempt: _Attempt, password: str) -> BadPassword | None:
    """What is wrong with a right password by today's rules; the list of common ones grows.

    Source: OWASP ASVS 4.0.3 V2.1.7.
    """
    try:
        check_password(password, names=(attempt.name or "",))
    except BadPassword as problem:
        return problem
    return None


def _waiting(connection: Connection, token: str, at: datetime) -> Any:
    query = select(_sessions.c.account_id, _sessions.c.expires_at).where(
        _is_token(token), _sessions.c.is_complete.is_(False)
    )
    session = connection.execute(query).first()
    if session is None or at >= session.expires_at:
        raise SessionEnded
    row = _row(connection, session.account_id)
    if row.state != State.ACTIVE.value:
        raise SessionEnded
    return row


def _is_token(token: str) -> Any:
    return _sessions.c.token_sha256 == fingerprint(token)


def _row(connection: Connection, account_id: str) -> Any:
    query = select(_accounts).where(_accounts.c.account_id == account_id)
    return connection.execute(query.with_for_update()).one()


def _failures(row: Any) -> Failures:
    return Failures(row.failures_count, row.failed_at, row.locked_until)


def _write(connection: Connection, account_id: str, failures: Failures, **cells: object) -> None:
    _set(
        connection,
        account_id,
        failures_count=failures.count,
        failed_at=failures.last_at,
        locked_until=failures.locked_until,
        **cells,
    )


def _set(connection: Connection, account_id: str, **cells: object) -> None:
    changed = _accounts.update().where(_accounts.c.account_id == account_id)
    connection.execute(changed.values(**cells))


def _note(
    connection: Connection,
    name: str | None,
    told: str,
    at: datetime,
    origin: str | None,
    *,
    is_done: bool,
) -> None:
    who = f"account:{name or '?'}"
    deed = Deed(at, who, "accounts:sign-in", who, told, origin=origin, is_done=is_done)
    record_deeds(connection, [deed])
