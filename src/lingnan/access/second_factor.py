"""The second factor of an account: enrolment, checking once, recovery codes.

The secret lies sealed in the database (sealing); a step of time is used once, by one statement, so
that two who say the same code at once are not both let in; recovery codes are kept as SHA-256.
"""

import base64
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, func, or_, select

from lingnan.access import store as table
from lingnan.access import totp
from lingnan.access.account import known_id
from lingnan.access.errors import SecondFactorState, SignInRefused
from lingnan.access.notice import Notice, put_notice
from lingnan.access.policy import Access
from lingnan.access.secret import Secret, fingerprint
from lingnan.access.session import drop_sessions
from lingnan.kernel import Text
from lingnan.kernel.text import half_width
from lingnan.store.audit import record_deed

RECOVERY_CODES: Final = 10
#: 120 bits: so many need neither salt nor slow hash. Source: OWASP ASVS 4.0.3 V2.6.2.
_RECOVERY_BYTES: Final = 15
_BOUND = Text("已绑定", "bound already")
_NOT_BEGUN = Text("尚未开始绑定", "not being enrolled")
_accounts = table.account
_codes = table.account_recovery


def enrol(access: Access, name: str) -> Secret:
    """Begin: answer the otpauth URI to show as a QR code; `confirm` ends it.

    Raises: NoAccount, SecondFactorState when one is bound already, KeyUnusable.
    """
    secret = access.entropy(totp.SECRET_BYTES)
    with access.database.begin() as connection:
        row = _row(connection, known_id(connection, name))
        if row.is_factor_confirmed:
            raise SecondFactorState(state=_BOUND)
        sealed = access.sealer.seal(secret, owner=row.account_id)
        _set(connection, row.account_id, factor_sealed=sealed, factor_step=None)
    return Secret(totp.enrolment_uri(secret, account=row.name, issuer=access.issuer))


def pending(access: Access, name: str) -> Secret | None:
    """Answer the otpauth URI of an enrolment that waits for its first code; None when none does.

    Raises: NoAccount, KeyUnusable.
    """
    with access.database.read() as connection:
        is_it = _accounts.c.account_id == known_id(connection, name)
        row = connection.execute(select(_accounts).where(is_it)).one()
    if row.is_factor_confirmed or row.factor_sealed is None:
        return None
    secret = access.sealer.open(row.factor_sealed, owner=row.account_id)
    return Secret(totp.enrolment_uri(secret, account=row.name, issuer=access.issuer))


def confirm(access: Access, name: str, code: str, *, at: datetime) -> list[Secret]:
    """End the enrolment with a first code; answers the recovery codes, shown this once.

    Raises: NoAccount, SecondFactorState, SignInRefused when the code is wrong, KeyUnusable.
    """
    with access.database.begin() as connection:
        row = _row(connection, known_id(connection, name))
        if row.is_factor_confirmed:
            raise SecondFactorState(state=_BOUND)
        if row.factor_sealed is None:
            raise SecondFactorState(state=_NOT_BEGUN)
        if not _is_current(connection, access, row, code, at):
            raise SignInRefused
        _set(connection, row.account_id, is_factor_confirmed=True)
        codes = put_recovery(connection, access, row.account_id)
        told, who = Notice.FACTOR_BOUND, f"account:{row.name}"
        put_notice(connection, access, row.account_id, told, actor=who, at=at)
        _note(connection, row.name, f"account:{row.name}", "bind second factor", at)
    return codes


def remove(access: Access, name: str, *, actor: str, at: datetime) -> None:
    """Take the second factor away, when a device is lost; sessions end. Raises: NoAccount."""
    with access.database.begin() as connection:
        row = _row(connection, known_id(connection, name))
        clear(connection, row.account_id)
        drop_sessions(connection, row.account_id)
        told = Notice.FACTOR_REMOVED
        put_notice(connection, access, row.account_id, told, actor=actor, at=at)
        _note(connection, row.name, actor, "remove second factor", at)


def clear(connection: Connection, account_id: str) -> None:
    """Forget a second factor and its recovery codes in the caller's transaction."""
    empty = {"factor_sealed": None, "is_factor_confirmed": False, "factor_step": None}
    _set(connection, account_id, **empty)
    connection.execute(_codes.delete().where(_codes.c.account_id == account_id))


def put_recovery(connection: Connection, access: Access, account_id: str) -> list[Secret]:
    """Draw new recovery codes in the caller's transaction; those before are void."""
    codes = [_recovery_code(access) for _ in range(RECOVERY_CODES)]
    rows = [{"account_id": account_id, "code_sha256": _code_key(each.reveal())} for each in codes]
    connection.execute(_codes.delete().where(_codes.c.account_id == account_id))
    connection.execute(_codes.insert(), rows)
    return codes


def recovery_count(access: Access, account_id: str) -> int:
    """Answer how many recovery codes of an account are left."""
    query = select(func.count()).where(_codes.c.account_id == account_id)
    with access.database.read() as connection:
        return int(connection.scalar(query) or 0)


def is_proof(connection: Connection, access: Access, row: Any, said: str, *, at: datetime) -> bool:
    """Answer whether a code of time or a recovery code is right, and use it up.

    `row` is the account's. Raises: KeyUnusable.
    """
    if row.factor_sealed is None or not row.is_factor_confirmed:
        return False
    if _is_current(connection, access, row, said, at):
        return True
    used = (
        _codes.delete()
        .where(_codes.c.account_id == row.account_id)
        .where(_codes.c.code_sha256 == _code_key(said))
    )
    return connection.execute(used).rowcount == 1


def was_used(access: Access, row: Any, said: str, *, at: datetime) -> bool:
    """Answer whether a refused code is one of this account that was used already.

    Source: OWASP ASVS 4.0.3 V2.8.5.
    """
    if row.factor_sealed is None or row.factor_step is None:
        return False
    secret = access.sealer.open(row.factor_sealed, owner=row.account_id)
    return totp.matching_step(secret, said, at=at, after=None) is not None


def _is_current(connection: Connection, access: Access, row: Any, said: str, at: datetime) -> bool:
    secret = access.sealer.open(row.factor_sealed, owner=row.account_id)
    step = totp.matching_step(secret, said, at=at, after=row.factor_step)
    if step is None:
        return False
    used = (
        _accounts.update()
        .where(_accounts.c.account_id == row.account_id)
        .where(or_(_accounts.c.factor_step.is_(None), _accounts.c.factor_step < step))
    )
    return connection.execute(used.values(factor_step=step)).rowcount == 1


def _recovery_code(access: Access) -> Secret:
    letters = base64.b32encode(access.entropy(_RECOVERY_BYTES)).decode().lower()
    return Secret("-".join(letters[start : start + 4] for start in range(0, len(letters), 4)))


def _code_key(said: str) -> str:
    return fingerprint("".join(half_width(said).lower().replace("-", "").split()))


def _row(connection: Connection, account_id: str) -> Any:
    query = select(_accounts).where(_accounts.c.account_id == account_id)
    return connection.execute(query.with_for_update()).one()


def _set(connection: Connection, account_id: str, **cells: object) -> None:
    changed = _accounts.update().where(_accounts.c.account_id == account_id)
    connection.execute(changed.values(**cells))


def _note(connection: Connection, name: str, actor: str, what: str, at: datetime) -> None:
    record_deed(
        connection,
        at=at,
        actor=actor,
        action="accounts:change",
        thing=f"account:{name}",
        detail=what,
    )
