"""A run: everything the store says as of one date, computed, kept and pinned."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import ibis.expr.types as ir
import pyarrow as pa

from lingnan.diagnosis import Model, build_model, dimensions_long, peer_table, score_rows
from lingnan.diagnosis.store import (
    DIMENSION_SCHEMA,
    DIMENSION_TABLE,
    LEVEL_SCHEMA,
    LEVEL_TABLE,
    PEER_SCHEMA,
    PEER_TABLE,
    SCORE_SCHEMA,
    SCORE_TABLE,
)
from lingnan.evidence import Ledger
from lingnan.evidence.resolve import FIRST_DAY
from lingnan.packs import Pack
from lingnan.pipeline.chunks import (
    PAST_ENTERPRISES,
    Numbering,
    chunks_of,
    number_subjects,
    with_numbers,
)
from lingnan.pipeline.errors import RunInFuture, RunTooEarly
from lingnan.pipeline.group_roadmaps import group_outputs
from lingnan.pipeline.inputs import JUDGED, Inputs, open_inputs
from lingnan.pipeline.intact import check_sealed_files
from lingnan.pipeline.people import Sheets, people_of, register_of
from lingnan.pipeline.pins import run_id_of, take_pins
from lingnan.pipeline.planning import Planning, planning_of
from lingnan.pipeline.roadmapping import plan_people, roadmap_tables, upgrade_table
from lingnan.pipeline.scoring import NUMBERED_LEVELS, gather, score_chunk
from lingnan.programme import (
    STATUS_SCHEMA,
    figures_of_rows,
    programme_outputs,
    status_of_chunk,
    status_of_entities,
)
from lingnan.programme.interval import in_order
from lingnan.registry import publish_snapshot
from lingnan.roadmap.store import UPGRADE_TABLE
from lingnan.store import Engine, Store
from lingnan.store.runs import Run, save_run

_STATUS_ORDER = ("subject_code", "definition_id", "side", "from_date")
_SHARE_WITH_ROADMAPS, _SHARE_WITHOUT = 0.3, 0.9
"""How much of the bar the diagnosis takes."""
Advance = Callable[[float], None]


@dataclass(slots=True)
class _Parts:
    """What the chunks have given so far."""

    scored: defaultdict[str, list[pa.Table]] = field(default_factory=lambda: defaultdict(list))
    levels: list[pa.Table] = field(default_factory=list)
    status: list[pa.Table] = field(default_factory=list)


def run_all(
    store: Store,
    pack: Pack,
    *,
    as_of: date,
    at: datetime,
    advance: Advance = lambda _share: None,
    choices: Mapping[str, Mapping[str, str]] | None = None,
    with_roadmaps: bool = True,
    chunk_size: int | None = None,
    workers: int | None = None,
) -> Run:
    """Seal the inbox, diagnose, count, forecast and plan as of a date; returns the kept run.

    `advance` is told the share done; `choices` selects variants of models (see diagnosis). A pack
    without measures has no roadmaps. `chunk_size` and `workers` change nothing but memory and time.
    Raises:
        NothingToRun, RunTooEarly; ChainBroken when a sealed file was changed.
    """
    if as_of < FIRST_DAY:
        raise RunTooEarly(as_of=as_of, first=FIRST_DAY)
    if as_of > (at + timedelta(days=1)).date():  # somewhere on earth it is tomorrow already
        raise RunInFuture(as_of=as_of)
    Ledger(store).seal()
    check_sealed_files(store.lake)
    publish_snapshot(store)
    pins = take_pins(store, pack, as_of)
    if choices:
        pins["choices"] = str(sorted((name, sorted(c.items())) for name, c in choices.items()))
    with store.engine() as engine:
        inputs = open_inputs(engine, store, pack, pins, as_of)
        models = [build_model(content, (choices or {}).get(content.id)) for content in pack.models]
        planning = planning_of(pack, as_of, choices=choices) if with_roadmaps else None
        numbering = number_subjects(engine, inputs.enterprises)
        sheets = Sheets(planning, len(numbering.codes)) if planning else None
        share = _SHARE_WITHOUT if planning is None else _SHARE_WITH_ROADMAPS
        parts = _through_chunks(
            engine,
            pack,
            inputs,
            numbering,
            models,
            as_of,
            sheets,
            chunk_size,
            lambda done: advance(share * done),
        )
        outputs = _diagnosis_tables(engine, models, inputs.enterprises, parts)
        status = gather(parts.status, STATUS_SCHEMA)
        result = programme_outputs(
            engine,
            pack,
            enterprises=inputs.enterprises,
            memberships=inputs.clusters,
            entities=inputs.entities,
            status=engine.keep("status", engine.memory(status)),
            published_rows=figures_of_rows(engine, pack, _others(inputs)),
            as_of=as_of,
            expansion=store.manifest.expansion,
        )
        outputs |= {
            "out_status": status,
            "out_progress": result.progress,
            "out_forecast": result.forecast,
            "out_target": result.target,
        }
        if planning is not None and sheets is not None:
            outputs |= _roadmaps(
                engine,
                planning,
                inputs,
                sheets,
                workers,
                lambda done: advance(share + (0.95 - share) * done),
            )
        advance(0.97)
        versions = {name: store.lake.replace(name, table) for name, table in outputs.items()}
    run = Run(run_id_of(pins), as_of, at, pins, versions)
    with store.database.begin() as connection:
        save_run(connection, run)
    advance(1.0)
    return run


def _through_chunks(
    engine: Engine,
    pack: Pack,
    inputs: Inputs,
    numbering: Numbering,
    models: list[Model],
    as_of: date,
    sheets: Sheets | None,
    chunk_size: int | None,
    advance: Advance,
) -> _Parts:
    parts = _Parts()
    numbered = engine.keep("numbered", with_numbers(inputs.enterprises, numbering))
    chunks = list(chunks_of(numbering, chunk_size))
    for number, chunk in enumerate(chunks):
        judged = chunk.rows_of(inputs.rows.select(*JUDGED), numbering)
        rows = engine.keep("chunk_rows", judged)
        levels = []
        for model in models:
            is_planned = sheets is not None and sheets.model_id == model.id
            scores = score_chunk(engine, model, rows, inputs.freshness, as_of, with_best=is_planned)
            if scores is not None:
                if sheets is not None and scores.best is not None:
                    sheets.add(chunk.first, chunk.until, scores.best)
                parts.scored[model.id].append(numbering.named(scores.now))
                levels.append(scores.levels)
        chunk_levels = gather(levels, NUMBERED_LEVELS)
        status = status_of_chunk(
            engine,
            pack,
            chunk.enterprises_of(numbered),
            rows,
            engine.memory(chunk_levels),
            as_of,
        )
        parts.levels.append(numbering.named(chunk_levels))
        parts.status.append(numbering.named(in_order(engine.arrow(status), _STATUS_ORDER)))
        advance((number + 1) / len(chunks))
    entity_status = status_of_entities(engine, pack, inputs.entities, _others(inputs), as_of)
    # Codes of entities sort after those of enterprises, so that the whole is in one order.
    parts.status.append(in_order(engine.arrow(entity_status), _STATUS_ORDER))
    return parts


def _roadmaps(
    engine: Engine,
    planning: Planning,
    inputs: Inputs,
    sheets: Sheets,
    workers: int | None,
    advance: Advance,
) -> dict[str, pa.Table]:
    """The tables of all four paths."""
    people = people_of(planning, register_of(engine, inputs.enterprises), sheets)
    planned = plan_people(
        planning, people, workers=workers, advance=lambda done: advance(0.9 * done)
    )
    upgrades = upgrade_table(planning, people, planned.level)
    return {
        **roadmap_tables(planning, people, planned.value),
        UPGRADE_TABLE: upgrades,
        **group_outputs(engine, planning, inputs, people, planned, upgrades),
    }


def _others(inputs: Inputs) -> ir.Table:
    """Evidence about regions and registered entities."""
    return inputs.rows.filter(inputs.rows.subject_code >= PAST_ENTERPRISES)


def _diagnosis_tables(
    engine: Engine, models: list[Model], enterprises: ir.Table, parts: _Parts
) -> dict[str, pa.Table]:
    found: defaultdict[str, list[pa.Table]] = defaultdict(list)
    places = enterprises.select("uscc", "primary_cluster_id", "size_class")
    for model in models:
        now = pa.concat_tables(parts.scored[model.id]) if parts.scored[model.id] else None
        if now is None:
            continue
        table = engine.memory(now)
        placed = table.left_join(places, table.subject_code == places.uscc).drop("uscc")
        kept = engine.keep("placed", placed)
        found[SCORE_TABLE].append(engine.arrow(score_rows(kept, model)))
        found[DIMENSION_TABLE].append(engine.arrow(dimensions_long(kept, model)))
        found[PEER_TABLE].append(engine.arrow(peer_table(kept, model)))
    tables = {
        SCORE_TABLE: (found[SCORE_TABLE], SCORE_SCHEMA, 2),
        DIMENSION_TABLE: (found[DIMENSION_TABLE], DIMENSION_SCHEMA, 3),
        PEER_TABLE: (found[PEER_TABLE], PEER_SCHEMA, 4),
        LEVEL_TABLE: (parts.levels, LEVEL_SCHEMA, 4),
    }
    return {
        name: gather(given, schema).sort_by(_ascending(schema.names[:keys]))
        for name, (given, schema, keys) in tables.items()
    }


def _ascending(names: list[str]) -> list[tuple[str, str]]:
    return [(name, "ascending") for name in names]
