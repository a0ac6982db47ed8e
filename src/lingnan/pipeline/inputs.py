"""The pinned inputs of a run, as the engine sees them. Not for what is computed from them (run)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import ibis.expr.types as ir
from sqlalchemy import Table

from lingnan.evidence import EVIDENCE_SCHEMA, Ledger
from lingnan.evidence.resolve import FIRST_DAY
from lingnan.packs import Pack
from lingnan.pipeline.errors import NothingToRun
from lingnan.pipeline.pins import version_of
from lingnan.pipeline.scoring import freshness_of
from lingnan.registry import classify, cluster_membership
from lingnan.registry.store import (
    arrow_schema,
    registry_enterprise,
    registry_entity,
    registry_membership,
    registry_supply,
)
from lingnan.store import Engine, Store

JUDGED = (
    "subject_code",
    "indicator_code",
    "value_code",
    "value_number",
    "grade",
    "fact_date",
    "evidence_no",
)
"""The columns that decisions read; the others explain."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """Register and evidence as of a date; `rows` are evidence, `clusters` who is in which one."""

    enterprises: ir.Table
    memberships: ir.Table
    clusters: ir.Table
    entities: ir.Table
    supplies: ir.Table
    rows: ir.Table
    freshness: ir.Table


def open_inputs(
    engine: Engine, store: Store, pack: Pack, pins: Mapping[str, str], as_of: date
) -> Inputs:
    """Open the versions that a run pinned. Raises: NothingToRun."""
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
    return Inputs(
        enterprises=enterprises,
        memberships=table(registry_membership),
        clusters=engine.keep("cluster_of", cluster_membership(enterprises, pack, engine)),
        entities=table(registry_entity),
        supplies=table(registry_supply),
        rows=rows.filter(rows.fact_date >= FIRST_DAY, rows.fact_date <= as_of),
        freshness=engine.keep("freshness", engine.memory(freshness_of(pack))),
    )
