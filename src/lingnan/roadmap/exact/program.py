"""A mixed-integer program under construction: columns and rows in plain lists, handed over whole.

Not for what the columns mean (terms) nor for the solver's answer (solve).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import highspy
import numpy as np

from lingnan.roadmap.highs import quiet_solver

INFINITE = highspy.kHighsInf


@dataclass(slots=True)
class Program:
    """Maximise `gains` over columns between bounds, subject to rows between bounds."""

    gains: list[float] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    is_whole: list[bool] = field(default_factory=list)
    row_lower: list[float] = field(default_factory=list)
    row_upper: list[float] = field(default_factory=list)
    starts: list[int] = field(default_factory=lambda: [0])
    places: list[int] = field(default_factory=list)
    factors: list[float] = field(default_factory=list)

    def column(self, gain: float, low: float = 0.0, high: float = 1.0, *, whole: bool) -> int:
        """Add a column; returns its place."""
        self.gains.append(gain)
        self.lower.append(low)
        self.upper.append(high)
        self.is_whole.append(whole)
        return len(self.gains) - 1

    def row(self, terms: Mapping[int, float], low: float, high: float) -> None:
        """Add low <= sum of terms <= high."""
        self.places += terms.keys()
        self.factors += terms.values()
        self.starts.append(len(self.places))
        self.row_lower.append(low)
        self.row_upper.append(high)

    def solver(self, *, is_relaxed: bool = False) -> highspy.Highs:
        """The program inside a silent HiGHS."""
        model = highspy.HighsLp()
        model.num_col_ = len(self.gains)
        model.num_row_ = len(self.row_lower)
        model.col_cost_ = np.array(self.gains)
        model.col_lower_ = np.array(self.lower)
        model.col_upper_ = np.array(self.upper)
        model.row_lower_ = np.array(self.row_lower)
        model.row_upper_ = np.array(self.row_upper)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.array(self.starts, dtype=np.int32)
        model.a_matrix_.index_ = np.array(self.places, dtype=np.int32)
        model.a_matrix_.value_ = np.array(self.factors)
        model.sense_ = highspy.ObjSense.kMaximize
        whole = highspy.HighsVarType.kInteger
        part = highspy.HighsVarType.kContinuous
        if not is_relaxed:
            model.integrality_ = [whole if each else part for each in self.is_whole]
        solver = quiet_solver()
        solver.passModel(model)
        return solver
