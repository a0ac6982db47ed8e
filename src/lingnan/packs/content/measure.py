"""The catalogue of measures: digital projects with prices, requirements, effects and subsidies.

Not for choosing between them (roadmap).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from lingnan.packs.content.record import Content, Record, Sources, TextField, Words

SizeClass = Literal["large", "medium", "small", "micro"]
EvidenceGrade = Literal["A", "B", "C", "D"]
"""A official evaluation or tender, B official self-report or study, C vendor figure or estimate of
the pack, D vendor claim."""
OutcomeBase = Literal["revenue", "labour", "material", "energy", "quality", "downtime", "inventory"]
Share = Annotated[Decimal, Field(ge=0, le=1)]
_T = TypeVar("_T")


def _some(found: tuple[_T, ...]) -> tuple[_T, ...]:
    """Refuse an empty list; a broken member is then told once, as `min_length` would not."""
    if not found:
        raise PydanticCustomError("empty", "needs at least one entry")
    return found


class PriceBand(Content):
    """What a measure costs enterprises of some size classes.

    Units: yuan; `running_cny_year` is due every year once the measure is in service; `staff_fte`
    own people busy with it while it is under way.
    """

    size_classes: tuple[SizeClass, ...] = Field(min_length=1)
    low_cny: int = Field(ge=0)
    expected_cny: int = Field(ge=0)
    high_cny: int = Field(ge=0)
    running_cny_year: int = Field(ge=0)
    staff_fte: Decimal = Field(ge=0)
    duration_half_years: int = Field(ge=1, le=6)
    grade: EvidenceGrade
    source: Sources
    note: TextField | None = None

    @model_validator(mode="after")
    def _is_a_band(self) -> PriceBand:
        if not self.low_cny <= self.expected_cny <= self.high_cny:
            raise PydanticCustomError("band", "a price needs low <= expected <= high")
        return self


class AnswerNeed(Content):
    """An answer that must hold before a measure starts, such as 20 % networked machines.

    `answer` is an option code; a better answer satisfies it as well.
    """

    model: str
    item: str
    answer: str
    why: TextField


class Effect(Content):
    """What a finished measure does to one item of assessment models: the answer it raises it to.

    `models` share the item; `answer` holds option codes ("B,C"), or the code of a level or clause
    grade. `likelihood` says how surely it gets there.
    """

    models: Words = Field(min_length=1)
    items: Words = Field(min_length=1)
    answer: str
    likelihood: Share


class Outcome(Content):
    """What a measure does to an economic result; a gain of `base`, in per cent of it.

    Claims of grade D are kept to be shown, and never counted.
    """

    base: OutcomeBase
    gain_low_pct: Decimal
    gain_high_pct: Decimal
    size_classes: tuple[SizeClass, ...] = ("large", "medium", "small", "micro")
    grade: EvidenceGrade
    source: Sources
    note: TextField | None = None


class Measure(Record):
    """One digital project an enterprise can carry out.

    `foundation` is one of the plan's foundations, or its talent safeguard. `links` are the business
    links it improves, in the words of the clusters' focus directions. `sections` limits it to
    industries (empty = all). `all_of` and each group of `any_of` name measures finished before.
    `proves_claims`: an independent audit that turns what is claimed into proof.
    """

    id: str
    name: TextField
    what: TextField
    foundation: str
    paths: Words = Field(min_length=1)
    links: Words = ()
    sections: Words = ()
    is_light: bool = False
    """Small, fast, cheap and exact 小快轻准: a standard package for small enterprises."""
    prices: Annotated[tuple[PriceBand, ...], AfterValidator(_some)]
    all_of: Words = ()
    any_of: tuple[Annotated[tuple[str, ...], BeforeValidator(tuple)], ...] = ()
    needs: tuple[AnswerNeed, ...] = ()
    effects: tuple[Effect, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    evidence_kinds: Words = ()
    proof_grade: Literal[1, 2, 3]
    subsidies: Words = ()
    proves_claims: bool = False


class SubsidyRate(Content):
    """The share that a rule pays in some city groups; the number stands in the instrument or in an
    assumption, so that it is written once."""

    city_groups: Words = ()
    parameter: str | None = None
    assumption: str | None = None

    @model_validator(mode="after")
    def _stands_in_one_place(self) -> SubsidyRate:
        if (self.parameter is None) == (self.assumption is None):
            raise PydanticCustomError("rate", "needs either parameter or assumption")
        return self


class SubsidyRule(Record):
    """How an instrument pays part of a measure: who, what share, what cap, how long afterwards.

    A measure must start between `starts` and `until`. Caps name parameters of the instrument.
    `by_selection`: an authority chooses the projects, so that nobody may count on it.
    """

    id: str
    name: TextField
    instrument: str
    paths: Words = ()
    size_classes: tuple[SizeClass, ...] = Field(min_length=1)
    cities: Words = ()
    rates: Annotated[tuple[SubsidyRate, ...], AfterValidator(_some)]
    measure_cap_parameter: str | None = None
    enterprise_cap_parameter: str | None = None
    starts: date
    until: date | None = None
    lag_half_years: int = Field(ge=0, le=4)
    by_selection: bool = False


class Facility(Record):
    """Something a park builds once for its members.

    `price_factors`: per measure, what share of its price a member still pays with the facility.
    `stage` says whether the checklist of a new park or the upgrade of an existing one has it.
    """

    id: str
    name: TextField
    what: TextField
    foundation: str
    fixed_low_cny: int = Field(ge=0)
    fixed_expected_cny: int = Field(ge=0)
    fixed_high_cny: int = Field(ge=0)
    per_member_cny: int = Field(ge=0)
    running_cny_year: int = Field(ge=0)
    duration_half_years: int = Field(ge=1, le=6)
    capacity_members: int | None = None
    grade: EvidenceGrade
    price_factors: dict[str, Share]
    new_park: Literal["required", "recommended", "optional"]
    existing_park: Literal["required", "recommended", "optional"]

    @model_validator(mode="after")
    def _is_a_band(self) -> Facility:
        if not self.fixed_low_cny <= self.fixed_expected_cny <= self.fixed_high_cny:
            raise PydanticCustomError("band", "a price needs low <= expected <= high")
        return self
