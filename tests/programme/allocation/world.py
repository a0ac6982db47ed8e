"""Small worlds to divide money in: Tinyland with four paths, and upgrades as a run leaves them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pyarrow as pa

from lingnan.packs import Pack, load_pack
from lingnan.packs.content import Assumption, CityGroup, Scenario
from lingnan.packs.content import Path as TransformationPath
from lingnan.programme.allocation import Inputs, Settings
from lingnan.programme.allocation.candidate import UPGRADE_SCHEMA
from lingnan.programme.store import PROGRESS_SCHEMA
from lingnan.registry.store import arrow_schema, registry_enterprise, registry_membership
from lingnan.store.engine import Engine

TINYLAND = Path(__file__).parents[2] / "packs" / "tinyland"
EAST, WEST = "820100", "820200"
#: The last day before the first half-year; the goal of Tinyland is 40 by the end of 2024.
AS_OF = date(2023, 9, 30)
RECORD: dict[str, Any] = {"source": ("tiny-plan",), "is_confirmed": False}
NAME = {"zh": "名", "en": "name"}


def assumption(name: str, value: str, low: str = "0", high: str = "1000000000") -> Assumption:
    return Assumption(
        id=name, name=NAME, value=Decimal(value), low=Decimal(low), high=Decimal(high),
        unit="CNY", why=NAME, **RECORD,
    )  # fmt: skip


def pack_of(goal: int = 40, scenarios: Sequence[Scenario] = ()) -> Pack:
    """Tinyland with a path each for an enterprise, an industry, a park and a chain."""
    pack = load_pack(TINYLAND)
    plants, harbours = pack.targets
    first, last = plants.milestones
    plants = plants.model_copy(
        update={"milestones": (first, last.model_copy(update={"value": goal}))}
    )
    paths = tuple(
        TransformationPath(id=name, name=NAME, object=NAME, goal=NAME, **RECORD)
        for name in ("one-enterprise", "one-industry", "one-park", "one-chain")
    )
    cities = tuple(
        city.model_copy(update={"group_id": "coast" if city.code == EAST else "hills"})
        for city in pack.cities
    )
    groups = tuple(CityGroup(id=name, name=NAME) for name in ("coast", "hills"))
    assumed = (
        assumption("allocation.money_cny_year", "1000"),
        assumption("allocation.years", "2", "1", "5"),
        assumption("allocation.public_share", "0.3", "0", "1"),
        assumption("allocation.deadweight_share", "0.5", "0", "1"),
    )
    return replace(
        pack,
        targets=(plants, harbours),
        paths=paths,
        cities=cities,
        city_groups=groups,
        assumptions=(*pack.assumptions, *assumed),
        scenarios=tuple(scenarios),
    )


@dataclass(frozen=True)
class Plant:
    """One enterprise with its upgrade."""

    code: str
    price: int | None = 100
    finish: int | None = 2
    city: str = EAST
    status: str = "feasible"
    subsidy: int = 0
    industry: str = "C3911"
    employees: int = 50
    chain: str | None = None
    park: str | None = None
    is_above_scale: bool = True


def inputs_of(
    engine: Engine, plants: Sequence[Plant], *, level: int = 1, expansion: int = 1, **cells: Any
) -> Inputs:
    day = date(2010, 1, 1)
    people = [
        {
            "uscc": p.code, "name_zh": p.code, "region_code": p.city, "city_code": p.city,
            "industry_code": p.industry, "employees_count": p.employees,
            "revenue_cny": Decimal(500_000_000 if p.is_above_scale else 1_000),
            "founded_date": day, "status": "active", "entity_type": "legal_entity",
            "is_synthetic": True,
        }
        for p in plants
    ]  # fmt: skip
    groups = [
        {"uscc": p.code, "group_kind": kind, "group_id": "1", "role": role, "from_date": day}
        for p in plants
        for kind, role in (("chain", p.chain), ("park", p.park))
        if role is not None
    ]
    return Inputs(
        enterprises=engine.memory(
            pa.Table.from_pylist(people, schema=arrow_schema(registry_enterprise))
        ),
        memberships=engine.memory(
            pa.Table.from_pylist(groups, schema=arrow_schema(registry_membership))
        ),
        upgrades=upgrades_of(plants, level),
        progress=cells.pop("progress", None),
        as_of=AS_OF,
        expansion=expansion,
        **cells,
    )


def upgrades_of(plants: Sequence[Plant], level: int = 1) -> pa.Table:
    rows = [
        {
            "subject_code": p.code, "model_id": "tiny-maturity", "side": side,
            "target_level": level, "level_now": 0, "status": p.status, "cost_cny": p.price,
            "price_cny": p.price if p.status == "feasible" else None,
            "subsidy_cny": p.subsidy, "finish_period": p.finish,
        }
        for p in plants
        for side in ("claimed", "proven")
        if p.status != "unplanned"
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=UPGRADE_SCHEMA)


def progress_of(months: Sequence[tuple[date, int]], population: int = 1000) -> pa.Table:
    """out_progress of the headline definition, proven, whole land."""
    rows = [
        {
            "definition_id": "digital_plants.level1", "side": "proven", "month": month,
            "slice": "total", "counted_count": count, "population_count": population,
            "entered_count": 0, "dropped_count": 0,
        }
        for month, count in months
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=PROGRESS_SCHEMA)


def money(*by_year: int, share: str = "1", floors: Sequence[Any] = ()) -> Settings:
    return Settings(tuple(by_year), Fraction(share), Fraction(1, 2), tuple(floors))
