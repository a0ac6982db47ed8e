"""What roadmaps of industries, parks and chains stand on: the last run, its inputs, a planning.

Not for the roadmaps themselves (group_answers).
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import pyarrow as pa

from lingnan.packs import Pack
from lingnan.pipeline.answers import the_run
from lingnan.pipeline.errors import NothingToPlan
from lingnan.pipeline.group_roadmaps import Registered, registered_groups
from lingnan.pipeline.inputs import Inputs, open_inputs
from lingnan.pipeline.people import People, read_people
from lingnan.pipeline.planning import Planning, planning_of
from lingnan.pipeline.upgrades import choices_of
from lingnan.roadmap.calendar import Calendar
from lingnan.roadmap.errors import LevelUnknown
from lingnan.store import Engine, Store
from lingnan.store.runs import Run


@dataclass(frozen=True, eq=False)
class Ground:
    """A store as its last run saw it, and what is planned for; without slots, to keep `registered`.

    Limits: one question at a time, since its engine has one connection.
    """

    store: Store
    run: Run
    engine: Engine
    inputs: Inputs
    planning: Planning

    @cached_property
    def registered(self) -> Registered:
        """Parks and chains with their members and supply; read once."""
        return registered_groups(self.engine, self.inputs, self.planning.as_of)

    def people(self, codes: list[str]) -> People:
        """The active ones of some enterprises, in the order of their codes."""
        wanted = self.engine.memory(pa.table({"wanted": pa.array(sorted(set(codes)), pa.string())}))
        everyone = self.inputs.enterprises
        chosen = everyone.semi_join(wanted, everyone.uscc == wanted.wanted)
        return read_people(self.engine, self.planning, self.inputs, chosen)

    def names(self, codes: list[str]) -> dict[str, dict[str, str]]:
        """The names of enterprises by code."""
        wanted = self.engine.memory(pa.table({"wanted": pa.array(sorted(set(codes)), pa.string())}))
        everyone = self.inputs.enterprises
        found = everyone.semi_join(wanted, everyone.uscc == wanted.wanted)
        rows = self.engine.arrow(found.select("uscc", "name_zh", "name_en").order_by("uscc"))
        return {
            row["uscc"]: {"zh": row["name_zh"], "en": row["name_en"] or row["name_zh"]}
            for row in rows.to_pylist()
        }

    def told(self) -> dict[str, Any]:
        """What every answer says of the run it rests on."""
        calendar = self.planning.setting.calendar
        return {
            "as_of": self.run.as_of.isoformat(),
            "run_id": self.run.run_id,
            "start": calendar.start.isoformat(),
            "period_names": [calendar.name(t) for t in range(calendar.periods)],
            "model_id": self.planning.model.id,
            "is_synthetic": self.store.manifest.synthetic,
        }


@contextmanager
def ground_of(
    store: Store,
    pack: Pack,
    *,
    level: int | None = None,
    by: date | None = None,
    periods: int | None = None,
    engine: Engine | None = None,
) -> Iterator[Ground]:
    """Stand on the last run; the horizon is `periods`, or all that end `by` a day, or the pack's.

    `engine`: to compute on; by default its own, which ends with the ground.

    Raises: NoRun, NothingToPlan, LevelUnknown, DeadlinePast, HorizonOutOfRange.
    """
    run = the_run(store)
    if by is not None:
        periods = Calendar.after(run.as_of, 1).until_deadline(by)
    planning = planning_of(
        pack, run.as_of, choices=choices_of(run.pins), level=level, periods=periods
    )
    if planning is None:
        raise NothingToPlan(pack=pack.id)
    known = [gate.level for gate in planning.catalogue.steps.gates]
    if planning.level not in known:
        allowed = ", ".join(map(str, known))
        raise LevelUnknown(model=planning.model.id, level=planning.level, allowed=allowed)
    with store.engine() if engine is None else nullcontext(engine) as own:
        inputs = open_inputs(own, store, pack, run.pins, run.as_of)
        yield Ground(store, run, own, inputs, planning)
