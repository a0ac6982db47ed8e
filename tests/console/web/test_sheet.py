"""CSV for spreadsheet programs: no cell acts, every cell comes back."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingnan.console.charts.chart import Column, Table
from lingnan.console.web.sheet import csv_content, harmless, sent_csv, sent_table
from lingnan.kernel import Text


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "－1+2"],
)
def test_a_cell_that_would_act_stands_behind_an_apostrophe(cell):
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["-3", "+12", "-1,234.5", "-7%", "", "440100", "a=b", "岭南"])
def test_numbers_and_words_stay_as_they_are(cell):
    assert harmless(cell) == cell


@given(st.text())
def test_no_text_begins_with_a_sign_that_acts(cell):
    told = harmless(cell).lstrip(" \u00a0\u3000")
    first = told[:1]
    assert first not in set("=@＝＋－＠") | {"\t", "\r", "\n"}
    assert first not in {"+", "-"} or told[1:2].isdecimal()


def test_every_kind_of_cell_is_written_so_that_it_can_be_read_again():
    rows = [
        [None, 0, 1.5, True, date(2023, 9, 30), datetime(2024, 1, 2, 3, 4, tzinfo=UTC)],
        [Text("是", "yes"), "a,b", 'say "x"', "two\nlines", "=1", -5],
    ]
    content = csv_content(["a", "b", "c", "d", "e", "=f"], rows, "en")
    assert content.startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert read == [
        ["a", "b", "c", "d", "e", "'=f"],
        ["", "0", "1.5", "1", "2023-09-30", "2024-01-02 03:04:00+00:00"],
        ["yes", "a,b", 'say "x"', "two\nlines", "'=1", "-5"],
    ]


def test_many_rows_are_written_in_pieces():
    sent = sent_csv("rows.csv", ["n"], ([number] for number in range(5_000)))
    pieces = list(sent.content)
    assert len(pieces) == 3
    assert b"".join(pieces).decode("utf-8-sig").split() == ["n", *map(str, range(5_000))]


def test_the_table_of_a_chart_is_a_file():
    table = Table("t", (Column("城市", "text"), Column("户")), (("广州", "1,234"), ("=x", "–")))
    assert sent_table("t.csv", table).content.decode("utf-8-sig").splitlines() == [
        "城市,户",
        '广州,"1,234"',
        "'=x,–",
    ]
