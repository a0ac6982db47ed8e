"""Which enterprises of the sample belong to which park and chain. Not for the parks and chains."""

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lingnan.sample.assumption import Assumptions, stream
from lingnan.sample.entity import Entity
from lingnan.sample.month import STARTS
from lingnan.sample.population import Population

_SETTLING_DAYS = 90


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
        start = np.maximum(people.founded[who] + _SETTLING_DAYS, STARTS[0])
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


def _days(numbers: NDArray[Any], missing: Any = None) -> pa.Array:
    return pa.array(numbers.astype(np.int32), mask=missing).cast(pa.date32())
