"""The words of the programme: points of a series, denominators, paces, forecasts, statuses.

Not for: tables, files or content packs; nothing here reads anything or knows the clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lingnan.kernel import Text


class Side(StrEnum):
    """Whose word counts: evidence of any grade, or attested and observed evidence only."""

    CLAIMED = "claimed"
    PROVEN = "proven"


class Basis(StrEnum):
    """Which series of counts a pace or forecast rests on."""

    PUBLISHED = "published"
    PROVEN = "proven"
    CLAIMED = "claimed"


class Status(StrEnum):
    """Where a target stands before its deadline; afterwards on_track means reached."""

    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    OFF_TRACK = "off_track"

    @property
    def word(self) -> Text:
        """The status as people read it."""
        return _STATUS_WORDS[self]


_STATUS_WORDS: Mapping[Status, Text] = {
    Status.ON_TRACK: Text("正常推进", "on track"),
    Status.AT_RISK: Text("存在风险", "at risk"),
    Status.OFF_TRACK: Text("进度滞后", "off track"),
}


@dataclass(frozen=True, slots=True)
class Point:
    """One cumulative count.

    Attributes:
        as_of: the day the count speaks of; where the sources leave it open, the earliest.
        latest_as_of: the latest day it may speak of; null when the day is certain.
    """

    as_of: date
    value: float
    latest_as_of: date | None = None
    is_confirmed: bool = True


@dataclass(frozen=True, slots=True)
class Series:
    """Counts in the order of their dates.

    Attributes:
        is_cumulative: whether the count can only grow (press figures name no drop-outs);
            counts from evidence may fall.
    """

    points: tuple[Point, ...]
    is_cumulative: bool = True

    def until(self, as_of: date) -> "Series":
        """The part that was known on a day."""
        return Series(
            tuple(point for point in self.points if point.as_of <= as_of), self.is_cumulative
        )


@dataclass(frozen=True, slots=True)
class Population:
    """What a count is a share of, over time.

    Attributes:
        points: (day, count) in the order of days; the denominator of the day lies between them.
    """

    points: tuple[tuple[date, float], ...]


@dataclass(frozen=True, slots=True)
class Band:
    """What a count may be at a month's end: 80 % of the draws lie from p10 to p90."""

    month: date
    p10: float
    p50: float
    p90: float


@dataclass(frozen=True, slots=True)
class Coverage:
    """How often intervals made in the same way held the truth.

    Attributes:
        share: of the truths that lay inside, 0 to 1; 0.8 is promised.
        trials_count: how many intervals were tried.
        how: `rolling_origin` (on the series itself) or `simulated_family` (on invented adoption
            curves seen on the same dates; see backtest).
    """

    share: float
    trials_count: int
    how: str


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a count will be, month by month up to the deadline.

    Attributes:
        bands: one per month end from the as-of month to the month of the deadline.
        probability: that the goal is reached by the deadline; null without a goal.
        weights: (growth model, weight), adding up to 1.
        weighted_by: `backtest` or `equal`, the latter when the series is too short.
        coverage: of the interval at the deadline.
        saturation: (low, likely, high) share of the denominator that can be reached at all; null
            when there is no denominator.
        ceilings: the high saturation times the denominator, one per band; empty without one.
    """

    bands: tuple[Band, ...]
    probability: float | None
    weights: tuple[tuple[str, float], ...]
    weighted_by: str
    coverage: Coverage | None
    saturation: tuple[float, float, float] | None
    ceilings: tuple[float, ...] = ()

    @property
    def final(self) -> Band:
        """The band of the deadline's month."""
        return self.bands[-1]


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a count must grow and how fast it grew.

    Units: subjects per month.

    Attributes:
        required: null after the deadline; 0 when the goal is reached.
        actual: null with fewer than two points.
        ratio: required over actual; null when either is missing or the count stands still.
        ratio_low, ratio_high: the range of the ratio over all dates that the points may have.
    """

    required: float | None
    actual: float | None
    ratio: float | None
    ratio_low: float | None = None
    ratio_high: float | None = None
