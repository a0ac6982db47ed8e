"""How industry roadmaps are kept: out_industry, out_industry_package, out_industry_wave.

One version a run. Not for computing them (table).
"""

from typing import Any, Final

import pyarrow as pa
import pyarrow.dataset as ds

from lingnan.store import Store

OUT_INDUSTRY: Final = "out_industry"
OUT_INDUSTRY_PACKAGE: Final = "out_industry_package"
OUT_INDUSTRY_WAVE: Final = "out_industry_wave"


def _required(name: str, kind: Any) -> pa.Field:
    return pa.field(name, kind, nullable=False)


INDUSTRY_SCHEMA: Final = pa.schema(
    [
        _required("cluster_id", pa.string()),
        pa.field("area", pa.string()),
        _required("model_id", pa.string()),
        _required("side", pa.string()),
        _required("level", pa.int8()),
        _required("members_count", pa.int64()),
        _required("reached_before", pa.int64()),
        _required("able_count", pa.int64()),
        _required("reached_after", pa.int64()),
        _required("packages_count", pa.int16()),
        _required("price_low_cny", pa.int64()),
        _required("price_cny", pa.int64()),
        _required("price_high_cny", pa.int64()),
        _required("subsidy_cny", pa.int64()),
        _required("objective", pa.int64()),
        _required("floor", pa.float64()),
        _required("bound", pa.int64()),
        _required("gap", pa.float64()),
    ]
)
"""One row per (cluster_id, area, model_id); area is null for the whole region."""

INDUSTRY_PACKAGE_SCHEMA: Final = pa.schema(
    [
        _required("cluster_id", pa.string()),
        pa.field("area", pa.string()),
        _required("model_id", pa.string()),
        _required("place", pa.int16()),
        _required("package_id", pa.string()),
        _required("gain", pa.int64()),
        _required("covers_count", pa.int64()),
        _required("takers_count", pa.int64()),
        pa.field("small_price_cny", pa.int64()),
        pa.field("medium_price_cny", pa.int64()),
    ]
)
"""One row per (cluster_id, area, model_id, place); prices expected, of an enterprise with nothing,
null where the package is not offered to the size."""

INDUSTRY_WAVE_SCHEMA: Final = pa.schema(
    [
        _required("cluster_id", pa.string()),
        pa.field("area", pa.string()),
        _required("model_id", pa.string()),
        _required("wave", pa.int16()),
        _required("period", pa.string()),
        _required("enterprises_count", pa.int64()),
        _required("ready_count", pa.int64()),
        _required("price_cny", pa.int64()),
        _required("subsidy_cny", pa.int64()),
    ]
)
"""One row per (cluster_id, area, model_id, wave); waves count from 0."""

_SCHEMAS: Final = {
    OUT_INDUSTRY: INDUSTRY_SCHEMA,
    OUT_INDUSTRY_PACKAGE: INDUSTRY_PACKAGE_SCHEMA,
    OUT_INDUSTRY_WAVE: INDUSTRY_WAVE_SCHEMA,
}


def read_industry(
    store: Store,
    name: str = OUT_INDUSTRY,
    *,
    version: int | None = None,
    cluster_id: str | None = None,
) -> pa.Table:
    """One of the three tables of a run, for one cluster or for all.

    Raises: TableMissing when nothing was ever run.
    """
    files = store.lake.files(name, version)
    if not files:
        return _SCHEMAS[name].empty_table()
    test = None if cluster_id is None else ds.field("cluster_id") == cluster_id
    return ds.dataset(files, format="parquet", schema=_SCHEMAS[name]).to_table(filter=test)
