"""What members want, from their own roadmaps: measures planned, and those that a facility would
make possible. Not for making those roadmaps.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from lingnan.packs import Pack
from lingnan.packs.content import Facility
from lingnan.roadmap.assumed import Assumed
from lingnan.roadmap.catalogue import Catalogue
from lingnan.roadmap.park.case import Integers
from lingnan.roadmap.park.errors import NoFacilities
from lingnan.roadmap.park.model import PPM, Member, ParkInputs, Question, Stage, Want, factor_ppm
from lingnan.roadmap.state import Flags

NOT_PLANNED = -1


@dataclass(frozen=True, slots=True, eq=False)
class Demand:
    """Wants of k enterprises, one after the other.

    Shapes: start (k+1,): where the wants of each begin; measure, price, value, latest (W,); needed,
        possible (W,); budget (k,); has (k, n): whether a measure's effects are there already.
    Units: whole yuan, half-years.
    """

    start: Integers
    measure: Integers
    price: Integers
    value: Integers
    latest: Integers
    needed: NDArray[np.bool_]
    possible: NDArray[np.bool_]
    budget: Integers
    has: NDArray[np.bool_]


def has_measures(catalogue: Catalogue, reached: Flags) -> NDArray[np.bool_]:
    """Whether an enterprise has reached every step that a measure surely raises to: (k, n).

    Shapes: reached (k, S). A measure that raises no step for sure is never counted as there.
    """
    sure = catalogue.gate_provider
    held = reached.astype(np.int64) @ sure.T.astype(np.int64)
    wanted = sure.sum(axis=1)
    return np.asarray((held >= wanted) & (wanted > 0))


def demand_of(
    catalogue: Catalogue,
    facilities: Sequence[Facility],
    *,
    size: Integers,
    planned: Integers,
    value: Integers,
    needed: NDArray[np.bool_],
    budget: Integers,
    reached: Flags,
    periods: int,
    wait: int,
    usable: NDArray[np.bool_] | None = None,
) -> Demand:
    """Wants of many enterprises from arrays.

    Planned measures can wait `wait` periods for a facility, no longer than the horizon. Possible
    are measures not planned and not there, priced for the size, made cheaper by a facility to no
    more than their worth, whose requirements are there or planned.

    Shapes: size (k,) as in SIZES; planned (k, n): start in the own roadmap or NOT_PLANNED; value
        (k, n) yuan; needed (k, n): for the level; budget (k,) yuan; reached (k, S); usable (k, n):
        what the enterprise may choose at all (industry), all if None.
    """
    has = has_measures(catalogue, reached)
    price = catalogue.price[size, :, 1]
    factors = np.array(
        [[factor_ppm(f, m.id) for m in catalogue.measures] for f in facilities], dtype=np.int64
    ).reshape(len(facilities), len(catalogue))
    least = factors.min(axis=0, initial=PPM)
    is_planned = planned > NOT_PLANNED
    possible = ~is_planned & ~has & catalogue.available[size]
    possible &= (least < PPM) & (-(-price * least // PPM) <= value)
    possible &= _ready(catalogue, is_planned | has)
    if usable is not None:
        possible &= usable
    wanted = is_planned | possible | (needed & ~has & catalogue.available[size])
    who, measure = np.nonzero(wanted)
    last = np.where(is_planned, np.minimum(planned + wait, periods - 1), periods - 1)
    return Demand(
        start=np.concatenate([[0], np.cumsum(wanted.sum(axis=1))]).astype(np.int64),
        measure=measure.astype(np.int64),
        price=price[who, measure],
        value=np.maximum(value[who, measure], 0),
        latest=last[who, measure],
        needed=needed[who, measure],
        possible=~is_planned[who, measure],
        budget=budget,
        has=has,
    )


def _ready(catalogue: Catalogue, done: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether every requirement is met by what is there or planned."""
    ready = np.ones_like(done)
    for number, groups in enumerate(catalogue.requirements):
        for group in groups:
            members = [j for j in range(len(catalogue)) if group >> j & 1]
            ready[:, number] &= done[:, members].any(axis=1)
    return ready


def members_of(
    catalogue: Catalogue, demand: Demand, usccs: Sequence[str], rows: Sequence[int]
) -> tuple[Member, ...]:
    """The members of one park: `rows` of the demand, with their codes."""
    names = [measure.id for measure in catalogue.measures]
    found = []
    for uscc, row in zip(usccs, rows, strict=True):
        wants = tuple(
            Want(
                measure=names[demand.measure[w]],
                price_cny=int(demand.price[w]),
                value_cny=int(demand.value[w]),
                latest_period=int(demand.latest[w]),
                is_needed=bool(demand.needed[w]),
                is_possible=bool(demand.possible[w]),
            )
            for w in range(int(demand.start[row]), int(demand.start[row + 1]))
        )
        has = frozenset(names[j] for j in np.flatnonzero(demand.has[row]).tolist())
        found.append(Member(uscc, int(demand.budget[row]), wants, has))
    return tuple(found)


def default_budget(pack: Pack, members: int, periods: int) -> tuple[int, ...]:
    """What a park is assumed to have spent by the end of each half-year."""
    assumed = Assumed(pack)
    year = assumed.whole("park.budget_cny_year")
    year += assumed.whole("park.budget_cny_year_per_member") * members
    return tuple(year * (t + 1) // 2 for t in range(periods))


def park_inputs(
    pack: Pack,
    park_id: str,
    members: tuple[Member, ...],
    *,
    periods: int,
    budget_cny: tuple[int, ...] | None,
    question: Question = "value",
    stage: Stage = "existing_park",
    in_place: frozenset[str] = frozenset(),
    must: frozenset[str] = frozenset(),
    never: frozenset[str] = frozenset(),
) -> ParkInputs:
    """The problem of one park with the pack's facilities. Raises: NoFacilities."""
    if not pack.facilities:
        raise NoFacilities(pack=pack.id)
    return ParkInputs(
        park_id=park_id,
        facilities=pack.facilities,
        members=members,
        periods=periods,
        running_half_years=2 * Assumed(pack).whole("running_years"),
        budget_cny=budget_cny,
        question=question,
        stage=stage,
        in_place=in_place,
        must=must,
        never=never,
    )


def shown_share(pack: Pack) -> Decimal:
    """From which share of members a measure counts as widely in place."""
    return Assumed(pack).number("park.shown_share")
