"""Dates as numbers of months, so that paces and growth curves can be computed.

Not for calendar arithmetic on dates: that is kernel.period.
"""

import calendar
from datetime import date

import numpy as np
from numpy.typing import NDArray

from lingnan.kernel.period import add_months, month_start, months_between

MONTHS_A_YEAR = 12
Floats = NDArray[np.float64]


def month_number(day: date) -> float:
    """How many months have passed at the end of a day; month ends are whole numbers.

    Units: months since the beginning of year 0.
    """
    length = calendar.monthrange(day.year, day.month)[1]
    return day.year * MONTHS_A_YEAR + day.month - 1 + day.day / length


def months_to(start: date, end: date) -> float:
    """How many months lie between the ends of two days; negative when `end` is earlier."""
    return month_number(end) - month_number(start)


def months_through(first: date, last: date) -> tuple[date, ...]:
    """The first days of all months from that of one day to that of another, both included."""
    start = month_start(first)
    return tuple(add_months(start, step) for step in range(months_between(first, last) + 1))


def faded(months: Floats, yearly_damping: float) -> Floats:
    """How many months of full pace are left of `months` when the pace fades by the year.

    All of them with a damping of 1, none with 0.
    """
    if yearly_damping >= 1.0:
        return months
    if yearly_damping <= 0.0:
        return np.zeros_like(months)
    rate = -np.log(yearly_damping) / MONTHS_A_YEAR
    return np.asarray(-np.expm1(-rate * months) / rate)
