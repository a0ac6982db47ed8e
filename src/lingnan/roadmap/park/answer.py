"""The answer about one park: plan, money, shares, checklist and how good the plan is, as JSON.

Not for computing any of it (plan).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lingnan.kernel import Text
from lingnan.roadmap.park.check import Cash
from lingnan.roadmap.park.checklist import ChecklistItem
from lingnan.roadmap.park.errors import ParkPlanUnreadable
from lingnan.roadmap.park.model import MemberPlan, ParkPlan, Question, Stage


@dataclass(frozen=True, slots=True)
class FacilityAnswer:
    """One facility. Costs: building, running over the stated half-years, connections.

    Periods are null where it stays closed; `saving_cny` is what it takes off members' prices.
    """

    id: str
    name: Text
    is_open: bool
    is_in_place: bool
    start_period: int | None
    service_period: int | None
    cost_low_cny: int
    cost_expected_cny: int
    cost_high_cny: int
    members_served: int
    capacity_members: int | None
    saving_cny: int


@dataclass(frozen=True, slots=True)
class MeasureAnswer:
    """One measure a member carries out: full price, what it pays, through which facility."""

    measure: str
    price_cny: int
    paid_cny: int
    facility: str | None
    is_possible: bool


@dataclass(frozen=True, slots=True)
class MemberAnswer:
    """One member. `price_alone_cny`: what its measures cost without the park; `price_with_cny`:
    with it; `saving_cny`: full price less what it pays, of the measures it carries out with the
    park; `gain_cny`: what the park adds to its net gain before shares; `alone_gain_cny`: what it
    would gain by building for itself; `reaches_level`: null unless asked. Shares by rule."""

    uscc: str
    connected: tuple[str, ...]
    measures: tuple[MeasureAnswer, ...]
    price_alone_cny: int
    price_with_cny: int
    saving_cny: int
    gain_cny: int
    alone_gain_cny: int
    reaches_level: bool | None
    shares_cny: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class SplitAnswer:
    """One rule of splitting; see split.rule. Groups are named by their members' codes."""

    rule: str
    name: Text
    what: Text
    total_cny: int
    is_in_core: bool
    worst_excess_cny: int
    worst_group: tuple[str, ...]
    worse_than_alone: tuple[str, ...]
    standard_error_cny: float
    is_proven: bool


@dataclass(frozen=True, slots=True)
class AssumptionAnswer:
    """One assumed number that the answer rests on."""

    id: str
    name: Text
    value: str
    unit: str
    why: Text


@dataclass(frozen=True, slots=True)
class ParkAnswer:
    """One park's roadmap.

    Question "value": `objective_cny` is the members' net gain (value less price) less all facility
    costs, `bound_cny` at least the most there could be; `added_cny` the part that the park adds.
    Question "level": `objective_cny` is the least cost (prices paid and facilities) for `reached`
    members to reach the level, `bound_cny` at most that; `reached_bound` at least as many as could.
    `gap` relates to the whole, `gap_added` to what the park adds (question "value").
    """

    park: str
    question: Question
    stage: Stage
    period_names: tuple[str, ...]
    plan: ParkPlan
    facilities: tuple[FacilityAnswer, ...]
    members: tuple[MemberAnswer, ...]
    splits: tuple[SplitAnswer, ...]
    checklist: tuple[ChecklistItem, ...]
    objective_cny: int
    bound_cny: int
    gap: float
    added_cny: int
    gap_added: float | None
    reached: int | None
    reached_bound: int | None
    cost_low_cny: int
    cost_expected_cny: int
    cost_high_cny: int
    cash: Cash
    budget_cny: tuple[int, ...] | None
    binding: tuple[Text, ...]
    assumptions: tuple[AssumptionAnswer, ...]
    unconfirmed: tuple[Text, ...]
    is_synthetic: bool

    def to_json(self) -> dict[str, Any]:
        """Plain values for JSON; texts as {"zh", "en"}, members and facilities as lists."""
        plain = {
            name: _plain(getattr(self, name))
            for name in self.__dataclass_fields__
            if name not in ("plan", "cash")
        }
        plain["cash_flow"] = [
            {
                "period": t,
                "name": self.period_names[t] if t < len(self.period_names) else str(t),
                "building_cny": self.cash.building_cny[t],
                "running_cny": self.cash.running_cny[t],
                "connection_cny": self.cash.connection_cny[t],
                "balance_cny": self.cash.balance_cny[t] if self.cash.balance_cny else None,
            }
            for t in range(len(self.cash.building_cny))
        ]
        return plain


def plan_of_json(answer: Mapping[str, Any]) -> ParkPlan:
    """Read the decisions back from an answer, perhaps edited by hand; figures are not trusted.

    Raises: ParkPlanUnreadable.
    """
    try:
        starts = {
            str(each["id"]): int(each["start_period"])
            for each in answer["facilities"]
            if each["is_open"]
        }
        members = {
            str(each["uscc"]): MemberPlan(
                frozenset(str(name) for name in each["connected"]),
                {
                    str(own["measure"]): None if own["facility"] is None else str(own["facility"])
                    for own in each["measures"]
                },
            )
            for each in answer["members"]
        }
    except (KeyError, TypeError, ValueError) as error:
        raise ParkPlanUnreadable(reason=f"{type(error).__name__} {error}") from error
    return ParkPlan(starts, members)


def _plain(value: Any) -> Any:
    if isinstance(value, Text):
        return {"zh": value.zh, "en": value.en}
    if hasattr(value, "__dataclass_fields__"):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    if isinstance(value, str | int | float | bool) or value is None:
        return value
    return str(value)


__all__ = [
    "AssumptionAnswer",
    "FacilityAnswer",
    "MeasureAnswer",
    "MemberAnswer",
    "ParkAnswer",
    "SplitAnswer",
    "plan_of_json",
]
