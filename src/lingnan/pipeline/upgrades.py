"""What upgrades would cost under a changed pack, from the evidence of the last run.

Not for the upgrades of a run itself (roadmapping).
"""

import ast
from collections.abc import Callable, Mapping

import pyarrow as pa

from lingnan.packs import Pack
from lingnan.pipeline.answers import the_run
from lingnan.pipeline.errors import NothingToPlan
from lingnan.pipeline.inputs import open_inputs
from lingnan.pipeline.people import read_people
from lingnan.pipeline.planning import planning_of
from lingnan.pipeline.roadmapping import SIDES, plan_level, upgrade_table
from lingnan.store import Store


def upgrades_of(
    store: Store,
    *,
    sides: tuple[str, ...] = ("proven",),
    advance: Callable[[float], None] = lambda _share: None,
    workers: int | None = None,
) -> Callable[[Pack], pa.Table]:
    """A function that computes out_upgrade under any pack, as of the last run and its pins.

    Shapes: the function returns the rows of `sides`, in the columns of out_upgrade.
    Raises: NoRun; the function: NothingToPlan, and what planning_of raises.
    """
    run = the_run(store)

    def compute(pack: Pack) -> pa.Table:
        planning = planning_of(pack, run.as_of, choices=choices_of(run.pins))
        if planning is None:
            raise NothingToPlan(pack=pack.id)
        with store.engine() as engine:
            inputs = open_inputs(engine, store, pack, run.pins, run.as_of)
            people = read_people(engine, planning, inputs)
        wanted = [side for side in SIDES if side in sides]
        plans = {
            side: plan_level(planning, people, side, workers=workers, advance=advance)
            for side in wanted
        }
        return upgrade_table(planning, people, plans)

    return compute


def choices_of(pins: Mapping[str, str]) -> dict[str, dict[str, str]] | None:
    """The variants of models that a run was computed with."""
    said = pins.get("choices")
    if said is None:
        return None
    return {model: dict(chosen) for model, chosen in ast.literal_eval(said)}
