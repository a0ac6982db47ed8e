"""What the page of a roadmap, and the part that sliders bring anew, are told."""

from dataclasses import dataclass, field

from lingnan.console.charts import Chart, Table
from lingnan.console.views import Explanation
from lingnan.console.web.answer import Context
from lingnan.console.web.basis import Basis
from lingnan.console.web.dossier import Dossier

Fact = tuple[str, str]


@dataclass(frozen=True, slots=True)
class MeasureView:
    """One measure of the plan, in words."""

    name: str
    foundation: str
    when: str
    cost: str
    band: str
    running: str
    subsidy: str
    staff: str
    why: str
    raises: tuple[str, ...]
    requires: str
    evidence: str
    choice: str


@dataclass(frozen=True, slots=True)
class BandView:
    """What the plan costs at low, expected and high prices, and what subsidies bring back."""

    low: str
    expected: str
    high: str
    running: str
    subsidy: str
    net: str


@dataclass(frozen=True, slots=True)
class Certificate:
    """How good the plan is for certain: what it reaches, the bound, the gap between."""

    objective_name: str
    objective: str
    bound_name: str
    bound: str
    gap: str
    sentence: str


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan, or why there is none.

    Attributes:
        problem: why the question cannot be asked; then all else is empty.
        is_met: whether there is a plan.
        is_deep: whether it was analysed; `deep_path` asks for that.
        files, csv: the beginnings of addresses, with a place for the kind or name.
    """

    problem: str = ""
    is_met: bool = False
    is_deep: bool = False
    result: str = ""
    shortfall: str = ""
    level: str = ""
    cash: str = ""
    risk: str = ""
    band: BandView | None = None
    certificate: Certificate | None = None
    gantt: Chart | None = None
    money: Chart | None = None
    path: Chart | None = None
    measures: tuple[MeasureView, ...] = ()
    binding: tuple[str, ...] = ()
    marginal: Table | None = None
    findings: tuple[str, ...] = ()
    explanation: Explanation = field(default_factory=Explanation)
    deep_path: str = ""
    files: str = ""
    csv: str = ""


@dataclass(frozen=True, slots=True)
class AskView:
    """The form: what is asked, and between what one may choose.

    Attributes:
        budget: yuan, as in force. budget_words: the same for people.
        deadlines, levels, models: pairs of value and label.
    """

    path: str
    question: str
    side: str
    budget: int
    budget_words: str
    budget_most: int
    budget_step: int
    budget_source: str
    level: str
    levels: tuple[tuple[str, str], ...]
    by: str
    deadlines: tuple[tuple[str, str], ...]
    model: str
    models: tuple[tuple[str, str], ...]
    basis: str


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """One fixed choice as it stands."""

    measure_id: str
    name: str
    kind: str
    left: str
    by: str


@dataclass(frozen=True, slots=True)
class RoadmapContext(Context):
    """The roadmap of an enterprise."""

    template = "roadmap/roadmap.html"
    dossier: Dossier
    basis: Basis
    basis_path: str
    ask: AskView
    plan: PlanView
    choices: tuple[ChoiceView, ...]
    measures: tuple[tuple[str, str], ...]
    may_choose: bool
    back: str


@dataclass(frozen=True, slots=True)
class PlanContext(Context):
    """The part that a moved slider brings: the plan alone."""

    template = "roadmap/piece.html"
    ask: AskView
    plan: PlanView
