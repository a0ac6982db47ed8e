"""One enterprise's dimensions against its peers.

Not for fewer than three dimensions: a radar of two axes is a line.
"""

from typing import Any

from lingnan.console.charts.chart import PHONE, Chart, Column, Table, frame
from lingnan.console.charts.palette import (
    CLAIMED_LINE,
    GRID_LINE,
    INK,
    PAPER,
    PROVEN,
    PUBLISHED,
)
from lingnan.console.charts.scale import share
from lingnan.console.charts.words import side_name
from lingnan.console.i18n import Translator
from lingnan.console.views import DimensionView


def radar(
    tr: Translator,
    *,
    chart_id: str,
    title: str,
    dimensions: tuple[DimensionView, ...],
    places: int = 1,
) -> Chart:
    """Draw claimed, proven and the peers' median as shares of each dimension's full mark.

    Units: percent of the full mark; the table shows points with `places` decimals.
    Limits: the peers' median is left out when a dimension has no peers.
    """
    _ = tr.gettext
    polygons: list[dict[str, Any]] = []
    if all(dimension.peer_median is not None for dimension in dimensions):
        polygons.append(
            _polygon(
                _("Peers' median, claimed"),
                [_percent(d.peer_median, d.full) for d in dimensions],
                PUBLISHED,
                line=[2, 3],
                symbol="diamond",
                opacity=0.0,
            )
        )
    polygons += [
        _polygon(
            side_name(tr, "claimed"),
            [_percent(d.claimed, d.full) for d in dimensions],
            CLAIMED_LINE,
            line=[7, 3],
            symbol="emptyCircle",
            opacity=0.1,
        ),
        _polygon(
            side_name(tr, "proven"),
            [_percent(d.proven, d.full) for d in dimensions],
            PROVEN,
            line="solid",
            symbol="circle",
            opacity=0.22,
        ),
    ]
    option = {
        "legend": {
            "top": 0,
            "left": 0,
            "itemGap": 18,
            "data": [_legend_entry(polygon) for polygon in polygons],
        },
        "tooltip": {"trigger": "item"},
        "radar": {
            "center": ["50%", "60%" if len(dimensions) == 3 else "54%"],
            "radius": "88%" if len(dimensions) == 3 else "76%",
            "splitNumber": 5,
            "indicator": [{"name": d.name, "max": 100, "min": 0} for d in dimensions],
            "axisName": {"color": INK, "fontSize": 13},
            "splitArea": {"show": False},
            "splitLine": {"lineStyle": {"color": GRID_LINE}},
            "axisLine": {"lineStyle": {"color": GRID_LINE}},
        },
        "series": [{"type": "radar", "data": polygons}],
        "media": [
            {
                "query": {"maxWidth": PHONE},
                "option": {
                    "radar": {
                        "radius": "54%",
                        "axisName": {"fontSize": 11},
                        "indicator": [
                            {"name": d.name.replace(" ", "\n", 1), "max": 100, "min": 0}
                            for d in dimensions
                        ],
                    }
                },
            }
        ],
    }
    description = _describe(tr, title, dimensions)
    table = dimension_table(tr, title, dimensions, places)
    return Chart(chart_id, title, description, frame(description, option), table, height=420)


def _polygon(
    name: str, values: list[float], colour: str, *, line: Any, symbol: str, opacity: float
) -> dict[str, Any]:
    return {
        "name": name,
        "value": values,
        "symbol": symbol,
        "symbolSize": 7,
        "lineStyle": {"color": colour, "width": 2.2, "type": line},
        "itemStyle": {"color": colour},
        "areaStyle": {"color": colour, "opacity": opacity},
    }


def _legend_entry(polygon: dict[str, Any]) -> dict[str, Any]:
    """Show in the legend the marker that the polygon's corners have, also in greyscale."""
    entry: dict[str, Any] = {"name": polygon["name"], "icon": polygon["symbol"]}
    if polygon["symbol"] == "emptyCircle":
        colour = polygon["itemStyle"]["color"]
        border = {"color": PAPER, "borderColor": colour, "borderWidth": 2}
        entry |= {"icon": "circle", "itemStyle": border}
    return entry


def _percent(value: int | None, full: int) -> float:
    return round(100 * (share(value or 0, full) or 0.0), 1)


def _describe(tr: Translator, title: str, dimensions: tuple[DimensionView, ...]) -> str:
    _ = tr.gettext
    parts = []
    for d in dimensions:
        text = _("{name}: claimed {claimed}, proven {proven}").format(
            name=d.name,
            claimed=tr.percent(share(d.claimed, d.full)),
            proven=tr.percent(share(d.proven, d.full)),
        )
        if d.peer_median is not None:
            text += _(", peers' median {median}").format(
                median=tr.percent(share(d.peer_median, d.full))
            )
        parts.append(text)
    return tr.sentence([_("Radar chart: {title}").format(title=title), *parts])


def dimension_table(
    tr: Translator, title: str, dimensions: tuple[DimensionView, ...], places: int = 1
) -> Table:
    """Write out each dimension's points beside the quartiles of its peers."""
    _ = tr.gettext
    columns = (
        Column(_("Dimension"), kind="text"),
        Column(_("Full mark, points")),
        Column(_("Claimed, points")),
        Column(_("Proven, points")),
        Column(_("Peers, claimed: lower quarter")),
        Column(_("Peers, claimed: median")),
        Column(_("Peers, claimed: upper quarter")),
        Column(_("Peers, proven: median")),
    )
    rows = tuple(
        (
            d.name if d.is_counted else d.name + _(" (not part of the score)"),
            tr.points(d.full, places),
            tr.points(d.claimed, places),
            tr.points(d.proven, places),
            tr.points(d.peer_p25, places),
            tr.points(d.peer_median, places),
            tr.points(d.peer_p75, places),
            tr.points(d.peer_proven_median, places),
        )
        for d in dimensions
    )
    return Table(title, columns, rows)
