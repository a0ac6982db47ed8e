"""The enterprises a run plans for, as arrays: who they are, what they reached, what they can pay.

Not for reading evidence (scoring) nor for plans (roadmapping).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lingnan.diagnosis.item import read_codes
from lingnan.pipeline.chunks import chunks_of, number_subjects
from lingnan.pipeline.inputs import JUDGED, Inputs
from lingnan.pipeline.planning import Planning
from lingnan.pipeline.scoring import BestAnswers, best_answers
from lingnan.roadmap.assumed import SIZES
from lingnan.roadmap.kernel.batch import Crowd
from lingnan.roadmap.request import SIZE_WHEN_UNKNOWN
from lingnan.roadmap.state import States, states_of_rows
from lingnan.roadmap.tables import BUDGET_PPM, PPM, STAFF_FLOOR, STAFF_PPM
from lingnan.store import Engine

Integers = NDArray[np.int64]
_PROVEN_FROM = 2
_COLUMNS = (
    "uscc",
    "city_code",
    "region_code",
    "industry_code",
    "employees_count",
    "revenue_cny",
    "size_class",
    "primary_cluster_id",
    "is_above_scale",
    "is_synthetic",
)


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """k active enterprises in the order of their codes.

    Shapes: register: see _COLUMNS; states (k,); size, section, place, cluster, revenue, budget,
        slots, staff (k,) as in Crowd; has_revenue (k,).
    """

    register: pa.Table
    states: States
    size: Integers
    section: Integers
    place: Integers
    cluster: Integers
    revenue: Integers
    budget: Integers
    slots: Integers
    staff: Integers
    has_revenue: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.size)

    @property
    def codes(self) -> pa.Array:
        """Their USCC."""
        return self.register["uscc"].combine_chunks()

    def crowd(self, side: str) -> Crowd:
        """What the kernel needs to plan from one side."""
        return Crowd(
            claimed=self.states.claimed,
            side=self.states.side(side),
            size=self.size,
            section=self.section,
            place=self.place,
            cluster=self.cluster,
            revenue=self.revenue,
            budget=self.budget,
            slots=self.slots,
            staff=self.staff,
        )

    def at(self, rows: Integers) -> "People":
        """Some of them."""
        states = self.states
        return People(
            self.register.take(pa.array(rows)),
            States(states.claimed[rows], states.proven[rows], states.assessed[rows]),
            *(
                getattr(self, name)[rows]
                for name in (
                    *("size", "section", "place", "cluster", "revenue"),
                    *("budget", "slots", "staff", "has_revenue"),
                )
            ),
        )


def register_of(engine: Engine, enterprises: ir.Table) -> pa.Table:
    """The columns of classified enterprises that planning reads, all of them by code.

    Shapes: _COLUMNS and is_active.
    """
    return engine.arrow(enterprises.select(*_COLUMNS, "is_active").order_by("uscc"))


class Sheets:
    """Collects what enterprises have reached, range by range of their numbers."""

    def __init__(self, planning: Planning, count: int) -> None:
        steps = len(planning.catalogue.steps.steps)
        self._planning = planning
        self._claimed = np.zeros((count, steps), dtype=np.uint8)
        self._proven = np.zeros((count, steps), dtype=np.uint8)
        self._assessed = np.zeros(count, dtype=np.bool_)

    @property
    def model_id(self) -> str:
        """Whose answers are collected."""
        return self._planning.model.id

    def add(self, first: int, until: int, best: BestAnswers | None) -> None:
        """Enter the best answers of the enterprises numbered [first, until)."""
        if best is None:
            return
        model = self._planning.model
        known: dict[int, tuple[int, str]] = {}
        for row in best.answers.select(["answer_no", "item_no", "answer_code"]).to_pylist():
            code = read_codes(model.items[row["item_no"]], row["answer_code"])
            if code is not None:
                known[row["answer_no"]] = (row["item_no"], code)
        rows = best.best
        found = states_of_rows(
            self._planning.catalogue.steps,
            until - first,
            rows["subject_code"].to_numpy().astype(np.int64) - first,
            rows["answer_no"].to_numpy().astype(np.int64),
            rows["grade"].to_numpy() >= _PROVEN_FROM,
            known,
        )
        part = slice(first, until)
        self._claimed[part], self._proven[part] = found.claimed, found.proven
        self._assessed[part] = found.assessed

    def states(self, rows: Integers) -> States:
        """The states of some of the enterprises."""
        return States(self._claimed[rows], self._proven[rows], self._assessed[rows])


def people_of(planning: Planning, register: pa.Table, sheets: Sheets) -> People:
    """The active enterprises of a register with their states and means.

    An enterprise of unknown size counts as it does for its own roadmap (roadmap.request), one in a
    city that the pack does not know gets no subsidy.
    Shapes: register: see `register_of`, its rows numbered as in `sheets`.
    """
    rows = np.flatnonzero(register["is_active"].to_numpy())
    active = register.take(pa.array(rows)).select(list(_COLUMNS)).combine_chunks()
    number = planning.tables.number
    heads = _numbers(active["employees_count"])
    yuan = _numbers(pc.cast(pc.floor(active["revenue_cny"]), pa.decimal128(18, 0)))
    revenue = np.maximum(yuan, 0)
    size = _places(active["size_class"], SIZES, SIZES.index(SIZE_WHEN_UNKNOWN))
    setting = planning.setting
    city = _places(active["city_code"], list(setting.city_number), planning.nowhere)
    clusters = list(setting.cluster_number)
    letters = pc.utf8_slice_codeunits(active["industry_code"], 0, 1)
    sections = [chr(65 + place) for place in range(26)]
    whole, rest = revenue // PPM, revenue % PPM
    staff = np.maximum(heads, 0) * 100 * number[STAFF_PPM] // PPM
    return People(
        register=active,
        states=sheets.states(rows),
        size=size,
        section=_places(letters, sections, len(sections) - 1),
        place=city * len(SIZES) + size,
        cluster=_places(active["primary_cluster_id"], clusters, len(clusters)),
        revenue=revenue,
        budget=whole * number[BUDGET_PPM] + rest * number[BUDGET_PPM] // PPM,
        slots=np.array(setting.parallel, dtype=np.int64)[size],
        staff=np.maximum(staff, number[STAFF_FLOOR]),
        has_revenue=yuan >= 0,
    )


def read_people(
    engine: Engine,
    planning: Planning,
    inputs: Inputs,
    chosen: ir.Table | None = None,
    *,
    chunk_size: int | None = None,
) -> People:
    """The active enterprises of a run's inputs, with the states that its evidence gives.

    Shapes: chosen: some of `inputs.enterprises`; all of them by default.
    """
    enterprises = inputs.enterprises if chosen is None else engine.keep("chosen", chosen)
    numbering = number_subjects(engine, enterprises)
    sheets = Sheets(planning, len(numbering.codes))
    for chunk in chunks_of(numbering, chunk_size):
        rows = engine.keep("chunk_rows", chunk.rows_of(inputs.rows.select(*JUDGED), numbering))
        best = best_answers(engine, planning.model, rows, inputs.freshness, planning.as_of)
        sheets.add(chunk.first, chunk.until, best)
    return people_of(planning, register_of(engine, enterprises), sheets)


def _numbers(column: pa.ChunkedArray) -> Integers:
    """Whole numbers, -1 where unknown."""
    return np.asarray(pc.fill_null(pc.cast(column, pa.int64()), -1).to_numpy(), dtype=np.int64)


def _places(column: pa.ChunkedArray, known: Sequence[str], missing: int) -> Integers:
    found = pc.index_in(column, value_set=pa.array(known, pa.string()))
    return np.asarray(pc.fill_null(found, missing).to_numpy(), dtype=np.int64)
