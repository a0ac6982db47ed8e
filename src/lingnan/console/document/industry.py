"""The roadmap of an industry's small and medium enterprises 一行一策 as a guide: who, which gaps,
which packages, which waves, which money, what level by when.

Not for computing it (roadmap.industry) and not for layout (word/, workbook/).
"""

from collections.abc import Mapping
from typing import Any

from lingnan.console.document.answer import Answer
from lingnan.console.document.frame import binding_table, counts, frame, level_columns, ppm
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
from lingnan.console.document.section import facts
from lingnan.console.document.words import (
    gap_words,
    level_words,
    money_words,
    period_words,
    size_words,
    with_unit,
)
from lingnan.console.i18n import Translator, translator
from lingnan.kernel import Lang

_GAPS_ON_PAPER = 20
_COHORTS_ON_PAPER = 30


def industry_document(answer: Mapping[str, Any], lang: Lang) -> Document:
    """Say to an industry what its enterprises lack and which packages close it, wave by wave.

    Beside the keys of the answer, `run_id` and `names` (code → name) are shown where given.

    Raises:
        AnswerUnfit: a value of the answer is of another kind than documented.
    """
    tr = translator(lang)
    _ = tr.gettext
    told = Answer(tr, answer)
    parts = (
        (_("Summary"), _("Overview"), "", _summary(told)),
        (_("Who it is for"), _("Enterprises"), "", _who(told)),
        (_("Common gaps"), _("Gaps"), "", _gaps(told)),
        (_("Packages"), _("Packages"), "", _packages(told)),
        (_("Waves and money"), _("Waves"), _money(told), _waves(told)),
        (_("Levels to be reached"), _("Levels"), _levels_finding(told), _levels(told)),
        (_("What holds the plan back"), _("Limits"), "", binding_table(told)),
        (_("Cohorts"), _("Cohorts"), "", _cohorts(told)),
    )
    parties = (_("Adviser"), _("Industry association"), _("Authority in charge"))
    title = _("Digital transformation guide for an industry")
    return frame(told, title, told.part("scope").text("name"), parts, parties)


def _summary(answer: Answer) -> tuple[Block, ...]:
    tr = answer.tr
    _ = tr.gettext
    members, terms, money = (answer.part(key) for key in ("members", "terms", "money"))
    level = level_words(tr, answer.whole("level"))
    number = tr.number
    sentences = [
        tr.sentence(
            [
                _("{count} enterprises are addressed, {before} of them at {level} already").format(
                    count=number(members.whole("count")),
                    before=number(members.whole("reached_before")),
                    level=level,
                ),
                _("with the packages listed here {able} further ones can reach it").format(
                    able=number(members.whole("able_count"))
                ),
                _("after all waves {after} hold it").format(
                    after=number(members.whole("reached_after"))
                ),
            ]
        ),
        _money(answer),
        _certificate(answer),
    ]
    key = facts(
        Fact(_("Industry or cluster"), answer.part("scope").text("name"), is_wide=True),
        Fact(_("Assessment model"), answer.text("model_title") or answer.text("model_id")),
        Fact(_("Target level"), answer.whole("level"), "level"),
        Fact(_("Packages, at most"), terms.whole("packages_count"), "count"),
        Fact(_("Half-years"), terms.whole("horizon"), "count"),
        Fact(_("Subsidy budget"), terms.whole("budget_cny"), "money"),
        Fact(_("Subsidy rate"), ppm(terms.whole("subsidy_rate_ppm")), "percent"),
        Fact(_("Subsidy per enterprise, at most"), terms.whole("subsidy_cap_cny"), "money"),
        Fact(_("Enterprises a half-year, at most"), terms.whole("capacity_per_half_year"), "count"),
        Fact(_("Investment"), money.band("price"), "band", is_wide=True),
        Fact(_("Subsidies"), money.whole("subsidy_cny"), "money"),
        Fact(_("Paid by enterprises"), money.whole("enterprise_cny"), "money"),
        Fact(_("Left without money"), members.whole("unfunded_count"), "count"),
        Fact(_("Left waiting for providers"), members.whole("waiting_count"), "count"),
    )
    return (*(Paragraph(text, "finding") for text in sentences if text), Facts(key))


def _money(answer: Answer) -> str:
    """Say what all of it costs, and how much of it is subsidy."""
    tr, money = answer.tr, answer.part("money")
    text = tr.gettext("investment {price}, of which {subsidy} are subsidies")
    return tr.sentence(
        [
            text.format(
                price=money_words(tr, money.band("price").expected),
                subsidy=money_words(tr, money.whole("subsidy_cny")),
            )
        ]
    )


