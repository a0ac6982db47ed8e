"""Parks: the list, one park, its roadmap as piece and as files."""

from collections.abc import Callable
from contextlib import suppress
from typing import Final

from lingnan.access import Permission, Role, ScopeKind
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
from lingnan.console.group.member import levels_of
from lingnan.console.group.note import counted_note, note_members
from lingnan.console.group.order import address_of, asked_by_form, order_of, order_plan
from lingnan.console.group.paging import paged
from lingnan.console.group.table import park_rows, run_rows
from lingnan.console.group.wanted import Wanted
from lingnan.console.i18n import N_
from lingnan.console.pages.parks.ask import FIELDS, form_of, is_asked, wanted_of
from lingnan.console.pages.parks.context import ParkContext, ParksContext
from lingnan.console.pages.parks.list import name_of, park_lines, parks_table
from lingnan.console.pages.parks.read import (
    counted_members,
    facts_of,
    member_lines,
    members_of,
    new_park_answer,
    park_of,
    park_sight,
    plan_document,
)
from lingnan.console.screen import block_table
from lingnan.console.web.answer import Answer, Moved, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.errors import NothingThere
from lingnan.console.web.menu import Entry
from lingnan.console.web.route import Row, get, post
from lingnan.console.web.sheet import sent_table
from lingnan.pipeline.group_answers import ParkAsked
from lingnan.registry import Entity
from lingnan.roadmap.park.store import PARK_TABLE

_READ: Final = Permission.ROADMAP_READ
#: So many members are planned for while a page loads; for a larger park plans are ordered.
_AT_ONCE: Final = 2_000
_LEVELS: Final = "levels"


def _parks(call: Call) -> Answer:
    tr, lines = call.tr, park_lines(call)
    if call.asked("form") == "csv":
        return sent_table("parks.csv", parks_table(tr, lines))
    shown, pages = paged(call, lines)
    told = tr.gettext("{count} parks; in {paying} of them shared facilities pay").format(
        count=tr.number(len(lines)), paying=tr.number(sum(line.is_paying for line in lines))
    )
    context = ParksContext(tr.sentence([told]), tuple(shown), pages, "/parks?form=csv")
    return Shown(tr.gettext("Parks"), context)


def _park(call: Call) -> Answer:
    park = park_of(call)
    codes = members_of(call)
    if is_piece(call):
        return _piece(call, park, codes)
    found = _found(call, park, codes)
    levels = levels_of(call, codes)
    counted = counted_members(call, codes, levels, _LEVELS)
    shown, pages = paged(call, member_lines(call, codes, levels, park_sight(call)))
    may_plan = not _is_empty(call, park, codes) and call.may(Permission.ROADMAP_PLAN)
    context = ParkContext(
        facts=facts_of(call, park, len(codes)),
        members_sentence=counted.sentence,
        levels=counted.chart,
        levels_csv=f"{_path(park)}/csv/{_LEVELS}",
        members=tuple(shown),
        pages=pages,
        counted_note=counted_note(call),
        form=form_of(call, found.wanted, found.error_of("budget")) if may_plan else None,
        plans=f"{_path(park)}/plans",
        is_long=_is_large(codes),
        order=order_of(call, found.wanted, park, _path(park), FIELDS) if found.waits else None,
        plan=_plan_of(call, park, found, codes),
        problem=found.rest if may_plan else found.problem,
    )
    note_members(call, ScopeKind.PARK, park.entity_code)
    return Shown(name_of(call, park), context, found.status)


def _piece(call: Call, park: Entity, codes: list[str]) -> Answer:
    """Answer the roadmap alone; what needs more of the page is asked for as a page."""
    try:
        answer = planned(call, wanted_of(call), is_long=_long_of(codes))
    except (AskedUnfit, NotOrdered):
        return Moved(address_of(call, _path(park), FIELDS))
    document = plan_document(call, park, answer)
    note_members(call, ScopeKind.PARK, park.entity_code)
    return Shown(name_of(call, park), plan_context(call, document, _path(park), is_deep=True))


