"""What the owner of a second factor does with it later, each time proven by a code of it.

Not for binding the first (second_factor) nor for signing in (sign_in).
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from lingnan.access import store as table
from lingnan.access.account import known_id
from lingnan.access.errors import SessionEnded, SignInRefused
from lingnan.access.notice import Notice, put_notice
from lingnan.access.policy import Access
from lingnan.access.rate import take
from lingnan.access.second_factor import clear, is_proof, put_recovery
from lingnan.access.secret import Secret
from lingnan.access.session import Opened, confirm_session, drop_sessions, renew_token
from lingnan.store.audit import Deed, record_deeds

_accounts = table.account


def step_up(
    access: Access, name: str, token: str, code: str, *, at: datetime, origin: str | None = None
) -> Opened:
    """Prove the second factor in a session that began without; the token changes.

    Raises: NoAccount, SessionEnded, SignInRefused, TooMany, KeyUnusable.
    """
    with access.database.begin() as connection:
        row = _row(connection, name)
        is_right = _proves(connection, access, row, code, at)
        _note(connection, row, "prove second factor", at, origin, is_done=is_right)
    if not is_right:
        raise SignInRefused
    return confirm_session(access, token, at=at, origin=origin)


def renew_recovery(
    access: Access, name: str, code: str, *, at: datetime, origin: str | None = None
) -> list[Secret]:
    """Answer new recovery codes, shown this once; those before are void.

    Raises: NoAccount, SignInRefused, TooMany, KeyUnusable.
    """
    codes: list[Secret] = []
    with access.database.begin() as connection:
        row = _row(connection, name)
        is_right = _proves(connection, access, row, code, at)
        if is_right:
            codes = put_recovery(connection, access, row.account_id)
            _tell(connection, access, row, Notice.CODES_RENEWED, at, origin)
        _note(connection, row, "renew recovery codes", at, origin, is_done=is_right)
    if not is_right:
        raise SignInRefused
    return codes


def remove_own(
    access: Access, name: str, token: str, code: str, *, at: datetime, origin: str | None = None
) -> Opened:
    """Take one's own second factor away: other sessions end, this one no longer has it proven.

    Raises: NoAccount, SessionEnded, SignInRefused, TooMany, KeyUnusable.
    """
    opened = None
    with access.database.begin() as connection:
        row = _row(connection, name)
        if _proves(connection, access, row, code, at):
            opened = renew_token(connection, access, token, at, has_second_factor=False)
            if opened.account_id != row.account_id:
                raise SessionEnded
            clear(connection, row.account_id)
            drop_sessions(connection, row.account_id, besides=opened.token.reveal())
            _tell(connection, access, row, Notice.FACTOR_REMOVED, at, origin)
        _note(connection, row, "remove second factor", at, origin, is_done=opened is not None)
    if opened is None:
        raise SignInRefused
    return opened


def _proves(connection: Connection, access: Access, row: Any, code: str, at: datetime) -> bool:
    take(connection, f"code:{row.account_id}", access.policy.password, at=at)
    return is_proof(connection, access, row, code, at=at)


def _tell(
    connection: Connection,
    access: Access,
    row: Any,
    notice: Notice,
    at: datetime,
    origin: str | None,
) -> None:
    who = f"account:{row.name}"
    put_notice(connection, access, row.account_id, notice, actor=who, at=at, origin=origin)


def _row(connection: Connection, name: str) -> Any:
    account_id = known_id(connection, name)
    query = select(_accounts).where(_accounts.c.account_id == account_id)
    return connection.execute(query.with_for_update()).one()


def _note(
    connection: Connection,
    row: Any,
    what: str,
    at: datetime,
    origin: str | None,
    *,
    is_done: bool,
) -> None:
    who = f"account:{row.name}"
    deed = Deed(at, who, "accounts:change", who, what, origin=origin, is_done=is_done)
    record_deeds(connection, [deed])
