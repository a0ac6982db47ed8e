"""The months of the sample as numbers: month 0 is the one before the plan, then one a month.

Days are counted from 1970-01-01 as Arrow's date32 does. Not for arithmetic on dates in general:
that is kernel.period.
"""

from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lingnan.kernel.period import add_months, months_between

Days = NDArray[np.int32]

#: Records begin with the baseline taken in the month before the plan period.
FIRST_MONTH: Final = date(2020, 12, 1)
FIRST_YEAR: Final = FIRST_MONTH.year
LAST_DAY: Final = date(2025, 12, 31)
MONTHS_COUNT: Final = months_between(FIRST_MONTH, LAST_DAY) + 1
YEARS: Final = tuple(range(FIRST_MONTH.year, LAST_DAY.year + 1))
#: Stands for "did not happen" in arrays of days; later than every day of the sample.
NEVER: Final = np.int32(2**31 - 1)
EPOCH: Final = date(1970, 1, 1)


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def month_of(day: date) -> int:
    """The number of the month that holds a day; negative before the first."""
    return months_between(FIRST_MONTH, day)


#: First day of each month, and of the one after the last: month m is [STARTS[m], STARTS[m + 1]).
STARTS: Final[Days] = np.array(
    [day_number(add_months(FIRST_MONTH, number)) for number in range(MONTHS_COUNT + 1)],
    dtype=np.int32,
)
#: Last day of each month.
ENDS: Final[Days] = (STARTS[1:] - 1).astype(np.int32)
#: The same as dates.
MONTH_ENDS: Final = tuple(EPOCH + timedelta(days=int(number)) for number in ENDS)
#: How months are written in document ids.
MONTH_NAMES: Final = tuple(f"{day:%Y%m}" for day in MONTH_ENDS)


def months_of_days(days: Days) -> NDArray[np.int16]:
    """The months that hold these days; days outside the sample fall to its first or last month."""
    found = np.searchsorted(STARTS, days, side="right") - 1
    return np.clip(found, 0, MONTHS_COUNT - 1).astype(np.int16)


def years_since_start(days: NDArray[np.integer]) -> NDArray[np.float64]:
    """Years from the end of the first month, in which maturity was at its base."""
    return np.asarray((days - ENDS[0]) / 365.25)
