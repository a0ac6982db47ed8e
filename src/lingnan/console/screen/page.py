"""From a document to the sections of a page, block by block.

Signatures and the plan for editing stay on paper. Not for the look (templates/screen).
"""

from collections.abc import Collection, Iterator, Sequence

from lingnan.console.charts import Column, Table
from lingnan.console.document import model
from lingnan.console.document.listing import cash_table, level_table, plan_table
from lingnan.console.document.picture import bars_picture, cash_picture, level_picture
from lingnan.console.document.value import NUMERIC, capital, cell_words, fact_words
from lingnan.console.document.words import money_words, with_unit
from lingnan.console.i18n import Translator, translator
from lingnan.console.screen.block import (
    Basis,
    Drawn,
    Figures,
    Listed,
    Schedule,
    ScreenBlock,
    ScreenSection,
    Span,
    Words,
)
from lingnan.console.screen.picture import drawn

_ON_SCREEN = 100


def sections_of(
    document: model.Document, *, without: Collection[str] = (), prefix: str = "s"
) -> tuple[ScreenSection, ...]:
    """Answer the sections of a page, without those to be signed and those named in `without`.

    `prefix` begins every anchor, so that two documents can stand on one page.
    """
    tr = translator(document.lang)
    found = []
    for number, section in enumerate(document.sections):
        is_form = any(isinstance(block, model.SignOff) for block in section.blocks)
        if is_form or section.heading in without:
            continue
        anchor = f"{prefix}{number}"
        blocks = tuple(_numbered(tr, section.blocks, anchor))
        if blocks:
            found.append(ScreenSection(anchor, section.heading, blocks))
    return tuple(found)


def block_table(sections: Sequence[ScreenSection], block_id: str) -> Table | None:
    """Answer the table of a block, for its CSV; null when there is no such block."""
    for section in sections:
        for block in section.blocks:
            if isinstance(block, Listed) and block.id == block_id:
                return block.table
            if isinstance(block, Drawn) and block.id == block_id:
                return block.chart.table
    return None


def table_of(tr: Translator, block: model.Table) -> Table:
    """Answer a typed table as words, all its rows."""
    columns = tuple(
        Column(
            column.title,
            "name" if column.is_name else "number" if column.kind in NUMERIC else "text",
        )
        for column in block.columns
    )
    kinds = [column.kind for column in block.columns]
    rows = tuple(
        tuple(cell_words(tr, kind, cell) for kind, cell in zip(kinds, row, strict=True))
        for row in block.rows
    )
    return Table(block.title, columns, rows, note=block.note or None)


def _numbered(tr: Translator, blocks: Sequence[model.Block], anchor: str) -> Iterator[ScreenBlock]:
    for number, block in enumerate(blocks):
        yield from _shown(tr, block, f"{anchor}-{number}")


def _shown(tr: Translator, block: model.Block, key: str) -> Iterator[ScreenBlock]:
    match block:
        case model.Paragraph(text=text, style=style):
            yield Words(style, text)
        case model.Facts(rows=rows):
            yield Figures(tuple((row.label, fact_words(tr, row)) for row in rows))
        case model.Table():
            yield _listed(tr, block, key)
        case model.Plan():
            yield _listed(tr, plan_table(tr, block), key)
        case model.Gantt():
            yield _schedule(tr, block, key)
        case model.CashFlow():
            table = table_of(tr, cash_table(tr, block))
            yield Drawn(key, drawn(tr, cash_picture(tr, block), key, table))
        case model.LevelPath():
            table = table_of(tr, level_table(tr, block))
            yield Drawn(key, drawn(tr, level_picture(tr, block), key, table))
        case model.Bars():
            yield Drawn(key, drawn(tr, bars_picture(tr, block), key, _bars_table(tr, block)))
            if block.note:
                yield Words("note", block.note)
        case model.Notes():
            yield _basis(tr, block)


def _listed(tr: Translator, block: model.Table, key: str) -> Listed:
    table = table_of(tr, block)
    rest = ""
    if len(table.rows) > _ON_SCREEN:
        told = tr.gettext("The first {shown} of {count} rows; all of them are in the file.")
        rest = told.format(shown=tr.number(_ON_SCREEN), count=tr.number(len(table.rows)))
    kinds = [column.kind for column in block.columns]
    total = tuple(
        "" if cell is None else cell_words(tr, kind, cell)
        for kind, cell in zip(kinds, block.total or (), strict=False)
    )
    return Listed(key, table, total, rest)


def _bars_table(tr: Translator, block: model.Bars) -> Table:
    is_money = block.kind == "money"
    heads = [with_unit(tr, name) if is_money else name for name in block.series]
    columns = (Column(tr.gettext("Item"), "text"), *(Column(head) for head in heads))
    rows = tuple(
        (
            capital(tr, bar.name),
            *(cell_words(tr, block.kind, value) for value in bar.values),
        )
        for bar in block.bars
    )
    return Table(block.title, columns, rows)


def _schedule(tr: Translator, block: model.Gantt, key: str) -> Schedule:
    _ = tr.gettext
    spans = []
    for row in block.rows:
        cells = tuple(row.start <= number < row.finish for number in range(len(block.periods)))
        inside = [name for name, is_busy in zip(block.periods, cells, strict=True) if is_busy]
        told = ""
        if inside:
            told = inside[0] if len(inside) == 1 else _("{first} to {last}")
            told = told.format(first=inside[0], last=inside[-1])
        cost = "" if row.cost_cny is None else money_words(tr, row.cost_cny)
        spans.append(Span(row.name, row.group, cells, told, cost))
    heads = block.heads or _("Measure")
    return Schedule(key, block.title, heads, block.periods, tuple(spans), block.note)


def _basis(tr: Translator, block: model.Notes) -> Basis:
    assumptions = None if block.assumptions is None else table_of(tr, block.assumptions)
    return Basis(
        assumptions,
        tuple(capital(tr, text) for text in block.statements),
        tuple(capital(tr, text) for text in block.unconfirmed),
        tuple((source.title, source.address) for source in block.sources),
    )
