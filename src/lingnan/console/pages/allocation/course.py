"""The course of the proven target: with the best division, without this money, and the goal."""

from datetime import date
from typing import Any

from lingnan.console.charts import Chart, Column, Table
from lingnan.console.charts.chart import frame
from lingnan.console.charts.palette import GOAL, MUTED, PROVEN, PUBLISHED, value_axis
from lingnan.console.i18n import Translator
from lingnan.programme.allocation import Allocation


def course_chart(tr: Translator, found: Allocation, name: str, unit: str) -> Chart:
    """Draw the expected proven count half-year by half-year."""
    _ = tr.gettext
    rows = found.reached_by
    with_money, without = _("With this money"), _("Without it")
    goal_name = _("Goal {value} by {day}").format(
        value=tr.number(found.goal), day=tr.short_day(found.deadline)
    )
    series = [
        _line(with_money, [(r.by_date, r.expected) for r in rows], PROVEN, "solid", "circle"),
        _line(without, [(r.by_date, r.without_money) for r in rows], PUBLISHED, [6, 4], "diamond"),
    ]
    series[0]["markLine"] = {
        "silent": True,
        "symbol": "none",
        "lineStyle": {"color": GOAL, "width": 1.6, "type": [2, 4]},
        "label": {"formatter": goal_name, "position": "insideStartTop", "color": GOAL},
        "data": [{"yAxis": found.goal}],
    }
    title = _("{target}: expected proven count").format(target=name)
    last = rows[-1]
    description = _(
        "{title}. With this money {with_money} by {day}, without it {without}; the goal is {goal}."
    ).format(
        title=title,
        with_money=tr.number(last.expected),
        day=tr.short_day(last.by_date),
        without=tr.number(last.without_money),
        goal=tr.number(found.goal),
    )
    option = {
        "grid": {"left": 12, "right": 36, "top": 48, "bottom": 12, "containLabel": True},
        "legend": {"top": 0, "left": 0, "itemWidth": 28, "itemGap": 18},
        "tooltip": {"trigger": "axis"},
        "xAxis": {
            "type": "time",
            "axisLine": {"lineStyle": {"color": MUTED}},
            "axisLabel": {"color": MUTED, "fontSize": 11, "hideOverlap": True},
        },
        "yAxis": value_axis(unit),
        "series": series,
    }
    table = Table(
        title,
        (
            Column(_("By"), "short"),
            Column(_("Lifted by this money")),
            Column(without),
            Column(with_money),
        ),
        tuple(
            (
                tr.short_day(row.by_date),
                tr.number(row.funded),
                tr.number(row.without_money),
                tr.number(row.expected),
            )
            for row in rows
        ),
        note=_("Who would have come by himself is counted once."),
    )
    return Chart("course", title, description, frame(description, option), table, 320)


def _line(
    name: str, points: list[tuple[date, int]], colour: str, kind: Any, symbol: str
) -> dict[str, Any]:
    return {
        "type": "line",
        "name": name,
        "data": [[day.isoformat(), value] for day, value in points],
        "symbol": symbol,
        "symbolSize": 7,
        "lineStyle": {"color": colour, "width": 2.2, "type": kind},
        "itemStyle": {"color": colour},
    }
