"""The numbers of one enterprise's problem, as solvers, checker and tests read them.

Only the measures that can be chosen stand in a case ("local" numbers, requirements first). A case
is one record of fixed size, because compiled code takes records by address. Not for making cases
(kernel.fill, or a test by hand) nor for names (problem).
"""

from typing import Any, Final

import numpy as np

MOST_MEASURES: Final = 62
"""Sets of measures are bits of one signed 64-bit word."""
MOST_PERIODS: Final = 10
MOST_GROUPS: Final = 256
MOST_STEPS: Final = 320
MOST_OFFERS: Final = 2_048
MOST_LEVELS: Final = 6
MOST_ROWS: Final = 24
MOST_RULES: Final = 8
NO_CAP: Final = 1 << 60

Case = Any
"""A record of CASE; compiled code reads its fields by name."""

_N, _T = MOST_MEASURES, MOST_PERIODS
CASE: Final = np.dtype(
    [
        # how much of the arrays is used
        ("count", np.int64),
        ("periods", np.int64),
        ("shared", np.int64),
        ("levels", np.int64),
        ("multi", np.int64),
        ("rules", np.int64),
        # measures under way at a time, and hundredths of a person for them
        ("slot_limit", np.int64),
        ("staff_limit", np.int64),
        ("level_now", np.int64),
        # per measure: number in the catalogue; yuan, yuan a period in service, hundredths of a
        # person, periods; first and last start; 1 if required; what question (a) minimises; which
        # subsidy cap it falls under (-1 none)
        ("measure", np.int64, _N),
        ("price", np.int64, _N),
        ("running", np.int64, _N),
        ("staff", np.int64, _N),
        ("duration", np.int64, _N),
        ("earliest", np.int64, _N),
        ("latest", np.int64, _N),
        ("must", np.int64, _N),
        ("effort", np.int64, _N),
        ("rule", np.int64, _N),
        # sets (bits of local numbers) of which one must be finished before the measure starts
        ("group_start", np.int64, _N + 1),
        ("group_mask", np.int64, MOST_GROUPS),
        # yuan a measure is worth by itself when in service from f on; subsidy for a start at t
        ("value", np.int64, (_N, _T + 1)),
        ("subsidy", np.int64, (_N, _T)),
        ("rule_lag", np.int64, MOST_RULES),
        ("rule_cap", np.int64, MOST_RULES),
        ("budget", np.int64, _T),  # cumulative yuan
        # steps that several offer; an offer at f is worth weight * discount[f] // divisor
        ("divisor", np.int64),
        ("discount", np.int64, _T + 1),
        ("offer_start", np.int64, MOST_STEPS + 1),
        ("offer_measure", np.int64, MOST_OFFERS),
        ("offer_weight", np.int64, MOST_OFFERS),
        # levels above the present one, what holding them at the end is worth more, and their rows:
        # a level holds when every row's gains reach its need
        ("level", np.int64, MOST_LEVELS),
        ("bonus", np.int64, MOST_LEVELS),
        ("row_start", np.int64, MOST_LEVELS + 1),
        ("row_need", np.int64, MOST_ROWS),
        # gains of steps with one provider; gate steps with several count once if any is finished
        ("row_gain", np.int64, (MOST_ROWS, _N)),
        ("multi_mask", np.int64, MOST_STEPS),
        ("multi_gain", np.int64, (MOST_STEPS, MOST_ROWS)),
    ],
    align=True,
)


def empty_case() -> Case:
    """A case without measures."""
    return one_of(CASE)


def one_of(kind: np.dtype[Any]) -> Any:
    """One record, all zero, whose fields are read and written by name."""
    return np.zeros(1, dtype=kind).view(np.recarray)[0]
