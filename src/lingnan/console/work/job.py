"""One piece of work that outlives a request, as its table keeps it. Not for the queue (queue)."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, func, select

from lingnan.console.work.store import job
from lingnan.store import Database


class JobState(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_open(self) -> bool:
        """Whether something is still to come."""
        return self in (JobState.WAITING, JobState.RUNNING)


@dataclass(frozen=True, slots=True)
class Job:
    """A job.

    Attributes:
        kind: which task does it (task). argument: what it is told, plain values.
        outcome: what came of it, plain values; of a failed one `code`, `message`, `advice`.
        scope_code: the city or province to which it belongs. thing: what it is about.
        once_key: what may be done only once.
        tries_count: how often it was taken up.
    """

    job_id: str
    kind: str
    argument: Mapping[str, Any]
    state: JobState
    outcome: Mapping[str, Any] | None
    actor: str
    account_id: str | None
    scope_code: str
    thing: str | None
    once_key: str | None
    worker_id: str | None
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    tries_count: int


def find_job(database: Database, job_id: str) -> Job | None:
    """Answer a job by its id; null when there is none."""
    return _first(database, job.c.job_id == job_id)


def find_job_of(database: Database, once_key: str) -> Job | None:
    """Answer the job that does a thing which is done once; null when nobody began it."""
    return _first(database, job.c.once_key == once_key)


def last_jobs_of(database: Database, kind: str, things: Collection[str]) -> dict[str, Job]:
    """Answer the latest job of a kind about each of some things."""
    query = select(job).where(job.c.kind == kind, job.c.thing.in_(sorted(things)))
    with database.read() as connection:
        rows = connection.execute(query.order_by(job.c.created_at)).mappings().all()
    return {str(row["thing"]): job_of(row) for row in rows}


def list_jobs(
    database: Database,
    kind: str,
    *,
    where: ColumnElement[bool] | None = None,
    limit: int = 50,
    offset: int = 0,
) -> list[Job]:
    """Answer the jobs of a kind, the latest first."""
    query = select(job).where(job.c.kind == kind)
    if where is not None:
        query = query.where(where)
    query = query.order_by(job.c.created_at.desc(), job.c.job_id).limit(limit).offset(offset)
    with database.read() as connection:
        return [job_of(row) for row in connection.execute(query).mappings()]


def count_open(database: Database) -> dict[JobState, int]:
    """Answer how many jobs wait and run."""
    query = (
        select(job.c.state, func.count())
        .where(job.c.state.in_([JobState.WAITING, JobState.RUNNING]))
        .group_by(job.c.state)
    )
    with database.read() as connection:
        found = {JobState(state): int(count) for state, count in connection.execute(query)}
    return {state: found.get(state, 0) for state in (JobState.WAITING, JobState.RUNNING)}


def job_of(cells: Any) -> Job:
    """A row of the table as a job."""
    told = dict(cells)
    outcome = told["outcome"]
    return Job(
        **{
            **told,
            "argument": json.loads(told["argument"]),
            "state": JobState(told["state"]),
            "outcome": None if outcome is None else json.loads(outcome),
        }
    )


def _first(database: Database, where: ColumnElement[bool]) -> Job | None:
    with database.read() as connection:
        row = connection.execute(select(job).where(where)).mappings().first()
    return None if row is None else job_of(row)
