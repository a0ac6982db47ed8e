"""Columns and rows of a program while it is being written. Not for what they mean (constraint)."""

from collections.abc import Sequence

import highspy
import numpy as np
from numpy.typing import NDArray

INFINITE = highspy.kHighsInf


class Rows:
    """A growing program: maximise cost @ x subject to lower <= A x <= upper."""

    def __init__(self) -> None:
        self.cost: list[float] = []
        self.col_lower: list[float] = []
        self.col_upper: list[float] = []
        self.is_whole: list[bool] = []
        self.row_lower: list[float] = []
        self.row_upper: list[float] = []
        self.start: list[int] = [0]
        self.index: list[int] = []
        self.value: list[float] = []

    def column(
        self, cost: float, *, upper: float = 1, lower: float = 0, is_whole: bool = False
    ) -> int:
        """Add a variable; answers its number."""
        self.cost.append(cost)
        self.col_lower.append(lower)
        self.col_upper.append(upper)
        self.is_whole.append(is_whole)
        return len(self.cost) - 1

    def row(
        self,
        columns: Sequence[int],
        values: Sequence[float],
        *,
        at_most: float = INFINITE,
        at_least: float = -INFINITE,
    ) -> None:
        """Add at_least <= values @ x[columns] <= at_most."""
        self.index += columns
        self.value += values
        self.start.append(len(self.index))
        self.row_lower.append(at_least)
        self.row_upper.append(at_most)

    def lp(self) -> highspy.HighsLp:
        """The program as HiGHS reads it."""
        lp = highspy.HighsLp()
        lp.num_col_ = len(self.cost)
        lp.num_row_ = len(self.row_lower)
        lp.sense_ = highspy.ObjSense.kMaximize
        lp.col_cost_ = _floats(self.cost)
        lp.col_lower_ = _floats(self.col_lower)
        lp.col_upper_ = _floats(self.col_upper)
        lp.row_lower_ = _floats(self.row_lower)
        lp.row_upper_ = _floats(self.row_upper)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.array(self.start, dtype=np.int32)
        lp.a_matrix_.index_ = np.array(self.index, dtype=np.int32)
        lp.a_matrix_.value_ = _floats(self.value)
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[whole] for whole in self.is_whole]
        return lp


def _floats(values: Sequence[float]) -> NDArray[np.float64]:
    return np.array(values, dtype=np.float64)
