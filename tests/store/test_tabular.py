"""Reading users' table files: formats, headers, rows and numbering."""

import hashlib
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from lingnan.store.tabular import Column, read_table
from lingnan.store.tabular.errors import (
    ColumnMissing,
    FileDamaged,
    FileEmpty,
    FileMissing,
    FormatUnknown,
)

COLUMNS = (
    Column("uscc", ("统一社会信用代码", "Credit code"), required=True),
    Column("name_zh", ("企业名称",)),
    Column("revenue_cny", ("营业收入", "revenue")),
)


def write(tmp_path: Path, text: str | bytes, name: str = "t.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def rows(path: Path, columns=COLUMNS, **options) -> list[dict[str, object]]:
    return read_table(path, columns=columns, **options).table.to_pylist()


def codes(sheet) -> list[str]:
    return [each.code for each in sheet.findings]


@pytest.mark.parametrize(
    "header",
    [
        "统一社会信用代码,企业名称,营业收入（万元）",
        "USCC,name_zh,Revenue (万元)",
        " uscc , Name ZH ,REVENUE_CNY[单位：万元]",
        "credit_code,企 业 名 称*,营业收入/万元",
        "ｕｓｃｃ,企业名称:,营业收入万元",
    ],
)
def test_headers_match_in_both_languages_and_report_the_unit(tmp_path, header):
    sheet = read_table(write(tmp_path, f"{header}\nA,甲,12\n"), columns=COLUMNS)
    assert sheet.table.to_pylist() == [
        {"row": 2, "uscc": "A", "name_zh": "甲", "revenue_cny": "12"}
    ]
    assert sheet.units == {"revenue_cny": "万元"}
    assert sheet.findings == ()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "，"])
def test_delimiters(tmp_path, delimiter):
    text = delimiter.join(["uscc", "name_zh", "revenue_cny"]) + "\n"
    text += delimiter.join(["A", "甲", "1"]) + "\n"
    assert rows(write(tmp_path, text)) == [
        {"row": 2, "uscc": "A", "name_zh": "甲", "revenue_cny": "1"}
    ]


def test_row_is_what_a_person_counts(tmp_path):
    # Row 1 title, row 2 blank, row 3 header, row 5 blank, row 6 holds a line break, row 7 is short.
    text = "企业名录,,单位：万元\n,,\nuscc,name_zh,revenue_cny\nA,甲,1\n"
    text += '\n"B","乙\n厂",2\nC,丙\nD,丁,4\n'
    sheet = read_table(write(tmp_path, text), columns=COLUMNS)
    assert sheet.table["row"].to_pylist() == [4, 6, 8]
    assert sheet.table["name_zh"].to_pylist() == ["甲", "乙\n厂", "丁"]
    assert sheet.header_row == 3
    assert sheet.preamble == ("企业名录", "单位：万元")
    assert [(each.code, each.row, each.value) for each in sheet.findings] == [
        ("TAB-011", 7, "C,丙")
    ]
    assert sheet.rejected_count == 1


def test_surplus_empty_cells_are_no_fault_and_surplus_values_are(tmp_path):
    sheet = read_table(
        write(tmp_path, "uscc,name_zh\nA,甲,,\nB,乙\nC,丙,丁\nD,戊,\n"), columns=COLUMNS
    )
    assert sheet.table.select(["row", "uscc"]).to_pylist() == [
        {"row": 2, "uscc": "A"},
        {"row": 3, "uscc": "B"},
        {"row": 5, "uscc": "D"},
    ]
    assert [(each.code, each.row) for each in sheet.findings] == [("TAB-011", 4)]


def test_rows_are_counted_across_blocks(tmp_path, monkeypatch):
    monkeypatch.setattr("lingnan.store.tabular.csv_file._BLOCK", 1024)
    lines = [f"A{i},name {i}" if i % 7 else f"A{i}" for i in range(2, 3002)]
    sheet = read_table(write(tmp_path, "uscc,name_zh\n" + "\n".join(lines)), columns=COLUMNS)
    table = sheet.table
    assert all(
        code == f"A{row}"
        for row, code in zip(
            *map(pa.ChunkedArray.to_pylist, (table["row"], table["uscc"])), strict=True
        )
    )
    assert [each.row for each in sheet.findings] == list(range(7, 3002, 7))
    assert table.num_rows + sheet.rejected_count == 3000


