"""From a plan in numbers to one in names: what each member does with which facility."""

from collections.abc import Iterator

import numpy as np

from lingnan.roadmap.park.case import ParkCase, service_of
from lingnan.roadmap.park.found import Found
from lingnan.roadmap.park.gain import EXACT_NODES, best_prices, member_choice, reward_of
from lingnan.roadmap.park.model import MemberPlan, ParkInputs, ParkPlan


def uses_of(case: ParkCase, plan: Found) -> Iterator[tuple[int, int, int, int, int]]:
    """Every measure taken: member, place among its wants, facility (-1 none), list price, paid."""
    service = service_of(case, plan.starts)
    reward = reward_of(case)
    for i in range(case.members):
        mask = int(plan.connected[i])
        prices, by = best_prices(case, i, mask, service)
        _, _, taken = member_choice(case, i, mask, service, reward, EXACT_NODES)
        first = int(case.want_start[i])
        for k in range(len(prices)):
            if int(taken) >> k & 1:
                yield i, k, int(by[k]), int(case.price[first + k]), int(prices[k])


def named_plan(inputs: ParkInputs, case: ParkCase, plan: Found) -> ParkPlan:
    """The plan with names. Members are connected to what the search chose for them."""
    names = [each.id for each in inputs.considered()]
    wants = [
        [want.measure for want in member.wants if want.is_needed or not case.is_level]
        for member in inputs.members
    ]
    taken: list[dict[str, str | None]] = [{} for _ in inputs.members]
    for i, k, f, _, _ in uses_of(case, plan):
        taken[i][wants[i][k]] = names[f] if f >= 0 else None
    return ParkPlan(
        starts={names[f]: int(plan.starts[f]) for f in np.flatnonzero(plan.starts >= 0).tolist()},
        members={
            member.uscc: MemberPlan(
                frozenset(n for f, n in enumerate(names) if int(plan.connected[i]) >> f & 1),
                taken[i],
            )
            for i, member in enumerate(inputs.members)
        },
    )
