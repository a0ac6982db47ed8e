"""A document as an Excel workbook: sheets by section, native charts, a schedule to edit.

Not for single sheets (plan, gantt, form), nor for reading back.
"""

import io
from pathlib import Path
from typing import Any

import xlsxwriter

from lingnan.console.document.listing import cash_table, level_table
from lingnan.console.document.model import (
    Bars,
    Block,
    CashFlow,
    Document,
    Facts,
    Gantt,
    LevelPath,
    Notes,
    Paragraph,
    Plan,
    Section,
    SignOff,
    Table,
)
from lingnan.console.document.picture import bars_picture, cash_picture, level_picture
from lingnan.console.document.stamp import FIXED, without_clock
from lingnan.console.document.value import capital
from lingnan.console.document.workbook.chart import draw
from lingnan.console.document.workbook.data import write_data
from lingnan.console.document.workbook.form import FACT_WIDTHS, write_facts, write_sign_off
from lingnan.console.document.workbook.gantt import gantt_widths, write_gantt
from lingnan.console.document.workbook.look import FONTS, SIZE, Looks
from lingnan.console.document.workbook.paper import set_paper
from lingnan.console.document.workbook.plan import legend_widths, write_plan
from lingnan.console.document.workbook.sheet import Sheet, sheet_name, spread_bands
from lingnan.console.i18n import Translator, translator

_PAGE_CHARS = 108.0
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_workbook(document: Document, path: Path) -> None:
    """Write a document as an .xlsx file; the same document gives the same bytes."""
    path.write_bytes(workbook_bytes(document))


def workbook_bytes(document: Document) -> bytes:
    """Answer the bytes of the .xlsx file."""
    target = io.BytesIO()
    usual = {"font_name": FONTS[document.lang], "font_size": SIZE}
    book = xlsxwriter.Workbook(target, {**_OPTIONS, "default_format_properties": usual})
    book.set_properties(
        {
            "title": document.title,
            "subject": document.subtitle,
            "author": "Lingnan",
            "comments": " · ".join(document.marks),
            "created": FIXED,
        }
    )
    _Book(translator(document.lang), document, book).write()
    book.close()
    return without_clock(target.getvalue())


