"""The diagnosis of an enterprise, and its tables as CSV."""

from typing import Final
from urllib.parse import urlencode

from lingnan.access import Permission, ScopeKind
from lingnan.console.i18n import NOTHING, Translator
from lingnan.console.pages.diagnosis.context import (
    DiagnosisContext,
    ModelTab,
    NextStep,
    SideCard,
)
from lingnan.console.pages.diagnosis.read import Diagnosed, diagnosed, sections_of, table_of
from lingnan.console.report.enterprise import score_places
from lingnan.console.report.load.word import heading
from lingnan.console.report.sentence.enterprise import level_finding
from lingnan.console.views import ModelView, SideResult
from lingnan.console.web.answer import Answer, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.dossier import Dossier, open_dossier
from lingnan.console.web.errors import NothingThere
from lingnan.console.web.route import Row, get
from lingnan.console.web.sheet import sent_table


def _page(call: Call) -> Answer:
    opened = open_dossier(call, Permission.DIAGNOSIS_READ, "diagnosis")
    told = diagnosed(call, opened)
    tr, uscc, view = call.tr, opened.enterprise.uscc, told.view
    parts = sections_of(call, uscc, told)
    here = f"/enterprises/{uscc}/diagnosis"
    context = DiagnosisContext(
        dossier=opened.dossier,
        basis=told.basis,
        models=tuple(
            ModelTab(
                f"{here}?{_query(call, model=model.id)}",
                model.title.in_(call.lang),
                model.id == view.id,
            )
            for model in told.models
        ),
        model_name=view.name,
        edition=view.edition,
        is_confirmed=told.found.model.is_confirmed,
        is_submitted=call.asked("submitted") == "1",
        finding=level_finding(tr, view, score_places(view))
        if view.evidence
        else tr.sentence(
            [tr.gettext("there is no evidence yet; the questionnaire is the first step")]
        ),
        claimed=_side(tr, view, view.claimed, told),
        proven=_side(tr, view, view.proven, told),
        steps=_steps(call, opened.dossier, told),
        contradictions=view.contradictions if told.has_answers else (),
        has_answers=told.has_answers,
        radar=parts.radar,
        gaps=parts.gaps,
        items=parts.items,
        scenarios=parts.scenarios,
        proof=parts.proof,
        proof_rows=parts.proof_rows,
        evidence=parts.evidence,
        evidence_rows=parts.evidence_rows,
        explanation=view.explanation,
        csv=f"{here}/tables/{{}}?{_query(call, model=view.id, basis=_basis(call))}",
        basis_path=f"{here}?{_query(call, model=view.id)}&",
    )
    return Shown(tr.gettext("Diagnosis"), context)


def _table(call: Call) -> Answer:
    opened = open_dossier(call, Permission.DIAGNOSIS_READ, "diagnosis")
    told = diagnosed(call, opened)
    uscc, name = opened.enterprise.uscc, call.parameters["table"]
    table = table_of(sections_of(call, uscc, told), name)
    if table is None:
        raise NothingThere
    return sent_table(f"{uscc}-{told.view.id}-{name}.csv", table)


def _side(tr: Translator, view: ModelView, side: SideResult, told: Diagnosed) -> SideCard:
    places = score_places(view)
    has_peers = side.percentile is not None and not told.basis.is_now
    return SideCard(
        level=heading(side.level_name),
        points=tr.points(side.millipoints, places),
        full=tr.points(view.full, 0),
        percentile=tr.number(side.percentile) if has_peers else "",
        next_level=heading(side.next_level_name or ""),
        missing=tr.listing(list(side.missing)),
    )


def _steps(call: Call, dossier: Dossier, told: Diagnosed) -> tuple[NextStep, ...]:
    """What to do now: the first proof, the nearest gap, the plan."""
    _, view, base = call.tr.gettext, told.view, f"/enterprises/{dossier.uscc}"
    open_tabs = {tab.name for tab in dossier.tabs}
    found: list[NextStep] = []
    if "questionnaire" in open_tabs:
        left = len(told.found.unanswered)
        form = f"{base}/questionnaire/{view.id}"
        if left:
            text = call.tr.ngettext(
                "{count} question is not answered yet.",
                "{count} questions are not answered yet.",
                left,
            ).format(count=left)
            found.append(NextStep(text, form, _("Go on with the questionnaire")))
        elif view.missing_proof:
            first = view.missing_proof[0]
            text = _("Bring proof for “{item}”: {kinds}.").format(
                item=first.item, kinds=call.tr.listing(list(first.accepted)) or NOTHING
            )
            found.append(NextStep(text, f"{form}?item={first.item_id}", _("Add proof")))
    if told.has_answers and view.claimed.next_level_name and view.claimed.missing and view.evidence:
        text = _("Still missing for {level}: {missing}.").format(
            level=view.claimed.next_level_name,
            missing=call.tr.listing(list(view.claimed.missing)),
        )
        found.append(NextStep(text, "#gaps", _("See where to gain it")))
    if "roadmap" in open_tabs and view.evidence:
        text = _("What to do when, for how much money, with which subsidies.")
        found.append(NextStep(text, f"{base}/roadmap", _("Plan the roadmap")))
    return tuple(found)


def _basis(call: Call) -> str:
    return call.choice("basis", ("run", "now"), "")


def _query(call: Call, **more: str) -> str:
    basis = _basis(call)
    pairs = {"basis": basis, **more} if basis else more
    return urlencode({name: value for name, value in pairs.items() if value})


_ONE: Final = "/enterprises/{uscc}/diagnosis"
ROUTES: Final = (
    get(_ONE, Permission.DIAGNOSIS_READ, _page, uscc=ScopeKind.ENTERPRISE),
    get(
        f"{_ONE}/tables/{{table}}",
        Permission.DIAGNOSIS_READ,
        _table,
        uscc=ScopeKind.ENTERPRISE,
        table=Row.CONTENT,
    ),
)
MENU: Final = ()
