"""Points of both sides over the half-years of a plan, against the points that levels ask for.

Not for whether a level is reached: points are one condition of it, the table tells the level.
"""

from typing import Any

from lingnan.console.charts.chart import PHONE, Chart, Column, Table, frame
from lingnan.console.charts.palette import CLAIMED_LINE, GRID_LINE, INK, MUTED, PROVEN
from lingnan.console.charts.words import side_name
from lingnan.console.document.model import LevelPath, LevelPoint
from lingnan.console.document.value import capital
from lingnan.console.document.words import level_words, two_lines
from lingnan.console.i18n import Translator


def level_path(tr: Translator, *, chart_id: str, block: LevelPath) -> Chart:
    """Draw claimed points dashed, proven ones solid, and a line across for each level's points.

    Units: points, cut off to two decimals so that no rounding lifts a line over a gate.
    """
    _ = tr.gettext
    points = block.points
    claimed = _line(tr, "claimed", [p.claimed for p in points], CLAIMED_LINE, [7, 3], "emptyCircle")
    proven = _line(tr, "proven", [p.proven for p in points], PROVEN, "solid", "circle")
    proven["markLine"] = {
        "silent": True,
        "symbol": "none",
        "lineStyle": {"color": MUTED, "type": [2, 3], "width": 1.2},
        "data": [
            {
                "yAxis": gate.millipoints / 1000,
                "label": {
                    "formatter": capital(tr, level_words(tr, gate.level)),
                    "position": "insideStartTop",
                    "color": MUTED,
                    "fontSize": 11,
                },
            }
            for gate in block.gates
        ],
    }
    marks = [m or 0 for p in points for m in (p.claimed, p.proven)]
    reached = max([*marks, 0])
    ceiling = min((g.millipoints for g in block.gates if g.millipoints > reached), default=reached)
    option = {
        "legend": {"top": 0, "left": 0, "itemGap": 18},
        "grid": {"left": 4, "right": 16, "top": 48, "bottom": 4, "containLabel": True},
        "tooltip": {"trigger": "axis"},
        "xAxis": {
            "type": "category",
            "data": [two_lines(capital(tr, p.period)) for p in points],
            "boundaryGap": False,
            "axisLine": {"lineStyle": {"color": MUTED}},
            "axisLabel": {"color": INK, "fontSize": 11, "interval": 0},
        },
        "yAxis": {
            "type": "value",
            "min": 0,
            "max": _rounded_up(max(ceiling, reached)),
            "name": _("Points"),
            "nameTextStyle": {"color": MUTED, "fontSize": 12, "align": "left"},
            "axisLabel": {"color": MUTED, "fontSize": 11},
            "splitLine": {"lineStyle": {"color": GRID_LINE, "width": 0.6}},
        },
        "series": [claimed, proven],
        "media": [
            {
                "query": {"maxWidth": PHONE},
                "option": {"xAxis": {"axisLabel": {"interval": 1, "fontSize": 10}}},
            }
        ],
    }
    description = _describe(tr, block)
    return Chart(
        chart_id,
        block.title,
        description,
        frame(description, option),
        _table(tr, block),
        height=300,
    )


def _line(
    tr: Translator, side: str, values: list[int | None], colour: str, line: Any, symbol: str
) -> dict[str, Any]:
    return {
        "type": "line",
        "name": side_name(tr, side),
        "symbol": symbol,
        "symbolSize": 7,
        "lineStyle": {"color": colour, "width": 2.2, "type": line},
        "itemStyle": {"color": colour},
        "data": [None if value is None else value // 10 / 100 for value in values],
    }


def _rounded_up(millipoints: int) -> float:
    """A little more than the highest mark, in points: tens, or tenths of a small scale."""
    step = 10_000 if millipoints > 10_000 else 1_000
    return (millipoints * 105 // 100 // step + 1) * step / 1000


def _describe(tr: Translator, block: LevelPath) -> str:
    _ = tr.gettext
    parts = [
        _("{period}: claimed {claimed} points, proven {proven} points").format(
            period=each.period, claimed=tr.points(each.claimed), proven=tr.points(each.proven)
        )
        for each in block.points
    ]
    return tr.sentence([_("Line chart: {title}").format(title=block.title), *parts])


def _table(tr: Translator, block: LevelPath) -> Table:
    _ = tr.gettext
    columns = (
        Column(_("At the end of"), "short"),
        Column(_("Claimed level"), "short"),
        Column(_("Claimed, points")),
        Column(_("Proven level"), "short"),
        Column(_("Proven, points")),
    )
    rows = tuple(_row(tr, each) for each in block.points)
    return Table(block.title, columns, rows, note=block.note or None)


def _row(tr: Translator, each: LevelPoint) -> tuple[str, ...]:
    return (
        capital(tr, each.period),
        level_words(tr, each.claimed_level),
        tr.points(each.claimed),
        level_words(tr, each.proven_level),
        tr.points(each.proven),
    )
