"""Supply chains: the list, one chain, its roadmap as piece and as files."""

from collections.abc import Callable
from contextlib import suppress
from typing import Final

from lingnan.access import Permission, Role, ScopeKind
from lingnan.console.charts import Chart, Table
from lingnan.console.group.attempt import (
    Attempt,
    LongPlan,
    attempt,
    is_piece,
    plan_context,
    planned,
)
from lingnan.console.group.context import PlanContext
from lingnan.console.group.errors import AskedUnfit, NotOrdered
from lingnan.console.group.file import form_of as file_form
from lingnan.console.group.file import sent_document
from lingnan.console.group.member import Named
from lingnan.console.group.note import counted_note, note_members
from lingnan.console.group.order import address_of, asked_by_form, order_of, order_plan
from lingnan.console.group.paging import paged, query_of
from lingnan.console.group.question import is_told
from lingnan.console.group.table import chain_rows, run_rows
from lingnan.console.group.wanted import Wanted
from lingnan.console.i18n import N_
from lingnan.console.pages.chains.ask import FIELDS, form_of, wanted_of
from lingnan.console.pages.chains.context import ChainContext, ChainsContext
from lingnan.console.pages.chains.list import chain_lines, chains_table, lack_of, name_of
from lingnan.console.pages.chains.picture import chain_picture
from lingnan.console.pages.chains.read import (
    Json,
    chain_of,
    chain_sentence,
    facts_of,
    names_of,
    ordered_suppliers,
    plan_document,
    supplier_lines,
    supplier_table,
    tier_table,
)
from lingnan.console.screen import block_table
from lingnan.console.web.answer import Answer, Moved, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.errors import NothingThere
from lingnan.console.web.menu import Entry
from lingnan.console.web.route import Row, get, post
from lingnan.console.web.sheet import sent_table
from lingnan.pipeline.group_answers import ChainAsked
from lingnan.registry import Entity
from lingnan.roadmap.chain import CHAIN_TABLE

_READ: Final = Permission.ROADMAP_READ
#: So many suppliers are planned for while a page loads; for a larger chain plans are ordered.
_AT_ONCE: Final = 2_000


def _chains(call: Call) -> Answer:
    tr, lines = call.tr, chain_lines(call)
    if call.asked("form") == "csv":
        return sent_table("chains.csv", chains_table(tr, lines))
    shown, pages = paged(call, lines)
    told = tr.gettext("{count} supply chains; the run planned {planned} of them").format(
        count=tr.number(len(lines)), planned=tr.number(sum(not line.lack for line in lines))
    )
    context = ChainsContext(tr.sentence([told]), tuple(shown), pages, "/chains?form=csv")
    return Shown(tr.gettext("Supply chains"), context)


def _chain(call: Call) -> Answer:
    chain = chain_of(call)
    if is_piece(call):
        return _piece(call, chain)
    found = _found(call, chain)
    if found.field and call.is_piece:
        # What is wrong stands beside its field, which is not in the part that is asked for.
        return Moved(address_of(call, _path(chain), FIELDS))
    answer = found.answer
    may_plan = answer is not None and call.may(Permission.ROADMAP_PLAN)
    names = names_of(call, answer) if answer else {}
    tr = call.tr
    shown, pages = paged(call, ordered_suppliers(answer) if answer else [])
    context = ChainContext(
        facts=facts_of(call, chain, answer, names),
        sentence=chain_sentence(tr, answer) if answer else "",
        network=_picture(call, answer, names) if answer else None,
        tiers=tier_table(tr, answer) if answer else None,
        csv=f"{_path(chain)}/csv/{{}}{query_of(call)}",
        suppliers=supplier_lines(tr, shown, names),
        pages=pages,
        counted_note=counted_note(call),
        form=form_of(call, found.wanted, found.error_of("budget")) if may_plan else None,
        plans=f"{_path(chain)}/plans",
        is_long=_is_large(call, chain),
        order=order_of(call, found.wanted, chain, _path(chain), FIELDS) if found.waits else None,
        plan=_plan(call, chain, answer, names, found) if answer else None,
        lack="" if answer else _lack(call, chain),
        problem=found.rest if may_plan else found.problem,
    )
    if answer is not None:
        note_members(call, ScopeKind.CHAIN, chain.entity_code)
    return Shown(name_of(call, chain), context, found.status)


def _piece(call: Call, chain: Entity) -> Answer:
    """Answer the roadmap alone; what needs more of the page is asked for as a page."""
    try:
        wanted = wanted_of(call)
        told = planned(call, wanted, is_long=_long_of(call, chain))
    except (AskedUnfit, NotOrdered):
        return Moved(address_of(call, _path(chain), FIELDS))
    found = Attempt(told, True, wanted)
    note_members(call, ScopeKind.CHAIN, chain.entity_code)
    return Shown(name_of(call, chain), _plan(call, chain, told, names_of(call, told), found))


