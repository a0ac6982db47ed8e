"""The profile of an enterprise, and changes of its row in the register."""

from typing import Final

from lingnan.access import Permission, Role, ScopeKind, visible
from lingnan.console.i18n import N_
from lingnan.console.pages.enterprise import change, row, view
from lingnan.console.pages.enterprise.context import (
    Change,
    ChangesContext,
    ProfileContext,
    ProposeContext,
)
from lingnan.console.pages.enterprise.evidence import evidence_lines, evidence_table
from lingnan.console.pages.enterprise.paper import paper_views
from lingnan.console.pages.enterprise.read import (
    facts_of,
    figures_of,
    level_cards,
    levels_finding,
    membership_table,
    names_table,
)
from lingnan.console.report.enterprise_table import counted_table
from lingnan.console.report.load.enterprise import counted_targets
from lingnan.console.report.sentence.enterprise import counted_finding, evidence_finding
from lingnan.console.web.answer import Answer, Moved, Shown
from lingnan.console.web.basis import basis_of, models_of, rows_of
from lingnan.console.web.call import Call
from lingnan.console.web.dossier import Opened, acts_for, name_of, open_dossier
from lingnan.console.web.errors import NothingThere
from lingnan.console.web.job_view import JobView, job_view
from lingnan.console.web.menu import Entry
from lingnan.console.web.route import Row, get, post
from lingnan.console.web.seen import ensure_seen
from lingnan.console.work.change.cell import PROPOSABLE, RENAMED
from lingnan.console.work.change.settle import WAITING
from lingnan.console.work.change.store import enterprise_change
from lingnan.diagnosis import diagnose
from lingnan.registry import Enterprise
from lingnan.store.tabular.errors import TableFileError

_DECIDE: Final = Permission.IMPORTS_START
_PLACES: Final = {
    ScopeKind.CITY: enterprise_change.c.city_code,
    ScopeKind.ENTERPRISE: enterprise_change.c.uscc,
}
_REASON_SIGNS: Final = 500


def _profile(call: Call) -> Answer:
    opened = open_dossier(call, Permission.REGISTRY_READ, "profile")
    enterprise, sight, tr = opened.enterprise, opened.sight, call.tr
    uscc, store, pack = enterprise.uscc, call.store, call.pack
    with call.desk.engine() as engine:
        basis = basis_of(store, engine, call.desk.run, uscc, at=call.at)
        rows = sight.rows(rows_of(store, engine, basis, uscc))
        run = call.desk.run
        counted = (
            counted_targets(tr, store, pack, run, uscc, engine=engine)
            if run is not None and sight.is_whole and sight.has_evidence
            else ()
        )
    models = models_of(pack)
    found = diagnose(rows, pack, models, subject_code=uscc, as_of=basis.as_of, with_ways=False)
    shown = sight.evident(rows)
    lines = evidence_lines(call, basis, found, shown, is_whole=sight.is_whole)
    cards = level_cards(tr, found) if sight.is_whole else ()
    context = ProfileContext(
        dossier=opened.dossier,
        basis=basis,
        facts=facts_of(call, enterprise),
        figures=figures_of(tr, enterprise, basis.as_of) if sight.has_figures else (),
        names=names_table(call, uscc),
        memberships=membership_table(call, uscc) if sight.is_whole else None,
        levels=cards,
        levels_finding=levels_finding(tr, found) if sight.is_whole else "",
        counted=counted_table(tr, counted) if counted else None,
        counted_finding=counted_finding(tr, counted) if counted else "",
        evidence=evidence_table(tr, uscc, lines, shown),
        evidence_finding=evidence_finding(tr, lines) if call.may(Permission.EVIDENCE_READ) else "",
        papers=() if sight.is_by_consent or not sight.has_evidence else paper_views(call, uscc),
        changes=() if sight.is_by_consent or not sight.has_evidence else _changes_of(call, opened),
        may_propose=call.may(Permission.REGISTRY_CHANGE) and not sight.is_by_consent,
        may_withdraw=opened.dossier.is_own,
        may_decide=call.may(_DECIDE) and not opened.dossier.is_own,
    )
    return Shown(opened.dossier.name, context)


def _changes_of(call: Call, opened: Opened) -> tuple[Change, ...]:
    uscc = opened.enterprise.uscc
    found = change.list_changes(call, enterprise_change.c.uscc == uscc, limit=10)
    jobs = _jobs(call, found)
    return tuple(
        view.change_view(
            call.tr, each, opened.enterprise, opened.dossier.name, jobs.get(each.change_id)
        )
        for each in found
    )


def _jobs(call: Call, found: list[change.Proposed]) -> dict[str, JobView]:
    return {key: job_view(call, job) for key, job in change.jobs_of(call, found).items()}


def _ask(call: Call) -> Answer:
    opened = open_dossier(call, Permission.REGISTRY_CHANGE, "profile")
    return _form(call, opened)


