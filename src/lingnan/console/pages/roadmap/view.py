"""A roadmap's plain answer in words, charts and tables. Not for planning nor for documents."""

from collections.abc import Mapping
from typing import Any, TypeVar

from lingnan.console.charts import Chart, Column, Table
from lingnan.console.charts.cash_flow import cash_flow
from lingnan.console.charts.gantt import gantt
from lingnan.console.charts.level_path import level_path
from lingnan.console.document.answer import Answer
from lingnan.console.document.model import Band, Block, CashFlow, Gantt, LevelPath
from lingnan.console.document.schedule import half_years, plan_blocks
from lingnan.console.document.section import cash_blocks, level_blocks
from lingnan.console.document.sentence import (
    cash_sentence,
    certificate_sentence,
    level_sentence,
    result_sentence,
    shortfall_sentence,
)
from lingnan.console.document.unit import value_words
from lingnan.console.document.value import capital
from lingnan.console.document.words import gap_words, money_words, span_words, with_unit
from lingnan.console.i18n import NOTHING, Translator
from lingnan.console.pages.roadmap.context import (
    BandView,
    Certificate,
    MeasureView,
    PlanView,
)
from lingnan.console.views import AssumptionLine, Explanation, Mark, SourceRef

_Block = TypeVar("_Block", Gantt, CashFlow, LevelPath)


def plan_view(
    tr: Translator,
    told: Mapping[str, Any],
    *,
    is_deep: bool,
    deep_path: str,
    files: str,
    csv: str,
) -> PlanView:
    """Write an answer of the planner (roadmap.answer) for the page."""
    answer = Answer(tr, told)
    is_met = answer.text("status") == "planned"
    schedule, money, path = charts_of(tr, told)
    return PlanView(
        is_met=is_met,
        is_deep=is_deep,
        result=result_sentence(answer),
        shortfall=shortfall_sentence(answer),
        level=level_sentence(answer),
        cash=cash_sentence(answer),
        risk=_told(tr, answer.part("price_risk").text("text")),
        band=_band(tr, answer) if answer.rows("schedule") else None,
        certificate=_certificate(tr, answer) if answer.rows("schedule") else None,
        gantt=schedule,
        money=money if answer.rows("schedule") else None,
        path=path,
        measures=tuple(_measure(tr, answer, row) for row in answer.rows("schedule")),
        binding=tuple(_told(tr, row.text("text")) for row in answer.rows("binding")),
        marginal=marginal_table(tr, answer),
        findings=tuple(_finding(row) for row in answer.rows("findings")),
        explanation=_explanation(tr, answer),
        deep_path=deep_path,
        files=files,
        csv=csv,
    )


def charts_of(
    tr: Translator, told: Mapping[str, Any]
) -> tuple[Chart | None, Chart | None, Chart | None]:
    """Draw schedule, money and levels of an answer; null where it has none."""
    answer = Answer(tr, told)
    bars, flow, levels = (
        _first(plan_blocks(answer), Gantt),
        _first(cash_blocks(answer), CashFlow),
        _first(level_blocks(answer), LevelPath),
    )
    return (
        gantt(tr, chart_id="schedule", block=bars) if bars else None,
        cash_flow(tr, chart_id="money", block=flow) if flow else None,
        level_path(tr, chart_id="path", block=levels) if levels else None,
    )


def _first(blocks: tuple[Block, ...], kind: type[_Block]) -> _Block | None:
    return next((block for block in blocks if isinstance(block, kind)), None)


def marginal_table(tr: Translator, answer: Answer) -> Table | None:
    """What each further 100,000 yuan would buy; null where that was not worked out."""
    _ = tr.gettext
    rows = answer.rows("marginal")
    if not rows:
        return None
    columns = (
        Column(with_unit(tr, _("Extra budget"))),
        Column(with_unit(tr, _("Gain of the objective"))),
        Column(_("What changes"), "text"),
    )
    cells = tuple(
        (
            tr.number(row.whole("extra_cny")),
            tr.number(row.whole("gain")),
            capital(tr, row.text("text")),
        )
        for row in rows
    )
    return Table(_("What more money would buy"), columns, cells)


