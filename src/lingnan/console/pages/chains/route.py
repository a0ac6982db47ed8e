"""Supply chains: the list, one chain, its roadmap as piece and as files."""

from typing import Final, Literal

from lingnan.access import Permission, Role, ScopeKind
from lingnan.console.charts import Chart, Table
from lingnan.console.group.attempt import Attempt, attempt, is_piece, plan_context, planned
from lingnan.console.group.context import PlanContext
from lingnan.console.group.depth import Wanted
from lingnan.console.group.file import form_of as file_form
from lingnan.console.group.file import sent_document
from lingnan.console.group.member import Named
from lingnan.console.group.note import counted_note, note_look
from lingnan.console.group.paging import paged, query_of
from lingnan.console.group.question import is_told, money
from lingnan.console.group.table import chain_rows, run_rows
from lingnan.console.i18n import N_
from lingnan.console.pages.chains.context import ChainContext, ChainForm, ChainsContext
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
from lingnan.console.web.answer import Answer, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.errors import NothingThere
from lingnan.console.web.menu import Entry
from lingnan.console.web.route import Row, get
from lingnan.console.web.sheet import sent_table
from lingnan.pipeline.group_answers import ChainAsked
from lingnan.registry import Entity
from lingnan.roadmap.chain import CHAIN_TABLE

_READ: Final = Permission.ROADMAP_READ
_FIELDS: Final = ("budget", "side", "exact", "deep")
#: So many suppliers are planned for while a page loads; a larger chain is planned when asked.
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
        told = planned(call, _wanted(call))
        return Shown(name_of(call, chain), _plan(call, chain, told, names_of(call, told), True))
    found = _found(call, chain)
    answer = found.answer
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
        form=_form(call, found.wanted) if answer and call.may(Permission.ROADMAP_PLAN) else None,
        plan=_plan(call, chain, answer, names, found.is_deep) if answer else None,
        lack="" if answer else _lack(call, chain),
        problem=found.problem,
    )
    note_look(call, _READ, f"chain:{chain.entity_code}")
    return Shown(name_of(call, chain), context, found.status)


def _file(call: Call) -> Answer:
    chain, form = chain_of(call), file_form(call)
    answer = planned(call, _wanted(call))
    document = plan_document(call, chain, answer, names_of(call, answer))
    name = f"roadmap-chain-{chain.entity_code}"
    return sent_document(call, document, f"chain:{chain.entity_code}", name, form)


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
        plan = _plan(call, chain, answer, names, found.is_deep)
        table = block_table(plan.sections, block)
    if table is None:
        raise NothingThere
    return sent_table(f"{chain.entity_code}-{block}.csv", table)


def _wanted(call: Call) -> Wanted:
    side: Literal["claimed", "proven"] = "claimed" if call.asked("side") == "claimed" else "proven"
    budget = money(call, "budget", call.tr.gettext("Budget of the chain"))
    asked = ChainAsked(call.parameters["chain"], side, budget)
    return Wanted(asked, is_exact=call.asked("exact") == "1")


def _found(call: Call, chain: Entity) -> Attempt:
    first = Wanted(ChainAsked(chain.entity_code, "proven"))
    return attempt(
        call,
        first,
        _wanted,
        lambda: chain_rows(call, chain.entity_code),
        is_asked=is_told(call, _FIELDS) and not _lack(call, chain),
    )


def _lack(call: Call, chain: Entity) -> str:
    rows = run_rows(call, CHAIN_TABLE, "chain_id", chain.entity_code)
    return lack_of(call, chain, rows[0] if rows else {})


def _form(call: Call, wanted: Wanted) -> ChainForm:
    asked = wanted.asked
    assert isinstance(asked, ChainAsked)  # noqa: S101  a chain was asked about
    return ChainForm(call.asked("budget"), asked.side, wanted.is_exact)


def _picture(call: Call, answer: Json, names: dict[str, Named]) -> Chart:
    title = call.tr.gettext("Who supplies whom, and where it is held up")
    return chain_picture(call, answer, names, title)


def _plan(
    call: Call, chain: Entity, answer: Json, names: dict[str, Named], is_deep: bool
) -> PlanContext:
    return plan_context(
        call,
        plan_document(call, chain, answer, names),
        _path(chain),
        is_deep=is_deep,
        loads=len(answer["members"]) <= _AT_ONCE,
        without=(call.tr.gettext("Members of the chain"),),
    )


def _path(chain: Entity) -> str:
    return f"/chains/{chain.entity_code}"


ROUTES: Final = (
    get("/chains", _READ, _chains),
    get("/chains/{chain}", _READ, _chain, chain=ScopeKind.CHAIN),
    get("/chains/{chain}/roadmap/{form}", _READ, _file, chain=ScopeKind.CHAIN, form=Row.CONTENT),
    get("/chains/{chain}/csv/{block}", _READ, _csv, chain=ScopeKind.CHAIN, block=Row.CONTENT),
)
_OFFICE: Final = frozenset({Role.PROGRAMME_OFFICE, Role.AUDITOR})
MENU: Final = (
    Entry("/chains", N_("Supply chains"), 41, _READ, _OFFICE),
    Entry("/chains/{chain}", N_("My chain"), 41, _READ, frozenset({Role.CHAIN_LEADER})),
)
