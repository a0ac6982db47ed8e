"""The course of a target: what was counted, where it will go, how fast it would have to go.

Not for computing the forecast (room `programme`).
"""

from datetime import date
from typing import Any

from lingnan.console.charts.chart import Chart, frame
from lingnan.console.charts.palette import (
    GOAL,
    INK,
    MUTED,
    SIDE_LINE,
    value_axis,
)
from lingnan.console.charts.trajectory_text import course_table, describe
from lingnan.console.charts.words import goal_text, side_name
from lingnan.console.i18n import Translator
from lingnan.console.views import FanPoint, Milestone, Point, PublishedValue, Trajectory
from lingnan.kernel import add_months

Pair = list[Any]
_THIN = 0.8


def trajectory_with_fan(
    tr: Translator,
    *,
    chart_id: str,
    name: str,
    unit: str,
    as_of: date,
    trajectory: Trajectory,
    milestones: tuple[Milestone, ...] = (),
    deadline: date | None = None,
    goal: float | None = None,
) -> Chart:
    """Draw one target over time: three sides, forecast fan, milestones and required pace.

    Units: counts in `unit`; the fan spans the middle 80 % of the forecast.
    Limits: the required pace is drawn only when `deadline` and `goal` are given and lie ahead.
    """
    _ = tr.gettext
    series: list[dict[str, Any]] = []
    start = _latest(trajectory)
    if trajectory.fan:
        series += _fan(tr, trajectory, start)
    if trajectory.published:
        series.append(_published(tr, trajectory.published))
    for side, points in (("claimed", trajectory.claimed), ("proven", trajectory.proven)):
        if points:
            series.append(_line(tr, side, points))
    if start is not None and deadline is not None and goal is not None and start.on < deadline:
        series.append(required_pace(tr, start, Point(deadline, goal)))
    known = [milestone for milestone in milestones if milestone.goal is not None]
    if known:
        series.append(_milestones(tr, known, unit, trajectory.fan))
    if series:
        series[-1]["markLine"] = _as_of_line(tr, as_of)
    pattern = _("{name}: course and forecast") if trajectory.fan else _("{name}: course")
    title = pattern.format(name=name)
    description = describe(tr, name, unit, as_of, trajectory, milestones)
    last_day = max(
        [as_of, *(m.deadline for m in known), *(point.on for point in trajectory.fan)],
        default=as_of,
    )
    option = {
        "grid": {"left": 12, "right": 36, "top": 84, "bottom": 12, "containLabel": True},
        "legend": {"top": 0, "left": 0, "itemWidth": 28, "itemGap": 18, "data": _legend(series)},
        "tooltip": {"trigger": "axis"},
        "xAxis": {
            "type": "time",
            "max": (last_day if last_day > as_of else add_months(as_of, 4)).isoformat(),
            "axisLine": {"lineStyle": {"color": MUTED}},
            "axisLabel": {"color": MUTED, "fontSize": 11, "hideOverlap": True},
        },
        "yAxis": value_axis(unit),
        "series": series,
    }
    return Chart(
        chart_id,
        title,
        description,
        frame(description, option),
        course_table(tr, title, trajectory),
        420,
    )


def required_pace(tr: Translator, start: Point, goal: Point) -> dict[str, Any]:
    """Draw the straight way from the latest count to the goal on its deadline."""
    return {
        "type": "line",
        "name": tr.gettext("Required pace"),
        "data": [_pair(start.on, start.value), _pair(goal.on, goal.value)],
        "symbol": "none",
        "lineStyle": {"color": GOAL, "width": 1.6, "type": [2, 4]},
        "itemStyle": {"color": GOAL},
        "z": 3,
    }


def _fan(tr: Translator, trajectory: Trajectory, start: Point | None) -> list[dict[str, Any]]:
    """Stack the band on its invisible lower edge, from the latest count; the median is a line."""
    _ = tr.gettext
    colour = SIDE_LINE[trajectory.fan_basis]
    hidden = {"type": "line", "symbol": "none", "stack": "fan", "silent": True, "z": 1}
    no_line = {"lineStyle": {"opacity": 0}, "tooltip": {"show": False}}
    edge = {"type": "line", "symbol": "none", "z": 2, "itemStyle": {"color": colour}}
    thin = {"color": colour, "width": _THIN, "type": "solid", "opacity": 0.55}
    fan = list(trajectory.fan)
    if start is not None and start.on < fan[0].on:
        fan.insert(0, FanPoint(start.on, start.value, start.value, start.value))
    return [
        {**hidden, **no_line, "name": "p10", "data": [_pair(p.on, p.p10) for p in fan]},
        {
            **hidden,
            **no_line,
            "name": _("Forecast, 80% range"),
            "areaStyle": {"color": colour, "opacity": 0.16},
            "itemStyle": {"color": colour, "opacity": 0.3},
            "data": [_pair(p.on, p.p90 - p.p10) for p in fan],
        },
        {
            **edge,
            "name": _("lower edge (10%)"),
            "lineStyle": thin,
            "data": [_pair(p.on, p.p10) for p in fan],
        },
        {
            **edge,
            "name": _("Forecast, middle"),
            "lineStyle": {"color": colour, "width": 1.6, "type": [8, 4]},
            "data": [_pair(p.on, p.p50) for p in fan],
        },
        {
            **edge,
            "name": _("upper edge (90%)"),
            "lineStyle": thin,
            "data": [_pair(p.on, p.p90) for p in fan],
        },
    ]


