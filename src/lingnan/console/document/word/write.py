"""A document as a Word file: styles, page, body, and a package that is the same every time.

Not for single blocks (body).
"""

import io
from itertools import zip_longest
from pathlib import Path
from typing import Any

import docx

from lingnan.console.document.model import Document, Paragraph
from lingnan.console.document.stamp import FIXED, without_clock
from lingnan.console.document.word.body import Body
from lingnan.console.document.word.element import el, paragraph, printable, run
from lingnan.console.document.word.page import TEXT_WIDTH, write_page
from lingnan.console.document.word.style import fonts_xml, write_numbering, write_styles
from lingnan.console.i18n import translator

#: Parts of python-docx's own template that are of no use to a reader.
_UNWANTED = ("stylesWithEffects", "customXml", "thumbnail", "webSettings")
_APP = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    b"<Application>Lingnan</Application></Properties>"
)


def write_word(document: Document, path: Path) -> None:
    """Write a document as a .docx file; the same document gives the same bytes."""
    path.write_bytes(word_bytes(document))


def word_bytes(document: Document) -> bytes:
    """Answer the bytes of the .docx file."""
    tr = translator(document.lang)
    file = docx.Document()
    _dress(file, document)
    body = file.element.body
    last = body[-1]  # the section's properties stay last
    for child in list(body)[:-1]:
        body.remove(child)
    content = [
        paragraph("Title", run(document.title)),
        paragraph("Subtitle", run(document.subtitle)) if document.subtitle else None,
        paragraph("Dateline", run(document.origin)) if document.origin else None,
        *(paragraph("Mark", run(mark)) for mark in document.marks),
    ]
    writer = Body(tr, file)
    for section in document.sections:
        content.append(paragraph("Heading1", run(section.heading)))
        for block, after in zip_longest(section.blocks, section.blocks[1:]):
            leads = after is not None and not isinstance(after, Paragraph)
            content.extend(writer.elements(block, leads=leads))
    for element in content:
        if element is not None:
            last.addprevious(element)
    write_page(file.sections[0], tr, document)
    target = io.BytesIO()
    file.save(target)
    return without_clock(target.getvalue())


def _dress(file: Any, document: Document) -> None:
    """Give a fresh python-docx document our styles, fonts, settings and properties."""
    write_styles(file.styles.element, document.lang, TEXT_WIDTH)
    write_numbering(file.part.numbering_part.element, document.lang)
    for holder in (file.part, file.part.package):
        for key, relation in list(holder.rels.items()):
            if any(word in relation.reltype for word in _UNWANTED):
                holder.rels.pop(key)
            elif relation.reltype.endswith("/fontTable"):
                relation.target_part._blob = fonts_xml()
            elif relation.reltype.endswith("/extended-properties"):
                relation.target_part._blob = _APP
    _settle(file.settings.element)
    properties = file.core_properties
    properties.title = printable(f"{document.title} {document.subtitle}".strip())[:255]
    properties.subject = printable(document.origin)[:255]
    properties.author = properties.last_modified_by = "Lingnan"
    properties.comments = printable(" · ".join(document.marks))[:255]
    properties.keywords = ""
    properties.language = translator(document.lang).tag
    properties.revision = 1
    properties.created = properties.modified = FIXED


def _settle(settings: Any) -> None:
    """Name the present format, and Chinese as the language of Chinese letters."""
    for child in list(settings):
        name = child.tag.rsplit("}", 1)[1]
        if name == "themeFontLang":
            settings.replace(child, el("themeFontLang", val="en-GB", eastAsia="zh-CN"))
        elif name == "zoom":
            settings.replace(child, el("zoom", percent=100))
        elif name == "compat":
            settings.replace(child, _compat())
        elif name in ("rsids", "savePreviewPicture", "docId", "defaultImageDpi", "proofState"):
            settings.remove(child)


def _compat() -> Any:
    place = "http://schemas.microsoft.com/office/word"
    return el(
        "compat",
        el("useFELayout"),
        el("compatSetting", name="compatibilityMode", uri=place, val=15),
        el("compatSetting", name="overrideTableStyleFontSizeAndJustification", uri=place, val=1),
        el("compatSetting", name="enableOpenTypeFeatures", uri=place, val=1),
        el("compatSetting", name="doNotFlipMirrorIndents", uri=place, val=1),
    )
