"""Dividing the money, and scenarios, as `lingnan allocate` and `lingnan scenario`."""

import datetime
from datetime import date
from typing import Annotated

from pydantic import Field

from lingnan.console.api.shape.part import INTEGRAL, Cny, Day, FromPack, Sent, Told, Words
from lingnan.console.i18n import N_

TargetId = Annotated[str, FromPack("target")]
DefinitionId = Annotated[str, FromPack("definition")]
CaseId = Annotated[str, FromPack("case")]


class FloorAsked(Sent):
    """What a region gets at least."""

    region: Annotated[str, FromPack("region")] = Field(
        description=N_("code of a city or id of a group of cities")
    )
    share: Annotated[float, Field(ge=0, le=1)] | None = Field(
        None, description=N_("of each year's money, 0 to 1")
    )
    least_count: Annotated[int, Field(ge=0, le=10_000_000), INTEGRAL] | None = Field(
        None, description=N_("enterprises by the date aimed at")
    )


class AllocationAsked(Sent):
    """How much money, for how long, under which rules. What is absent is the pack's."""

    target: TargetId | None = None
    definition: DefinitionId | None = None
    money_cny: Cny | None = Field(None, description=N_("yuan a year"))
    years: Annotated[int, Field(ge=1, le=10), INTEGRAL] | None = None
    floors: Annotated[list[FloorAsked], Field(max_length=60)] | None = None
    by: Day | None = Field(None, description=N_("as many as possible by this day"))
    scenario: Annotated[str, FromPack("scenario")] | None = None


class TargetMoved(Told):
    """The target that is moved, and how it is counted."""

    id: str
    name: Words
    definition: str
    definition_name: Words
    is_headline: bool
    level: int


class YearMoney(Told):
    """One year's money in yuan."""

    year: int
    from_date: date
    arriving_cny: int
    spent_cny: int
    carried_cny: int


class Allotted(Told):
    """Money of one year for one city, cluster and path."""

    year: int
    city_code: str
    city: Words
    cluster_id: str | None
    cluster: Words | None
    path_id: str
    path: Words | None
    money_cny: int
    enterprises: int
    cost_each_cny: int
    dearest_cny: int


class Reached(Told):
    """How many are proven by a day."""

    period: int
    by_date: date
    funded: int
    without_money: int
    expected: int


class Aim(Told):
    """The date aimed at, and why that one."""

    date: datetime.date
    why: Words


class FloorKept(Told):
    """What a floor gave and what it costs."""

    region: str
    name: Words
    share: float | None
    least_count: int | None
    reserved_cny: int
    spent_cny: int
    enterprises: int
    forgone: int


class MarginalYear(Told):
    """What one more million yuan in a year brings."""

    year: int
    enterprises_per_million_cny: float


class Cost(Told):
    """What the goal costs by the deadline, if all money were there at the start."""

    is_reachable: bool
    least_money_cny: int | None
    alone_cny: int | None
    enterprises: int | None
    most: int
    short: int
    too_late: int
    infeasible: int
    still_open: int
    unplanned: int


class AllocationAssumption(Told):
    """An assumption that the division rests on."""

    id: str
    name: Words
    value: float
    low: float
    high: float
    why: Words
    is_confirmed: bool


class Allocation(Told):
    """How money is divided, and what it brings. Yuan; enterprises times the expansion."""

    target: TargetMoved
    as_of: date
    start: date
    run_id: str | None
    is_synthetic: bool
    expansion: int
    goal: int
    deadline: date
    population: int
    proven_now: int
    money: list[YearMoney]
    allocated: list[Allotted]
    reached_by: list[Reached]
    aim: Aim
    reached_date: date | None
    reached_date_without_money: date | None
    objective: int
    bound: int
    gap: float
    floors: list[FloorKept]
    marginal: list[MarginalYear]
    cost: Cost
    assumptions: list[AllocationAssumption]
    unconfirmed: list[Words]
    notes: list[Words]


class ScenarioLine(Told):
    """A scenario of the pack."""

    id: str
    name: Words
    what: Words
    roadmaps: bool = Field(description=N_("whether it alters what enterprises plan by"))


class ScenarioList(Told):
    """The scenarios of the pack."""

    items: list[ScenarioLine]


class Change(Told):
    """One value before and after."""

    path: str
    kind: str
    old: Words | None
    new: Words | None


class FloorStated(Told):
    """A floor as the scenario states it."""

    name: Words
    share: float | None
    least_count: int | None


class Scenario(Told):
    """What a scenario changes."""

    id: str
    name: Words
    what: Words
    changes: list[Change]
    money_cny_by_year: list[int]
    floors: list[FloorStated]


class ComparisonQuery(Sent):
    """Which two; `base` is the pack as it is."""

    first: CaseId
    second: CaseId
    target: TargetId | None = None
    definition: DefinitionId | None = None
    by: Day | None = Field(None, description=N_("as many as possible by this day"))


class Case(Told):
    """One scenario with its allocation."""

    id: str
    name: Words
    what: Words | None
    replanned: bool
    allocation: Allocation


class YearEnd(Told):
    """The expected proven count at a year's end."""

    date: datetime.date
    first: int
    second: int
    difference: int


class CityMoney(Told):
    """Money and enterprises of one city."""

    city_code: str
    city: Words
    first_cny: int
    second_cny: int
    difference_cny: int
    first_enterprises: int
    second_enterprises: int


class Comparison(Told):
    """Two scenarios side by side, and why they differ."""

    cases: list[Case]
    by_year: list[YearEnd]
    money_by_city: list[CityMoney]
    changes: list[Change]
    why: list[Words]
