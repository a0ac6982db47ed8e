"""Park roadmaps 一园一策: which shared facilities pay, when they open, and who pays for them.

Facility location over the members' own roadmaps: `plan_park` for one park, exact or with a
certified gap; `park_tables` for all parks of a region; `check_park` for a plan edited by hand.
Not for the members' roadmaps themselves.
"""

from lingnan.roadmap.park.answer import ParkAnswer, plan_of_json
from lingnan.roadmap.park.batch import ParkTables, Region, park_tables
from lingnan.roadmap.park.check import check_park
from lingnan.roadmap.park.checklist import checklist
from lingnan.roadmap.park.demand import (
    Demand,
    default_budget,
    demand_of,
    members_of,
    park_inputs,
)
from lingnan.roadmap.park.model import Member, MemberPlan, ParkInputs, ParkPlan, Want
from lingnan.roadmap.park.plan import plan_park
from lingnan.roadmap.park.verify import verify_answer

__all__ = [
    "Demand",
    "Member",
    "MemberPlan",
    "ParkAnswer",
    "ParkInputs",
    "ParkPlan",
    "ParkTables",
    "Region",
    "Want",
    "check_park",
    "checklist",
    "default_budget",
    "demand_of",
    "members_of",
    "park_inputs",
    "park_tables",
    "plan_of_json",
    "plan_park",
    "verify_answer",
]
