"""The roadmap of a supply chain 一链一策 as a document: waves, bottlenecks, single sources, worth.

Not for computing it (roadmap.chain) and not for layout (word/, workbook/).
"""

from collections.abc import Mapping
from typing import Any

from lingnan.console.document.answer import Answer
from lingnan.console.document.frame import binding_table, frame, ppm
from lingnan.console.document.model import (
    Bar,
    Bars,
    Block,
    Cell,
    Column,
    Document,
    Fact,
    Facts,
    Paragraph,
    Table,
)
from lingnan.console.document.schedule import half_years
from lingnan.console.document.section import facts
from lingnan.console.document.words import gap_words, level_words, money_words, with_unit
from lingnan.console.i18n import Translator, translator
from lingnan.kernel import Lang

_ON_PAPER = 30
Rows = tuple[tuple[Cell, ...], ...]


def chain_document(answer: Mapping[str, Any], lang: Lang) -> Document:
    """Say to a chain leader which suppliers to upgrade, in which waves, and what it brings.

    Beside the keys of the answer, `name`, `names` (code → name), `start` (the first day of period
    0), `as_of`, `run_id`, `is_synthetic`, `unconfirmed` and `sources` are shown where given.

    Raises:
        AnswerUnfit: a value of the answer is of another kind than documented.
    """
    tr = translator(lang)
    _ = tr.gettext
    told = Answer(tr, answer)
    parts = (
        (_("Summary"), _("Overview"), "", _summary(told)),
        (_("Waves and money"), _("Waves"), _waves_finding(told), _waves(told)),
        (_("Bottlenecks"), _("Bottlenecks"), "", _bottlenecks(told)),
        (_("Single sources"), _("Single sources"), "", _single_sources(told)),
        (_("Worth of further upgrades"), _("Further upgrades"), "", _next_best(told)),
        (_("What holds the plan back"), _("Limits"), "", binding_table(told)),
        (_("Members of the chain"), _("Members"), "", _members(told)),
    )
    parties = (_("Adviser"), _("Chain leader"), _("Authority in charge"))
    title = _("Digital transformation roadmap of a supply chain")
    return frame(told, title, told.text("name") or told.text("chain"), parts, parties)


def _summary(answer: Answer) -> tuple[Block, ...]:
    tr = answer.tr
    _ = tr.gettext
    count = answer.whole("upgraded_count")
    if count is None:
        count = sum(len(row.texts("upgraded")) for row in answer.rows("waves"))
    before, after = ppm(answer.whole("share_before")), ppm(answer.whole("objective"))
    level = level_words(tr, answer.whole("level"))
    clauses = [
        _("{share} of the leader's supply flows through suppliers at {level} today").format(
            share=tr.percent(before, 1), level=level
        )
    ]
    if count:
        clauses += [
            _("the plan upgrades {count} suppliers for {cost}").format(
                count=tr.number(count), cost=money_words(tr, answer.whole("cost"))
            ),
            _("afterwards it is {share}").format(share=tr.percent(after, 1)),
        ]
    else:
        clauses.append(_("no upgrade under the conditions given would add to it"))
    more = answer.part("more_money")
    sentences = [tr.sentence(clauses), _certificate(answer)]
    if more.whole("step_cny") is not None:
        text = _("{step} more in the last wave would add nothing")
        if more.whole("gain_ppm"):
            text = _("{step} more in the last wave would add {gain} percentage points")
        gain = (more.whole("gain_ppm") or 0) / 10_000
        sentences.append(
            tr.sentence(
                [text.format(step=money_words(tr, more.whole("step_cny")), gain=tr.number(gain, 2))]
            )
        )
    weights = answer.part("weights")
    key = facts(
        Fact(_("Chain leader"), answer.name_of(answer.text("leader")), is_wide=True),
        Fact(_("Target level"), answer.whole("level"), "level"),
        Fact(_("Planned on the answers"), _side(tr, answer.text("side"))),
        Fact(_("Budget"), answer.whole("budget"), "money"),
        Fact(_("Cost of the upgrades"), answer.whole("cost"), "money"),
        Fact(_("Share today"), before, "percent"),
        Fact(_("Share after the plan"), after, "percent"),
        Fact(_("No plan reaches more than"), ppm(answer.whole("bound")), "percent"),
        Fact(_("Certified gap"), gap_words(tr, answer.number("gap"))),
        Fact(_("Weight of spend"), ppm(weights.whole("spend_ppm")), "percent"),
        Fact(_("Weight of orders"), ppm(weights.whole("orders_ppm")), "percent"),
        Fact(_("Weight of quality data"), ppm(weights.whole("quality_ppm")), "percent"),
        Fact(_("Passed on to the next tier"), ppm(weights.whole("pass_on_ppm")), "percent"),
    )
    return (*(Paragraph(text, "finding") for text in sentences if text), Facts(key))


