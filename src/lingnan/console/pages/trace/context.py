"""What the pages of the trace are told."""

from dataclasses import dataclass

from lingnan.console.charts import Table
from lingnan.console.views import AssumptionLine, SourceRef
from lingnan.console.web.answer import Context
from lingnan.console.web.linked import LinkedTable
from lingnan.console.web.pages import Pages


@dataclass(frozen=True, slots=True)
class Step:
    """One link of the chain above a page; the last is the page itself."""

    label: str
    path: str


@dataclass(frozen=True, slots=True)
class TargetTraceContext(Context):
    """How a target is counted.

    Attributes:
        counts: what the chosen definition gives, each figure leading to its rows.
        clauses: sources of target, definition and milestones.
        goals: goals by deadline with their sources. published: what authorities published.
        inputs: tables and versions that the run read.
    """

    template = "trace/target.html"
    steps: tuple[Step, ...]
    definition: str
    definition_id: str
    is_headline: bool
    is_confirmed: bool
    conditions: str
    counts: LinkedTable
    equation: str
    clauses: tuple[SourceRef, ...]
    definitions: LinkedTable
    goals: Table
    published: Table | None
    denominator: Table | None
    assumptions: tuple[AssumptionLine, ...]
    unconfirmed: tuple[str, ...]
    inputs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RowsContext(Context):
    """The rows behind one figure, some at a time.

    Attributes:
        equation: rows times what each stands for gives the figure.
        chosen: which of the rows are shown, as pairs of label and value.
        sides: the other sides of the same count: label, address, whether it is this one.
    """

    template = "trace/rows.html"
    steps: tuple[Step, ...]
    definition: str
    sentence: str
    equation: str
    chosen: tuple[tuple[str, str], ...]
    sides: tuple[tuple[str, str, bool], ...]
    rows: LinkedTable
    pages: Pages
    csv: str
    note: str


@dataclass(frozen=True, slots=True)
class SubjectContext(Context):
    """The evidence of one enterprise by indicator.

    Attributes:
        why: conditions of the definition that the reader came from, each with its indicators.
        is_partial: only what the enterprise consented to is shown.
    """

    template = "trace/subject.html"
    steps: tuple[Step, ...]
    code: str
    definition: str
    since: tuple[tuple[str, str], ...]
    why: LinkedTable | None
    indicators: LinkedTable
    is_partial: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One row of the ledger.

    Attributes:
        standing: what it does for the result: decides, proves, in force, withdrawn …
        document_path: where the document itself can be had.
        is_sha256: the document is named by its hash.
        reason: why it was withdrawn or replaced.
    """

    evidence_no: int
    path: str
    indicator: str
    value: str
    grade: str
    period: str
    fact_date: str
    source: str
    document: str
    document_path: str
    is_sha256: bool
    segment: str
    recorded_at: str
    standing: str
    is_in_force: bool
    reason: str


@dataclass(frozen=True, slots=True)
class EvidenceContext(Context):
    """Rows of evidence: of one indicator of an enterprise, or all of a registered entity."""

    template = "trace/evidence.html"
    steps: tuple[Step, ...]
    about: tuple[tuple[str, str], ...]
    sentence: str
    lines: tuple[EvidenceLine, ...]
    has_indicators: bool
    unconfirmed: str


@dataclass(frozen=True, slots=True)
class RowContext(Context):
    """One row of evidence, with its document and its place in the chain."""

    template = "trace/row.html"
    steps: tuple[Step, ...]
    line: EvidenceLine
    facts: tuple[tuple[str, str], ...]
    chain: tuple[tuple[str, str], ...]
    amendments: tuple[EvidenceLine, ...]
