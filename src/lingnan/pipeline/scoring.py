"""One chunk through diagnosis: evidence rows → best answers at every change → scores and levels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import ibis.expr.types as ir
import pyarrow as pa

from lingnan.diagnosis import (
    Model,
    answer_table,
    answered,
    build_model,
    distinct_answers,
    levels_to_intervals,
    moments_of,
    score_all,
)
from lingnan.evidence import resolve
from lingnan.packs import Pack
from lingnan.store import Engine


@dataclass(frozen=True, slots=True)
class PreparedModel:
    """A model with the table of the answers that occur in the store."""

    model: Model
    answers: ir.Table


@dataclass(frozen=True, slots=True)
class ChunkScores:
    """What a chunk gave for one model.

    Shapes:
        now: one row per subject, as of the run's date (see diagnosis.read_off).
        levels: out_level of the chunk.
    """

    now: pa.Table
    levels: pa.Table


def prepare_models(
    engine: Engine, pack: Pack, rows: ir.Table, choices: Mapping[str, Mapping[str, str]]
) -> list[PreparedModel]:
    """Read each different answer once, for the models that any evidence answers."""
    prepared = []
    for number, content in enumerate(pack.models):
        model = build_model(content, choices.get(content.id))
        distinct = engine.arrow(distinct_answers(rows, model))
        if not distinct.num_rows:
            continue
        table = answer_table(distinct, model)
        if table.num_rows:
            prepared.append(
                PreparedModel(model, engine.keep(f"answer_{number}", engine.memory(table)))
            )
    return prepared


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
    prepared: PreparedModel,
    rows: ir.Table,
    freshness: ir.Table,
    as_of: date,
) -> ChunkScores | None:
    """Score the chunk's subjects on one model at every month's end at which something changed.

    Returns null when no evidence of the chunk answers the model.
    """
    model = prepared.model
    given = engine.keep(
        "given",
        answered(rows, prepared.answers, model).select(
            "subject_code",
            "indicator_code",
            "item_no",
            "answer_no",
            "grade",
            "fact_date",
            "evidence_no",
        ),
    )
    moments = engine.keep("moments", moments_of(given, freshness, as_of))
    best = resolve(
        given.join(moments, "subject_code"),
        freshness,
        keys=("subject_code", "item_no"),
        carry=("answer_no",),
    )
    scored = engine.keep("scored", score_all(best, prepared.answers, model))
    now = engine.arrow(scored.filter(scored.as_of_date == as_of).drop("as_of_date"))
    levels = engine.arrow(levels_to_intervals(scored, moments, model))
    return ChunkScores(now, levels) if now.num_rows or levels.num_rows else None


def gather(parts: Sequence[pa.Table], schema: pa.Schema) -> pa.Table:
    """The parts of all chunks as one table in the columns of a result."""
    if not parts:
        return schema.empty_table()
    return pa.concat_tables([part.select(schema.names) for part in parts]).cast(schema)
