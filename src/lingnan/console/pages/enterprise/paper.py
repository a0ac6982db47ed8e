"""The papers that an enterprise brought lately, and what became of each. Not for deciding."""

from typing import Final

from lingnan.console.pages.enterprise.context import PaperView
from lingnan.console.web.call import Call
from lingnan.console.web.paper_word import outcome_words, question_words
from lingnan.console.work.attest.paper import list_papers
from lingnan.console.work.attest.store import evidence_paper

_SHOWN: Final = 10


def paper_views(call: Call, uscc: str) -> tuple[PaperView, ...]:
    """Answer the papers of an enterprise, what happened last first."""
    found = list_papers(
        call.store.database, evidence_paper.c.uscc == uscc, limit=_SHOWN, is_latest_first=True
    )
    return tuple(
        PaperView(
            f"/enterprises/{uscc}/documents/{each.sha256}",
            each.file_name,
            question_words(call, each),
            outcome_words(call.tr, each),
        )
        for each in found
    )
