"""Charts of the node: counts by day, and how long answers took.

Not for counting (read).
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from lingnan.console.charts import Chart, Column, Table
from lingnan.console.charts.chart import frame
from lingnan.console.charts.palette import CLAIMED, HATCH, PROVEN, SOLID, category_axis, value_axis
from lingnan.console.i18n import Translator
from lingnan.sources.identifier.counting.histogram import bounds_of

_MILLI: Final = 1_000


def day_bars(
    tr: Translator,
    *,
    chart_id: str,
    title: str,
    description: str,
    days: Sequence[date],
    good: tuple[str, Sequence[int]],
    rest: tuple[str, Sequence[int]] | None = None,
    unit: str,
) -> Chart:
    """Draw one bar a day; `rest` stands hatched upon `good`, so that both are one total."""
    parts = [(*good, PROVEN, SOLID)]
    if rest is not None:
        parts.append((*rest, CLAIMED, HATCH))
    series = [
        {
            "type": "bar",
            "name": name,
            "stack": "day",
            "barMaxWidth": 28,
            "data": list(values),
            "itemStyle": {"color": colour, "decal": decal},
        }
        for name, values, colour, decal in parts
    ]
    axis = _thinned([f"{day:%m-%d}" for day in days])
    option = {
        "legend": {"top": 0, "left": 0, "itemGap": 18},
        "grid": {"left": 4, "right": 16, "top": 56, "bottom": 8, "containLabel": True},
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "xAxis": axis,
        "yAxis": value_axis(unit),
        "series": series,
    }
    columns = (Column(tr.gettext("Day"), "short"), *(Column(each[0]) for each in parts))
    rows = tuple(
        (day.isoformat(), *(tr.number(values[place]) for _, values, _, _ in parts))
        for place, day in enumerate(days)
    )
    table = Table(title, columns, rows)
    return Chart(
        chart_id, title, description, frame(description, option, has_decal=True), table, 300
    )


def latency_bars(
    tr: Translator,
    *,
    chart_id: str,
    title: str,
    description: str,
    buckets: Mapping[int, int],
    name: str,
) -> Chart:
    """Draw how many answers took how long, by doublings of time. Units: milliseconds."""
    doublings: dict[int, int] = {}
    for bucket, count in buckets.items():
        _, above = bounds_of(bucket)
        place = max(above - 1, 1).bit_length()
        doublings[place] = doublings.get(place, 0) + count
    places = range(min(doublings, default=0), max(doublings, default=-1) + 1)
    labels = [_below(tr, place) for place in places]
    counts = [doublings.get(place, 0) for place in places]
    option = {
        "grid": {"left": 4, "right": 16, "top": 36, "bottom": 8, "containLabel": True},
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "xAxis": _thinned(labels),
        "yAxis": value_axis(name),
        "series": [
            {
                "type": "bar",
                "name": name,
                "barWidth": "70%",
                "data": counts,
                "itemStyle": {"color": PROVEN},
            }
        ],
    }
    rows = tuple((label, tr.number(count)) for label, count in zip(labels, counts, strict=True))
    columns = (Column(tr.gettext("Duration"), "short"), Column(name))
    table = Table(title, columns, rows)
    return Chart(chart_id, title, description, frame(description, option), table, 260)


def milliseconds(tr: Translator, microseconds: float | None) -> str:
    """Write a duration in milliseconds."""
    return tr.number(None if microseconds is None else microseconds / _MILLI, 3)


def _thinned(labels: list[str]) -> dict[str, Any]:
    """Answer an axis that leaves labels out where there is no room for all."""
    axis = category_axis(labels)
    return axis | {"axisLabel": {**axis["axisLabel"], "interval": "auto"}}


def _below(tr: Translator, place: int) -> str:
    bound = 2**place / _MILLI
    places = 3 if bound < 1 else 1 if bound < 10 else 0
    return tr.gettext("< {bound} ms").format(bound=tr.number(bound, places))
