"""Evidence that came by the JSON interface, noted like a file that was brought: seen, undone alike.

It is brought in while it is asked for and not by the worker; its job only keeps what came of it.
Not for reading its lines (api.bulk) nor for its answer, which is kept under its key (api.keyed).
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from lingnan.access.secret import fresh_id, system_entropy
from lingnan.console.work.errors import JobBroken, WorkerLost
from lingnan.console.work.importing.carry_out import count_by_severity, imported
from lingnan.console.work.importing.settings import ImportSettings
from lingnan.console.work.job import JobState
from lingnan.console.work.queue import end_job, failure_cells, put_begun
from lingnan.console.work.store import job, upload
from lingnan.console.work.upload import plain_name
from lingnan.evidence.segment import last_segment
from lingnan.kernel import ImportCounts, LingnanError
from lingnan.store import Store

#: The purpose of an upload that was a request's body; its content is not kept.
BULK: Final = "bulk"
_KIND: Final = "evidence"
_MEDIA: Final = "application/x-ndjson"
#: After so long a request that says nothing has died.
_LEASE: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class BatchWish:
    """What came: its key, digest and size, by whom, and whose office sees it."""

    key: str
    sha256: str
    octets_count: int
    actor: str
    account_id: str | None
    scope_code: str


@dataclass(slots=True)
class Batch:
    """A batch on its way.

    Attributes:
        at: the instant of its rows; no other import has it.
        counts: to be told when it has landed.
    """

    batch_id: str
    at: datetime
    counts: ImportCounts | None = field(default=None)


@contextmanager
def noted(store: Store, wish: BatchWish, *, at: datetime) -> Iterator[Batch]:
    """Note a batch while it is brought in, and what came of it; what is raised goes on."""
    head = last_segment(store.lake)
    segment_no = 0 if head is None else head.segment_no
    upload_id = fresh_id(system_entropy)
    begun = put_begun(
        store.database,
        kind="import",
        argument={"upload_id": upload_id, "segment_no": segment_no},
        actor=wish.actor,
        account_id=wish.account_id,
        scope_code=wish.scope_code,
        thing=upload_id,
        at=at,
    )
    _put_upload(store, upload_id, wish, at=begun.created_at)
    batch = Batch(begun.job_id, begun.created_at)
    try:
        yield batch
    except Exception as failure:
        told = failure if isinstance(failure, LingnanError) else JobBroken(number=begun.job_id)
        _end(store, begun.job_id, JobState.FAILED, failure_cells(told), batch.at)
        raise
    entry = imported(store, at=batch.at, actor=wish.actor, after=begun.argument["audit_no"]) or {}
    found = str(entry.get("batch_id", ""))
    counts = batch.counts or ImportCounts(0, 0, 0, 0)
    outcome = {
        "kind": _KIND,
        "file": plain_name(wish.key),
        "counts": counts.as_dict(),
        "findings": count_by_severity(store, found),
        "batch_id": found,
    }
    _end(store, begun.job_id, JobState.DONE, outcome, batch.at)


def end_lost(store: Store, *, at: datetime) -> int:
    """End batches whose request died, so that nobody waits for them; answers how many."""
    lost = failure_cells(WorkerLost(tries=1))
    with store.database.read() as connection:
        query = job.select().where(
            job.c.state == JobState.RUNNING,
            job.c.worker_id.is_(None),
            job.c.created_at < at - _LEASE,
        )
        found = [str(row.job_id) for row in connection.execute(query)]
    for job_id in found:
        _end(store, job_id, JobState.FAILED, lost, at)
    return len(found)


def _put_upload(store: Store, upload_id: str, wish: BatchWish, *, at: datetime) -> None:
    with store.database.begin() as connection:
        connection.execute(
            upload.insert().values(
                upload_id=upload_id,
                sha256=wish.sha256,
                file_name=plain_name(wish.key),
                media_type=_MEDIA,
                octets_count=wish.octets_count,
                purpose=BULK,
                argument=json.dumps(ImportSettings(_KIND).plain(), ensure_ascii=False),
                scope_code=wish.scope_code,
                account_id=wish.account_id,
                at=at,
            )
        )


def _end(store: Store, job_id: str, state: JobState, told: dict[str, Any], at: datetime) -> None:
    end_job(store.database, job_id, state, told, at=at)