def _levels_finding(answer: Answer) -> str:
    """Say how many claim and have proven the level by the last period; "" without periods."""
    tr, found = answer.tr, answer.rows("levels")
    if not found:
        return ""
    target, last = answer.whole("level") or 0, found[-1]
    text = tr.gettext("by {period} {claimed} claim {level} or above and {proven} have proven it")
    return tr.sentence(
        [
            text.format(
                period=period_words(tr, last.text("period")),
                claimed=tr.number(sum(counts(last, "claimed")[target:])),
                level=level_words(tr, target),
                proven=tr.number(sum(counts(last, "proven")[target:])),
            )
        ]
    )


def _certificate(answer: Answer) -> str:
    tr = answer.tr
    _ = tr.gettext
    gap = answer.number("gap")
    if gap is None:
        return ""
    if gap <= 0:
        return tr.sentence([_("it is proven that no other list of packages closes more gaps")])
    text = _("it is proven that what this list closes is at most {gap} below the best possible")
    return tr.sentence([text.format(gap=gap_words(tr, gap))])


def _who(answer: Answer) -> tuple[Block, ...]:
    tr = answer.tr
    _ = tr.gettext
    members = answer.part("members")
    levels = members.part("levels_now")
    blocks: list[Block] = []
    claimed, proven = counts(levels, "claimed"), counts(levels, "proven")
    if claimed:
        rows: tuple[tuple[Cell, ...], ...] = tuple(
            (level, claimed[level], proven[level] if level < len(proven) else None)
            for level in range(len(claimed))
        )
        columns = (
            Column(_("Level"), "level", 30),
            Column(_("Claimed"), "count", 35),
            Column(_("Proven"), "count", 35),
        )
        blocks.append(Table(_("Enterprises by level now"), columns, rows))
    for key, title, head in (
        ("by_size", _("Enterprises by size"), _("Size")),
        ("by_city", _("Enterprises by city"), _("City")),
    ):
        part = members.part(key)
        named = [
            (
                size_words(tr, code) if key == "by_size" else answer.name_of(code),
                part.whole(code),
            )
            for code in part.values
        ]
        if named:
            heads = (Column(head, width=60), Column(_("Enterprises"), "count", 40))
            total = (_("Total"), sum(count or 0 for _name, count in named))
            blocks.append(Table(title, heads, tuple(named), total))
    return tuple(blocks)


def _gaps(answer: Answer) -> tuple[Block, ...]:
    tr = answer.tr
    _ = tr.gettext
    names = _package_names(answer)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            row.text("text") or row.text("item_id"),
            row.text("answer_text") or row.text("answer"),
            row.whole("lacking_count"),
            row.whole("points_millipoints"),
            _("yes") if row.flag("is_mandatory") else _("no"),
            tr.listing([names.get(id_) or answer.name_of(id_) for id_ in row.texts("packages")])
            or None,
        )
        for row in answer.rows("gaps")
    )
    if not rows:
        return ()
    columns = (
        Column(_("Item"), width=20),
        Column(_("To be reached"), width=28),
        Column(_("Lacking it"), "count", 10),
        Column(_("Points"), "points", 9),
        Column(_("Mandatory scenario"), width=11),
        Column(_("Packages that close it"), width=22),
    )
    note = _("In the order of what they weigh; enterprises near the level weigh more.")
    return (Table(_("Gaps to the level"), columns, rows, None, note, _GAPS_ON_PAPER),)


def _packages(answer: Answer) -> tuple[Block, ...]:
    tr = answer.tr
    _ = tr.gettext
    found = answer.rows("packages")
    if not found:
        return ()
    rows = tuple(
        (
            row.text("name") or row.text("id"),
            row.text("what") or None,
            row.whole("covers_count"),
            row.whole("takers_count"),
        )
        for row in found
    )
    columns = (
        Column(_("Package"), width=24),
        Column(_("What it does"), width=46),
        Column(_("Useful to"), "count", 14),
        Column(_("Taken by"), "count", 14),
    )
    prices: tuple[tuple[Cell, ...], ...] = tuple(
        (row.text("name") or row.text("id"), size_words(tr, size), row.part("prices").band(size))
        for row in found
        for size in row.part("prices").values
    )
    heads = (
        Column(_("Package"), width=44),
        Column(_("Size"), width=20),
        Column(with_unit(tr, _("Price")), "band", 36),
    )
    note = _("Price for an enterprise that has nothing of the package yet.")
    listed = Table(_("Product list"), columns, rows)
    return (listed, Table(_("Prices by size"), heads, prices, note=note)) if prices else (listed,)


