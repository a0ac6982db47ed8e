"""How far enterprises are from a level, as its gate measures it: row by row, in whole numbers.

Every row of the gate (points, number of scenarios, mandatory ones, or a stage) is divided by the
greatest common divisor of its coefficients, so that what is missing is a small exact number. A row
that is missing in full counts SCALE gap units. Not for what closes a gap (package, cover).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lingnan.roadmap.state import Flags
from lingnan.roadmap.step import Integers, Steps

SCALE = 1_000_000
_CHUNK = 1 << 16
_EXACT = 1 << 53


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """The gate of one level, reduced.

    Shapes: coefficient (R, S); full (R,): what an enterprise without any step lacks;
        unit (R,): gap units a row unit is worth, so that unit × full is about SCALE.
    """

    level: int
    coefficient: Integers
    full: Integers
    unit: Integers

    @property
    def whole(self) -> int:
        """Gap units of an enterprise that has nothing."""
        return int(self.unit @ self.full)


def target_of(steps: Steps, level: int) -> Target:
    """The reduced gate of a level that the model has."""
    gate = next(gate for gate in steps.gates if gate.level == level)
    divisor = np.maximum(np.gcd.reduce(gate.coefficients, axis=1), 1)
    coefficient = gate.coefficients // divisor[:, None]
    full = np.maximum(-((gate.constants - gate.thresholds) // divisor), 0)
    unit = -(-SCALE // np.maximum(full, 1))
    return Target(level, coefficient, full, unit)


def needs_of(target: Target, reached: Flags) -> Integers:
    """What each state lacks in every row; shape (k, R), 0 where a row is met."""
    short: Integers = target.full - _sums(target.coefficient, reached)
    return np.maximum(short, 0)


def levels_fast(steps: Steps, reached: Flags) -> NDArray[np.int64]:
    """The same as state.levels_of, by matrix products; shape (k,)."""
    found = np.zeros(len(reached), dtype=np.int64)
    limits = np.concatenate([gate.thresholds - gate.constants for gate in steps.gates])
    rows = np.concatenate([gate.coefficients for gate in steps.gates])
    is_met = _sums(rows, reached) >= limits
    first = 0
    for gate in steps.gates:
        last = first + len(gate.thresholds)
        found[is_met[:, first:last].all(axis=1)] = gate.level
        first = last
    return found


def distance_of(target: Target, needs: Integers) -> Integers:
    """Gap units that each state lacks; shape (k,)."""
    return np.asarray(needs @ target.unit)


def weights_of(target: Target, distance: Integers, nearest: int) -> Integers:
    """Weights of enterprises, from 1 (far) to `nearest` (all but there); shape (k,)."""
    whole = max(target.whole, 1)
    return 1 + (nearest - 1) * (whole - np.minimum(distance, whole)) // whole


def _sums(coefficient: Integers, reached: Flags) -> Integers:
    """Exact row sums; in floats where they cannot lose a bit, which is many times faster."""
    if int(np.abs(coefficient).sum(axis=1).max(initial=0)) >= _EXACT:
        return np.asarray(reached.astype(np.int64) @ coefficient.T)
    wide = coefficient.T.astype(np.float64)
    found = np.empty((len(reached), len(coefficient)), dtype=np.int64)
    for start in range(0, len(reached), _CHUNK):
        part = slice(start, start + _CHUNK)
        found[part] = reached[part].astype(np.float64) @ wide
    return found
