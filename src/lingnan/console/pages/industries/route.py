"""The roadmap of an industry: page, piece, files."""

from typing import Final

from lingnan.access import Permission
from lingnan.console.group.attempt import Attempt, attempt, is_piece, plan_context, planned
from lingnan.console.group.context import PlanContext
from lingnan.console.group.file import form_of as file_form
from lingnan.console.group.file import sent_document
from lingnan.console.group.note import counted_note
from lingnan.console.group.question import is_told
from lingnan.console.group.table import industry_rows
from lingnan.console.group.wanted import IndustryAsked
from lingnan.console.pages.industries.context import IndustryContext
from lingnan.console.pages.industries.read import (
    FIELDS,
    cluster_of,
    extent_for,
    first_of,
    form_of,
    plan_document,
    wanted_of,
)
from lingnan.console.screen import block_table
from lingnan.console.web.answer import Answer, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.errors import NothingThere
from lingnan.console.web.route import Row, get
from lingnan.console.web.sheet import sent_table
from lingnan.packs.content import Cluster
from lingnan.roadmap.industry.errors import NoMembers

_READ: Final = Permission.ROADMAP_READ
#: So many enterprises are planned for while a page loads; more are planned when asked.
_AT_ONCE: Final = 5_000


def _industry(call: Call) -> Answer:
    cluster, extent = cluster_of(call), extent_for(call)
    title = call.tr.gettext("Industry roadmap: {cluster}").format(
        cluster=cluster.name.in_(call.lang)
    )
    if is_piece(call):
        answer = planned(call, wanted_of(call))
        document = plan_document(call, cluster, answer)
        return Shown(title, plan_context(call, document, _path(cluster), is_deep=True))
    found = _found(call, cluster)
    # A cluster that nobody in the area belongs to is an answer, not a mistake.
    is_empty = found.code == NoMembers.code
    context = IndustryContext(
        cluster_path=f"/clusters/{cluster.id}",
        form=form_of(call, extent, found.wanted),
        counted_note=counted_note(call),
        plan=_plan(call, cluster, found),
        lack="" if found.answer else _lack(call),
        problem="" if is_empty else found.problem,
    )
    return Shown(title, context, 200 if is_empty else found.status)


def _file(call: Call) -> Answer:
    cluster, form = cluster_of(call), file_form(call)
    wanted = wanted_of(call)
    document = plan_document(call, cluster, planned(call, wanted))
    place = getattr(wanted.asked, "area", None)
    name = f"roadmap-industry-{cluster.id}" + (f"-{place}" if place else "")
    call.note(Permission.ROADMAP_READ, f"industry:{cluster.id}:{form}")
    return sent_document(document, name, form)


def _csv(call: Call) -> Answer:
    cluster, block = cluster_of(call), call.parameters["block"]
    plan = _plan(call, cluster, _found(call, cluster))
    table = block_table(plan.sections, block) if plan else None
    if table is None:
        raise NothingThere
    return sent_table(f"{cluster.id}-{block}.csv", table)


def _found(call: Call, cluster: Cluster) -> Attempt:
    first = first_of(call)
    asked = first.asked
    assert isinstance(asked, IndustryAsked)  # noqa: S101  an industry is asked about
    # The run plans whole clusters; one city is always planned now, which takes less.
    is_asked = is_told(call, FIELDS) or asked.area is not None
    return attempt(
        call,
        first,
        wanted_of,
        lambda: None if asked.area else industry_rows(call, cluster.id),
        is_asked=is_asked,
    )


def _plan(call: Call, cluster: Cluster, found: Attempt) -> PlanContext | None:
    if found.answer is None:
        return None
    return plan_context(
        call,
        plan_document(call, cluster, found.answer),
        _path(cluster),
        is_deep=found.is_deep,
        loads=found.answer["members"]["count"] <= _AT_ONCE,
    )


def _lack(call: Call) -> str:
    return call.tr.gettext("There is no assessed small or medium enterprise to plan for here.")


def _path(cluster: Cluster) -> str:
    return f"/industries/{cluster.id}"


ROUTES: Final = (
    get("/industries/{cluster_id}", _READ, _industry, cluster_id=Row.CONTENT),
    get(
        "/industries/{cluster_id}/roadmap/{form}",
        _READ,
        _file,
        cluster_id=Row.CONTENT,
        form=Row.CONTENT,
    ),
    get(
        "/industries/{cluster_id}/csv/{block}",
        _READ,
        _csv,
        cluster_id=Row.CONTENT,
        block=Row.CONTENT,
    ),
)
MENU: Final = ()
