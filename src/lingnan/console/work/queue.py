"""The queue of jobs: put in, taken by the one worker, ended; taken up again when a worker died.

Only who holds the worker's lock takes jobs (worker), so that what runs under another worker's name
is known to be orphaned. Not for doing them (task).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects import postgresql, sqlite

from lingnan.access.secret import fresh_id, system_entropy
from lingnan.console.work.errors import WorkerLost
from lingnan.console.work.job import Job, JobState, find_job_of, job_of
from lingnan.console.work.store import job
from lingnan.kernel import LingnanError
from lingnan.store import Database
from lingnan.store.audit import TRAIL, audit_head, record_deed

#: So often a job is taken up before it is given up.
MOST_TRIES: Final = 3


@dataclass(frozen=True, slots=True)
class JobWish:
    """A job to be done.

    Attributes: action: for the audit trail, `room:action`.
    """

    kind: str
    argument: Mapping[str, Any]
    actor: str
    scope_code: str
    action: str
    account_id: str | None = None
    thing: str | None = None
    once_key: str | None = None


def put_job(database: Database, wish: JobWish, *, at: datetime) -> str:
    """Put a job into the queue; answers its id, or that of the job that has its key already."""
    job_id = fresh_id(system_entropy)
    cells: dict[str, Any] = {
        "job_id": job_id,
        "kind": wish.kind,
        "state": JobState.WAITING,
        "actor": wish.actor,
        "account_id": wish.account_id,
        "scope_code": wish.scope_code,
        "thing": wish.thing,
        "once_key": wish.once_key,
        "tries_count": 0,
    }
    with database.begin() as connection:
        cells["created_at"] = _free_instant(connection, at)
        argument = _after_now(connection, wish.argument)
        cells["argument"] = json.dumps(argument, ensure_ascii=False)
        dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
        row = dialect.insert(job).values(**cells).on_conflict_do_nothing()
        # What was put is told by RETURNING: PostgreSQL's driver counts no rows of such an insert.
        if connection.execute(row.returning(job.c.job_id)).first() is not None:
            told = json.dumps(wish.argument, ensure_ascii=False)
            record_deed(
                connection,
                at=at,
                actor=wish.actor,
                action=wish.action,
                thing=f"job:{job_id}",
                detail=told[:1000],
            )
            return job_id
    found = find_job_of(database, str(wish.once_key))
    return job_id if found is None else found.job_id


def put_begun(
    database: Database,
    *,
    kind: str,
    argument: Mapping[str, Any],
    actor: str,
    account_id: str | None,
    scope_code: str,
    thing: str,
    at: datetime,
) -> Job:
    """Put in what its caller does itself and ends by end_job; no worker takes it."""
    with database.begin() as connection:
        instant, argument = _free_instant(connection, at), _after_now(connection, argument)
        begun = Job(
            job_id=fresh_id(system_entropy),
            kind=kind,
            argument=argument,
            state=JobState.RUNNING,
            outcome=None,
            actor=actor,
            account_id=account_id,
            scope_code=scope_code,
            thing=thing,
            once_key=None,
            worker_id=None,
            created_at=instant,
            started_at=instant,
            ended_at=None,
            tries_count=1,
        )
        cells = {**_cells(begun), "argument": json.dumps(argument, ensure_ascii=False)}
        connection.execute(job.insert().values(**cells))
    return begun


def take_job(database: Database, worker_id: str, *, at: datetime) -> Job | None:
    """Take the oldest job that waits, or that another worker left; null when there is none.

    A job left for the last time is given up. Only the holder of the worker's lock may ask.
    """
    while True:
        with database.begin() as connection:
            found = _next(connection, worker_id)
            if found is None:
                return None
            if found.tries_count < MOST_TRIES:
                changes = {
                    "state": JobState.RUNNING,
                    "worker_id": worker_id,
                    "started_at": found.started_at or at,
                    "tries_count": found.tries_count + 1,
                }
                connection.execute(
                    job.update().where(job.c.job_id == found.job_id).values(**changes)
                )
                return Job(**{**_cells(found), **changes})
            _end(
                connection,
                found.job_id,
                JobState.FAILED,
                failure_cells(WorkerLost(tries=found.tries_count)),
                at,
            )


def is_anything_waiting(database: Database, worker_id: str) -> bool:
    """Answer whether there is something to take, without writing."""
    with database.read() as connection:
        return _next(connection, worker_id) is not None


def end_job(
    database: Database,
    job_id: str,
    state: JobState,
    outcome: Mapping[str, Any] | None,
    *,
    at: datetime,
) -> None:
    """Note that a job is done, failed or cancelled, and what came of it."""
    with database.begin() as connection:
        _end(connection, job_id, state, outcome, at)


def release_job(database: Database, job_id: str) -> None:
    """Put a job back because its worker stops; that does not count as a try."""
    with database.begin() as connection:
        connection.execute(
            job.update()
            .where(job.c.job_id == job_id, job.c.state == JobState.RUNNING)
            .values(state=JobState.WAITING, worker_id=None, tries_count=job.c.tries_count - 1)
        )


def release_key(database: Database, job_id: str) -> None:
    """Let what a job did be ordered again: what it made is gone."""
    with database.begin() as connection:
        connection.execute(job.update().where(job.c.job_id == job_id).values(once_key=None))


def cancel_waiting(database: Database, job_id: str, *, at: datetime) -> bool:
    """Cancel a job that nobody has begun; answers whether that was so."""
    with database.begin() as connection:
        changed = connection.execute(
            job.update()
            .where(job.c.job_id == job_id, job.c.state == JobState.WAITING)
            .values(state=JobState.CANCELLED, ended_at=at, once_key=None)
        )
        return bool(changed.rowcount)


def failure_cells(failure: LingnanError) -> dict[str, Any]:
    """A failure as the outcome of a job, in both languages."""
    return {
        "code": failure.code,
        "message": {"zh": failure.message.zh, "en": failure.message.en},
        "advice": {"zh": failure.advice.zh, "en": failure.advice.en},
    }


def _free_instant(connection: Connection, at: datetime) -> datetime:
    # An import is known in the ledger by its job's instant, so no two jobs share one.
    last = connection.scalar(select(func.max(job.c.created_at)))
    return at if last is None or last < at else last + timedelta(microseconds=1)


def _after_now(connection: Connection, argument: Mapping[str, Any]) -> dict[str, Any]:
    # Its own entries of the audit trail come after this one.
    head = connection.scalar(select(audit_head.c.entry_id).where(audit_head.c.trail == TRAIL))
    return {**argument, "audit_no": int(head or 0)}


def _next(connection: Connection, worker_id: str) -> Job | None:
    # What no worker has begun is done by who put it in (put_begun): null differs from nothing.
    is_left = (job.c.state == JobState.RUNNING) & (job.c.worker_id != worker_id)
    query = (
        select(job)
        .where((job.c.state == JobState.WAITING) | is_left)
        .order_by(job.c.created_at, job.c.job_id)
        .limit(1)
    )
    row = connection.execute(query).mappings().first()
    return None if row is None else job_of(row)


def _end(
    connection: Connection,
    job_id: str,
    state: JobState,
    outcome: Mapping[str, Any] | None,
    at: datetime,
) -> None:
    told = None if outcome is None else json.dumps(outcome, ensure_ascii=False, default=str)
    cells: dict[str, Any] = {"state": state, "outcome": told, "ended_at": at}
    if state is not JobState.DONE:
        # What did not come about may be begun again.
        cells["once_key"] = None
    connection.execute(job.update().where(job.c.job_id == job_id).values(**cells))


def _cells(found: Job) -> dict[str, Any]:
    return {name: getattr(found, name) for name in Job.__slots__}
