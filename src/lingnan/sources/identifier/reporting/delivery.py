"""Carries parcels to the top-level node: kept first, tried until taken or refused, proof kept.

A parcel whose content was queued before is not queued again. Temporary failures are tried again
after 1, 2, 4 … minutes, at most an hour apart, without end: a duty to report does not lapse.
Permanent ones wait for somebody. Not for what is due (see calendar).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from lingnan.sources.identifier.reporting.calendar import ESCROW
from lingnan.sources.identifier.reporting.errors import DepositBroken, Permanent, Temporary
from lingnan.sources.identifier.reporting.port import TopLevelNode
from lingnan.sources.identifier.reporting.receipt import Receipt
from lingnan.sources.identifier.reporting.report import Parcel
from lingnan.sources.identifier.reporting.table import delivery
from lingnan.store.database import Database

State = Literal["waiting", "delivered", "refused"]
FIRST_WAIT: Final = timedelta(minutes=1)
LONGEST_WAIT: Final = timedelta(hours=1)
#: How long the content of a delivered report is kept beside its proof.
CONTENT_KEPT: Final = timedelta(days=35)
_TABLE: Final = delivery.c


@dataclass(frozen=True, slots=True)
class Delivery:
    """One row without its content."""

    delivery_id: str
    report: str
    subject: str
    period: str
    part: int
    content_sha256: str
    state: State
    tries_count: int
    created_at: datetime
    next_try_at: datetime | None
    reason: str | None
    delivered_at: datetime | None
    receipt_no: str | None
    receipt_sha256: str | None


_COLUMNS: Final = tuple(_TABLE[name] for name in Delivery.__slots__)


@dataclass(frozen=True, slots=True)
class Round:
    """What one round of sending came to."""

    delivered: int = 0
    waiting: int = 0
    refused: int = 0


def wait_after(tries: int) -> timedelta:
    """Answer how long to wait after so many failed tries: doubling, at most an hour."""
    doublings = min(max(tries, 1) - 1, 16)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def queue(connection: Connection, parcels: Iterable[Parcel], *, at: datetime) -> list[str]:
    """Keep parcels to be sent, in the caller's transaction; answer those that are new."""
    make = sqlite_insert if connection.dialect.name == "sqlite" else postgresql_insert
    added = []
    for parcel in parcels:
        row = {
            "delivery_id": parcel.delivery_id,
            "report": parcel.report,
            "subject": parcel.subject,
            "period": parcel.period,
            "part": parcel.part,
            "content": parcel.content,
            "content_sha256": parcel.content_sha256,
            "state": "waiting",
            "tries_count": 0,
            "created_at": at,
            "next_try_at": at,
        }
        put = make(delivery).values(row).on_conflict_do_nothing(index_elements=["delivery_id"])
        # What was put is told by RETURNING: PostgreSQL's driver counts no rows of such an insert.
        if connection.execute(put.returning(_TABLE.delivery_id)).first() is not None:
            added.append(parcel.delivery_id)
    return added


def is_newest(connection: Connection, parcel: Parcel) -> bool:
    """Answer whether the newest parcel of this report, subject and part has this content.

    For tables that are sent on change: when it has, there is nothing to send.
    """
    query = (
        select(_TABLE.content_sha256)
        .where(
            _TABLE.report == parcel.report,
            _TABLE.subject == parcel.subject,
            _TABLE.part == parcel.part,
        )
        .order_by(_TABLE.created_at.desc(), _TABLE.period.desc())
        .limit(1)
    )
    return connection.scalar(query) == parcel.content_sha256


def made_periods(connection: Connection, subject: str) -> dict[str, str]:
    """Answer the newest period of each report that was made, as calendar.due wants it."""
    query = select(_TABLE.report, func.max(_TABLE.period)).where(_TABLE.subject == subject)
    rows = connection.execute(query.group_by(_TABLE.report))
    return {str(row[0]): str(row[1]) for row in rows}


def may_be_tried(now: datetime) -> ColumnElement[bool]:
    """Answer the condition that a parcel waits and its time has come."""
    is_time = or_(_TABLE.next_try_at.is_(None), _TABLE.next_try_at <= now)
    return and_(_TABLE.state == "waiting", is_time)


