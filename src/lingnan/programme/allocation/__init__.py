"""Divide the programme's money over cities, clusters and paths so that a target is reached soonest.

Reads what enterprises' roadmaps say an upgrade costs (out_upgrade), divides the money under floors
per region with a bound on the best possible, prices money and floors, tells what the target would
cost, and compares scenarios. Not for planning single enterprises (roadmap).
"""

from lingnan.programme.allocation.answer import Allocation
from lingnan.programme.allocation.compare import Comparison, UpgradesOf, case_of, compare_scenarios
from lingnan.programme.allocation.content import (
    aim_of,
    public_share_of,
    region_of,
    settings_of,
)
from lingnan.programme.allocation.divide import (
    Inputs,
    Prepared,
    Stage,
    allocate,
    divide,
    prepare,
    stage_of,
)
from lingnan.programme.allocation.model import Floor, Settings
from lingnan.programme.allocation.store import OUT_UPGRADE, read_inputs

__all__ = [
    "OUT_UPGRADE",
    "Allocation",
    "Comparison",
    "Floor",
    "Inputs",
    "Prepared",
    "Settings",
    "Stage",
    "UpgradesOf",
    "aim_of",
    "allocate",
    "case_of",
    "compare_scenarios",
    "divide",
    "prepare",
    "public_share_of",
    "read_inputs",
    "region_of",
    "settings_of",
    "stage_of",
]
