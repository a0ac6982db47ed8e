"""What the page of a diagnosis is told."""

from dataclasses import dataclass

from lingnan.console.report.section import Section
from lingnan.console.views import Explanation
from lingnan.console.web.answer import Context
from lingnan.console.web.basis import Basis
from lingnan.console.web.dossier import Dossier
from lingnan.console.web.linked import LinkedTable


@dataclass(frozen=True, slots=True)
class ModelTab:
    """One assessment model that the reader may choose."""

    path: str
    name: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class SideCard:
    """One side's level and score. `missing`: what the next level still asks for, in words."""

    level: str
    points: str
    full: str
    percentile: str
    next_level: str
    missing: str


@dataclass(frozen=True, slots=True)
class NextStep:
    """Something to do now, and where."""

    text: str
    path: str
    label: str


@dataclass(frozen=True, slots=True)
class DiagnosisContext(Context):
    """The diagnosis under one model.

    Attributes:
        radar, gaps: sections with their charts; `items` is the table of `gaps` with its links.
        csv: the beginning of the addresses of the tables as CSV.
        is_submitted: whether the reader has just submitted answers.
        has_answers: whether answers and proof are shown; else the levels alone.
    """

    template = "diagnosis/diagnosis.html"
    dossier: Dossier
    basis: Basis
    models: tuple[ModelTab, ...]
    model_name: str
    edition: str
    is_confirmed: bool
    is_submitted: bool
    finding: str
    claimed: SideCard
    proven: SideCard
    steps: tuple[NextStep, ...]
    contradictions: tuple[str, ...]
    has_answers: bool
    radar: Section
    gaps: Section | None
    items: LinkedTable | None
    scenarios: LinkedTable | None
    proof: Section | None
    proof_rows: LinkedTable | None
    evidence: Section | None
    evidence_rows: LinkedTable | None
    explanation: Explanation
    csv: str
    basis_path: str
