"""The checker: every constraint of a park plan, recomputed from the plan and the inputs alone.

Plain Python, no solver code; every answer of this room passes it, and so must one edited by hand.
Not for finding plans. Whether a member could do better is no constraint.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lingnan.kernel import Finding, Text
from lingnan.packs.content import Facility
from lingnan.roadmap.park import errors
from lingnan.roadmap.park.model import (
    Member,
    MemberPlan,
    ParkInputs,
    ParkPlan,
    factor_ppm,
    reduced_price,
)

_FACILITY = Text("设施", "the facility")
_MEMBER = Text("成员", "the member")
_MEASURE = Text("转型项目", "the measure")
_NO_OFFER = Text("该设施不降低其价格", "the facility does not make it cheaper")
_TOO_LATE = Text("投用晚于该项目能等待的期限", "it is in service later than the measure can wait")
_UNCONNECTED = Text("未接入", "the member is not connected to it")


@dataclass(frozen=True, slots=True)
class Cash:
    """The park's money in each period: what is paid, for what, and what is left at its end.

    `balance_cny` is None without a budget.
    """

    building_cny: tuple[int, ...]
    running_cny: tuple[int, ...]
    connection_cny: tuple[int, ...]
    balance_cny: tuple[int, ...] | None


def check_park(plan: ParkPlan, inputs: ParkInputs) -> list[Finding]:
    """Every constraint that a plan breaks; empty for a good plan."""
    found: list[Finding] = []
    known = {each.id: each for each in inputs.facilities}
    members = {each.uscc: each for each in inputs.members}
    found += [
        errors.UNKNOWN_NAME.finding(value=name, what=_FACILITY)
        for name in plan.starts
        if name not in known
    ]
    found += [
        errors.UNKNOWN_NAME.finding(value=uscc, what=_MEMBER, subject=uscc)
        for uscc in plan.members
        if uscc not in members
    ]
    found += _openings(plan, inputs, known)
    found += _capacity(plan, known)
    for uscc, own in plan.members.items():
        if uscc in members:
            found += _member(plan, inputs, known, members[uscc], own)
    found += _cash(plan, inputs)
    return found


def service_period(inputs: ParkInputs, facility: Facility, start: int) -> int:
    """The period from which a facility serves; what is in place needs no building."""
    return start if facility.id in inputs.in_place else start + facility.duration_half_years


def price_with(inputs: ParkInputs, member: Member, measure: str, facility: str | None) -> int:
    """What a member pays for a measure with a facility."""
    listed = next(want.price_cny for want in member.wants if want.measure == measure)
    for each in inputs.facilities:
        if each.id == facility:
            return reduced_price(listed, factor_ppm(each, measure))
    return listed


def facility_cost(inputs: ParkInputs, facility: Facility, connected: int) -> tuple[int, int, int]:
    """Low, expected and high cost: building, running over the stated half-years, connections."""
    links = facility.per_member_cny * connected
    if facility.id in inputs.in_place:
        return links, links, links
    running = -(-facility.running_cny_year // 2) * inputs.running_half_years + links
    return (
        facility.fixed_low_cny + running,
        facility.fixed_expected_cny + running,
        facility.fixed_high_cny + running,
    )


def connected_count(plan: ParkPlan, facility: str) -> int:
    """How many members a plan connects to a facility."""
    return sum(facility in own.connected for own in plan.members.values())


def cash_of(plan: ParkPlan, inputs: ParkInputs) -> Cash:
    """The park's cash flow: equal instalments (the first takes the remainder), running cost in
    service, connections when service begins."""
    periods = inputs.periods
    building, running, connection = [0] * periods, [0] * periods, [0] * periods
    for facility in inputs.facilities:
        start = plan.starts.get(facility.id)
        if start is None or not 0 <= start < periods:
            continue
        service = service_period(inputs, facility, start)
        if facility.id not in inputs.in_place:
            each, rest = divmod(facility.fixed_expected_cny, facility.duration_half_years)
            for t in range(start, min(service, periods)):
                building[t] += each + (rest if t == start else 0)
            for t in range(service, periods):
                running[t] += -(-facility.running_cny_year // 2)
        links = facility.per_member_cny * connected_count(plan, facility.id)
        connection[min(service, periods - 1)] += links
    balance: list[int] | None = None
    if inputs.budget_cny is not None:
        spent, balance = 0, []
        for t in range(periods):
            spent += building[t] + running[t] + connection[t]
            balance.append(inputs.budget_cny[t] - spent)
    return Cash(
        tuple(building),
        tuple(running),
        tuple(connection),
        None if balance is None else tuple(balance),
    )


def _openings(
    plan: ParkPlan, inputs: ParkInputs, known: Mapping[str, Facility]
) -> Iterator[Finding]:
    for name, start in plan.starts.items():
        if name in inputs.never:
            yield errors.NEVER_OPENED.finding(value=name)
        if name not in known:
            continue
        built = service_period(inputs, known[name], start)
        if start < 0 or start >= inputs.periods or built > inputs.periods:
            yield errors.OPENS_OUTSIDE.finding(value=name, start=start)
    for name in sorted(inputs.must | inputs.in_place):
        if name not in plan.starts:
            yield errors.MUST_OPEN_MISSING.finding(value=name)


def _capacity(plan: ParkPlan, known: Mapping[str, Facility]) -> Iterator[Finding]:
    for name, facility in known.items():
        count = connected_count(plan, name)
        if facility.capacity_members is not None and count > facility.capacity_members:
            yield errors.CAPACITY_BROKEN.finding(
                value=name, count=count, limit=facility.capacity_members
            )


def _member(
    plan: ParkPlan,
    inputs: ParkInputs,
    known: Mapping[str, Facility],
    member: Member,
    own: MemberPlan,
) -> Iterator[Finding]:
    for name in sorted(own.connected):
        if name not in plan.starts:
            yield errors.NOT_OPEN.finding(value=name, subject=member.uscc)
    wants = {want.measure: want for want in member.wants}
    spent = 0
    for measure, facility in own.taken.items():
        if measure not in wants:
            yield errors.UNKNOWN_NAME.finding(value=measure, what=_MEASURE, subject=member.uscc)
            continue
        price = price_with(inputs, member, measure, facility)
        spent += price
        if facility is not None:
            yield from _served(plan, inputs, known, member, own, measure, facility)
        worth = wants[measure].value_cny
        if inputs.question == "value" and price > worth:
            yield errors.NOT_WORTH.finding(
                subject=member.uscc, measure=measure, price=price, worth=worth
            )
    if spent > member.budget_cny:
        yield errors.MEMBER_BUDGET_BROKEN.finding(
            subject=member.uscc, spent=spent, limit=member.budget_cny
        )
    if inputs.question == "level" and own.taken:
        for want in member.wants:
            if want.is_needed and want.measure not in own.taken:
                yield errors.LEVEL_INCOMPLETE.finding(subject=member.uscc, measure=want.measure)


def _served(
    plan: ParkPlan,
    inputs: ParkInputs,
    known: Mapping[str, Facility],
    member: Member,
    own: MemberPlan,
    measure: str,
    facility: str,
) -> Iterator[Finding]:
    def broken(why: Text) -> Finding:
        return errors.NOT_SERVED.finding(
            subject=member.uscc, measure=measure, value=facility, why=why
        )

    if facility not in known:
        yield errors.UNKNOWN_NAME.finding(value=facility, what=_FACILITY, subject=member.uscc)
        return
    if measure not in known[facility].price_factors:
        yield broken(_NO_OFFER)
    if facility not in own.connected:
        yield broken(_UNCONNECTED)
    if facility not in plan.starts:
        yield errors.NOT_OPEN.finding(value=facility, subject=member.uscc)
        return
    latest = next(want.latest_period for want in member.wants if want.measure == measure)
    if service_period(inputs, known[facility], plan.starts[facility]) > latest:
        yield broken(_TOO_LATE)


def _cash(plan: ParkPlan, inputs: ParkInputs) -> Iterator[Finding]:
    balance = cash_of(plan, inputs).balance_cny or ()
    for period, left in enumerate(balance):
        if left < 0:
            yield errors.PARK_CASH_BROKEN.finding(period=period, short=-left)
