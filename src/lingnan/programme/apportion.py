"""Sharing a whole number out in the ratio of weights, without losing a unit.

Not for deciding on the weights.
"""

from collections.abc import Mapping


def apportion(weights: Mapping[str, float], total: int) -> dict[str, int]:
    """Whole numbers in the ratio of the weights that add up to `total` exactly.

    Largest remainders are rounded up first; ties go to the earlier key.
    """
    sum_weights = sum(weights.values())
    if sum_weights <= 0:
        weights = dict.fromkeys(weights, 1.0)
        sum_weights = float(len(weights))
    exact = {key: total * weight / sum_weights for key, weight in weights.items()}
    whole = {key: int(value // 1) for key, value in exact.items()}
    order = sorted(exact, key=lambda key: whole[key] - exact[key])
    for key in order[: total - sum(whole.values())]:
        whole[key] += 1
    return whole
