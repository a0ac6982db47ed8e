"""What the proven count becomes without this money, and how both add up.

Not for the forecast's method: see programme.forecast.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from math import ceil

import pyarrow as pa
import pyarrow.compute as pc

from lingnan.kernel.period import month_end, month_start
from lingnan.packs import Pack
from lingnan.programme.allocation.content import Aim
from lingnan.programme.content import settings_of
from lingnan.programme.forecast import forecast
from lingnan.programme.model import Point, Population, Series, Side
from lingnan.programme.timeline import MONTHS_A_YEAR


@dataclass(frozen=True, slots=True)
class Course:
    """How the count of a definition moves, by period.

    Attributes:
        now: proven today. population: nobody beyond it can be counted.
        growth: what comes without this money until each period's start (median of the forecast);
            0 throughout where no forecast is possible.
        is_known: whether there is a forecast.
        deadweight: the share of the funded who are among those that come without money.
    """

    now: int
    population: int
    growth: tuple[int, ...]
    is_known: bool
    deadweight: Fraction

    def expected(self, period: int, funded: int) -> int:
        """The count at a period's start when so many were lifted by this money.

        Who would have come by himself is counted once; there cannot be more of those than come.
        """
        growth = self.growth[period]
        twice = min(ceil(self.deadweight * funded), max(growth, 0))
        return min(self.now + growth + funded - twice, self.population)

    def needed(self, period: int, goal: int) -> int | None:
        """The fewest funded with which the goal is reached; null when the population is smaller."""
        if goal > self.population:
            return None
        low, high = 0, max(goal - self.now - min(self.growth[period], 0), 0)
        while low < high:
            middle = (low + high) // 2
            if self.expected(period, middle) >= goal:
                high = middle
            else:
                low = middle + 1
        return low


def course_of(
    pack: Pack,
    aim: Aim,
    progress: pa.Table | None,
    begins: Sequence[date],
    *,
    as_of: date,
    now: int,
    population: int,
    expansion: int,
    deadweight: Fraction,
) -> Course:
    """The course of the proven count, forecast from what a run counted month by month.

    Shapes: progress: out_progress; null without a run. begins: the first day of each period.
    Limits: the forecast starts from the run's own count; only its growth is taken over.
    """
    still = Course(now, population, (0,) * len(begins), False, deadweight)
    rows = None if progress is None else _months(progress, aim.definition.id)
    if rows is None or not rows.num_rows:
        return still
    days = [min(month_end(month), as_of) for month in rows["month"].to_pylist()]
    counted = [value * expansion for value in rows["counted_count"].to_pylist()]
    people = [value * expansion for value in rows["population_count"].to_pylist()]
    yearly = [(d, float(v)) for d, v in zip(days, people, strict=True) if v > 0]
    fan = forecast(
        Series(tuple(Point(d, float(v)) for d, v in zip(days, counted, strict=True)), False),
        Population(tuple(yearly[::-MONTHS_A_YEAR][::-1])) if yearly else None,
        goal=None,
        deadline=begins[-1] - timedelta(days=1),
        as_of=as_of,
        settings=replace(settings_of(pack, aim.target.id), measures_coverage=False),
    )
    if fan is None:
        return still
    medians = {band.month: int(band.p50) for band in fan.bands}
    first = counted[-1]
    growth = [medians.get(month_start(day - timedelta(days=1)), first) - first for day in begins]
    return Course(now, population, tuple(growth), True, deadweight)


def _months(progress: pa.Table, definition_id: str) -> pa.Table:
    test = pc.and_(
        pc.and_(
            pc.equal(progress["definition_id"], definition_id),
            pc.equal(progress["side"], Side.PROVEN.value),
        ),
        pc.equal(progress["slice"], "total"),
    )
    return progress.filter(test).sort_by("month")
