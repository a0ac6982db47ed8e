"""A run: everything the store says as of one date, computed, kept and pinned."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import ibis.expr.types as ir
import pyarrow as pa
from sqlalchemy import Table

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
from lingnan.evidence import EVIDENCE_SCHEMA, Ledger
from lingnan.evidence.resolve import FIRST_DAY
from lingnan.packs import Pack
from lingnan.pipeline.chunks import (
    PAST_ENTERPRISES,
    chunks_of,
    number_subjects,
    with_numbers,
)
from lingnan.pipeline.errors import NothingToRun, RunInFuture, RunTooEarly
from lingnan.pipeline.intact import check_sealed_files
from lingnan.pipeline.pins import run_id_of, take_pins, version_of
from lingnan.pipeline.scoring import NUMBERED_LEVELS, freshness_of, gather, score_chunk
from lingnan.programme import (
    STATUS_SCHEMA,
    figures_of_rows,
    programme_outputs,
    status_of_chunk,
    status_of_entities,
)
from lingnan.programme.interval import in_order
from lingnan.registry import classify, cluster_membership, publish_snapshot
from lingnan.registry.store import (
    arrow_schema,
    registry_enterprise,
    registry_entity,
    registry_membership,
)
from lingnan.store import Engine, Store
from lingnan.store.runs import Run, save_run

_STATUS_ORDER = ("subject_code", "definition_id", "side", "from_date")
Advance = Callable[[float], None]
_JUDGED = (
    "subject_code",
    "indicator_code",
    "value_code",
    "value_number",
    "grade",
    "fact_date",
    "evidence_no",
)
"""The columns that decisions read; the others explain."""


@dataclass(slots=True)
class _Inputs:
    """The pinned inputs of a run, as the engine sees them."""

    enterprises: ir.Table
    memberships: ir.Table
    clusters: ir.Table
    entities: ir.Table
    rows: ir.Table
    freshness: ir.Table


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
) -> Run:
    """Seal the inbox, then diagnose, count and forecast as of a date; returns the kept run.

    `advance` is told the share done; `choices` selects variants of models (see diagnosis).
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
        inputs = _open(engine, store, pack, pins, as_of)
        models = [build_model(content, (choices or {}).get(content.id)) for content in pack.models]
        parts = _through_chunks(engine, pack, inputs, models, as_of, advance)
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
        advance(0.97)
        outputs |= {
            "out_status": status,
            "out_progress": result.progress,
            "out_forecast": result.forecast,
            "out_target": result.target,
        }
        versions = {name: store.lake.replace(name, table) for name, table in outputs.items()}
    run = Run(run_id_of(pins), as_of, at, pins, versions)
    with store.database.begin() as connection:
        save_run(connection, run)
    advance(1.0)
    return run


def _open(
    engine: Engine, store: Store, pack: Pack, pins: Mapping[str, str], as_of: date
) -> _Inputs:
    lake = store.lake

    def table(kept: Table) -> ir.Table:
        version = version_of(pins, kept.name)
        if version is None:
            return engine.memory(arrow_schema(kept).empty_table())
        return engine.scan(lake, kept.name, version)

    register = table(registry_enterprise)
    enterprises = engine.keep("enterprise", classify(register, pack, engine, as_of=as_of))
    version = version_of(pins, "evidence")
    if version is None and not enterprises.count().execute():
        raise NothingToRun
    rows = (
        engine.memory(EVIDENCE_SCHEMA.empty_table())
        if version is None
        else Ledger(store).rows(engine, version=version)
    )
    return _Inputs(
        enterprises=enterprises,
        memberships=table(registry_membership),
        clusters=engine.keep("cluster_of", cluster_membership(enterprises, pack, engine)),
        entities=table(registry_entity),
        rows=rows.filter(rows.fact_date >= FIRST_DAY, rows.fact_date <= as_of),
        freshness=engine.keep("freshness", engine.memory(freshness_of(pack))),
    )


def _through_chunks(
    engine: Engine,
    pack: Pack,
    inputs: _Inputs,
    models: list[Model],
    as_of: date,
    advance: Advance,
) -> _Parts:
    parts = _Parts()
    numbering = number_subjects(engine, inputs.enterprises)
    numbered = engine.keep("numbered", with_numbers(inputs.enterprises, numbering))
    chunks = list(chunks_of(numbering))
    for number, chunk in enumerate(chunks):
        judged = chunk.rows_of(inputs.rows.select(*_JUDGED), numbering)
        rows = engine.keep("chunk_rows", judged)
        levels = []
        for model in models:
            scores = score_chunk(engine, model, rows, inputs.freshness, as_of)
            if scores is not None:
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
        advance(0.9 * (number + 1) / len(chunks))
    entity_status = status_of_entities(engine, pack, inputs.entities, _others(inputs), as_of)
    # Codes of entities sort after those of enterprises, so that the whole is in one order.
    parts.status.append(in_order(engine.arrow(entity_status), _STATUS_ORDER))
    return parts


def _others(inputs: _Inputs) -> ir.Table:
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
