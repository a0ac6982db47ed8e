"""Solve a chain problem: bound, search, and the exact solver where the chain is small enough.

Not for stating the problem (problem) nor for telling the answer (roadmap).
"""

from dataclasses import dataclass

import numpy as np

from lingnan.roadmap.chain.bound import bound_share
from lingnan.roadmap.chain.exact import prove
from lingnan.roadmap.chain.problem import Chosen, Problem
from lingnan.roadmap.chain.search import search
from lingnan.roadmap.chain.task import Method
from lingnan.roadmap.chain.wave import fits

#: Of the sets that the bound met, so many starts, the latest ones.
_STARTS = 4


@dataclass(frozen=True, slots=True)
class Solution:
    """Whom to upgrade; `objective` and `bound` in ppm, `method` that gave them.

    `bound` is at least the best possible share; where it equals the objective, this is the best.
    """

    chosen: Chosen
    objective: int
    bound: int
    method: str


def solve(
    problem: Problem,
    *,
    method: Method = "auto",
    exact_limit: int,
    seconds: float,
    known: Chosen | None = None,
) -> Solution:
    """Find a fitting set and a bound on the best one.

    Shapes: known: a fitting set that the answer must not fall behind; null for none.
    """
    bound = bound_share(problem)
    starts = [*bound.sets[-_STARTS:], *([] if known is None else [known])]
    chosen = search(problem, starts)
    objective, ceiling = problem.objective(chosen), bound.ppm
    told = "bounded"
    if method == "exact" or (method == "auto" and problem.count <= exact_limit):
        told = "exact"
        if objective < ceiling:
            proof = prove(problem, chosen, ceiling=ceiling, seconds=seconds)
            ceiling = proof.bound
            found = chosen if proof.chosen is None else proof.chosen
            if problem.objective(found) > objective and fits(problem, found):
                chosen = _without_idle(problem, found)
                objective = problem.objective(chosen)
    return Solution(chosen, objective, max(ceiling, objective), told)


def _without_idle(problem: Problem, chosen: Chosen) -> Chosen:
    """Take out upgrades that cost and add nothing; the exact solver may leave some in."""
    kept = chosen.copy()
    gain = problem.value.copy()
    both = chosen[problem.pair_a] & chosen[problem.pair_b]
    np.add.at(gain, problem.pair_a[both], problem.pair_ppm[both])
    np.add.at(gain, problem.pair_b[both], problem.pair_ppm[both])
    kept[(gain == 0)] = False
    return kept
