"""The tables of the other three paths: every cluster, park and chain of the register.

Puts people, plans and register into the words of roadmap.industry, park and chain. Search and bound
only, no solver with a clock, so that the same pins give the same rows. Not for one group in depth
(group_answers).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lingnan.pipeline.inputs import Inputs
from lingnan.pipeline.people import Integers, People
from lingnan.pipeline.planning import Planning
from lingnan.pipeline.roadmapping import PLANNED_SIDE, Planned
from lingnan.roadmap.assumed import Assumed
from lingnan.roadmap.chain import (
    CHAIN_SCHEMA,
    CHAIN_TABLE,
    MEMBER_SCHEMA,
    MEMBER_TABLE,
    Candidate,
    ChainError,
    ChainRoadmap,
    Link,
    Task,
    Wave,
    build_network,
    candidates_of,
    chain_table,
    leaders_of,
    links_of,
    member_table,
    plan_chain,
    unplanned_row,
)
from lingnan.roadmap.industry import (
    OUT_INDUSTRY,
    OUT_INDUSTRY_PACKAGE,
    OUT_INDUSTRY_WAVE,
    Question,
    industry_tables,
)
from lingnan.roadmap.industry import Inputs as IndustryInputs
from lingnan.roadmap.industry.errors import NoPackages
from lingnan.roadmap.park import Demand, Region, default_budget, demand_of, park_tables
from lingnan.roadmap.park.demand import shown_share
from lingnan.roadmap.park.store import FACILITY_TABLE, PARK_TABLE, SHARE_TABLE
from lingnan.roadmap.worth import worths_of
from lingnan.store import Engine

CHAIN_SIDE = "proven"
"""A leader counts the suppliers that have proven the level, as the programme does."""


@dataclass(frozen=True, slots=True)
class Registered:
    """Parks and chains on a day.

    Attributes:
        parks: park to the codes of its members. chains: all of them; leaders: by chain, absent
            where nobody leads. links: by chain. names: of parks and chains by code.
    """

    parks: Mapping[str, list[str]]
    chains: tuple[str, ...]
    leaders: Mapping[str, str]
    links: Mapping[str, list[Link]]
    names: Mapping[str, tuple[str, str | None]]


def registered_groups(engine: Engine, inputs: Inputs, as_of: date) -> Registered:
    """Read parks and chains with their members and supply, in the order of their codes."""
    entities = [
        row
        for row in engine.arrow(inputs.entities).to_pylist()
        if row["kind"] in ("park", "chain") and _holds(row, as_of)
    ]
    members = inputs.memberships
    order = ("group_id", "uscc", "from_date")
    rows = engine.arrow(
        members.filter(members.group_kind.isin(["park", "chain"])).order_by(order)
    ).to_pylist()
    held = [row for row in rows if _holds(row, as_of)]
    codes = {
        kind: {row["entity_code"] for row in entities if row["kind"] == kind}
        | {row["group_id"] for row in held if row["group_kind"] == kind}
        for kind in ("park", "chain")
    }
    parks: dict[str, list[str]] = {code: [] for code in sorted(codes["park"])}
    for row in held:
        if row["group_kind"] == "park":
            parks[row["group_id"]].append(row["uscc"])
    supplies = inputs.supplies
    key = ("chain_id", "supplier_uscc", "buyer_uscc", "item", "from_date")
    links = links_of(engine.arrow(supplies.order_by(key)), as_of)
    return Registered(
        parks={code: sorted(set(found)) for code, found in parks.items()},
        chains=tuple(sorted(codes["chain"] | set(links))),
        leaders=leaders_of(entities, held, as_of),
        links=links,
        names={row["entity_code"]: (row["name_zh"], row["name_en"]) for row in entities},
    )


def _holds(row: Mapping[str, Any], as_of: date) -> bool:
    start, until = row["from_date"], row["until_date"]
    return (start is None or start <= as_of) and (until is None or until > as_of)


def industry_outputs(planning: Planning, people: People) -> dict[str, pa.Table]:
    """out_industry, out_industry_package and out_industry_wave; none without light measures."""
    inputs = IndustryInputs(planning.catalogue, people.states, people.register)
    try:
        found = industry_tables(inputs, Question(level=planning.level, as_of=planning.as_of))
    except NoPackages:
        return {}
    return {
        OUT_INDUSTRY: found.industry,
        OUT_INDUSTRY_PACKAGE: found.package,
        OUT_INDUSTRY_WAVE: found.wave,
    }


def park_outputs(
    planning: Planning, people: People, planned: Planned, registered: Registered
) -> dict[str, pa.Table]:
    """out_park, out_park_facility and out_park_share; none without facilities in the pack."""
    pack = planning.pack
    if not pack.facilities:
        return {}
    everyone = sorted({code for codes in registered.parks.values() for code in codes})
    rows = rows_of(people, everyone)
    members = people.at(rows)
    demand = members_demand(
        planning, members, planned.value.start[rows], planned.level[PLANNED_SIDE].start[rows]
    )
    place = {code: number for number, code in enumerate(members.codes.to_pylist())}
    parks = {
        park: np.array([place[code] for code in codes if code in place], dtype=np.int64)
        for park, codes in registered.parks.items()
    }
    region = Region(
        catalogue=planning.catalogue,
        facilities=pack.facilities,
        running_half_years=2 * Assumed(pack).whole("running_years"),
        periods=planning.periods,
        shown_share=shown_share(pack),
    )
    budgets = {
        park: default_budget(pack, len(rows), planning.periods) for park, rows in parks.items()
    }
    found = park_tables(region, demand, parks, members.codes.to_pylist(), budgets)
    return {PARK_TABLE: found.park, FACILITY_TABLE: found.facility, SHARE_TABLE: found.share}


def members_demand(
    planning: Planning, members: People, value_start: Integers, level_start: Integers
) -> Demand:
    """What members of parks want, from their own plans for value and for the level."""
    pack, catalogue = planning.pack, planning.catalogue
    worth = worths_of(
        planning.tables,
        members.size,
        members.cluster,
        members.revenue,
        members.states.claimed,
        value_start,
    )
    return demand_of(
        catalogue,
        pack.facilities,
        size=members.size,
        planned=value_start.astype(np.int64),
        value=worth,
        needed=level_start >= 0,
        budget=members.budget * planning.periods,
        reached=members.states.claimed,
        periods=planning.periods,
        wait=Assumed(pack).whole("park.wait_half_years"),
        usable=catalogue.sections.T[members.section],
    )


def chain_outputs(
    planning: Planning, upgrades: pa.Table, registered: Registered
) -> dict[str, pa.Table]:
    """out_chain and out_chain_member of every chain of the register.

    A chain that cannot be planned has a row with the code of the error.
    """
    roadmaps: list[ChainRoadmap] = []
    unplanned: list[pa.Table] = []
    for chain in registered.chains:
        links, leader = registered.links.get(chain, []), registered.leaders.get(chain)
        try:
            network, _ = build_network(chain, leader, links)
        except ChainError as failure:
            row = unplanned_row(chain, CHAIN_SIDE, planning.level, leader, failure.code)
            unplanned.append(row)
            continue
        candidates = chain_candidates(upgrades, network.codes, CHAIN_SIDE, planning.level)
        task = Task(
            level=planning.level,
            side=CHAIN_SIDE,
            waves=default_waves(planning, len(network.codes) - 1),
            method="bounded",
        )
        roadmaps.append(plan_chain(network, candidates, task)[0])
    whole = pa.concat_tables([chain_table(roadmaps), *unplanned]).cast(CHAIN_SCHEMA)
    return {
        CHAIN_TABLE: whole.sort_by([("chain_id", "ascending"), ("side", "ascending")]),
        MEMBER_TABLE: member_table(roadmaps).cast(MEMBER_SCHEMA),
    }


def chain_candidates(
    upgrades: pa.Table, codes: tuple[str, ...], side: str, level: int
) -> dict[str, Candidate]:
    """What is known of the enterprises of one chain."""
    mine = upgrades.filter(pc.is_in(upgrades["subject_code"], value_set=pa.array(codes)))
    names = ("subject_code", "side", "target_level", "level_now", "cost_cny", "finish_period")
    columns = [mine[name].to_pylist() for name in names]
    return candidates_of(*columns, for_side=side, level=level)


def default_waves(planning: Planning, members: int, total: int | None = None) -> tuple[Wave, ...]:
    """Waves at equal intervals up to the horizon, with the money assumed for so many members.

    `total`: yuan for all waves instead, spread evenly.
    """
    assumed = Assumed(planning.pack)
    step = min(assumed.whole("chain.wave_half_years"), planning.periods)
    ends = list(range(step, planning.periods + 1, step))
    year = assumed.whole("chain.budget_cny_year")
    year += assumed.whole("chain.budget_cny_year_per_member") * members
    sums = [
        year * end // 2 if total is None else total * (place + 1) // len(ends)
        for place, end in enumerate(ends)
    ]
    each = np.diff(sums, prepend=0).tolist()
    return tuple(Wave(end, money) for end, money in zip(ends, each, strict=True))


def rows_of(people: People, codes: list[str]) -> Integers:
    """The rows of those of some codes that are active, in the order of codes."""
    found = pc.index_in(pa.array(sorted(codes), pa.string()), value_set=people.codes)
    return np.asarray(found.drop_null().to_numpy(zero_copy_only=False), dtype=np.int64)


def group_outputs(
    engine: Engine,
    planning: Planning,
    inputs: Inputs,
    people: People,
    planned: Planned,
    upgrades: pa.Table,
) -> dict[str, pa.Table]:
    """The tables of industries, parks and chains."""
    registered = registered_groups(engine, inputs, planning.as_of)
    return {
        **industry_outputs(planning, people),
        **park_outputs(planning, people, planned, registered),
        **chain_outputs(planning, upgrades, registered),
    }
