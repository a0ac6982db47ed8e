"""Look at the installation: each check says what it saw; none of them raises.

Not for checking the chains (that takes minutes: audit) nor for installing (cli doctor).
"""

import importlib.metadata
import os
import platform
import shutil
from typing import Final

from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from lingnan import __version__
from lingnan.console.pages.health.check import check_of
from lingnan.console.pages.health.context import Check
from lingnan.console.pages.health.node import node_check
from lingnan.console.web.call import Call
from lingnan.console.web.job_view import JobView, job_view
from lingnan.console.work.job import JobState, count_open, job_of
from lingnan.console.work.pulse import read_pulse
from lingnan.console.work.store import job
from lingnan.evidence.segment import last_segment
from lingnan.evidence.store import evidence_inbox
from lingnan.kernel import LingnanError
from lingnan.store import Store
from lingnan.store.database import HEAD

LOW_DISK: Final = 2 * 1024**3
#: So many facts may wait for the next seal before somebody should start a run.
_MUCH_WAITING: Final = 100_000
_LONG_QUEUE: Final = 20
_LIBRARIES: Final = (
    "fastapi", "uvicorn", "sqlalchemy", "duckdb", "pyarrow", "deltalake", "numpy", "scipy",
)  # fmt: skip


def checks(call: Call) -> tuple[Check, ...]:
    """Answer every check."""
    return (
        _database(call),
        _disk(call),
        _worker(call),
        _queue(call),
        _run(call),
        _seal(call),
        node_check(call),
    )


def is_up(store: Store) -> bool:
    """Answer whether the console can work at all: the database answers and the folder is there."""
    try:
        with store.database.read() as connection:
            connection.execute(text("SELECT 1"))
    except (LingnanError, SQLAlchemyError):
        return False
    return os.access(store.root, os.W_OK)


def versions(call: Call) -> tuple[tuple[str, str], ...]:
    """Answer the versions of the program, the content and the libraries."""
    _, pack = call.tr.gettext, call.pack
    found = [
        (_("Lingnan"), __version__),
        (_("Content pack"), f"{pack.id} {pack.version} · {pack.content_hash[:12]}"),
        (_("Database schema"), HEAD),
        ("Python", platform.python_version()),
    ]
    for name in _LIBRARIES:
        try:
            found.append((name, importlib.metadata.version(name)))
        except importlib.metadata.PackageNotFoundError:
            found.append((name, "–"))
    return tuple(found)


def failed_jobs(call: Call, count: int = 5) -> tuple[JobView, ...]:
    """Answer the jobs that failed last."""
    query = select(job).where(job.c.state == JobState.FAILED)
    query = query.order_by(job.c.created_at.desc()).limit(count)
    with call.store.database.read() as connection:
        rows = connection.execute(query).mappings().all()
    return tuple(job_view(call, job_of(row)) for row in rows)


def _database(call: Call) -> Check:
    _, database = call.tr.gettext, call.store.database
    try:
        with database.read() as connection:
            revision = str(connection.scalar(text("SELECT version_num FROM alembic_version")))
    except (LingnanError, SQLAlchemyError):
        return check_of(call, _("Database"), "bad", database.place)
    told = _("{place}, revision {revision}").format(place=database.place, revision=revision)
    return check_of(call, _("Database"), "good" if revision == HEAD else "bad", told)


def _disk(call: Call) -> Check:
    tr = call.tr
    used = shutil.disk_usage(call.store.root)
    told = tr.gettext("{free} GiB of {total} GiB free").format(
        free=tr.number(used.free / 1024**3, 1), total=tr.number(used.total / 1024**3, 1)
    )
    return check_of(call, tr.gettext("Disk space"), "good" if used.free > LOW_DISK else "bad", told)


def _worker(call: Call) -> Check:
    _, pulse = call.tr.gettext, read_pulse(call.store)
    if pulse is None or not pulse.is_alive:
        told = _(
            "No process does imports, runs and reports; lingnan serve or lingnan work starts it."
        )
        return check_of(call, _("Worker"), "bad", told)
    told = _("at work on a job") if pulse.job_id else _("waiting for jobs")
    return check_of(call, _("Worker"), "good", told)


def _queue(call: Call) -> Check:
    tr, counts = call.tr, count_open(call.store.database)
    waiting = counts[JobState.WAITING]
    told = tr.gettext("{waiting} waiting, {running} running").format(
        waiting=tr.number(waiting), running=tr.number(counts[JobState.RUNNING])
    )
    state = "good" if waiting <= _LONG_QUEUE else "bad"
    return check_of(call, tr.gettext("Queue of jobs"), state, told)


def _run(call: Call) -> Check:
    tr, run = call.tr, call.desk.run
    if run is None:
        return check_of(call, tr.gettext("Last run"), "none", tr.gettext("none yet"))
    told = tr.gettext("as of {day}, finished at {at}").format(
        day=tr.day(run.as_of), at=tr.instant(run.finished_at)
    )
    return check_of(call, tr.gettext("Last run"), "good", told)


def _seal(call: Call) -> Check:
    tr = call.tr
    last = last_segment(call.store.lake)
    query = select(func.count()).select_from(evidence_inbox)
    with call.store.database.read() as connection:
        waiting = int(connection.scalar(query) or 0)
    wait = tr.gettext("{count} facts wait for the next one").format(count=tr.number(waiting))
    if last is None:
        return check_of(call, tr.gettext("Last seal of evidence"), "none", wait)
    told = tr.gettext("segment {number} at {at}; {wait}").format(
        number=tr.number(last.segment_no), at=tr.instant(last.recorded_at), wait=wait
    )
    state = "good" if waiting <= _MUCH_WAITING else "bad"
    return check_of(call, tr.gettext("Last seal of evidence"), state, told)