def _order(call: Call) -> Answer:
    """Order what takes long; its page tells what is wrong with a question."""
    chain, asked = chain_of(call), asked_by_form(call)
    way = address_of(asked, _path(chain), FIELDS)
    with suppress(AskedUnfit):
        if not _lack(call, chain):
            order_plan(call, wanted_of(asked), chain, way)
    return Moved(way)


def _file(call: Call) -> Answer:
    chain, form = chain_of(call), file_form(call)
    answer = planned(call, wanted_of(call), is_long=_long_of(call, chain))
    document = plan_document(call, chain, answer, names_of(call, answer))
    name = f"roadmap-chain-{chain.entity_code}"
    note_members(call, ScopeKind.CHAIN, chain.entity_code, form)
    return sent_document(document, name, form)


def _csv(call: Call) -> Answer:
    chain, block = chain_of(call), call.parameters["block"]
    found = _found(call, chain)
    if found.answer is None:
        raise NothingThere
    answer, names = found.answer, names_of(call, found.answer)
    table: Table | None
    if block == "tiers":
        table = tier_table(call.tr, answer)
    elif block == "suppliers":
        table = supplier_table(call.tr, supplier_lines(call.tr, ordered_suppliers(answer), names))
    elif block == "network":
        table = _picture(call, answer, names).table
    else:
        plan = _plan(call, chain, answer, names, found)
        table = block_table(plan.sections, block)
    if table is None:
        raise NothingThere
    note_members(call, ScopeKind.CHAIN, chain.entity_code, "csv")
    return sent_table(f"{chain.entity_code}-{block}.csv", table)


def _found(call: Call, chain: Entity) -> Attempt:
    first = Wanted(ChainAsked(chain.entity_code, "proven"))
    return attempt(
        call,
        first,
        wanted_of,
        lambda: chain_rows(call, chain.entity_code),
        is_asked=is_told(call, FIELDS) and not _lack(call, chain),
        is_long=_long_of(call, chain),
    )


def _is_large(call: Call, chain: Entity) -> bool:
    rows = run_rows(call, CHAIN_TABLE, "chain_id", chain.entity_code)
    return max((row["members_count"] or 0 for row in rows), default=0) > _AT_ONCE


def _long_of(call: Call, chain: Entity) -> Callable[[Wanted], bool]:
    """Which questions take longer than a page may: proofs, and all of a large chain."""
    return lambda wanted: wanted.is_exact or _is_large(call, chain)


def _lack(call: Call, chain: Entity) -> str:
    rows = run_rows(call, CHAIN_TABLE, "chain_id", chain.entity_code)
    return lack_of(call, chain, rows[0] if rows else {})


def _picture(call: Call, answer: Json, names: dict[str, Named]) -> Chart:
    title = call.tr.gettext("Who supplies whom, and where it is held up")
    return chain_picture(call, answer, names, title)


def _plan(
    call: Call, chain: Entity, answer: Json, names: dict[str, Named], found: Attempt
) -> PlanContext:
    return plan_context(
        call,
        plan_document(call, chain, answer, names),
        _path(chain),
        is_deep=found.is_deep,
        loads=True,
        long=LongPlan(
            _is_large(call, chain), _order_place(call, chain), found.waits, bool(found.problem)
        ),
        without=(call.tr.gettext("Members of the chain"),),
    )


def _order_place(call: Call, chain: Entity) -> str:
    return f"{_path(chain)}/plans" if call.may(Permission.ROADMAP_PLAN) else ""


def _path(chain: Entity) -> str:
    return f"/chains/{chain.entity_code}"


ROUTES: Final = (
    get("/chains", _READ, _chains),
    get("/chains/{chain}", _READ, _chain, chain=ScopeKind.CHAIN),
    post("/chains/{chain}/plans", Permission.ROADMAP_PLAN, _order, chain=ScopeKind.CHAIN),
    get("/chains/{chain}/roadmap/{form}", _READ, _file, chain=ScopeKind.CHAIN, form=Row.CONTENT),
    get("/chains/{chain}/csv/{block}", _READ, _csv, chain=ScopeKind.CHAIN, block=Row.CONTENT),
)
_OFFICE: Final = frozenset({Role.PROGRAMME_OFFICE, Role.AUDITOR})
MENU: Final = (
    Entry("/chains", N_("Supply chains"), 41, _READ, _OFFICE),
    Entry("/chains/{chain}", N_("My chain"), 41, _READ, frozenset({Role.CHAIN_LEADER})),
)
