"""The Word file: same bytes, parts that fit together, elements in the order of the schema."""

import io
import posixpath
import re
import zipfile

import docx
import pytest
from docx.oxml.ns import qn
from lxml import etree
from python_calamine import CalamineWorkbook

from lingnan.console.document import enterprise_document
from lingnan.console.document.chain import chain_document
from lingnan.console.document.industry import industry_document
from lingnan.console.document.park import park_document
from lingnan.console.document.word import word_bytes

from .conftest import load

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
#: The order of children in ECMA-376 part 1, as far as our files use them.
ORDER = {
    "w:pPr": "pStyle keepNext keepLines numPr pBdr tabs spacing ind jc outlineLvl",
    "w:rPr": "rFonts b bCs color sz szCs lang",
    "w:tblPr": "tblW jc tblInd tblBorders tblLayout tblCellMar tblLook tblCaption",
    "w:tcPr": "tcW gridSpan tcBorders shd tcMar vAlign",
    "w:tblBorders": "top left bottom right insideH insideV",
    "w:tbl": "tblPr tblGrid tr",
    "w:style": "name basedOn next uiPriority semiHidden unhideWhenUsed qFormat pPr rPr tblPr",
    "w:lvl": "start numFmt pStyle suff lvlText lvlJc pPr",
}
CHART_ORDER = {
    "chartSpace": "date1904 roundedCorners chart spPr txPr externalData",
    "chart": "autoTitleDeleted plotArea legend plotVisOnly dispBlanksAs",
    "plotArea": "layout barChart lineChart catAx valAx spPr",
    "barChart": "barDir grouping varyColors ser gapWidth overlap axId",
    "lineChart": "grouping varyColors ser marker axId",
    "ser": "idx order tx spPr invertIfNegative marker dLbls cat val smooth",
    "dLbls": "dLbl numFmt spPr txPr dLblPos showLegendKey showVal showCatName showSerName "
    "showPercent showBubbleSize",
    "catAx": "axId scaling delete axPos numFmt majorTickMark minorTickMark tickLblPos spPr txPr "
    "crossAx crosses auto lblAlgn lblOffset noMultiLvlLbl",
    "valAx": "axId scaling delete axPos majorGridlines title numFmt majorTickMark minorTickMark "
    "tickLblPos spPr txPr crossAx crosses crossBetween",
    "legend": "legendPos legendEntry overlay txPr",
}


@pytest.fixture(scope="module", params=["zh", "en"])
def files(request):
    lang = request.param
    return {
        "enterprise": word_bytes(enterprise_document(load("enterprise"), lang)),
        "industry": word_bytes(industry_document(load("industry"), lang)),
        "park": word_bytes(park_document(load("park"), lang)),
        "chain": word_bytes(chain_document(load("chain"), lang)),
    }


def parts(package):
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def in_order(element, order):
    known = order.split()
    names = [etree.QName(child).localname for child in element]
    assert set(names) <= set(known), set(names) - set(known)
    places = [known.index(name) for name in names]
    assert places == sorted(places), (element.tag, names)


def test_elements_stand_in_the_order_of_the_schema(files):
    for package in files.values():
        for name, blob in parts(package).items():
            if not re.fullmatch(r"word/(document|styles|numbering|header\d|footer\d)\.xml", name):
                continue
            root = etree.fromstring(blob)
            for tag, order in ORDER.items():
                for element in root.iter(qn(tag)):
                    in_order(element, order)


def test_chart_elements_stand_in_the_order_of_the_schema(files):
    for package in files.values():
        charts = [b for name, b in parts(package).items() if name.startswith("word/charts/chart")]
        assert charts
        for blob in charts:
            root = etree.fromstring(blob)
            for tag, order in CHART_ORDER.items():
                for element in root.iter(f"{C}{tag}"):
                    in_order(element, order)