def _waves(answer: Answer) -> tuple[Block, ...]:
    tr = answer.tr
    _ = tr.gettext
    found, names = answer.rows("waves"), _package_names(answer)
    if not found:
        return ()
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            _wave(row),
            period_words(tr, row.text("period")),
            row.whole("enterprises_count"),
            row.whole("ready_count"),
            row.band("price"),
            row.whole("subsidy_cny"),
            row.whole("enterprise_cny"),
        )
        for row in found
    )
    columns = (
        Column(_("Wave"), "count", 8),
        Column(_("Period"), width=16),
        Column(_("Enterprises"), "count", 12),
        Column(_("Nothing to wait for"), "count", 12),
        Column(with_unit(tr, _("Investment")), "band", 22),
        Column(with_unit(tr, _("Subsidies")), "money", 15),
        Column(with_unit(tr, _("Paid by enterprises")), "money", 15),
    )
    bars = tuple(
        Bar(
            period_words(tr, row.text("period")),
            (row.whole("subsidy_cny"), row.whole("enterprise_cny")),
        )
        for row in found
    )
    chosen = tuple(
        (
            _wave(row),
            tr.listing([_counted(tr, names.get(c, c), n) for c, n in _pairs(row)]) or None,
        )
        for row in found
    )
    heads = (Column(_("Wave"), "count", 10), Column(_("Packages taken"), width=90))
    series = (_("Subsidies"), _("Paid by enterprises"))
    return (
        Bars(_("Money by wave"), series, bars),
        Table(_("Waves"), columns, rows),
        Table(_("Packages by wave"), heads, chosen),
    )


def _levels(answer: Answer) -> tuple[Block, ...]:
    tr = answer.tr
    _ = tr.gettext
    target, found = answer.whole("level") or 0, answer.rows("levels")
    if not found:
        return ()
    sides = ("claimed", "proven")
    titles = (_("Claimed"), _("Proven"))
    bars = tuple(
        Bar(
            period_words(tr, row.text("period")),
            tuple(sum(counts(row, side)[target:]) for side in sides),
        )
        for row in found
    )
    blocks: list[Block] = [
        Bars(
            _("Enterprises at {level} or above").format(level=level_words(tr, target)),
            titles,
            bars,
            "count",
        )
    ]
    for side, title in zip(sides, titles, strict=True):
        most = max(len(counts(row, side)) for row in found)
        columns = (Column(_("Period"), width=16), *level_columns(answer, most))
        rows: tuple[tuple[Cell, ...], ...] = tuple(
            (period_words(tr, row.text("period")), *counts(row, side)) for row in found
        )
        blocks.append(Table(_("Enterprises by level, {side}").format(side=title), columns, rows))
    return tuple(blocks)


def _cohorts(answer: Answer) -> tuple[Block, ...]:
    tr = answer.tr
    _ = tr.gettext
    names = _package_names(answer)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            answer.name_of(row.text("uscc")),
            _wave(row),
            tr.listing([names.get(id_) or answer.name_of(id_) for id_ in row.texts("packages")])
            or None,
            row.whole("price_cny"),
            row.whole("subsidy_cny"),
        )
        for row in answer.rows("cohorts")
    )
    if not rows:
        return ()
    columns = (
        Column(_("Enterprise"), width=28, is_name=True),
        Column(_("Wave"), "count", 8),
        Column(_("Packages taken"), width=34),
        Column(with_unit(tr, _("Investment")), "money", 15),
        Column(with_unit(tr, _("Subsidy")), "money", 15),
    )
    return (Table(_("Enterprises by wave"), columns, rows, None, "", _COHORTS_ON_PAPER),)


def _wave(row: Answer) -> int | None:
    """Number a wave as people do: the answer counts from 0."""
    number = row.whole("wave")
    return None if number is None else number + 1


def _package_names(answer: Answer) -> dict[str, str]:
    return {row.text("id"): row.text("name") or row.text("id") for row in answer.rows("packages")}


def _pairs(wave: Answer) -> list[tuple[str, int | None]]:
    part = wave.part("packages")
    return [(code, part.whole(code)) for code in part.values]


def _counted(tr: Translator, name: str, count: int | None) -> str:
    return f"{name} {tr.number(count)}"
