"""The page: A4, margins, and what stands on every page: title, marks, origin, page numbers.

Not for the body.
"""

from lingnan.console.document.model import Document
from lingnan.console.document.word.element import Element, field, paragraph, run, tab
from lingnan.console.document.words import shortened
from lingnan.console.i18n import Translator

#: Twips: A4, and margins of 2.5, 2.2, 2.3 and 2.3 cm.
PAGE_WIDTH, PAGE_HEIGHT = 11906, 16838
_TOP, _BOTTOM, _SIDE = 1417, 1247, 1304
_EDGE = 720
#: So many half-width signs leave room for the marks in the header.
_HEADER_ROOM = 56
TEXT_WIDTH = PAGE_WIDTH - 2 * _SIDE
_TWIP = 635  # English Metric Units


def write_page(section: object, tr: Translator, document: Document) -> None:
    """Set the paper and fill header and footer of a python-docx section."""
    for name, twips in (
        ("page_width", PAGE_WIDTH),
        ("page_height", PAGE_HEIGHT),
        ("top_margin", _TOP),
        ("bottom_margin", _BOTTOM),
        ("left_margin", _SIDE),
        ("right_margin", _SIDE),
        ("header_distance", _EDGE),
        ("footer_distance", _EDGE),
    ):
        setattr(section, name, twips * _TWIP)
    title = shortened(document.subtitle or document.title, _HEADER_ROOM)
    marks = " · ".join(document.marks)
    _fill(
        section.header,  # type: ignore[attr-defined]  # python-docx comes without types
        paragraph("Header", run(title), *((tab(), run(marks, bold=True)) if marks else ())),
    )
    _fill(section.footer, _footer(tr, document.origin))  # type: ignore[attr-defined]


def _footer(tr: Translator, origin: str) -> Element:
    """Write origin, then page and pages where the language wants them."""
    _ = tr.gettext
    before, rest = _("Page {page} of {pages}").split("{page}")
    between, after = rest.split("{pages}")
    return paragraph(
        "Footer",
        run(origin),
        tab(),
        run(before),
        *field("PAGE", "1"),
        run(between),
        *field("NUMPAGES", "1"),
        run(after),
    )


def _fill(part: object, content: Element) -> None:
    part.is_linked_to_previous = False  # type: ignore[attr-defined]
    root = part._element  # type: ignore[attr-defined]
    for child in list(root):
        root.remove(child)
    root.append(content)
