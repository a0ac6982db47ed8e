"""What each measure is worth to an enterprise beside its plan, for those who share facilities.

A planned measure is worth what the plan's value falls back on it: its own gains and the steps that
it gives best of all planned. Any other is worth what it would add. Levels are not divided among
measures. Not for planning (kernel).
"""

import numpy as np
from numpy.typing import NDArray

from lingnan.roadmap.state import Flags
from lingnan.roadmap.step import Integers
from lingnan.roadmap.tables import FOCUS_PCT, PPM, Tables


def worths_of(
    tables: Tables,
    size: Integers,
    cluster: Integers,
    revenue: Integers,
    reached: Flags,
    start: Integers,
) -> NDArray[np.int64]:
    """Yuan that each measure is worth, from its service on; an unplanned one as if begun at once.

    Shapes: size, cluster, revenue (k,) as in Crowd; reached (k, S); start (k, n); returns (k, n).
    Limits: an unplanned measure counts as in service after its own duration, whatever it requires.
    """
    finish = np.maximum(start, 0) + tables.duration[size]
    fade = tables.discount[np.minimum(finish, len(tables.discount) - 1)]
    focus = np.where(tables.focus[cluster] == 1, tables.number[FOCUS_PCT], 100)
    yearly = revenue[:, None] * tables.gain_ppm[size] // (2 * PPM) * focus // 100
    found = yearly * fade // PPM
    divisor = 10_000 * int(tables.discount[0])
    planned = start >= 0
    weight = np.where(tables.proves[:, None] == 1, 0, tables.offers) * tables.step_value
    for step in range(tables.offers.shape[1]):
        givers = np.flatnonzero(weight[:, step])
        open_rows = np.flatnonzero(reached[:, step] == 0)
        if not len(givers) or not len(open_rows):
            continue
        here = np.ix_(open_rows, givers)
        offer = weight[givers, step] * focus[here] * fade[here] // divisor
        held = np.where(planned[here], offer, -1)
        best = held.argmax(axis=1)
        most = np.maximum(held.max(axis=1), 0)
        added = np.where(planned[here], 0, np.maximum(offer - most[:, None], 0))
        has_plan = np.flatnonzero(held.max(axis=1) > 0)
        added[has_plan, best[has_plan]] = most[has_plan]
        found[here] += added
    return found
