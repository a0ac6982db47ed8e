"""Verification: recompute every digest and name the first segment that differs."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from lingnan.evidence.digest import FIRST, chain_sha256, rows_sha256
from lingnan.evidence.model import Segment, Verdict
from lingnan.evidence.segment import segments
from lingnan.evidence.table import EVIDENCE, EVIDENCE_SCHEMA
from lingnan.kernel import LingnanError, Text
from lingnan.store import Lake


def verify(
    lake: Lake, sealed_through: int = 0, advance: Callable[[float], None] | None = None
) -> Verdict:
    """Check the chain, each file's SHA-256 and each segment's rows, in order.

    `sealed_through` is the last segment that the database knows of: a chain that ends before it
    was cut off. `advance` is told the share of segments done, 0 to 1.
    Limits: who can change both the lake and the database can cut both; keep the newest
        chain_sha256 elsewhere to notice.
    """
    try:
        chain = segments(lake)
        listed = set(lake.files(EVIDENCE)) if chain else set()
    except LingnanError as problem:
        return Verdict(0, 0, 1, str(lake.path(EVIDENCE)), problem.message)
    previous, rows_count = FIRST, 0
    for position, segment in enumerate(chain, start=1):
        why = _difference(segment, position, previous, listed)
        if why is not None:
            file = segment.files[0] if segment.files else None
            return Verdict(len(chain), rows_count, position, file, why)
        previous = segment.chain_sha256
        rows_count += segment.rows_count
        if advance is not None:
            advance(position / len(chain))
    if len(chain) < sealed_through:
        why = Text(
            f"台账应有 {sealed_through} 段，实有 {len(chain)} 段",
            f"{sealed_through} segments were sealed, {len(chain)} are there",
        )
        return Verdict(len(chain), rows_count, len(chain) + 1, str(lake.path(EVIDENCE)), why)
    return Verdict(len(chain), rows_count, None, None, None)


def _difference(segment: Segment, position: int, previous: str, listed: set[str]) -> Text | None:
    if segment.segment_no != position:
        return Text(
            f"应为第 {position} 段，实为第 {segment.segment_no} 段",
            f"segment {position} was expected, {segment.segment_no} found",
        )
    if segment.previous != previous:
        return Text("与前一段的链接不符", "its link to the segment before differs")
    if segment.chain_sha256 != chain_sha256(
        previous, segment.segment_no, segment.rows_count, segment.rows_sha256
    ):
        return Text("链接哈希不符", "its chain hash differs")
    for file in segment.files:
        if file not in listed:
            return Text("文件不在当前版本中", "its file is no longer part of the table")
        why = _file_difference(Path(file), segment)
        if why is not None:
            return why
    return None


def bytes_difference(file: Path, noted: str) -> Text | None:
    """Why a sealed file no longer has the SHA-256 that its commit noted; null when it has."""
    try:
        with file.open("rb") as content:
            found = hashlib.file_digest(content, "sha256").hexdigest()
    except OSError as problem:
        return _unreadable(problem)
    return None if found == noted else Text("文件内容已被改动", "the file's bytes changed")


def _file_difference(file: Path, segment: Segment) -> Text | None:
    why = bytes_difference(file, segment.file_sha256)
    if why is not None:
        return why
    try:
        table = pq.read_table(file, partitioning=None)
        if (
            rows_sha256(table.select(EVIDENCE_SCHEMA.names).cast(EVIDENCE_SCHEMA))
            != segment.rows_sha256
        ):
            return Text("证据行已被改动", "the rows changed")
    except (OSError, pa.ArrowException) as problem:
        return _unreadable(problem)
    return None


def _unreadable(problem: Exception) -> Text:
    return Text(f"文件无法读取：{problem}", f"the file is unreadable: {problem}")
