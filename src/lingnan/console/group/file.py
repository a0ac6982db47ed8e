"""A roadmap as a file to keep: Word or Excel. Not for what it says (document)."""

from typing import Final

from lingnan.console.document import Document
from lingnan.console.document.word import word_bytes
from lingnan.console.document.workbook import workbook_bytes
from lingnan.console.web.answer import Sent
from lingnan.console.web.call import Call
from lingnan.console.web.errors import NothingThere

WORD: Final = "docx"
WORKBOOK: Final = "xlsx"
_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
_KINDS: Final = {
    WORD: _OFFICE + "wordprocessingml.document",
    WORKBOOK: _OFFICE + "spreadsheetml.sheet",
}


def form_of(call: Call) -> str:
    """Answer which kind of file the path names. Raises: NothingThere."""
    told = call.parameters["form"]
    if told not in _KINDS:
        raise NothingThere
    return told


def sent_document(document: Document, name: str, form: str) -> Sent:
    """Answer a document as a file. Not for noting that it was taken (note)."""
    content = word_bytes(document) if form == WORD else workbook_bytes(document)
    return Sent(content, _KINDS[form], f"{name}.{form}")