def _band(tr: Translator, answer: Answer) -> BandView:
    totals = answer.part("totals")
    cost = totals.band("cost")
    return BandView(
        low=money_words(tr, cost.low),
        expected=money_words(tr, cost.expected),
        high=money_words(tr, cost.high),
        running=money_words(tr, totals.whole("running_cny")),
        subsidy=money_words(tr, totals.whole("subsidy_cny")),
        net=money_words(tr, totals.whole("net_cny")),
    )


def _certificate(tr: Translator, answer: Answer) -> Certificate:
    _ = tr.gettext
    is_cost = answer.text("question") == "level"
    return Certificate(
        objective_name=_("Cost that counts") if is_cost else _("Value of the plan"),
        objective=money_words(tr, answer.whole("objective")),
        bound_name=_("No schedule costs less than")
        if is_cost
        else _("No schedule is worth more than"),
        bound=money_words(tr, answer.whole("bound")),
        gap=gap_words(tr, answer.number("gap")),
        sentence=certificate_sentence(answer),
    )


def _measure(tr: Translator, answer: Answer, row: Answer) -> MeasureView:
    _ = tr.gettext
    start = answer.day("start")
    first, after = row.whole("start_period") or 0, row.whole("finish_period") or 1
    names = half_years(tr, start, after) if start else ()
    span = (names[first], names[after - 1]) if names else (NOTHING, NOTHING)
    cost = row.band("cost")
    subsidy = row.whole("subsidy_cny") or 0
    rule = row.text("subsidy_rule")
    words = {"must": _("required"), "running": _("under way")}
    return MeasureView(
        name=capital(tr, row.text("name")),
        foundation=capital(tr, row.text("foundation")),
        when=span[0] if span[0] == span[1] else f"{span[0]}–{span[1]}",
        cost=money_words(tr, cost.expected),
        band=_span(tr, cost),
        running=money_words(tr, row.whole("running_cny_year")),
        subsidy=_subsidy(tr, subsidy, rule),
        staff=tr.number(row.number("staff_fte"), 1),
        why=capital(tr, row.text("why")),
        raises=tuple(_raised(tr, each) for each in row.rows("raises")),
        requires=tr.listing(list(row.texts("requires"))),
        evidence=tr.listing(list(row.texts("evidence"))),
        choice=words.get(row.text("choice"), ""),
    )


def _subsidy(tr: Translator, yuan: int, rule: str) -> str:
    if not yuan:
        return NOTHING
    words = money_words(tr, yuan)
    if not rule:
        return words
    return f"{words}（{rule}）" if tr.lang == "zh" else f"{words} ({rule})"


def _span(tr: Translator, band: Band) -> str:
    return span_words(tr, band)


def _raised(tr: Translator, row: Answer) -> str:
    _ = tr.gettext
    return _("{item}: from {before} to {after}, {likelihood} likely").format(
        item=row.text("text"),
        before=row.text("from") or NOTHING,
        after=row.text("to_text") or row.text("to"),
        likelihood=tr.percent(row.number("likelihood")),
    )


def _told(tr: Translator, clause: str) -> str:
    """A clause as a sentence of its own."""
    return tr.sentence([clause]) if clause else ""


def _finding(row: Answer) -> str:
    return f"{row.text('what')} {row.text('remedy')}"


def _explanation(tr: Translator, answer: Answer) -> Explanation:
    return Explanation(
        sources=tuple(
            SourceRef(row.text("id"), row.text("title"), row.text("url") or None)
            for row in answer.rows("sources")
        ),
        assumptions=tuple(_assumption(tr, row) for row in answer.rows("assumptions")),
        unconfirmed=tuple(Mark(text) for text in answer.texts("unconfirmed")),
    )


def _assumption(tr: Translator, row: Answer) -> AssumptionLine:
    unit = row.text("unit")
    low, high = (value_words(tr, row.number(key), unit) for key in ("low", "high"))
    return AssumptionLine(
        name=row.text("name"),
        value=value_words(tr, row.number("value"), unit) or NOTHING,
        why=row.text("why"),
        span=f"{low}–{high}" if low and high and low != high else None,
        is_confirmed=row.flag("is_confirmed"),
    )
