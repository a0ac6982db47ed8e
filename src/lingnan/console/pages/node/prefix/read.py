"""What the pages of prefixes show, read from the business side and the resolution file."""

from typing import Any

from sqlalchemy import or_, select

from lingnan.access import Permission, Target, list_entries
from lingnan.console.i18n import NOTHING
from lingnan.console.pages.node.context import tabs_of
from lingnan.console.pages.node.place import NodePlace, reading
from lingnan.console.pages.node.prefix.context import PrefixContext, PrefixesContext, PrefixRow
from lingnan.console.pages.node.right import READ, seen_by_enterprise
from lingnan.console.pages.node.word import choices, cut_note, headed, link, moment, path_of
from lingnan.console.web.call import Call
from lingnan.console.web.seen import state_of
from lingnan.kernel import industry
from lingnan.sources.identifier.business.allotment import Allotment, list_allotments
from lingnan.sources.identifier.business.lifecycle import ALLOTMENT
from lingnan.sources.identifier.business.table import prefix_allotment, resolution_wish
from lingnan.sources.identifier.wire.handle import fold_text, prefix_handle
from lingnan.store.audit import audit_entry

_MOST = 500
_HISTORY = 30


def visible_prefixes(call: Call, *, state: str = "", find: str = "") -> list[Allotment]:
    """Answer the prefixes that who asks may see, in the order of allotment."""
    table = prefix_allotment.c
    conditions: list[Any] = [seen_by_enterprise(call, table.uscc, table.prefix)]
    if state:
        conditions.append(table.state == state)
    if find:
        contains = (table.prefix, table.enterprise_name_zh, table.uscc)
        conditions.append(or_(*(each.icontains(find, autoescape=True) for each in contains)))
    return list_allotments(call.store.database, *conditions, limit=_MOST)


def list_context(call: Call, place: NodePlace, state: str, find: str) -> PrefixesContext:
    """Answer the list of prefixes with their numbers of identifiers."""
    tr = call.tr
    found = visible_prefixes(call, state=state, find=find)
    with reading(place) as reader:
        counts = {each.prefix: reader.count(each.prefix) for each in found}
    filed = sum(each.state == "filed" for each in found)
    finding = tr.gettext("{all} prefixes, {filed} of them filed; {count} identifiers.").format(
        all=tr.number(len(found)), filed=tr.number(filed), count=tr.number(sum(counts.values()))
    )
    return PrefixesContext(
        tabs=tabs_of(call),
        finding=finding,
        rows=tuple(
            PrefixRow(
                path_of("node", "prefixes", each.prefix),
                each.prefix,
                each.enterprise_name_zh,
                each.uscc,
                tr.number(counts[each.prefix]),
                _where(call, each),
                ALLOTMENT.states[each.state].in_(call.lang),
                each.filing_no or NOTHING,
                moment(each.allotted_at),
            )
            for each in found
        ),
        states=choices(ALLOTMENT.states, call.lang),
        state=state,
        find=find,
        csv=link("/node/prefixes/table.csv", state=state, find=find),
        note=cut_note(tr, len(found), _MOST),
    )


def one_context(call: Call, place: NodePlace, found: Allotment, target: Target) -> PrefixContext:
    """Answer one prefix with what may be done about it."""
    _, tr = call.tr.gettext, call.tr
    with reading(place) as reader:
        count = reader.count(found.prefix)
    return PrefixContext(
        tabs=tabs_of(call),
        prefix=found.prefix,
        enterprise=found.enterprise_name_zh,
        state=ALLOTMENT.states[found.state].in_(call.lang),
        facts=(
            (_("Enterprise"), found.enterprise_name_zh),
            (_("Unified social credit code"), found.uscc),
            (
                _("Industry (GB/T 4754)"),
                f"{found.industry_code} {industry.name(found.industry_code).in_(call.lang)}",
            ),
            (_("Identifiers"), tr.number(count)),
            (_("Where it resolves"), _where(call, found)),
            (_("Own administrator"), found.admin_reference or NOTHING),
            (_("Filing number"), found.filing_no or NOTHING),
            (_("Reason"), found.reason or NOTHING),
            (_("Allotted at"), moment(found.allotted_at)),
            (_("Filed at"), moment(found.filed_at)),
            (_("Last step at"), moment(found.changed_at)),
        ),
        links=(
            (path_of("node", "applications", found.application_no), _("Its application")),
            (link("/node/registrations", prefix=found.prefix), _("Its identifiers")),
            (link("/node/statistics", prefix=found.prefix), _("Its statistics")),
        ),
        acts=tuple(
            (act, headed(ALLOTMENT.acts[act].in_(call.lang)))
            for act in acts_of(call, found, target)
        ),
        action=path_of("node", "prefixes", found.prefix, "step"),
        seen=state_of(found.prefix, found.revision),
        admin=found.admin_reference or "",
        waits=waits_of(call, prefix_handle(found.prefix)),
        history=history_of(call, f"prefix:{found.prefix}"),
    )


def acts_of(call: Call, found: Allotment, target: Target) -> list[str]:
    """Answer the steps that the state allows and who asks may take, in their usual order."""
    if not call.may(Permission.IDENTIFIER_ALLOT, target):
        return []
    return [act for act in ALLOTMENT.acts if (found.state, act) in ALLOTMENT.steps]


def waits_of(call: Call, handle: str) -> str:
    """Answer why resolution does not show a handle as wished yet; empty when it does."""
    wish = resolution_wish.c
    query = select(wish.reason).where(wish.handle_key == fold_text(handle), wish.is_done.is_(False))
    with call.store.database.read() as connection:
        row = connection.execute(query).first()
    if row is None:
        return ""
    return row.reason or call.tr.gettext("the node has not been asked yet")


def history_of(call: Call, thing: str) -> tuple[tuple[str, str, str, str], ...]:
    """Answer when, who and what was done to a thing, the newest first; not who looked at it.

    The last is the detail as the trail keeps it; empty without one.
    """
    found = list_entries(
        call.store.database,
        audit_entry.c.object == thing,
        audit_entry.c.is_done.is_(True),
        audit_entry.c.action != READ.value,
        limit=_HISTORY,
    )
    return tuple(
        (moment(each.at), each.actor, _act(call, each.action), each.detail or "") for each in found
    )


def _act(call: Call, action: str) -> str:
    """An act of the trail in words."""
    try:
        return Permission(action).label.in_(call.lang)
    except ValueError:
        return action


def _where(call: Call, found: Allotment) -> str:
    _ = call.tr.gettext
    return _("at this node") if found.site_octets is None else _("at its own node")
