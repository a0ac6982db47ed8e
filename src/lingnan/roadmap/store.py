"""How enterprise roadmaps are kept: the lake tables out_roadmap, out_roadmap_step, out_upgrade.

Not for computing them; a run of the pipeline writes them, one version a run.
"""

from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from lingnan.store import Engine, Lake

ROADMAP_TABLE = "out_roadmap"
STEP_TABLE = "out_roadmap_step"
UPGRADE_TABLE = "out_upgrade"

PLANNED_TABLES = (ROADMAP_TABLE, STEP_TABLE, UPGRADE_TABLE)

PLANNED, NOTHING_AFFORDABLE, NO_REVENUE = "planned", "nothing_affordable", "no_revenue"

ROADMAP_SCHEMA = pa.schema(
    [
        pa.field("subject_code", pa.string(), nullable=False),
        pa.field("model_id", pa.string(), nullable=False),
        pa.field("side", pa.string(), nullable=False),
        pa.field("status", pa.string(), nullable=False),
        pa.field("is_assessed", pa.bool_(), nullable=False),
        pa.field("city_code", pa.string()),
        pa.field("primary_cluster_id", pa.string()),
        pa.field("size_class", pa.string()),
        pa.field("measures_count", pa.int16()),
        pa.field("objective_cny", pa.int64()),
        pa.field("bound_cny", pa.int64()),
        pa.field("cost_low_cny", pa.int64()),
        pa.field("cost_expected_cny", pa.int64()),
        pa.field("cost_high_cny", pa.int64()),
        pa.field("subsidy_cny", pa.int64()),
        pa.field("budget_cny", pa.int64()),
        pa.field("finish_period", pa.int8()),
        pa.field("claimed_level_now", pa.int8()),
        pa.field("claimed_level_after", pa.int8()),
        pa.field("proven_level_now", pa.int8()),
        pa.field("proven_level_after", pa.int8()),
    ]
)
"""One row per active enterprise, sorted by subject_code.

status: planned; nothing_affordable (no measure that would be of use can be paid in time);
no_revenue (the budget is unknown). Cost: prices of the chosen measures; subsidy: all that the rules
pay for them; budget: of the whole horizon, before subsidies. objective, bound, cost, subsidy,
budget and finish are null without revenue. size_class: null where the register leaves it open.
"""

STEP_SCHEMA = pa.schema(
    [
        pa.field("subject_code", pa.string(), nullable=False),
        pa.field("measure_id", pa.string(), nullable=False),
        pa.field("start_period", pa.int8(), nullable=False),
        pa.field("finish_period", pa.int8(), nullable=False),
        pa.field("cost_cny", pa.int64(), nullable=False),
        pa.field("subsidy_cny", pa.int64(), nullable=False),
    ]
)
"""One row per (subject_code, measure_id), sorted by subject, start and measure.

Periods are half-years from 0; finish_period is the first one in which the measure is in service.
"""


@dataclass(frozen=True, slots=True)
class KeptRoadmap:
    """What a run keeps of one enterprise: its row, its steps in order, its upgrades by side."""

    roadmap: dict[str, Any]
    steps: tuple[dict[str, Any], ...]
    upgrades: dict[str, dict[str, Any]]


def read_roadmap(
    engine: Engine, lake: Lake, subject_code: str, versions: dict[str, int]
) -> KeptRoadmap | None:
    """What a run says about one enterprise; null when it planned nothing for it.

    Shapes: versions: the run's outputs, versions of lake tables by name.
    """
    if ROADMAP_TABLE not in versions:
        return None
    found = _rows(engine, lake, ROADMAP_TABLE, versions, subject_code)
    if not found:
        return None
    steps = _rows(engine, lake, STEP_TABLE, versions, subject_code)
    upgrades = _rows(engine, lake, UPGRADE_TABLE, versions, subject_code)
    return KeptRoadmap(found[0], tuple(steps), {row["side"]: row for row in upgrades})


def _rows(
    engine: Engine, lake: Lake, name: str, versions: dict[str, int], subject_code: str
) -> list[dict[str, Any]]:
    if name not in versions:
        return []
    table = engine.scan(lake, name, versions[name])
    order = [key for key in ("start_period", "measure_id", "side") if key in table.columns]
    mine = table.filter(table.subject_code == subject_code)
    return list(engine.arrow(mine.order_by(order) if order else mine).to_pylist())
