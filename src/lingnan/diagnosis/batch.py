"""Score all enterprises at once: one expression per model, whole numbers only.

The claimed side counts every best row, the proven side those of grade 2 and above. Equal to the
reference scorer (score.py), which property tests hold. Not for percentiles (peer) nor for
intervals (history).
"""

from collections.abc import Iterable, Mapping
from typing import Any

import ibis
import ibis.expr.types as ir

from lingnan.diagnosis.answer_table import LIFT_ITEMS
from lingnan.diagnosis.compile import compile_model
from lingnan.diagnosis.gate_column import GateColumns, next_level, whole_number
from lingnan.diagnosis.model import Model, Side
from lingnan.diagnosis.packing import Layout, Slot, lay_out, word_names
from lingnan.diagnosis.program import (
    Algebra,
    Formula,
    Linear,
    Program,
    Reading,
    Staged,
    evaluate,
    linears_of,
    raised,
    satisfied_stages,
)

SIDES: tuple[Side, Side] = ("claimed", "proven")
PROVEN_FROM = 2
"""The lowest grade that proves: attested."""
_KEYS = ("subject_code", "as_of_date")


def score_all(best: ir.Table, answers: ir.Table, model: Model) -> ir.Table:
    """Score every subject at every date on one model: `add_up`, then `read_off`.

    Shapes:
        best: one row per (subject_code, as_of_date, item_no): answer_no, grade.
        answers: see `answer_table`.
        returns: see `read_off`.
    """
    return read_off(add_up(best, answers, model), model)


def add_up(best: ir.Table, answers: ir.Table, model: Model) -> ir.Table:
    """Add up what the best answers of every subject are worth, both sides, in packed words.

    The part of scoring that grows with the rows: run it per chunk of subjects and keep the result.

    Shapes:
        best: one row per (subject_code, as_of_date, item_no): answer_no, grade.
        returns: one row per (subject_code, as_of_date), for `read_off`.
    """
    program = compile_model(model)
    words = word_names(lay_out(model, program).words_count)
    rows = best.select(*_KEYS, "answer_no", "grade").join(
        answers.select("answer_no", "lift_group", "lift", *words), "answer_no"
    )
    is_proven = rows.grade >= PROVEN_FROM
    sums: dict[str, Any] = {f"claimed_{word}": rows[word].sum() for word in words}
    sums |= {f"proven_{word}": rows[word].sum(where=is_proven) for word in words}
    for group in range(len(program.lifts)):
        sums[f"lift_{group}"] = rows.lift.max(where=~is_proven & (rows.lift_group == group))
    added = rows.group_by(*_KEYS).aggregate(**sums)
    return added.mutate(**{name: added[name].cast("int64").fill_null(0) for name in sums})


def read_off(added: ir.Table, model: Model) -> ir.Table:
    """Turn added-up words into scores, levels and gaps.

    Shapes:
        added: see `add_up`.
        returns: one row per (subject_code, as_of_date) with the columns of out_score that need no
            peers, and `claimed_dimension_<id>`, `proven_dimension_<id>` for every dimension.
    Units: millipoints, rounded down.
    """
    program = compile_model(model)
    counts = [
        f"{side}_{what}_{number}"
        for side in SIDES
        for what in ("count", "mandatory")
        for number in range(len(program.counts))
    ]
    answered = [f"{side}_answered" for side in SIDES]
    lifts = [f"lift_{group}" for group in range(len(program.lifts))]
    kept = [*_KEYS, *counts, *answered, *lifts]
    unpacked = _fenced(added, (*_KEYS, *lifts), _unpacked(added, lay_out(model, program)))
    linear = _fenced(unpacked, kept, _linear_columns(unpacked, program))
    marks = _mark_columns(linear, program)
    marked = _fenced(linear, kept, marks)
    gates = {side: GateColumns(model, program, marked, side) for side in SIDES}
    levels = {f"{side}_level": gates[side].level() for side in SIDES}
    levelled = _fenced(marked, (*kept, *marks), levels)
    top_item, top_lift = _top_missing(model, program, levelled)
    columns: dict[str, Any] = {}
    for side in SIDES:
        columns |= _side_columns(model, program, levelled, side)
    return levelled.select(
        *_KEYS,
        **columns,
        answered_count=levelled.claimed_answered.cast("int16"),
        attested_count=levelled.proven_answered.cast("int16"),
        top_missing_item=top_item,
        top_missing_lift_millipoints=top_lift,
    )


def _fenced(table: ir.Table, kept: Iterable[str], columns: Mapping[str, Any]) -> ir.Table:
    """Kept columns and new ones, which later expressions refer to by name.

    Ibis would inline the new ones into every later use, and nested formulas grow beyond what a
    database parses; it does not inline past a column of chance. That column is never computed.
    """
    return table.select(*kept, **columns, fence=ibis.random())


