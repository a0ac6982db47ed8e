"""Rows as an Excel workbook that is written while it is sent, so that a million need little memory.

One sheet of rows and one of notes; texts are texts and never formulas. Not for reports with charts
(console.document) nor for files on disk (pipeline.export).
Source: ECMA-376 part 1, 18.3.1 (cells) and 18.18.11 (inline strings).
"""

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Final

from lingnan.console.web.answer import Sent
from lingnan.console.web.sheet import Cell, harmless
from lingnan.kernel import Lang, Text

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Rows of a sheet below its headings.
MOST_ROWS: Final = 1_048_575
_ROWS_AT_ONCE: Final = 2_000
#: Texts that come again and again, such as names of cities, are written once.
_TEXTS: Final = 4_096
_LEVEL: Final = 3
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_KIND: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_BOLD: Final = ' s="1"'
#: Signs that XML cannot hold, and those it must write otherwise.
_SIGNS: Final = {
    code: None for code in (*range(0x20), 0xFFFE, 0xFFFF) if code not in (9, 10, 13)
} | {
    ord("&"): "&amp;",
    ord("<"): "&lt;",
    ord(">"): "&gt;",
}
_PARTS: Final = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet2.xml" ContentType="{_KIND}.worksheet+xml"/>'
        "</Types>"
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet2.xml"/>'
        f'<Relationship Id="rId3" Type="{_RELATIONS}/styles" Target="styles.xml"/>'
        "</Relationships>"
    ),
    "xl/styles.xml": (
        f'<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/></font>'
        '<font><b/><sz val="11"/></font></fonts><fills count="2"><fill><patternFill '
        'patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
        '<cellXfs count="2"><xf xfId="0"/><xf xfId="0" fontId="1" applyFont="1"/></cellXfs>'
        "</styleSheet>"
    ),
}


def sent_book(
    file_name: str,
    title: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    notes: Sequence[str],
    lang: Lang = "zh",
) -> Sent:
    """Answer rows as a workbook to keep; `notes` stand on a sheet of their own.

    Limits: at most MOST_ROWS rows; `rows` is read after the handler has ended.
    """
    return Sent(book_pieces(title, headings, rows, notes, lang), MEDIA_TYPE, file_name)


def book_pieces(
    title: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    notes: Sequence[str],
    lang: Lang = "zh",
) -> Iterator[bytes]:
    """Write a workbook piece by piece."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as packed:
        for name, content in _PARTS.items():
            packed.writestr(name, _HEAD + content)
        packed.writestr("xl/workbook.xml", _HEAD + _workbook(title))
        packed.writestr("xl/worksheets/sheet2.xml", _HEAD + _notes(notes))
        with packed.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write((_HEAD + _opening(headings)).encode())
            part: list[str] = []
            for row in rows:
                part.append(_row(row, lang))
                if len(part) == _ROWS_AT_ONCE:
                    sheet.write("".join(part).encode())
                    part.clear()
                    yield sink.taken()
            sheet.write(("".join(part) + "</sheetData></worksheet>").encode())
    yield sink.taken()


class _Sink(io.RawIOBase):
    """Takes what the archive writes; it cannot go back, so that sizes follow their parts."""

    def __init__(self) -> None:
        self._kept = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, piece: object) -> int:
        octets = memoryview(piece)  # type: ignore[arg-type]  # whatever zipfile writes
        self._kept += octets
        return len(octets)

    def taken(self) -> bytes:
        """What was written since the last time."""
        kept = bytes(self._kept)
        self._kept.clear()
        return kept


def _workbook(title: str) -> str:
    name = "".join(sign for sign in title if sign not in "[]:*?/\\'")[:28].translate(_SIGNS)
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>'
        f'<sheet name="{name or "1"}" sheetId="1" r:id="rId1"/>'
        '<sheet name="note" sheetId="2" r:id="rId2"/></sheets></workbook>'
    )


def _opening(headings: Sequence[str]) -> str:
    cells = "".join(_text(each, _BOLD) for each in headings)
    return (
        f'<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" '
        'topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f'<cols><col min="1" max="{len(headings)}" width="18" customWidth="1"/></cols>'
        f"<sheetData><row>{cells}</row>"
    )


def _notes(notes: Sequence[str]) -> str:
    rows = "".join(f"<row>{_text(note)}</row>" for note in notes)
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def _row(row: Sequence[Cell], lang: Lang) -> str:
    return f"<row>{''.join(_cell(cell, lang) for cell in row)}</row>"


def _cell(cell: Cell, lang: Lang) -> str:
    if cell is None or cell == "":
        return "<c/>"
    if isinstance(cell, bool):
        return f"<c><v>{int(cell)}</v></c>"
    if isinstance(cell, int | float):
        return f"<c><v>{cell}</v></c>"
    if isinstance(cell, datetime):
        return _text(cell.isoformat(sep=" ", timespec="seconds"))
    if isinstance(cell, date):
        return _text(cell.isoformat())
    return _text(cell.in_(lang) if isinstance(cell, Text) else cell)


@lru_cache(maxsize=_TEXTS)
def _text(cell: str, style: str = "") -> str:
    told = harmless(cell).translate(_SIGNS)
    return f'<c t="inlineStr"{style}><is><t xml:space="preserve">{told}</t></is></c>'
