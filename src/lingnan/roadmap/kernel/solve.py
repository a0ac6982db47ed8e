"""The kernel's door for one case: compiled search behind plain values. Not for batches (batch)."""

from dataclasses import dataclass

from lingnan.roadmap.case import Case
from lingnan.roadmap.kernel.branch import INFEASIBLE, SOLVED, Limits
from lingnan.roadmap.kernel.doors import solve_case
from lingnan.roadmap.kernel.record import BEST, Work, work_for

QUICK = Limits(root=60, node=24, nodes=40, gap_ppm=8_000, rounds=2)
"""For each of a million enterprises with a state of its own."""
FAMILY = Limits(root=120, node=30, nodes=120, gap_ppm=3_000, rounds=2)
"""For members of a family, whose plans and bounds serve many others."""
CAREFUL = Limits(root=300, node=40, nodes=600, gap_ppm=0, rounds=3)
"""For one enterprise while somebody waits."""
_SPARE_NODES = 16


@dataclass(frozen=True, slots=True)
class Solution:
    """A plan with its certificate.

    `status`: solved, infeasible (proven) or open (nothing found or excluded). `starts`: local
    measure to period. `objective` and `bound` in yuan: value and the most any plan can reach, or
    cost and the least any plan can cost; null without a plan.
    """

    status: str
    starts: dict[int, int]
    objective: int | None
    bound: int | None

    @property
    def gap(self) -> float:
        """How far from the best the plan can be, as a part of the larger figure."""
        if self.objective is None or self.bound is None:
            return 0.0
        return abs(self.bound - self.objective) / max(abs(self.bound), abs(self.objective), 1)


def memory_for(limits: Limits) -> Work:
    """Working memory for cases solved under these limits."""
    return work_for(limits.nodes + _SPARE_NODES)


def solve(
    case: Case,
    *,
    level_index: int | None = None,
    limits: Limits = CAREFUL,
    work: Work | None = None,
) -> Solution:
    """Plan a case: question (b), or question (a) for the level at an index of `case.level`."""
    memory = work or memory_for(limits)
    is_cost = level_index is not None
    target = -1 if level_index is None else level_index
    ended = solve_case(case, memory, target, is_cost, limits)
    if ended != SOLVED:
        return Solution("infeasible" if ended == INFEASIBLE else "open", {}, None, None)
    state, plan = memory.state[0], memory.plans[BEST]
    found = [int(plan["start"][a]) for a in range(int(case.count))]
    starts = {a: start for a, start in enumerate(found) if start >= 0}
    sign = -1 if is_cost else 1
    return Solution("solved", starts, sign * int(state["score"]), sign * int(state["bound"]))
