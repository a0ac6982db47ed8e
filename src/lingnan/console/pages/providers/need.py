"""What the run's roadmaps need and a provider's products deliver: counted, and named by consent.

Counts of fewer than three enterprises are not told, so that nobody is known by his size and city.
Not for offers (project).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from lingnan.access.consent import ALL
from lingnan.console.group.table import run_files
from lingnan.console.pages.providers.product import Product
from lingnan.console.web.call import Call
from lingnan.packs import Pack
from lingnan.packs.content import Measure
from lingnan.pipeline.planning import counted_level
from lingnan.roadmap.store import ROADMAP_TABLE, STEP_TABLE

#: The least number of enterprises that is told as a number.
LEAST_TOLD: Final = 3
_QUERY: Final = """
    SELECT step.measure_id, plan.city_code, plan.size_class, count(*) AS enterprises,
        sum(step.cost_cny)::BIGINT AS cost
    FROM read_parquet($steps) AS step
    JOIN read_parquet($plans) AS plan ON plan.subject_code = step.subject_code
    GROUP BY ALL
"""
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Need:
    """How many enterprises of a city and size class have a measure in their roadmaps.

    Units: cost in yuan, all of them together. size_class: null where the register leaves it open.
    """

    measure_id: str
    city_code: str
    size_class: str | None
    enterprises: int
    cost_cny: int


@dataclass(frozen=True, slots=True)
class NamedNeed:
    """A measure in the roadmap of an enterprise that consented; periods are half-years from 0."""

    uscc: str
    measure_id: str
    city_code: str
    size_class: str | None
    start_period: int
    cost_cny: int


def needs_of(call: Call, products: Sequence[Product]) -> list[Need]:
    """Answer the needs that some product serves, the most wanted first. Raises: NoRun."""
    by_measure = _by_measure(products)
    found = [need for need in _all(call) if _is_served(need, by_measure)]
    return sorted(
        found,
        key=lambda each: (
            -each.enterprises,
            each.measure_id,
            each.city_code,
            each.size_class or "",
        ),
    )


def measure_indicators(pack: Pack, measure: Measure) -> tuple[str, ...]:
    """The indicators whose answers a measure changes or needs: what an offer has to know."""
    found = [
        pack.model(model).indicator_code(item)
        for effect in measure.effects
        for model in effect.models
        for item in effect.items
    ]
    found += [pack.model(each.model).indicator_code(each.item) for each in measure.needs]
    counted = counted_level(pack) if measure.proves_claims else None
    if counted is not None:
        model = pack.model(counted[0])
        found += [model.indicator_code(item.id) for item in model.items]
    known = {each.code for each in pack.indicators}
    return tuple(dict.fromkeys(code for code in found if code in known))


def may_know(pack: Pack, measure_id: str, consented: Collection[str]) -> bool:
    """Answer whether consented indicators cover all that a measure is about."""
    if ALL in consented:
        return True
    found = next((each for each in pack.measures if each.id == measure_id), None)
    codes = () if found is None else measure_indicators(pack, found)
    return bool(codes) and set(codes) <= set(consented)


def named_needs(
    call: Call, products: Sequence[Product], consented: Mapping[str, Collection[str]]
) -> list[NamedNeed]:
    """Answer the needs of single enterprises that some product serves.

    `consented`: by enterprise the indicators that the provider may see; a measure about others is
    not told. Raises: NoRun.
    """
    codes, by_measure = consented.keys(), _by_measure(products)
    plans = {row["subject_code"]: row for row in plan_rows(call, codes)}
    found = []
    for step in step_rows(call, codes):
        plan = plans.get(step["subject_code"])
        if plan is None or not may_know(
            call.pack, step["measure_id"], consented[step["subject_code"]]
        ):
            continue
        need = NamedNeed(
            step["subject_code"],
            step["measure_id"],
            plan["city_code"],
            plan["size_class"],
            step["start_period"],
            step["cost_cny"],
        )
        if _is_served(need, by_measure):
            found.append(need)
    return sorted(found, key=lambda each: (each.start_period, each.uscc, each.measure_id))


def step_rows(call: Call, codes: Collection[str]) -> list[Row]:
    """Answer the measures in the run's roadmaps of some enterprises."""
    return _rows(call, STEP_TABLE, codes)


def plan_rows(call: Call, codes: Collection[str]) -> list[Row]:
    """Answer the run's roadmaps of some enterprises."""
    return _rows(call, ROADMAP_TABLE, codes)


def _rows(call: Call, table: str, codes: Collection[str]) -> list[Row]:
    wanted = tuple(sorted(codes))
    version = call.run.outputs.get(table)
    if version is None or not wanted:
        return []
    root = call.store.lake.root
    key = (call.run.run_id, "", table, wanted)
    return call.desk.kept.of(key, lambda: _read(root, table, version, wanted))


def _read(root: Path, table: str, version: int, wanted: tuple[str, ...]) -> list[Row]:
    files = run_files(root, table, version)
    if not files:
        return []
    code = ds.field("subject_code")
    test = (code >= wanted[0]) & (code <= wanted[-1])
    if len(wanted) > 1:
        test &= pc.is_in(code, value_set=pa.array(wanted))
    return list(ds.dataset(list(files), format="parquet").to_table(filter=test).to_pylist())


def _all(call: Call) -> tuple[Need, ...]:
    run = call.run
    if STEP_TABLE not in run.outputs or ROADMAP_TABLE not in run.outputs:
        return ()
    return call.desk.kept.of((run.run_id, "", "measures needed"), lambda: _counted(call))


def _counted(call: Call) -> tuple[Need, ...]:
    root, outputs = call.store.lake.root, call.run.outputs
    steps = run_files(root, STEP_TABLE, outputs[STEP_TABLE])
    plans = run_files(root, ROADMAP_TABLE, outputs[ROADMAP_TABLE])
    if not steps or not plans:
        return ()
    with call.desk.engine() as engine:
        rows = engine.sql(_QUERY, steps=list(steps), plans=list(plans)).to_pylist()
    return tuple(
        Need(
            row["measure_id"],
            row["city_code"],
            row["size_class"],
            row["enterprises"],
            row["cost"],
        )
        for row in rows
        if row["city_code"] is not None
    )


def _by_measure(products: Sequence[Product]) -> dict[str, list[Product]]:
    found: dict[str, list[Product]] = {}
    for each in products:
        found.setdefault(each.cells.measure_id, []).append(each)
    return found


def _is_served(need: Need | NamedNeed, by_measure: Mapping[str, Sequence[Product]]) -> bool:
    return any(
        each.serves(need.city_code, need.size_class) for each in by_measure.get(need.measure_id, ())
    )
