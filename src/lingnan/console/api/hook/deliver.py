"""Tell webhooks what happened: find what is owed, send what is due, try again later, keep the log.

Several processes may do this at once: what one has taken the others leave alone for a while.
Not for who is told (keep) nor for the wire (post).
"""

import json
import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, select
from sqlalchemy.dialects import postgresql, sqlite

from lingnan.access import Access, Permission
from lingnan.access.account import State, grants_of
from lingnan.access.secret import fresh_id, system_entropy
from lingnan.access.store import account
from lingnan.console.api.errors import AddressForbidden
from lingnan.console.api.hook.address import allowed_networks, ensure_address
from lingnan.console.api.hook.keep import RUN_FINISHED
from lingnan.console.api.hook.post import Outcome, post
from lingnan.console.api.hook.sign import headers_of
from lingnan.console.api.run import run_record
from lingnan.console.api.store import delivery, delivery_try, webhook
from lingnan.kernel import LingnanError
from lingnan.store import Store
from lingnan.store.runs import Run, list_runs

_log: Final = logging.getLogger(__name__)
#: After the first try, so long until the next; after the last of them it has failed.
PAUSES: Final = tuple(
    timedelta(minutes=each) for each in (1, 5, 30, 2 * 60, 6 * 60, 12 * 60, 24 * 60)
)
_TAKEN: Final = timedelta(minutes=5)
_AT_ONCE: Final = 50
_BEAT_SECONDS: Final = 5.0
#: Sends a body to an address.
Post = Callable[[str, bytes, dict[str, str]], Outcome]


def deliver_due(store: Store, *, at: datetime, send: Post | None = None) -> int:
    """Tell what is due at an instant; answers how many were taken by the other side.

    A webhook is told of runs that finished since it was registered, each once. Raises: KeyUnusable
        when the key of the secrets is lost; AddressForbidden when the configuration is broken.
    """
    _note_owed(store, at)
    taken = 0
    for row in _due(store, at):
        taken += _tell(store, row, at, send or _post)
    return taken


def deliver_until(
    end: threading.Event, store: Store, *, clock: Callable[[], datetime] | None = None
) -> None:
    """Tell what is due again and again, until the event is set; failures are logged."""
    while not end.wait(_BEAT_SECONDS):
        try:
            deliver_due(store, at=clock() if clock else datetime.now(UTC))
        except LingnanError as problem:
            _log.warning("webhooks: %s", problem.code)
        except Exception as problem:  # noqa: BLE001  the next round may do it
            _log.error("webhooks: %s", type(problem).__name__)


def _note_owed(store: Store, at: datetime) -> None:
    """Make a delivery of each finished run that a living webhook has not been told of."""
    living = select(webhook).where(webhook.c.ended_at.is_(None))
    with store.database.read() as connection:
        hooks = connection.execute(living).all()
    if not hooks:
        return
    since = min(hook.created_at for hook in hooks)
    runs = [run for run in list_runs(store.database) if run.finished_at > since]
    known = select(delivery.c.webhook_id, delivery.c.about)
    with store.database.read() as connection:
        told = {(row.webhook_id, row.about) for row in connection.execute(known)}
    rows = [
        _owed(hook, run, at)
        for hook in hooks
        for run in reversed(runs)
        if run.finished_at > hook.created_at and (hook.webhook_id, _about(run)) not in told
    ]
    if rows:
        with store.database.begin() as connection:
            _put(connection, rows)


def _owed(hook: Row[Any], run: Run, at: datetime) -> dict[str, Any]:
    body = {
        "type": RUN_FINISHED,
        "timestamp": run.finished_at.isoformat(),
        "data": run_record(run),
    }
    return {
        "delivery_id": fresh_id(system_entropy),
        "webhook_id": hook.webhook_id,
        "event": RUN_FINISHED,
        "about": _about(run),
        "body": json.dumps(body, default=str),
        "state": "waiting",
        "tries_count": 0,
        "created_at": at,
        "next_at": at,
    }


def _about(run: Run) -> str:
    # The same run computed again is finished anew.
    return f"run:{run.run_id}:{run.finished_at.astimezone(UTC).isoformat()}"


def _put(connection: Connection, rows: list[dict[str, Any]]) -> None:
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    connection.execute(dialect.insert(delivery).values(rows).on_conflict_do_nothing())


def _due(store: Store, at: datetime) -> list[Row[Any]]:
    """Take what is due: until it is settled, or some minutes, nobody else does."""
    is_due = (delivery.c.state == "waiting") & (delivery.c.next_at <= at)
    query = (
        select(delivery, webhook.c.address, webhook.c.secret_sealed, webhook.c.account_id)
        .join(webhook, webhook.c.webhook_id == delivery.c.webhook_id)
        .where(is_due)
        .order_by(delivery.c.next_at, delivery.c.delivery_id)
        .limit(_AT_ONCE)
    )
    with store.database.read() as connection:
        if not connection.execute(query).all():
            return []
    with store.database.begin() as connection:
        rows = connection.execute(query.with_for_update(of=delivery, skip_locked=True)).all()
        ids = [row.delivery_id for row in rows]
        mine = delivery.update().where(delivery.c.delivery_id.in_(ids))
        connection.execute(mine.values(next_at=at + _TAKEN))
    return list(rows)


def _tell(store: Store, row: Row[Any], at: datetime, send: Post) -> bool:
    if not _may_hear(store, row.account_id):
        outcome = Outcome(None, "the account may not be told", 0)
        return _settle(store, row, at, outcome, is_last=True)
    body = row.body.encode()
    key = Access.of(store).sealer.open(row.secret_sealed, owner=row.webhook_id)
    try:
        outcome = send(row.address, body, headers_of(key, row.delivery_id, body, at=at))
    except AddressForbidden as refusal:
        outcome = Outcome(None, f"{refusal.code}: {refusal.message.en}"[:200], 0)
    return _settle(store, row, at, outcome)


def _may_hear(store: Store, account_id: str) -> bool:
    """Whether who registered it is active and still may have webhooks."""
    with store.database.read() as connection:
        state = connection.scalar(select(account.c.state).where(account.c.account_id == account_id))
        held = grants_of(connection, account_id)
    needed = Permission.WEBHOOKS_READ
    is_allowed = any(needed in grant.role.permissions for grant in held)
    return bool(state == State.ACTIVE.value and is_allowed)


def _settle(
    store: Store, row: Row[Any], at: datetime, outcome: Outcome, *, is_last: bool = False
) -> bool:
    number = row.tries_count + 1
    ended = outcome.is_taken or is_last or number > len(PAUSES)
    state = "delivered" if outcome.is_taken else "failed" if ended else "waiting"
    with store.database.begin() as connection:
        connection.execute(
            delivery_try.insert().values(
                delivery_id=row.delivery_id,
                try_no=number,
                at=at,
                status=outcome.status,
                problem=outcome.problem,
                milliseconds=outcome.milliseconds,
            )
        )
        mine = delivery.update().where(
            delivery.c.delivery_id == row.delivery_id, delivery.c.state == "waiting"
        )
        connection.execute(
            mine.values(
                state=state,
                tries_count=number,
                next_at=None if ended else at + PAUSES[number - 1],
                ended_at=at if ended else None,
            )
        )
    return outcome.is_taken


def _post(url: str, body: bytes, headers: dict[str, str]) -> Outcome:
    networks = allowed_networks()
    ensure_address(url, networks)
    return post(url, body, headers, networks=networks)
