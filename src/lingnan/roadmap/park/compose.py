"""Puts a plan's figures into the parts of an answer. Not for deciding anything."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from lingnan.kernel import Text
from lingnan.packs import Pack
from lingnan.roadmap.park.answer import (
    AssumptionAnswer,
    FacilityAnswer,
    MeasureAnswer,
    MemberAnswer,
    SplitAnswer,
)
from lingnan.roadmap.park.case import ParkCase
from lingnan.roadmap.park.check import (
    connected_count,
    facility_cost,
    price_with,
    service_period,
)
from lingnan.roadmap.park.extract import uses_of
from lingnan.roadmap.park.found import Found
from lingnan.roadmap.park.model import Member, ParkInputs, ParkPlan
from lingnan.roadmap.park.split import RULES, Game, Split

_NAMED: Final = ("roadmap.running_years", "roadmap.park.")


def facilities_of(inputs: ParkInputs, plan: ParkPlan) -> list[FacilityAnswer]:
    """Every facility of the pack with cost, members and savings."""
    found = []
    by_code = {member.uscc: member for member in inputs.members}
    for facility in inputs.facilities:
        start = plan.starts.get(facility.id)
        served = connected_count(plan, facility.id)
        costs = (0, 0, 0) if start is None else facility_cost(inputs, facility, served)
        saving = sum(
            price_with(inputs, by_code[uscc], measure, None)
            - price_with(inputs, by_code[uscc], measure, name)
            for uscc, own in plan.members.items()
            for measure, name in own.taken.items()
            if name == facility.id
        )
        found.append(
            FacilityAnswer(
                id=facility.id,
                name=facility.name,
                is_open=start is not None,
                is_in_place=facility.id in inputs.in_place,
                start_period=start,
                service_period=None if start is None else service_period(inputs, facility, start),
                cost_low_cny=costs[0],
                cost_expected_cny=costs[1],
                cost_high_cny=costs[2],
                members_served=served,
                capacity_members=facility.capacity_members,
                saving_cny=saving,
            )
        )
    return found


def costs_of(facility: FacilityAnswer) -> tuple[int, int, int]:
    """Low, expected and high."""
    return facility.cost_low_cny, facility.cost_expected_cny, facility.cost_high_cny


def members_of(
    inputs: ParkInputs,
    case: ParkCase,
    found: Found,
    plan: ParkPlan,
    game: Game,
    splits: Sequence[Split],
) -> list[MemberAnswer]:
    """Every member with its measures, savings and shares."""
    closed = Found(np.full_like(found.starts, -1), np.zeros_like(found.connected), 0, 0)
    before = np.zeros(case.members, dtype=np.int64)
    for i, _, _, listed, _ in uses_of(case, closed):
        before[i] += listed
    alone = game.alone()
    return [
        MemberAnswer(
            uscc=member.uscc,
            connected=tuple(sorted(plan.members[member.uscc].connected)),
            measures=(measures := tuple(_measures(inputs, plan, member))),
            price_alone_cny=int(before[i]),
            price_with_cny=sum(each.paid_cny for each in measures),
            saving_cny=sum(each.price_cny - each.paid_cny for each in measures),
            gain_cny=int(game.gross[i]),
            alone_gain_cny=int(alone[i]),
            reaches_level=bool(measures) if case.is_level else None,
            shares_cny={each.rule: each.shares[i] for each in splits},
        )
        for i, member in enumerate(inputs.members)
    ]


def _measures(inputs: ParkInputs, plan: ParkPlan, member: Member) -> list[MeasureAnswer]:
    wants = {want.measure: want for want in member.wants}
    return [
        MeasureAnswer(
            measure=measure,
            price_cny=wants[measure].price_cny,
            paid_cny=price_with(inputs, member, measure, facility),
            facility=facility,
            is_possible=wants[measure].is_possible,
        )
        for measure, facility in plan.members[member.uscc].taken.items()
    ]


def split_answer(inputs: ParkInputs, split: Split) -> SplitAnswer:
    """A rule with groups named by codes."""
    name, what = RULES[split.rule]
    return SplitAnswer(
        rule=split.rule,
        name=name,
        what=what,
        total_cny=split.total,
        is_in_core=split.is_in_core,
        worst_excess_cny=split.worst_excess_cny,
        worst_group=tuple(inputs.members[i].uscc for i in split.worst_group),
        worse_than_alone=tuple(inputs.members[i].uscc for i in split.unfair),
        standard_error_cny=split.standard_error_cny,
        is_proven=split.is_proven,
    )


def assumptions_of(pack: Pack) -> tuple[AssumptionAnswer, ...]:
    """The assumed numbers a park roadmap rests on."""
    return tuple(
        AssumptionAnswer(each.id, each.name, str(each.value), each.unit, each.why)
        for each in pack.assumptions
        if each.id.startswith(_NAMED)
    )


def unconfirmed_of(inputs: ParkInputs, pack: Pack) -> tuple[Text, ...]:
    """Which prices and effects nobody has confirmed."""
    found = [
        Text(
            "共享设施“{name}”的价格和折扣未核实",
            "prices and factors of the facility '{name}' are not confirmed",
        ).format(name=facility.name)
        for facility in inputs.facilities
        if not facility.is_confirmed
    ]
    doubtful = {each.id for each in pack.measures if not each.is_confirmed}
    used = {want.measure for member in inputs.members for want in member.wants} & doubtful
    if used:
        found.append(
            Text(
                "{count} 个转型项目的价格未核实",
                "the prices of {count} measures are not confirmed",
            ).format(count=len(used))
        )
    return tuple(found)
