"""Which industry the enterprises of each city work in.

Shares of industries over the whole province are those of the pack (census anchors, the rest
assumed); a city that a cluster names as its base has more of that cluster's industries. Not for
clusters as such: the registry derives them from the industry codes.
"""

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from lingnan.kernel.industry import DIVISIONS, GROUPS
from lingnan.kernel.text import Text
from lingnan.packs import Pack
from lingnan.sample.assumption import Assumptions
from lingnan.sample.scale import apportion

#: Codes that the kernel knows no finer code of.
_FINEST = tuple(
    code for code in GROUPS if not any(other.startswith(code) for other in GROUPS if other != code)
)
_ROUNDS = 60
_TINY = 1e-300


@dataclass(frozen=True, slots=True)
class Trades:
    """Divisions that occur in the sample.

    Attributes:
        shares: of each division among the enterprises concerned, as written in the pack.
    """

    divisions: tuple[str, ...]
    shares: tuple[Decimal, ...]


def trades(assumed: Assumptions, group: str) -> Trades:
    """The divisions and shares that the pack gives under `sample.<group>.<division>`."""
    found = assumed.group(group)
    return Trades(tuple(found), tuple(found.values()))


def divisions_by_city(
    pack: Pack, kinds: Trades, city_counts: NDArray[np.int64], tilt: float
) -> NDArray[np.int64]:
    """Enterprises of each city and division.

    Iterative proportional fitting of (1 + tilt where the city is a base of a cluster of the
    division) to the counts of cities and the shares of divisions, then largest remainder within
    each city: counts of cities are exact, shares of divisions up to half an enterprise a city.
    Source: Deming and Stephan (1940), doi:10.1214/aoms/1177731829.

    Shapes:
        returns: cities x divisions; rows add up to `city_counts`.
    """
    table = np.ones((len(pack.cities), len(kinds.divisions)))
    place = {city.code: row for row, city in enumerate(pack.cities)}
    for cluster in pack.clusters:
        own = {item.code.lstrip("ABCDEFGHIJKLMNOPQRST")[:2] for item in cluster.industries}
        columns = [number for number, name in enumerate(kinds.divisions) if name in own]
        rows = [place[base] for base in cluster.bases if base in place]
        table[np.ix_(rows, columns)] = 1 + tilt
    shares = np.array([float(share) for share in kinds.shares])
    goal = shares / shares.sum() * city_counts.sum()
    for _ in range(_ROUNDS):
        table *= goal / np.maximum(table.sum(axis=0), _TINY)
        table *= (city_counts / np.maximum(table.sum(axis=1), _TINY))[:, None]
    return np.stack(
        [
            apportion(int(count), np.rint(row * 1_000_000).astype(np.int64))
            for count, row in zip(city_counts, table, strict=True)
        ]
    )


def industry_codes(
    assumed: Assumptions,
    divisions: list[str],
    division: NDArray[np.integer],
    rng: np.random.Generator,
) -> tuple[list[str], NDArray[np.int16]]:
    """Codes with section letter for each enterprise, four digits where the classes are known.

    `sample.class_share.<division>` of a division's enterprises get one of the finest codes that the
    kernel knows, weighted by `sample.class_weight.<class>` (1 unless given); the rest keep the
    two digits.

    Shapes:
        returns: vocabulary of codes; the place of each enterprise's code in it.
    """
    class_share = assumed.group("class_share")
    class_weight = assumed.group("class_weight")
    words: list[str] = []
    chosen = np.zeros(len(division), dtype=np.int16)
    for number, name in enumerate(divisions):
        section = DIVISIONS[name][0]
        share = float(class_share.get(name, 0))
        classes = [code for code in _FINEST if code[1:3] == name and share]
        weight = np.array([float(class_weight.get(code, 1)) for code in classes])
        odds = np.append(weight / weight.sum() * share if classes else weight, 1 - share)
        members = np.flatnonzero(division == number)
        chosen[members] = len(words) + rng.choice(len(odds), len(members), p=odds / odds.sum())
        words += [*classes, section + name]
    return words, chosen


def short_names(divisions: tuple[str, ...]) -> list[Text]:
    """Short names of divisions, fit to stand in an enterprise's name."""
    found = []
    for division in divisions:
        name = DIVISIONS[division][1]
        zh = name.zh.split("、")[0].split("和")[0]
        for ending in ("制造业", "业"):
            zh = zh.removesuffix(ending)
        en = name.en.removeprefix("Manufacture of ").split(",")[0].split(" and ")[0]
        found.append(Text(zh, en[:1].upper() + en[1:]))
    return found