def test_every_relationship_leads_to_a_part_with_a_content_type(files):
    for package in files.values():
        found = parts(package)
        types = etree.fromstring(found["[Content_Types].xml"])
        defaults = {e.get("Extension") for e in types if e.get("Extension")}
        overrides = {e.get("PartName") for e in types if e.get("PartName")}
        for name in found:
            assert name.rsplit(".", 1)[-1] in defaults or f"/{name}" in overrides
        for name, blob in found.items():
            if not name.endswith(".rels"):
                continue
            folder = posixpath.dirname(posixpath.dirname(name))
            for relation in etree.fromstring(blob):
                if relation.get("TargetMode") != "External":
                    target = posixpath.normpath(posixpath.join(folder, relation.get("Target")))
                    assert target.lstrip("/") in found, (name, target)


def test_the_same_answer_gives_the_same_bytes(enterprise):
    first = word_bytes(enterprise_document(enterprise, "zh"))
    assert first == word_bytes(enterprise_document(enterprise, "zh"))
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_charts_carry_their_values_twice(enterprise):
    found = parts(word_bytes(enterprise_document(enterprise, "zh")))
    root = etree.fromstring(found["word/charts/chart1.xml"])
    cached = {}
    for series in root.iter(f"{C}ser"):
        name = series.find(f"{C}tx//{C}v").text
        cached[name] = [float(v.text) for v in series.find(f"{C}val").iter(f"{C}v")]
    assert cached["期末余额"] == [10.2, 7.92, 3.64, 12.36, 1.38, 16.9]
    assert cached["项目付款"] == [-34.8, -46.0, -35.0, -26.0, -43.0, 0.0]
    book = CalamineWorkbook.from_filelike(io.BytesIO(found["word/embeddings/chart1.xlsx"]))
    rows = book.get_sheet_by_name("Data").to_python()
    for column, name in enumerate(rows[0][1:], 1):
        assert [row[column] for row in rows[1:]] == cached[name]


def test_every_page_is_marked_and_counted(enterprise):
    file = docx.Document(io.BytesIO(word_bytes(enterprise_document(enterprise, "zh"))))
    section = file.sections[0]
    assert "模拟数据，非真实企业" in section.header.paragraphs[0].text
    fields = [e.text.strip() for e in section.footer._element.iter(qn("w:instrText"))]
    assert fields == ["PAGE", "NUMPAGES"]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)


def test_rows_never_split_and_heads_repeat(files):
    for package in files.values():
        file = docx.Document(io.BytesIO(package))
        for table in file.tables:
            rows = list(table._tbl.iter(qn("w:tr")))
            assert all(row.find(qn("w:trPr")).find(qn("w:cantSplit")) is not None for row in rows)
            grid = sum(int(c.get(qn("w:w"))) for c in table._tbl.tblGrid)
            for row in rows:
                widths = [int(w.get(qn("w:w"))) for w in row.iter(qn("w:tcW"))]
                assert sum(widths) == grid
        heads = [t for t in file.tables if t._tbl.find(f".//{qn('w:tblHeader')}") is not None]
        assert len(heads) >= 4


def test_chinese_letters_have_a_chinese_face(enterprise):
    file = docx.Document(io.BytesIO(word_bytes(enterprise_document(enterprise, "zh"))))
    faces = {
        style.element.rPr.rFonts.get(qn("w:eastAsia"))
        for style in file.styles
        if style.type == 1  # paragraph styles
    }
    assert faces == {"宋体", "黑体"}


def test_the_gantt_shades_what_is_under_way(enterprise):
    file = docx.Document(io.BytesIO(word_bytes(enterprise_document(enterprise, "en"))))
    (row,) = (
        row._tr
        for row in file.tables[2].rows
        if row.cells[0].text == "Manufacturing execution system"
    )
    shaded = [cell.find(f".//{qn('w:shd')}") is not None for cell in row.iter(qn("w:tc"))]
    assert shaded == [False, False, False, True, True, False, False]  # periods 2 and 3


def test_signs_that_xml_forbids_are_dropped(enterprise):
    enterprise["name"] = "A\x00\x0b<&>\ud800B"
    file = docx.Document(io.BytesIO(word_bytes(enterprise_document(enterprise, "en"))))
    assert "A<&>B" in [paragraph.text for paragraph in file.paragraphs]


def test_long_lists_are_cut_on_paper_and_say_so(industry):
    file = docx.Document(io.BytesIO(word_bytes(industry_document(industry, "en"))))
    assert "6 further rows stand in the workbook." in [p.text for p in file.paragraphs]
