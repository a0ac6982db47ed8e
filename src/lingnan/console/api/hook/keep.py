"""Webhooks kept: registered, listed, removed, and the log of what each was told.

Not for sending (deliver).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, select

from lingnan.access import Access, Identity, Permission, Secret
from lingnan.access.secret import fresh_id
from lingnan.access.trail import record_act
from lingnan.console.api.errors import TooManyWebhooks
from lingnan.console.api.hook.sign import fresh_key, shown_key
from lingnan.console.api.store import delivery, delivery_try, webhook
from lingnan.store import Database

RUN_FINISHED: Final = "run.finished"
MOST: Final = 20
_CHANGE: Final = Permission.WEBHOOKS_CHANGE
_LISTED: Final = 100


@dataclass(frozen=True, slots=True)
class Webhook:
    """A webhook as it may be shown: without its secret."""

    webhook_id: str
    account_id: str
    address: str
    label: str
    events: tuple[str, ...]
    created_at: datetime


def add_webhook(
    access: Access,
    identity: Identity,
    *,
    address: str,
    label: str,
    events: Sequence[str],
    at: datetime,
) -> tuple[Webhook, Secret]:
    """Register a webhook for an account; its secret is answered this once.

    Raises: TooManyWebhooks.
    """
    key = fresh_key(access.entropy)
    made = Webhook(fresh_id(access.entropy), identity.account_id, address, label, tuple(events), at)
    sealed = access.sealer.seal(key, owner=made.webhook_id)
    with access.database.begin() as connection:
        mine = select(webhook.c.webhook_id).where(*_living(identity.account_id))
        if len(connection.execute(mine).all()) >= MOST:
            raise TooManyWebhooks(most=MOST)
        connection.execute(
            webhook.insert().values(
                webhook_id=made.webhook_id,
                account_id=made.account_id,
                address=address,
                label=label,
                events=" ".join(events),
                secret_sealed=sealed,
                created_at=at,
            )
        )
        thing = f"webhook:{made.webhook_id}"
        record_act(connection, identity, _CHANGE, thing, at=at, detail=f"add {address}")
    return made, shown_key(key)


def webhooks_of(database: Database, account_id: str | None) -> list[Webhook]:
    """The webhooks of an account, or of all when it is null, the latest first."""
    query = (
        select(webhook)
        .where(*_living(account_id))
        .order_by(webhook.c.created_at.desc(), webhook.c.webhook_id)
    )
    with database.read() as connection:
        return [_webhook(row) for row in connection.execute(query)]


def find_webhook(database: Database, webhook_id: str, account_id: str | None) -> Webhook | None:
    """One webhook of an account, or of any when it is null."""
    query = select(webhook).where(webhook.c.webhook_id == webhook_id, *_living(account_id))
    with database.read() as connection:
        row = connection.execute(query).first()
    return None if row is None else _webhook(row)


def remove_webhook(access: Access, identity: Identity, webhook_id: str, *, at: datetime) -> None:
    """End a webhook: nothing is told to it any more, what waited fails; its log stays."""
    with access.database.begin() as connection:
        mine = webhook.update().where(
            webhook.c.webhook_id == webhook_id, *_living(identity.account_id)
        )
        connection.execute(mine.values(ended_at=at))
        waiting = delivery.update().where(
            delivery.c.webhook_id == webhook_id, delivery.c.state == "waiting"
        )
        connection.execute(waiting.values(state="failed", next_at=None, ended_at=at))
        record_act(connection, identity, _CHANGE, f"webhook:{webhook_id}", at=at, detail="remove")


def deliveries_of(database: Database, webhook_id: str) -> list[dict[str, Any]]:
    """The last hundred things told to a webhook with every try, the latest first."""
    latest = (
        select(delivery)
        .where(delivery.c.webhook_id == webhook_id)
        .order_by(delivery.c.created_at.desc(), delivery.c.delivery_id)
        .limit(_LISTED)
    )
    with database.read() as connection:
        rows = connection.execute(latest).mappings().all()
        ids = [row["delivery_id"] for row in rows]
        of_these = select(delivery_try).where(delivery_try.c.delivery_id.in_(ids))
        tries = connection.execute(of_these.order_by(delivery_try.c.try_no)).mappings().all()
    shown = ("delivery_id", "event", "state", "tries_count", "created_at", "next_at", "ended_at")
    return [
        {
            **{name: row[name] for name in shown},
            "tries": [
                {name: cell for name, cell in each.items() if name != "delivery_id"}
                for each in tries
                if each["delivery_id"] == row["delivery_id"]
            ],
        }
        for row in rows
    ]


def _living(account_id: str | None) -> list[ColumnElement[bool]]:
    living: list[ColumnElement[bool]] = [webhook.c.ended_at.is_(None)]
    return living if account_id is None else [*living, webhook.c.account_id == account_id]


def _webhook(row: Any) -> Webhook:
    return Webhook(
        row.webhook_id,
        row.account_id,
        row.address,
        row.label,
        tuple(row.events.split()),
        row.created_at,
    )
