"""Sections that the documents of all four paths share: money, levels, limits, notes, signatures.

Each takes a path's answer and gives a section, or blocks of one. Not for what only one path says
(enterprise, industry, park, chain), nor for layout.
"""

from lingnan.console.document.answer import Answer
from lingnan.console.document.model import (
    Band,
    Bar,
    Bars,
    Block,
    CashFlow,
    CashPeriod,
    Cell,
    Column,
    Fact,
    Gate,
    LevelPath,
    LevelPoint,
    Notes,
    Paragraph,
    Section,
    Signature,
    SignOff,
    Source,
    Table,
)
from lingnan.console.document.unit import value_words
from lingnan.console.document.words import level_words, money_words, period_words, with_unit
from lingnan.console.i18n import Translator


def facts(*rows: Fact) -> tuple[Fact, ...]:
    """Keep the facts that are known; a band is known by its middle."""
    return tuple(row for row in rows if not _is_unknown(row.value))


def cash_blocks(answer: Answer) -> tuple[Block, ...]:
    """Show `cash_flow` as a chart over its table; nothing when there is none."""
    tr = answer.tr
    _ = tr.gettext
    periods = tuple(
        CashPeriod(
            period=period_words(tr, row.text("period")),
            budget=row.whole("budget_cny") or 0,
            subsidy=row.whole("subsidy_cny") or 0,
            payments=row.band("payments"),
            running=row.whole("running_cny") or 0,
            balance=row.whole("balance_cny") or 0,
        )
        for row in answer.rows("cash_flow")
    )
    if not periods:
        return ()
    return (
        CashFlow(
            _("Cash flow by period"),
            periods,
            _(
                "Payments are shown at the expected price, with the range of prices in brackets; "
                "the balance is what is left at the end of a period, earlier ones included."
            ),
        ),
    )


def level_blocks(answer: Answer) -> tuple[Block, ...]:
    """Show `levels` against `gates` as a chart over its table; nothing when there are none."""
    tr = answer.tr
    _ = tr.gettext
    points = []
    for row in answer.rows("levels"):
        claimed, proven = row.part("claimed"), row.part("proven")
        points.append(
            LevelPoint(
                period_words(tr, row.text("period")),
                claimed.whole("level"),
                claimed.whole("millipoints"),
                proven.whole("level"),
                proven.whole("millipoints"),
            )
        )
    if not points:
        return ()
    gates = []
    for row in answer.rows("gates"):
        level, millipoints = row.whole("level"), row.whole("millipoints")
        if level is not None and millipoints is not None:
            gates.append(Gate(level, millipoints))
    note = _(
        "Points are one condition of a level; it may also ask for business scenarios or stages. "
        "The levels in the table take all conditions into account."
    )
    return (LevelPath(_("Points and levels by period"), tuple(points), tuple(gates), note),)


def limit_blocks(answer: Answer) -> tuple[Block, ...]:
    """Say what holds the plan back (`binding`) and what more money would buy (`marginal`)."""
    tr = answer.tr
    _ = tr.gettext
    blocks: list[Block] = []
    binding = [(row.text("text"),) for row in answer.rows("binding") if row.text("text")]
    if binding:
        rows: tuple[tuple[Cell, ...], ...] = tuple(
            (number, *row) for number, row in enumerate(binding, 1)
        )
        columns = (Column(_("No."), "count", 6), Column(_("What holds the plan back"), width=94))
        blocks.append(Table(_("Binding constraints"), columns, rows))
    marginal = answer.rows("marginal")
    if marginal:
        blocks.append(
            Table(
                _("What more money would buy"),
                (
                    Column(with_unit(tr, _("Extra budget")), "money", 16),
                    Column(with_unit(tr, _("Gain of the objective")), "money", 18),
                    Column(_("Further measures"), width=32),
                    Column(_("What changes"), width=34),
                ),
                tuple(
                    (
                        row.whole("extra_cny"),
                        row.whole("gain"),
                        tr.listing([buy.text("name") for buy in row.rows("buys")]) or None,
                        row.text("text") or None,
                    )
                    for row in marginal
                ),
            )
        )
        bars = tuple(
            Bar("+" + money_words(tr, row.whole("extra_cny")), (row.whole("gain"),))
            for row in marginal
        )
        if len(bars) > 1:
            blocks.append(Bars(_("Gain from extra budget"), (_("Gain of the objective"),), bars))
    return tuple(blocks)


def notes_section(answer: Answer) -> Section:
    """Say which values are assumed, which content is unconfirmed, and on what all rests.

    An assumption is an object with its value, or a sentence.
    """
    tr = answer.tr
    _ = tr.gettext
    told = answer.rows("assumptions")
    rows = tuple(
        (
            row.text("name") or row.text("id"),
            value_words(tr, row.number("value"), row.text("unit")),
            _span(tr, row),
            row.text("why") or None,
            _("yes") if row.flag("is_confirmed") else _("no"),
        )
        for row in told
        if "zh" not in row.values
    )
    columns = (
        Column(_("Assumption"), width=22),
        Column(_("Value"), width=13),
        Column(_("Range"), width=17),
        Column(_("Reason"), width=34),
        Column(_("Confirmed"), width=14),
    )
    notes = Notes(
        Table(_("Assumed values"), columns, rows) if rows else None,
        tuple(row.text(tr.lang) for row in told if "zh" in row.values),
        answer.texts("unconfirmed"),
        tuple(Source(row.text("title"), row.text("url")) for row in answer.rows("sources")),
    )
    return Section(_("Assumptions and sources"), _("Assumptions"), (notes,))


def sign_off_section(tr: Translator, sheet: str, *parties: Signature) -> Section:
    """Give every party room to state its opinion and to sign."""
    _ = tr.gettext
    intro = Paragraph(
        _(
            "This roadmap was computed from the assessment and the assumptions above. "
            "It takes effect when the parties below have signed it."
        )
    )
    return Section(_("Review and signatures"), sheet, (intro, SignOff(parties)))


def level_change(tr: Translator, before: int | None, after: int | None) -> str:
    """Say from which level to which, or that it stays."""
    _ = tr.gettext
    if before == after:
        return _("stays at {level}").format(level=level_words(tr, after))
    return _("from {before} to {after}").format(
        before=level_words(tr, before), after=level_words(tr, after)
    )


def _span(tr: Translator, row: Answer) -> str | None:
    low = value_words(tr, row.number("low"), row.text("unit"))
    high = value_words(tr, row.number("high"), row.text("unit"))
    if low is None or high is None:
        return None
    return low if low == high else f"{low}–{high}"


def _is_unknown(value: Cell) -> bool:
    if isinstance(value, Band):
        return value.expected is None
    return value is None or value == ""
