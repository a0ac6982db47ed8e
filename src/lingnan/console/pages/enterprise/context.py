"""What the pages of an enterprise's profile are told."""

from dataclasses import dataclass
from datetime import datetime

from lingnan.console.charts import Table
from lingnan.console.web.answer import Context
from lingnan.console.web.basis import Basis
from lingnan.console.web.dossier import Dossier
from lingnan.console.web.job_view import JobView
from lingnan.console.web.linked import LinkedTable

Fact = tuple[str, str]


@dataclass(frozen=True, slots=True)
class LevelCard:
    """Where the enterprise stands under one assessment model."""

    model_id: str
    name: str
    claimed: str
    proven: str
    claimed_points: str
    proven_points: str


@dataclass(frozen=True, slots=True)
class ChangedCell:
    """One column of a proposed change, in words."""

    label: str
    stood: str
    wanted: str


@dataclass(frozen=True, slots=True)
class Change:
    """A proposed change as it is shown.

    Attributes:
        state: waiting, accepted, declined, withdrawn.
        now_differs: whether the register changed since it was proposed.
        job: of a waiting one, the last job that was to enter it into the register.
    """

    change_id: str
    uscc: str
    name: str
    cells: tuple[ChangedCell, ...]
    reason: str
    state: str
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    answer: str | None
    now_differs: bool = False
    seen: str = ""
    job: JobView | None = None


@dataclass(frozen=True, slots=True)
class PaperView:
    """A paper that the enterprise brought, and what became of it."""

    path: str
    file: str
    question: str
    outcome: str


@dataclass(frozen=True, slots=True)
class ProfileContext(Context):
    """The profile.

    Attributes:
        counted: towards which targets it counts; null before the first run or without the right.
        may_propose, may_decide: changes of the register.
    """

    template = "enterprise/profile.html"
    dossier: Dossier
    basis: Basis
    facts: tuple[Fact, ...]
    figures: tuple[Fact, ...]
    names: Table
    memberships: Table | None
    levels: tuple[LevelCard, ...]
    levels_finding: str
    counted: Table | None
    counted_finding: str
    evidence: LinkedTable | None
    evidence_finding: str
    papers: tuple[PaperView, ...]
    changes: tuple[Change, ...]
    may_propose: bool
    may_withdraw: bool
    may_decide: bool


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field of the form by which a change is proposed."""

    name: str
    label: str
    value: str
    stood: str
    help: str = ""
    kind: str = "text"
    options: tuple[tuple[str, str], ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class ProposeContext(Context):
    """The form by which an enterprise proposes a change of its row in the register."""

    template = "enterprise/propose.html"
    dossier: Dossier
    fields: tuple[FieldView, ...]
    reason: str
    problem: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangesContext(Context):
    """The changes that wait for an office, and those that were settled lately."""

    template = "enterprise/changes.html"
    waiting: tuple[Change, ...]
    settled: tuple[Change, ...]
