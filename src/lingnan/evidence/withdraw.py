"""Withdraw what one import brought, in bulk: each of its rows by an amendment, as single ones are.

Not for single rows (ledger.Ledger.withdraw). Rows that somebody amended since are left as they are.
"""

import json
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lingnan.evidence.bulk import LOCK, SEGMENT_ROWS
from lingnan.evidence.digest import rows_sha256
from lingnan.evidence.inbox import INBOX
from lingnan.evidence.model import Action, Segment
from lingnan.evidence.segment import UNDO, Origin, segments, undoing, write_segment
from lingnan.evidence.store import note_sealed, read_inbox, take_numbers
from lingnan.evidence.table import EVIDENCE, PROPOSAL_SCHEMA
from lingnan.store import Store
from lingnan.store.audit import record_deed


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What became of the rows of an import.

    Attributes: withdrawn: no longer count. amended_before: somebody amended them; left.
    """

    withdrawn: int
    amended_before: int


def landed(store: Store, at: datetime, *, after: int = 0) -> list[Segment]:
    """Answer the segments that an import of this instant sealed, however often it was resumed.

    `after`: the last segment before it was ordered, for clocks that say the same twice.
    """
    return [
        each
        for each in segments(store.lake)
        if each.recorded_at == at
        and each.segment_no > after
        and each.batch_id != INBOX
        and not each.batch_id.startswith(UNDO)
    ]


def withdraw_landed(
    store: Store,
    landed_at: datetime,
    *,
    at: datetime,
    actor: str,
    reason: str,
    after: int = 0,
) -> Withdrawn:
    """Withdraw every row that the import of an instant brought and that nobody amended since.

    Done again it withdraws what is left, so that a kill in between loses nothing.
    Raises: StoreWriteFailed, StoreBusy: what was withdrawn so far stays so.
    """
    batch = f"{UNDO}{landed_at.isoformat()}#{after}"
    amended = 0
    with store.lock(LOCK):
        mine = _withdrawn_by(store, batch)
        for segment in landed(store, landed_at, after=after):
            rows = _rows(store, segment)
            gone = pc.is_in(rows["evidence_no"], _amended(store, rows))
            done = pc.is_in(rows["evidence_no"], mine)
            amended += int(pc.sum(pc.and_(gone, pc.invert(done))).as_py() or 0)
            left = rows.filter(pc.invert(gone))
            for start in range(0, left.num_rows, SEGMENT_ROWS):
                _withdraw(store, left.slice(start, SEGMENT_ROWS), batch, at)
        count = len(_withdrawn_by(store, batch))
        with store.database.begin() as connection:
            told = {"withdrawn": count, "amended_before": amended, "reason": reason}
            record_deed(
                connection,
                at=at,
                actor=actor,
                action="evidence:withdraw",
                thing=batch,
                detail=json.dumps(told, ensure_ascii=False),
            )
    return Withdrawn(count, amended)


def _withdraw(store: Store, rows: pa.Table, batch: str, at: datetime) -> None:
    with store.database.begin() as connection:
        first = take_numbers(connection, rows.num_rows)
    numbers = pa.array(np.arange(first, first + rows.num_rows, dtype=np.int64))
    count = rows.num_rows
    columns = {name: rows[name] for name in PROPOSAL_SCHEMA.names}
    columns["value_code"] = pa.nulls(count, pa.string())
    columns["value_number"] = pa.nulls(count, PROPOSAL_SCHEMA.field("value_number").type)
    columns["action"] = pa.repeat(pa.scalar(int(Action.WITHDRAW), pa.int8()), count)
    columns["amends_no"] = rows["evidence_no"]
    table = pa.table(columns)
    origin = Origin(batch, len(_parts(store, batch)), rows_sha256(table))
    segment = write_segment(store.lake, table, numbers=numbers, origin=origin, recorded_at=at)
    with store.database.begin() as connection:
        note_sealed(connection, segment.segment_no)


def _rows(store: Store, segment: Segment) -> pa.Table:
    """The stated rows of a segment, by subject as they stand."""
    with store.engine() as engine:
        return engine.sql(
            "SELECT * FROM read_parquet($files) WHERE action = 0"
            " ORDER BY subject_code, evidence_no",
            files=list(segment.files),
        )


def _amended(store: Store, rows: pa.Table) -> pa.Array:
    """The numbers that later rows, sealed or waiting, withdrew or replaced."""
    if not rows.num_rows:
        return pa.array([], pa.int64())
    bounds = pc.min_max(rows["evidence_no"])
    with store.database.read() as connection:
        waiting = [row["amends_no"] for row in read_inbox(connection) if row["amends_no"]]
    with store.engine() as engine:
        found = engine.sql(
            "SELECT amends_no FROM read_parquet($files)"
            " WHERE action > 0 AND amends_no BETWEEN $first AND $last",
            files=store.lake.files(EVIDENCE),
            first=bounds["min"].as_py(),
            last=bounds["max"].as_py(),
        )["amends_no"].to_pylist()
    return pa.array([*found, *waiting], pa.int64())


def _withdrawn_by(store: Store, batch: str) -> pa.Array:
    files = [file for part in _parts(store, batch) for file in part.files]
    if not files:
        return pa.array([], pa.int64())
    with store.engine() as engine:
        found = engine.sql("SELECT amends_no FROM read_parquet($files)", files=files)
    return found["amends_no"].combine_chunks()


def _parts(store: Store, batch: str) -> list[Segment]:
    return [each for each in undoing(store.lake) if each.batch_id == batch]