def _order(call: Call) -> Answer:
    """Order what takes long; its page tells what is wrong with a question."""
    park, asked = park_of(call), asked_by_form(call)
    way = address_of(asked, _path(park), FIELDS)
    with suppress(AskedUnfit):
        if not _is_empty(call, park, members_of(call)):
            order_plan(call, wanted_of(asked), park, way)
    return Moved(way)


def _file(call: Call) -> Answer:
    park, form = park_of(call), file_form(call)
    codes = members_of(call)
    is_empty = _is_empty(call, park, codes)
    if is_empty:
        answer = new_park_answer(call, park)
    else:
        answer = planned(call, wanted_of(call), is_long=_long_of(codes))
    document = plan_document(call, park, answer)
    name = f"roadmap-park-{park.entity_code}"
    note_members(call, ScopeKind.PARK, park.entity_code, form)
    return sent_document(document, name, form)


def _csv(call: Call) -> Answer:
    park, block = park_of(call), call.parameters["block"]
    codes = members_of(call)
    if block == _LEVELS:
        counted = counted_members(call, codes, levels_of(call, codes), _LEVELS)
        return sent_table(f"{park.entity_code}-{block}.csv", counted.table)
    found = _found(call, park, codes)
    plan = _plan_of(call, park, found, codes)
    table = block_table(plan.sections, block) if plan else None
    if table is None:
        raise NothingThere
    note_members(call, ScopeKind.PARK, park.entity_code, "csv")
    return sent_table(f"{park.entity_code}-{block}.csv", table)


def _found(call: Call, park: Entity, codes: list[str]) -> Attempt:
    first = Wanted(ParkAsked(park.entity_code))
    if _is_empty(call, park, codes):
        return Attempt(new_park_answer(call, park), is_deep=True, wanted=first)
    return attempt(
        call,
        first,
        wanted_of,
        lambda: park_rows(call, park.entity_code),
        is_asked=is_asked(call),
        is_long=_long_of(codes),
    )


def _is_large(codes: list[str]) -> bool:
    return len(codes) > _AT_ONCE


def _long_of(codes: list[str]) -> Callable[[Wanted], bool]:
    """Which questions take longer than a page may: proofs, and all of a large park."""
    return lambda wanted: wanted.is_exact or _is_large(codes)


def _is_empty(call: Call, park: Entity, codes: list[str]) -> bool:
    """Whether nobody is there to plan for: no member, or none that is active."""
    rows = run_rows(call, PARK_TABLE, "park_id", park.entity_code)
    return not codes or bool(rows and rows[0]["status"] == "no_members")


def _plan_of(call: Call, park: Entity, found: Attempt, codes: list[str]) -> PlanContext | None:
    if found.answer is None:
        return None
    return plan_context(
        call,
        plan_document(call, park, found.answer),
        _path(park),
        is_deep=found.is_deep,
        loads=True,
        long=LongPlan(_is_large(codes), _order_place(call, park), found.waits, bool(found.problem)),
        without=(call.tr.gettext("Summary"),) if _is_empty(call, park, codes) else (),
    )


def _order_place(call: Call, park: Entity) -> str:
    return f"{_path(park)}/plans" if call.may(Permission.ROADMAP_PLAN) else ""


def _path(park: Entity) -> str:
    return f"/parks/{park.entity_code}"


ROUTES: Final = (
    get("/parks", _READ, _parks),
    get("/parks/{park}", _READ, _park, park=ScopeKind.PARK),
    post("/parks/{park}/plans", Permission.ROADMAP_PLAN, _order, park=ScopeKind.PARK),
    get("/parks/{park}/roadmap/{form}", _READ, _file, park=ScopeKind.PARK, form=Row.CONTENT),
    get("/parks/{park}/csv/{block}", _READ, _csv, park=ScopeKind.PARK, block=Row.CONTENT),
)
_OFFICE: Final = frozenset({Role.PROGRAMME_OFFICE, Role.AUDITOR})
MENU: Final = (
    Entry("/parks", N_("Parks"), 40, _READ, _OFFICE),
    Entry("/parks/{park}", N_("My park"), 40, _READ, frozenset({Role.PARK_OPERATOR})),
)
