"""Webhooks: addresses that are told when something happened, and the log of telling them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from lingnan.console.api.shape.part import Sent, Told
from lingnan.console.i18n import N_

Event = Literal["run.finished"]


def _all_events() -> list[Event]:
    return ["run.finished"]


class WebhookAsked(Sent):
    """A webhook to be registered."""

    url: Annotated[
        str,
        Field(
            max_length=2000,
            pattern=r"^https://[A-Za-z0-9.\-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~!$&'()*+,;=:@%/?\-]*)?$",
        ),
    ] = Field(description=N_("an https address; private networks only where they are allowed"))
    label: Annotated[str, Field(max_length=80, pattern=r"^[^\x00-\x1f\x7f]*$")] = ""
    events: list[Event] = Field(default_factory=_all_events, min_length=1, max_length=1)


class Webhook(Told):
    """A webhook as it is kept."""

    webhook_id: str
    url: str
    label: str
    events: list[str]
    created_at: datetime


class WebhookMade(Webhook):
    """A webhook just registered; the secret is told this once."""

    secret: str = Field(description=N_("whsec_ and the key of HMAC-SHA256 in base64"))


class WebhookList(Told):
    """Webhooks of the account, the latest first."""

    items: list[Webhook]


class DeliveryTry(Told):
    """One try."""

    try_no: int
    at: datetime
    status: int | None = Field(description=N_("of the answer; null when there was none"))
    problem: str | None
    milliseconds: int


class Delivery(Told):
    """One thing told to one webhook."""

    delivery_id: str
    event: str
    state: Literal["waiting", "delivered", "failed"]
    tries_count: int
    created_at: datetime
    next_at: datetime | None
    ended_at: datetime | None
    tries: list[DeliveryTry]


class DeliveryList(Told):
    """Deliveries, the latest first, the last hundred."""

    items: list[Delivery]
