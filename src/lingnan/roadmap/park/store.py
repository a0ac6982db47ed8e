"""How park roadmaps are kept: the lake tables out_park, out_park_facility, out_park_share.

Not for computing them; a run of the pipeline writes them, one version a run (see batch).
"""

from typing import Any

import pyarrow as pa

from lingnan.store import Engine, Lake

PARK_TABLE = "out_park"
FACILITY_TABLE = "out_park_facility"
SHARE_TABLE = "out_park_share"

PARK_SCHEMA = pa.schema(
    [
        pa.field("park_id", pa.string(), nullable=False),
        pa.field("status", pa.string(), nullable=False),
        pa.field("members_count", pa.int32()),
        pa.field("connected_count", pa.int32()),
        pa.field("facilities_count", pa.int16()),
        pa.field("objective_cny", pa.int64()),
        pa.field("bound_cny", pa.int64()),
        pa.field("added_cny", pa.int64()),
        pa.field("saving_cny", pa.int64()),
        pa.field("cost_low_cny", pa.int64()),
        pa.field("cost_expected_cny", pa.int64()),
        pa.field("cost_high_cny", pa.int64()),
        pa.field("budget_cny", pa.int64()),
    ]
)
"""One row per park_id, sorted. status: planned, nothing_pays (no facility opens), no_members.

objective: members' net gain less facilities; bound at least the best there could be; added: what
the park adds; budget: of the whole horizon, null without limit.
"""

FACILITY_SCHEMA = pa.schema(
    [
        pa.field("park_id", pa.string(), nullable=False),
        pa.field("facility_id", pa.string(), nullable=False),
        pa.field("is_open", pa.bool_(), nullable=False),
        pa.field("start_period", pa.int8()),
        pa.field("service_period", pa.int8()),
        pa.field("members_served", pa.int32()),
        pa.field("saving_cny", pa.int64()),
        pa.field("cost_low_cny", pa.int64()),
        pa.field("cost_expected_cny", pa.int64()),
        pa.field("cost_high_cny", pa.int64()),
        pa.field("need", pa.string()),
        pa.field("standing", pa.string()),
        pa.field("having_share", pa.decimal128(5, 4)),
        pa.field("sequence", pa.int8()),
    ]
)
"""One row per (park_id, facility_id), sorted; need, standing, sequence as in checklist."""

SHARE_SCHEMA = pa.schema(
    [
        pa.field("park_id", pa.string(), nullable=False),
        pa.field("uscc", pa.string(), nullable=False),
        pa.field("is_connected", pa.bool_(), nullable=False),
        pa.field("price_alone_cny", pa.int64()),
        pa.field("price_with_cny", pa.int64()),
        pa.field("saving_cny", pa.int64()),
        pa.field("gain_cny", pa.int64()),
        pa.field("alone_gain_cny", pa.int64()),
        pa.field("equal_cny", pa.int64()),
        pa.field("by_use_cny", pa.int64()),
        pa.field("shapley_cny", pa.int64()),
        pa.field("least_core_cny", pa.int64()),
    ]
)
"""One row per (park_id, uscc), sorted: members of parks that open something. Shares by rule add up
to the cost of the park; a rule that a batch leaves out is null."""


def read_park(engine: Engine, lake: Lake, park_id: str) -> dict[str, list[dict[str, Any]]]:
    """What the last run says about a park: rows by table name; empty lists before the first run."""
    found: dict[str, list[dict[str, Any]]] = {}
    for table, order in (
        (PARK_TABLE, "park_id"),
        (FACILITY_TABLE, "facility_id"),
        (SHARE_TABLE, "uscc"),
    ):
        files = lake.files(table) if lake.exists(table) else []
        found[table] = []
        if files:
            query = f"SELECT * FROM read_parquet(?) WHERE park_id = ? ORDER BY {order}"
            result = engine.connection.con.execute(query, [files, park_id])
            names = [column[0] for column in result.description]
            found[table] = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    return found
