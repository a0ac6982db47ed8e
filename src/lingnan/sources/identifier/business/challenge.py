"""Challenges for carriers and applications: a random value, signed with the registered key, once.

Not for the challenges of the binary protocol (node) nor for passwords (access).
Source: Handle protocol facts §4.5 (challenge, verify-response), §4.6.
"""

import secrets
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from lingnan.sources.identifier.business.device_key import DeviceKey
from lingnan.sources.identifier.business.errors import ProofRefused
from lingnan.sources.identifier.business.table import key_challenge
from lingnan.sources.identifier.wire.handle import fold_text
from lingnan.store import Database

LIFE: Final = timedelta(seconds=60)
#: Challenges that one handle may have pending; the oldest give way, so that nobody fills the table.
_EACH: Final = 32
#: How many are tried for software that does not say which challenge it answers.
_TRIED: Final = 4
_table = key_challenge


def make_challenge(database: Database, handle: str, *, at: datetime) -> str:
    """Make a challenge: 32 hexadecimal digits, good for one minute and one right answer.

    It is made whether or not the handle is known, so that nobody learns which are.
    """
    nonce = secrets.token_hex(16)
    key = _key(handle)
    mine = _table.c.handle_key == key
    with database.begin() as connection:
        connection.execute(_table.delete().where(_table.c.expires_at <= at))
        newest = select(_table.c.nonce).where(mine).order_by(_table.c.expires_at.desc())
        pending = list(connection.scalars(newest))
        for old in pending[_EACH - 1 :]:
            connection.execute(_table.delete().where(_table.c.nonce == old))
        row = {"nonce": nonce, "handle_key": key, "expires_at": at + LIFE}
        connection.execute(_table.insert().values(**row))
    return nonce


def check_answer(
    database: Database,
    handle: str,
    nonce: str | None,
    signature: bytes,
    key: DeviceKey | None,
    *,
    at: datetime,
) -> None:
    """Check a signature over the text of a challenge, and use the challenge up.

    Args:
        nonce: the challenge that is answered; None tries the newest ones of the handle, as
            software does that returns the signature alone. key: None when there is no such handle,
            which is answered like a wrong signature.
    Raises: ProofRefused.
    """
    is_open = (_table.c.handle_key == _key(handle)) & (_table.c.expires_at > at)
    newest = select(_table.c.nonce).where(is_open).order_by(_table.c.expires_at.desc())
    if nonce is not None:
        newest = newest.where(_table.c.nonce == nonce[:64])
    with database.read() as connection:
        pending = list(connection.scalars(newest.limit(_TRIED)))
    answered = next(
        (each for each in pending if key and key.verifies(each.encode(), signature)), None
    )
    if answered is None:
        raise ProofRefused
    with database.begin() as connection:
        used = _table.delete().where(_table.c.nonce == answered)
        if connection.execute(used).rowcount != 1:
            raise ProofRefused


def _key(handle: str) -> str:
    return fold_text(handle)[:2048]
