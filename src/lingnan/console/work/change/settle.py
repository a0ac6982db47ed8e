"""Settle a waiting change: accepted, declined or taken back, by whoever is first.

While a job enters it, only that job settles it: asked in the same statement. Not for who may.
"""

from typing import Final

from sqlalchemy import exists

from lingnan.console.work.change.store import enterprise_change
from lingnan.console.work.job import JobState
from lingnan.console.work.store import job
from lingnan.store import Database
from lingnan.store.audit import Deed, record_deeds

WAITING: Final = "waiting"
ACCEPTED: Final = "accepted"
#: Enters a change: a job of this kind about `thing_of` a change.
CHANGE: Final = "change"
_OPEN: Final = (JobState.WAITING.value, JobState.RUNNING.value)


def thing_of(change_id: str) -> str:
    """Answer what a job is about that enters a change."""
    return f"change:{change_id}"


def settle(
    database: Database,
    change_id: str,
    state: str,
    answer: str | None,
    deed: Deed,
    *,
    job_id: str | None = None,
) -> bool:
    """Settle a change as `deed` tells it; answers whether it waited.

    `job_id`: of the job that enters it; while another enters it, it does not wait.
    """
    table = enterprise_change.c
    other = exists().where(
        job.c.thing == thing_of(change_id), job.c.kind == CHANGE, job.c.state.in_(_OPEN)
    )
    if job_id is not None:
        other = other.where(job.c.job_id != job_id)
    query = (
        enterprise_change.update()
        .where(table.change_id == change_id, table.state == WAITING, ~other)
        .values(state=state, decided_by=deed.actor, decided_at=deed.at, answer=answer)
    )
    with database.begin() as connection:
        if not connection.execute(query).rowcount:
            return False
        record_deeds(connection, [deed])
    return True
