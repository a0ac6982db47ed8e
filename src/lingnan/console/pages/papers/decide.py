"""A decision on a paper: attest what it proves, or refuse it; never by who brought it."""

from typing import Final

from lingnan.access.duty import ensure_other_hands
from lingnan.access.errors import SameHands
from lingnan.console.pages.papers.read import is_own_hand
from lingnan.console.web.call import Call
from lingnan.console.web.proof import Lack, proof_of, standing_of
from lingnan.console.work.attest.errors import (
    AnswerOvertaken,
    IssuerIsSelf,
    PaperSettled,
    PaperTakesNone,
)
from lingnan.console.work.attest.paper import Paper, PaperState
from lingnan.console.work.attest.settle import attest, refuse
from lingnan.evidence import Ledger
from lingnan.kernel import Text
from lingnan.registry import Enterprise

ACT: Final = Text("认定", "attest")
_ISSUER_SIGNS: Final = 60
_REASON_SIGNS: Final = 500


def attest_paper(call: Call, paper: Paper, enterprise: Enterprise) -> None:
    """Attest the declared fact, as issued by whom the form names.

    Raises: FormUnreadable, PaperSettled, SameHands, AnswerOvertaken, IssuerIsSelf, PaperTakesNone.
    """
    _ensure_open(call, paper)
    issuer = call.text("issuer", call.tr.gettext("Issued by"), most=_ISSUER_SIGNS)
    with call.desk.engine() as engine:
        rows = Ledger(call.store).of_subject(paper.uscc, engine=engine)
    if paper.evidence_no not in {row.evidence_no for row in rows}:
        raise AnswerOvertaken
    proof = proof_of(
        standing_of(call.who, call.target),
        enterprise,
        call.pack.indicator(paper.indicator_code),
        issuer=issuer,
        document=paper.sha256,
    )
    if proof.lack is Lack.INDICATOR:
        raise PaperTakesNone
    if proof.lack is Lack.STANDING:
        raise SameHands(who=call.who.name, act=ACT)
    if proof.lack is not None:
        raise IssuerIsSelf
    number = attest(
        call.store,
        paper,
        source=proof.source,
        issuer=issuer,
        actor=call.who.actor,
        at=call.at,
        origin=call.origin,
    )
    if number is None:
        raise PaperSettled


def refuse_paper(call: Call, paper: Paper) -> None:
    """Refuse a paper with a reason. Raises: FormUnreadable, PaperSettled, SameHands."""
    _ensure_open(call, paper)
    reason = call.text("reason", call.tr.gettext("Reason"), most=_REASON_SIGNS)
    is_done = refuse(
        call.store, paper, reason=reason, actor=call.who.actor, at=call.at, origin=call.origin
    )
    if not is_done:
        raise PaperSettled


def _ensure_open(call: Call, paper: Paper) -> None:
    if paper.state is PaperState.OVERTAKEN:
        raise AnswerOvertaken
    if paper.state is not PaperState.WAITING:
        raise PaperSettled
    ensure_other_hands(call.who, paper.declared_by, act=ACT)
    if is_own_hand(call, paper):
        raise SameHands(who=call.who.name, act=ACT)
