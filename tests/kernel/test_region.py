"""Region codes: shape and level after GB/T 2260."""

import pytest

from lingnan.kernel import Text, region


def test_34_provinces() -> None:
    assert len(region.PROVINCES) == 34
    assert region.PROVINCES["440000"] == Text("广东省", "Guangdong")
    assert all(region.Region(code).level == "province" for code in region.PROVINCES)
    assert len({name.zh for name in region.PROVINCES.values()}) == 34
    assert len({name.en for name in region.PROVINCES.values()}) == 34


@pytest.mark.parametrize(
    ("code", "level", "city_code"),
    [
        ("440000", "province", None),
        ("440100", "city", "440100"),
        ("440103", "county", "440100"),
        ("441900", "city", "441900"),  # Dongguan has no counties
        ("442000", "city", "442000"),  # nor has Zhongshan
        ("429004", "county", "429000"),  # a county under the province itself
    ],
)
def test_levels(code: str, level: str, city_code: str | None) -> None:
    found = region.Region(code)
    assert found.level == level
    assert found.city_code == city_code
    assert found.province_code == code[:2] + "0000"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("440103", None),
        ("44010", "length"),
        ("4401030", "length"),
        ("44O103", "digits"),
        ("４４０１０３", "digits"),
        ("160000", "province"),
        ("000000", "province"),
        ("440001", "city"),
    ],
)
def test_problems(code: str, expected: str | None) -> None:
    assert region.problem(code) == expected


def test_a_region_is_never_malformed() -> None:
    with pytest.raises(ValueError, match="province"):
        region.Region("990000")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("44", "440000"),
        ("4401", "440100"),
        ("４４０１０３　", "440103"),
        ("440103001", "440103"),
        ("440103001002", "440103"),
        ("44010", "44010"),
        ("广州", "广州"),
        ("", ""),
    ],
)
def test_normalise(typed: str, expected: str) -> None:
    assert region.normalise(typed) == expected
