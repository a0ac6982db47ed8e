"""Carriers: the list, one carrier, registering one, reporting it lost, retiring it."""

from typing import Final

from lingnan.access import Permission, Target
from lingnan.console.pages.node.carrier.read import (
    FURTHER,
    STEPS,
    form_context,
    list_context,
    one_context,
    seen_of,
)
from lingnan.console.pages.node.place import node_of, settle_wishes
from lingnan.console.pages.node.right import READ, ensure, target_of_prefix
from lingnan.console.pages.node.template.read import open_prefixes
from lingnan.console.pages.node.word import link
from lingnan.console.web.answer import Answer, Moved, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.errors import FormUnreadable, NothingThere
from lingnan.console.web.failure import status_of
from lingnan.console.web.route import get, post
from lingnan.console.web.seen import ensure_seen
from lingnan.kernel import LingnanError, Text
from lingnan.sources.identifier.business.actor import Actor
from lingnan.sources.identifier.business.carrier import (
    Carrier,
    CarrierForm,
    find_carrier,
    register_carrier,
    step_carrier,
)
from lingnan.sources.identifier.business.errors import NoCarrier, NoPrefix
from lingnan.sources.identifier.business.lifecycle import CARRIER
from lingnan.sources.identifier.wire.errors import WireError

_REGISTER: Final = Permission.IDENTIFIER_REGISTER
_LIST: Final = "/node/carriers"
_ONE: Final = f"{_LIST}/one"
_FIELDS: Final = ("prefix", "suffix", "kind", "terminal_type", "owner", *FURTHER, "key")


def _carriers(call: Call) -> Answer:
    node_of(call)
    state = call.choice("state", tuple(CARRIER.states), "")
    context = list_context(call, state, call.asked("find").strip())
    return Shown(call.tr.gettext("Active identifiers"), context)


def _show(call: Call) -> Answer:
    found, target = carrier_of(call, call.asked("handle"))
    return Shown(found.handle, one_context(call, found, target))


def _new(call: Call) -> Answer:
    context = form_context(call, node_of(call), dict.fromkeys(_FIELDS, ""))
    return Shown(call.tr.gettext("Register a carrier"), context)


def _register(call: Call) -> Answer:
    place = node_of(call)
    values = {name: call.typed(name) for name in _FIELDS}
    form = CarrierForm(
        values["kind"],
        values["terminal_type"],
        values["owner"],
        *(values[name] or None for name in FURTHER),
    )
    try:
        if values["prefix"] not in {prefix for prefix, _ in open_prefixes(call, place, _REGISTER)}:
            raise NoPrefix(prefix=values["prefix"][:128])
        made = register_carrier(
            call.store.database,
            f"{values['prefix']}/{values['suffix']}",
            form,
            values["key"],
            actor=Actor.of(call.who),
            at=call.at,
        )
    except LingnanError as failure:
        context = form_context(call, place, values, failure)
        return Shown(call.tr.gettext("Register a carrier"), context, status_of(failure))
    return Moved(link(_ONE, handle=made.handle))


def _step(call: Call) -> Answer:
    found, target = carrier_of(call, call.typed("handle"))
    ensure(call, _REGISTER, target)
    ensure_seen(call, seen_of(found), f"carrier:{found.handle}")
    act = call.typed("act")
    if act not in STEPS:
        raise FormUnreadable(reason=Text("没有选择办理事项", "no step was chosen"))
    step_carrier(
        call.store.database,
        found.handle,
        act,
        actor=Actor.of(call.who),
        at=call.at,
        reason=call.typed("reason")[:200] or None,
    )
    settle_wishes(call, found.handle)
    return Moved(link(_ONE, handle=found.handle))


def carrier_of(call: Call, handle: str) -> tuple[Carrier, Target]:
    """Answer a carrier that who asks may read, and whose it is. Raises: NothingThere."""
    place = node_of(call)
    try:
        found = find_carrier(call.store.database, handle)
    except (NoCarrier, WireError) as problem:
        raise NothingThere from problem
    target = target_of_prefix(call, found.prefix, place.prefixes)
    ensure(call, READ, target)
    return found, target


ROUTES: Final = (
    get(_LIST, READ, _carriers),
    get(_ONE, READ, _show),
    get(f"{_LIST}/new", _REGISTER, _new),
    post(_LIST, _REGISTER, _register),
    post(f"{_LIST}/step", _REGISTER, _step),
)
