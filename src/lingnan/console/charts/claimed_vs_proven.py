"""Grouped bars: what is claimed, what is proven and, where there is one, what was published.

Not for shares over time (trajectory).
"""

from dataclasses import dataclass
from typing import Any

from lingnan.console.charts.chart import Chart, Column, Table, frame
from lingnan.console.charts.palette import (
    GOAL,
    INK,
    SIDE_COLOUR,
    SIDE_DECAL,
    SIDE_LINE,
    category_axis,
    value_axis,
)
from lingnan.console.charts.words import side_name
from lingnan.console.i18n import Translator

_SIDES = ("claimed", "proven", "published")


@dataclass(frozen=True, slots=True)
class Bar:
    """One category: its name, the height of its bars, and its row in the table."""

    name: str
    claimed: float | None
    proven: float | None
    published: float | None = None
    row: tuple[str, ...] = ()


def claimed_vs_proven(
    tr: Translator,
    *,
    chart_id: str,
    title: str,
    unit: str,
    bars: tuple[Bar, ...],
    columns: tuple[Column, ...],
    goal: float | None = None,
    goal_name: str = "",
    places: int = 0,
    note: str | None = None,
) -> Chart:
    """Draw one group of horizontal bars a category.

    Shapes: `columns` are the heads of the rows that the bars carry.
    Units: bars and `goal` in `unit`.
    """
    present = [
        side for side in _SIDES if any(getattr(bar, side) is not None for bar in bars)
    ] or list(_SIDES[:2])
    series = [_series(tr, side, bars, places) for side in present]
    if goal is not None:
        series[0]["markLine"] = {
            "silent": True,
            "symbol": "none",
            "lineStyle": {"color": GOAL, "width": 1.6, "type": [2, 4]},
            "label": {
                "formatter": goal_name,
                "position": "start",
                "color": GOAL,
                "fontWeight": "bold",
                "fontSize": 12,
            },
            "data": [{"xAxis": goal}],
        }
    option = {
        "legend": {"top": 0, "left": 0, "itemGap": 18},
        "grid": {"left": 4, "right": 64, "top": 58, "bottom": 26, "containLabel": True},
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "xAxis": value_axis(unit, nameLocation="middle", nameGap=28),
        "yAxis": category_axis([bar.name for bar in bars], inverse=True),
        "series": series,
    }
    description = _describe(tr, title, unit, bars, places)
    return Chart(
        chart_id,
        title,
        description,
        frame(description, option, has_decal=True),
        Table(title, columns, tuple(bar.row for bar in bars), note=note),
        height=108 + len(bars) * (10 + 13 * len(present)),
    )


def _series(tr: Translator, side: str, bars: tuple[Bar, ...], places: int) -> dict[str, Any]:
    data = []
    for bar in bars:
        value: float | None = getattr(bar, side)
        data.append(
            {
                "value": "-" if value is None else round(value, 4),
                "label": {"formatter": tr.number(value, places)},
            }
        )
    return {
        "type": "bar",
        "name": side_name(tr, side),
        "barMaxWidth": 12,
        "barGap": "8%",
        "data": data,
        "itemStyle": {
            "color": SIDE_COLOUR[side],
            "decal": SIDE_DECAL[side],
            "borderColor": SIDE_LINE[side],
            "borderWidth": 0.8,
        },
        "label": {"show": True, "position": "right", "color": INK, "fontSize": 11},
    }


def _describe(tr: Translator, title: str, unit: str, bars: tuple[Bar, ...], places: int) -> str:
    _ = tr.gettext
    parts = [
        _("{name}: claimed {claimed}, proven {proven}").format(
            name=bar.name,
            claimed=tr.number(bar.claimed, places),
            proven=tr.number(bar.proven, places),
        )
        + (
            _(", published {published}").format(published=tr.number(bar.published, places))
            if bar.published is not None
            else ""
        )
        for bar in bars
    ]
    return tr.sentence([_("Bar chart: {title}, in {unit}").format(title=title, unit=unit), *parts])
