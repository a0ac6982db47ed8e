"""How results of the programme are kept in the lake, and how they are read again.

Not for computing them: see outputs.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import pyarrow as pa
import pyarrow.dataset as ds

from lingnan.store.engine import Engine
from lingnan.store.place import Store

OUT_STATUS: Final = "out_status"
OUT_PROGRESS: Final = "out_progress"
OUT_FORECAST: Final = "out_forecast"
OUT_TARGET: Final = "out_target"


def _required(name: str, kind: Any) -> Any:
    return pa.field(name, kind, nullable=False)


STATUS_SCHEMA: Final = pa.schema(
    [
        _required("definition_id", pa.string()),
        _required("subject_code", pa.string()),
        _required("side", pa.string()),
        _required("from_date", pa.date32()),
        pa.field("until_date", pa.date32()),
    ]
)

PROGRESS_SCHEMA: Final = pa.schema(
    [
        _required("definition_id", pa.string()),
        _required("side", pa.string()),
        _required("month", pa.date32()),
        _required("slice", pa.string()),
        pa.field("city_code", pa.string()),
        pa.field("cluster_id", pa.string()),
        pa.field("size_class", pa.string()),
        _required("counted_count", pa.int64()),
        _required("population_count", pa.int64()),
        _required("entered_count", pa.int64()),
        _required("dropped_count", pa.int64()),
    ]
)

FORECAST_SCHEMA: Final = pa.schema(
    [
        _required("target_id", pa.string()),
        _required("basis", pa.string()),
        _required("month", pa.date32()),
        _required("p10", pa.float64()),
        _required("p50", pa.float64()),
        _required("p90", pa.float64()),
    ]
)

#: One row a target. Columns named `..._json` hold JSON text; see `answer` for what is in them.
TARGET_SCHEMA: Final = pa.schema(
    [
        _required("target_id", pa.string()),
        _required("as_of", pa.date32()),
        _required("expansion", pa.int64()),
        _required("definition_id", pa.string()),
        pa.field("deadline", pa.date32()),
        pa.field("goal", pa.int64()),
        _required("claimed", pa.int64()),
        _required("proven", pa.int64()),
        pa.field("published_value", pa.int64()),
        pa.field("published_as_of", pa.date32()),
        pa.field("basis", pa.string()),
        pa.field("forecast_p10", pa.float64()),
        pa.field("forecast_p50", pa.float64()),
        pa.field("forecast_p90", pa.float64()),
        pa.field("probability", pa.float64()),
        pa.field("required_pace_per_month", pa.float64()),
        pa.field("actual_pace_per_month", pa.float64()),
        pa.field("pace_ratio", pa.float64()),
        pa.field("status", pa.string()),
        _required("unconfirmed_json", pa.string()),
        _required("detail_json", pa.string()),
    ]
)


def read_progress(
    store: Store,
    *,
    version: int | None = None,
    definition_ids: Sequence[str] | None = None,
    side: str | None = None,
    slices: Sequence[str] | None = None,
    month: date | None = None,
    city_code: str | None = None,
) -> pa.Table:
    """Counts of a run, narrowed down to what is asked for.

    Shapes: returns PROGRESS_SCHEMA, sorted by definition, side, slice, key and month.
    Raises: TableMissing when nothing was ever run.
    """
    wanted = [
        (ds.field("definition_id").isin(list(definition_ids or ())), definition_ids),
        (ds.field("side") == side, side),
        (ds.field("slice").isin(list(slices or ())), slices),
        (ds.field("month") == month, month),
        (ds.field("city_code") == city_code, city_code),
    ]
    return _read(
        store, OUT_PROGRESS, version, [test for test, given in wanted if given is not None]
    )


def read_forecast(
    store: Store, *, version: int | None = None, target_id: str | None = None
) -> pa.Table:
    """Fans of a run: month by month, for every basis that has one.

    Raises: TableMissing when nothing was ever run.
    """
    tests = [] if target_id is None else [ds.field("target_id") == target_id]
    return _read(store, OUT_FORECAST, version, tests)


def read_targets(store: Store, *, version: int | None = None) -> pa.Table:
    """How each target stands, one row a target.

    Raises: TableMissing when nothing was ever run.
    """
    return _read(store, OUT_TARGET, version, [])


def read_status(
    store: Store,
    *,
    version: int | None = None,
    definition_id: str | None = None,
    subject_code: str | None = None,
) -> pa.Table:
    """When subjects counted: the step from a number down to the enterprises under it.

    Raises: TableMissing when nothing was ever run.
    """
    wanted = [("definition_id", definition_id), ("subject_code", subject_code)]
    tests = [ds.field(name) == value for name, value in wanted if value is not None]
    return _read(store, OUT_STATUS, version, tests)


def status_of_subject(
    store: Store, engine: Engine, subject_code: str, *, version: int | None = None
) -> list[dict[str, Any]]:
    """When one subject counted, as rows of `read_status`; by an engine, which is quicker.

    Raises: TableMissing when nothing was ever run.
    """
    files = store.lake.files(OUT_STATUS, version)
    if not files:
        return []
    query = "SELECT * FROM read_parquet($files) WHERE subject_code = $subject"
    rows: list[dict[str, Any]] = engine.sql(query, files=files, subject=subject_code).to_pylist()
    return rows


_SCHEMAS = {
    OUT_STATUS: STATUS_SCHEMA,
    OUT_PROGRESS: PROGRESS_SCHEMA,
    OUT_FORECAST: FORECAST_SCHEMA,
    OUT_TARGET: TARGET_SCHEMA,
}


def _read(store: Store, name: str, version: int | None, tests: Sequence[Any]) -> pa.Table:
    files = store.lake.files(name, version)
    if not files:
        return _SCHEMAS[name].empty_table()
    data = ds.dataset(files, format="parquet")
    test = None
    for each in tests:
        test = each if test is None else test & each
    return data.to_table(filter=test)
