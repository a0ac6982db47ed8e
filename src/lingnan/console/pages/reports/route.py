"""Reports: the list, those written at once, roadmaps to order, files that were made."""

from pathlib import Path
from typing import Final

from lingnan.access import Permission, Role, ScopeKind
from lingnan.console.i18n import N_
from lingnan.console.pages.reports.context import Form, MadeLine, Ready, ReportsContext
from lingnan.console.pages.reports.ready import (
    EXCEL,
    HTML,
    MEDIA,
    WORD,
    city_report,
    enterprise_report,
    overview_report,
)
from lingnan.console.web.answer import Answer, Moved, Sent, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.errors import NothingThere
from lingnan.console.web.extent import Extent, extent_of
from lingnan.console.web.job_view import job_of_reader, job_view
from lingnan.console.web.menu import Entry
from lingnan.console.web.route import Row, get, post
from lingnan.console.web.target import target_of
from lingnan.console.work.errand import made_file
from lingnan.console.work.job import Job, JobState, list_jobs
from lingnan.console.work.queue import JobWish, put_job
from lingnan.console.work.store import job as job_table
from lingnan.console.work.task.report import CHAIN, INDUSTRY, PARK
from lingnan.registry import EntityKind

_READ: Final = Permission.REPORTS_READ
_MAKE: Final = Permission.REPORTS_MAKE
_FORMS: Final = ((HTML, N_("HTML")), (WORD, N_("Word")), (EXCEL, N_("Excel")))
_GROUPS: Final = {PARK: ScopeKind.PARK, CHAIN: ScopeKind.CHAIN}
_KINDS: Final = {PARK: EntityKind.PARK, CHAIN: EntityKind.CHAIN}
_MOST: Final = 500
_SHOWN: Final = 20


def _reports(call: Call) -> Answer:
    extent = extent_of(call, _READ)
    is_office = bool(extent.cities)
    context = ReportsContext(
        ready=_ready(call, extent),
        asks_enterprise=is_office,
        forms=_order_forms(call, extent) if call.may(_MAKE) else (),
        made=_made(call),
    )
    return Shown(call.tr.gettext("Reports and roadmaps"), context)


def _ready(call: Call, extent: Extent) -> tuple[Ready, ...]:
    tr, lang = call.tr, call.lang
    found = []
    if extent.is_whole:
        found.append(Ready(tr.gettext("State of the programme"), _files(call, "overview")))
    found += [
        Ready(city.name.in_(lang), _files(call, f"cities/{city.code}")) for city in extent.cities
    ]
    found += [
        Ready(tr.gettext("Diagnosis of {code}").format(code=grant.scope.key), files)
        for grant in call.who.grants
        if grant.scope.kind is ScopeKind.ENTERPRISE and _READ in grant.role.permissions
        for files in [_files(call, f"enterprises/{grant.scope.key}")]
    ]
    return tuple(found)


def _files(call: Call, way: str) -> tuple[tuple[str, str], ...]:
    return tuple((f"/reports/{way}/{form}", call.tr.gettext(name)) for form, name in _FORMS)


def _order_forms(call: Call, extent: Extent) -> tuple[Form, ...]:
    _, lang = call.tr.gettext, call.lang
    forms = []
    if extent.cities:
        areas = [(city.code, city.name.in_(lang)) for city in extent.cities]
        if extent.is_whole:
            areas.insert(0, ("", _("All of the region")))
        clusters = tuple((each.id, each.name.in_(lang)) for each in call.pack.clusters)
        forms.append(
            Form(INDUSTRY, _("Roadmap of an industry"), _("Cluster"), clusters, tuple(areas))
        )
    names = {
        PARK: (_("Roadmap of a park"), _("Park")),
        CHAIN: (_("Roadmap of a chain"), _("Chain")),
    }
    for what, (name, label) in names.items():
        choices = _groups(call, what)
        if choices:
            forms.append(Form(what, name, label, choices, ()))
    return tuple(forms)


