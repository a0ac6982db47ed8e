"""Regions as people write them, against the cities of a pack."""

import pytest

from lingnan.registry.place import Places


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("440100", "440100"),
        ("440106", "440106"),
        ("4401", "440100"),
        ("440106000000", "440106"),
        ("440100.0", "440100"),
        ("广州", "440100"),
        ("广州市", "440100"),
        ("广东省广州市", "440100"),
        ("广东广州", "440100"),
        ("广东省广州市天河区", "440100"),
        ("Guangzhou", "440100"),
        ("GUANGZHOU CITY", "440100"),
        (" 东莞 市 ", "441900"),
    ],
)
def test_known(pack, typed, code):
    assert Places(pack).resolve(typed) == code


@pytest.mark.parametrize(
    "typed", ["440000", "430100", "440200", "长沙", "广", "广东省", "中山", ""]
)
def test_unknown(pack, typed):
    with pytest.raises(ValueError, match="no place"):
        Places(pack).resolve(typed)


def test_city_of_a_county(pack):
    places = Places(pack)
    assert places.city_code("440106") == "440100"
    assert places.city_code("430102") is None
    assert places.city_code("44") is None


def test_the_cities_of_the_real_pack_answer_to_their_names():
    from lingnan.packs import load_pack

    pack = load_pack("guangdong")
    places = Places(pack)
    for city in pack.cities:
        for name in (city.code, city.short_zh, city.name.zh, city.name.en, f"广东省{city.name.zh}"):
            assert places.resolve(name) == city.code
