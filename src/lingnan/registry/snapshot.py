"""Copies of the register in the lake: what a run computes on and can pin.

The database leads. Each table counts its changes; a snapshot notes the change it shows, so that one
that was interrupted is written at the next chance. Not for reading the snapshots (see classify).
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from sqlalchemy import Table

from lingnan.registry import image, uscc_array
from lingnan.registry.draft import combined
from lingnan.registry.errors import SnapshotFailed
from lingnan.registry.merge import Written
from lingnan.registry.store import (
    SNAPSHOTS,
    arrow_schema,
    note_published,
    read_state,
    registry_enterprise,
)
from lingnan.store import Store
from lingnan.store.errors import StoreError


def publish_snapshot(store: Store) -> None:
    """Write the lake tables of the register that are behind the database; the others stay.

    Shapes: registry_enterprise sorted by uscc, registry_membership and registry_entity by their
        keys; columns as in the database. A table that never held a row is not written.
    Raises: SnapshotFailed; the database is not touched then.
    """
    for table in SNAPSHOTS:
        with store.database.read() as connection:
            changed, published = read_state(connection, table)
            if changed == published and (changed == 0 or store.lake.exists(table.name)):
                continue
            reader = image.stream(connection, table, table.primary_key.columns)
            _write(store, table, reader)
        _note(store, table, changed)


def publish_enterprises(store: Store, written: Written, change_no: int) -> None:
    """Bring the snapshot of enterprises from the change before `change_no` to it.

    Takes the earlier snapshot and the rows of one import, which is faster than to read the
    database; falls back on it where the earlier snapshot does not show the change before.
    Raises: SnapshotFailed.
    """
    table = registry_enterprise
    with store.database.read() as connection:
        changed, published = read_state(connection, table)
    is_first = published == 0 and change_no == 1
    if changed != change_no or not (
        is_first or (published == change_no - 1 and store.lake.exists(table.name))
    ):
        publish_snapshot(store)
        return
    _write(store, table, lambda: written.added if is_first else _merged(store, written))
    _note(store, table, change_no)


def _merged(store: Store, written: Written) -> pa.Table:
    files = store.lake.files(registry_enterprise.name)
    earlier = pq.read_table(files, schema=arrow_schema(registry_enterprise))
    changed = combined(written.changed["uscc"])
    if len(changed):
        earlier = earlier.filter(pc.invert(pc.is_in(earlier["uscc"], changed)))
    whole = pa.concat_tables([earlier, written.added, written.changed])
    first, second = uscc_array.sort_keys(combined(whole["uscc"]))
    return whole.take(pa.array(np.lexsort((second, first))))


def _write(store: Store, table: Table, rows: pa.RecordBatchReader | Callable[[], pa.Table]) -> None:
    try:
        content: Any = rows() if callable(rows) else rows
        store.lake.replace(table.name, content)
    except (StoreError, pa.ArrowException, OSError) as problem:
        raise SnapshotFailed(reason=problem) from problem


def _note(store: Store, table: Table, change_no: int) -> None:
    with store.database.begin() as connection:
        note_published(connection, table, change_no)
