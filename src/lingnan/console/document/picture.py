"""Cash flow, level path and bars as charts that any writer can draw: series, axes, colours.

Colours are told apart in grey too; what is claimed is dashed, what is proven is solid.
Not for drawing (word/chart, workbook/chart), and not for the Gantt, which is a table.
"""

from dataclasses import dataclass
from typing import Literal

from lingnan.console.charts.palette import CLAIMED_LINE, INK, MUTED, PROVEN, PROVEN_RAMP
from lingnan.console.document.model import Bars, CashFlow, LevelPath
from lingnan.console.document.value import capital
from lingnan.console.document.words import level_words, two_lines
from lingnan.console.i18n import Translator

Value = float | int | None
_WAN = 10_000
_FINE_SCALE = 10_000
GREY = "#8a949e"


@dataclass(frozen=True, slots=True)
class Series:
    """One row of values. A gate is a thin line that is named at its right end."""

    name: str
    values: tuple[Value, ...]
    shape: Literal["column", "line", "gate"]
    colour: str
    is_dashed: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """One chart with named axes; columns are stacked, or stand side by side with their values."""

    title: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    axis: str
    number_format: str
    summary: str = ""
    has_legend: bool = True
    is_stacked: bool = True


def cash_picture(tr: Translator, block: CashFlow) -> Picture:
    """Draw money in above and money out below zero, and the balance as a line."""
    _ = tr.gettext
    axis, scale = money_axis(tr)
    periods = block.periods
    rows: tuple[tuple[str, list[int], Literal["column", "line"], str], ...] = (
        (_("Budget"), [p.budget for p in periods], "column", PROVEN_RAMP[1]),
        (_("Subsidies"), [p.subsidy for p in periods], "column", PROVEN_RAMP[2]),
        (_("Payments"), [-(p.payments.expected or 0) for p in periods], "column", PROVEN),
        (_("Running cost"), [-p.running for p in periods], "column", GREY),
        (_("Balance"), [p.balance for p in periods], "line", INK),
    )
    return Picture(
        title=block.title,
        categories=tuple(capital(tr, two_lines(p.period)) for p in periods),
        series=tuple(
            Series(name, tuple(yuan / scale for yuan in values), shape, colour)
            for name, values, shape, colour in rows
        ),
        axis=axis,
        number_format="#,##0",
        summary=_("Money in above zero, money out below, the balance as a line"),
    )


def level_picture(tr: Translator, block: LevelPath) -> Picture:
    """Draw the points of both sides as lines, and the gates of the levels across.

    A last period without a name leaves room for the names of the gates.
    """
    _ = tr.gettext
    marks = [point.claimed for point in block.points] + [gate.millipoints for gate in block.gates]
    places = 2 if max((mark or 0 for mark in marks), default=0) <= _FINE_SCALE else 1
    gates = tuple(
        Series(
            _("{level}: {points} points").format(
                level=level_words(tr, gate.level), points=tr.points(gate.millipoints, 0)
            ),
            (_points(gate.millipoints, places),) * (len(block.points) + 1),
            "gate",
            MUTED,
        )
        for gate in block.gates
    )
    sides = (
        Series(
            _("Claimed"),
            (*(_points(point.claimed, places) for point in block.points), None),
            "line",
            CLAIMED_LINE,
            is_dashed=True,
        ),
        Series(
            _("Proven"),
            (*(_points(point.proven, places) for point in block.points), None),
            "line",
            PROVEN,
        ),
    )
    return Picture(
        title=block.title,
        categories=(*(capital(tr, two_lines(point.period)) for point in block.points), ""),
        series=(*gates, *sides),
        axis=_("Points"),
        number_format="0.0" if places == 2 else "0",
        summary=_("Points of both sides by period, with the points that each level asks for"),
    )


def bars_picture(tr: Translator, block: Bars) -> Picture:
    """Draw amounts side by side."""
    axis, scale = money_axis(tr) if block.kind == "money" else ("", 1)
    values = [value for bar in block.bars for value in bar.values if value is not None]
    is_round = all(value % scale == 0 for value in values)
    number_format = "0%" if block.kind == "percent" else "#,##0" if is_round else "#,##0.0"
    colours = (PROVEN, PROVEN_RAMP[2], GREY, PROVEN_RAMP[1])
    series = tuple(
        Series(
            name,
            tuple(_scaled(bar.values[n], scale) for bar in block.bars),
            "column",
            colours[n % 4],
        )
        for n, name in enumerate(block.series)
    )
    categories = tuple(capital(tr, bar.name) for bar in block.bars)
    return Picture(
        title=block.title,
        categories=categories,
        series=series,
        axis=axis,
        number_format=number_format,
        has_legend=len(series) > 1,
        is_stacked=False,
    )


def money_axis(tr: Translator) -> tuple[str, int]:
    """Name the unit in which charts show money, and how many yuan it is."""
    return ("万元", _WAN) if tr.lang == "zh" else ("CNY 1,000", 1000)


def _points(millipoints: int | None, places: int) -> float | None:
    """Cut a score off: no rounding lifts it over a gate."""
    if millipoints is None:
        return None
    unit = 10 ** (3 - places)
    return float(millipoints // unit * unit / 1000)


def _scaled(value: float | int | None, scale: int) -> float | None:
    return None if value is None else value / scale
