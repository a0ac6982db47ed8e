"""The values of the enterprise path: who asks what, and what is answered.

Not for solving (kernel, exact), wording (schedule, binding, …) nor reading stores (pipeline).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from lingnan.kernel import Finding, Text

Question = Literal["value", "level"]
Side = Literal["claimed", "proven"]
Solver = Literal["kernel", "exact"]
Status = Literal["planned", "infeasible", "open", "nothing_affordable"]


@dataclass(frozen=True, slots=True)
class Running:
    """A measure under way already: half-years and yuan that are left of it."""

    measure: str
    periods: int
    price_cny: int


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked. Null takes the assumption of the pack, or of the size class.

    `question` value: the most value within the budget; level: `level` by the day `by` at the least
    cost. `horizon` in half-years, for value only. `budget_cny`: one number is the total, spread
    evenly; several are the half-years, the last of them standing for none after it. `selected`:
    subsidy rules by selection that have chosen this enterprise. `with_analysis`: also say what
    binds, what more money buys and what would do instead, which takes further solutions, and try
    harder; without it an answer comes in milliseconds.
    """

    model_id: str
    question: Question = "value"
    side: Side = "claimed"
    level: int | None = None
    by: date | None = None
    horizon: int | None = None
    budget_cny: int | tuple[int, ...] | None = None
    parallel: int | None = None
    staff_fte: Decimal | None = None
    must: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    running: tuple[Running, ...] = ()
    selected: tuple[str, ...] = ()
    solver: Solver = "kernel"
    with_analysis: bool = True


@dataclass(frozen=True, slots=True)
class Subject:
    """An enterprise as a roadmap knows it. Null means unknown; answers as in diagnosis."""

    uscc: str
    name: Text
    size_class: str | None
    city_code: str
    industry_code: str
    cluster_id: str | None
    revenue_cny: int | None
    employees: int | None
    claimed: Mapping[str, str] = field(default_factory=dict)
    proven: Mapping[str, str] = field(default_factory=dict)
    is_synthetic: bool = False

    @property
    def is_assessed(self) -> bool:
        """Whether any answer counts."""
        return bool(self.claimed)


@dataclass(frozen=True, slots=True)
class Band:
    """An amount at low, expected and high prices, in yuan."""

    low: int
    expected: int
    high: int


@dataclass(frozen=True, slots=True)
class Raised:
    """What a measure does to one answer; `before` and `after` are option codes."""

    item: str
    text: Text
    before: str | None
    after: str
    after_text: Text
    likelihood_pct: int
    millipoints: int
    counts_for_gate: bool


@dataclass(frozen=True, slots=True)
class Planned:
    """One measure of the schedule; in service from `finish_period` on.

    `value_cny`: what the plan is worth less without it. `gain_cny_year`: graded yearly gain;
    `gain_grade` the weakest grade counted in it. `choice`: must, running or null.
    """

    measure: str
    name: Text
    foundation: str
    start_period: int
    finish_period: int
    start: date
    finish: date
    cost: Band
    running_cny_year: int
    subsidy_cny: int
    subsidy_rule: Text | None
    staff_hundredths: int
    value_cny: int
    gain_cny_year: int
    gain_grade: str | None
    raises: tuple[Raised, ...]
    evidence: tuple[Text, ...]
    requires: tuple[Text, ...]
    why: Text
    choice: str | None


@dataclass(frozen=True, slots=True)
class CashPeriod:
    """The money of one half-year; the balance is that of its end, earlier ones included."""

    name: str
    start: date
    until: date
    budget_cny: int
    payments: Band
    running_cny: int
    subsidy_cny: int
    balance_cny: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Level and millipoints of one side."""

    level: int
    millipoints: int


@dataclass(frozen=True, slots=True)
class LevelPoint:
    """Where both sides stand at the end of a half-year, or now."""

    name: str
    claimed: Standing
    proven: Standing


@dataclass(frozen=True, slots=True)
class Binding:
    """One constraint that holds the plan back: `gain_cny` is what loosening it would bring."""

    kind: str
    measure: str | None
    period: str | None
    gain_cny: int | None
    text: Text


@dataclass(frozen=True, slots=True)
class Marginal:
    """What a larger budget would buy: the gain over the plan, and measures that come in, by
    id and name."""

    extra_cny: int
    objective: int
    gain_cny: int
    buys: tuple[tuple[str, Text], ...]
    text: Text


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What would do where the question cannot be met; `is_certified`: 1,000 yuan less is proven
    not to."""

    smallest_budget_cny: int | None
    is_certified: bool
    day: date | None
    text: Text


@dataclass(frozen=True, slots=True)
class PriceRisk:
    """Where money runs out first at the high prices, and how much is missing at the most."""

    period: str
    missing_cny: int
    text: Text


@dataclass(frozen=True, slots=True)
class Limits:
    """Measures at a time, and hundredths of a full-time person for them."""

    parallel: int
    staff_hundredths: int


@dataclass(frozen=True, slots=True)
class Roadmap:
    """The answer. Yuan; periods as 2024H1; `objective` and `bound` as the question says."""

    subject: Subject
    request: Request
    model_title: Text
    size_class: str
    city: Text | None
    cluster: Text | None
    as_of: date
    run_id: str | None
    start: date
    by: date
    periods: int
    status: Status
    solver: Solver
    objective: int | None
    bound: int | None
    gap: float | None
    budget_per_period: tuple[int, ...]
    budget_source: Text
    limits: Limits
    schedule: tuple[Planned, ...]
    cash_flow: tuple[CashPeriod, ...]
    price_risk: PriceRisk | None
    levels: tuple[LevelPoint, ...]
    gates: tuple[tuple[int, int], ...]
    binding: tuple[Binding, ...]
    marginal: tuple[Marginal, ...]
    shortfall: Shortfall | None
    findings: tuple[Finding, ...]
    assumptions: tuple[Mapping[str, Any], ...]
    unconfirmed: tuple[Text, ...]
    sources: tuple[Mapping[str, Any], ...]
    names: Mapping[str, Text]
