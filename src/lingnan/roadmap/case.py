"""The numbers of one enterprise's problem, as solvers, checker and tests read them.

Only the measures that can be chosen stand in a case ("local" numbers, requirements first). Not for
making cases (kernel.fill, or a test by hand) nor for names (problem).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]

# Places in `Case.meta`.
COUNT, PERIODS, PARALLEL, STAFF, SHARED, LEVELS, MULTI, RULES, LEVEL_NOW, DIVISOR = range(10)
META = 10
NO_CAP = 1 << 60
MOST_PERIODS = 10


class Case(NamedTuple):
    """One problem in whole numbers (docs/decisions/0004).

    Shapes (m measures, T periods, L levels above the present one, R rows, M shared gate steps):
        meta: see the places above. measure (m,): number in the catalogue.
        price, running, staff, duration, earliest, latest, must, effort (m,): yuan, yuan a period
            in service, hundredths of a person, periods, first and last start, 1 if required, and
            what question (a) minimises.
        group_start (m+1,), group_mask: per measure, sets (bits of local numbers) of which one must
            be finished before it starts.
        value (m, T+1): yuan it is worth by itself when available at f.
        subsidy (m, T): yuan paid for a start at t; rule (m,): which cap it falls under, -1 none;
        rule_lag, rule_cap (rules,). budget (T,): cumulative yuan.
        offer_start (shared+1,), offer_measure, offer_weight: steps that several offer; an offer at
            f is worth weight * discount[f] // meta[DIVISOR]. discount (T+1,).
        level, bonus (L,): what holding it at the end is worth more than the present level.
        row_start (L+1,), row_need (R,): a level holds when every row's gains reach its need.
        row_gain (R, m): gains of steps with one provider; multi_mask (M,), multi_gain (M, R):
            gate steps with several providers count once if any of them is finished.
    """

    meta: Integers
    measure: Integers
    price: Integers
    running: Integers
    staff: Integers
    duration: Integers
    earliest: Integers
    latest: Integers
    must: Integers
    effort: Integers
    group_start: Integers
    group_mask: Integers
    value: Integers
    subsidy: Integers
    rule: Integers
    rule_lag: Integers
    rule_cap: Integers
    budget: Integers
    offer_start: Integers
    offer_measure: Integers
    offer_weight: Integers
    discount: Integers
    level: Integers
    bonus: Integers
    row_start: Integers
    row_need: Integers
    row_gain: Integers
    multi_mask: Integers
    multi_gain: Integers


class Size(NamedTuple):
    """How large the arrays of a case must be."""

    measures: int
    periods: int
    groups: int
    steps: int
    offers: int
    levels: int
    rows: int
    rules: int


def empty_case(size: Size) -> Case:
    """Arrays for the largest case of a catalogue, to be filled again and again."""

    def zeros(*shape: int) -> Integers:
        return np.zeros(shape, dtype=np.int64)

    n, periods = max(size.measures, 1), size.periods
    one = {name: zeros(n) for name in _PER_MEASURE}
    return Case(
        meta=zeros(META),
        **one,
        group_start=zeros(n + 1),
        group_mask=zeros(max(size.groups, 1)),
        value=zeros(n, periods + 1),
        subsidy=zeros(n, periods),
        rule_lag=zeros(max(size.rules, 1)),
        rule_cap=zeros(max(size.rules, 1)),
        budget=zeros(periods),
        offer_start=zeros(size.steps + 1),
        offer_measure=zeros(max(size.offers, 1)),
        offer_weight=zeros(max(size.offers, 1)),
        discount=zeros(periods + 1),
        level=zeros(max(size.levels, 1)),
        bonus=zeros(max(size.levels, 1)),
        row_start=zeros(size.levels + 1),
        row_need=zeros(max(size.rows, 1)),
        row_gain=zeros(max(size.rows, 1), n),
        multi_mask=zeros(max(size.steps, 1)),
        multi_gain=zeros(max(size.steps, 1), max(size.rows, 1)),
    )


_PER_MEASURE = (
    "measure",
    "price",
    "running",
    "staff",
    "duration",
    "earliest",
    "latest",
    "must",
    "effort",
    "rule",
)
