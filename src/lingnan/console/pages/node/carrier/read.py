"""What the pages of carriers show."""

from typing import Any, Final

from sqlalchemy import or_

from lingnan.access import Permission, Target
from lingnan.console.i18n import NOTHING
from lingnan.console.pages.node.carrier.context import (
    CarrierContext,
    CarrierFormContext,
    CarrierRow,
    CarriersContext,
)
from lingnan.console.pages.node.context import tabs_of
from lingnan.console.pages.node.place import NodePlace
from lingnan.console.pages.node.prefix.read import history_of, waits_of
from lingnan.console.pages.node.right import seen_by_prefix
from lingnan.console.pages.node.template.read import open_prefixes
from lingnan.console.pages.node.word import Pair, choices, cut_note, headed, link, moment
from lingnan.console.web.call import Call
from lingnan.console.web.seen import state_of
from lingnan.kernel import LingnanError
from lingnan.sources.identifier.business.carrier import KIND, Carrier, list_carriers
from lingnan.sources.identifier.business.lifecycle import CARRIER
from lingnan.sources.identifier.business.table import carrier as carrier_table

_REGISTER: Final = Permission.IDENTIFIER_REGISTER
_MOST: Final = 500
#: Steps that people take; a carrier activates itself by its signature.
STEPS: Final = ("lose", "find", "retire", "revoke")
#: Fields of a carrier that need not be filled, with the names that table T9 gives them.
FURTHER: Final = (
    *("purpose", "imei", "network_licence_no"),
    *("network_mark_code", "network_mark_serial"),
)


def list_context(call: Call, state: str, find: str) -> CarriersContext:
    """Answer the carriers that who asks may see, by handle."""
    tr, table = call.tr, carrier_table.c
    conditions: list[Any] = [seen_by_prefix(call, table.prefix)]
    if state:
        conditions.append(table.state == state)
    if find:
        named = (table.handle, table.owner, table.imei)
        conditions.append(or_(*(each.icontains(find, autoescape=True) for each in named)))
    found = list_carriers(call.store.database, *conditions, limit=_MOST)
    active = sum(each.state == "activated" for each in found)
    lost = sum(each.state == "lost" for each in found)
    finding = tr.gettext("{all} carriers: {active} activated, {lost} reported lost.").format(
        all=tr.number(len(found)), active=tr.number(active), lost=tr.number(lost)
    )
    return CarriersContext(
        tabs=tabs_of(call),
        finding=finding,
        rows=tuple(_row(call, each) for each in found),
        states=choices(CARRIER.states, call.lang),
        state=state,
        find=find,
        may_register=call.may(_REGISTER),
        note=cut_note(tr, len(found), _MOST),
    )


def one_context(call: Call, found: Carrier, target: Target) -> CarrierContext:
    """Answer one carrier with the steps that may be taken."""
    _, form = call.tr.gettext, found.form
    labels = dict(further_labels(call))
    acts: list[str] = []
    if call.may(_REGISTER, target):
        acts = [act for act in STEPS if (found.state, act) in CARRIER.steps]
    return CarrierContext(
        tabs=tabs_of(call),
        handle=found.handle,
        state=CARRIER.states[found.state].in_(call.lang),
        facts=(
            (_("Kind of carrier"), KIND[form.kind].in_(call.lang)),
            (_("Type of terminal"), form.terminal_type),
            (_("Owner"), form.owner),
            *((labels[name], getattr(form, name) or NOTHING) for name in FURTHER),
            (_("Key"), found.key.kind),
            (_("Last heartbeat"), moment(found.seen_at)),
            (_("Counter of heartbeats"), call.tr.number(found.counter)),
        ),
        acts=tuple((act, headed(CARRIER.acts[act].in_(call.lang))) for act in acts),
        seen=seen_of(found),
        waits=waits_of(call, found.handle),
        identifier=link("/node/registrations/one", handle=found.handle),
        history=history_of(call, f"carrier:{found.handle}"),
    )


def form_context(
    call: Call, place: NodePlace, values: dict[str, str], failure: LingnanError | None = None
) -> CarrierFormContext:
    """Answer the form, empty or with what was typed and is wrong."""
    return CarrierFormContext(
        tabs=tabs_of(call),
        problem="" if failure is None else failure.render(call.lang),
        values=values,
        prefixes=open_prefixes(call, place, _REGISTER),
        kinds=choices(KIND, call.lang),
        more=further_labels(call),
    )


def further_labels(call: Call) -> tuple[Pair, ...]:
    """Answer the fields that need not be filled, with their names."""
    _ = call.tr.gettext
    return (
        ("purpose", _("Purpose of the carrier")),
        ("imei", _("Serial number or IMEI")),
        ("network_licence_no", _("Network access licence number")),
        ("network_mark_code", _("Code of the network access mark")),
        ("network_mark_serial", _("Serial of the network access mark")),
    )


def seen_of(found: Carrier) -> str:
    """Answer the state of a carrier as a form carries it."""
    return state_of(found.handle, found.revision)


def _row(call: Call, found: Carrier) -> CarrierRow:
    return CarrierRow(
        link("/node/carriers/one", handle=found.handle),
        found.handle,
        KIND[found.form.kind].in_(call.lang),
        found.form.owner,
        CARRIER.states[found.state].in_(call.lang),
        moment(found.seen_at),
    )
