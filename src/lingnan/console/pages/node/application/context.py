"""What the pages of applications are told."""

from dataclasses import dataclass

from lingnan.console.pages.node.context import NodeContext, Problem
from lingnan.console.pages.node.word import Pair


@dataclass(frozen=True, slots=True)
class ApplicationRow:
    """One application in the list."""

    path: str
    enterprise: str
    uscc: str
    purpose: str
    state: str
    submitted: str


@dataclass(frozen=True, slots=True)
class ApplicationsContext(NodeContext):
    """The list. `may_apply`: whether who reads may hand one in."""

    template = "node/applications.html"
    finding: str
    rows: tuple[ApplicationRow, ...]
    states: tuple[Pair, ...]
    state: str
    may_apply: bool
    note: str


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One paper; without `path` it was handed in elsewhere."""

    kind: str
    name: str
    sha256: str
    path: str


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One decision."""

    decision: str
    reviewer: str
    reason: str
    at: str


@dataclass(frozen=True, slots=True)
class ApplicationContext(NodeContext):
    """One application.

    Attributes:
        facts: label and value. people: names and numbers, for those who review it.
        acts: the steps that who reads may take now. is_own_hand: he handed it in himself.
    """

    template = "node/application.html"
    path: str
    enterprise: str
    state: str
    facts: tuple[Pair, ...]
    people: tuple[Pair, ...]
    papers: tuple[PaperLine, ...]
    problems: tuple[Problem, ...]
    reviews: tuple[ReviewLine, ...]
    acts: frozenset[str]
    is_own_hand: bool
    prefix_path: str
    asked_number: str


@dataclass(frozen=True, slots=True)
class ApplicationFormContext(NodeContext):
    """The form; `values` by field. `problem`: why it was not taken."""

    template = "node/application_form.html"
    action: str
    problem: str
    problems: tuple[Problem, ...]
    values: dict[str, str]
    parents: tuple[Pair, ...]
    papers: tuple[tuple[str, str, str], ...]
