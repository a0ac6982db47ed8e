"""Parks, chains, providers, platforms, identifier nodes and banks of the sample, and who belongs.

Entities are not scaled: there are as many as the assumptions say, whatever the number of
enterprises. Not for enterprises.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lingnan.evidence.model import Grade
from lingnan.packs import Pack
from lingnan.sample.assumption import Assumptions, stream
from lingnan.sample.month import ENDS, FIRST_MONTH, MONTHS_COUNT, STARTS, YEARS, day_number
from lingnan.sample.population import Population
from lingnan.sample.row import MICRO, Rows, rows
from lingnan.sample.scale import apportion
from lingnan.sample.vocabulary import AUDITOR, DECLARED, RESOLVER, Vocabulary

_TITLES: Final = {
    "platform": ("样本平台", "Sample platform"),
    "provider": ("样本服务商", "Sample provider"),
    "identifier_node": ("样本标识节点", "Sample identifier node"),
}
_YEARLY = 12
_QUARTERLY = 3


@dataclass(frozen=True, slots=True)
class Entity:
    """One registered entity; `start` is the day number from which it is on the register."""

    kind: str
    code: str
    class_code: str | None
    name_zh: str
    name_en: str
    city: int
    start: int
    operator: int | None = None

    @property
    def subject(self) -> str:
        """The subject code under which evidence speaks of it."""
        return f"{self.kind}:{self.code}"


def entities(pack: Pack, assumed: Assumptions, people: Population, *, seed: int) -> list[Entity]:
    """All entities, in the order of their subject codes; codes begin with `sample-`."""
    rng = stream(seed, "entity")
    shares = np.bincount(people.city[people.is_ever_above], minlength=len(pack.cities))
    found = [
        Entity(
            "bank", f"sample-{n + 1:02d}", None, f"样本银行{n + 1}", f"Sample bank {n + 1}", 0, _OLD
        )
        for n in range(assumed.count("bank_count"))
    ]
    for cluster in pack.clusters:
        found.append(
            Entity(
                "chain",
                f"sample-{cluster.id}",
                None,
                f"样本{cluster.name.zh}产业链",
                f"Sample chain {cluster.name.en}",
                int(rng.integers(len(pack.cities))),
                _OLD,
            )
        )
    places = np.repeat(np.arange(len(pack.cities)), apportion(assumed.count("park_count"), shares))
    for number, city in enumerate(places):
        name = pack.cities[city].name
        label = f"{number + 1:03d}"
        found.append(
            Entity(
                "park",
                f"sample-{label}",
                None,
                f"样本{name.zh}第{label}产业园",
                f"Sample park {label} in {name.en}",
                int(city),
                _OLD,
            )
        )
    operators = np.flatnonzero(people.is_ever_above)
    for group, values in _by_class(assumed).items():
        kind, class_code = group
        for number in range(max(values.values())):
            year = min(y for y, count in values.items() if count > number)
            zh, en = _TITLES[kind]
            label = f"{number + 1:03d}"
            found.append(
                Entity(
                    kind,
                    f"sample-{class_code.replace('_', '-')}-{label}",
                    class_code,
                    f"{zh}{label}（{class_code}）",
                    f"{en} {label} ({class_code})",
                    int(rng.choice(len(pack.cities), p=shares / shares.sum())),
                    _start(year, rng),
                    int(rng.choice(operators)) if len(operators) else None,
                )
            )
    return sorted(found, key=lambda entity: entity.subject)


_OLD = day_number(FIRST_MONTH - timedelta(days=365))


def _by_class(assumed: Assumptions) -> dict[tuple[str, str], dict[int, int]]:
    found: dict[tuple[str, str], dict[int, int]] = {}
    for key, value in assumed.group("entity").items():
        kind, class_code, year = key.split(".")
        found.setdefault((kind, class_code), {})[int(year)] = int(value)
    return found


def _start(year: int, rng: np.random.Generator) -> int:
    """A day of the year; those there at the beginning have been on the register for long."""
    if year == YEARS[0]:
        return _OLD
    return day_number(date(year, 1, 1)) + int(rng.integers(0, 334))


def entity_table(pack: Pack, found: list[Entity], codes: pa.Array, until: int) -> pa.Table:
    """Rows of registry_entity on a day."""
    known = [entity for entity in found if entity.start <= until]
    operators = pa.array([entity.operator for entity in known], pa.int64())
    return pa.table(
        {
            "kind": [entity.kind for entity in known],
            "entity_code": [entity.code for entity in known],
            "class_code": pa.array([entity.class_code for entity in known], pa.string()),
            "name_zh": [entity.name_zh for entity in known],
            "name_en": [entity.name_en for entity in known],
            "operator_uscc": codes.take(operators),
            "city_code": [pack.cities[entity.city].code for entity in known],
            "from_date": _days([entity.start for entity in known]),
            "until_date": pa.nulls(len(known), pa.date32()),
            "is_synthetic": [True] * len(known),
        }
    )


def membership_table(
    found: list[Entity], people: Population, assumed: Assumptions, *, seed: int, until: int
) -> pa.Table:
    """Rows of registry_membership on a day: industrial enterprises in parks and chains.

    The first member of a chain leads it.
    """
    rng = stream(seed, "membership")
    industrial = np.flatnonzero(people.is_industrial)
    picked: list[tuple[NDArray[Any], list[Entity], NDArray[Any]]] = []
    parks = [entity for entity in found if entity.kind == "park"]
    in_park = industrial[rng.random(len(industrial)) < assumed.real("park_member_share")]
    by_city = {city: [n for n, park in enumerate(parks) if park.city == city] for city in range(99)}
    chosen = np.array(
        [
            by_city[city][draw % len(by_city[city])] if by_city.get(city) else -1
            for city, draw in zip(
                people.city[in_park].tolist(), rng.integers(0, 10_000, len(in_park)), strict=True
            )
        ],
        dtype=np.int64,
    )
    picked.append((in_park[chosen >= 0], parks, chosen[chosen >= 0]))
    chains = [entity for entity in found if entity.kind == "chain"]
    in_chain = industrial[rng.random(len(industrial)) < assumed.real("chain_member_share")]
    picked.append((in_chain, chains, rng.integers(0, max(len(chains), 1), len(in_chain))))
    tables = []
    for kind, (who, groups, place) in zip(("park", "chain"), picked, strict=True):
        _, first = np.unique(place, return_index=True)
        role = np.full(len(who), "member", dtype=object)
        if kind == "chain":
            role[first] = "leader"
        start = np.maximum(people.founded[who] + 90, _OLD)
        kept = start <= np.minimum(until, people.closed[who] - 1)
        closed = np.where(people.closed[who] <= until, people.closed[who], -1)
        tables.append(
            pa.table(
                {
                    "uscc": people.codes.take(pa.array(who[kept])),
                    "group_kind": [kind] * int(kept.sum()),
                    "group_id": pa.array([g.code for g in groups], pa.string()).take(
                        pa.array(place[kept])
                    ),
                    "role": pa.array(role[kept], pa.string()),
                    "from_date": _days(start[kept]),
                    "until_date": _days(closed[kept], closed[kept] < 0),
                }
            )
        )
    return pa.concat_tables(tables)


def _days(numbers: Any, missing: Any = None) -> pa.Array:
    return pa.array(np.asarray(numbers, dtype=np.int32), mask=missing).cast(pa.date32())


def entity_rows(found: list[Entity], assumed: Assumptions, words: Vocabulary, *, seed: int) -> Rows:
    """Evidence about entities; subjects are places in `found`.

    Nodes answer resolutions, quarter by quarter, with a log for a share of them; providers are
    listed yearly; platforms are recognised once.
    """
    rng = stream(seed, "entity-evidence")
    logged, noted = assumed.real("node_observed_share"), assumed.real("catalogue_attested_share")
    parts: list[tuple[int, int, int, Grade, str, str]] = []
    for place, entity in enumerate(found):
        proven = rng.random()
        begin = max(entity.start, int(ENDS[0]))
        if entity.kind == "identifier_node":
            grade, source, document = (
                (Grade.OBSERVED, RESOLVER, "resolution")
                if proven < logged
                else (Grade.DECLARED, DECLARED, "form")
            )
            indicator, step = "node_in_operation", _QUARTERLY
        elif entity.kind in ("provider", "platform"):
            grade, source, document = (
                (Grade.ATTESTED, AUDITOR, "notice")
                if proven < noted or entity.kind == "platform"
                else (Grade.DECLARED, DECLARED, "form")
            )
            is_platform = entity.kind == "platform"
            indicator = "platform_recognised" if is_platform else "provider_in_catalogue"
            step = MONTHS_COUNT if is_platform else _YEARLY
        else:
            continue
        first = int(np.searchsorted(STARTS, begin, side="right")) - 1
        parts += [
            (place, max(begin, int(ENDS[m])) if m > first else begin, words.indicators[indicator],
             grade, source, document)
            for m in range(first, MONTHS_COUNT, step)
        ]  # fmt: skip
    columns = list(zip(*parts, strict=True)) if parts else [()] * 6
    return rows(
        np.array(columns[0], dtype=np.int32),
        np.array(columns[1], dtype=np.int32),
        indicator=np.array(columns[2], dtype=np.int16),
        micro=MICRO,
        grade=np.array(columns[3], dtype=np.int8),
        source=np.array([words.source(name) for name in columns[4]], dtype=np.int8),
        document=np.array([words.documents[name] for name in columns[5]], dtype=np.int16),
    )
