"""What a park roadmap is made from and what it decides: members, wants, facilities, openings.

No I/O, no solver. Money is whole yuan; periods are half-years from 0.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from lingnan.packs.content import Facility
from lingnan.roadmap.park.errors import (
    FacilityUnknown,
    MemberUnknown,
    NoFacilities,
    NoMembers,
    ParkBudgetInvalid,
    ParkChoiceContradicts,
    ParkInputInvalid,
    TooManyFacilities,
)

Question = Literal["value", "level"]
Stage = Literal["new_park", "existing_park"]
MOST_FACILITIES = 12
"""Sets of facilities are enumerated: 4096 of them at most."""
MOST_WANTS = 62
PPM = 1_000_000


@dataclass(frozen=True, slots=True)
class Want:
    """A measure that a member would carry out.

    `price_cny` without any facility; `value_cny` what it is worth to the member; `latest_period`
    the last period it can wait for a facility to be in service; `is_needed` for its level;
    `is_possible`: not in the member's own roadmap, but wanted if it became cheaper.
    """

    measure: str
    price_cny: int
    value_cny: int
    latest_period: int
    is_needed: bool = False
    is_possible: bool = False


@dataclass(frozen=True, slots=True)
class Member:
    """One enterprise of the park; `has` names the measures whose effects it shows already."""

    uscc: str
    budget_cny: int
    wants: tuple[Want, ...]
    has: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ParkInputs:
    """One park's problem.

    `budget_cny`: what the park can have spent by the end of each period; None without limit.
    `running_half_years`: how long running costs count. `in_place`: facilities the park has already:
    nothing to build, in service at once, their running cost paid with or without this plan.
    """

    park_id: str
    facilities: tuple[Facility, ...]
    members: tuple[Member, ...]
    periods: int
    running_half_years: int
    budget_cny: tuple[int, ...] | None = None
    question: Question = "value"
    stage: Stage = "existing_park"
    in_place: frozenset[str] = frozenset()
    must: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()

    def considered(self) -> tuple[Facility, ...]:
        """The facilities that may open, in the order of the pack."""
        return tuple(each for each in self.facilities if each.id not in self.never)

    def member(self, uscc: str) -> Member:
        """The member of this code. Raises: MemberUnknown."""
        for each in self.members:
            if each.uscc == uscc:
                return each
        raise MemberUnknown(uscc=uscc, park=self.park_id)


@dataclass(frozen=True, slots=True)
class MemberPlan:
    """What one member does: the facilities it is connected to, and each measure with the facility
    that makes it cheaper (None: full price)."""

    connected: frozenset[str] = frozenset()
    taken: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ParkPlan:
    """Which facility starts when (period), and what each member does; in the order of members."""

    starts: Mapping[str, int]
    members: Mapping[str, MemberPlan]


def reduced_price(price_cny: int, factor_ppm: int) -> int:
    """What a member still pays with a facility, rounded up to whole yuan: never a gain too much."""
    return -(-price_cny * factor_ppm // PPM)


def factor_ppm(facility: Facility, measure: str) -> int:
    """The share of a measure's price that is left, in parts per million."""
    factor = facility.price_factors.get(measure)
    return PPM if factor is None else int(factor * PPM)


def validate(inputs: ParkInputs) -> None:
    """Refuse inputs that no plan can be made from.

    Raises: NoMembers, NoFacilities, TooManyFacilities, FacilityUnknown, ParkChoiceContradicts,
        ParkBudgetInvalid, ParkInputInvalid.
    """
    if not inputs.members:
        raise NoMembers(park=inputs.park_id)
    if not inputs.facilities:
        raise NoFacilities(pack=inputs.park_id)
    count = len(inputs.considered())
    if count > MOST_FACILITIES:
        raise TooManyFacilities(count=count, most=MOST_FACILITIES)
    known = [each.id for each in inputs.facilities]
    for name in sorted(inputs.in_place | inputs.must | inputs.never):
        if name not in known:
            raise FacilityUnknown(facility=name, known=", ".join(known))
        if name in inputs.never and name in inputs.must | inputs.in_place:
            raise ParkChoiceContradicts(facility=name)
    if inputs.periods < 1 or inputs.running_half_years < 0:
        raise ParkInputInvalid(where=inputs.park_id, why="periods < 1")
    _validate_budget(inputs)
    _validate_members(inputs)


def _validate_budget(inputs: ParkInputs) -> None:
    if inputs.budget_cny is None:
        return
    if len(inputs.budget_cny) != inputs.periods:
        why = f"{len(inputs.budget_cny)} ≠ {inputs.periods}"
        raise ParkBudgetInvalid(whose=inputs.park_id, value=inputs.budget_cny, why=why)
    before = 0
    for value in inputs.budget_cny:
        if value < before:
            raise ParkBudgetInvalid(whose=inputs.park_id, value=value, why=f"< {before}")
        before = value


def _validate_members(inputs: ParkInputs) -> None:
    seen: set[str] = set()
    for member in inputs.members:
        if member.uscc in seen:
            raise ParkInputInvalid(where=inputs.park_id, why=f"{member.uscc} × 2")
        seen.add(member.uscc)
        if member.budget_cny < 0:
            raise ParkBudgetInvalid(whose=member.uscc, value=member.budget_cny, why="< 0")
        names = [want.measure for want in member.wants]
        if len(set(names)) < len(names) or len(names) > MOST_WANTS:
            raise ParkInputInvalid(where=member.uscc, why=f"{len(names)} wants, {len(set(names))}")
        for want in member.wants:
            if want.price_cny < 0 or want.value_cny < 0:
                raise ParkInputInvalid(where=f"{member.uscc} {want.measure}", why="< 0")
