"""Tables for people: aligned with Chinese in them, nothing lost in a narrow window."""

import unicodedata

import pytest

from lingnan.cli.output import Format, print_records
from lingnan.kernel import Text

HEADINGS = {
    "name": Text("名称", "name"),
    "count": Text("数量", "count"),
    "kind": Text("类", "kind"),
}
RECORDS = [
    {"name": "东莞丙三电子有限公司", "count": 12345, "kind": "a"},
    {"name": "B", "count": None, "kind": "[bold]b"},
]


def cells(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def show(capsys, records=RECORDS, lang="zh", title=None):
    print_records(records, HEADINGS, form=Format.table, lang=lang, title=title)
    return capsys.readouterr().out.splitlines()


def test_numbers_stand_right_and_unknown_is_a_dash(capsys):
    lines = show(capsys, title="标题")
    assert lines[0] == "标题"
    ends = {
        cells(line[: line.index(mark) + len(mark)])
        for line, mark in zip((lines[1], lines[3], lines[4]), ("数量", "12,345", "–"), strict=True)
    }
    assert len(ends) == 1
    assert "[bold]b" in lines[4]


def test_nothing_is_cut_in_a_narrow_window(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "24")
    lines = show(capsys, lang="en")
    assert lines[0].startswith("name")
    text = "".join("".join(lines).split())
    for told in ("东莞丙三电子有限公司", "12,345", "[bold]b"):
        assert told in text


@pytest.mark.parametrize("width", ["40", "80", "100", "120", "200"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_figure_of_progress_is_there_at_any_width(province, monkeypatch, width, lang):
    monkeypatch.setenv("COLUMNS", width)
    told = "".join(province("progress", "--lang", lang).out.split())
    for target in province("progress", "--format", "json").json["targets"]:
        assert f"{target['goal']:,}" in told
        assert f"{target['proven']:,}" in told
    lines = province("progress", "--lang", lang).out.splitlines()
    tables = [line for line in lines if "2,000" not in line and "--format json" not in line]
    assert max(map(cells, tables)) <= int(width)
    assert told.count("进度滞后" if lang == "zh" else "offtrack") >= 1
