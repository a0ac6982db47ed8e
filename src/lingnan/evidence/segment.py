"""Segments: sorted, numbered, hashed and chained runs of rows, one commit each.

Not for: where rows come from (see inbox and bulk) or how they are judged (see resolve).
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lingnan.evidence.digest import FIRST, chain_sha256, rows_sha256
from lingnan.evidence.errors import WrongSchema
from lingnan.evidence.model import Segment
from lingnan.evidence.table import EVIDENCE, EVIDENCE_SCHEMA, PROPOSAL_SCHEMA
from lingnan.store import Commit, Lake

#: Batches that withdraw what an import brought begin with this.
UNDO = "withdraw:"
_BOUNDS = ("subject_code", "evidence_no", "action")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a segment's rows come from, noted in its commit.

    Attributes:
        batch_id: the bulk batch, or `inbox`.
        part: which run of the batch this is, from 0.
        content_sha256: digest of the proposals before numbering.
        inbox_through: for a seal, the last inbox number it took.
    """

    batch_id: str
    part: int
    content_sha256: str
    inbox_through: int | None = None


def conform(table: pa.Table) -> pa.Table:
    """Bring a table to the proposal columns, in order and type.

    Raises:
        WrongSchema: a column is missing, unknown, of another type, or has nulls it must not have.
    """
    have, want = set(table.column_names), set(PROPOSAL_SCHEMA.names)
    if have != want:
        difference = ", ".join(sorted(f"-{name}" for name in want - have))
        extra = ", ".join(sorted(f"+{name}" for name in have - want))
        raise WrongSchema(difference=" ".join(part for part in (difference, extra) if part))
    try:
        shaped = table.select(PROPOSAL_SCHEMA.names).cast(PROPOSAL_SCHEMA)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, ValueError) as problem:
        raise WrongSchema(difference=problem) from problem
    for field in PROPOSAL_SCHEMA:
        if not field.nullable and shaped[field.name].null_count:
            raise WrongSchema(difference=f"{field.name}: null")
    return shaped


def sort_by_subject(table: pa.Table) -> pa.Table:
    """Sort rows by subject, keeping the given order within one subject.

    Segments are sorted so that one subject's rows are found through row-group statistics, and a
    range of subjects can be computed without reading the rest.
    """
    subjects = table["subject_code"].combine_chunks()
    if isinstance(subjects, pa.ChunkedArray):
        subjects = pa.concat_arrays(subjects.chunks)
    if len(subjects) < 2 or pc.all(pc.less_equal(subjects[:-1], subjects[1:])).as_py():
        return table
    coded = pc.dictionary_encode(subjects)
    names = coded.dictionary
    rank = np.empty(len(names), dtype=np.int32)
    rank[pc.sort_indices(names).to_numpy()] = np.arange(len(names), dtype=np.int32)
    order = np.argsort(rank[coded.indices.to_numpy()], kind="stable")
    return table.take(pa.array(order))


def write_segment(
    lake: Lake,
    rows: pa.Table,
    *,
    numbers: pa.Array,
    origin: Origin,
    recorded_at: datetime | pa.Array,
) -> Segment:
    """Append one segment; the caller holds the ledger's lock and gives rows sorted by subject.

    Shapes:
        rows: proposals plus `action` and `amends_no`.
        numbers: one evidence number per row; unique.
    """
    previous = last_segment(lake)
    segment_no = 1 if previous is None else previous.segment_no + 1
    before = FIRST if previous is None else previous.chain_sha256
    table = _number(rows, numbers, segment_no, recorded_at)
    digest = rows_sha256(table)
    bounds = pc.min_max(table["evidence_no"])
    sources = sorted(pc.unique(table["source"]).to_pylist())
    note = {
        "segment_no": str(segment_no),
        "rows_count": str(table.num_rows),
        "first_no": str(bounds["min"].as_py()),
        "last_no": str(bounds["max"].as_py()),
        "rows_sha256": digest,
        "previous": before,
        "chain_sha256": chain_sha256(before, segment_no, table.num_rows, digest),
        "batch_id": origin.batch_id,
        "part": str(origin.part),
        "content_sha256": origin.content_sha256,
        "sources": json.dumps(sources, ensure_ascii=False),
        "recorded_at": pc.max(table["recorded_at"]).as_py().isoformat(),
    }
    if origin.inbox_through is not None:
        note["inbox_through"] = str(origin.inbox_through)
    lake.append(EVIDENCE, table, note=note, sequential=("evidence_no",), bounds=_BOUNDS)
    written = last_segment(lake)
    if written is None or written.segment_no != segment_no:  # pragma: no cover - the lock forbids
        raise RuntimeError("the ledger's lock was not held")
    return written


