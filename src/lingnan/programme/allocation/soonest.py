"""The date to aim at: the first on which the money reaches the goal, else the deadline.

Not for solving (plan).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lingnan.kernel import Text
from lingnan.programme.allocation.baseline import Course
from lingnan.programme.allocation.errors import BadDay, FloorOutOfReach
from lingnan.programme.allocation.plan import Field, Plan, plan_for
from lingnan.programme.allocation.solve import solve

_SOONEST = Text("目标值最早可在此日达到", "the goal can be reached on this day at the soonest")
_DEADLINE = Text(
    "资金期内达不到目标值，故求期限日最多",
    "the goal is out of reach with this money, so as many as possible by the deadline",
)
_HORIZON = Text(
    "资金期内达不到目标值且期限已过，故求期末最多",
    "the goal is out of reach and the deadline has passed, so as many as possible in the end",
)
_ALREADY = Text(
    "无此资金目标值也能达到，故求期限日最多",
    "the goal is reached without this money, so as many as possible by the deadline",
)
_GIVEN = Text("所给日期", "the date that was given")


@dataclass(frozen=True, slots=True)
class Choice:
    """The plan for the date aimed at, and why that date."""

    plan: Plan
    why: Text


def choose(
    field: Field, course: Course, goal: int, begins: Sequence[date], deadline: date, by: date | None
) -> Choice:
    """The plan that reaches the goal soonest; see the module for what if none does.

    Periods are tried one after another, so that the first that is kept is the first that can be
    reached; where a solution's gap is not 0, up to the enterprises of that gap.

    Raises: FloorOutOfReach; BadDay for a date before the first period ends.
    """
    last = len(begins) - 1
    if by is not None:
        period = period_by(begins, by)
        if period < 1:
            first = begins[1] - timedelta(days=1)
            reason = Text(f"第一个半年至 {first} 结束", f"the first half-year ends on {first}")
            raise BadDay(day=by, reason=reason)
        return Choice(_plan(field, min(period, last), begins), _GIVEN)
    expansion = field.candidates.expansion
    why = _DEADLINE
    for period in range(1, last + 1):
        needed = course.needed(period, goal)
        if needed is None:
            continue
        if needed == 0:
            why = _ALREADY
            break
        wanted = -(-needed // expansion)
        classes = field.classes_by(period)
        if sum(each.size for each in classes) < wanted:
            continue
        found = solve(classes, field.tree)
        if found is not None and found.value >= wanted:
            return Choice(_plan(field, period, begins), _SOONEST)
    period = period_by(begins, deadline)
    if period < 1:
        return Choice(_plan(field, last, begins), why if why is _ALREADY else _HORIZON)
    return Choice(_plan(field, min(period, last), begins), why)


def period_by(begins: Sequence[date], day: date) -> int:
    """The last period whose eve is not after a day: what is finished by then counts. -1 if none."""
    return sum(begin - timedelta(days=1) <= day for begin in begins) - 1


def _plan(field: Field, period: int, begins: Sequence[date]) -> Plan:
    plan = plan_for(field, period)
    if plan is not None:
        return plan
    tree = field.tree
    classes = field.classes_by(period)
    names = []
    reason = Text("资金不足", "the money does not suffice")
    for node, least in enumerate(tree.least_counts):
        if not least:
            continue
        names.append(str(tree.regions[node]))
        able = sum(each.size for each in classes if node in tree.ancestors(each.node))
        if able < least:
            many = able * field.candidates.expansion
            reason = Text(
                f"{tree.regions[node]} 至多有 {many} 家能在此前完成",
                f"{tree.regions[node]} has {many} enterprises that can finish by then",
            )
    eve = begins[period] - timedelta(days=1)
    raise FloorOutOfReach(day=eve, floors=", ".join(names), reason=reason)