def _certificate(answer: Answer) -> str:
    tr = answer.tr
    _ = tr.gettext
    gap = answer.number("gap")
    if gap is None:
        return ""
    if gap <= 0:
        return tr.sentence([_("it is proven that no other plan reaches a larger share")])
    text = _("it is proven that the share reached is at most {gap} below the best possible")
    return tr.sentence([text.format(gap=gap_words(tr, gap))])


def _waves_finding(answer: Answer) -> str:
    """Say by how much the waves lift the share; "" without any."""
    tr = answer.tr
    if not answer.rows("waves"):
        return ""
    text = tr.gettext("the waves lift the share from {before} to {after}")
    before, after = ppm(answer.whole("share_before")), ppm(answer.whole("objective"))
    return tr.sentence([text.format(before=tr.percent(before, 1), after=tr.percent(after, 1))])


def _waves(answer: Answer) -> tuple[Block, ...]:
    tr = answer.tr
    _ = tr.gettext
    found = answer.rows("waves")
    if not found:
        return ()
    rows: Rows = tuple(
        (
            row.whole("wave"),
            _period(answer, row.whole("period")),
            row.whole("budget_cny"),
            row.whole("carried_cny"),
            row.whole("cost_cny"),
            row.whole("left_cny"),
            len(row.texts("upgraded")),
            ppm(row.whole("share_ppm")),
        )
        for row in found
    )
    columns = (
        Column(_("Wave"), "count", 7),
        Column(_("Period"), width=15),
        Column(with_unit(tr, _("Budget")), "money", 14),
        Column(with_unit(tr, _("Carried over")), "money", 14),
        Column(with_unit(tr, _("Cost")), "money", 14),
        Column(with_unit(tr, _("Left")), "money", 14),
        Column(_("Suppliers"), "count", 12),
        Column(_("Share after"), "percent", 12),
    )
    bars = [Bar(_("today"), (ppm(answer.whole("share_before")),))]
    bars += [
        Bar(_("wave {wave}").format(wave=row.whole("wave")), (ppm(row.whole("share_ppm")),))
        for row in found
    ]
    chosen: Rows = tuple(
        (row.whole("wave"), tr.listing([answer.name_of(code) for code in row.texts("upgraded")]))
        for row in found
        if row.texts("upgraded")
    )
    heads = (Column(_("Wave"), "count", 10), Column(_("Suppliers"), width=90))
    title = _("Share of the supply through suppliers at {level}").format(
        level=level_words(tr, answer.whole("level"))
    )
    blocks: list[Block] = [Bars(title, (_("Share"),), tuple(bars), "percent")]
    blocks.append(Table(_("Waves"), columns, rows))
    if chosen:
        blocks.append(Table(_("Suppliers by wave"), heads, chosen))
    return tuple(blocks)


def _bottlenecks(answer: Answer) -> tuple[Block, ...]:
    _ = answer.tr.gettext
    rows: Rows = tuple(
        (
            answer.name_of(row.text("uscc")),
            row.whole("tier"),
            ppm(row.whole("lost_ppm")),
            ppm(row.whole("through_ppm")),
            row.whole("dominated_count"),
            row.whole("wave"),
        )
        for row in answer.rows("bottlenecks")
    )
    columns = (
        Column(_("Supplier"), width=34, is_name=True),
        Column(_("Tier"), "count", 8),
        Column(_("Share that cannot count"), "percent", 16),
        Column(_("Passes through it alone"), "percent", 16),
        Column(_("Suppliers behind it"), "count", 14),
        Column(_("Wave"), "count", 10),
    )
    note = _("A dash under wave: the plan does not upgrade it.")
    return _listed(_("Suppliers below the level on which much depends"), columns, rows, note)


