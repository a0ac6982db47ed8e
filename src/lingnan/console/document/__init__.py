"""Roadmaps as documents that an official can edit and sign: Word and Excel, Chinese and English.

`*_document` turns a path's plain JSON answer into a neutral `Document`; `write_word` and
`write_workbook` lay it out; `read_back` reads an edited workbook's schedule. The same answer gives
the same bytes. Not for computing roadmaps (roadmap) and not for pages in a browser (report).
"""

from lingnan.console.document.enterprise import enterprise_document
from lingnan.console.document.model import Document

__all__ = ["Document", "enterprise_document"]
