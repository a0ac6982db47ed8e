"""Blocks as Word content: captions, tables, charts, forms, notes, one function a block.

Not for the page and the package (write).
"""

from collections.abc import Iterable
from typing import Any

from lingnan.console.document.listing import cash_table, level_table, plan_table
from lingnan.console.document.model import (
    Bars,
    Block,
    CashFlow,
    Facts,
    Gantt,
    LevelPath,
    Notes,
    Paragraph,
    Plan,
    SignOff,
    Table,
)
from lingnan.console.document.picture import Picture, bars_picture, cash_picture, level_picture
from lingnan.console.document.value import capital
from lingnan.console.document.word.chart_part import add_chart
from lingnan.console.document.word.element import Element, paragraph, run
from lingnan.console.document.word.form import facts_table, sign_table
from lingnan.console.document.word.gantt import gantt_table
from lingnan.console.document.word.page import TEXT_WIDTH
from lingnan.console.document.word.table import value_table
from lingnan.console.i18n import Translator

_PICTURE_HEIGHT = 3900
_STYLES = {"finding": "Finding", "body": "Body", "note": "Note"}


class Body:
    """Turns blocks into Word elements and numbers the charts of one document."""

    def __init__(self, tr: Translator, document: Any) -> None:
        self.tr = tr
        self.document = document
        self.charts = 0

    def elements(self, block: Block, *, leads: bool = False) -> Iterable[Element]:
        """Answer the paragraphs and tables of one block, in order.

        `leads`: the block is followed by one of another kind, with which a sentence must stay.
        """
        tr = self.tr
        match block:
            case Paragraph(text=text, style=style):
                yield paragraph(_STYLES[style], run(text), keep_next=leads)
            case Facts():
                yield facts_table(tr, block, TEXT_WIDTH)
                yield paragraph("Note")
            case Table():
                yield from self._table(block)
            case Gantt():
                yield _caption(block.title)
                yield gantt_table(tr, block, TEXT_WIDTH)
                yield paragraph("Note", run(block.note))
            case Plan():
                yield from self._table(plan_table(tr, block))
            case CashFlow():
                yield from self._picture(cash_picture(tr, block))
                yield from self._table(cash_table(tr, block))
            case LevelPath():
                yield from self._picture(level_picture(tr, block))
                yield from self._table(level_table(tr, block))
            case Bars():
                yield from self._picture(bars_picture(tr, block))
                yield paragraph("Note", run(block.note))
            case SignOff():
                yield sign_table(tr, block, TEXT_WIDTH)
                yield paragraph("Note")
            case Notes():
                yield from self._notes(block)

    def _table(self, block: Table) -> Iterable[Element]:
        rows = block.rows[: block.paper_rows] if block.paper_rows else block.rows
        note = block.note
        if len(rows) < len(block.rows):
            more = self.tr.gettext("{count} further rows stand in the workbook.")
            note = (
                f"{note} {more.format(count=self.tr.number(len(block.rows) - len(rows)))}".strip()
            )
        yield _caption(block.title)
        yield value_table(
            self.tr, block.columns, rows, block.total, width=TEXT_WIDTH, title=block.title
        )
        yield paragraph("Note", run(note))

    def _picture(self, picture: Picture) -> Iterable[Element]:
        self.charts += 1
        yield _caption(picture.title)
        shown = add_chart(
            self.document, picture, self.charts, width=TEXT_WIDTH, height=_PICTURE_HEIGHT
        )
        yield paragraph("Picture", shown)

    def _notes(self, block: Notes) -> Iterable[Element]:
        _ = self.tr.gettext
        if block.assumptions:
            yield from self._table(block.assumptions)
        for heading, lines in (
            (_("Assumed"), block.statements),
            (_("Not confirmed against official texts"), block.unconfirmed),
        ):
            if lines:
                yield _caption(heading)
            for number, text in enumerate(lines, 1):
                yield paragraph("List", run(f"{number}. {capital(self.tr, text)}"))
        if block.sources:
            yield _caption(_("Sources"))
            for number, source in enumerate(block.sources, 1):
                words = source.title + (f" {source.address}" if source.address else "")
                yield paragraph("List", run(f"{number}. {words}"))


def _caption(title: str) -> Element:
    return paragraph("Caption", run(title))
