"""Enterprise prefixes: the list, one prefix, and the steps of its life."""

import base64
import binascii
from typing import Final

from lingnan.access import Permission, ScopeKind
from lingnan.console.pages.node.place import node_of, settle_wishes
from lingnan.console.pages.node.prefix.read import list_context, one_context
from lingnan.console.pages.node.right import (
    READ,
    ensure,
    note_look,
    target_of_prefix,
)
from lingnan.console.pages.node.word import path_of
from lingnan.console.web.answer import Answer, Moved, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.errors import FormUnreadable, NothingThere
from lingnan.console.web.route import get, post
from lingnan.console.web.seen import ensure_seen, state_of
from lingnan.console.web.sheet import sent_csv
from lingnan.kernel import Text
from lingnan.sources.identifier.business.actor import Actor
from lingnan.sources.identifier.business.allotment import Allotment, find_allotment
from lingnan.sources.identifier.business.errors import NoPrefix
from lingnan.sources.identifier.business.lifecycle import ALLOTMENT
from lingnan.sources.identifier.business.prefix_step import (
    HOSTED,
    change_prefix,
    file_prefix,
    resume_prefix,
    revoke_prefix,
    suspend_prefix,
)
from lingnan.sources.identifier.wire.handle import prefix_handle

_ALLOT: Final = Permission.IDENTIFIER_ALLOT
_LIST: Final = "/node/prefixes"
_ONE: Final = _LIST + "/{prefix}"


def _prefixes(call: Call) -> Answer:
    context = list_context(call, node_of(call), *_asked(call))
    return Shown(call.tr.gettext("Enterprise prefixes"), context)


def _table(call: Call) -> Answer:
    _ = call.tr.gettext
    rows = list_context(call, node_of(call), *_asked(call)).rows
    headings = (
        *(_("Prefix"), _("Enterprise"), _("Unified social credit code"), _("Identifiers")),
        *(_("Where it resolves"), _("State"), _("Filing number"), _("Allotted at")),
    )
    cells = [
        (
            *(each.prefix, each.enterprise, each.uscc, each.identifiers),
            *(each.where, each.state, each.filing_no, each.allotted),
        )
        for each in rows
    ]
    return sent_csv("prefixes.csv", headings, cells, call.lang)


def _show(call: Call) -> Answer:
    place, found = node_of(call), _allotment(call)
    target = target_of_prefix(call, found.prefix, place.prefixes)
    note_look(call, f"prefix:{found.prefix}", found.uscc, target)
    return Shown(found.prefix, one_context(call, place, found, target))


def _step(call: Call) -> Answer:
    place, found = node_of(call), _allotment(call)
    ensure(call, _ALLOT, target_of_prefix(call, found.prefix, place.prefixes))
    ensure_seen(call, state_of(found.prefix, found.revision), f"prefix:{found.prefix}")
    act = call.typed("act")
    if act not in ALLOTMENT.acts:
        raise FormUnreadable(reason=Text("没有选择办理事项", "no step was chosen"))
    database, actor, at = call.store.database, Actor.of(call.who), call.at
    if act == "file":
        number = call.text("filing_no", call.tr.gettext("Filing number"), most=80)
        file_prefix(database, found.prefix, filing_no=number, actor=actor, at=at)
    elif act == "change":
        change_prefix(
            database,
            found.prefix,
            site=_site(call),
            admin=_changed(call.typed("admin"), found.admin_reference),
            enterprise_name_zh=_changed(call.typed("enterprise"), found.enterprise_name_zh),
            actor=actor,
            at=at,
        )
    elif act == "resume":
        resume_prefix(database, found.prefix, actor=actor, at=at)
    else:
        take_away = suspend_prefix if act == "suspend" else revoke_prefix
        take_away(database, found.prefix, reason=call.typed("reason"), actor=actor, at=at)
    settle_wishes(call, prefix_handle(found.prefix))
    return Moved(path_of("node", "prefixes", found.prefix))


def _allotment(call: Call) -> Allotment:
    try:
        return find_allotment(call.store.database, call.parameters["prefix"])
    except NoPrefix as problem:
        raise NothingThere from problem


def _asked(call: Call) -> tuple[str, str]:
    return call.choice("state", tuple(ALLOTMENT.states), ""), call.asked("find").strip()


def _changed(told: str, before: str | None) -> str | None:
    return told if told and told != before else None


def _site(call: Call) -> bytes | None:
    """Answer where the prefix is to resolve: an encoded HS_SITE in base64, or at this node."""
    where = call.typed("where")
    if where != "own":
        return HOSTED if where == "hosted" else None
    try:
        return base64.b64decode("".join(call.typed("site").split()), validate=True)
    except (binascii.Error, ValueError):
        reason = Text("HS_SITE 不是 Base64", "HS_SITE is no base64")
        raise FormUnreadable(reason=reason) from None


ROUTES: Final = (
    get(_LIST, READ, _prefixes),
    get(f"{_LIST}/table.csv", READ, _table),
    get(_ONE, READ, _show, prefix=ScopeKind.PREFIX),
    post(f"{_ONE}/step", _ALLOT, _step, prefix=ScopeKind.PREFIX),
)
