"""Carriers of active identifiers and applications of the node: /api/v1/carriers, /applications.

What carriers themselves send (answers to challenges, heartbeats) proves itself by its signature and
needs no token.
"""

from typing import Any, Final

from lingnan.access import Permission, ScopeKind, visible
from lingnan.kernel import Text
from lingnan.sources.identifier.business.carrier import (
    Carrier,
    CarrierForm,
    activate_carrier,
    find_carrier,
    list_carriers,
    register_carrier,
    step_carrier,
)
from lingnan.sources.identifier.business.heartbeat import Heartbeat, take_heartbeat
from lingnan.sources.identifier.business.lifecycle import CARRIER
from lingnan.sources.identifier.business.node_application import (
    NodeApplication,
    NodeApplicationForm,
    change_application_entry,
    list_node_applications,
    register_application,
)
from lingnan.sources.identifier.business.table import carrier, node_application
from lingnan.sources.identifier.management.answer import both
from lingnan.sources.identifier.management.call import Call, optional_of, text_of, whole_of
from lingnan.sources.identifier.management.desk import CARRIER_MAY
from lingnan.sources.identifier.management.doip_routes import challenge, signature_of
from lingnan.sources.identifier.management.errors import BodyMalformed
from lingnan.sources.identifier.management.place import ensure_open, target_of_prefix
from lingnan.sources.identifier.management.route import Open, Route

_READ, _REGISTER = Permission.IDENTIFIER_READ, Permission.IDENTIFIER_REGISTER
_STEPS: Final = ("lose", "find", "retire", "revoke")


async def add(call: Call) -> dict[str, Any]:
    """Register a carrier: its handle, what table T9 asks, and `key` (PEM of key or request).

    Raises: CarrierExists, CarrierKeyRefused, EntryInvalid, Refused.
    """
    form = await call.object()
    handle = text_of(form, "handle", most=2048)
    ensure_open(call, _REGISTER, handle.partition("/")[0])
    cells = CarrierForm(
        text_of(form, "kind"),
        text_of(form, "terminal_type"),
        text_of(form, "owner"),
        optional_of(form, "purpose"),
        optional_of(form, "imei"),
        optional_of(form, "network_licence_no"),
        optional_of(form, "network_mark_code"),
        optional_of(form, "network_mark_serial"),
    )
    made = register_carrier(
        call.desk.database,
        handle,
        cells,
        text_of(form, "key", most=20_000),
        actor=call.actor,
        at=call.at,
    )
    return carrier_json(made)


async def show_all(call: Call) -> list[dict[str, Any]]:
    """Show the carriers that who asks may see."""
    seen = visible(call.who, _READ, {ScopeKind.PREFIX: carrier.c.prefix})
    return [carrier_json(each) for each in list_carriers(call.desk.database, seen)]


async def step(call: Call) -> dict[str, Any]:
    """Take one step: {handle, act: lose, find, retire or revoke, reason}.

    Raises: NoCarrier, StepRefused, Refused.
    """
    form = await call.object()
    handle, act = text_of(form, "handle", most=2048), text_of(form, "act", most=20)
    if act not in _STEPS:
        listed = ", ".join(_STEPS)
        reason = Text(f"act 应为 {listed}", f"act is one of {listed}")
        raise BodyMalformed(reason=reason)
    found = find_carrier(call.desk.database, handle)
    call.ensure(_REGISTER, target_of_prefix(call, found.prefix))
    made = step_carrier(
        call.desk.database,
        handle,
        act,
        actor=call.actor,
        at=call.at,
        reason=optional_of(form, "reason", most=200),
    )
    call.desk.key_tokens.end_of(made.handle)
    await call.settle(made.handle)
    return carrier_json(made)


async def answer(call: Call) -> dict[str, Any]:
    """Take a carrier's answer to its challenge; the first activates it. Raises: ProofRefused."""
    form = await call.object()
    found = activate_carrier(
        call.desk.database,
        text_of(form, "handle", most=2048),
        optional_of(form, "nonce", most=64),
        signature_of(form),
        at=call.at,
        origin=call.origin,
    )
    life = call.desk.limits.key_token_life
    token = call.desk.key_tokens.make(
        found.handle, CARRIER_MAY, expires_at=call.at + life, at=call.at
    )
    return {
        "token": token.reveal(),
        "expiresIn": int(life.total_seconds()),
        "state": found.state,
    }


