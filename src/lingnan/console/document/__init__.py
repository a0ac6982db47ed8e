"""Roadmaps as documents that an official can edit and sign: Word and Excel, Chinese and English.

`*_document` turns a path's plain JSON answer into a neutral `Document`; `write_word` and
`write_workbook` lay it out; `read_back` reads an edited workbook's schedule. The same answer gives
the same bytes. Not for computing roadmaps (roadmap) and not for pages in a browser (report).
"""

from lingnan.console.document.chain import chain_document
from lingnan.console.document.enterprise import enterprise_document
from lingnan.console.document.industry import industry_document
from lingnan.console.document.model import Document
from lingnan.console.document.park import park_document
from lingnan.console.document.word import write_word
from lingnan.console.document.workbook import EditedPlan, read_back, write_workbook

__all__ = [
    "Document",
    "EditedPlan",
    "chain_document",
    "enterprise_document",
    "industry_document",
    "park_document",
    "read_back",
    "write_word",
    "write_workbook",
]
