"""Bulk append: tables of proposals straight into the lake, part by part.

A batch has an id (for a file: its SHA-256) and is cut into parts of at most SEGMENT_ROWS rows, one
segment each. A batch that was killed half-way is resumed: parts already committed are recognised
by their number and digest and skipped, so nothing is lost and nothing is there twice.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lingnan.evidence.digest import rows_sha256
from lingnan.evidence.errors import BatchDiffers
from lingnan.evidence.model import BulkReceipt
from lingnan.evidence.segment import (
    Origin,
    conform,
    parts_of_batch,
    segments,
    sort_by_subject,
    undoing,
    write_segment,
)
from lingnan.evidence.store import find_batch, finish_batch, note_sealed, take_numbers
from lingnan.evidence.table import PROPOSAL_SCHEMA
from lingnan.store import Store

SEGMENT_ROWS = 5_000_000
LOCK = "ledger"


def append_bulk(
    store: Store,
    tables: Iterable[pa.Table],
    *,
    batch_id: str,
    at: datetime,
    label: str | None = None,
    skip_known: bool = True,
) -> BulkReceipt:
    """Append all rows of a batch, or what is missing of it.

    Shapes:
        tables: proposals (PROPOSAL_SCHEMA), any number of rows each.
    Raises:
        WrongSchema: before the offending part is written.
        BatchDiffers: a resumed batch brings other rows than it began with.
    """
    with store.database.read() as connection:
        known_rows = find_batch(connection, batch_id)
    if known_rows is not None:
        return BulkReceipt(added=0, unchanged=known_rows, segments=())
    done = parts_of_batch(store.lake, batch_id)
    added = unchanged = 0
    sealed: list[int] = []
    for part, table in enumerate(_parts(tables)):
        content = rows_sha256(table)
        if part in done:
            if done[part].note["content_sha256"] != content:
                raise BatchDiffers(batch_id=batch_id, part=part)
            unchanged += table.num_rows
            continue
        fresh = _drop_known(store, table, batch_id) if skip_known else table
        unchanged += table.num_rows - fresh.num_rows
        if not fresh.num_rows:
            continue
        rows = sort_by_subject(fresh)
        with store.lock(LOCK):
            with store.database.begin() as connection:
                first = take_numbers(connection, rows.num_rows)
            segment = write_segment(
                store.lake,
                rows,
                numbers=_count_from(first, rows.num_rows),
                origin=Origin(batch_id, part, content),
                recorded_at=at,
            )
            with store.database.begin() as connection:
                note_sealed(connection, segment.segment_no)
        added += rows.num_rows
        sealed.append(segment.segment_no)
    with store.database.begin() as connection:
        finish_batch(
            connection,
            batch_id=batch_id,
            at=at,
            label=label,
            rows_count=added + unchanged,
            segments_count=len(sealed) + len(done),
        )
    return BulkReceipt(added, unchanged, tuple(sealed))


def _count_from(first: int, count: int) -> pa.Array:
    return pa.array(np.arange(first, first + count, dtype=np.int64))


def _parts(tables: Iterable[pa.Table]) -> Iterator[pa.Table]:
    waiting: list[pa.Table] = []
    count = 0
    for given in tables:
        table = conform(given)
        while table.num_rows:
            piece = table.slice(0, SEGMENT_ROWS - count)
            table = table.slice(piece.num_rows)
            waiting.append(piece)
            count += piece.num_rows
            if count == SEGMENT_ROWS:
                yield pa.concat_tables(waiting)
                waiting, count = [], 0
    if waiting:
        yield pa.concat_tables(waiting)


def _drop_known(store: Store, table: pa.Table, batch_id: str) -> pa.Table:
    """Leave out rows that other batches of the same source have already sealed.

    Equality is over every proposal column, null equal to null. What was withdrawn together with the
    whole import that brought it is not known: it may come again.
    """
    sources = set(pc.unique(table["source"]).to_pylist())
    files = [
        file
        for segment in segments(store.lake)
        if segment.batch_id != batch_id and sources.intersection(segment.sources)
        for file in segment.files
    ]
    if not files:
        return table
    same = " AND ".join(f"p.{name} IS NOT DISTINCT FROM e.{name}" for name in PROPOSAL_SCHEMA.names)
    bounds = pc.min_max(table["subject_code"])
    undone = [file for segment in undoing(store.lake) for file in segment.files]
    is_undone = (
        "e.evidence_no NOT IN (SELECT amends_no FROM read_parquet($undone))" if undone else "TRUE"
    )
    with store.engine() as engine:
        numbered = table.append_column("_row", _count_from(0, table.num_rows))
        engine.connection.con.register("proposed", numbered)
        rows = engine.sql(
            f"""
            SELECT _row FROM proposed AS p WHERE NOT EXISTS (
                SELECT 1 FROM read_parquet($files) AS e
                WHERE e.action = 0 AND e.subject_code BETWEEN $first AND $last AND {same}
                    AND {is_undone})
            ORDER BY _row
            """,
            files=files,
            first=bounds["min"].as_py(),
            last=bounds["max"].as_py(),
            **({"undone": undone} if undone else {}),
        )
    if rows.num_rows == table.num_rows:
        return table
    return table.take(rows["_row"])
