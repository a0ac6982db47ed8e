"""Checks of a whole pack: each rule is broken once."""

from pathlib import Path

import pytest

from lingnan.kernel import Severity
from lingnan.packs import PackNotFoundError, check_pack

TINYLAND = Path(__file__).parent / "tinyland"


def test_tinyland_is_without_findings() -> None:
    assert check_pack(TINYLAND) == []


def test_guangdong_has_no_errors_or_warnings_of_its_own() -> None:
    found = [item for item in check_pack("guangdong") if item.severity is not Severity.INFO]
    assert found == []


@pytest.mark.parametrize(
    ("code", "name", "old", "new", "row", "told"),
    [
        ("PAK-103", "targets.yaml", "unit_id: enterprise", "unit_id: node\n    unit_id: enterprise",
         7, "unit_id"),
        ("PAK-105", "gaps.yaml", "gaps:",
         "gaps:\n  - {id: harbours, what: {zh: 一, en: a}, source: tiny-plan}", 3, "harbours"),
        ("PAK-105", "targets.yaml", "id: digital_plants.networked", "id: harbour_platforms.open",
         None, "harbour_platforms.open"),
        ("PAK-106", "targets.yaml", "denominator_id: plants", "denominator_id: farms", 3, "farms"),
        ("PAK-106", "targets.yaml", "code: machines_networked_share", "code: machines_share",
         3, "unknown indicator 'machines_share'"),
        ("PAK-106", "targets.yaml", "models: [tiny-maturity]", "models: [tiny]",
         3, "unknown assessment model 'tiny'"),
        ("PAK-106", "targets.yaml", "sections: [C]", "sections: [Z]", 3, "section 'Z'"),
        ("PAK-106", "targets.yaml", "class_code: harbour", "class_code: airport",
         33, "platform:airport"),
        ("PAK-106", "clusters.yaml", 'bases: ["820100"]', 'bases: ["820300"]', 3, "city '820300'"),
        ("PAK-106", "cluster_industries.csv", "kites,R88", "boats,R88", 4, "cluster 'boats'"),
        ("PAK-106", "published.csv", "digital_plants,820100", "digital_plants,820900",
         4, "region '820900'"),
        ("PAK-106", "published.csv", "digital_plants,820100", "roads,820100", 4, "target 'roads'"),
        ("PAK-106", "denominators.yaml", "48, source: tiny-office", "48, source: hearsay",
         2, "source 'hearsay'"),
        ("PAK-106", "gaps.yaml", "[harbour_platforms]", "[harbours]", 2, "target 'harbours'"),
        ("PAK-106", "models/tiny-maturity.yaml", "[machines_networked_share]", "[machines]",
         None, "tiny-maturity:Q2.measured_by"),
        ("PAK-106", "models/tiny-maturity.yaml", "source: tiny-plan", "source: hearsay",
         None, "hearsay"),
        ("PAK-107", "pack.yaml", '"820000"', '"990000"', None, "990000"),
        ("PAK-107", "cities.csv", "820200", "810200", 3, "no city under 820000"),
        ("PAK-107", "cluster_industries.csv", "kites,R88", "kites,R99", 4, "R99"),
        ("PAK-107", "cluster_industries.csv", "kites,R88", "kites,88", 4, "section"),
        ("PAK-108", "cities.csv", "all,0,0", "all,0,1", 3, "same tile as 东港"),
        ("PAK-109", "city_above_scale.csv", "33,enterprise", "34,enterprise",
         None, "2021-12-31 the cities add up to 49, the published total is 48"),
        ("PAK-110", "published.csv", "2021-06-30,2021-09-30", "2021-06-29,2021-09-30",
         3, "last day of a month"),
        ("PAK-110", "published.csv", "2021-06-30,2021-09-30", "2021-06-30,2021-03-31",
         3, "as_of_range"),
        ("PAK-110", "targets.yaml", "2024-12-31, value: 40", "2021-12-31, value: 40",
         3, "2021-12-31"),
        ("PAK-110", "denominators.yaml", "as_of: 2021-12-31", "as_of: 2019-12-31", 2, "2019-12-31"),
        ("PAK-111", "published.csv", "2021-09-30,9,", "2021-09-30,4,", 3, "falls from 5 to 4"),
        ("PAK-112", "assumptions.yaml", "unit: ratio", "unit: furlong", 4, "furlong"),
        ("PAK-113", "published.csv", "9,over,enterprise", "9,over,platform", 3, "platform"),
        ("PAK-114", "targets.yaml", "at_least: 1}", "at_least: 3}", 3, "tiny-maturity ends at 2"),
        ("PAK-115", "indicators.yaml", "published.digital_plants", "digital_plants_told",
         None, "published.digital_plants"),
        ("PAK-115", "city_above_scale.csv", "820200,2021-12-31,15", "820200,2022-12-31,15",
         None, "above-scale counts of 2021"),
        ("PAK-116", "indicators.yaml", ", in_force: 2020-02-01", "",
         None, "indicators[platform_state] has no date in force"),
    ],
)  # fmt: skip
def test_each_rule(
    edit, code: str, name: str, old: str, new: str, row: int | None, told: str
) -> None:
    found = [item for item in check_pack(edit(name, old, new)) if item.code == code]
    match = [item for item in found if told in item.what.en]
    assert match, [item.what.en for item in found]
    if row is not None:
        assert (match[0].file, match[0].row) == (name, row)
    assert match[0].what.zh != match[0].what.en
    assert "{" not in match[0].what.zh + match[0].remedy.zh + match[0].remedy.en


def test_a_code_of_no_national_shape_is_refused(edit) -> None:
    found = check_pack(edit("cities.csv", "820200,西山市", "8202,西山市"))
    assert {"PAK-106", "PAK-107"} <= {item.code for item in found}


def test_a_stranger_in_the_folder_is_pointed_out(land: Path) -> None:
    (land / "target.yaml").write_text("targets: []\n", encoding="utf-8")
    [found] = check_pack(land)
    assert (found.code, found.severity, found.file) == ("PAK-104", Severity.WARNING, "target.yaml")
    assert "targets.yaml" in found.remedy.en


def test_schema_problems_become_findings_with_file_and_row(edit) -> None:
    [found] = check_pack(edit("cities.csv", "all,0,1", "all,north,1"))
    assert (found.code, found.file, found.row) == ("PAK-102", "cities.csv", 2)
    assert found.field == "cities[820100].tile_row"


def test_an_unreadable_file_becomes_a_finding(edit) -> None:
    [found] = check_pack(edit("gaps.yaml", "gaps:", "gaps: ]"))
    assert (found.code, found.file) == ("PAK-101", "gaps.yaml")


def test_errors_come_before_warnings(edit) -> None:
    edit("assumptions.yaml", "unit: ratio", "unit: furlong")
    found = check_pack(edit("published.csv", "digital_plants,820100", "digital_plants,820900"))
    assert [item.severity for item in found] == [Severity.ERROR, Severity.WARNING]


def test_a_pack_that_is_nowhere_is_an_error_of_the_caller() -> None:
    with pytest.raises(PackNotFoundError):
        check_pack("atlantis")
