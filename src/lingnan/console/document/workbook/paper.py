"""How a sheet prints: A4, one page wide, title and marks above, origin and pages below.

Not for what stands in its cells.
"""

from typing import Any

from lingnan.console.document.model import Document
from lingnan.console.document.workbook.sheet import clean
from lingnan.console.i18n import Translator

_A4 = 9
#: Excel takes at most 255 signs above or below a page.
_LONGEST = 110


def set_paper(own: Any, tr: Translator, document: Document, *, is_wide: bool = False) -> None:
    """Set paper, header and footer of a worksheet."""
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
    pages = tr.gettext("Page {page} of {pages}").format(page="&P", pages="&N")
    own.set_footer(f"&L&9{_plain(document.origin)}&R&9{pages}")


def _plain(words: str) -> str:
    """Keep signs from being read as commands; a leading digit from being read as a size."""
    cut = clean(words).replace("\n", " ")[:_LONGEST].replace("&", "&&")
    return f" {cut}" if cut[:1].isdigit() else cut
