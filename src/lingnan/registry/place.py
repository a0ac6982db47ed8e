"""Where an enterprise is: region codes and city names, as the pack knows the cities.

Not a gazetteer: counties go by code only.
"""

import unicodedata
from collections.abc import Iterator

from lingnan.kernel import half_width, region
from lingnan.packs import Pack


class Places:
    """Resolves typed regions against the cities of a pack."""

    def __init__(self, pack: Pack) -> None:
        self._cities = {city.code: city for city in pack.cities}
        self._province = region.PROVINCES.get(pack.region_code)
        self._names: dict[str, str] = {}
        for city in pack.cities:
            for name in (city.name.zh, city.short_zh, *_english(city.name.en)):
                self._names.setdefault(_key(name), city.code)

    @property
    def example(self) -> str:
        """Answer how a city of this pack may be written, to show in advice."""
        first = next(iter(self._cities.values()), None)
        return "" if first is None else f"{first.name.zh} / {first.name.en} / {first.code}"

    def resolve(self, typed: str) -> str:
        """Answer the six-digit code of a city or county of the pack.

        Accepts codes (also shortened and statistical ones) and names: ``广州``, ``广州市``,
        ``广东省广州市天河区`` (gives the city), ``Guangzhou``, ``guangzhou city``.
        Raises: ValueError when the pack has no such place.
        """
        code = region.normalise(half_width(typed).removesuffix(".0"))
        found = self._held(code) if code.isdigit() else self._named(_key(typed))
        if found is None:
            raise ValueError(f"{typed!r} is no place of the pack")
        return found

    def city_code(self, code: str) -> str | None:
        """Answer the city of a region code; None if the pack does not hold it."""
        if region.problem(code) is not None:
            return None
        city = region.Region(code).city_code
        return city if city in self._cities else None

    def _held(self, code: str) -> str | None:
        return None if self.city_code(code) is None else code

    def _named(self, name: str) -> str | None:
        for each in self._without_province(name):
            if each in self._names:
                return self._names[each]
            for code, city in self._cities.items():
                if each.startswith(_key(city.name.zh)):
                    return code
        return None

    def _without_province(self, name: str) -> Iterator[str]:
        yield name
        if self._province is not None:
            whole = _key(self._province.zh)
            for prefix in (whole, whole.rstrip("省市"), _key(self._province.en)):
                if name.startswith(prefix) and name != prefix:
                    yield name.removeprefix(prefix)


def _english(name: str) -> tuple[str, ...]:
    return (name, f"{name} city", f"{name} shi", f"{name} municipality")


def _key(name: str) -> str:
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(each for each in plain if each.isalnum())
