"""Whole yuan that add up: rounding exact shares by largest remainders. Not for the shares."""

from collections.abc import Sequence
from fractions import Fraction


def whole_shares(exact: Sequence[Fraction], total: int) -> list[int]:
    """Whole numbers next to the exact ones that add up to `total`; ties go to the earlier one.

    The exact ones must add up to `total` but for rounding: what is left over (at most a unit
    each) goes to the largest remainders.
    """
    whole = [int(value // 1) for value in exact]
    left = total - sum(whole)
    order = sorted(range(len(exact)), key=lambda k: (whole[k] - exact[k], k))
    each, rest = divmod(left, max(len(exact), 1))
    for place, k in enumerate(order):
        whole[k] += each + (1 if place < rest else 0)
    return whole


def in_ratio(weights: Sequence[int], total: int) -> list[Fraction]:
    """A total in the ratio of weights; equal parts where all weights are zero."""
    if not any(weights):
        weights = [1] * len(weights)
    return [Fraction(total * weight, sum(weights)) for weight in weights]
