"""Papers to attest: the list, one of them, and the decision."""

from typing import Final

from lingnan.access import Role
from lingnan.console.i18n import N_
from lingnan.console.pages.papers.decide import attest_paper, refuse_paper
from lingnan.console.pages.papers.read import ATTEST, PATH, list_context, one_context, opened
from lingnan.console.web.answer import Answer, Moved, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.errors import FormUnreadable
from lingnan.console.web.menu import Entry
from lingnan.console.web.route import Row, get, post
from lingnan.console.work.attest.errors import IssuerIsSelf, PaperTakesNone


def _list(call: Call) -> Answer:
    return Shown(call.tr.gettext("Papers to attest"), list_context(call))


def _one(call: Call) -> Answer:
    paper, enterprise = opened(call)
    return Shown(call.tr.gettext("A paper"), one_context(call, paper, enterprise))


def _decide(call: Call) -> Answer:
    paper, enterprise = opened(call)
    try:
        if call.typed("decision") == "attest":
            attest_paper(call, paper, enterprise)
        else:
            refuse_paper(call, paper)
    except (FormUnreadable, IssuerIsSelf, PaperTakesNone) as failure:
        told = f"{failure.message.in_(call.lang)} {failure.advice.in_(call.lang)}"
        return Shown(call.tr.gettext("A paper"), one_context(call, paper, enterprise, told), 400)
    return Moved(f"{PATH}/{paper.evidence_no}")


ROUTES: Final = (
    get(PATH, ATTEST, _list),
    get(f"{PATH}/{{evidence_no}}", ATTEST, _one, evidence_no=Row.OWN),
    post(f"{PATH}/{{evidence_no}}", ATTEST, _decide, evidence_no=Row.OWN),
)
MENU: Final = (Entry(PATH, N_("Papers to attest"), 46, ATTEST, frozenset({Role.PROGRAMME_OFFICE})),)
