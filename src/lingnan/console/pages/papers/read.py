"""Papers within the reader's reach, listed and one by one. Not for deciding (decide)."""

from typing import Final

from lingnan.access import Permission, ScopeKind, visible
from lingnan.access.duty import are_other_hands
from lingnan.console.pages.papers.context import PaperContext, PaperRow, PapersContext
from lingnan.console.web.call import Call
from lingnan.console.web.dossier import name_of, note_look
from lingnan.console.web.errors import NothingThere
from lingnan.console.web.linked import evidence_path
from lingnan.console.web.pages import pages_of
from lingnan.console.web.paper_word import (
    actor_words,
    answer_words,
    day_words,
    item_of,
    outcome_words,
    question_words,
)
from lingnan.console.web.proof import uploaded_by
from lingnan.console.web.target import enterprise_target
from lingnan.console.work.attest.paper import (
    Paper,
    PaperState,
    count_papers,
    find_paper,
    list_papers,
)
from lingnan.console.work.attest.store import evidence_paper
from lingnan.diagnosis.item import proof_kinds
from lingnan.registry import Enterprise
from lingnan.roadmap.planner import planner_of

ATTEST: Final = Permission.EVIDENCE_ATTEST
PATH: Final = "/papers"
_ROWS: Final = 50
_DECIDED: Final = (PaperState.ATTESTED.value, PaperState.REFUSED.value)
_PLACES: Final = {
    ScopeKind.CITY: evidence_paper.c.city_code,
    ScopeKind.ENTERPRISE: evidence_paper.c.uscc,
}


def list_context(call: Call) -> PapersContext:
    """Answer the papers that wait within the reader's reach, or those decided on lately."""
    tr, database = call.tr, call.store.database
    is_waiting = call.asked("state") != "decided"
    asked = {"state": "" if is_waiting else "decided"}
    states = (PaperState.WAITING.value,) if is_waiting else _DECIDED
    mine = (visible(call.who, ATTEST, _PLACES), evidence_paper.c.state.in_(states))
    count = count_papers(database, *mine)
    page = min(call.page_number(), max(1, -(-count // _ROWS)))
    found = list_papers(
        database,
        *mine,
        limit=_ROWS,
        skip=(page - 1) * _ROWS,
        is_latest_first=not is_waiting,
    )
    if is_waiting:
        told = tr.ngettext(
            "{count} paper waits to be attested; the oldest stands first.",
            "{count} papers wait to be attested; the oldest stands first.",
            count,
        )
    else:
        told = tr.ngettext(
            "{count} paper was decided on; the latest stands first.",
            "{count} papers were decided on; the latest stands first.",
            count,
        )
    return PapersContext(
        sentence=told.format(count=tr.number(count)),
        is_waiting=is_waiting,
        rows=tuple(_row(call, paper) for paper in found),
        pages=pages_of(tr, PATH, asked, number=page, size=_ROWS, count=count),
    )


def opened(call: Call) -> tuple[Paper, Enterprise]:
    """Answer the paper that the path names, within the reader's reach; the look is noted.

    Raises: NothingThere, for a foreign one too.
    """
    told = call.parameters["evidence_no"]
    number = int(told) if told.isascii() and told.isdigit() and len(told) < 16 else -1
    paper = find_paper(call.store.database, number)
    enterprise = None if paper is None else call.desk.registry.get(paper.uscc)
    target = None if paper is None else enterprise_target(call.store, paper.uscc, at=call.at)
    if paper is None or enterprise is None or target is None or not call.may(ATTEST, target):
        raise NothingThere
    call.target = target
    note_look(call, ATTEST, paper.uscc, "papers")
    return paper, enterprise


def one_context(
    call: Call, paper: Paper, enterprise: Enterprise, problem: str = ""
) -> PaperContext:
    """Answer one paper with what was declared, and the form if it waits."""
    tr, _ = call.tr, call.tr.gettext
    item = item_of(call, paper)
    same = list_papers(
        call.store.database,
        evidence_paper.c.uscc == paper.uscc,
        evidence_paper.c.indicator_code == paper.indicator_code,
        evidence_paper.c.evidence_no != paper.evidence_no,
        limit=_ROWS,
    )
    is_waiting = paper.state is PaperState.WAITING
    return PaperContext(
        path=f"{PATH}/{paper.evidence_no}",
        uscc=paper.uscc,
        enterprise=name_of(call, enterprise),
        question=question_words(call, paper),
        facts=(
            (
                _("Survey question"),
                paper.indicator_code if item is None else item.text.in_(call.lang),
            ),
            (_("Declared answer"), answer_words(call, paper)),
            (_("As of"), tr.day(paper.fact_date)),
            (_("Declared by"), actor_words(paper.declared_by)),
            (_("Declared on"), day_words(tr, paper.declared_at)),
            (_("Evidence no."), str(paper.evidence_no)),
            (_("SHA-256 of the paper"), paper.sha256),
        ),
        file=paper.file_name,
        document=f"/enterprises/{paper.uscc}/documents/{paper.sha256}",
        others=tuple(
            (f"{PATH}/{each.evidence_no}", f"{each.file_name} · {outcome_words(tr, each)}")
            for each in same
        ),
        kinds=_kinds(call, paper),
        outcome="" if is_waiting else outcome_words(tr, paper),
        trace=evidence_path(paper.attested_no or paper.evidence_no),
        held=_("You declared this answer or uploaded this paper; somebody else decides on it.")
        if is_waiting and is_own_hand(call, paper)
        else "",
        problem=problem,
        issuer=call.typed("issuer"),
        reason=call.typed("reason"),
    )


def is_own_hand(call: Call, paper: Paper) -> bool:
    """Answer whether the reader declared the fact or uploaded the paper."""
    if not are_other_hands(call.who.actor, paper.declared_by):
        return True
    return uploaded_by(call.store.database, call.who, paper.uscc, paper.sha256)


def _kinds(call: Call, paper: Paper) -> tuple[str, ...]:
    """What kinds of paper would prove the declared answer."""
    item = item_of(call, paper)
    if item is None:
        return ()
    names = planner_of(call.pack).model(paper.indicator_code.partition(":")[0]).evidence_kinds
    return tuple(names[each].in_(call.lang) for each in proof_kinds(item, paper.value_code))


def _row(call: Call, paper: Paper) -> PaperRow:
    enterprise = call.desk.registry.get(paper.uscc)
    return PaperRow(
        path=f"{PATH}/{paper.evidence_no}",
        uscc=paper.uscc,
        enterprise=paper.uscc if enterprise is None else name_of(call, enterprise),
        question=question_words(call, paper),
        answer=answer_words(call, paper),
        file=paper.file_name,
        since=day_words(call.tr, paper.declared_at),
        outcome="" if paper.state is PaperState.WAITING else outcome_words(call.tr, paper),
    )
