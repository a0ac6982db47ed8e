"""What an author is told when a file breaks its schema."""

from pathlib import Path

import pytest

from lingnan.packs import PackContentError, PackFileError, load_pack


def problems(folder: Path) -> list[str]:
    with pytest.raises(PackContentError) as caught:
        load_pack(folder)
    return [problem.text().en for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("name", "old", "new", "where", "allowed"),
    [
        ("targets.yaml", "unit_id: enterprise", "unitid: enterprise",
         "targets.yaml:6 targets[digital_plants]: unknown key 'unitid'", "unit_id"),
        ("targets.yaml", "deadline: 2022-12-31, value", "deadline: 2022-12-31, valu",
         "targets.yaml:11 targets[digital_plants].milestones[0]: unknown key 'valu'", "value"),
        ("targets.yaml", "at_least: 1}", "minimum: 1}",
         "targets.yaml:21 targets[digital_plants].definitions[digital_plants.level1].conditions[",
         "kind, models, at_least"),
        ("clusters.yaml", "actor: {zh", "who: {zh",
         "clusters.yaml:14 clusters[toys].focus[0]: unknown key 'who'", "actor"),
        ("sources.yaml", "en: Plan", "de: Plan",
         "sources.yaml:2 sources[tiny-plan].title: unknown key 'de'", "zh, en"),
        ("pack.yaml", "is_test", "test",
         "pack.yaml:8: unknown key 'test'", "is_test"),
        ("cities.csv", "tile_row", "row",
         "cities.csv:2 cities[820100]: unknown key 'row'", "tile_row, tile_col"),
        ("models/tiny-maturity.yaml", "fresh_days", "fresh",
         "models/tiny-maturity.yaml:11: unknown key 'fresh'", "fresh_days"),
        ("gaps.yaml", "gaps:", "holes:",
         "gaps.yaml:1 holes: unknown key 'holes'", "gaps, defaults"),
    ],
)  # fmt: skip
def test_an_unknown_key_is_refused_with_the_allowed_ones(
    edit, name: str, old: str, new: str, where: str, allowed: str
) -> None:
    found = problems(edit(name, old, new))
    match = [text for text in found if text.startswith(where)]
    assert len(match) == 1, found
    assert allowed in match[0].split("allowed: ")[1]


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("targets.yaml", "value: 20,", "value: many,", "milestones[0].value"),
        ("targets.yaml", "source: tiny-plan\n        is_confirmed", "is_confirmed",
         "definitions[digital_plants.level1].source: a required key is missing"),
        ("targets.yaml", 'comparator: ">", number: 0.5', 'comparator: ">", codes: [A]',
         "'one_of' needs codes"),
        ("targets.yaml", "one_of, codes: [OPEN]", "one_of", "'one_of' needs codes"),
        ("targets.yaml", "headline_definition: digital_plants.level1",
         "headline_definition: digital_plants.level9", "not among the definitions"),
        ("targets.yaml", "counts: entity", "counts: enterprise", "counts: entity goes with"),
        ("assumptions.yaml", "value: 0.9, low: 0.7", "value: 0.6, low: 0.7",
         "value must lie between low and high"),
        ("sources.yaml", "en: Plan of Tinyland", "en: no", "put yes, no, on and off in quotes"),
        ("pack.yaml", '"820000"', "820000", "region_code: value 820000 is not valid"),
        ("cities.csv", "all,0,1", "none,0,1", "unknown city group; known: all"),
        ("published.csv", "2021-06-30,2021-09-30,9", "2021-06-31,2021-09-30,9",
         "published.csv:3 published[digital_plants].as_of"),
        ("gaps.yaml", "gaps:", "defaults: 3\ngaps:", "defaults: must be a mapping"),
        ("gaps.yaml", "gaps:\n  -", "gaps:\n ", "gaps: must be a list"),
    ],
)  # fmt: skip
def test_a_bad_value_is_told_with_its_place(edit, name: str, old: str, new: str, told: str) -> None:
    found = problems(edit(name, old, new))
    assert any(told in text and text.startswith(name) for text in found), found


def test_all_problems_of_all_files_are_told_at_once(land: Path, edit) -> None:
    edit("targets.yaml", "comparator: about", "comparator: roughly")
    edit("cities.csv", ",0,0,", ",-1,0,")
    found = problems(edit("assumptions.yaml", "unit: year", "units: year"))
    assert {text.split(":")[0] for text in found} == {
        "targets.yaml",
        "cities.csv",
        "assumptions.yaml",
    }


def test_the_error_speaks_both_languages_and_counts(edit) -> None:
    with pytest.raises(PackContentError) as caught:
        load_pack(edit("sources.yaml", "kind: own", "sort: own"))
    assert caught.value.code == "PAK-003"
    assert "不认识的键“sort”" in caught.value.render("zh")
    assert "1 place(s)" in caught.value.render("en")


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("gaps.yaml", "gaps: ]", "line 1"),
        ("gaps.yaml", "- a\n- b\n", "the top level must be a mapping"),
        ("gaps.yaml", "gaps:\n  - {day: 2021-02-30}\n", "day is out of range"),
        ("published.csv", "", "header is missing"),
        ("published.csv", "value,value\n1,2\n", "repeats a column"),
        ("published.csv", "target_id,value\na,1,2\n", "line 2 has 3 cells, the header 2"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(land: Path, name: str, text: str, told: str) -> None:
    (land / name).write_text(text, encoding="utf-8")
    with pytest.raises(PackFileError) as caught:
        load_pack(land)
    assert caught.value.code == "PAK-002"
    assert name in str(caught.value)
    assert told in str(caught.value)


def test_a_file_in_another_encoding_is_named(land: Path) -> None:
    # 11 bytes of ASCII; C8 B1 happens to be a UTF-8 letter, BF is not
    (land / "gaps.yaml").write_bytes("gaps: [] # 缺口".encode("gb18030"))
    with pytest.raises(PackFileError, match="byte 13 is not UTF-8"):
        load_pack(land)


def test_a_byte_order_mark_and_blank_lines_do_no_harm(land: Path) -> None:
    path = land / "published.csv"
    path.write_text("\ufeff" + path.read_text(encoding="utf-8") + "\n\n", encoding="utf-8")
    assert len(load_pack(land).published) == 3
