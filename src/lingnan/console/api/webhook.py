"""Routes of webhooks: registered, listed, removed by their account; the log of telling them."""

from typing import Any, Final

from lingnan.access import Permission, Target, may
from lingnan.console.api.hook.address import allowed_networks, ensure_address
from lingnan.console.api.hook.keep import (
    Webhook,
    add_webhook,
    deliveries_of,
    find_webhook,
    remove_webhook,
    webhooks_of,
)
from lingnan.console.api.route import ApiRoute, Ask, Reply
from lingnan.console.api.shape import webhook as shape
from lingnan.console.i18n import N_
from lingnan.console.web.call import Call
from lingnan.console.web.errors import NothingThere
from lingnan.console.web.route import Row

_READ, _CHANGE = Permission.WEBHOOKS_READ, Permission.WEBHOOKS_CHANGE


def _list(ask: Ask[None, None]) -> Reply:
    found = webhooks_of(ask.call.store.database, _owner(ask.call))
    return Reply({"items": [_record(each) for each in found]})


def _add(ask: Ask[None, shape.WebhookAsked]) -> Reply:
    call, asked = ask.call, ask.body
    ensure_address(asked.url, allowed_networks())
    made, secret = add_webhook(
        call.desk.access,
        call.who,
        address=asked.url,
        label=asked.label,
        events=asked.events,
        at=call.at,
    )
    return Reply({**_record(made), "secret": secret.reveal()})


def _one(ask: Ask[None, None]) -> Reply:
    return Reply(_record(_found(ask.call, _owner(ask.call))))


def _remove(ask: Ask[None, None]) -> Reply:
    call = ask.call
    found = _found(call, call.who.account_id)
    remove_webhook(call.desk.access, call.who, found.webhook_id, at=call.at)
    return Reply(_record(found))


def _log(ask: Ask[None, None]) -> Reply:
    found = _found(ask.call, _owner(ask.call))
    return Reply({"items": deliveries_of(ask.call.store.database, found.webhook_id)})


def _owner(call: Call) -> str | None:
    """Whose webhooks are shown: his own; all to who reads over the installation (the auditor)."""
    return None if may(call.who, _READ, Target()) else call.who.account_id


def _found(call: Call, account_id: str | None) -> Webhook:
    found = find_webhook(call.store.database, call.parameters["webhook_id"], account_id)
    if found is None:
        raise NothingThere
    return found


def _record(found: Webhook) -> dict[str, Any]:
    return {
        "webhook_id": found.webhook_id,
        "url": found.address,
        "label": found.label,
        "events": list(found.events),
        "created_at": found.created_at,
    }


ROUTES: Final = (
    ApiRoute("GET", "/webhooks", _READ, _list, N_("The account's webhooks"), shape.WebhookList),
    ApiRoute(
        "POST",
        "/webhooks",
        _CHANGE,
        _add,
        N_("Register a webhook for finished runs"),
        shape.WebhookMade,
        body=shape.WebhookAsked,
        status=201,
        note=N_(
            "Sent signed after the Standard Webhooks specification: HMAC-SHA256 over id, timestamp "
            "and body; again after 1, 5 and 30 minutes, 2, 6, 12 and 24 hours until it is taken "
            "with 2xx."
        ),
    ),
    ApiRoute(
        "GET",
        "/webhooks/{webhook_id}",
        _READ,
        _one,
        N_("One webhook"),
        shape.Webhook,
        rows={"webhook_id": Row.OWN},
    ),
    ApiRoute(
        "DELETE",
        "/webhooks/{webhook_id}",
        _CHANGE,
        _remove,
        N_("Remove a webhook; its log stays"),
        shape.Webhook,
        rows={"webhook_id": Row.OWN},
    ),
    ApiRoute(
        "GET",
        "/webhooks/{webhook_id}/deliveries",
        _READ,
        _log,
        N_("What a webhook was told, with every try"),
        shape.DeliveryList,
        rows={"webhook_id": Row.OWN},
    ),
)