def _unpacked(added: ir.Table, layout: Layout) -> dict[str, Any]:
    def read(side: Side, slot: Slot) -> Any:
        word = added[f"{side}_word_{slot.word}"]
        return ((word >> slot.shift) & slot.mask) * slot.unit

    found: dict[str, Any] = {}
    for side in SIDES:
        found[f"{side}_answered"] = read(side, layout.answered)
        for number, slot in enumerate(layout.sums):
            found[f"{side}_sum_{number}"] = read(side, slot)
        for number, (every, mandatory) in enumerate(layout.counts):
            found[f"{side}_count_{number}"] = read(side, every)
            found[f"{side}_mandatory_{number}"] = read(side, mandatory)
    return found


def _linear_parts(program: Program) -> list[Linear]:
    formulas: list[Formula] = [program.root, *(formula for _, formula in program.dimensions)]
    parts = (part for formula in formulas for part in linears_of(formula) if part.terms)
    return list(dict.fromkeys(parts))


def _linear_columns(table: ir.Table, program: Program) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for side in SIDES:
        sums = [table[f"{side}_sum_{number}"] for number in range(len(program.accumulators))]
        for number, part in enumerate(_linear_parts(program)):
            terms = (sums[index] * factor for index, factor in part.terms)
            found[f"{side}_linear_{number}"] = sum(terms, ibis.literal(part.constant, "int64"))
    return found


def _reading(table: ir.Table, program: Program, side: Side) -> Reading:
    places = {part: number for number, part in enumerate(_linear_parts(program))}
    return lambda part: table[f"{side}_linear_{places[part]}"] if part.terms else part.constant


def _choose(test: Any, yes: Any, no: Any) -> Any:
    if isinstance(test, bool):
        return yes if test else no
    return ibis.ifelse(test, yes, no)


COLUMNS: Algebra[Any] = Algebra(choose=_choose, least=lambda values: ibis.least(*values))


def _floor(formula: Formula, read: Reading) -> Any:
    """Round down. Exact although engines divide in floating point: numbers stay below 2^53."""
    value = evaluate(formula, read, COLUMNS)
    if value.denominator == 1:
        return whole_number(value.numerator, "int64")
    return whole_number(value.numerator // value.denominator, "int64")


def _mark_columns(table: ir.Table, program: Program) -> dict[str, Any]:
    """Score, dimensions, stages; and what each best lift would make of the proven score."""
    found: dict[str, Any] = {}
    for side in SIDES:
        read = _reading(table, program, side)
        found[f"{side}_whole"] = _floor(program.root, read)
        for number, (_, formula) in enumerate(program.dimensions):
            found[f"{side}_mark_{number}"] = _floor(formula, read)
        if isinstance(program.root, Staged):
            _, stages = satisfied_stages(program.root, read, COLUMNS)
            found[f"{side}_stages"] = whole_number(stages, "int64")
            for number, part in enumerate(program.root.parts):
                found[f"{side}_stage_{number}"] = _floor(part, read)
    read = _reading(table, program, "proven")
    for group, part in enumerate(program.lifts):
        units = table[f"lift_{group}"] // LIFT_ITEMS
        found[f"lifted_{group}"] = _floor(program.root, raised(read, part, units))
    return found


def _side_columns(model: Model, program: Program, table: ir.Table, side: Side) -> dict[str, Any]:
    gates = GateColumns(model, program, table, side)
    following = next_level(table[f"{side}_level"], gates.levels, model.top_level)
    return {
        f"{side}_millipoints": table[f"{side}_whole"].cast("int32"),
        f"{side}_level": table[f"{side}_level"].cast("int8"),
        f"{side}_next_level": following.cast("int8"),
        f"{side}_points_short": gates.short("points", following).cast("int32"),
        f"{side}_scenarios_short": gates.short("scenarios", following).cast("int8"),
        f"{side}_mandatory_short": gates.short("mandatory", following).cast("int8"),
        **{
            f"{side}_dimension_{name}": table[f"{side}_mark_{number}"].cast("int32")
            for number, (name, _) in enumerate(program.dimensions)
        },
    }


def _top_missing(model: Model, program: Program, table: ir.Table) -> tuple[Any, Any]:
    """The unproven item whose proof alone lifts the proven score most, and by how much."""
    lifted = [table[f"lifted_{group}"] for group in range(len(program.lifts))]
    most = ibis.greatest(*lifted) - table.proven_whole
    packed: Any = ibis.literal(0, "int64")
    for group in reversed(range(len(lifted))):
        packed = ibis.ifelse(
            lifted[group] - table.proven_whole == most, table[f"lift_{group}"], packed
        )
    names = ibis.array([item.id for item in model.items])
    item = names[LIFT_ITEMS - 1 - packed % LIFT_ITEMS]
    return (
        ibis.ifelse(most > 0, item, ibis.null("string")),
        ibis.ifelse(most > 0, most, ibis.null("int64")).cast("int32"),
    )
