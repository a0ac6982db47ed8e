"""Requests that carry a key are carried out once: the same again gets the same answer.

A row is claimed before the act and holds the answer afterwards. Not for forms of pages (web.once).
Source: IETF draft-ietf-httpapi-idempotency-key-header-07; that another body under a used key is
409 here, as docs/api.md says.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Connection, Row, select
from sqlalchemy.dialects import postgresql, sqlite

from lingnan.access.secret import fingerprint
from lingnan.console.api.errors import KeyMissing, KeyReused
from lingnan.console.api.store import receipt
from lingnan.console.web.errors import StillWorking
from lingnan.store import Database

HEADER: Final = "Idempotency-Key"
PATTERN: Final = r"^[\x21-\x7e]{1,128}$"
_KEY: Final = re.compile(r"[\x21-\x7e]{1,128}")
_KEPT: Final = timedelta(days=7)
#: After so long without an answer the first request is taken to have died.
_LEASE: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer that was given before."""

    status: int
    body: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A claimed key, to be settled or freed."""

    receipt_key: str
    at: datetime


def key_of(told: str | None, *, is_needed: bool) -> str | None:
    """Answer the key of a request. Raises: KeyMissing when it is needed or cannot be one."""
    if told is None and not is_needed:
        return None
    if told is None or not _KEY.fullmatch(told):
        raise KeyMissing
    return told


def claim(
    database: Database, key: str, account_id: str, request_sha256: str, *, at: datetime
) -> Claim | Kept:
    """Claim a key for a request, or answer what was answered before.

    Raises: KeyReused when it was used for another; StillWorking while the first goes on.
    """
    receipt_key = fingerprint(f"{account_id}:{key}")
    with database.begin() as connection:
        connection.execute(receipt.delete().where(receipt.c.at < at - _KEPT))
        if _put(connection, receipt_key, request_sha256, at):
            return Claim(receipt_key, at)
        row = connection.execute(select(receipt).where(receipt.c.receipt_key == receipt_key)).one()
        if row.request_sha256 != request_sha256:
            raise KeyReused(key=key)
        if row.status is not None:
            return Kept(row.status, row.body)
        if row.at > at - _LEASE or not _take_over(connection, row, at):
            raise StillWorking
    return Claim(receipt_key, at)


def settle(database: Database, claimed: Claim, status: int, body: str) -> None:
    """Keep the answer of a claimed request."""
    with database.begin() as connection:
        mine = receipt.update().where(_is(claimed))
        connection.execute(mine.values(status=status, body=body))


def free(database: Database, claimed: Claim) -> None:
    """Let go of a key whose request failed: nothing was done, and it may be tried again."""
    with database.begin() as connection:
        connection.execute(receipt.delete().where(_is(claimed), receipt.c.status.is_(None)))


def _put(connection: Connection, receipt_key: str, request_sha256: str, at: datetime) -> bool:
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    row = dialect.insert(receipt).values(
        receipt_key=receipt_key, request_sha256=request_sha256, at=at
    )
    # What was put is told by RETURNING: PostgreSQL's driver counts no rows of such an insert.
    put = row.on_conflict_do_nothing().returning(receipt.c.receipt_key)
    return connection.execute(put).first() is not None


def _take_over(connection: Connection, row: Row[tuple[object, ...]], at: datetime) -> bool:
    dead = receipt.update().where(
        receipt.c.receipt_key == row.receipt_key, receipt.c.at == row.at, receipt.c.status.is_(None)
    )
    return connection.execute(dead.values(at=at)).rowcount == 1


def _is(claimed: Claim) -> ColumnElement[bool]:
    return (receipt.c.receipt_key == claimed.receipt_key) & (receipt.c.at == claimed.at)
