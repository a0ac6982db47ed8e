"""The roadmap of one enterprise: what is asked and answered, as `lingnan roadmap enterprise`."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from lingnan.console.api.shape.diagnosis import Model
from lingnan.console.api.shape.found import Found
from lingnan.console.api.shape.part import INTEGRAL, Cny, Day, FromPack, Sent, Told, Words
from lingnan.console.i18n import N_

Measure = Annotated[str, FromPack("measure")]
SubsidyRule = Annotated[str, FromPack("subsidy_rule")]
SideName = Literal["claimed", "proven"]
HalfYears = Annotated[int, Field(ge=1, le=20), INTEGRAL]


class UnderWay(Sent):
    """A measure under way: what is left of it."""

    measure: Measure
    periods: HalfYears = Field(description=N_("half-years left"))
    price_cny: Cny = Field(description=N_("yuan left to pay"))


class PlanAsked(Sent):
    """What is asked of a plan. What is absent takes the assumption of the pack.

    `level` goes with `by`: that level by that day at the least cost. Without them: the most value
    within the budget.
    """

    model: Model | None = None
    level: Annotated[int, Field(ge=1, le=9), INTEGRAL] | None = None
    by: Day | None = None
    horizon_half_years: HalfYears | None = Field(None, description=N_("only without a level"))
    budget_cny: Cny | Annotated[list[Cny], Field(min_length=1, max_length=20)] | None = Field(
        None, description=N_("yuan in all, or a list: by half-year")
    )
    side: SideName = "claimed"
    parallel: Annotated[int, Field(ge=1, le=62), INTEGRAL] | None = Field(
        None, description=N_("measures at a time")
    )
    staff_fte: Annotated[float, Field(ge=0, le=10_000)] | None = Field(
        None, description=N_("full-time people")
    )
    must: list[Measure] = Field(default_factory=list, max_length=62)
    never: list[Measure] = Field(default_factory=list, max_length=62)
    running: list[UnderWay] = Field(default_factory=list, max_length=62)
    selected: list[SubsidyRule] = Field(
        default_factory=list,
        max_length=62,
        description=N_("subsidy rules that have chosen the enterprise"),
    )
    with_analysis: bool = Field(
        True, description=N_("also what binds and what more money buys; slower")
    )


class Band(Told):
    """An amount in yuan at low, expected and high prices."""

    low: int
    expected: int
    high: int


class LeftOver(Told):
    """A running measure as it was given."""

    measure: str
    periods: int
    price_cny: int


class Choices(Told):
    """What was fixed."""

    must: list[str]
    never: list[str]
    running: list[LeftOver]
    selected: list[str]


class Budget(Told):
    """The money, in yuan."""

    total_cny: int
    source: Words
    per_period: list[int]


class PlanLimits(Told):
    """Measures at a time, and people for them."""

    parallel: int
    staff_fte: float


class Raise(Told):
    """What a measure does to one answer."""

    item: str
    text: Words
    from_: str | None = Field(alias="from")
    to: str
    to_text: Words
    likelihood: float
    points: int = Field(description=N_("millipoints"))
    counts_for_gate: bool


class Step(Told):
    """One measure of the schedule."""

    measure: str
    name: Words
    foundation: Words
    start: date
    finish: date = Field(description=N_("in service from this day on"))
    start_period: int
    finish_period: int
    cost: Band
    running_cny_year: int
    subsidy_cny: int
    subsidy_rule: Words | None
    staff_fte: float
    value_cny: int
    gain_cny_year: int
    gain_grade: str | None
    raises: list[Raise]
    evidence: list[Words]
    requires: list[Words]
    why: Words
    choice: str | None


class CashPeriod(Told):
    """The money of one half-year, in yuan."""

    period: str
    from_: date = Field(alias="from")
    until: date
    budget_cny: int
    payments: Band
    running_cny: int
    subsidy_cny: int
    balance_cny: int


class PriceRisk(Told):
    """Where money runs out first at the high prices."""

    period: str
    missing_cny: int
    text: Words


class Standing(Told):
    """Level and millipoints."""

    level: int
    millipoints: int


class LevelPoint(Told):
    """Where both sides stand at the end of a half-year."""

    period: str
    claimed: Standing
    proven: Standing


class Binding(Told):
    """What holds the plan back."""

    kind: str
    measure: str | None
    period: str | None
    gain_cny: int | None
    text: Words


class Bought(Told):
    """A measure that more money would buy."""

    measure: str
    name: Words


class Marginal(Told):
    """What more money would buy, in yuan."""

    extra_cny: int
    objective: int
    gain: int
    buys: list[Bought]
    text: Words


class Shortfall(Told):
    """What would do where the question cannot be met."""

    smallest_budget_cny: int | None
    is_certified: bool
    latest_date: date | None
    text: Words


class Totals(Told):
    """Sums within the plan, in yuan."""

    cost: Band
    running_cny: int
    subsidy_cny: int
    net_cny: int


class Assumption(Told):
    """An assumption that the answer rests on."""

    id: str
    name: Words
    value: float
    low: float
    high: float
    unit: str | None
    why: Words
    is_confirmed: bool


class Source(Told):
    """Where content comes from."""

    id: str
    title: Words
    url: str | None


class Roadmap(Told):
    """The plan. Money in whole yuan, points in millipoints, half-years as 2024H1."""

    path: Literal["enterprise"]
    subject: str
    name: Words
    city: Words | None
    cluster: Words | None
    size_class: str
    model: str
    model_title: Words
    question: Literal["value", "level"]
    side: SideName
    target_level: int | None
    by: date
    start: date
    horizon_half_years: int
    status: Literal["planned", "infeasible", "open", "nothing_affordable"]
    solver: str
    objective: int | None
    bound: int | None
    gap: float | None
    is_synthetic: bool
    run_id: str | None
    as_of: date
    choices: Choices
    budget: Budget
    limits: PlanLimits
    schedule: list[Step]
    cash_flow: list[CashPeriod]
    price_risk: PriceRisk | None
    levels: list[LevelPoint]
    gates: list[Standing]
    binding: list[Binding]
    marginal: list[Marginal]
    shortfall: Shortfall | None
    totals: Totals | None
    findings: list[Found]
    assumptions: list[Assumption]
    unconfirmed: list[Words]
    sources: list[Source]