class _Book:
    """Writes the sheets of one document in order."""

    def __init__(self, tr: Translator, document: Document, book: Any) -> None:
        self.tr = tr
        self.document = document
        self.book = book
        self.looks = Looks(book, document.lang)
        self.names: list[str] = []

    def write(self) -> None:
        groups: dict[str, list[Section]] = {}
        for section in self.document.sections:
            groups.setdefault(section.sheet, []).append(section)
        plans = []
        for name, sections in groups.items():
            self._group(name, sections)
            plans += [b for s in sections for b in s.blocks if isinstance(b, Plan)]
        if plans:
            name, sheet = self._add("lingnan")
            self.names.append(name)
            write_data(sheet, self.looks, plans[0])
            set_paper(sheet, self.tr, self.document)

    def _group(self, name: str, sections: list[Section]) -> None:
        """Write one sheet of sections; a Gantt gets a sheet of its own behind its plan."""
        blocks = [block for section in sections for block in section.blocks]
        plan = next((block for block in blocks if isinstance(block, Plan)), None)
        gantts = [block for block in blocks if isinstance(block, Gantt)]
        sheet = self._sheet(name, sections[0].heading, _widths(self.tr, blocks))
        first = None
        for number, section in enumerate(sections):
            if number:
                sheet.row += 1
                sheet.heading(section.heading, 13)
            for block in section.blocks:
                if isinstance(block, Plan):
                    first = write_plan(sheet, block)[0]
                elif not isinstance(block, Gantt):
                    self._block(sheet, block)
        self._finish(sheet, is_wide=plan is not None or sum(sheet.widths) > _PAGE_CHARS * 1.2)
        for block in gantts:
            own = self._sheet(self.tr.gettext("Gantt"), block.title, gantt_widths(block))
            write_gantt(own, block, (sheet.name, first) if first is not None else None)
            self._finish(own, is_wide=True)

    def _block(self, sheet: Sheet, block: Block) -> None:
        match block:
            case Paragraph(text=text, style=style):
                look = sheet.looks.note() if style == "note" else sheet.looks.prose()
                sheet.prose(text, look)
            case Facts():
                write_facts(sheet, block)
                sheet.row += 1
            case Table():
                self._table(sheet, block)
            case CashFlow():
                draw(self.book, sheet, cash_picture(self.tr, block))
                self._table(sheet, cash_table(self.tr, block))
            case LevelPath():
                draw(self.book, sheet, level_picture(self.tr, block))
                self._table(sheet, level_table(self.tr, block))
            case Bars():
                draw(self.book, sheet, bars_picture(self.tr, block))
            case SignOff():
                write_sign_off(sheet, block)
            case Notes():
                self._notes(sheet, block)

    def _table(self, sheet: Sheet, block: Table) -> None:
        sheet.heading(block.title, 11)
        sheet.table(block.columns, block.rows, block.total)
        if block.note:
            sheet.prose(block.note, sheet.looks.note())
        sheet.row += 1

    def _notes(self, sheet: Sheet, block: Notes) -> None:
        _ = self.tr.gettext
        if block.assumptions:
            self._table(sheet, block.assumptions)
        lists = (
            (_("Assumed"), [capital(self.tr, text) for text in block.statements]),
            (
                _("Not confirmed against official texts"),
                [capital(self.tr, text) for text in block.unconfirmed],
            ),
            (_("Sources"), [f"{source.title} {source.address}" for source in block.sources]),
        )
        for heading, lines in lists:
            if not lines:
                continue
            sheet.heading(heading, 11)
            for number, line in enumerate(lines, 1):
                sheet.prose(f"{number}. {line}", sheet.looks.prose())
            sheet.row += 1

    def _sheet(self, name: str, heading: str, widths: list[float]) -> Sheet:
        """Begin a sheet with the document's title, its marks and a heading."""
        own, worksheet = self._add(name)
        sheet = Sheet(self.tr, self.looks, worksheet, own, widths)
        self.names.append(own)
        look = self.looks.get(
            font_name=self.looks.heading(1).font_name, bold=True, font_size=16, align="left"
        )
        sheet.prose(self.document.title, look, lines=1.7)
        if self.document.subtitle:
            sheet.heading(self.document.subtitle, 13)
        words = [*self.document.marks, self.document.origin]
        sheet.prose(" · ".join(word for word in words if word), self.looks.note())
        sheet.heading(heading, 13)
        return sheet

    def _add(self, name: str) -> tuple[str, Any]:
        own = sheet_name(name, self.names)
        worksheet = self.book.add_worksheet(own)
        worksheet.hide_gridlines(2)
        return own, worksheet

    def _finish(self, sheet: Sheet, *, is_wide: bool) -> None:
        set_paper(sheet.sheet, self.tr, self.document, is_wide=is_wide)
        sheet.sheet.print_area(0, 0, max(sheet.row - 1, 0), sheet.last)


def _widths(tr: Translator, blocks: list[Block]) -> list[float]:
    """Answer the columns of a sheet: wide enough for each of its tables, or those of forms."""
    if any(isinstance(block, Plan) for block in blocks):
        return list(legend_widths(tr))
    tables: list[Table] = []
    for block in blocks:
        match block:
            case Table():
                tables.append(block)
            case CashFlow():
                tables.append(cash_table(tr, block))
            case LevelPath():
                tables.append(level_table(tr, block))
            case Notes(assumptions=Table() as table):
                tables.append(table)
    if not tables or any(isinstance(block, Facts | SignOff) for block in blocks):
        return list(FACT_WIDTHS)
    shares: list[float] = []
    for table in tables:
        columns = spread_bands(tr, table.columns)
        whole = sum(column.width for column in columns)
        for number, column in enumerate(columns):
            share = column.width / whole
            if number == len(shares):
                shares.append(share)
            elif number < len(columns) - 1 or column.kind != "text":
                shares[number] = max(shares[number], share)
    return [max(7.0, share * _PAGE_CHARS / sum(shares)) for share in shares]
