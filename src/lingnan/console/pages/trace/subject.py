"""The evidence of one subject by indicator, and which indicators a definition asks for."""

from collections.abc import Iterable

from lingnan.console.charts import Column, Table
from lingnan.console.i18n import NOTHING
from lingnan.console.pages.trace.ledger import (
    Known,
    best_of,
    counting,
    indicator_name,
    value_of,
)
from lingnan.console.report.load.explain import condition_words
from lingnan.console.web.call import Call
from lingnan.console.web.linked import LinkedTable, trace_path
from lingnan.evidence import EvidenceRow
from lingnan.packs.content import (
    AnyOfCondition,
    Condition,
    IndicatorCondition,
    LevelCondition,
    MetricDefinition,
)


def indicator_rows(
    call: Call, uscc: str, rows: list[EvidenceRow], every: list[EvidenceRow], known: Known
) -> LinkedTable:
    """Answer every indicator with evidence: the row in force, and how many rows there are."""
    tr, _ = call.tr, call.tr.gettext
    amended = [row.amends_no for row in every]
    by_indicator: dict[str, list[EvidenceRow]] = {}
    for row in rows:
        by_indicator.setdefault(row.fact.indicator_code, []).append(row)
    columns = (
        Column(_("Indicator"), "text"),
        Column(_("Value in force"), "text"),
        Column(_("Grade of proof"), "short"),
        Column(_("Day of the fact"), "short"),
        Column(_("Rows")),
    )
    cells, links = [], []
    for code, mine in sorted(by_indicator.items()):
        best = best_of(call, counting(mine, amended, known), known.as_of)
        cells.append(
            (
                indicator_name(call, code),
                NOTHING if best is None else value_of(call, best),
                NOTHING if best is None else best.fact.grade.word.in_(tr.lang),
                NOTHING if best is None else tr.short_day(best.fact.fact_date),
                tr.number(len(mine)),
            )
        )
        path = trace_path(uscc, code)
        links.append((path, path, None, None, path))
    return LinkedTable(Table(_("Evidence by indicator"), columns, tuple(cells)), tuple(links))


def why_rows(
    call: Call, uscc: str, definition: MetricDefinition, rows: list[EvidenceRow]
) -> LinkedTable:
    """Answer the conditions of a definition, each leading to its evidence."""
    tr, _ = call.tr, call.tr.gettext
    has = {row.fact.indicator_code for row in rows}
    columns = (Column(_("Condition"), "text"), Column(_("Rests on"), "text"))
    cells: list[tuple[str, ...]] = []
    links: list[tuple[str | None, ...]] = []
    for condition in definition.conditions:
        words = condition_words(tr, call.pack, condition)
        codes = [code for code in _codes(condition) if code in has]
        if isinstance(condition, LevelCondition):
            cells.append((words, _("answers to the items of the model")))
            links.append((None, f"/enterprises/{uscc}/diagnosis"))
        elif isinstance(condition, IndicatorCondition | AnyOfCondition):
            for code in codes or [""]:
                told = indicator_name(call, code) if code else _("no evidence")
                cells.append((words, told))
                links.append((None, trace_path(uscc, code) if code else None))
        else:
            cells.append((words, _("the register")))
            links.append((None, f"/enterprises/{uscc}"))
    return LinkedTable(Table(_("What makes it count"), columns, tuple(cells)), tuple(links))


def _codes(condition: Condition) -> Iterable[str]:
    if isinstance(condition, IndicatorCondition):
        return [condition.code]
    if isinstance(condition, AnyOfCondition):
        return [each.code for each in condition.conditions]
    return []
