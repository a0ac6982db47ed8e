"""Money of a plan by half-year: in above zero, out below, the balance as a line.

Not for sums over the whole plan (document.section).
"""

from typing import Any

from lingnan.console.charts.chart import PHONE, Chart, Column, Table, frame
from lingnan.console.charts.palette import (
    DOTS,
    GRID_LINE,
    HATCH,
    INK,
    MUTED,
    PROVEN,
    PROVEN_RAMP,
    PUBLISHED,
    SOLID,
)
from lingnan.console.document.model import CashFlow, CashPeriod
from lingnan.console.document.picture import money_axis
from lingnan.console.document.words import money_words, span_words, two_lines, with_unit
from lingnan.console.i18n import Translator


def cash_flow(tr: Translator, *, chart_id: str, block: CashFlow) -> Chart:
    """Draw budget and subsidies above zero, payments and running cost below, and the balance.

    Units: 10,000 yuan in Chinese, CNY 1,000 in English; the table has whole yuan.
    """
    _ = tr.gettext
    axis, scale = money_axis(tr)
    periods = block.periods
    bars: tuple[tuple[str, list[int], str, Any], ...] = (
        (_("Budget"), [p.budget for p in periods], PROVEN_RAMP[1], SOLID),
        (_("Subsidies"), [p.subsidy for p in periods], PROVEN_RAMP[2], DOTS),
        (_("Payments"), [-(p.payments.expected or 0) for p in periods], PROVEN, SOLID),
        (_("Running cost"), [-p.running for p in periods], PUBLISHED, HATCH),
    )
    series: list[dict[str, Any]] = [
        {
            "type": "bar",
            "name": name,
            "stack": "money",
            "barWidth": "52%",
            "itemStyle": {"color": colour, "decal": decal},
            "data": [round(yuan / scale, 2) for yuan in values],
        }
        for name, values, colour, decal in bars
    ]
    series.append(
        {
            "type": "line",
            "name": _("Balance"),
            "symbol": "circle",
            "symbolSize": 7,
            "lineStyle": {"color": INK, "width": 2},
            "itemStyle": {"color": INK},
            "data": [round(p.balance / scale, 2) for p in periods],
        }
    )
    option = {
        "legend": {"top": 0, "left": 0, "itemGap": 14},
        "grid": {"left": 4, "right": 12, "top": 64, "bottom": 4, "containLabel": True},
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "xAxis": {
            "type": "category",
            "data": [two_lines(p.period) for p in periods],
            "axisTick": {"show": False},
            "axisLine": {"onZero": True, "lineStyle": {"color": MUTED}},
            "axisLabel": {"color": INK, "fontSize": 11, "interval": 0},
        },
        "yAxis": {
            "type": "value",
            "name": axis,
            "nameTextStyle": {"color": MUTED, "fontSize": 12, "align": "left"},
            "axisLabel": {"color": MUTED, "fontSize": 11},
            "splitLine": {"lineStyle": {"color": GRID_LINE, "width": 0.6}},
        },
        "series": series,
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
        frame(description, option, has_decal=True),
        _table(tr, block),
        height=320,
    )


def _describe(tr: Translator, block: CashFlow) -> str:
    _ = tr.gettext
    parts = [
        _("{period}: budget {budget}, subsidies {subsidy}, out {out}, balance {balance}").format(
            period=each.period,
            budget=money_words(tr, each.budget),
            subsidy=money_words(tr, each.subsidy),
            out=money_words(tr, _out(each)),
            balance=money_words(tr, each.balance),
        )
        for each in block.periods
    ]
    return tr.sentence([_("Cash flow chart: {title}").format(title=block.title), *parts])


def _out(each: CashPeriod) -> int:
    return (each.payments.expected or 0) + each.running


def _table(tr: Translator, block: CashFlow) -> Table:
    _ = tr.gettext
    columns = (
        Column(_("Half-year"), "short"),
        Column(with_unit(tr, _("Budget"))),
        Column(with_unit(tr, _("Subsidies"))),
        Column(with_unit(tr, _("Payments"))),
        Column(_("Payments at low and high prices"), "short"),
        Column(with_unit(tr, _("Running cost"))),
        Column(with_unit(tr, _("Balance"))),
    )
    rows = tuple(
        (
            each.period,
            tr.number(each.budget),
            tr.number(each.subsidy),
            tr.number(each.payments.expected),
            span_words(tr, each.payments),
            tr.number(each.running),
            tr.number(each.balance),
        )
        for each in block.periods
    )
    return Table(block.title, columns, rows, note=block.note or None)
