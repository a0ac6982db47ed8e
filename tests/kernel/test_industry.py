"""Industry codes: structure and names after GB/T 4754-2017."""

import os
from pathlib import Path

import pytest

from lingnan.kernel import Text, industry

SHARED = Path(os.environ.get("LINGNAN_SHARED", Path(__file__).parents[3] / "shared"))
POLICY = SHARED / "facts" / "policy_facts.yaml"

# Divisions per section as the standard counts them: 97 in all.
DIVISIONS_PER_SECTION = {
    "A": 5,
    "B": 7,
    "C": 31,
    "D": 3,
    "E": 4,
    "F": 2,
    "G": 8,
    "H": 2,
    "I": 3,
    "J": 4,
    "K": 1,
    "L": 2,
    "M": 3,
    "N": 4,
    "O": 3,
    "P": 1,
    "Q": 2,
    "R": 5,
    "S": 6,
    "T": 1,
}


def test_20_sections_and_97_divisions() -> None:
    assert list(industry.SECTIONS) == list("ABCDEFGHIJKLMNOPQRST")
    assert list(industry.DIVISIONS) == [f"{number:02d}" for number in range(1, 98)]
    sections = [section for section, _ in industry.DIVISIONS.values()]
    assert {letter: sections.count(letter) for letter in industry.SECTIONS} == DIVISIONS_PER_SECTION
    assert sections == sorted(sections)


@pytest.mark.parametrize(
    ("code", "zh"),
    [
        ("13", "农副食品加工业"),
        ("26", "化学原料和化学制品制造业"),
        ("38", "电气机械和器材制造业"),
        ("39", "计算机、通信和其他电子设备制造业"),
        ("43", "金属制品、机械和设备修理业"),
        ("58", "多式联运和运输代理业"),
        ("87", "广播、电视、电影和录音制作业"),
    ],
)
def test_division_names(code: str, zh: str) -> None:
    assert industry.DIVISIONS[code][1].zh == zh


@pytest.mark.parametrize(
    ("code", "zh"),
    [
        ("C391", "计算机制造"),
        ("C395", "非专业视听设备制造"),
        ("C398", "电子元件及电子专用材料制造"),
        ("C3911", "计算机整机制造"),
        ("C3424", "金属切割及焊接设备制造"),
        ("C3491", "工业机器人制造"),
        ("C358", "医疗仪器设备及器械制造"),
        ("C3737", "海洋工程装备制造"),
        ("C374", "航空、航天器及设备制造"),
        ("I6520", "集成电路设计"),
    ],
)
def test_group_and_class_names(code: str, zh: str) -> None:
    assert industry.GROUPS[code].zh == zh
    assert industry.name(code).zh == zh


def test_every_group_is_a_normal_code_and_named_in_both_languages() -> None:
    for code, name in industry.GROUPS.items():
        assert industry.normalise(code) == code
        assert len(code) in (4, 5)
        assert name.zh.strip() == name.zh != ""
        assert name.en.isascii()
        assert len(code) == 4 or code[:4] in industry.GROUPS


@pytest.mark.parametrize("typed", ["3911", "C3911", "c3911", " Ｃ３９１１ "])
def test_normalise_adds_the_section(typed: str) -> None:
    assert industry.normalise(typed) == "C3911"


def test_normalise_keeps_the_level() -> None:
    assert industry.normalise("39") == "C39"
    assert industry.normalise("c391") == "C391"
    assert industry.normalise("0111") == "A0111"
    assert industry.normalise("6520") == "I6520"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("C3911", None),
        ("39", None),
        ("", "shape"),
        ("C", "shape"),
        ("C3", "shape"),
        ("39110", "shape"),
        ("CC39", "shape"),
        ("制39", "shape"),
        ("U39", "shape"),
        ("3911计算机", "shape"),
        ("00", "division"),
        ("9811", "division"),
        ("A39", "section"),
    ],
)
def test_problems(code: str, expected: str | None) -> None:
    assert industry.problem(code) == expected
    if expected is not None:
        with pytest.raises(ValueError, match=expected):
            industry.normalise(code)


def test_section_and_division() -> None:
    assert industry.section("3911") == "C"
    assert industry.division("C3911") == "39"


def test_name_falls_back_to_the_level_above() -> None:
    assert industry.name("3911") == Text("计算机整机制造", "Complete computers")
    assert industry.name("3423").zh == "金属加工机械制造"  # class not listed, its group is
    assert industry.name("1311").zh == "农副食品加工业"  # neither is


@pytest.mark.parametrize(
    ("code", "is_industrial", "is_manufacturing"),
    [
        ("0511", False, False),
        ("0610", True, False),
        ("1310", True, True),
        ("4390", True, True),
        ("4411", True, False),
        ("4690", True, False),
        ("4710", False, False),
        ("I6520", False, False),
    ],
)
def test_industry_is_mining_manufacturing_and_utilities(
    code: str, is_industrial: bool, is_manufacturing: bool
) -> None:
    assert industry.is_industrial(code) is is_industrial
    assert industry.is_manufacturing(code) is is_manufacturing


@pytest.mark.skipif(not POLICY.is_file(), reason="the shared facts are not beside the repository")
def test_every_code_of_the_clusters_has_a_name() -> None:
    import yaml

    facts = yaml.safe_load(POLICY.read_text(encoding="utf-8"))
    codes = [code for cluster in facts["clusters"] for code in cluster["gbt4754"]["codes"]]
    assert len(codes) > 60
    for code in codes:
        assert industry.normalise(code) == code
        assert code in industry.GROUPS or code[1:] in industry.DIVISIONS
