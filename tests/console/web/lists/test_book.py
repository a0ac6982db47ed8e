"""Workbooks that are written while they are sent are read back as they were."""

import io
import zipfile
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from lingnan.console.web.book import book_pieces, sent_book
from lingnan.console.web.sheet import harmless
from lingnan.kernel import Text

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=40)


def read(pieces):
    return CalamineWorkbook.from_filelike(io.BytesIO(b"".join(pieces)))


def test_every_kind_of_cell():
    rows = [
        ["=1+1", None, 3, 2.5, True, date(2023, 9, 30), Text("一", "one")],
        ["<&>\x01", "", -1, 0, False, datetime(2024, 1, 2, 3, 4, tzinfo=UTC), "x"],
    ]
    book = read(book_pieces("企业[1]", list("abcdefg"), rows, ["note"], "en"))
    assert book.sheet_names == ["企业1", "note"]
    assert book.get_sheet_by_index(0).to_python() == [
        list("abcdefg"),
        ["'=1+1", "", 3, 2.5, 1, "2023-09-30", "one"],
        ["<&>", "", -1, 0, 0, "2024-01-02 03:04:00+00:00", "x"],
    ]
    assert book.get_sheet_by_index(1).to_python() == [["note"]]


@given(st.lists(st.lists(TEXTS, min_size=2, max_size=2), max_size=5))
def test_texts_come_back(rows):
    sheet = read(book_pieces("t", ["a", "b"], rows, [])).get_sheet_by_index(0)
    told = [[str(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)][1:]
    expected = [[harmless(cell) for cell in row] for row in rows]
    while expected and not any(expected[-1]):
        expected.pop()
    padded = [[*row, "", ""][:2] for row in told]
    assert padded[: len(expected)] == expected


def test_it_is_written_in_pieces_and_is_a_sound_archive():
    sent = sent_book("a.xlsx", "t", ["n"], ([number] for number in range(5_000)), ["x"])
    pieces = list(sent.content)
    assert len(pieces) == 3
    with zipfile.ZipFile(io.BytesIO(b"".join(pieces))) as packed:
        assert packed.testzip() is None
