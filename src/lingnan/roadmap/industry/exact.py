"""The best product list itself, as a mixed-integer program; and its relaxation written out in full.

One variable per package, per group and step, and per group and row: for small cases, and the
oracle that greedy choice and bound are held to. Not for a whole cluster: the program grows with its
states.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import highspy
import numpy as np

from lingnan.roadmap.highs import quiet_solver
from lingnan.roadmap.industry.bit import WORD_BITS
from lingnan.roadmap.industry.cover import Cover, value_of


@dataclass(frozen=True, slots=True)
class Best:
    """A list, its objective in gap units, and what the solver says of the objective."""

    packages: tuple[int, ...]
    objective: int
    solver_value: float


def choose_exactly(cover: Cover, count: int) -> Best:
    """The list of at most `count` packages that closes most."""
    program = _Program(cover, count, is_whole=True)
    packages = tuple(p for p, x in enumerate(program.solve()) if x > 0.5)
    return Best(packages, value_of(cover, packages), program.value)


def relaxation_of(cover: Cover, count: int) -> float:
    """The optimum of the linear relaxation, in gap units."""
    program = _Program(cover, count, is_whole=False)
    program.solve()
    return program.value


class _Program:
    def __init__(self, cover: Cover, count: int, *, is_whole: bool) -> None:
        self.cover = cover
        self.value = 0.0
        self.model = quiet_solver()
        self.model.setOptionValue("mip_rel_gap", 0.0)
        self.columns = 0
        self.scale = float(max(1, int((cover.factor[:, None] * cover.unit).max(initial=1))))
        for package in range(cover.packages_count):
            self._variable(1.0, 0.0)
            if is_whole:
                self.model.changeColIntegrality(package, highspy.HighsVarType.kInteger)
        self._row(dict.fromkeys(range(cover.packages_count), 1.0), float(count))
        for group in range(len(cover.factor)):
            self._group(group)

    def solve(self) -> list[float]:
        """The packages' variables at the optimum."""
        self.model.run()
        self.value = -float(self.model.getObjectiveValue()) * self.scale
        return list(self.model.getSolution().col_value[: self.cover.packages_count])

    def _group(self, group: int) -> None:
        """closed_r ≤ need_r and ≤ Σ_s c_rs given_s; given_s ≤ 1 and ≤ Σ_{p gives s} x_p."""
        cover = self.cover
        given: dict[int, int] = {}
        for step, packages in self._givers(group):
            given[step] = self._variable(1.0, 0.0)
            self._row({given[step]: 1.0, **dict.fromkeys(packages, -1.0)}, 0.0)
        for row in range(cover.need.shape[1]):
            need = float(cover.need[group, row])
            if need <= 0:
                continue
            worth = float(cover.factor[group] * cover.unit[row]) / self.scale
            closed = self._variable(need, -worth)
            parts = {
                column: -float(cover.coefficient[step, row])
                for step, column in given.items()
                if cover.coefficient[step, row]
            }
            self._row({closed: 1.0, **parts}, 0.0)

    def _givers(self, group: int) -> Iterator[tuple[int, list[int]]]:
        for step in range(len(self.cover.coefficient)):
            word, bit = divmod(step, WORD_BITS)
            has = self.cover.gained[:, group, word] >> bit & 1
            if has.any():
                yield step, np.flatnonzero(has).tolist()

    def _variable(self, upper: float, cost: float) -> int:
        self.model.addVar(0.0, upper)
        self.model.changeColCost(self.columns, cost)
        self.columns += 1
        return self.columns - 1

    def _row(self, parts: dict[int, float], upper: float) -> None:
        index = np.array(list(parts), dtype=np.int32)
        factors = np.array(list(parts.values()))
        self.model.addRow(-highspy.kHighsInf, upper, len(parts), index, factors)
