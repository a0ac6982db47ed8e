"""The workbook: same bytes, no text that runs, sums that follow, and the way back."""

import io
import re
import zipfile

import pytest
from python_calamine import CalamineWorkbook

from lingnan.console.document import enterprise_document
from lingnan.console.document.chain import chain_document
from lingnan.console.document.errors import NoSchedule
from lingnan.console.document.industry import industry_document
from lingnan.console.document.workbook import read_back, workbook_bytes, write_workbook

STEPS = (
    ("shopfloor-network", 0), ("training", 0), ("cloud-office", 0), ("erp", 0), ("scada", 1),
    ("security-hardening", 2), ("mes", 2), ("energy-management", 4), ("vision-inspection", 4),
)  # fmt: skip


def write(answer, lang, path):
    write_workbook(enterprise_document(answer, lang), path)
    return path


def patch(path, cell, xml):
    """Replace one cell of the schedule's sheet, as an office program would."""
    with zipfile.ZipFile(path) as archive:
        found = {name: archive.read(name).decode("utf-8", "surrogateescape")
                 for name in archive.namelist()}  # fmt: skip
    sheet = "xl/worksheets/sheet2.xml"
    pattern = rf'<c r="{cell}"[^>]*?(/>|>.*?</c>)'
    assert re.search(pattern, found[sheet])
    found[sheet] = re.sub(pattern, xml, found[sheet], count=1)
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in found.items():
            archive.writestr(name, text.encode("utf-8", "surrogateescape"))


def cell_of(path, measure, column):
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(1).to_python(skip_empty_area=False)
    (row,) = (n for n, values in enumerate(rows, 1) if values[0] == measure)
    return f"{column}{row}"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_written_is_read_back(enterprise, tmp_path, lang):
    plan = read_back(write(enterprise, lang, tmp_path / "plan.xlsx"))
    assert plan.steps == STEPS
    assert plan.findings == ()
    assert plan.budget_per_period == (450_000, 450_000, 350_000, 300_000, 400_000, 100_000)
    wanted = {
        "path": "enterprise",
        "subject": "91440606MA4UXXXX1C",
        "model": "miit-sme-2024",
        "question": "value",
        "side": "claimed",
        "target_level": 3,
        "by": "2026-12-31",
        "start": "2024-01-01",
        "horizon_half_years": 6,
        "budget_total_cny": 2_050_000,
        "parallel": 4,
        "staff_fte": 2,
        "format": 1,
    }
    assert {key: plan.facts[key] for key in wanted} == wanted


def test_an_edited_start_is_read_and_an_emptied_one_leaves_the_plan(enterprise, tmp_path):
    path = write(enterprise, "zh", tmp_path / "plan.xlsx")
    moved, dropped = cell_of(path, "mes", "D"), cell_of(path, "training", "D")
    patch(path, moved, f'<c r="{moved}"><v>3</v></c>')
    patch(path, dropped, f'<c r="{dropped}"/>')
    plan = read_back(path)
    assert dict(plan.steps)["mes"] == 3
    assert "training" not in dict(plan.steps)
    assert plan.findings == ()


@pytest.mark.parametrize(
    ("measure", "column", "value", "code"),
    [
        ("mes", "D", "<v>1.5</v>", "DOC-101"),
        ("mes", "D", "<is><t>soon</t></is>", "DOC-101"),
        ("mes", "D", "<is><t>nan</t></is>", "DOC-101"),
        ("mes", "A", "<is><t>erp</t></is>", "DOC-102"),
        ("mes", "A", "", "DOC-103"),
    ],
)
def test_bad_edits_are_findings_with_their_row(enterprise, tmp_path, measure, column, value, code):
    path = write(enterprise, "zh", tmp_path / "plan.xlsx")
    place = cell_of(path, measure, column)
    kind = ' t="inlineStr"' if "<is>" in value else ""
    patch(path, place, f'<c r="{place}"{kind}>{value}</c>')
    plan = read_back(path)
    (finding,) = plan.findings
    assert finding.code == code
    assert finding.row == int(place[1:])
    assert len(plan.steps) == len(STEPS) - 1


