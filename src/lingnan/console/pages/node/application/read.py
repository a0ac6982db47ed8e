"""What the pages of applications show, read from the business side.

Names and numbers of people are shown to who reviews or handed the application in, nobody else.
"""

from collections.abc import Iterable

from lingnan.access import Permission, Target, are_other_hands
from lingnan.console.i18n import NOTHING
from lingnan.console.pages.node.application.context import (
    ApplicationContext,
    ApplicationFormContext,
    ApplicationRow,
    ApplicationsContext,
    PaperLine,
    ReviewLine,
)
from lingnan.console.pages.node.context import Problem, tabs_of
from lingnan.console.pages.node.place import NodePlace
from lingnan.console.pages.node.right import seen_by_enterprise, target_of_enterprise
from lingnan.console.pages.node.word import Pair, choices, cut_note, moment, path_of
from lingnan.console.web.call import Call
from lingnan.kernel import Finding, LingnanError, industry
from lingnan.sources.identifier.business.allotment import list_allotments
from lingnan.sources.identifier.business.application import Application, list_applications
from lingnan.sources.identifier.business.application_check import DOCUMENTS
from lingnan.sources.identifier.business.lifecycle import APPLICATION
from lingnan.sources.identifier.business.paper import read_paper
from lingnan.sources.identifier.business.review import list_reviews
from lingnan.sources.identifier.business.table import prefix_allotment, prefix_application

_MOST = 200
_APPLY, _REVIEW = Permission.IDENTIFIER_APPLY, Permission.IDENTIFIER_REVIEW


def target_of(call: Call, uscc: str, parent: str) -> Target:
    """Answer where an application lies: at the node's prefix, and in its enterprise."""
    return Target.handle(parent) | target_of_enterprise(call, uscc)


def list_context(call: Call, state: str) -> ApplicationsContext:
    """Answer the applications that who asks may see, newest first."""
    tr, table = call.tr, prefix_application.c
    conditions = [seen_by_enterprise(call, table.uscc, table.parent_prefix)]
    if state:
        conditions.append(table.state == state)
    found = list_applications(call.store.database, *conditions, limit=_MOST)
    open_count = sum(each.state == "submitted" for each in found)
    finding = tr.ngettext(
        "{count} application waits for review.", "{count} applications wait for review.", open_count
    ).format(count=tr.number(open_count))
    if not found:
        finding = tr.gettext("There are no applications here.")
    return ApplicationsContext(
        tabs=tabs_of(call),
        finding=finding,
        rows=tuple(_row(call, each) for each in found),
        states=choices(APPLICATION.states, call.lang),
        state=state,
        may_apply=call.may(_APPLY),
        note=cut_note(tr, len(found), _MOST),
    )


def one_context(
    call: Call, place: NodePlace, found: Application, target: Target
) -> ApplicationContext:
    """Answer one application as who asks may see it."""
    _ = call.tr.gettext
    form = found.form
    is_own_hand = not are_other_hands(call.who.actor, found.applicant)
    is_shown = call.may(_REVIEW, target) or call.may(_APPLY, target)
    given = list_allotments(
        call.store.database, prefix_allotment.c.application_no == found.application_no, limit=1
    )
    return ApplicationContext(
        tabs=tabs_of(call),
        path=path_of("node", "applications", found.application_no),
        enterprise=form.enterprise_name_zh,
        state=APPLICATION.states[found.state].in_(call.lang),
        facts=(
            (_("Unified social credit code"), form.uscc),
            (_("Industry (GB/T 4754)"), _industry(call, form.industry_code)),
            (_("Purpose"), form.purpose),
            (_("Second-level prefix"), found.parent_prefix),
            (_("Number asked for"), form.asked_number or _("the next free one")),
            (_("Handed in by"), found.applicant),
            (_("Handed in at"), moment(found.submitted_at)),
            (_("Last step at"), moment(found.changed_at)),
        ),
        people=_people(call, found) if is_shown else (),
        papers=tuple(_papers(call, place, found)) if is_shown else (),
        problems=problems_of(call, found.findings),
        reviews=tuple(
            ReviewLine(
                APPLICATION.acts[each.decision].in_(call.lang),
                each.reviewer,
                each.reason or NOTHING,
                moment(each.at),
            )
            for each in list_reviews(call.store.database, found.application_no)
        ),
        acts=acts_of(call, found, target),
        is_own_hand=is_own_hand,
        prefix_path=path_of("node", "prefixes", given[0].prefix) if given else "",
        asked_number=form.asked_number or "",
    )


def acts_of(call: Call, found: Application, target: Target) -> frozenset[str]:
    """Answer the steps that the state allows and who asks may take."""
    is_other = are_other_hands(call.who.actor, found.applicant)
    return frozenset(
        act
        for (state, act), step in APPLICATION.steps.items()
        if state == found.state
        and call.may(step.permission, target)
        and (is_other or not step.needs_other_hands)
    )


def form_context(
    call: Call,
    place: NodePlace,
    action: str,
    values: dict[str, str],
    failure: LingnanError | None = None,
    before: Application | None = None,
) -> ApplicationFormContext:
    """Answer the form, empty, with what stands there, or with what was typed and is wrong."""
    findings = failure.values.get("findings") if failure is not None else None
    kept = {} if before is None else {each.kind: each.name for each in before.form.documents}
    return ApplicationFormContext(
        tabs=tabs_of(call),
        action=action,
        problem="" if failure is None else failure.render(call.lang),
        problems=problems_of(call, findings) if isinstance(findings, tuple) else (),
        values=values,
        parents=tuple((each, each) for each in place.prefixes),
        papers=tuple(
            (kind, label.in_(call.lang), kept.get(kind, "")) for kind, label in DOCUMENTS.items()
        ),
    )


def problems_of(call: Call, findings: Iterable[Finding]) -> tuple[Problem, ...]:
    """Answer findings as they are shown."""
    return tuple(
        Problem(
            str(each.row or each.field or ""),
            each.code,
            each.what.in_(call.lang),
            each.remedy.in_(call.lang),
        )
        for each in findings
    )


def _row(call: Call, found: Application) -> ApplicationRow:
    return ApplicationRow(
        path_of("node", "applications", found.application_no),
        found.form.enterprise_name_zh,
        found.form.uscc,
        found.form.purpose,
        APPLICATION.states[found.state].in_(call.lang),
        moment(found.submitted_at),
    )


def _people(call: Call, found: Application) -> tuple[Pair, ...]:
    _, form = call.tr.gettext, found.form
    return (
        (_("Legal representative"), form.legal_representative),
        (_("Contact"), form.contact_name),
        (_("Telephone"), form.contact_mobile),
        (_("E-mail address"), form.contact_email or NOTHING),
    )


def _papers(call: Call, place: NodePlace, found: Application) -> Iterable[PaperLine]:
    for each in found.form.documents:
        label = DOCUMENTS.get(each.kind)
        is_here = read_paper(place.folder, each.sha256) is not None
        yield PaperLine(
            each.kind if label is None else label.in_(call.lang),
            each.name,
            each.sha256,
            path_of("node", "applications", found.application_no, "papers", each.sha256)
            if is_here
            else "",
        )


def _industry(call: Call, code: str) -> str:
    return f"{code} {industry.name(code).in_(call.lang)}"
