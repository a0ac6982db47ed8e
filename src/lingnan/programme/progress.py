"""How many subjects count, month by month, by city, cluster and size, out of how many.

Not for deciding who counts (metrics) nor for the file format of the result (store).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lingnan.kernel.period import add_months, month_start, months_between
from lingnan.packs import Pack
from lingnan.packs.content import MetricDefinition
from lingnan.programme.interval import closed_form
from lingnan.programme.metrics import ENTERPRISE, population_intervals, population_key
from lingnan.programme.model import Side
from lingnan.programme.slicing import Grouping, group_subjects
from lingnan.programme.store import PROGRESS_SCHEMA
from lingnan.programme.timeline import months_through
from lingnan.store.engine import Engine

HISTORY_MONTHS = 60
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Flow:
    """What came and went in each group of subjects that fall into the same slices.

    Shapes: both groups x (1 + months); column 0 is all that happened before the first month.
    """

    entered: Counts
    dropped: Counts

    @property
    def counted_count(self) -> int:
        """How many count on the last day, in all groups together."""
        return int(self.entered.sum() - self.dropped.sum())


@dataclass(frozen=True, slots=True)
class Tally:
    """All counts of one run, before they are put into slices.

    Attributes:
        months: first days of the months; the last is the month of the as-of date, whose counts
            are those of that day.
        flows: by definition and side.
        populations: by definition; how many subjects could count.
    """

    months: tuple[date, ...]
    grouping: Grouping
    flows: Mapping[tuple[str, Side], Flow]
    populations: Mapping[str, Flow]

    def by(self, slice_name: str, flow: Flow) -> dict[tuple[str, ...], tuple[Counts, ...]]:
        """Counted, entered and dropped by month, for every key of a slice.

        The keys of slice `primary_cluster` and those of every slice but `cluster` and
        `city_cluster` share the subjects out: each subject is in one key only.
        """
        keys = self.grouping.slices[slice_name]
        if not keys:
            return {}
        rows = np.concatenate(list(keys.values()))
        lengths = np.array([len(groups) for groups in keys.values()])
        starts = np.concatenate(([0], np.cumsum(lengths)[:-1]))
        entered, dropped = (
            np.add.reduceat(part[rows], starts, axis=0) for part in (flow.entered, flow.dropped)
        )
        counted = np.cumsum(entered - dropped, axis=1)
        return {
            key: (counted[place, 1:], entered[place, 1:], dropped[place, 1:])
            for place, key in enumerate(keys)
        }


def tally(
    engine: Engine,
    pack: Pack,
    *,
    enterprises: ir.Table,
    memberships: ir.Table,
    entities: ir.Table,
    status: ir.Table,
    as_of: date,
    history_months: int = HISTORY_MONTHS,
) -> Tally:
    """Count subjects by definition, side, month and the slices they fall into.

    Shapes:
        enterprises: classified enterprises. memberships: uscc, cluster_id; an enterprise may have
            several. entities: registry_entity. status: out_status of both enterprises and entities.
    Limits: an enterprise counts where it is registered now, in the size and clusters it has now. An
        interval that begins and ends within one month shows in both `entered` and `dropped`.
    """
    first = add_months(month_start(as_of), -(history_months - 1))
    grouping = group_subjects(engine, enterprises, memberships, entities)
    months = months_through(first, as_of)
    definitions = [item for target in pack.targets for item in target.definitions]
    keys = {item.id: number for number, item in enumerate(definitions)}
    named = ibis.memtable(
        {"definition_id": list(keys), "key": list(keys.values())},
        schema={"definition_id": "string", "key": "int32"},
    )
    counted = status.inner_join(named, "definition_id")
    sided = counted.mutate(key=counted.key * 2 + (counted.side == Side.PROVEN.value).cast("int32"))
    flows = _flows(engine, grouping, sided, months, as_of)
    populations = _populations(engine, grouping, definitions, enterprises, entities, months, as_of)
    empty = _no_flow(grouping, months)
    return Tally(
        months=months,
        grouping=grouping,
        flows={
            (item.id, side): flows.get(keys[item.id] * 2 + (side is Side.PROVEN), empty)
            for item in definitions
            for side in Side
        },
        populations=populations,
    )


def progress_table(counts: Tally) -> pa.Table:
    """The result as a table, sorted by definition, side, slice, key and month.

    Shapes: returns PROGRESS_SCHEMA; a slice whose population is empty throughout has no rows.
    """
    pieces = []
    different = {id(flow): flow for flow in counts.populations.values()}
    population_by = {
        (key, name): counts.by(name, flow) for key, flow in different.items() for name in SLICES
    }
    for (definition, side), flow in sorted(counts.flows.items()):
        for name in SLICES:
            populations = population_by[id(counts.populations[definition]), name]
            for key, (counted, entered, dropped) in sorted(counts.by(name, flow).items()):
                population = populations[key][0]
                if population.any() or counted.any():
                    pieces.append(
                        (definition, side, name, key, counted, population, entered, dropped)
                    )
    return _assemble(counts.months, pieces)


SLICES: Mapping[str, tuple[str, ...]] = {
    "total": (),
    "city": ("city_code",),
    "cluster": ("cluster_id",),
    "size": ("size_class",),
    "city_cluster": ("city_code", "cluster_id"),
}


def _assemble(months: Sequence[date], pieces: Sequence[tuple[Any, ...]]) -> pa.Table:
    length = len(months)
    columns: dict[str, Any] = {}
    for place, name in ((0, "definition_id"), (1, "side"), (2, "slice")):
        columns[name] = _repeated([str(piece[place]) for piece in pieces], length)
    for name in ("city_code", "cluster_id", "size_class"):
        values = [dict(zip(SLICES[piece[2]], piece[3], strict=True)).get(name) for piece in pieces]
        columns[name] = _repeated(values, length)
    columns["month"] = pa.array(list(months) * len(pieces), pa.date32())
    for place, name in (
        (4, "counted_count"),
        (5, "population_count"),
        (6, "entered_count"),
        (7, "dropped_count"),
    ):
        parts = [piece[place] for piece in pieces]
        columns[name] = pa.array(np.concatenate(parts) if parts else [], pa.int64())
    return pa.table({name: columns[name] for name in PROGRESS_SCHEMA.names}, schema=PROGRESS_SCHEMA)


def _repeated(values: Sequence[str | None], length: int) -> Any:
    places = np.repeat(np.arange(len(values)), length)
    return pa.array(values, pa.string()).take(pa.array(places))


def _populations(
    engine: Engine,
    grouping: Grouping,
    definitions: Sequence[MetricDefinition],
    enterprises: ir.Table,
    entities: ir.Table,
    months: Sequence[date],
    as_of: date,
) -> dict[str, Flow]:
    """The population flow of each definition; equal populations are counted once."""
    found: dict[tuple[str, str], Flow] = {}
    result = {}
    for item in definitions:
        name = (item.counts, population_key(item))
        if name not in found:
            subjects = enterprises if item.counts == ENTERPRISE else entities
            days = population_intervals(item, subjects).mutate(key=ibis.literal(0, type="int32"))
            flows = _flows(engine, grouping, days, months, as_of)
            found[name] = flows.get(0, _no_flow(grouping, months))
        result[item.id] = found[name]
    return result


def _no_flow(grouping: Grouping, months: Sequence[date]) -> Flow:
    nothing = np.zeros((grouping.groups_count, len(months) + 1), dtype=np.int64)
    return Flow(nothing, nothing)


def _flows(
    engine: Engine, grouping: Grouping, days: ir.Table, months: Sequence[date], as_of: date
) -> dict[int, Flow]:
    """Beginnings and ends of intervals by key, group and month.

    Shapes: days: key int, subject_code, from_date, until_date. An end counts in the month of the
        day on which the subject counts no more; ends after `as_of` have not happened.
    """
    placed = closed_form(days).inner_join(grouping.members, "subject_code")
    events = ibis.union(
        placed.select("key", "group_no", day=placed.from_date, is_end=ibis.literal(False)),
        placed.select("key", "group_no", day=placed.until_date, is_end=ibis.literal(True)),
    )
    events = events.filter(events.day <= ibis.date(as_of))
    first = months[0].year * 12 + months[0].month - 1
    number = events.day.year() * 12 + events.day.month() - 1 - first + 1
    column = ibis.greatest(number, 0).cast("int32")
    sums = (
        events.mutate(column=column)
        .group_by("key", "group_no", "column", "is_end")
        .agg(number=lambda table: table.count())
    )
    cube = engine.arrow(sums)
    keys, groups, columns, ends, numbers = (
        cube[name].to_numpy() for name in ("key", "group_no", "column", "is_end", "number")
    )
    width = months_between(months[0], months[-1]) + 2
    flows = {}
    for key in np.unique(keys):
        sides = []
        for is_end in (False, True):
            chosen = (keys == key) & (ends == is_end)
            grid = np.zeros((grouping.groups_count, width), dtype=np.int64)
            np.add.at(grid, (groups[chosen], columns[chosen]), numbers[chosen])
            sides.append(grid)
        flows[int(key)] = Flow(sides[0], sides[1])
    return flows
