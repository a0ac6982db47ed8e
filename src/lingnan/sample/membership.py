"""Which enterprises of the sample belong to which park and chain. Not for the parks and chains."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lingnan.sample.assumption import Assumptions, stream
from lingnan.sample.entity import Entity
from lingnan.sample.month import NEVER, STARTS
from lingnan.sample.population import Population

_SETTLING_DAYS = 90


def membership_table(
    found: list[Entity], people: Population, assumed: Assumptions, *, seed: int, until: int
) -> pa.Table:
    """Rows of registry_membership on a day: industrial enterprises in parks and chains.

    The member of a chain with the largest revenue leads it.
    """
    tables = []
    for drawn in draw_members(found, people, assumed, seed=seed):
        who, place = drawn.who, drawn.group
        role = np.where(drawn.is_leader, "leader", "member").astype(object)
        start = first_days(people, who)
        kept = start <= np.minimum(until, people.closed[who] - 1)
        closed = np.where(people.closed[who] <= until, people.closed[who], -1)
        tables.append(
            pa.table(
                {
                    "uscc": people.codes.take(pa.array(who[kept])),
                    "group_kind": [drawn.kind] * int(kept.sum()),
                    "group_id": pa.array([g.code for g in drawn.groups], pa.string()).take(
                        pa.array(place[kept])
                    ),
                    "role": pa.array(role[kept], pa.string()),
                    "from_date": day_column(start[kept]),
                    "until_date": day_column(closed[kept], closed[kept] < 0),
                }
            )
        )
    return pa.concat_tables(tables)


@dataclass(frozen=True, slots=True)
class Members:
    """Who is in the groups of one kind over all time.

    Attributes:
        who: places of enterprises; group: place of each one's group in `groups`.
        is_leader: whether it leads its group; only chains are led.
    """

    kind: str
    groups: list[Entity]
    who: NDArray[Any]
    group: NDArray[Any]
    is_leader: NDArray[np.bool_]


def draw_members(
    found: list[Entity], people: Population, assumed: Assumptions, *, seed: int
) -> tuple[Members, Members]:
    """Draw who is in which park and who in which chain; the same whatever the day."""
    rng = stream(seed, "membership")
    industrial = np.flatnonzero(people.is_industrial)
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
    chains = [entity for entity in found if entity.kind == "chain"]
    in_chain = industrial[rng.random(len(industrial)) < assumed.real("chain_member_share")]
    chain_of = rng.integers(0, max(len(chains), 1), len(in_chain))
    settled = in_park[chosen >= 0]
    nobody = np.zeros(len(settled), dtype=np.bool_)
    return (
        Members("park", parks, settled, chosen[chosen >= 0], nobody),
        Members("chain", chains, in_chain, chain_of, _largest(people, in_chain, chain_of)),
    )


def _largest(people: Population, who: NDArray[Any], group: NDArray[Any]) -> NDArray[np.bool_]:
    """The member of each group with the largest revenue; those that last come first."""
    lasts = (people.closed[who] == NEVER) & (first_days(people, who) <= STARTS[0])
    revenue = np.maximum(people.revenue_above[who], people.revenue_below[who])
    order = np.lexsort((who, -revenue, ~lasts, group))
    _, heads = np.unique(group[order], return_index=True)
    is_leader = np.zeros(len(who), dtype=np.bool_)
    is_leader[order[heads]] = True
    return is_leader


def first_days(people: Population, who: NDArray[Any]) -> NDArray[Any]:
    """The day on which each of these may join a group, some time after its founding."""
    return np.asarray(np.maximum(people.founded[who] + _SETTLING_DAYS, STARTS[0]))


def day_column(numbers: NDArray[Any], missing: Any = None) -> pa.Array:
    """Day numbers as dates; null where `missing`."""
    return pa.array(numbers.astype(np.int32), mask=missing).cast(pa.date32())
