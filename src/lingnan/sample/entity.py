"""Parks, chains, providers, platforms, identifier nodes and banks of the sample.

Entities are not scaled: there are as many as the assumptions say, whatever the number of
enterprises. Not for who belongs to them (membership) nor for evidence about them (standing).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import pyarrow as pa

from lingnan.packs import Pack
from lingnan.sample.assumption import Assumptions, stream
from lingnan.sample.month import FIRST_MONTH, YEARS, day_number
from lingnan.sample.population import Population
from lingnan.sample.scale import apportion

_TITLES: Final = {
    "platform": ("样本平台", "Sample platform"),
    "provider": ("样本服务商", "Sample provider"),
    "identifier_node": ("样本标识节点", "Sample identifier node"),
}
#: From when entities are registered that are there at the beginning.
_LONG_AGO = day_number(FIRST_MONTH - timedelta(days=365))


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
            "bank",
            f"sample-{n + 1:02d}",
            None,
            f"样本银行{n + 1}",
            f"Sample bank {n + 1}",
            0,
            _LONG_AGO,
        )
        for n in range(assumed.count("bank_count"))
    ]
    found += [
        Entity(
            "chain",
            f"sample-{cluster.id}",
            None,
            f"样本{cluster.name.zh}产业链",
            f"Sample chain {cluster.name.en}",
            int(rng.integers(len(pack.cities))),
            _LONG_AGO,
        )
        for cluster in pack.clusters
    ]
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
                _LONG_AGO,
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


def _by_class(assumed: Assumptions) -> dict[tuple[str, str], dict[int, int]]:
    found: dict[tuple[str, str], dict[int, int]] = {}
    for key, value in assumed.group("entity").items():
        kind, class_code, year = key.split(".")
        found.setdefault((kind, class_code), {})[int(year)] = int(value)
    return found


def _start(year: int, rng: np.random.Generator) -> int:
    """A day of the year; those there at the beginning have been on the register for long."""
    if year == YEARS[0]:
        return _LONG_AGO
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


def _days(numbers: list[int]) -> pa.Array:
    return pa.array(numbers, pa.int32()).cast(pa.date32())
