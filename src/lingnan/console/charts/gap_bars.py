"""The items of a model as bars: proven, claimed without proof, missing to the full mark.

Not for the order in which to close the gaps: that is a roadmap's work.
"""

from typing import Any

from lingnan.console.charts.chart import Chart, Column, Table, frame
from lingnan.console.charts.palette import (
    CLAIMED,
    HATCH,
    MISSING,
    MUTED,
    PROVEN,
    SOLID,
    category_axis,
    value_axis,
)
from lingnan.console.i18n import NOTHING, Translator
from lingnan.console.views import ItemView

_ROW_HEIGHT = 26


def gap_bars(
    tr: Translator, *, chart_id: str, title: str, items: tuple[ItemView, ...], unit: str
) -> Chart:
    """Draw one bar an item, in the order given, stacked to the item's full mark.

    Units: points (`unit` names them).
    """
    _ = tr.gettext
    parts: tuple[tuple[str, list[int], str, Any], ...] = (
        (_("Proven"), [item.proven for item in items], PROVEN, SOLID),
        (
            _("Claimed without proof"),
            [item.claimed - item.proven for item in items],
            CLAIMED,
            HATCH,
        ),
        (
            _("Missing to the full mark"),
            [item.full - item.claimed for item in items],
            MISSING,
            SOLID,
        ),
    )
    series = [
        {
            "type": "bar",
            "name": name,
            "stack": "mark",
            "barWidth": "62%",
            "data": [round(value / 1000, 3) for value in values],
            "itemStyle": {
                "color": colour,
                "decal": decal,
                "borderColor": MUTED if colour == MISSING else colour,
                "borderWidth": 0.6,
            },
        }
        for name, values, colour, decal in parts
    ]
    option = {
        "legend": {"top": 0, "left": 0, "itemGap": 18},
        "grid": {"left": 4, "right": 28, "top": 40, "bottom": 26, "containLabel": True},
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "xAxis": value_axis(unit, nameLocation="middle", nameGap=28),
        "yAxis": category_axis(
            [item.name for item in items],
            inverse=True,
        ),
        "series": series,
    }
    description = _describe(tr, title, items)
    return Chart(
        chart_id,
        title,
        description,
        frame(description, option, has_decal=True),
        item_table(tr, title, items),
        height=84 + _ROW_HEIGHT * len(items),
    )


def _describe(tr: Translator, title: str, items: tuple[ItemView, ...]) -> str:
    _ = tr.gettext
    parts = [
        _("{item}: proven {proven}, claimed {claimed} of {full} points").format(
            item=item.name,
            proven=tr.points(item.proven),
            claimed=tr.points(item.claimed),
            full=tr.points(item.full),
        )
        for item in items
    ]
    return tr.sentence([_("Bar chart: {title}").format(title=title), *parts])


def item_table(tr: Translator, title: str, items: tuple[ItemView, ...]) -> Table:
    """Write out each item's answer, points, gap and next step."""
    _ = tr.gettext
    columns = (
        Column(_("Item"), kind="text"),
        Column(_("Answer in force"), kind="text"),
        Column(_("Full mark, points")),
        Column(_("Claimed, points")),
        Column(_("Proven, points")),
        Column(_("Gap, points")),
        Column(_("Next step"), kind="text"),
    )
    rows = tuple(
        (
            item.name,
            item.answer or _("not answered"),
            tr.points(item.full),
            tr.points(item.claimed),
            tr.points(item.proven),
            tr.points_missing(item.full - item.claimed),
            item.next_step or NOTHING,
        )
        for item in items
    )
    return Table(title, columns, rows)
