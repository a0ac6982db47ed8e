"""How a sheet prints: A4, one page wide, title and marks above, origin and pages below.

Not for what stands in its cells.
"""

from lingnan.console.document.model import Document
from lingnan.console.document.workbook.sheet import Sheet, clean

_A4 = 9
#: Excel takes at most 255 signs above or below a page.
_LONGEST = 80


def set_paper(sheet: Sheet, document: Document, *, is_wide: bool) -> None:
    """Set paper, header, footer and print area of a finished sheet."""
    own = sheet.sheet
    own.set_paper(_A4)
    if is_wide:
        own.set_landscape()
    else:
        own.set_portrait()
    own.fit_to_pages(1, 0)
    own.center_horizontally()
    own.set_margins(left=0.6, right=0.6, top=0.9, bottom=0.8)
    title = f"{document.title} {document.subtitle}".strip()
    marks = " · ".join(document.marks)
    own.set_header(f'&L&9{_plain(title)}&R&9&"-,Bold"{_plain(marks)}')
    pages = sheet.tr.gettext("Page {page} of {pages}").format(page="&P", pages="&N")
    own.set_footer(f"&L&9{_plain(document.origin)}&R&9{pages}")
    own.print_area(0, 0, max(sheet.row - 1, 0), sheet.last)


def _plain(words: str) -> str:
    """Keep signs from being read as commands; a leading digit from being read as a size."""
    cut = clean(words).replace("\n", " ")[:_LONGEST].replace("&", "&&")
    return f" {cut}" if cut[:1].isdigit() else cut
