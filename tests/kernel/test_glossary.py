"""The glossary keeps one word for one concept, in both languages, with a source."""

import re
from pathlib import Path

GLOSSARY = Path(__file__).parents[2] / "GLOSSARY.md"


def rows() -> list[list[str]]:
    lines = GLOSSARY.read_text(encoding="utf-8").splitlines()
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in lines
        if line.startswith("|")
    ]
    return [row for row in cells if row[0] != "term" and not row[0].startswith("---")]


def test_every_row_is_complete() -> None:
    assert len(rows()) >= 60
    for row in rows():
        assert len(row) == 4, row
        assert all(row), row
        assert re.search(r"[\u4e00-\u9fff]", row[1]), row


def test_terms_are_unique_in_both_languages() -> None:
    for column in (0, 1):
        words = [row[column] for row in rows()]
        assert len(words) == len(set(words))


def test_words_the_project_has_fixed() -> None:
    fixed = {row[0]: row[1] for row in rows()}
    assert fixed["above-scale industrial enterprise"] == "规模以上工业企业"
    assert fixed["using cloud"] == "上云用云"
    assert fixed["USCC"] == "统一社会信用代码"