def _groups(call: Call, what: str) -> tuple[tuple[str, str], ...]:
    """The parks or chains for which the reader may order a roadmap."""
    found = []
    for each in call.desk.registry.entities(_KINDS[what])[:_MOST]:
        target = target_of(call.store, _GROUPS[what], each.entity_code, at=call.at)
        if target is not None and call.may(_MAKE, target):
            name = each.name_zh if call.lang == "zh" else each.name_en or each.name_zh
            found.append((each.entity_code, name))
    return tuple(found)


def _order(call: Call) -> Answer:
    what, key, form = call.typed("what"), call.typed("group"), call.typed("form")
    if form not in (WORD, EXCEL):
        raise NothingThere
    area = _area(call, what, key)
    wish = JobWish(
        kind="report",
        argument={"what": what, "key": key, "area": area, "form": form, "lang": call.lang},
        actor=call.who.actor,
        scope_code=area or call.pack.region_code,
        action=_MAKE.value,
        account_id=call.who.account_id,
        thing=f"{what}:{key}"[:80],
    )
    put_job(call.store.database, wish, at=call.at)
    return Moved("/reports")


def _area(call: Call, what: str, key: str) -> str:
    """The city to which what is ordered is narrowed; checks that the reader may order it.

    Raises: NothingThere.
    """
    extent = extent_of(call, _MAKE)
    if what in _GROUPS:
        target = target_of(call.store, _GROUPS[what], key, at=call.at)
        if target is None or not call.may(_MAKE, target):
            raise NothingThere
        return ""
    area = call.typed("area")
    is_known = key in {each.id for each in call.pack.clusters}
    is_within = area in extent.codes or (not area and extent.is_whole)
    if what != INDUSTRY or not is_known or not is_within:
        raise NothingThere
    return area


def _made(call: Call) -> tuple[MadeLine, ...]:
    """The files that the reader ordered, the latest first."""
    mine = job_table.c.account_id == call.who.account_id
    jobs = list_jobs(call.store.database, "report", where=mine, limit=_SHOWN)
    return tuple(_made_line(call, each) for each in jobs)


def _made_line(call: Call, job: Job) -> MadeLine:
    outcome = job.outcome or {}
    is_there = job.state is JobState.DONE and _path(call, job).is_file()
    title = f"{outcome.get('title', '')} {outcome.get('subtitle', '')}".strip()
    return MadeLine(
        title=title or str(job.thing),
        at=job.created_at,
        job=job_view(call, job),
        file=f"/reports/files/{job.job_id}" if is_there else "",
    )


def _path(call: Call, job: Job) -> Path:
    return made_file(call.store, job.job_id, str((job.outcome or {}).get("file", "-")))


def _file(call: Call) -> Answer:
    job = job_of_reader(call, call.parameters["job_id"])
    if job.kind != "report" or job.state is not JobState.DONE:
        raise NothingThere
    path = _path(call, job)
    if not path.is_file():
        raise NothingThere
    call.note(_READ, f"report:{job.thing}")
    return Sent(path.read_bytes(), MEDIA[path.suffix.removeprefix(".")], path.name)


def _find(call: Call) -> Answer:
    """Go to the report of the enterprise whose code was typed."""
    form = call.choice("form", list(MEDIA), HTML)
    return Moved(f"/reports/enterprises/{call.asked('uscc').strip().upper()[:18] or '-'}/{form}")


ROUTES: Final = (
    get("/reports", _READ, _reports),
    get("/reports/overview/{form}", _READ, overview_report, form=Row.CONTENT),
    get("/reports/cities/{city}/{form}", _READ, city_report, city=ScopeKind.CITY, form=Row.CONTENT),
    get("/reports/enterprises", _READ, _find),
    get(
        "/reports/enterprises/{uscc}/{form}",
        _READ,
        enterprise_report,
        uscc=ScopeKind.ENTERPRISE,
        form=Row.CONTENT,
    ),
    post("/reports", _MAKE, _order),
    get("/reports/files/{job_id}", _READ, _file, job_id=Row.OWN),
)
MENU: Final = (
    Entry(
        "/reports",
        N_("Reports and roadmaps"),
        66,
        _READ,
        frozenset({Role.PROGRAMME_OFFICE, Role.AUDITOR, Role.ENTERPRISE}),
    ),
)