def test_a_number_typed_as_text_counts(enterprise, tmp_path):
    path = write(enterprise, "zh", tmp_path / "plan.xlsx")
    place = cell_of(path, "mes", "D")
    patch(path, place, f'<c r="{place}" t="inlineStr"><is><t>３ </t></is></c>')
    assert dict(read_back(path).steps)["mes"] == 3


def test_a_file_without_a_schedule_is_refused(chain, tmp_path):
    write_workbook(chain_document(chain, "zh"), tmp_path / "chain.xlsx")
    (tmp_path / "no.xlsx").write_bytes(b"no workbook")
    for name in ("chain.xlsx", "no.xlsx", "missing.xlsx"):
        with pytest.raises(NoSchedule):
            read_back(tmp_path / name)


def test_no_text_becomes_a_formula(enterprise, tmp_path):
    bad = '=HYPERLINK("http://example.invalid","x")'
    enterprise["name"] = bad
    enterprise["cluster"] = "@SUM(1+1)"
    enterprise["schedule"][0]["name"] = bad
    enterprise["schedule"][0]["measure"] = "+1+1"
    enterprise["levels"][0]["period"] = bad
    enterprise["binding"][0]["text"] = "-2+3"
    path = write(enterprise, "en", tmp_path / "plan.xlsx")
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            text = archive.read(name).decode("utf-8", "replace")
            assert not any("HYPERLINK" in f for f in re.findall(r"<(?:c:)?f>(.*?)</", text))
            if name.startswith("xl/worksheets/"):
                assert "<hyperlink" not in text
                for formula in re.findall(r"<f>(.*?)</f>", text):
                    assert re.match(r"IF\(|SUMIF\(", formula)
        assert 'quotePrefix="1"' in archive.read("xl/styles.xml").decode()
    assert read_back(path).steps[0] == ("+1+1", 0)


def test_the_same_answer_gives_the_same_bytes(enterprise):
    document = enterprise_document(enterprise, "en")
    assert workbook_bytes(document) == workbook_bytes(enterprise_document(enterprise, "en"))


def test_formulas_hold_their_values(enterprise, tmp_path):
    path = write(enterprise, "en", tmp_path / "plan.xlsx")
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name("Schedule").to_python()
    (mes,) = (row for row in rows if row[0] == "mes")
    assert [str(day) for day in mes[5:7]] == ["2025-01-01", "2026-01-01"]
    (total,) = (row for row in rows if row[1] == "Total of the measures planned")
    assert total[7:12] == [1_340_000, 1_848_000, 2_495_000, 189_600, 375_000]


def test_sheets_and_marks(enterprise, industry, chain):
    for document, first in (
        (enterprise_document(enterprise, "zh"), "总览"),
        (industry_document(industry, "zh"), "总览"),
        (chain_document(chain, "zh"), "总览"),
    ):
        package = workbook_bytes(document)
        book = CalamineWorkbook.from_filelike(io.BytesIO(package))
        assert book.sheet_names[0] == first
        with zipfile.ZipFile(io.BytesIO(package)) as archive:
            sheets = [n for n in archive.namelist() if n.startswith("xl/worksheets/sheet")]
            assert len(sheets) == len(book.sheet_names)
            for name in sheets:
                text = archive.read(name).decode()
                assert "模拟数据，非真实企业" in re.search("<oddHeader>(.*?)</", text)[1]
                assert "&amp;P" in re.search("<oddFooter>(.*?)</", text)[1]
    assert CalamineWorkbook.from_filelike(
        io.BytesIO(workbook_bytes(enterprise_document(enterprise, "en")))
    ).sheet_names == [
        "Overview", "Schedule", "Gantt", "Measures", "Cash flow", "Levels", "Limits",
        "Assumptions", "lingnan",
    ]  # fmt: skip


def test_an_ampersand_in_a_name_is_no_command_of_the_header(enterprise):
    enterprise["name"] = "A&B &P"
    package = workbook_bytes(enterprise_document(enterprise, "en"))
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        text = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "A&amp;&amp;B &amp;&amp;P" in text