def send_due(
    database: Database,
    node: TopLevelNode,
    *,
    clock: Callable[[], datetime],
    deposits: Path | None = None,
    limit: int = 1_000,
) -> Round:
    """Send what is waiting and due, the oldest first; answer what came of it.

    The outcome of each is written at once; a crash in between sends one parcel again, which the
    top-level node recognises by its idempotency key. A temporary failure ends the round, because
    the next parcel would meet it too.

    Args:
        deposits: folder with a folder for each sealed deposit, named by its period.
    """
    delivered = refused = 0
    now = clock()
    with database.read() as connection:
        query = select(*_COLUMNS, _TABLE.content).where(may_be_tried(now))
        ordered = query.order_by(_TABLE.created_at, _TABLE.report, _TABLE.period, _TABLE.part)
        rows = connection.execute(ordered.limit(limit)).all()
    for row in rows:
        try:
            receipt = _send(node, row, deposits)
        except Permanent as failure:
            refused += 1
            _note_failure(database, row, f"{failure.code}: {failure.message.en}", None)
        except Temporary as failure:
            tries = row.tries_count + 1
            reason = f"{failure.code}: {failure.message.en}"
            _note_failure(database, row, reason, clock() + wait_after(tries))
            break
        except DepositBroken as failure:
            refused += 1
            _note_failure(database, row, f"{failure.code}: {failure.message.en}", None)
        else:
            delivered += 1
            _note_receipt(database, row, receipt, clock())
    with database.read() as connection:
        waiting = connection.scalar(
            select(func.count()).select_from(delivery).where(_TABLE.state == "waiting")
        )
    return Round(delivered, waiting or 0, refused)


def retry(connection: Connection, *, at: datetime, delivery_id: str | None = None) -> int:
    """Let refused parcels, or one of any state but delivered, be tried at once; answer how many."""
    chosen = _TABLE.state == "refused"
    if delivery_id is not None:
        chosen = (_TABLE.delivery_id == delivery_id) & (_TABLE.state != "delivered")
    changed = connection.execute(
        update(delivery).where(chosen).values(state="waiting", next_try_at=at)
    )
    return int(changed.rowcount)


def read_deliveries(
    connection: Connection, *, state: State | None = None, limit: int = 200
) -> list[Delivery]:
    """Answer deliveries, the newest first."""
    query = select(*_COLUMNS)
    if state is not None:
        query = query.where(_TABLE.state == state)
    ordered = query.order_by(_TABLE.created_at.desc(), _TABLE.report, _TABLE.part).limit(limit)
    return [Delivery(*row) for row in connection.execute(ordered)]


def read_receipt_octets(connection: Connection, delivery_id: str) -> bytes | None:
    """Answer the receipt of a delivery as it came; None when there is none."""
    text = connection.scalar(select(_TABLE.receipt).where(_TABLE.delivery_id == delivery_id))
    return None if text is None else text.encode()


def drop_contents(connection: Connection, before: datetime) -> int:
    """Drop the contents of what was delivered before an instant; digests and receipts stay."""
    gone = connection.execute(
        update(delivery)
        .where(
            _TABLE.state == "delivered",
            _TABLE.delivered_at < before,
            _TABLE.content.is_not(None),
        )
        .values(content=None)
    )
    return int(gone.rowcount)


def _send(node: TopLevelNode, row: Any, deposits: Path | None) -> Receipt:
    parcel = Parcel(row.report, row.subject, row.period, row.part, row.content)
    if row.report != ESCROW:
        return node.submit(parcel)
    if deposits is None:
        raise DepositBroken(place=row.period, reason="no folder of deposits")
    return node.deposit(deposits / row.period, parcel)


def _note_receipt(database: Database, row: Any, receipt: Receipt, at: datetime) -> None:
    with database.begin() as connection:
        connection.execute(
            update(delivery)
            .where(_TABLE.delivery_id == row.delivery_id)
            .values(
                state="delivered",
                tries_count=row.tries_count + 1,
                next_try_at=None,
                reason=None,
                delivered_at=at,
                receipt_no=receipt.receipt_no,
                receipt=receipt.octets.decode(),
                receipt_sha256=receipt.sha256,
            )
        )


def _note_failure(database: Database, row: Any, reason: str, again: datetime | None) -> None:
    with database.begin() as connection:
        connection.execute(
            update(delivery)
            .where(_TABLE.delivery_id == row.delivery_id)
            .values(
                state="refused" if again is None else "waiting",
                tries_count=row.tries_count + 1,
                next_try_at=again,
                reason=reason,
            )
        )
