"""Half-years: when periods begin and end. Not for what happens in them."""

from dataclasses import dataclass
from datetime import date, timedelta

from lingnan.roadmap.case import MOST_PERIODS
from lingnan.roadmap.errors import DeadlinePast, HorizonOutOfRange


@dataclass(frozen=True, slots=True)
class Calendar:
    """`periods` half-years from `start`, a 1 January or 1 July."""

    start: date
    periods: int

    @classmethod
    def after(cls, as_of: date, periods: int) -> "Calendar":
        """The half-years that follow a date. Raises: HorizonOutOfRange."""
        if not 1 <= periods <= MOST_PERIODS:
            raise HorizonOutOfRange(value=periods, most=MOST_PERIODS)
        start = date(as_of.year, 7, 1) if as_of.month <= 6 else date(as_of.year + 1, 1, 1)
        return cls(start, periods)

    def begin(self, period: int) -> date:
        """The first day of a period (of any, also after the last)."""
        half = (self.start.month - 1) // 6 + period
        return date(self.start.year + half // 2, 1 + 6 * (half % 2), 1)

    def name(self, period: int) -> str:
        """How a period is called, such as 2024H1."""
        day = self.begin(period)
        return f"{day.year}H{1 if day.month == 1 else 2}"

    def until_deadline(self, by: date) -> int:
        """How many whole periods end by a date, that day included.

        Raises: DeadlinePast when there is none; HorizonOutOfRange when there are too many.
        """
        count = 0
        while self.begin(count + 1) <= by + timedelta(days=1):
            count += 1
            if count > MOST_PERIODS:
                raise HorizonOutOfRange(value=f"> {MOST_PERIODS}", most=MOST_PERIODS)
        if count == 0:
            first = self.begin(1) - timedelta(days=1)
            raise DeadlinePast(by=by, start=self.start, first=first)
        return count

    def window(self, starts: date, until: date | None) -> tuple[int, int]:
        """The periods that begin within [starts, until], half-open; the end may be far away."""
        begins = [self.begin(t) for t in range(self.periods)]
        first = next((t for t, day in enumerate(begins) if day >= starts), self.periods)
        ended = [t for t, day in enumerate(begins) if until is not None and day > until]
        return first, ended[0] if ended else self.periods
