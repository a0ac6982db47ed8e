"""A document's picture as a chart of a page: the same series, with patterns for the colour-blind.

Not for which series there are (document.picture).
"""

from typing import Any, Final

from lingnan.console.charts import Chart, Table
from lingnan.console.charts.chart import frame
from lingnan.console.charts.palette import (
    DOTS,
    HATCH,
    INK,
    MUTED,
    SIDE_COLOUR,
    SIDE_DECAL,
    SOLID,
    value_axis,
)
from lingnan.console.charts.words import side_name
from lingnan.console.document.picture import Picture, Series
from lingnan.console.i18n import Translator

_CROSS: Final[dict[str, Any]] = {
    "symbol": "rect",
    "color": "rgba(255,255,255,0.6)",
    "dashArrayX": [1, 0],
    "dashArrayY": [2, 6],
    "rotation": 0.7853981633974483,
}
_DECALS: Final = (SOLID, HATCH, DOTS, _CROSS)
_SYMBOLS: Final = ("circle", "diamond", "triangle", "rect")
_PERCENT: Final = "0%"
_LABELLED: Final = 12


def drawn(tr: Translator, picture: Picture, key: str, table: Table) -> Chart:
    """Answer a picture as a chart over its table."""
    is_percent = picture.number_format == _PERCENT
    columns = [each for each in picture.series if each.shape == "column"]
    lines = [each for each in picture.series if each.shape != "column"]
    looks = [_look(tr, each, number) for number, each in enumerate(columns)]
    series = [
        _column(picture, each, look, is_percent) for each, look in zip(columns, looks, strict=True)
    ]
    series += [_line(each, number, is_percent) for number, each in enumerate(lines)]
    names = [each.name for each in picture.series if each.shape != "gate"]
    axis = value_axis("%" if is_percent else picture.axis)
    if any(value is not None and value < 0 for each in picture.series for value in each.values):
        del axis["min"]
    has_gates = any(each.shape == "gate" for each in picture.series)
    option: dict[str, Any] = {
        "grid": {
            "left": 8,
            "right": 150 if has_gates else 24,
            "top": 62,
            "bottom": 12,
            "containLabel": True,
        },
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "xAxis": {
            "type": "category",
            "data": list(picture.categories),
            "axisTick": {"show": False},
            "axisLine": {"lineStyle": {"color": MUTED}, "onZero": True},
            "axisLabel": {"color": INK, "fontSize": 12, "interval": 0, "hideOverlap": True},
        },
        "yAxis": axis,
        "series": series,
    }
    if picture.has_legend and len(names) > 1:
        option["legend"] = {"top": 0, "left": 0, "itemGap": 18, "data": names}
    description = _described(tr, picture, is_percent)
    return Chart(
        f"{key}", picture.title, description, frame(description, option, has_decal=True), table, 340
    )


def _look(tr: Translator, told: Series, number: int) -> dict[str, Any]:
    """Colour and pattern of columns; the two sides look as they do everywhere."""
    for side in ("claimed", "proven"):
        if told.name == side_name(tr, side):
            return {"color": SIDE_COLOUR[side], "decal": SIDE_DECAL[side]}
    return {"color": told.colour, "decal": _DECALS[number % len(_DECALS)]}


def _column(
    picture: Picture, told: Series, look: dict[str, Any], is_percent: bool
) -> dict[str, Any]:
    return {
        "type": "bar",
        "name": told.name,
        "stack": "all" if picture.is_stacked else None,
        "barMaxWidth": 44,
        "data": _values(told, is_percent),
        "itemStyle": {**look, "borderColor": INK, "borderWidth": 0.5},
        "label": {
            "show": not picture.is_stacked and len(picture.categories) <= _LABELLED,
            "position": "top",
            "color": INK,
            "fontSize": 11,
        },
    }


def _line(told: Series, number: int, is_percent: bool) -> dict[str, Any]:
    is_gate = told.shape == "gate"
    return {
        "type": "line",
        "name": told.name,
        "data": _values(told, is_percent),
        "symbol": "none" if is_gate else _SYMBOLS[number % len(_SYMBOLS)],
        "symbolSize": 8,
        "lineStyle": {
            "color": told.colour,
            "width": 1 if is_gate else 2.2,
            "type": "dashed" if told.is_dashed else "dotted" if is_gate else "solid",
        },
        "itemStyle": {"color": told.colour},
        "endLabel": {"show": is_gate, "formatter": "{a}", "color": MUTED, "fontSize": 11},
        "silent": is_gate,
    }


def _values(told: Series, is_percent: bool) -> list[float | str]:
    scale = 100 if is_percent else 1
    return ["-" if value is None else round(value * scale, 3) for value in told.values]


def _described(tr: Translator, picture: Picture, is_percent: bool) -> str:
    """Say what is drawn, and how each series begins and ends."""
    _ = tr.gettext
    clauses = [_("Chart: {title}").format(title=picture.title), picture.summary]
    for each in picture.series:
        known = [
            (category.replace("\n", ""), value)
            for category, value in zip(picture.categories, each.values, strict=False)
            if value is not None
        ]
        if each.shape == "gate" or not known:
            continue
        (first, start), (last, end) = known[0], known[-1]
        text = _("{name}: {start} ({first}) to {end} ({last})")
        clauses.append(
            text.format(
                name=each.name,
                start=_told(tr, start, is_percent),
                first=first,
                end=_told(tr, end, is_percent),
                last=last,
            )
        )
    return tr.sentence(clauses)


def _told(tr: Translator, value: float, is_percent: bool) -> str:
    return tr.percent(value, 1) if is_percent else tr.number(value, 0 if value % 1 == 0 else 1)