def _line(tr: Translator, side: str, points: tuple[Point, ...]) -> dict[str, Any]:
    """Draw one counted side: proven solid, claimed dashed; its last value stands at its end."""
    last = points[-1]
    data: list[Any] = [_pair(point.on, point.value) for point in points[:-1]]
    data.append(
        {
            "value": _pair(last.on, last.value),
            "symbol": "circle" if side == "proven" else "emptyCircle",
            "symbolSize": 8,
            "label": {
                "show": True,
                "position": "left",
                "offset": [-2, 16],  # below the end of the line, where no forecast begins
                "color": SIDE_LINE[side],
                "fontWeight": "bold",
                "fontSize": 12,
                "formatter": tr.number(last.value),
                "textBorderColor": "#ffffff",
                "textBorderWidth": 3,
            },
        }
    )
    return {
        "type": "line",
        "name": side_name(tr, side),
        "data": data,
        "symbol": "none",
        "lineStyle": {
            "color": SIDE_LINE[side],
            "width": 2.6,
            "type": "solid" if side == "proven" else [7, 3],
        },
        "itemStyle": {"color": SIDE_LINE[side]},
        "z": 9 if side == "proven" else 8,
    }


def _published(tr: Translator, points: tuple[PublishedValue, ...]) -> dict[str, Any]:
    return {
        "type": "line",
        "name": side_name(tr, "published"),
        "data": [_pair(point.as_of, point.value) for point in points],
        "symbol": "diamond",
        "symbolSize": 11,
        "lineStyle": {"color": SIDE_LINE["published"], "width": 1.4, "type": [1, 3]},
        "itemStyle": {"color": SIDE_LINE["published"]},
        "z": 7,
    }


def _milestones(
    tr: Translator, milestones: list[Milestone], unit: str, fan: tuple[FanPoint, ...]
) -> dict[str, Any]:
    """Mark the goals; a goal inside the fan is named below it, where there is room."""
    upper = {point.on: point.p90 for point in fan}
    last = max(milestone.deadline for milestone in milestones)
    data = [
        {
            "value": _pair(milestone.deadline, milestone.goal or 0),
            "label": {
                "show": True,
                "position": "top"
                if milestone.deadline == last
                or (milestone.goal or 0) > upper.get(milestone.deadline, float("inf"))
                else "bottom",
                "align": "right" if milestone.deadline == last else "left",
                "color": GOAL,
                "fontWeight": "bold",
                "fontSize": 12,
                "textBorderColor": "#ffffff",
                "textBorderWidth": 3,
                "formatter": goal_text(tr, milestone.goal, milestone.comparator, unit),
            },
        }
        for milestone in milestones
    ]
    return {
        "type": "scatter",
        "name": tr.gettext("Goal of the plan"),
        "data": data,
        "symbol": "rect",
        "symbolSize": [16, 4],
        "itemStyle": {"color": GOAL, "opacity": 1},
        "z": 6,
    }


def _as_of_line(tr: Translator, as_of: date) -> dict[str, Any]:
    return {
        "silent": True,
        "symbol": "none",
        "lineStyle": {"color": INK, "width": 0.8, "type": "solid"},
        "label": {
            "formatter": tr.gettext("as of {day}").format(day=tr.day(as_of)),
            "color": MUTED,
            "fontSize": 11,
            "position": "end",
            "align": "right",
        },
        "data": [{"xAxis": as_of.isoformat()}],
    }


def _legend(series: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Order the legend: counted sides first; edges of the band are not named."""
    entries = []
    for entry in sorted(series, key=lambda entry: -int(entry["z"])):
        if entry.get("stack") and "areaStyle" not in entry:
            continue
        if entry.get("lineStyle", {}).get("width") == _THIN:
            continue
        item: dict[str, Any] = {"name": entry["name"]}
        if entry.get("stack"):
            item |= {"icon": "rect", "itemStyle": {"opacity": 0.25}}
        elif entry.get("symbol") == "none":
            item["itemStyle"] = {"opacity": 0}
        entries.append(item)
    return entries


def _latest(trajectory: Trajectory) -> Point | None:
    """Answer the latest count on the basis of the forecast."""
    if trajectory.fan_basis == "published":
        points = [Point(point.as_of, point.value) for point in trajectory.published]
    elif trajectory.fan_basis == "proven":
        points = list(trajectory.proven)
    else:
        points = list(trajectory.claimed)
    return points[-1] if points else None


def _pair(day: date, value: float) -> Pair:
    return [day.isoformat(), round(value, 2)]
