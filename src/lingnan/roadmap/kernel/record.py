"""Working memory of the solver as records: plans, prices, the relaxed problem, nodes.

Records have a fixed size and go by address, which keeps compilation and calls short. Not for what
is computed with them.
"""

from typing import Any, Final, NamedTuple

import numpy as np

from lingnan.roadmap.case import (
    MOST_MEASURES,
    MOST_PERIODS,
    MOST_ROWS,
    MOST_RULES,
    MOST_STEPS,
)

_N, _T = MOST_MEASURES, MOST_PERIODS
MOST_PRICED: Final = 64
"""Requirements beyond the forest that the bound puts a price on; further ones it leaves out."""
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
#: instead of to each provider, for a shared offer or gate step. `group`: for having started by a
#: period what a requirement does not allow yet.
PRICES: Final = np.dtype(
    [
        ("money", np.float64, _T),
        ("slots", np.float64, _T),
        ("people", np.float64, _T),
        ("row", np.float64, MOST_ROWS),
        ("share", np.float64, MOST_STEPS),
        ("multi", np.float64, MOST_STEPS),
        ("group", np.float64, (MOST_PRICED, _T)),
    ],
    align=True,
)
NOW, KEPT, WAY, ROOT = range(4)

#: Sets of the case as flat lists (kernel.lists): the forest's parents (-1 none), requirements it
#: leaves out, gate steps with several providers, gate rows with gains as parts of their need.
LISTS: Final = np.dtype(
    [
        ("parent", np.int64, _N),
        ("groups", np.int64),
        ("group_owner", np.int64, MOST_PRICED),
        ("group_first", np.int64, MOST_PRICED + 1),
        ("group_member", np.int64, MOST_PRICED * _N),
        ("multi_first", np.int64, MOST_STEPS + 1),
        ("multi_member", np.int64, MOST_STEPS * _N),
        ("multi_row_first", np.int64, MOST_STEPS + 1),
        ("multi_row", np.int64, MOST_STEPS * MOST_ROWS),
        ("multi_part", np.float64, MOST_STEPS * MOST_ROWS),
        ("row_first", np.int64, MOST_ROWS + 1),
        ("row_who", np.int64, MOST_ROWS * _N),
        ("row_part", np.float64, MOST_ROWS * _N),
    ],
    align=True,
)

#: The relaxed problem: measures that are not out, value of a start less its resources, what
#: children give once their parent is in service, best start from t on, relaxed starts, smoothed
#: choice, start and spread of starts, best value with a start, without a measure and outside its
#: subtree (kernel.fixing), sums of prices from t on, rewards by gates and requirements, which gate
#: steps are paid, loads of the plan.
RELAXED: Final = np.dtype(
    [
        ("lives", np.int64),
        ("live", np.int64, _N),
        ("own", np.float64, (_N, _T)),
        ("below", np.float64, (_N, _T + 1)),
        ("pick", np.int64, (_N, _T + 1)),
        ("start", np.int64, _N),
        ("mean", np.float64, _N),
        ("when", np.float64, _N),
        ("spread", np.float64, _N),
        ("cum", np.float64, _T + 1),
        ("tail", np.float64, _T + 1),
        ("chosen", np.float64, (_N, _T)),
        ("without", np.float64, _N),
        ("outside", np.float64, _T + 1),
        ("slot_sum", np.float64, _T + 1),
        ("people_sum", np.float64, _T + 1),
        ("group_sum", np.float64, (MOST_PRICED, _T + 1)),
        ("reward", np.float64, _N),
        ("is_paid", np.int64, MOST_STEPS),
        ("gain", np.float64, MOST_ROWS),
        ("net", np.float64, _T),
        ("slots", np.float64, _T),
        ("people", np.float64, _T),
    ],
    align=True,
)

#: Where a search stands: what is free, in or out, windows, ranking figures, the answer so far,
#: which score was improved last, and the largest value dropped as not worth looking for.
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
        ("polished", np.int64),
        ("tried", np.int64),
        ("cut", np.float64),
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
    lists: Records
    prices: Records
    relaxed: Records
    state: Records
    nodes: Records
    node_prices: Records


def work_for(nodes: int) -> Work:
    """Working memory with room for some open nodes."""
    return Work(
        np.zeros(4, PLAN),
        np.zeros(1, LISTS),
        np.zeros(4, PRICES),
        np.zeros(1, RELAXED),
        np.zeros(1, STATE),
        np.zeros(nodes, NODE),
        np.zeros(nodes, PRICES),
    )
