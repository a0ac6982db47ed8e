"""What the pages of papers are told."""

from dataclasses import dataclass

from lingnan.console.web.answer import Context
from lingnan.console.web.pages import Pages

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One paper of the list.

    Attributes: outcome: what became of it; empty while it waits.
    """

    path: str
    uscc: str
    enterprise: str
    question: str
    answer: str
    file: str
    since: str
    outcome: str


@dataclass(frozen=True, slots=True)
class PapersContext(Context):
    """The papers that wait, or those that were decided on lately."""

    template = "papers/list.html"
    sentence: str
    is_waiting: bool
    rows: tuple[PaperRow, ...]
    pages: Pages


@dataclass(frozen=True, slots=True)
class PaperContext(Context):
    """One paper, and the form to decide on it.

    Attributes:
        facts: what it is about, label and value. others: further papers beside the same answer.
        held: why this reader may not decide; empty where he may. problem: what was wrong in the
            form. issuer, reason: as typed.
    """

    template = "papers/one.html"
    path: str
    uscc: str
    enterprise: str
    question: str
    facts: tuple[Pair, ...]
    file: str
    document: str
    others: tuple[Pair, ...]
    kinds: tuple[str, ...]
    outcome: str
    trace: str
    held: str
    problem: str
    issuer: str
    reason: str