def test_quotation_mark_never_closed_costs_one_row(tmp_path):
    text = 'uscc,name_zh\nA,"甲\nB,乙\nC,丙\n"D","丁\n厂"\nE,戊\n'
    sheet = read_table(write(tmp_path, text), columns=COLUMNS)
    assert sheet.table.to_pylist() == [
        {"row": 3, "uscc": "B", "name_zh": "乙"},
        {"row": 4, "uscc": "C", "name_zh": "丙"},
        {"row": 5, "uscc": "D", "name_zh": "丁\n厂"},
        {"row": 6, "uscc": "E", "name_zh": "戊"},
    ]
    assert [(each.code, each.row) for each in sheet.findings] == [("TAB-017", 2)]


def test_open_quote_in_a_large_file_does_not_swallow_it(tmp_path, monkeypatch):
    monkeypatch.setattr("lingnan.store.tabular.csv_file._BLOCK", 4096)
    lines = [f"A{i},n" for i in range(5000)]
    lines[10] = 'A10,"n'
    sheet = read_table(write(tmp_path, "uscc,name_zh\n" + "\n".join(lines)), columns=COLUMNS)
    assert sheet.table.num_rows == 4999
    assert [(each.code, each.row) for each in sheet.findings] == [("TAB-017", 12)]


def test_column_twice_and_unused_columns_are_told(tmp_path):
    sheet = read_table(write(tmp_path, "uscc,统一社会信用代码,备注,\nA,B,x,\n"), columns=COLUMNS)
    assert sheet.table.to_pylist() == [{"row": 2, "uscc": "A"}]
    assert codes(sheet) == ["TAB-014", "TAB-015"]
    assert sheet.unmapped == ("备注",)
    assert "统一社会信用代码" in sheet.findings[0].what.zh


def test_unmapped_columns_can_be_kept(tmp_path):
    path = write(tmp_path, "uscc, Q01 \nA,B\n")
    assert rows(path, keep_unmapped=True) == [{"row": 2, "uscc": "A", "Q01": "B"}]


def test_missing_required_column_names_the_accepted_headers(tmp_path):
    with pytest.raises(ColumnMissing) as caught:
        rows(write(tmp_path, "企业名称,备注\n甲,x\n", "register.csv"))
    for lang in ("zh", "en"):
        told = caught.value.render(lang)
        assert told.startswith("TAB-007")
        for part in ("register.csv", "uscc", "统一社会信用代码", "备注"):
            assert part in told


@pytest.mark.parametrize(
    ("content", "error", "code"),
    [
        (b"", FileEmpty, "TAB-002"),
        (b" \n\n", FileEmpty, "TAB-002"),
        (b"\xef\xbb\xbf", FileEmpty, "TAB-002"),
        (b"%PDF-1.7 ...", FormatUnknown, "TAB-003"),
        (b"\x1f\x8b\x08 ...", FormatUnknown, "TAB-003"),
        (b"<html><table><tr><td>uscc", FormatUnknown, "TAB-003"),
        (b"MZ\x00\x01\x02", FormatUnknown, "TAB-003"),
        (b"PAR1 cut off", FileDamaged, "TAB-004"),
        (b"PK\x03\x04 cut off", FileDamaged, "TAB-004"),
        (b"\xd0\xcf\x11\xe0 cut off", FileDamaged, "TAB-004"),
    ],
)
def test_files_that_cannot_be_read_say_so(tmp_path, content, error, code):
    with pytest.raises(error) as caught:
        rows(write(tmp_path, content, "given.bin"))
    assert caught.value.code == code
    assert "given.bin" in caught.value.render("zh")
    assert "given.bin" in caught.value.render("en")


def test_missing_file_and_folder(tmp_path):
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(FileMissing) as caught:
            rows(path)
        assert str(path) in str(caught.value)


def test_header_without_rows_is_a_remark(tmp_path):
    sheet = read_table(write(tmp_path, "uscc,name_zh\n"), columns=COLUMNS)
    assert sheet.table.num_rows == 0
    assert codes(sheet) == ["TAB-016"]


