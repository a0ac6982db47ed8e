"""How fast a target must go, how fast it goes, and what status follows.

Not for forecasts: a status takes the probability that a forecast found.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

from lingnan.programme.model import Pace, Point, Status
from lingnan.programme.timeline import months_to

PACE_MONTHS = 12
_TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where the statuses part.

    Attributes:
        on_track: least probability of reaching the goal that is called on track.
        off_track: probability below which it is called off track.
        at_risk_ratio: without a probability, the ratio of required to actual pace up to which a
            target that is behind is at risk rather than off track.
    """

    on_track: float = 0.8
    off_track: float = 0.2
    at_risk_ratio: float = 1.25


def pace(points: Sequence[Point], *, goal: float, deadline: date, as_of: date) -> Pace:
    """How fast the count must grow to the deadline, and how fast it grew lately.

    Required is (goal - last) / months from the last point to the deadline. Actual is the slope to
    the last point from the latest point at least twelve months before it (from the earliest point
    if none is that old), so that irregular press figures can be used.

    Shapes: points in the order of dates. Units: subjects per month.
    """
    if not points:
        return Pace(None, None, None)
    required = None if as_of > deadline else _required(points[-1], goal, deadline)
    actual = _actual(points)
    ratio = _ratio(required, actual)
    if ratio is None:
        return Pace(required, actual, None)
    ratios = [ratio, *_other_ratios(points, goal, deadline)]
    return Pace(required, actual, ratio, min(ratios), max(ratios))


def status(
    points: Sequence[Point],
    *,
    goal: float,
    deadline: date,
    as_of: date,
    probability: float | None,
    thresholds: Thresholds | None = None,
) -> Status | None:
    """Whether the goal is going to be, or was, reached in time.

    A goal that is reached is on track for good. After the deadline a goal that no point shows as
    reached by then is off track. Before it the probability decides; without one the paces do.
    Null when nothing is known: no point, and the deadline still ahead.
    """
    limits = thresholds or Thresholds()
    if any(point.value >= goal and point.as_of <= deadline for point in points):
        return Status.ON_TRACK
    if as_of > deadline:
        return Status.ON_TRACK if _crossed_in_time(points, goal, deadline) else Status.OFF_TRACK
    if not points:
        return None
    if probability is not None:
        if probability >= limits.on_track:
            return Status.ON_TRACK
        return Status.OFF_TRACK if probability < limits.off_track else Status.AT_RISK
    speed = pace(points, goal=goal, deadline=deadline, as_of=as_of)
    if speed.actual is None:
        return Status.AT_RISK
    if speed.ratio is None:
        return Status.OFF_TRACK
    if speed.ratio <= 1.0:
        return Status.ON_TRACK
    return Status.AT_RISK if speed.ratio <= limits.at_risk_ratio else Status.OFF_TRACK


def reference_point(points: Sequence[Point]) -> Point | None:
    """The point from which the actual pace is measured; null with fewer than two dates."""
    if not points:
        return None
    last = points[-1]
    earlier = [point for point in points if point.as_of < last.as_of]
    if not earlier:
        return None
    old = [p for p in earlier if months_to(p.as_of, last.as_of) >= PACE_MONTHS - _TINY]
    return old[-1] if old else earlier[0]


def _required(last: Point, goal: float, deadline: date) -> float | None:
    missing = goal - last.value
    if missing <= 0:
        return 0.0
    months = months_to(last.as_of, deadline)
    return missing / months if months > _TINY else None


def _actual(points: Sequence[Point]) -> float | None:
    start = reference_point(points)
    if start is None:
        return None
    last = points[-1]
    return (last.value - start.value) / months_to(start.as_of, last.as_of)


def _ratio(required: float | None, actual: float | None) -> float | None:
    if required is None or actual is None or actual <= 0:
        return None
    return required / actual


def _other_ratios(points: Sequence[Point], goal: float, deadline: date) -> list[float]:
    """The ratios under the other dates that the two points of the pace may have."""
    start, last = reference_point(points), points[-1]
    if start is None:
        return []
    ratios = []
    for early, late in product(_readings(start), _readings(last)):
        if months_to(early.as_of, late.as_of) <= _TINY:
            continue
        ratio = _ratio(_required(late, goal, deadline), _actual((early, late)))
        if ratio is not None:
            ratios.append(ratio)
    return ratios


def _readings(point: Point) -> tuple[Point, ...]:
    if point.latest_as_of is None:
        return (point,)
    return (point, Point(point.latest_as_of, point.value))


def _crossed_in_time(points: Sequence[Point], goal: float, deadline: date) -> bool:
    """Whether the line between the points around the deadline had reached the goal by then."""
    before = [point for point in points if point.as_of <= deadline]
    after = [point for point in points if point.as_of > deadline]
    if not before or not after:
        return False
    left, right = before[-1], after[0]
    part = months_to(left.as_of, deadline) / months_to(left.as_of, right.as_of)
    return left.value + part * (right.value - left.value) >= goal
