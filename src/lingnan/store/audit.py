"""Who did what to the records, written in the same transaction as the deed, as one hash chain.

Entries are numbered without a gap and are only ever added: each carries the SHA-256 over its own
cells and the hash before it, the head keeps the last of them, and triggers refuse to change or
remove an entry. Not for: reading and verifying the trail (the room `access`, file trail).
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import BigInteger, Boolean, Column, Connection, Integer, Table, text

from lingnan.store.database import Instant, exact_text, metadata

#: The hash before the first entry.
FIRST: Final = "0" * 64
TRAIL: Final = "audit"
_CANONICAL: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))

audit_entry = Table(
    "audit_entry",
    metadata,
    Column("entry_id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("actor", exact_text(200), nullable=False),
    Column("action", exact_text(80), nullable=False),
    Column("object", exact_text(), nullable=False),
    Column("detail", exact_text(), nullable=True),
    Column("subject_code", exact_text(80), nullable=True, index=True),
    Column("origin", exact_text(80), nullable=True),
    Column("is_done", Boolean, nullable=False),
    Column("sha256", exact_text(64), nullable=False),
)

audit_head = Table(
    "audit_head",
    metadata,
    Column("trail", exact_text(10), primary_key=True),
    Column("entry_id", BigInteger, nullable=False),
    Column("sha256", exact_text(64), nullable=False),
)

# One statement that makes the head or locks it until the caller's transaction ends.
_TAKE_HEAD = text(
    """
    INSERT INTO audit_head (trail, entry_id, sha256) VALUES (:trail, 0, :first)
    ON CONFLICT (trail) DO UPDATE SET entry_id = audit_head.entry_id
    RETURNING entry_id, sha256
    """
)


@dataclass(frozen=True, slots=True)
class Deed:
    """One entry to be written.

    Attributes:
        actor: who, such as `account:name` or `cli:user`.
        action: `room:action`, as the permission that allows it.
        thing: what was seen or changed.
        subject_code: whose data it was, such as the USCC of an enterprise.
        origin: the network address or the program the act came from.
        is_done: false when the act was refused or failed.
    Source: GB/T 22239-2019 8.1.4.3 b (date and time, user, kind of event, whether it succeeded).
    """

    at: datetime
    actor: str
    action: str
    thing: str
    detail: str | None = None
    subject_code: str | None = None
    origin: str | None = None
    is_done: bool = True


def record_deed(
    connection: Connection,
    *,
    at: datetime,
    actor: str,
    action: str,
    thing: str,
    detail: str | None = None,
) -> None:
    """Write one audit entry in the caller's transaction, as its last step; see `record_deeds`."""
    record_deeds(connection, [Deed(at, actor, action, thing, detail)])


def record_deeds(connection: Connection, deeds: Sequence[Deed]) -> int:
    """Write audit entries in the caller's transaction; returns the number of the last.

    The head of the chain is locked until the transaction ends. Call it after all other writes, so
    that writers queue here in one order and never wait for one another crosswise.
    """
    head = connection.execute(_TAKE_HEAD, {"trail": TRAIL, "first": FIRST}).one()
    rows = link_deeds(int(head.entry_id), str(head.sha256), deeds)
    if not rows:
        return int(head.entry_id)
    last = rows[-1]
    connection.execute(audit_entry.insert(), rows)
    changed = audit_head.update().where(audit_head.c.trail == TRAIL)
    connection.execute(changed.values(entry_id=last["entry_id"], sha256=last["sha256"]))
    return int(last["entry_id"])


def link_deeds(entry_id: int, previous: str, deeds: Sequence[Deed]) -> list[dict[str, Any]]:
    """Answer the rows of `audit_entry` that follow a head, for who writes them by a driver.

    Shapes: cells by column; `at` stays an instant. The last row is the next head.
    """
    rows: list[dict[str, Any]] = []
    for deed in deeds:
        entry_id += 1
        cells = _cells(deed)
        previous = entry_sha256(previous, entry_id=entry_id, **cells)
        rows.append({"entry_id": entry_id, **cells, "sha256": previous})
    return rows


def hold_trail(connection: Connection) -> None:
    """Let acts that must not happen at once queue: lock the head until the transaction ends."""
    connection.execute(_TAKE_HEAD, {"trail": TRAIL, "first": FIRST})


def entry_sha256(previous: str, *, at: datetime, **cells: object) -> str:
    """Answer the hash of an entry: SHA-256 over canonical JSON that holds the hash before.

    Keys are sorted, nothing is spaced, null cells stand as null, the instant is UTC with
    microseconds, so that anybody can recompute it without this program.
    Source: the form of RFC 8785 for texts, integers, booleans and null.
    """
    instant = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    told = {**cells, "at": instant.isoformat(timespec="microseconds"), "previous": previous}
    return hashlib.sha256(_CANONICAL.encode(told).encode()).hexdigest()


def _cells(deed: Deed) -> dict[str, Any]:
    return {
        "at": deed.at,
        "actor": _kept(deed.actor),
        "action": _kept(deed.action),
        "object": _kept(deed.thing),
        "detail": _kept(deed.detail),
        "subject_code": _kept(deed.subject_code),
        "origin": _kept(deed.origin),
        "is_done": deed.is_done,
    }


def _kept(told: str | None) -> str | None:
    """A text as both databases keep it: no NUL, no half of a surrogate pair."""
    if told is None:
        return None
    return (
        told.replace("\0", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    )
