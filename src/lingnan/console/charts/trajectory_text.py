"""The course of a target in words and in a table, for readers of charts/trajectory.py.

Not for findings: this says what is drawn, not what it means.
"""

from datetime import date

from lingnan.console.charts.chart import Column, Table
from lingnan.console.charts.words import goal_text, side_name
from lingnan.console.i18n import Translator
from lingnan.console.views import FanPoint, Milestone, PublishedValue, Trajectory
from lingnan.kernel import months_between

_RECENT = 24


def describe(
    tr: Translator,
    name: str,
    unit: str,
    as_of: date,
    trajectory: Trajectory,
    milestones: tuple[Milestone, ...],
) -> str:
    """Tell a reader who cannot see the chart where each side began, stands and will go."""
    _ = tr.gettext
    clauses = [_("Line chart of {name} over time, in {unit}").format(name=name, unit=unit)]
    for side, points in (("claimed", trajectory.claimed), ("proven", trajectory.proven)):
        if points:
            clauses.append(
                _("{side}: {first} in {start}, {last} on {day}").format(
                    side=side_name(tr, side),
                    first=tr.number(points[0].value),
                    start=tr.month(points[0].on),
                    last=tr.number(points[-1].value),
                    day=tr.day(as_of),
                )
            )
    if trajectory.fan:
        last = trajectory.fan[-1]
        clauses.append(
            _("forecast for {day}: {p50}, with 80% probability {p10} to {p90}").format(
                day=tr.day(last.on),
                p50=tr.number(last.p50),
                p10=tr.number(last.p10),
                p90=tr.number(last.p90),
            )
        )
    clauses += [
        _("goal on {day}: {goal}").format(
            day=tr.day(milestone.deadline),
            goal=goal_text(tr, milestone.goal, milestone.comparator, unit),
        )
        for milestone in milestones
    ]
    return tr.sentence(clauses)


def course_table(tr: Translator, caption: str, trajectory: Trajectory) -> Table:
    """Write out ends of quarters, days of publication, and forecasts at ends of half-years."""
    _ = tr.gettext
    claimed = {point.on: point.value for point in trajectory.claimed}
    proven = {point.on: point.value for point in trajectory.proven}
    published = {point.as_of: point for point in trajectory.published}
    fan = {point.on: point for point in trajectory.fan}
    last = max({*claimed, *proven}, default=None)
    counted = {day for day in {*claimed, *proven} if last and _is_told(day, last)}
    ends = {max(side) for side in (claimed, proven, fan) if side}
    ahead = {day for day in fan if day.month in (6, 12)}
    days = sorted(counted | ends | ahead | set(published))
    columns = [Column(_("Day"), "short")]
    cells: list[list[str]] = [[tr.short_day(day) for day in days]]
    for side, counts in (("claimed", claimed), ("proven", proven)):
        if counts:
            columns.append(Column(side_name(tr, side)))
            cells.append([tr.number(counts.get(day)) for day in days])
    if published:
        columns.append(Column(side_name(tr, "published")))
        cells.append([_published_text(tr, published.get(day)) for day in days])
    if fan:
        columns += [Column(_("Forecast 10%")), Column(_("Forecast 50%")), Column(_("Forecast 90%"))]
        bands = [_fan_text(tr, fan.get(day)) for day in days]
        cells += [[band[place] for band in bands] for place in range(3)]
    rows = tuple(zip(*cells, strict=True))
    note = _("Ends of years, then of quarters; the chart shows every month.")
    return Table(caption, tuple(columns), rows, note=note)


def _is_told(day: date, last: date) -> bool:
    """Tell the ends of quarters of the last two years, and the ends of earlier years."""
    return day.month in ((3, 6, 9, 12) if months_between(day, last) < _RECENT else (12,))


def _published_text(tr: Translator, point: PublishedValue | None) -> str:
    if point is None:
        return tr.number(None)
    text = goal_text(tr, point.value, point.comparator, "").strip()
    if point.latest is not None:
        text += tr.gettext(" (or as late as {day})").format(day=tr.short_day(point.latest))
    return text if point.is_confirmed else text + tr.gettext(" (unconfirmed)")


def _fan_text(tr: Translator, point: FanPoint | None) -> tuple[str, str, str]:
    if point is None:
        return (tr.number(None),) * 3
    return tr.number(point.p10), tr.number(point.p50), tr.number(point.p90)
