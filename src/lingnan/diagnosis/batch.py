"""Score all enterprises at once: one expression per model, whole numbers only.

The claimed side counts every best row, the proven side those of grade 2 and above. Equal to the
reference scorer (score.py), which property tests hold. Not for percentiles (peers) nor for
intervals (history).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir

from lingnan.diagnosis.answer import LIFT_ITEMS
from lingnan.diagnosis.compile import compile_model
from lingnan.diagnosis.model import Gate, Model, Side
from lingnan.diagnosis.packing import Layout, Slot, lay_out, word_names
from lingnan.diagnosis.program import (
    Algebra,
    Program,
    Ratio,
    Staged,
    evaluate,
    satisfied_stages,
)

SIDES: tuple[Side, Side] = ("claimed", "proven")
PROVEN_FROM = 2
"""The lowest grade that proves: attested."""


def score_all(best: ir.Table, answers: ir.Table, model: Model) -> ir.Table:
    """Score every subject at every date on one model.

    Shapes:
        best: one row per (subject_code, as_of_date, item_no): answer_no, grade.
        answers: see `answer_table`.
        returns: one row per (subject_code, as_of_date) with the columns of out_score that need no
            peers, and `claimed_dimension_<id>`, `proven_dimension_<id>` for every dimension.
    Units: millipoints, rounded down.
    """
    program = compile_model(model)
    layout = lay_out(model, program)
    words = word_names(layout.words_count)
    rows = best.select("subject_code", "as_of_date", "answer_no", "grade").join(
        answers.select("answer_no", "lift_group", "lift", *words), "answer_no"
    )
    is_proven = rows.grade >= PROVEN_FROM
    sums: dict[str, Any] = {f"claimed_{name}": rows[name].sum() for name in words}
    sums |= {f"proven_{name}": rows[name].sum(where=is_proven) for name in words}
    for group in range(len(program.lifts)):
        is_liftable = ~is_proven & (rows.lift_group == group)
        sums[f"lift_{group}"] = rows.lift.max(where=is_liftable)
    added = rows.group_by("subject_code", "as_of_date").aggregate(**sums)
    sums_table = _fenced(added, {name: added[name].cast("int64").fill_null(0) for name in sums})
    table = _fenced(sums_table, {k: v for side in SIDES for k, v in _unpacked(sums_table, side, layout, program).items()})
def _choose(test: Any, yes: Any, no: Any) -> Any:
    if isinstance(test, bool):
        return yes if test else no
    return ibis.ifelse(test, yes, no)


COLUMNS: Algebra[Any] = Algebra(choose=_choose, least=lambda values: ibis.least(*values))


class _Side:
    """The sums of one side as columns, unpacked from their words."""

    def __init__(self, table: ir.Table, side: Side, layout: Layout) -> None:
        self.name = side
        self._table = table
        self.sums = [self._unpack(slot) for slot in layout.sums]
        self.counts = [tuple(map(self._unpack, pair)) for pair in layout.counts]
        self.answered = self._unpack(layout.answered)

    def _unpack(self, slot: Slot) -> Any:
        value = self._table[f"{self.name}_word_{slot.word}"]
        if slot.shift:
            value = value >> slot.shift
        value = value & slot.mask
        return value if slot.unit == 1 else value * slot.unit


def _floor(value: Ratio[Any]) -> Any:
    """Round down. Exact although engines divide in floating point: numbers stay below 2^53."""
    if value.denominator == 1:
        return value.numerator
    return value.numerator // value.denominator


def _side_columns(model: Model, program: Program, side: _Side) -> dict[str, Any]:
    whole = _floor(evaluate(program.root, side.sums, COLUMNS))
    marks = {
        name: _floor(evaluate(formula, side.sums, COLUMNS)) for name, formula in program.dimensions
    }
    if isinstance(program.root, Staged) and not model.gates:
        values, level = satisfied_stages(program.root, side.sums, COLUMNS)
        shorts = {
            number: _Short(program.root.threshold - _floor(value), 0, 0)
            for number, value in enumerate(values, start=1)
        }
    else:
        shorts = {gate.level: _short(gate, program, side, whole, marks) for gate in model.gates}
        level = ibis.literal(0)
        for gate in model.gates:
            level = ibis.ifelse(shorts[gate.level].is_nothing(), gate.level, level)
    name = side.name
    following = _following(level, sorted(shorts), model.top_level)
    return {
        f"{name}_millipoints": _integer(whole, "int32"),
        f"{name}_level": _integer(level, "int8"),
        f"{name}_next_level": _integer(following, "int8"),
        f"{name}_points_short": _picked(following, shorts, "points", "int32"),
        f"{name}_scenarios_short": _picked(following, shorts, "scenarios", "int8"),
        f"{name}_mandatory_short": _picked(following, shorts, "mandatory", "int8"),
        **{f"{name}_dimension_{key}": _integer(mark, "int32") for key, mark in marks.items()},
    }


@dataclass(frozen=True, slots=True)
class _Short:
    """What a level still asks for, as columns; nothing is short at or below 0."""

    points: Any
    scenarios: Any
    mandatory: Any

    def is_nothing(self) -> Any:
        return (self.points <= 0) & (self.scenarios <= 0) & (self.mandatory <= 0)


def _short(
    gate: Gate, program: Program, side: _Side, whole: Any, marks: Mapping[str, Any]
) -> _Short:
    places = {(count.group, count.level): n for n, count in enumerate(program.counts)}
    counts = [(part, side.counts[places[part.group, part.level]]) for part in gate.counts]
    points = [
        part.millipoints - (whole if part.dimension is None else marks[part.dimension])
        for part in gate.scores
    ]
    return _Short(
        _most(points),
        _most([part.count - every for part, (every, _) in counts]),
        _most([part.mandatory_count - mandatory for part, (_, mandatory) in counts]),
    )


def _most(values: Sequence[Any]) -> Any:
    return ibis.greatest(ibis.literal(0), *values) if values else ibis.literal(0)


def _following(level: Any, levels: Sequence[int], top: int) -> Any:
    """The level after this one for which there is a rule; null at the top."""
    found = ibis.null("int64")
    for number in reversed(levels):
        found = ibis.ifelse(level < number, number, found)
    return ibis.ifelse(level >= top, ibis.null("int64"), found)


def _picked(following: Any, shorts: Mapping[int, _Short], part: str, kind: str) -> Any:
    branches = [
        (following == level, ibis.greatest(ibis.literal(0), getattr(short, part)))
        for level, short in shorts.items()
    ]
    return _integer(ibis.cases(*branches, else_=ibis.null("int64")), kind)


def _integer(value: Any, kind: str) -> Any:
    return (ibis.literal(value) if isinstance(value, int) else value).cast(kind)


def _top_missing(model: Model, program: Program, table: ir.Table, proven: _Side) -> tuple[Any, Any]:
    """The unproven item whose proof alone lifts the proven score most, and by how much."""
    before = _floor(evaluate(program.root, proven.sums, COLUMNS))
    names = ibis.array([item.id for item in model.items])
    top: Any = ibis.null("string")
    most: Any = ibis.literal(0)
    for group, linear in enumerate(program.lifts):
        packed = table[f"lift_{group}"].fill_null(0)
        units = packed // LIFT_ITEMS
        after = _floor(evaluate(program.root, proven.sums, COLUMNS, raised=(linear, units)))
        lift = after - before
        is_more = lift > most
        top = ibis.ifelse(is_more, names[LIFT_ITEMS - 1 - packed % LIFT_ITEMS], top)
        most = ibis.ifelse(is_more, lift, most)
    return top, ibis.ifelse(most > 0, most, ibis.null("int64")).cast("int32")
