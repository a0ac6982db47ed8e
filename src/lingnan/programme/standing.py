"""How one target stands: its series on every basis, paces, forecasts, and the status that follows.

Not for counting (progress) nor for the form of the answer (answer).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from lingnan.programme.forecast import Settings, forecast
from lingnan.programme.model import Basis, Forecast, Pace, Population, Series, Status
from lingnan.programme.pace import Thresholds, pace, status

#: Which series speaks for a target, if it can: what is published, then what is proven.
PREFERENCE = (Basis.PUBLISHED, Basis.PROVEN, Basis.CLAIMED)


@dataclass(frozen=True, slots=True)
class Aim:
    """What is to be reached, and by when."""

    deadline: date
    goal: int


@dataclass(frozen=True, slots=True)
class View:
    """How a target looks on one basis."""

    series: Series
    forecast: Forecast | None
    pace: Pace
    status: Status | None


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A milestone, and how likely the speaking series reaches it."""

    aim: Aim
    probability: float | None
    status: Status | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a target stands on one day.

    Attributes:
        aim: the last milestone with a value; null when there is none.
        basis: the series that speaks for the target; null when nothing is known at all.
        views: by basis, for every series with at least one count.
    """

    aim: Aim | None
    basis: Basis | None
    views: Mapping[Basis, View]
    checkpoints: tuple[Checkpoint, ...]

    @property
    def view(self) -> View | None:
        """The view on the basis that speaks for the target."""
        return None if self.basis is None else self.views[self.basis]


def stand(
    aims: tuple[Aim, ...],
    series: Mapping[Basis, Series],
    populations: Mapping[Basis, Population | None],
    *,
    as_of: date,
    settings: Settings,
    thresholds: Thresholds,
) -> Standing:
    """How a target stands, given its aims in the order of deadlines and its series.

    Each series is a share of the population of its own basis: published counts of the published
    denominator, counts from evidence of what the register holds.

    The published series speaks if it has two dates at least; else the proven, else the claimed
    one, whichever counts anybody; else whatever is there.
    """
    known = {basis: each.until(as_of) for basis, each in series.items()}
    known = {basis: each for basis, each in known.items() if each.points}
    basis = _speaker(known)
    aim = aims[-1] if aims else None
    views = {
        each: _view(known[each], aim, populations.get(each), as_of, settings, thresholds)
        for each in Basis
        if each in known
    }
    checkpoints = []
    for each in aims:
        if basis is None:
            break
        view = views[basis]
        if each != aim:
            quick = replace(settings, measures_coverage=False)
            view = _view(view.series, each, populations.get(basis), as_of, quick, thresholds)
        probability = None if view.forecast is None else view.forecast.probability
        checkpoints.append(Checkpoint(each, probability, view.status))
    return Standing(aim, basis, views, tuple(checkpoints))


def _speaker(known: Mapping[Basis, Series]) -> Basis | None:
    published = known.get(Basis.PUBLISHED)
    if published is not None and len({point.as_of for point in published.points}) >= 2:
        return Basis.PUBLISHED
    for basis in (Basis.PROVEN, Basis.CLAIMED):
        if basis in known and any(point.value > 0 for point in known[basis].points):
            return basis
    return next((basis for basis in PREFERENCE if basis in known), None)


def _view(
    series: Series,
    aim: Aim | None,
    population: Population | None,
    as_of: date,
    settings: Settings,
    thresholds: Thresholds,
) -> View:
    if aim is None:
        return View(series, None, Pace(None, None, None), None)
    fan = None
    if as_of <= aim.deadline:
        fan = forecast(
            series,
            population,
            goal=aim.goal,
            deadline=aim.deadline,
            as_of=as_of,
            settings=settings,
        )
    return View(
        series,
        fan,
        pace(series.points, goal=aim.goal, deadline=aim.deadline, as_of=as_of),
        status(
            series.points,
            goal=aim.goal,
            deadline=aim.deadline,
            as_of=as_of,
            probability=None if fan is None else fan.probability,
            thresholds=thresholds,
        ),
    )