def segments(lake: Lake) -> list[Segment]:
    """Every sealed segment in order."""
    return [segment_of(commit) for commit in _sealing(lake.commits(EVIDENCE))]


def last_segment(lake: Lake) -> Segment | None:
    """The newest segment, or null before the first seal."""
    commit = lake.last_commit(EVIDENCE)
    return None if commit is None or "segment_no" not in commit.note else segment_of(commit)


def inbox_sealed_through(lake: Lake, version: int | None = None) -> int:
    """The last inbox number that a commit has taken; 0 when none has."""
    taken = 0
    for commit in lake.commits(EVIDENCE):
        if version is None or commit.version <= version:
            taken = max(taken, int(commit.note.get("inbox_through", 0)))
    return taken


def parts_of_batch(lake: Lake, batch_id: str) -> dict[int, Commit]:
    """The parts of a bulk batch that are already committed."""
    return {
        int(commit.note["part"]): commit
        for commit in _sealing(lake.commits(EVIDENCE))
        if commit.note["batch_id"] == batch_id
    }


def undoing(lake: Lake) -> list[Segment]:
    """The segments that withdraw what imports brought."""
    return [each for each in segments(lake) if each.batch_id.startswith(UNDO)]


def segment_of(commit: Commit) -> Segment:
    """A commit's note as a segment."""
    note = commit.note
    return Segment(
        segment_no=int(note["segment_no"]),
        version=commit.version,
        rows_count=int(note["rows_count"]),
        first_no=int(note["first_no"]),
        last_no=int(note["last_no"]),
        rows_sha256=note["rows_sha256"],
        previous=note["previous"],
        chain_sha256=note["chain_sha256"],
        file_sha256=note["file_sha256"],
        files=commit.files,
        batch_id=note["batch_id"],
        sources=tuple(json.loads(note["sources"])),
        recorded_at=datetime.fromisoformat(note["recorded_at"]),
    )


def _sealing(commits: Iterable[Commit]) -> list[Commit]:
    return [commit for commit in commits if "segment_no" in commit.note]


def _number(
    rows: pa.Table, numbers: pa.Array, segment_no: int, recorded_at: datetime | pa.Array
) -> pa.Table:
    count = rows.num_rows
    if isinstance(recorded_at, datetime):
        kind = EVIDENCE_SCHEMA.field("recorded_at").type
        recorded_at = pa.repeat(pa.scalar(recorded_at, kind), count)
    columns: Mapping[str, object] = {
        "evidence_no": numbers,
        "segment_no": pa.repeat(pa.scalar(segment_no, pa.int32()), count),
        "recorded_at": recorded_at,
        "action": rows["action"]
        if "action" in rows.column_names
        else pa.repeat(pa.scalar(0, pa.int8()), count),
        "amends_no": rows["amends_no"]
        if "amends_no" in rows.column_names
        else pa.nulls(count, pa.int64()),
    }
    return pa.table(
        [columns[name] if name in columns else rows[name] for name in EVIDENCE_SCHEMA.names],
        schema=EVIDENCE_SCHEMA,
    )
