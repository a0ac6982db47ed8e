"""Half-open periods of days, and arithmetic of calendar months.

Not for instants (those are UTC datetimes named ``_at``) and not for fiscal calendars.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

_MONTH = re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from `start` until the day before `end`.

    Raises: ValueError when the period would hold no day.
    """

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise ValueError(f"period ends on {self.end}, not after its start {self.start}")

    @classmethod
    def day(cls, day: date) -> "Period":
        """Answer the period of one day."""
        return cls(day, day + timedelta(days=1))

    @classmethod
    def month(cls, day: date) -> "Period":
        """Answer the calendar month that holds `day`."""
        start = month_start(day)
        return cls(start, add_months(start, 1))

    @classmethod
    def year(cls, year: int) -> "Period":
        """Answer one calendar year."""
        return cls(date(year, 1, 1), date(year + 1, 1, 1))

    @property
    def days_count(self) -> int:
        """Answer how many days the period holds."""
        return (self.end - self.start).days

    def contains(self, day: date) -> bool:
        """Answer whether `day` lies in the period; its end does not."""
        return self.start <= day < self.end

    def overlaps(self, other: "Period") -> bool:
        """Answer whether the two periods share a day; periods that only touch do not."""
        return self.start < other.end and other.start < self.end


def month_start(day: date) -> date:
    """Answer the first day of the month of `day`."""
    return date(day.year, day.month, 1)


def month_end(day: date) -> date:
    """Answer the last day of the month of `day`."""
    return date(day.year, day.month, calendar.monthrange(day.year, day.month)[1])


def add_months(day: date, months: int) -> date:
    """Answer the same day `months` later (earlier if negative).

    Limits: a day that the month lacks becomes its last day (31 January + 1 = 28 February).
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def months_between(first: date, second: date) -> int:
    """Answer how many calendar months lie from the month of `first` to the month of `second`.

    Units: months; 0 inside one month, negative when `second` is earlier; days do not matter.
    """
    return (second.year - first.year) * 12 + second.month - first.month


def parse_month(text: str) -> date:
    """Read ``2023-09`` as the first day of that month.

    Raises: ValueError for any other form.
    """
    match = _MONTH.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"month {text!r} is not written YYYY-MM")
    return date(int(match[1]), int(match[2]), 1)
