"""Working memory of the solver as records: plans, prices, the relaxed problem, nodes.

Records have a fixed size and go by address, which keeps compilation and calls short. Not for what
is computed with them.
"""

from typing import Any, Final, NamedTuple

import numpy as np

from lingnan.roadmap.case import (
    MOST_GROUPS,
    MOST_MEASURES,
    MOST_PERIODS,
    MOST_ROWS,
    MOST_RULES,
    MOST_STEPS,
)

_N, _T = MOST_MEASURES, MOST_PERIODS
Record = Any
Records = Any
"""Arrays of records."""

#: A plan: starts (-1 not placed), the set placed, cumulative spending and subsidy due, loads.
PLAN: Final = np.dtype(
    [
        ("mark", np.int64),
        ("start", np.int64, _N),
        ("spend", np.int64, _T),
        ("due", np.int64, (MOST_RULES, _T)),
        ("slots", np.int64, _T),
        ("people", np.int64, _T),
    ],
    align=True,
)
TRIAL, SPARE, CANDIDATE, BEST = range(4)

#: Multipliers, in yuan for a whole budget, limit or need. `share` and `multi`: what is paid once,
#: instead of to each provider, for a shared offer or gate step.
PRICES: Final = np.dtype(
    [
        ("money", np.float64, _T),
        ("slots", np.float64, _T),
        ("people", np.float64, _T),
        ("row", np.float64, MOST_ROWS),
        ("share", np.float64, MOST_STEPS),
        ("multi", np.float64, MOST_STEPS),
        ("group", np.float64, MOST_GROUPS),
    ],
    align=True,
)
NOW, KEPT, WAY, ROOT = range(4)

#: The relaxed problem: parents (-1 none), value of a start less its resources, what children give
#: once their parent is in service, best start from t on, relaxed starts, smoothed choice and start,
#: sums of prices, rewards by gates and requirements, net spending.
RELAXED: Final = np.dtype(
    [
        ("parent", np.int64, _N),
        ("own", np.float64, (_N, _T)),
        ("below", np.float64, (_N, _T + 1)),
        ("pick", np.int64, (_N, _T + 1)),
        ("start", np.int64, _N),
        ("mean", np.float64, _N),
        ("when", np.float64, _N),
        ("cum", np.float64, _T + 1),
        ("tail", np.float64, _T + 1),
        ("reward", np.float64, _N),
        ("net", np.float64, _T),
    ],
    align=True,
)

#: Where a search stands: what is free, in or out, windows, ranking figures, and the answer so far.
STATE: Final = np.dtype(
    [
        ("status", np.int64, _N),
        ("low", np.int64, _N),
        ("high", np.int64, _N),
        ("lone", np.int64, _T),
        ("gross", np.float64, _N),
        ("cost", np.float64, _N),
        ("ratio", np.float64, _N),
        ("order", np.int64, _N),
        ("found", np.int64),
        ("score", np.int64),
        ("bound", np.int64),
    ],
    align=True,
)
FREE, IN, OUT = range(3)

#: An open node: decisions, the bound, the level asked (-1 none), and where to branch.
NODE: Final = np.dtype(
    [
        ("status", np.int64, _N),
        ("low", np.int64, _N),
        ("high", np.int64, _N),
        ("bound", np.float64),
        ("option", np.int64),
        ("who", np.int64),
        ("kind", np.int64),
        ("at", np.int64),
    ],
    align=True,
)


class Work(NamedTuple):
    """Everything a worker needs to solve case after case; each an array of records."""

    plans: Records
    prices: Records
    relaxed: Records
    state: Records
    nodes: Records
    node_prices: Records


def work_for(nodes: int) -> Work:
    """Working memory with room for some open nodes."""
    return Work(
        np.zeros(4, PLAN),
        np.zeros(4, PRICES),
        np.zeros(1, RELAXED),
        np.zeros(1, STATE),
        np.zeros(nodes, NODE),
        np.zeros(nodes, PRICES),
    )
