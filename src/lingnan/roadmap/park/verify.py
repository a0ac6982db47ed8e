"""Verifies a park roadmap as a file states it: constraints, and every figure recomputed.

Plain Python over the plan's decisions. Not for the figures of a plan that was never written.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from lingnan.kernel import Finding, Text
from lingnan.roadmap.park import errors
from lingnan.roadmap.park.answer import plan_of_json
from lingnan.roadmap.park.check import check_park, connected_count, facility_cost, price_with
from lingnan.roadmap.park.model import ParkInputs, ParkPlan

_OBJECTIVE = Text("目标值", "the objective")
_COST = Text("设施成本", "the cost of facilities")


def verify_answer(answer: Mapping[str, Any], inputs: ParkInputs) -> list[Finding]:
    """What is wrong with an answer, perhaps edited by hand; empty if nothing is.

    Raises: ParkPlanUnreadable.
    """
    plan = plan_of_json(answer)
    found = check_park(plan, inputs)
    if any(each.code == errors.UNKNOWN_NAME.code for each in found):
        return found
    cost = plan_cost(plan, inputs)
    found += _differs(answer, "objective_cny", _OBJECTIVE, plan_objective(plan, inputs))
    found += _differs(answer, "cost_expected_cny", _COST, cost)
    for rule, total in _shared(answer).items():
        if total != cost:
            found.append(errors.SHARES_DIFFER.finding(what=rule, stated=total, found=cost))
    return found


def _shared(answer: Mapping[str, Any]) -> dict[str, int]:
    """What the members' shares add up to, by rule. Raises: ParkPlanUnreadable."""
    try:
        rules = [str(each["rule"]) for each in answer.get("splits") or ()]
        return {
            rule: sum(int(member["shares_cny"][rule]) for member in answer["members"])
            for rule in rules
        }
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        reason = f"{type(problem).__name__} {problem}"
        raise errors.ParkPlanUnreadable(reason=reason) from problem


def plan_cost(plan: ParkPlan, inputs: ParkInputs) -> int:
    """Expected cost of the facilities of a plan, connections included, in yuan."""
    return sum(
        facility_cost(inputs, facility, connected_count(plan, facility.id))[1]
        for facility in inputs.facilities
        if facility.id in plan.starts
    )


def plan_objective(plan: ParkPlan, inputs: ParkInputs) -> int:
    """Net gain less facilities for question "value"; prices and facilities for "level"; yuan."""
    paid = worth = 0
    for member in inputs.members:
        own = plan.members.get(member.uscc)
        wants = {want.measure: want for want in member.wants}
        for measure, facility in (own.taken if own else {}).items():
            paid += price_with(inputs, member, measure, facility)
            worth += wants[measure].value_cny
    cost = plan_cost(plan, inputs)
    return paid + cost if inputs.question == "level" else worth - paid - cost


def _differs(answer: Mapping[str, Any], key: str, what: Text, found: int) -> Iterator[Finding]:
    if key in answer and answer[key] != found:
        yield errors.PARK_STATED_DIFFERS.finding(what=what, stated=answer[key], found=found)
