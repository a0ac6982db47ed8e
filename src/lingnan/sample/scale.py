"""Whole numbers out of shares: largest remainders, and how much one sample enterprise stands for.

Not for what the numbers mean; no I/O, no randomness.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lingnan.programme.timeline import month_number

Number = int | Decimal | Fraction
Counts = NDArray[np.int64]


def apportion(total: int, weights: Sequence[Number] | NDArray[Any]) -> Counts:
    """Divide `total` among `weights` by largest remainder; of equal remainders the first wins.

    Shapes:
        returns: one count per weight, adding up to `total`.
    Raises: ValueError when something is to be divided among weights that are all zero.
    Limits: exact; floats are taken at their exact binary value.
    Source: the Hare-Niemeyer (Hamilton) method.
    """
    exact = [Fraction(weight) for weight in _plain(weights)]
    whole = sum(exact, Fraction(0))
    if not whole:
        if total:
            raise ValueError("nothing to divide by: all weights are zero")
        return np.zeros(len(exact), dtype=np.int64)
    quotas = [total * weight / whole for weight in exact]
    counts = [int(quota) for quota in quotas]
    order = sorted(range(len(exact)), key=lambda place: (counts[place] - quotas[place], place))
    for place in order[: total - sum(counts)]:
        counts[place] += 1
    return np.array(counts, dtype=np.int64)


def _plain(weights: Sequence[Number] | NDArray[Any]) -> Sequence[Number]:
    plain: Sequence[Number] = weights.tolist() if isinstance(weights, np.ndarray) else weights
    return plain


def rounded(count: int | Decimal | Fraction, expansion: int) -> int:
    """How many sample enterprises stand for `count` real ones; halves go up."""
    return int(Fraction(count) / expansion + Fraction(1, 2))


def expansion_of(universe: int, enterprises: int, needed: int) -> int:
    """How many enterprises one sample enterprise stands for.

    `needed` is the greatest count that the sample must be able to show; where rounding to the
    nearest would leave too few enterprises for it, each stands for one more.
    """
    nearest = max(1, rounded(universe, enterprises))
    return max(nearest, -(-needed // enterprises))


def monthly(points: Sequence[tuple[date, int]], months: Sequence[date]) -> NDArray[np.float64]:
    """Counts at the ends of months, on straight lines between dated counts.

    Shapes:
        points: (day, count) in the order of days; months: their last days.
        returns: one count per month; level before the first and after the last point.
    """
    at = [month_number(day) for day in months]
    known = [month_number(day) for day, _ in points]
    return np.interp(at, known, [count for _, count in points])
