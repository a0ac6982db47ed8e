"""A schedule as bars over half-years, coloured and hatched by the foundation that it builds on.

Not for the schedule that can be edited: that is the workbook's (document).
"""

from typing import Any, Final

from lingnan.console.charts.chart import PHONE, Chart, Column, Table, frame
from lingnan.console.charts.palette import (
    CLAIMED,
    DOTS,
    GRID_LINE,
    HATCH,
    INK,
    MUTED,
    PROVEN,
    PROVEN_RAMP,
    PUBLISHED,
    SOLID,
    text_on,
)
from lingnan.console.document.model import Gantt, GanttRow
from lingnan.console.document.value import capital
from lingnan.console.document.words import money_words
from lingnan.console.i18n import NOTHING, Translator

_ROW_HEIGHT: Final = 38
#: From so many half-years on a bar carries its price.
_LONG: Final = 2
#: Colour and pattern of each group, in the order of their first bars; they repeat after the last.
_LOOKS: Final[tuple[tuple[str, Any], ...]] = (
    (PROVEN, SOLID),
    (PROVEN_RAMP[2], HATCH),
    (PUBLISHED, DOTS),
    (CLAIMED, HATCH),
    (PROVEN_RAMP[3], DOTS),
    (MUTED, SOLID),
)


def gantt(tr: Translator, *, chart_id: str, block: Gantt) -> Chart:
    """Draw one bar a measure, from the half-year it starts in to the one it is finished by.

    Units: half-years; the words on a bar are its expected price.
    """
    _ = tr.gettext
    rows, count = block.rows, len(block.periods)
    groups = list(dict.fromkeys(row.group for row in rows))
    offset = {
        "type": "bar",
        "stack": "time",
        "silent": True,
        "itemStyle": {"color": "transparent", "decal": SOLID},
        "tooltip": {"show": False},
        "data": [row.start for row in rows],
        "barWidth": "64%",
    }
    series = [offset, *(_group(tr, block, group, place) for place, group in enumerate(groups))]
    option = {
        "legend": {
            "top": 0,
            "left": 0,
            "itemGap": 14,
            "data": [capital(tr, group) for group in groups],
        },
        "grid": {"left": 4, "right": 12, "top": 62, "bottom": 4, "containLabel": True},
        "tooltip": {"trigger": "item"},
        "xAxis": [
            {
                "type": "value",
                "min": 0,
                "max": count,
                "interval": 1,
                "axisLabel": {"show": False},
                "axisTick": {"show": False},
                "splitLine": {"lineStyle": {"color": GRID_LINE}},
            },
            {
                "type": "category",
                "data": [period.replace("年", "年\n", 1) for period in block.periods],
                "position": "top",
                "axisTick": {"show": False},
                "axisLine": {"lineStyle": {"color": GRID_LINE}},
                "axisLabel": {"color": MUTED, "fontSize": 11, "interval": 0},
            },
        ],
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": [capital(tr, row.name) for row in rows],
            "axisTick": {"show": False},
            "axisLine": {"show": False},
            "axisLabel": {
                "color": INK,
                "fontSize": 11,
                "lineHeight": 12,
                "interval": 0,
                "width": 160,
                "overflow": "break",
            },
        },
        "series": series,
        "media": [
            {
                "query": {"maxWidth": PHONE},
                "option": {
                    "xAxis": [{}, {"axisLabel": {"interval": 1, "fontSize": 10}}],
                    "yAxis": {"axisLabel": {"width": 96, "fontSize": 10}},
                },
            }
        ],
    }
    description = _describe(tr, block)
    return Chart(
        chart_id,
        block.title,
        description,
        frame(description, option, has_decal=True),
        _table(tr, block),
        height=86 + _ROW_HEIGHT * len(rows),
    )


def _group(tr: Translator, block: Gantt, group: str, place: int) -> dict[str, Any]:
    colour, decal = _LOOKS[place % len(_LOOKS)]
    return {
        "type": "bar",
        "stack": "time",
        "name": capital(tr, group),
        "itemStyle": {"color": colour, "decal": decal},
        "data": [_bar(tr, block, row, colour) if row.group == group else "-" for row in block.rows],
    }


def _bar(tr: Translator, block: Gantt, row: GanttRow, colour: str) -> dict[str, Any]:
    length = row.finish - row.start
    has_room = length >= _LONG
    return {
        "value": length,
        "tooltip": {
            "formatter": f"{capital(tr, row.name)}\n{_span(block, row)} · {_price(tr, row)}"
        },
        "label": {
            "show": row.cost_cny is not None,
            "position": _label_place(row, len(block.periods)),
            "formatter": _price(tr, row),
            "color": text_on(colour) if has_room else INK,
            "fontSize": 11,
        },
    }


def _label_place(row: GanttRow, periods: int) -> str:
    """On long bars the price stands inside, beside short ones where there is room."""
    if row.finish - row.start >= _LONG:
        return "inside"
    return "right" if row.finish < periods else "left"


def _price(tr: Translator, row: GanttRow) -> str:
    return NOTHING if row.cost_cny is None else money_words(tr, row.cost_cny)


def _span(block: Gantt, row: GanttRow) -> str:
    first = block.periods[row.start]
    last = block.periods[min(row.finish, len(block.periods)) - 1]
    return first if first == last else f"{first}–{last}"


def _describe(tr: Translator, block: Gantt) -> str:
    _ = tr.gettext
    parts = [
        _("{measure}: {span}, {price}").format(
            measure=row.name, span=_span(block, row), price=_price(tr, row)
        )
        for row in block.rows
    ]
    return tr.sentence([_("Gantt chart: {title}").format(title=block.title), *parts])


def _table(tr: Translator, block: Gantt) -> Table:
    _ = tr.gettext
    columns = (
        Column(_("Measure"), "text"),
        Column(_("Foundation"), "text"),
        Column(_("Under way"), "short"),
        Column(_("Half-years")),
        Column(_("Expected price")),
    )
    rows = tuple(
        (
            capital(tr, row.name),
            capital(tr, row.group),
            _span(block, row),
            str(row.finish - row.start),
            _price(tr, row),
        )
        for row in block.rows
    )
    return Table(block.title, columns, rows)
