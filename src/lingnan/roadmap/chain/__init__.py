"""Chain roadmaps (一链一策): whom to upgrade so that most of a leader's supply is above a level.

The door. `links_of` and `leaders_of` read the register, `build_network` validates a chain,
`candidates_of` takes the enterprises' own upgrades, `plan_chain` answers, `check_chain` checks also
edited answers. What the share is stands in `share`. Not for the roadmap of one enterprise.
"""

from lingnan.roadmap.chain.answer import ChainRoadmap, Member, MemberStatus, PlannedWave
from lingnan.roadmap.chain.candidate import Candidate, candidates_of
from lingnan.roadmap.chain.check import check_chain
from lingnan.roadmap.chain.errors import (
    BudgetNegative,
    ChainError,
    LeaderMissing,
    NetworkEmpty,
    PlanUnreadable,
    WavesUnusable,
    WeightsUnusable,
)
from lingnan.roadmap.chain.network import Link, Network, build_network
from lingnan.roadmap.chain.plan import plan_chain
from lingnan.roadmap.chain.share import Weights
from lingnan.roadmap.chain.store import (
    CHAIN_SCHEMA,
    CHAIN_TABLE,
    MEMBER_SCHEMA,
    MEMBER_TABLE,
    chain_table,
    leaders_of,
    links_of,
    member_table,
    unplanned_row,
)
from lingnan.roadmap.chain.task import Task, Wave
from lingnan.roadmap.chain.worth import Bottleneck, NextBest, SingleSource

__all__ = [
    "CHAIN_SCHEMA",
    "CHAIN_TABLE",
    "MEMBER_SCHEMA",
    "MEMBER_TABLE",
    "Bottleneck",
    "BudgetNegative",
    "Candidate",
    "ChainError",
    "ChainRoadmap",
    "LeaderMissing",
    "Link",
    "Member",
    "MemberStatus",
    "Network",
    "NetworkEmpty",
    "NextBest",
    "PlanUnreadable",
    "PlannedWave",
    "SingleSource",
    "Task",
    "Wave",
    "WavesUnusable",
    "Weights",
    "WeightsUnusable",
    "build_network",
    "candidates_of",
    "chain_table",
    "check_chain",
    "leaders_of",
    "links_of",
    "member_table",
    "plan_chain",
    "unplanned_row",
]
