"""The common gaps of an industry: which steps how many lack, and how much they weigh for the level.

Not for what closes them (cover).
"""

from dataclasses import dataclass

import numba
import numpy as np

from lingnan.roadmap.industry.target import Target, distance_of, needs_of, weights_of
from lingnan.roadmap.state import Flags
from lingnan.roadmap.step import Integers, Step, Steps


@dataclass(frozen=True, slots=True)
class GapRow:
    """One step that counts for the level.

    `lacking_count`: enterprises below the level without it. `weight`: gap units that it would close
    by itself, over those enterprises, near ones weighing more. `points_millipoints`: what it earns;
    `counts`, `is_mandatory`: whether it counts among the scenarios, and among the mandatory ones.
    """

    step: Step
    lacking_count: int
    weight: int
    points_millipoints: int
    counts: bool
    is_mandatory: bool


def common_gaps(steps: Steps, target: Target, reached: Flags, nearest: int) -> tuple[GapRow, ...]:
    """The steps that enterprises below a level lack, heaviest first.

    Shapes: reached (m, S): their states. Steps that no gap needs, or nobody lacks, are left out.
    """
    need = needs_of(target, reached)
    weight = weights_of(target, distance_of(target, need), nearest)
    lacking = np.zeros(len(steps.steps), dtype=np.int64)
    heavy = np.zeros(len(steps.steps), dtype=np.int64)
    _weigh(reached, need, weight, target.coefficient, target.unit, lacking, heavy)
    gate = next(gate for gate in steps.gates if gate.level == target.level)
    rows = [
        GapRow(
            step=step,
            lacking_count=int(lacking[step.number]),
            weight=int(heavy[step.number]),
            points_millipoints=step.millipoints if steps.share[step.number] > 0 else 0,
            counts=_counts(gate.coefficients[:, step.number], step),
            is_mandatory=step.item.is_mandatory,
        )
        for step in steps.steps
        if heavy[step.number]
    ]
    return tuple(sorted(rows, key=lambda row: (-row.weight, row.step.number)))


def _counts(coefficients: Integers, step: Step) -> bool:
    return step.item.group is not None and bool(coefficients.any())


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _weigh(
    reached: Flags,
    need: Integers,
    weight: Integers,
    coefficient: Integers,
    unit: Integers,
    lacking: Integers,
    heavy: Integers,
) -> None:
    for i in range(reached.shape[0]):
        for s in range(reached.shape[1]):
            if reached[i, s]:
                continue
            units = 0
            for r in range(need.shape[1]):
                if coefficient[r, s] and need[i, r]:
                    units += unit[r] * min(coefficient[r, s], need[i, r])
            if units:
                lacking[s] += 1
                heavy[s] += weight[i] * units
