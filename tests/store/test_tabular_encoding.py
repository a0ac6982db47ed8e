"""Encodings of text files, mixed ones too: the good lines go in, the bad ones are told."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lingnan.store.tabular import Column, read_table
from lingnan.store.tabular.errors import EncodingUnknown, FileDamaged

COLUMNS = (Column("uscc", required=True), Column("name_zh", ("企业名称",)))
NAMES = [
    "广州华腾电子有限公司",
    "佛山鑫恒五金制品厂",
    "东莞市联利塑胶模具有限公司",
    "深圳盛宏精密机械",
]


def write(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    return path


def lines(encodings: list[str]) -> bytes:
    """A header and one line per encoding, each line written in its own."""
    body = b"".join(
        f"A{place},{NAMES[place % 4]}\n".encode(each) for place, each in enumerate(encodings)
    )
    return "uscc,企业名称\n".encode(encodings[0]) + body


def expected(count: int) -> list[dict[str, object]]:
    return [
        {"row": place + 2, "uscc": f"A{place}", "name_zh": NAMES[place % 4]}
        for place in range(count)
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "big5"])
def test_whole_file_in_one_encoding(tmp_path, encoding):
    names = (
        ["香港環球貿易有限公司九龍灣", "統一編號與公司名稱地址"] if encoding == "big5" else NAMES
    )
    text = "uscc,企业名称\n" if encoding != "big5" else "uscc,name_zh\n"
    text += "".join(f"A{place},{names[place % len(names)]}\n" for place in range(50))
    sheet = read_table(write(tmp_path, text.encode(encoding)), columns=COLUMNS)
    assert sheet.encoding == encoding
    assert sheet.table["name_zh"].to_pylist() == [names[p % len(names)] for p in range(50)]
    assert sheet.findings == ()


def test_utf8_file_with_gb18030_lines(tmp_path):
    content = lines(["utf-8"] * 6 + ["gb18030"] * 2 + ["utf-8"])
    sheet = read_table(write(tmp_path, content), columns=COLUMNS)
    assert sheet.encoding == "utf-8"
    assert sheet.table.to_pylist() == expected(9)
    (finding,) = sheet.findings
    assert (finding.code, finding.row) == ("TAB-013", 8)
    assert "2" in finding.what.en


def test_gb18030_file_with_utf8_lines(tmp_path):
    content = lines(["gb18030"] * 6 + ["utf-8"] * 2 + ["gb18030"])
    sheet = read_table(write(tmp_path, content), columns=COLUMNS)
    assert sheet.encoding == "gb18030"
    assert sheet.table.to_pylist() == expected(9)
    assert [(each.code, each.row) for each in sheet.findings] == [("TAB-013", 8)]


@pytest.mark.parametrize("main", ["utf-8", "gb18030"])
def test_line_in_no_encoding_is_a_finding_and_the_others_go_in(tmp_path, main):
    content = lines([main] * 5) + b"A5,\xff\xff\xfe\n" + lines([main] * 3).split(b"\n", 1)[1]
    sheet = read_table(write(tmp_path, content), columns=COLUMNS)
    assert sheet.table.num_rows == 8
    assert sheet.table["row"].to_pylist() == [2, 3, 4, 5, 6, 8, 9, 10]
    assert [(each.code, each.row) for each in sheet.findings] == [("TAB-012", 7)]
    assert sheet.rejected_count == 1


def test_unknown_encoding_is_refused(tmp_path):
    with pytest.raises(EncodingUnknown) as caught:
        read_table(write(tmp_path, b"uscc,name_zh\n" + b"A,\xff\xff\xff\n" * 50), columns=COLUMNS)
    assert "TAB-006" in str(caught.value)
    assert "t.csv" in caught.value.render("zh")


def test_utf16_cut_in_the_middle_of_a_character(tmp_path):
    content = "uscc,name_zh\nA,甲\n".encode("utf-16")[:-1]
    with pytest.raises(FileDamaged):
        read_table(write(tmp_path, content), columns=COLUMNS)


CELLS = st.text(
    st.sampled_from("广州华腾电子有限公司联通·（）ABCé 0123,\"\n'"), min_size=0, max_size=12
).map(str.strip)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    cells=st.lists(st.tuples(st.integers(1, 9**9), CELLS), min_size=1, max_size=20),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    is_quoted=st.booleans(),
)
def test_what_is_written_is_read(tmp_path, cells, delimiter, is_quoted):
    """Quoted cells come back as written, whatever delimiter, quotes or line breaks they hold."""
    written = [
        (str(number), text.replace(delimiter, "") if not is_quoted else text)
        for number, text in cells
    ]
    if not is_quoted:
        written = [(a, b.replace('"', "").replace("\n", "").strip()) for a, b in written]
    mark = '"' if is_quoted else ""
    text = f"uscc{delimiter}name_zh\n" + "".join(
        f"{mark}{a}{mark}{delimiter}{mark}{b.replace(chr(34), chr(34) * 2)}{mark}\n"
        for a, b in written
    )
    sheet = read_table(write(tmp_path, text.encode()), columns=COLUMNS)
    assert sheet.table["uscc"].to_pylist() == [a for a, _ in written]
    assert sheet.table["name_zh"].to_pylist() == [b or None for _, b in written]
    assert sheet.findings == ()
