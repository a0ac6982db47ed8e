"""Metric definitions of the pack as table expressions: who counts towards a target, and when.

Not for totals (progress) nor for the evidence conditions themselves (condition).
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from lingnan.packs import Pack
from lingnan.packs.content import (
    AboveScaleCondition,
    ActiveCondition,
    AnyOfCondition,
    Condition,
    EntityCondition,
    IndicatorCondition,
    IndustryCondition,
    LevelCondition,
    MetricDefinition,
)
from lingnan.programme.condition import PART_KEYS, Part, Parts, part_intervals
from lingnan.programme.interval import EARLY, FAR, intersect, merge, open_form
from lingnan.programme.model import Side
from lingnan.store.engine import Engine

ENTERPRISE, ENTITY = "enterprise", "entity"
_COLUMNS = ("definition_id", "subject_code", "side", "from_date", "until_date")
_SCHEMA = ibis.schema(
    {
        "definition_id": "string",
        "subject_code": "string",
        "side": "string",
        "from_date": "date",
        "until_date": "date",
    }
)

_LEVELS = ibis.schema(
    {
        "subject_code": "string",
        "model_id": "string",
        "side": "string",
        "from_date": "date",
        "until_date": "date",
        "level": "int8",
    }
)

#: What proves that a registered entity is what the register says, if the definition names nothing.
ENTITY_PROOF: Mapping[str, str] = {
    "identifier_node": "node_in_operation",
    "provider": "provider_in_catalogue",
    "platform": "platform_recognised",
}


def status_of_chunk(
    engine: Engine,
    pack: Pack,
    enterprises: ir.Table,
    rows: ir.Table,
    levels: ir.Table,
    as_of: date,
) -> ir.Table:
    """When each enterprise of a chunk counts, by every definition that counts enterprises.

    Shapes:
        enterprises: classified enterprises (registry.classify) of the chunk, one row per USCC.
        rows: evidence rows of these subjects; others are ignored. levels: out_level, likewise.
        returns: out_status: definition_id, subject_code, side, from_date, until_date (null = open);
            intervals of one definition, subject and side are disjoint and do not touch.
    Limits: the industry and, where the register has no dates, the size of an enterprise are taken
        to have been always what they are now. An unknown beginning is 1900-01-01. An enterprise
        that closed on a day nobody knows counts as closed all along, as in registry.classify.
    """
    return _status(engine, pack, ENTERPRISE, enterprises, rows, levels, as_of)


def status_of_entities(
    engine: Engine, pack: Pack, entities: ir.Table, rows: ir.Table, as_of: date
) -> ir.Table:
    """When each registered entity counts, by every definition that counts entities.

    The register itself is the claim. Proof is evidence of grade 2 or 3 on every indicator that the
    definition names; if it names none, on the indicator that proves this kind (ENTITY_PROOF).

    Shapes: entities: registry_entity; rows: evidence rows; returns as `status_of_chunk`, with
        subjects `<kind>:<code>`.
    """
    levels = ibis.memtable([], schema=_LEVELS)
    return _status(engine, pack, ENTITY, entities, rows, levels, as_of)


def population_intervals(definition: MetricDefinition, subjects: ir.Table) -> ir.Table:
    """On which days each subject belongs to the population that a definition counts in.

    The population is what the register alone decides: being active, above scale, of an industry,
    of an entity kind.

    Shapes: subjects: classified enterprises or registry_entity, as the definition counts;
        returns subject_code, from_date, until_date (FAR when open), one row per subject at most.
    """
    if definition.counts == ENTITY:
        return _entity_population(definition, subjects)
    return _enterprise_population(definition, subjects)


def population_key(definition: MetricDefinition) -> str:
    """A name that definitions with equal populations share."""
    parts = (part for part in definition.conditions if not _rests_on_evidence(part))
    return "&".join(sorted(part.model_dump_json() for part in parts))


def _status(
    engine: Engine,
    pack: Pack,
    counts: str,
    subjects: ir.Table,
    rows: ir.Table,
    levels: ir.Table,
    as_of: date,
) -> ir.Table:
    definitions = [
        definition
        for target in pack.targets
        for definition in target.definitions
        if definition.counts == counts
    ]
    populations = {
        definition.id: population_intervals(definition, subjects) for definition in definitions
    }
    names = _numbered(engine, subjects, counts)
    parts = Parts.of(part for definition in definitions for part in _parts(definition))
    pieces_of_parts = part_intervals(
        pack,
        parts,
        rows.inner_join(names, "subject_code"),
        levels.inner_join(names, "subject_code"),
        as_of=as_of,
        keep=lambda table: engine.keep("judged_rows", table),
    )
    held = engine.memory(merge(engine.arrow(pieces_of_parts), PART_KEYS))
    pieces = []
    for definition in definitions:
        population = populations[definition.id].inner_join(names, "subject_code")
        population = population.filter(population.from_date <= ibis.date(as_of))
        counted = _counted(definition, population, parts, held)
        pieces.append(counted.mutate(definition_id=ibis.literal(definition.id)).select(*_COLUMNS))
    if not pieces:
        return ibis.memtable([], schema=_SCHEMA)
    return open_form(ibis.union(*pieces) if len(pieces) > 1 else pieces[0])


def _numbered(engine: Engine, subjects: ir.Table, counts: str) -> ir.Table:
    """The subjects with numbers that are shorter than their codes."""
    code = _entity_name(subjects) if counts == ENTITY else subjects.uscc
    codes = engine.arrow(subjects.select(subject_code=code).distinct())
    numbers = pa.array(range(codes.num_rows), pa.int32())
    return engine.memory(codes.append_column("subject_no", numbers))


def _counted(
    definition: MetricDefinition, population: ir.Table, parts: Parts, held: ir.Table
) -> ir.Table:
    """The days of the population on which all parts hold, by side."""
    found: ir.Table | None = None
    for part in _parts(definition):
        days = held.filter(held.part == parts.numbers[part]).drop("part")
        if found is None:
            found = intersect(days, population, ["subject_no"])
        else:
            found = intersect(found, days, ["subject_no", "is_proven"])
    claimed = population.mutate(is_proven=ibis.literal(False))
    if found is None:
        found = claimed.union(population.mutate(is_proven=ibis.literal(True)))
    elif definition.counts == ENTITY:
        found = found.filter(found.is_proven).select(*claimed.columns).union(claimed)
    return found.mutate(side=found.is_proven.ifelse(Side.PROVEN.value, Side.CLAIMED.value)).drop(
        "is_proven"
    )


def _parts(definition: MetricDefinition) -> list[Part]:
    """The conditions of a definition that rest on evidence; an entity always has one if it can."""
    found: list[Part] = [
        part
        for part in definition.conditions
        if isinstance(part, IndicatorCondition | AnyOfCondition | LevelCondition)
    ]
    if found or definition.counts == ENTERPRISE:
        return found
    kinds = {
        part.entity_kind for part in definition.conditions if isinstance(part, EntityCondition)
    }
    return [
        IndicatorCondition(
            kind="indicator", code=ENTITY_PROOF[kind], comparator="=", number=Decimal(1)
        )
        for kind in sorted(kinds)
        if kind in ENTITY_PROOF
    ]


def _rests_on_evidence(part: Condition) -> bool:
    return isinstance(part, IndicatorCondition | AnyOfCondition | LevelCondition)


def _enterprise_population(definition: MetricDefinition, enterprises: ir.Table) -> ir.Table:
    begins: list[ir.DateValue] = [ibis.date(EARLY)]
    ends: list[ir.DateValue] = [ibis.date(FAR)]
    table = enterprises
    for part in definition.conditions:
        if isinstance(part, ActiveCondition):
            begins.append(table.founded_date.fill_null(ibis.date(EARLY)))
            closed = table.closed_date.fill_null(ibis.date(EARLY))
            ends.append((table.status == "active").ifelse(ibis.date(FAR), closed))
        elif isinstance(part, AboveScaleCondition):
            is_dated = table.above_scale_from.notnull() | table.above_scale_until.notnull()
            table = table.filter(is_dated | table.is_above_scale.fill_null(False))
            begins.append(table.above_scale_from.fill_null(ibis.date(EARLY)))
            ends.append(table.above_scale_until.fill_null(ibis.date(FAR)))
        elif isinstance(part, IndustryCondition):
            table = table.filter(table.industry_code.left(1).isin(part.sections))
    return _span(table, table.uscc, begins, ends)


def _entity_population(definition: MetricDefinition, entities: ir.Table) -> ir.Table:
    table = entities
    for part in definition.conditions:
        if isinstance(part, EntityCondition):
            table = table.filter(table.kind == part.entity_kind)
            if part.class_code is not None:
                table = table.filter(table.class_code == part.class_code)
    begins = [table.from_date.fill_null(ibis.date(EARLY))]
    return _span(table, _entity_name(table), begins, [table.until_date.fill_null(ibis.date(FAR))])


def _entity_name(entities: ir.Table) -> ir.StringValue:
    return entities.kind + ":" + entities.entity_code


def _span(
    table: ir.Table,
    name: ir.StringValue,
    begins: list[ir.DateValue],
    ends: list[ir.DateValue],
) -> ir.Table:
    days = table.select(
        subject_code=name,
        from_date=ibis.greatest(*begins) if len(begins) > 1 else begins[0],
        until_date=ibis.least(*ends) if len(ends) > 1 else ends[0],
    )
    return days.filter(days.from_date < days.until_date)
