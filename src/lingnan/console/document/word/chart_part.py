"""Puts a native chart and the workbook behind it into a Word document.

Not for what the chart looks like (chart).
"""

import io
from typing import Any

import xlsxwriter
from docx.opc.constants import RELATIONSHIP_TYPE as RELATION
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml

from lingnan.console.document.picture import Picture
from lingnan.console.document.stamp import FIXED
from lingnan.console.document.word.chart import SHEET, chart_xml
from lingnan.console.document.word.element import Element, printable

_CHART = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_EMU_A_TWIP = 635


def add_chart(document: Any, picture: Picture, number: int, *, width: int, height: int) -> Element:
    """Add a chart to a python-docx document and answer the run that shows it.

    Units: `width` and `height` in twips; `number` is unique in the document.
    """
    package = document.part.package
    data = Part(
        PackURI(f"/word/embeddings/chart{number}.xlsx"), _WORKBOOK, workbook(picture), package
    )
    chart = Part(PackURI(f"/word/charts/chart{number}.xml"), _CHART, b"", package)
    chart._blob = chart_xml(picture, chart.relate_to(data, RELATION.PACKAGE))
    relation = document.part.relate_to(chart, RELATION.CHART)
    return _drawing(picture, relation, number, width * _EMU_A_TWIP, height * _EMU_A_TWIP)


def workbook(picture: Picture) -> bytes:
    """Write the chart's data: categories in column A, one series a column."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    book.set_properties({"created": FIXED})
    sheet = book.add_worksheet(SHEET)
    sheet.set_column(0, 0, 18)
    for row, name in enumerate(picture.categories, 1):
        sheet.write_string(row, 0, printable(name))
    for column, one in enumerate(picture.series, 1):
        sheet.write_string(0, column, printable(one.name))
        for row, value in enumerate(one.values, 1):
            if value is not None:
                sheet.write_number(row, column, value)
    book.close()
    return target.getvalue()


def _drawing(picture: Picture, relation: str, number: int, width: int, height: int) -> Element:
    xml = (
        '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{width}" cy="{height}"/><wp:effectExtent l="0" t="0" r="0" b="0"/>'
        f'<wp:docPr id="{number}" name="Chart {number}"/><wp:cNvGraphicFramePr/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        f'<c:chart r:id="{relation}"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    )
    run = parse_xml(xml)
    (properties,) = (e for e in run.iter() if str(e.tag).endswith("}docPr"))
    properties.set("descr", printable(f"{picture.title}. {picture.summary}".strip()))
    return run
