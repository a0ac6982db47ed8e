"""Scopes: over which rows a role holds. A target says in which scopes a row lies.

Pure values. Not for: who has which scope (identity) nor the same rule as SQL (visible).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Self

from lingnan.access.errors import BadScope
from lingnan.kernel import Text, region, uscc


class ScopeKind(StrEnum):
    """What a scope is named by."""

    EVERYTHING = "everything"
    PROVINCE = "province"
    CITY = "city"
    ENTERPRISE = "enterprise"
    PARK = "park"
    CHAIN = "chain"
    PROVIDER = "provider"
    BANK = "bank"
    PREFIX = "prefix"


SCOPE_NAME: Final = {
    ScopeKind.EVERYTHING: Text("全部", "everything"),
    ScopeKind.PROVINCE: Text("省", "province"),
    ScopeKind.CITY: Text("市", "city"),
    ScopeKind.ENTERPRISE: Text("企业", "enterprise"),
    ScopeKind.PARK: Text("产业园", "park"),
    ScopeKind.CHAIN: Text("产业链供应链", "chain"),
    ScopeKind.PROVIDER: Text("服务商", "provider"),
    ScopeKind.BANK: Text("金融机构", "financial institution"),
    ScopeKind.PREFIX: Text("标识前缀", "identifier prefix"),
}
_ALL: Final = "*"
_PREFIX: Final = re.compile(r"[^\s./*]+(\.[^\s./*]+)*")
_KEY: Final = re.compile(r"[^\s\x00-\x1f\x7f]{1,80}")
_UPPER: Final = {code: code - 32 for code in range(ord("a"), ord("z") + 1)}


@dataclass(frozen=True, slots=True, order=True)
class Scope:
    """One kind and key, such as city 440100 or prefix 88.900; everything has the key `*`.

    Raises: BadScope when the key cannot be one of its kind.
    """

    kind: ScopeKind
    key: str = _ALL

    def __post_init__(self) -> None:
        if self.kind is ScopeKind.PREFIX:
            # Handles are compared without regard to ASCII case. Source: RFC 3651 section 2.
            object.__setattr__(self, "key", self.key.translate(_UPPER))
        if not _fits(self.kind, self.key):
            raise BadScope(kind=SCOPE_NAME[self.kind], key=self.key)

    @classmethod
    def parse(cls, said: str) -> Self:
        """Read `kind:key` as `str` writes it; raises BadScope."""
        kind, _, key = said.partition(":")
        if kind not in tuple(ScopeKind):
            raise BadScope(kind=kind, key=key)
        is_all = kind == ScopeKind.EVERYTHING.value and not key
        return cls(ScopeKind(kind), _ALL if is_all else key)

    def covers(self, place: "Scope") -> bool:
        """Answer whether a row that lies in a place lies within this scope."""
        if self.kind is ScopeKind.EVERYTHING:
            return True
        if self.kind is ScopeKind.PREFIX and place.kind is ScopeKind.PREFIX:
            return place.key == self.key or place.key.startswith(self.key + ".")
        return self == place

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be seen or changed: every scope in which it lies.

    A target without places is the installation itself; only `everything` covers it.
    """

    places: frozenset[Scope] = frozenset()

    @classmethod
    def region(cls, code: str) -> Self:
        """A province, city or county; a city lies in its province."""
        return cls(frozenset(_region(code)))

    @classmethod
    def enterprise(
        cls,
        code: str,
        *,
        region_code: str | None = None,
        parks: Iterable[str] = (),
        chains: Iterable[str] = (),
        providers: Iterable[str] = (),
        banks: Iterable[str] = (),
        prefixes: Iterable[str] = (),
    ) -> Self:
        """An enterprise with all that it belongs to on the day.

        `providers` and `banks` are those to whom it gave its consent, nobody else.
        """
        places = {Scope(ScopeKind.ENTERPRISE, code)}
        if region_code is not None:
            places.update(_region(region_code))
        for kind, keys in (
            (ScopeKind.PARK, parks),
            (ScopeKind.CHAIN, chains),
            (ScopeKind.PROVIDER, providers),
            (ScopeKind.BANK, banks),
            (ScopeKind.PREFIX, prefixes),
        ):
            places.update(Scope(kind, key) for key in keys)
        return cls(frozenset(places))

    @classmethod
    def of(cls, kind: ScopeKind, key: str) -> Self:
        """One park, chain, provider, bank or the like itself."""
        return cls(frozenset({Scope(kind, key)}))

    @classmethod
    def handle(cls, handle: str) -> Self:
        """A handle, or a prefix: `88.900.1/a`, `0.NA/88.900.1` and `88.900.1` lie in 88.900.1.

        Raises: BadScope.
        """
        prefix, slash, suffix = handle.partition("/")
        is_of_prefix = slash and prefix.translate(_UPPER) == "0.NA"
        return cls.of(ScopeKind.PREFIX, suffix if is_of_prefix else prefix)

    def __or__(self, other: "Target") -> "Target":
        """A target that lies in the places of both, such as a handle of an enterprise."""
        return Target(self.places | other.places)


def _region(code: str) -> list[Scope]:
    if region.problem(code) is not None:
        raise BadScope(kind=SCOPE_NAME[ScopeKind.CITY], key=code)
    place = region.Region(code)
    places = [Scope(ScopeKind.PROVINCE, place.province_code)]
    if place.city_code is not None:
        places.append(Scope(ScopeKind.CITY, place.city_code))
    return places


def _fits(kind: ScopeKind, key: str) -> bool:
    if kind is ScopeKind.EVERYTHING:
        return key == _ALL
    if kind in (ScopeKind.PROVINCE, ScopeKind.CITY):
        return region.problem(key) is None and region.Region(key).level == kind.value
    if kind is ScopeKind.ENTERPRISE:
        return uscc.problem(key) is None
    if kind is ScopeKind.PREFIX:
        return len(key) <= 128 and _PREFIX.fullmatch(key) is not None
    return key != _ALL and _KEY.fullmatch(key) is not None


EVERYTHING: Final = Scope(ScopeKind.EVERYTHING)