async def beat(call: Call) -> dict[str, Any]:
    """Take a signed heartbeat: {handle, counter, at, telemetry (text), signature}.

    Raises: NoCarrier, HeartbeatRefused.
    """
    form = await call.object()
    told = Heartbeat(
        text_of(form, "handle", most=2048),
        whole_of(form, "counter"),
        text_of(form, "at", most=40),
        (optional_of(form, "telemetry", most=100_000) or "").encode("utf-8", "surrogatepass"),
        signature_of(form),
    )
    take_heartbeat(call.desk.database, told, at=call.at)
    return {"counter": told.counter}


async def add_application(call: Call) -> dict[str, Any]:
    """Register an application of the node. Raises: NodeApplicationExists, EntryInvalid, Refused."""
    form = await call.object()
    handle = text_of(form, "handle", most=300)
    ensure_open(call, _REGISTER, handle.partition("/")[0])
    made = register_application(
        call.desk.database, handle, _form(form), actor=call.actor, at=call.at
    )
    return application_json(made)


async def change_application(call: Call) -> dict[str, Any]:
    """Change an application; `is_enabled` false takes it out of use.

    Raises: NoNodeApplication, EntryInvalid, Refused.
    """
    form = await call.object()
    handle = text_of(form, "handle", most=300)
    call.ensure(_REGISTER, target_of_prefix(call, handle.partition("/")[0]))
    made = change_application_entry(
        call.desk.database,
        handle,
        _form(form),
        is_enabled=form.get("is_enabled") is not False,
        actor=call.actor,
        at=call.at,
    )
    call.desk.key_tokens.end_of(made.handle)
    return application_json(made)


async def show_applications(call: Call) -> list[dict[str, Any]]:
    """Show the applications that who asks may see."""
    seen = visible(call.who, _READ, {ScopeKind.PREFIX: node_application.c.prefix})
    return [application_json(each) for each in list_node_applications(call.desk.database, seen)]


def carrier_json(found: Carrier) -> dict[str, Any]:
    """Write a carrier."""
    form = found.form
    return {
        "handle": found.handle,
        "state": found.state,
        "state_name": both(CARRIER.states[found.state]),
        **{name: getattr(form, name) for name in form.__slots__},
        "key_kind": found.key.kind,
        "counter": found.counter,
        "seen_at": None if found.seen_at is None else found.seen_at.isoformat(),
    }


def application_json(found: NodeApplication) -> dict[str, Any]:
    """Write an application."""
    cells = {name: getattr(found, name) for name in found.__slots__ if name != "key"}
    return cells | {"key_kind": None if found.key is None else found.key.kind}


def _form(form: dict[str, Any]) -> NodeApplicationForm:
    return NodeApplicationForm(
        text_of(form, "name_zh"),
        whole_of(form, "type"),
        optional_of(form, "intro"),
        None if form.get("users_count") is None else whole_of(form, "users_count"),
        optional_of(form, "recursive_used"),
        optional_of(form, "developer"),
        optional_of(form, "key", most=20_000),
    )


_PATH: Final = "/api/v1/carriers"
_APPLICATIONS: Final = "/api/v1/applications"
ROUTES: Final = (
    Route("POST", _PATH, _REGISTER, add),
    Route("GET", _PATH, _READ, show_all),
    Route("POST", f"{_PATH}/step", _REGISTER, step),
    Route("GET", f"{_PATH}/public/challenge", Open.ANYBODY, challenge),
    Route("POST", f"{_PATH}/public/answer", Open.ANYBODY, answer),
    Route("POST", f"{_PATH}/public/heartbeat", Open.ANYBODY, beat),
    Route("POST", _APPLICATIONS, _REGISTER, add_application),
    Route("PUT", _APPLICATIONS, _REGISTER, change_application),
    Route("GET", _APPLICATIONS, _READ, show_applications),
)
