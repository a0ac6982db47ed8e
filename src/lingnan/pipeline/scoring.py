"""One chunk through diagnosis: evidence rows → best answers at every change → scores and levels."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from lingnan.diagnosis import (
    LEVEL_SCHEMA,
    Model,
    answer_table,
    answered,
    distinct_answers,
    levels_to_intervals,
    moments_of,
    score_all,
)
from lingnan.evidence import resolve
from lingnan.packs import Pack
from lingnan.store import Engine

NUMBERED_LEVELS = LEVEL_SCHEMA.set(0, pa.field("subject_code", pa.int32()))
"""out_level while subjects go by number."""


_GIVEN = (
    "subject_code",
    "indicator_code",
    "item_no",
    "answer_no",
    "grade",
    "fact_date",
    "evidence_no",
)


@dataclass(frozen=True, slots=True)
class BestAnswers:
    """The best answers as of one date.

    Shapes:
        best: one row per (subject_code, item): answer_no, grade.
        answers: see diagnosis.answer_table.
    """

    best: pa.Table
    answers: pa.Table


@dataclass(frozen=True, slots=True)
class ChunkScores:
    """What a chunk gave for one model.

    Shapes:
        now: one row per subject, as of the run's date (see diagnosis.read_off).
        levels: out_level of the chunk.
        best: null unless asked for.
    """

    now: pa.Table
    levels: pa.Table
    best: BestAnswers | None = None


def freshness_of(pack: Pack) -> pa.Table:
    """How long evidence of each indicator is fresh and when it expires.

    Shapes: indicator_code, fresh_days, expires_days (null = never).
    """
    return pa.table(
        {
            "indicator_code": pa.array([each.code for each in pack.indicators], pa.string()),
            "fresh_days": pa.array([each.fresh_days for each in pack.indicators], pa.int32()),
            "expires_days": pa.array([each.expires_days for each in pack.indicators], pa.int32()),
        }
    )


def score_chunk(
    engine: Engine,
    model: Model,
    rows: ir.Table,
    freshness: ir.Table,
    as_of: date,
    *,
    with_best: bool = False,
) -> ChunkScores | None:
    """Score the chunk's subjects on one model at every month's end at which something changed.

    Returns null when no evidence of the chunk answers the model.
    """
    answers = _read_answers(engine, model, rows)
    if answers is None:
        return None
    given = engine.keep("given", answered(rows, answers, model).select(*_GIVEN))
    moments = engine.keep("moments", moments_of(given, freshness, as_of))
    best = resolve(
        given.join(moments, "subject_code"),
        freshness,
        keys=("subject_code", "item_no"),
        carry=("answer_no",),
    )
    scored = engine.keep("scored", score_all(best, answers, model))
    now = engine.arrow(scored.filter(scored.as_of_date == as_of).drop("as_of_date"))
    levels = engine.arrow(levels_to_intervals(scored, moments, model))
    kept = _best_now(engine, given, answers, freshness, as_of) if with_best else None
    return ChunkScores(now, levels, kept)


def best_answers(
    engine: Engine, model: Model, rows: ir.Table, freshness: ir.Table, as_of: date
) -> BestAnswers | None:
    """The best answers of the chunk's subjects as of one date; null when there are none."""
    answers = _read_answers(engine, model, rows)
    if answers is None:
        return None
    given = answered(rows, answers, model).select(*_GIVEN)
    return _best_now(engine, given, answers, freshness, as_of)


def _best_now(
    engine: Engine, given: ir.Table, answers: ir.Table, freshness: ir.Table, as_of: date
) -> BestAnswers:
    best = resolve(
        given.mutate(as_of_date=ibis.date(as_of)),
        freshness,
        keys=("subject_code", "item_no"),
        carry=("answer_no",),
    )
    rows = engine.arrow(best.select("subject_code", "answer_no", "grade"))
    return BestAnswers(rows, engine.arrow(answers))


def _read_answers(engine: Engine, model: Model, rows: ir.Table) -> ir.Table | None:
    """Read each different answer of the chunk once; null when there is none."""
    table = answer_table(engine.arrow(distinct_answers(rows, model)), model)
    return engine.keep("answers", engine.memory(table)) if table.num_rows else None


def gather(parts: Sequence[pa.Table], schema: pa.Schema) -> pa.Table:
    """The parts of all chunks as one table in the columns of a result."""
    if not parts:
        return schema.empty_table()
    table = pa.concat_tables([part.select(schema.names) for part in parts]).cast(schema)
    # The writer cuts pages at chunks, and these come as the engine's threads happened to end.
    return table.combine_chunks()
