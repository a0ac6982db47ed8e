"""Papers that wait to be attested, in words: what they speak for, and what became of them.

For who attests and for the enterprise. Not for deciding (work.attest).
"""

from datetime import datetime, timedelta, timezone
from typing import Final

from lingnan.access.duty import account_of
from lingnan.console.i18n import Translator
from lingnan.console.report.load.item import answer_text, item_name
from lingnan.console.web.call import Call
from lingnan.console.work.attest.paper import Paper, PaperState
from lingnan.diagnosis.model import Item
from lingnan.roadmap.planner import planner_of

_CHINA: Final = timezone(timedelta(hours=8))


def item_of(call: Call, paper: Paper) -> Item | None:
    """Answer the question that a paper speaks for; null when the pack no longer has it."""
    model_id, _colon, item_id = paper.indicator_code.partition(":")
    if model_id not in {model.id for model in call.pack.models}:
        return None
    return planner_of(call.pack).model(model_id).by_id.get(item_id)


def question_words(call: Call, paper: Paper) -> str:
    """Name the question that a paper speaks for."""
    item = item_of(call, paper)
    return paper.indicator_code if item is None else item_name(call.tr, item)


def answer_words(call: Call, paper: Paper) -> str:
    """Write the answer that was declared."""
    item = item_of(call, paper)
    told = None if item is None else answer_text(call.tr, item, paper.value_code)
    return told or paper.value_code or ""


def outcome_words(tr: Translator, paper: Paper) -> str:
    """Say what became of a paper."""
    _ = tr.gettext
    if paper.state is PaperState.WAITING:
        return _("waits to be attested")
    if paper.state is PaperState.OVERTAKEN:
        return _("not needed: the answer was changed since")
    day = "" if paper.decided_at is None else day_words(tr, paper.decided_at)
    who = actor_words(paper.decided_by or "")
    if paper.state is PaperState.ATTESTED:
        return _("attested on {day} by {who}; issued by {issuer}; evidence no. {number}").format(
            day=day, who=who, issuer=paper.issuer or "", number=paper.attested_no
        )
    return _("refused on {day} by {who}: {reason}").format(
        day=day, who=who, reason=paper.reason or ""
    )


def day_words(tr: Translator, at: datetime) -> str:
    """Write the day of an instant in China."""
    return tr.short_day(at.astimezone(_CHINA).date())


def actor_words(actor: str) -> str:
    """Write an actor of the audit trail as people read it."""
    return account_of(actor).removeprefix("account:")
