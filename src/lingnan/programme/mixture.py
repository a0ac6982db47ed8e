"""Several growth models as one forecast: their draws are mixed in the ratio of their weights.

Not for finding the weights: that is backtest.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from lingnan.programme.apportion import apportion
from lingnan.programme.curves import (
    Ahead,
    GrowthModel,
    History,
    Uncertainty,
    simulate,
)
from lingnan.programme.timeline import Floats

LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9
LEVELS = (LOW, MIDDLE, HIGH)


def draw_all(
    models: Sequence[GrowthModel],
    history: History,
    ahead: Ahead,
    *,
    draws: int,
    uncertainty: Uncertainty,
    rng: np.random.Generator,
) -> dict[str, Floats]:
    """Possible futures under each model; shapes as in `curves.simulate`."""
    return {
        model.id: simulate(model, history, ahead, draws=draws, uncertainty=uncertainty, rng=rng)
        for model in models
    }


def mix(futures: Mapping[str, Floats], weights: Mapping[str, float]) -> Floats:
    """One set of draws, in which each model has a share equal to its weight.

    Shapes: each S x D x H; returns S x D x H.
    """
    draws = next(iter(futures.values())).shape[1]
    parts = []
    for model_id, count in apportion(weights, draws).items():
        parts.append(futures[model_id][:, :count, :])
    return np.concatenate(parts, axis=1)


def equal_weights(models: Sequence[GrowthModel]) -> dict[str, float]:
    """The same weight for every model."""
    return {model.id: 1.0 / len(models) for model in models}
