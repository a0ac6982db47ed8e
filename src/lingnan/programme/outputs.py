"""All results of the programme in one call, for the pipeline.

Not for the steps themselves: see metrics, progress, forecast, attribution.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import ibis.expr.types as ir
import pyarrow as pa

from lingnan.packs import Pack
from lingnan.programme.answer import target_row
from lingnan.programme.content import Figure
from lingnan.programme.forecast import SEED
from lingnan.programme.progress import progress_table, tally
from lingnan.programme.store import FORECAST_SCHEMA, TARGET_SCHEMA
from lingnan.programme.survival import survival
from lingnan.programme.view import TargetView, target_view
from lingnan.store.engine import Engine


@dataclass(frozen=True, slots=True)
class ProgrammeResult:
    """What a run writes: out_progress, out_forecast, out_target (schemas in store)."""

    progress: pa.Table
    forecast: pa.Table
    target: pa.Table


def programme_outputs(
    engine: Engine,
    pack: Pack,
    *,
    enterprises: ir.Table,
    memberships: ir.Table,
    entities: ir.Table,
    status: ir.Table,
    published_rows: Iterable[Figure],
    as_of: date,
    expansion: int = 1,
    seed: int = SEED,
) -> ProgrammeResult:
    """Progress by month and slice, fans to the deadlines, and how each target stands.

    Shapes:
        enterprises: classified enterprises. memberships: uscc, cluster_id. entities:
            registry_entity. status: out_status of enterprises and entities.
        published_rows: from content.figures_of_rows or content.figures_of_pack.
    Units: out_progress counts what is registered; fans and targets are multiplied by `expansion`
        where enterprises are counted.
    """
    figures = tuple(published_rows)
    counts = tally(
        engine,
        pack,
        enterprises=enterprises,
        memberships=memberships,
        entities=entities,
        status=status,
        as_of=as_of,
    )
    survivors = survival(engine, pack, enterprises=enterprises, status=status, as_of=as_of)
    views = [
        target_view(pack, target, counts, survivors, figures, as_of, expansion, seed)
        for target in pack.targets
    ]
    return ProgrammeResult(
        progress=progress_table(counts),
        forecast=_fans(views),
        target=pa.Table.from_pylist([target_row(pack, view) for view in views], TARGET_SCHEMA),
    )


def _fans(views: Iterable[TargetView]) -> pa.Table:
    rows = [
        {
            "target_id": view.target.id,
            "basis": basis.value,
            "month": band.month,
            "p10": band.p10,
            "p50": band.p50,
            "p90": band.p90,
        }
        for view in views
        for basis, each in view.standing.views.items()
        if each.forecast is not None
        for band in each.forecast.bands
    ]
    return pa.Table.from_pylist(rows, FORECAST_SCHEMA)
