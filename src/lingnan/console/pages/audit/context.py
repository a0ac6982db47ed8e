"""What the pages of the audit trail are told."""

from dataclasses import dataclass
from datetime import datetime

from lingnan.console.web.answer import Context
from lingnan.console.web.job_view import JobView

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry. `path`: the page of whom it concerns; empty where there is none."""

    number: int
    at: datetime
    actor: str
    action: str
    code: str
    thing: str
    detail: str
    subject: str
    path: str
    origin: str
    is_done: bool
    sha256: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked, as it stands in the fields again."""

    actor: str
    action: str
    thing: str
    subject: str
    since: str
    until: str
    done: str


@dataclass(frozen=True, slots=True)
class AuditContext(Context):
    """A page of the trail with its question.

    Attributes:
        sentence: what was found. older, newest: links; empty where there is nothing.
        file: where the same is had as a file; may_check: whether the chains may be checked.
    """

    template = "audit/audit.html"
    sentence: str
    entries: tuple[EntryLine, ...]
    asked: Asked
    actions: tuple[Pair, ...]
    older: str
    newest: str
    file: str
    may_check: bool


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One check that was made or is under way."""

    job_id: str
    name: str
    at: datetime
    actor: str
    verdict: str


@dataclass(frozen=True, slots=True)
class ChecksContext(Context):
    """The checks that were made, and the forms for another.

    Attributes: head: the last entry and its hash, to be kept elsewhere; empty before the first.
    """

    template = "audit/checks.html"
    checks: tuple[CheckLine, ...]
    head: str
    entries_count: int
    segments_count: int
    may_evidence: bool
    known: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class CheckContext(Context):
    """One check: under way, or what came of it.

    Attributes: keep: the last entry and its hash; facts: names and values.
    """

    template = "audit/check.html"
    job: JobView
    is_done: bool
    holds: bool
    sentence: str
    facts: tuple[Pair, ...]
    keep: str