def _form(
    call: Call,
    opened: Opened,
    typed: dict[str, str] | None = None,
    checked: row.Checked | None = None,
    problem: str = "",
) -> Shown:
    errors: dict[str, str] = {}
    notes: list[str] = []
    for each in () if checked is None else checked.findings:
        told = f"{each.what.in_(call.lang)} {each.remedy.in_(call.lang)}"
        if each.field in (*PROPOSABLE, RENAMED):
            errors[str(each.field)] = told
        else:
            notes.append(told)
    fields = view.fields_of(call.tr, opened.enterprise, typed, errors)
    context = ProposeContext(opened.dossier, fields, call.typed("reason"), problem, tuple(notes))
    status = 400 if problem or (checked is not None and checked.errors) else 200
    return Shown(call.tr.gettext("Propose a change of the register"), context, status)


def _propose(call: Call) -> Answer:
    opened = open_dossier(call, Permission.REGISTRY_CHANGE, "profile")
    typed = {name: call.typed(name) for name in (*PROPOSABLE, RENAMED)}
    reason = call.typed("reason")
    if not reason or len(reason) > _REASON_SIGNS:
        return _form(call, opened, typed, problem=call.tr.gettext("Please say why."))
    try:
        checked = row.check_cells(call, opened.enterprise, typed)
    except TableFileError as failure:
        return _form(call, opened, typed, problem=failure.message.in_(call.lang))
    if checked.errors:
        return _form(call, opened, typed, checked)
    change.propose(call, opened.enterprise, checked.cells, reason)
    return Moved(f"/enterprises/{opened.enterprise.uscc}#changes")


def _withdraw(call: Call) -> Answer:
    uscc, change_id = call.parameters["uscc"], call.parameters["change_id"]
    found = change.find_change(call, uscc, change_id)
    if not acts_for(call, uscc) and found.proposed_by != call.who.actor:
        raise NothingThere
    change.take_back(call, uscc, change_id)
    return Moved(f"/enterprises/{uscc}#changes")


def _decide(call: Call) -> Answer:
    uscc, change_id = call.parameters["uscc"], call.parameters["change_id"]
    enterprise = _registered(call, uscc)
    if call.typed("decision") == "accept":
        ensure_seen(call, view.state_now(enterprise), f"{uscc}.csv")
        answer = call.typed("answer")[:_REASON_SIGNS]
        return Moved(f"/jobs/{change.accept(call, enterprise, change_id, answer)}")
    answer = call.text("answer", call.tr.gettext("Answer"), most=_REASON_SIGNS)
    change.decline(call, uscc, change_id, answer)
    back = "/changes" if call.typed("back") == "changes" else f"/enterprises/{uscc}#changes"
    return Moved(back)


def _list(call: Call) -> Answer:
    mine = visible(call.who, _DECIDE, _PLACES)
    state = enterprise_change.c.state
    waiting = change.list_changes(call, mine, state == WAITING, limit=200)
    settled = change.list_changes(call, mine, state != WAITING, limit=50)
    context = ChangesContext(_views(call, waiting), _views(call, settled))
    return Shown(call.tr.gettext("Proposed changes of the register"), context)


def _views(call: Call, found: list[change.Proposed]) -> tuple[Change, ...]:
    shown, jobs = [], _jobs(call, found)
    for each in found:
        enterprise = call.desk.registry.get(each.uscc)
        name = each.uscc if enterprise is None else name_of(call, enterprise)
        job = jobs.get(each.change_id)
        shown.append(view.change_view(call.tr, each, enterprise, name, job))
    return tuple(shown)


def _registered(call: Call, uscc: str) -> Enterprise:
    found = call.desk.registry.get(uscc)
    if found is None:
        raise NothingThere
    return found


_ONE: Final = "/enterprises/{uscc}"
ROUTES: Final = (
    get(_ONE, Permission.REGISTRY_READ, _profile, uscc=ScopeKind.ENTERPRISE),
    get(f"{_ONE}/change", Permission.REGISTRY_CHANGE, _ask, uscc=ScopeKind.ENTERPRISE),
    post(f"{_ONE}/change", Permission.REGISTRY_CHANGE, _propose, uscc=ScopeKind.ENTERPRISE),
    post(
        f"{_ONE}/changes/{{change_id}}/withdraw",
        Permission.REGISTRY_CHANGE,
        _withdraw,
        uscc=ScopeKind.ENTERPRISE,
        change_id=Row.OWN,
    ),
    post(
        f"{_ONE}/changes/{{change_id}}/decide",
        _DECIDE,
        _decide,
        uscc=ScopeKind.ENTERPRISE,
        change_id=Row.OWN,
    ),
    get("/changes", _DECIDE, _list),
)
MENU: Final = (
    Entry(
        "/enterprises/{enterprise}",
        N_("My enterprise"),
        10,
        Permission.REGISTRY_READ,
        frozenset({Role.ENTERPRISE}),
    ),
    Entry(
        "/changes",
        N_("Proposed changes"),
        46,
        _DECIDE,
        frozenset({Role.PROGRAMME_OFFICE}),
    ),
)
