"""What a park should have: the list for a new park, the upgrade of an existing one, and in what
order. Not for what pays (the plan): a facility can be required and yet save its members too little.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from lingnan.packs.content import Facility
from lingnan.roadmap.park.model import Member, ParkInputs, Stage

Standing = Literal["in_place", "shown", "partly", "missing"]
"""In place: the park has it. Shown: most members have its measures already, so that it is there or
not needed any more. Partly: some of its measures are with most members."""

_ORDER: Final = {"required": 0, "recommended": 1, "optional": 2}


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One facility on the list.

    `new_park`, `existing_park`: required, recommended or optional; `need` the one that applies.
    `members_having_share` of member-measure pairs already there. `missing`: its measures that most
    members lack. `start_period` in the plan, None where the plan does not open it. `sequence`: its
    place among what is still to do, from 1; None if there is nothing to do.
    """

    facility: str
    new_park: str
    existing_park: str
    need: str
    standing: Standing
    members_having_share: Decimal
    missing: tuple[str, ...]
    start_period: int | None
    sequence: int | None


def checklist(
    facilities: tuple[Facility, ...],
    members: tuple[Member, ...],
    *,
    stage: Stage,
    shown_share: Decimal,
    starts: Mapping[str, int],
    in_place: frozenset[str] = frozenset(),
) -> tuple[ChecklistItem, ...]:
    """Every facility of the pack with what the park still lacks; members may be none (new park).

    See `checklist_from_counts`.
    """
    having: dict[str, int] = {}
    for member in members:
        for name in member.has:
            having[name] = having.get(name, 0) + 1
    return checklist_from_counts(
        facilities,
        len(members),
        having,
        stage=stage,
        shown_share=shown_share,
        starts=starts,
        in_place=in_place,
    )


def checklist_from_counts(
    facilities: tuple[Facility, ...],
    members: int,
    having: Mapping[str, int],
    *,
    stage: Stage,
    shown_share: Decimal,
    starts: Mapping[str, int],
    in_place: frozenset[str] = frozenset(),
) -> tuple[ChecklistItem, ...]:
    """The list from how many of `members` have each measure.

    A measure is with most members if at least `shown_share` of them have it; a facility is shown if
    all its measures are, partly if one is. Sequence: required before recommended before optional,
    then the period in which the plan starts it (unplanned last), then what fewer members have.
    """
    items = []
    for facility in facilities:
        measures = tuple(facility.price_factors)
        counts = {name: having.get(name, 0) for name in measures}
        least = shown_share * members
        missing = tuple(name for name in measures if not members or counts[name] < least)
        pairs = members * len(measures)
        share = Decimal(sum(counts.values())) / pairs if pairs else Decimal(0)
        items.append(
            ChecklistItem(
                facility=facility.id,
                new_park=facility.new_park,
                existing_park=facility.existing_park,
                need=facility.new_park if stage == "new_park" else facility.existing_park,
                standing=_standing(facility.id in in_place, len(missing), len(measures)),
                members_having_share=share.quantize(Decimal("0.0001")),
                missing=missing,
                start_period=starts.get(facility.id),
                sequence=None,
            )
        )
    return _numbered(items)


def checklist_of(
    inputs: ParkInputs, starts: Mapping[str, int], shown_share: Decimal
) -> tuple[ChecklistItem, ...]:
    """The list for a park that is planned."""
    return checklist(
        inputs.facilities,
        inputs.members,
        stage=inputs.stage,
        shown_share=shown_share,
        starts=starts,
        in_place=inputs.in_place,
    )


def _standing(is_there: bool, missing: int, measures: int) -> Standing:
    if is_there:
        return "in_place"
    if missing == 0 and measures:
        return "shown"
    return "partly" if missing < measures else "missing"


def _numbered(items: list[ChecklistItem]) -> tuple[ChecklistItem, ...]:
    left = [item for item in items if item.standing in ("partly", "missing")]
    far = 1 << 20
    left.sort(
        key=lambda item: (
            _ORDER[item.need],
            far if item.start_period is None else item.start_period,
            item.members_having_share,
        )
    )
    place = {item.facility: number for number, item in enumerate(left, start=1)}
    return tuple(
        ChecklistItem(
            item.facility,
            item.new_park,
            item.existing_park,
            item.need,
            item.standing,
            item.members_having_share,
            item.missing,
            item.start_period,
            place.get(item.facility),
        )
        for item in items
    )
