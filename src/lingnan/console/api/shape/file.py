"""Roadmaps as files: what was answered, perhaps edited, sent back to be checked.

What a checker needs stands here; the rest of the answer may come along and is compared with what
is recomputed.
"""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, RootModel

from lingnan.console.api.shape.diagnosis import Model
from lingnan.console.api.shape.part import INTEGRAL, Day, Line, Sent, Uscc
from lingnan.console.api.shape.roadmap import HalfYears, SideName

_MOST = 1_000_000
Count = Annotated[int, Field(ge=0, le=10**15), INTEGRAL]


class _File(Sent):
    """A part of a file: further keys as they were answered."""

    model_config = ConfigDict(extra="allow")


class BudgetOf(_File):
    """The money by half-year."""

    per_period: Annotated[list[Count], Field(max_length=20)]


class LimitsOf(_File):
    """Measures at a time, and people for them."""

    parallel: Annotated[int, Field(ge=1, le=62), INTEGRAL]
    staff_fte: Annotated[float, Field(ge=0, le=10_000)]


class LeftOf(_File):
    """What is left of a running measure."""

    measure: Line
    periods: HalfYears
    price_cny: Count


class ChoicesOf(_File):
    """What was fixed."""

    must: list[Line] = Field(default_factory=list)
    never: list[Line] = Field(default_factory=list)
    running: list[LeftOf] = Field(default_factory=list)
    selected: list[Line] = Field(default_factory=list)


class StepOf(_File):
    """One measure of the schedule."""

    measure: Line
    start_period: Annotated[int, Field(ge=-20, le=40), INTEGRAL]


class EnterpriseFile(_File):
    """The roadmap of one enterprise."""

    path: Literal["enterprise"]
    subject: Uscc
    model: Model
    question: Literal["value", "level"]
    side: SideName
    target_level: Annotated[int, Field(ge=0, le=9), INTEGRAL] | None
    by: Day
    start: Annotated[str, Field(pattern=r"^20[0-9]{2}-(01|07)-01$")]
    horizon_half_years: HalfYears
    budget: BudgetOf
    limits: LimitsOf
    choices: ChoicesOf
    schedule: Annotated[list[StepOf], Field(max_length=1_000)]


class ParkFile(_File):
    """The roadmap of a park."""

    path: Literal["park"]
    park: Line


class ChainFile(_File):
    """The roadmap of a chain."""

    path: Literal["chain"]
    chain: Line


class ScopeOf(_File):
    """Which enterprises an industry's roadmap is for: of a cluster, or of a division."""

    cluster_id: Line | None
    division: Line | None
    area: Annotated[str, Field(pattern=r"^\d{6}$")] | None
    has_micro: bool


class TermsOf(_File):
    """Money and limits."""

    packages_count: Count
    budget_cny: Count | None
    subsidy_rate_ppm: Count
    subsidy_cap_cny: Count
    capacity_per_half_year: Count
    capacity: dict[str, Count]
    horizon: Count


class CohortOf(_File):
    """One enterprise with its wave and packages."""

    uscc: Line
    wave: Count
    packages: list[Line]
    price_cny: Count | None = None
    subsidy_cny: Count | None = None


class PackageOf(_File):
    """One package of the list."""

    id: Line


class IndustryFile(_File):
    """The roadmap of an industry."""

    path: Literal["industry"]
    scope: ScopeOf
    model_id: Model
    as_of: Day
    level: Annotated[int, Field(ge=0, le=9), INTEGRAL]
    side: SideName
    terms: TermsOf
    packages: Annotated[list[PackageOf | Line], Field(max_length=1_000)]
    cohorts: Annotated[list[CohortOf], Field(max_length=_MOST)]


class RoadmapFile(
    RootModel[
        Annotated[EnterpriseFile | IndustryFile | ParkFile | ChainFile, Field(discriminator="path")]
    ]
):
    """A roadmap of any path."""