def test_header_without_line_end(tmp_path):
    sheet = read_table(write(tmp_path, "uscc,name_zh"), columns=COLUMNS)
    assert (sheet.table.num_rows, codes(sheet)) == (0, ["TAB-016"])


def test_digest_is_of_the_bytes(tmp_path):
    path = write(tmp_path, "uscc\nA\n")
    assert read_table(path, columns=COLUMNS).sha256 == hashlib.sha256(b"uscc\nA\n").hexdigest()


def test_parquet_keeps_its_types_and_strips_strings(tmp_path):
    path = tmp_path / "t.parquet"
    table = pa.table(
        {
            "统一社会信用代码": pa.array([" A ", "", "C"]).dictionary_encode(),
            "营业收入（元）": pa.array([1.5, None, 3.0]),
            "founded": pa.array([date(2020, 1, 2)] * 3),
        }
    )
    pq.write_table(table, path)
    sheet = read_table(path, columns=(*COLUMNS, Column("founded_date", ("founded",))))
    assert sheet.table.to_pylist() == [
        {"row": 1, "uscc": "A", "revenue_cny": 1.5, "founded_date": date(2020, 1, 2)},
        {"row": 2, "uscc": None, "revenue_cny": None, "founded_date": date(2020, 1, 2)},
        {"row": 3, "uscc": "C", "revenue_cny": 3.0, "founded_date": date(2020, 1, 2)},
    ]
    assert sheet.units == {"revenue_cny": "元"}


@pytest.mark.parametrize("kept_share", [0.2, 0.6, 0.99])
def test_truncated_parquet_and_workbook(tmp_path, kept_share):
    whole = tmp_path / "w.parquet"
    pq.write_table(pa.table({"uscc": [str(i) for i in range(5000)]}), whole)
    book = make_workbook(tmp_path, [["uscc"], *[[str(i)] for i in range(500)]])
    for path in (whole, book):
        content = path.read_bytes()
        cut = write(tmp_path, content[: int(len(content) * kept_share)], f"cut{path.suffix}")
        with pytest.raises(FileDamaged) as caught:
            rows(cut)
        assert cut.name in str(caught.value)


def make_workbook(tmp_path: Path, cells, *, titles=("数据",), name="t.xlsx") -> Path:
    path = tmp_path / name
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"})
    for title in titles:
        sheet = book.add_worksheet(title)
        if title != titles[-1]:
            sheet.write(0, 0, "填表说明")
            continue
        for row, values in enumerate(cells):
            for column, value in enumerate(values):
                sheet.write(row, column, value)
    book.close()
    return path


def test_workbook_cells_become_text(tmp_path):
    columns = [Column(name) for name in "abcde"]
    path = make_workbook(
        tmp_path,
        [
            ["名录"],
            ["a", "b", "c", "d", "e"],
            [3911, 1.25, date(2020, 1, 2), True, " x "],
            [],
            [914401010000000000, 1e-7, datetime(2020, 1, 2, 3, 4), None, "06"],  # noqa: DTZ001
        ],
        titles=("说明", "数据"),
    )
    sheet = read_table(path, columns=columns)
    assert sheet.table.to_pylist() == [
        {"row": 3, "a": "3911", "b": "1.25", "c": "2020-01-02", "d": "true", "e": "x"},
        {
            "row": 5,
            "a": "9.1440101e+17",
            "b": "1e-07",
            "c": "2020-01-02 03:04:00",
            "d": None,
            "e": "06",
        },
    ]
    assert sheet.header_row == 2
    assert codes(sheet) == ["TAB-018"]
    assert "说明" in sheet.findings[0].what.zh


def test_empty_workbook(tmp_path):
    with pytest.raises(FileEmpty):
        rows(make_workbook(tmp_path, []))


def test_broken_inside_of_a_workbook(tmp_path):
    content = bytearray(make_workbook(tmp_path, [["uscc"], ["A"] * 30]).read_bytes())
    start = content.find(b"sheet1.xml")
    content[start + 20 : start + 200] = b"\x00" * 180
    with pytest.raises(FileDamaged):
        rows(write(tmp_path, bytes(content), "t2.xlsx"))