def _single_sources(answer: Answer) -> tuple[Block, ...]:
    _ = answer.tr.gettext
    rows: Rows = tuple(
        (
            answer.name_of(row.text("buyer")),
            row.text("item") or None,
            answer.name_of(row.text("supplier")),
            ppm(row.whole("share_ppm")),
            _("yes") if row.flag("is_above_after") else _("no"),
        )
        for row in answer.rows("single_sources")
    )
    columns = (
        Column(_("Buyer"), width=28, is_name=True),
        Column(_("Item supplied"), width=18, is_name=True),
        Column(_("Only supplier"), width=28, is_name=True),
        Column(_("Share"), "percent", 12),
        Column(_("At the level afterwards"), width=14),
    )
    whole = answer.whole("single_sources_count") or 0
    note = ""
    if whole > len(rows):
        note = _("{count} in all; the largest are listed.").format(count=answer.tr.number(whole))
    return _listed(_("Items taken from one supplier only"), columns, rows, note)


def _next_best(answer: Answer) -> tuple[Block, ...]:
    tr = answer.tr
    _ = tr.gettext
    rows: Rows = tuple(
        (
            answer.name_of(row.text("uscc")),
            row.whole("cost_cny"),
            ppm(row.whole("gain_ppm")),
            ppm(row.whole("waiting_ppm")),
            tr.listing([answer.name_of(code) for code in row.texts("waits_for")]) or None,
        )
        for row in answer.rows("next_best")
    )
    columns = (
        Column(_("Supplier"), width=30, is_name=True),
        Column(with_unit(tr, _("Cost")), "money", 14),
        Column(_("Gain by itself"), "percent", 13),
        Column(_("Gain with partners"), "percent", 13),
        Column(_("Partners still below"), width=30),
    )
    return _listed(_("What one more upgraded supplier would add"), columns, rows, "")


def _members(answer: Answer) -> tuple[Block, ...]:
    _ = answer.tr.gettext
    rows: Rows = tuple(
        (
            answer.name_of(row.text("uscc")),
            row.whole("tier"),
            row.whole("level_now"),
            status_words(answer.tr, row.text("status")),
            ppm(row.whole("share_ppm")),
            row.whole("cost_cny"),
            row.whole("wave"),
        )
        for row in answer.rows("members")
    )
    columns = (
        Column(_("Supplier"), width=32, is_name=True),
        Column(_("Tier"), "count", 7),
        Column(_("Level now"), "level", 12),
        Column(_("What becomes of it"), width=22),
        Column(_("Share"), "percent", 10),
        Column(with_unit(answer.tr, _("Cost")), "money", 13),
        Column(_("Wave"), "count", 8),
    )
    return _listed(_("Members and what becomes of them"), columns, rows, "")


def _listed(title: str, columns: tuple[Column, ...], rows: Rows, note: str) -> tuple[Block, ...]:
    return (Table(title, columns, rows, None, note, _ON_PAPER),) if rows else ()


def _period(answer: Answer, period: int | None) -> str | None:
    _ = answer.tr.gettext
    if period is None:
        return None
    start = answer.day("start")
    if start is None:
        return _("half-year {number}").format(number=period + 1)
    return half_years(answer.tr, start, period + 1)[-1]


def _side(tr: Translator, side: str) -> str:
    _ = tr.gettext
    return {"claimed": _("Claimed"), "proven": _("Proven")}.get(side, side)


def status_words(tr: Translator, status: str) -> str:
    """Say what becomes of a member of a chain; see roadmap.chain.MemberStatus."""
    _ = tr.gettext
    return {
        "above": _("at the level already"),
        "planned": _("upgraded by the plan"),
        "possible": _("possible, not in the plan"),
        "late": _("not before the last wave"),
        "unaffordable": _("costs more than the budget"),
        "idle": _("would add nothing yet"),
        "cannot": _("no upgrade reaches the level"),
        "unknown": _("not assessed"),
        "unreached": _("does not supply the leader"),
    }.get(status, status)
