"""All enterprise roadmaps of a run: out_roadmap, out_roadmap_step and out_upgrade.

Everybody is planned at once, because like enterprises share their search: how the evidence was read
(in which ranges) and how many workers plan changes nothing. Not for one enterprise in depth
(roadmaps), nor for industries, parks and chains (group_roadmaps).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lingnan.pipeline.people import Integers, People
from lingnan.pipeline.planning import Planning
from lingnan.programme.allocation.candidate import UPGRADE_SCHEMA
from lingnan.roadmap.kernel.batch import INFEASIBLE, OPEN, REACHED, SOLVED, Plans, plan_all
from lingnan.roadmap.kernel.branch import Limits
from lingnan.roadmap.kernel.solve import QUICK
from lingnan.roadmap.outcome import exact_levels, money_of, states_after
from lingnan.roadmap.store import (
    NO_REVENUE,
    NOTHING_AFFORDABLE,
    PLANNED,
    ROADMAP_SCHEMA,
    ROADMAP_TABLE,
    STEP_SCHEMA,
    STEP_TABLE,
)

Advance = Callable[[float], None]
SIDES = ("claimed", "proven")
PLANNED_SIDE = "claimed"
"""From which side enterprises plan for themselves: what they say of themselves."""
_LEAST_OWN = Fraction(1, 20)
"""An enterprise pays at least this part of every bill."""
_WORDS = {REACHED: "reached", SOLVED: "feasible", INFEASIBLE: "infeasible", OPEN: "open"}


@dataclass(frozen=True, slots=True, eq=False)
class Planned:
    """The plans of all enterprises: for the most value, and to the level by side."""

    value: Plans
    level: dict[str, Plans]


def plan_people(
    planning: Planning,
    people: People,
    *,
    limits: Limits = QUICK,
    workers: int | None = None,
    advance: Advance = lambda _share: None,
) -> Planned:
    """Plan everybody: most value from what is claimed, least cost to the level on both sides."""
    level = {}
    value = plan_value(
        planning, people, limits=limits, workers=workers, advance=lambda s: advance(s / 3)
    )
    for place, side in enumerate(SIDES):
        level[side] = plan_level(
            planning,
            people,
            side,
            limits=limits,
            workers=workers,
            advance=lambda s, place=place: advance((1 + place + s) / 3),  # type: ignore[misc]
        )
    return Planned(value, level)


def plan_value(
    planning: Planning,
    people: People,
    *,
    limits: Limits = QUICK,
    workers: int | None = None,
    advance: Advance = lambda _share: None,
) -> Plans:
    """Question (b) for everybody."""
    crowd = people.crowd(PLANNED_SIDE)
    return plan_all(planning.tables, crowd, limits, workers=workers, advance=advance)


def plan_level(
    planning: Planning,
    people: People,
    side: str,
    *,
    limits: Limits = QUICK,
    workers: int | None = None,
    advance: Advance = lambda _share: None,
) -> Plans:
    """Question (a) for everybody: least cost to the level that the programme counts.

    Public money pays its share of every bill, so that an enterprise's own budget carries a dearer
    plan; subsidies paid afterwards do not come on top of it.
    """
    tables, crowd = planning.tables, people.crowd(side)
    if planning.public_share > 0:
        own = max(1 - planning.public_share, _LEAST_OWN)
        budget = crowd.budget * own.denominator // own.numerator
        crowd = replace(crowd, budget=budget)
        tables = tables._replace(sub_rule=np.full_like(tables.sub_rule, -1))
    return plan_all(
        tables,
        crowd,
        limits,
        level=planning.level,
        on_proven=side == "proven",
        workers=workers,
        advance=advance,
    )


def roadmap_tables(planning: Planning, people: People, plans: Plans) -> dict[str, pa.Table]:
    """out_roadmap and out_roadmap_step from the plans of question (b)."""
    catalogue = planning.catalogue
    money = money_of(catalogue, planning.tables, people.size, people.place, plans.start)
    after = states_after(catalogue, people.states, plans.start)
    counts = (plans.start >= 0).sum(axis=1)
    has_plan, knows = counts > 0, people.has_revenue
    status = np.where(has_plan, PLANNED, np.where(knows, NOTHING_AFFORDABLE, NO_REVENUE))
    register, number = people.register, len(people)
    columns: dict[str, Any] = {
        "subject_code": people.codes,
        "model_id": pa.repeat(planning.model.id, number),
        "side": pa.repeat(PLANNED_SIDE, number),
        "status": pa.array(status.tolist(), pa.string()),
        "is_assessed": people.states.assessed,
        "city_code": register["city_code"],
        "primary_cluster_id": register["primary_cluster_id"],
        "size_class": register["size_class"],
        "measures_count": counts,
        "objective_cny": _known(plans.score, knows),
        "bound_cny": _known(plans.bound, knows),
        "cost_low_cny": _known(money.price[:, 0], knows),
        "cost_expected_cny": _known(money.price[:, 1], knows),
        "cost_high_cny": _known(money.price[:, 2], knows),
        "subsidy_cny": _known(money.subsidy, knows),
        "budget_cny": _known(people.budget * planning.periods, knows),
        "finish_period": _known(plans.finish, has_plan),
        "claimed_level_now": exact_levels(catalogue, people.states.claimed),
        "claimed_level_after": exact_levels(catalogue, after.claimed),
        "proven_level_now": exact_levels(catalogue, people.states.proven),
        "proven_level_after": exact_levels(catalogue, after.proven),
    }
    return {
        ROADMAP_TABLE: _table(columns, ROADMAP_SCHEMA),
        STEP_TABLE: _steps(planning, people, plans.start, money.granted),
    }


def _steps(planning: Planning, people: People, start: Integers, granted: Integers) -> pa.Table:
    catalogue = planning.catalogue
    names = [measure.id for measure in catalogue.measures]
    rank = np.argsort(np.argsort(np.array(names)))
    who, measure = np.nonzero(start >= 0)
    when = start[who, measure].astype(np.int64)
    order = np.lexsort((rank[measure], when, who))
    who, measure, when, granted = who[order], measure[order], when[order], granted[order]
    size = people.size[who]
    columns = {
        "subject_code": people.codes.take(pa.array(who)),
        "measure_id": pa.array(names, pa.string()).take(pa.array(measure)),
        "start_period": when,
        "finish_period": when + catalogue.duration[size, measure],
        "cost_cny": catalogue.price[size, measure, 1],
        "subsidy_cny": granted,
    }
    return _table(columns, STEP_SCHEMA)


def upgrade_table(planning: Planning, people: People, plans: dict[str, Plans]) -> pa.Table:
    """out_upgrade from the plans of question (a), by subject and side.

    Units: cost: price and running cost over the stated years; bound: the least that can be. An
        enterprise whose budget is unknown is open unless it holds the level.
    """
    sides = [side for side in SIDES if side in plans]
    parts = [_upgrades(planning, people, plans[side], side) for side in sides]
    number = len(people)
    order = (np.arange(len(sides))[None, :] * number + np.arange(number)[:, None]).ravel()
    whole = pa.concat_tables(parts) if parts else UPGRADE_SCHEMA.empty_table()
    return whole.take(pa.array(order)).combine_chunks()


def _upgrades(planning: Planning, people: People, plans: Plans, side: str) -> pa.Table:
    status = np.where(people.has_revenue | (plans.status == REACHED), plans.status, OPEN)
    feasible = status == SOLVED
    money = money_of(planning.catalogue, planning.tables, people.size, people.place, plans.start)
    words = [_WORDS[number] for number in range(len(_WORDS))]
    columns: dict[str, Any] = {
        "subject_code": people.codes,
        "model_id": pa.repeat(planning.model.id, len(people)),
        "side": pa.repeat(side, len(people)),
        "target_level": pa.repeat(pa.scalar(planning.level, pa.int8()), len(people)),
        "level_now": plans.level_now,
        "status": pa.array(words, pa.string()).take(pa.array(status)),
        "cost_cny": _known(-plans.score, feasible),
        "price_cny": _known(money.price[:, 1], feasible),
        "subsidy_cny": _known(money.subsidy, feasible),
        "bound_cny": _known(-plans.bound, feasible),
        "finish_period": _known(plans.finish, feasible),
    }
    return _table(columns, UPGRADE_SCHEMA)


def _known(values: Integers, known: NDArray[np.bool_]) -> pa.Array:
    return pa.array(values, mask=~known)


def _table(columns: dict[str, Any], schema: pa.Schema) -> pa.Table:
    arrays: Sequence[Any] = [
        columns[name]
        if isinstance(columns[name], pa.Array | pa.ChunkedArray)
        else pa.array(columns[name])
        for name in schema.names
    ]
    return pa.table(arrays, names=schema.names).cast(schema).combine_chunks()
