"""What the run itself planned for enterprises: read, so that groups rest on the same plans.

A plan found anew for a few enterprises may differ from the run's, which tries what suited others.
Not for planning (roadmapping).
"""

import numpy as np
import pyarrow as pa

from lingnan.pipeline.ground import Ground
from lingnan.pipeline.people import Integers, People
from lingnan.roadmap.assumed import Assumed
from lingnan.roadmap.store import STEP_TABLE, UPGRADE_TABLE

_NEVER = -1


def kept_starts(ground: Ground, people: People) -> Integers | None:
    """When the run starts each measure of each enterprise; null when it planned on other terms.

    Shapes: (k, measures), -1 for never, in the order of `people`.
    """
    planning = ground.planning
    if planning.periods != Assumed(planning.pack).whole("horizon_half_years"):
        return None
    codes = people.codes.to_pylist()
    steps = _kept(ground, STEP_TABLE, codes)
    if steps is None:
        return None
    row = {code: number for number, code in enumerate(codes)}
    column = {each.id: number for number, each in enumerate(planning.catalogue.measures)}
    starts = np.full((len(codes), len(column)), _NEVER, dtype=np.int64)
    for step in steps.to_pylist():
        starts[row[step["subject_code"]], column[step["measure_id"]]] = step["start_period"]
    return starts


def kept_upgrades(ground: Ground, codes: list[str]) -> pa.Table | None:
    """The run's rows of out_upgrade for some enterprises; null when it aimed at another level."""
    planning = ground.planning
    if planning.periods != Assumed(planning.pack).whole("horizon_half_years"):
        return None
    rows = _kept(ground, UPGRADE_TABLE, sorted(set(codes)))
    if rows is None or set(rows["target_level"].to_pylist()) - {planning.level}:
        return None
    return rows


def _kept(ground: Ground, table: str, codes: list[str]) -> pa.Table | None:
    run, engine = ground.run, ground.engine
    is_same = run.pins.get("pack_sha256") == ground.planning.pack.content_hash
    if table not in run.outputs or not is_same:
        return None
    files = ground.store.lake.files(table, run.outputs[table])
    if not files:
        return None
    query = "SELECT * FROM read_parquet($files) WHERE subject_code IN (SELECT unnest($codes))"
    return engine.sql(query, files=files, codes=codes)
