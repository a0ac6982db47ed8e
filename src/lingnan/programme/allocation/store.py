"""What the allocation reads from a store: the register and the tables of the last run.

Not for computing; out_upgrade is written by the run (pipeline).
"""

from typing import Final

import ibis.expr.types as ir
import pyarrow.parquet as pq
from sqlalchemy import Table

from lingnan.kernel import Text
from lingnan.programme.allocation.divide import Inputs
from lingnan.programme.allocation.errors import NoUpgrades
from lingnan.programme.model import Side
from lingnan.programme.store import OUT_PROGRESS, read_progress
from lingnan.registry.store import arrow_schema, registry_enterprise, registry_membership
from lingnan.store.engine import Engine
from lingnan.store.place import Store
from lingnan.store.runs import last_run

OUT_UPGRADE: Final = "out_upgrade"


def read_inputs(store: Store, engine: Engine) -> Inputs:
    """The register as the last run pinned it, and what that run left behind.

    Raises: NoUpgrades when nothing was run, or the run computed no roadmaps.
    """
    run = last_run(store.database)
    if run is None or OUT_UPGRADE not in run.outputs:
        raise NoUpgrades(
            side=Side.PROVEN.value,
            reason=Text("尚未运行过路线图计算", "no run has computed roadmaps yet"),
        )
    files = store.lake.files(OUT_UPGRADE, run.outputs[OUT_UPGRADE])
    if not files:
        raise NoUpgrades(side=Side.PROVEN.value, reason=Text("表中没有记录", "it has no rows"))

    def pinned(table: Table) -> ir.Table:
        version = run.pins.get(table.name, "")
        if not version.isdigit():
            return engine.memory(arrow_schema(table).empty_table())
        return engine.scan(store.lake, table.name, int(version))

    return Inputs(
        enterprises=pinned(registry_enterprise),
        memberships=pinned(registry_membership),
        upgrades=pq.read_table(files),
        progress=read_progress(store, version=run.outputs[OUT_PROGRESS], slices=["total"]),
        as_of=run.as_of,
        expansion=store.manifest.expansion,
        is_synthetic=store.manifest.synthetic,
        run_id=run.run_id,
    )
