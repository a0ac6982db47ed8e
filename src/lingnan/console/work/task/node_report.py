"""Make the reports of the identifier node that are due, or send those that wait, as a job.

What came of each parcel stands in the node's own queue, so that nothing is lost when a job fails
and it can be ordered again. Not for what is reported (sources.identifier.reporting).
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select

from lingnan.access import Permission
from lingnan.console.web.node_folder import node_folder
from lingnan.console.work.errand import Errand
from lingnan.console.work.errors import ReportingUnset, ReportingUnusable, TopLevelAway
from lingnan.sources.identifier.reporting.delivery import may_be_tried
from lingnan.sources.identifier.reporting.desk import (
    ReportingDesk,
    make_round,
    open_reporting,
    send_round,
)
from lingnan.sources.identifier.reporting.errors import NothingConfigured
from lingnan.sources.identifier.reporting.table import delivery
from lingnan.store import Database
from lingnan.store.audit import Deed, record_deeds

MAKE: Final = "node-make"
SEND: Final = "node-send"


def make_reports(errand: Errand) -> Mapping[str, Any]:
    """Make and queue everything that is due. Raises: ReportingUnusable; as make_round."""
    errand.advance(0.1)
    errand.hold()
    with _opened(errand) as desk:
        made, manifest = make_round(desk, errand.at)
    queued = sum(each.queued for each in made) + (manifest is not None)
    left_out = sum(len(each.problems) for each in made)
    _note(errand, f"make {queued}")
    return {"made": queued, "left": left_out}


def send_reports(errand: Errand) -> Mapping[str, Any]:
    """Send what waits and is due.

    Raises: TopLevelAway when one could not be handed over now: it waits; ReportingUnusable; as
    send_round.
    """
    database = errand.store.database

    def clock() -> datetime:
        return max(errand.at, datetime.now(UTC))

    begun = clock()
    errand.advance(0.1)
    errand.hold()
    with _opened(errand) as desk:
        due = _due(database, begun)
        done = send_round(desk, clock)
    _note(errand, f"send {done.delivered}")
    reason = _put_off(database, due, begun)
    if reason is not None:
        raise TopLevelAway(reason=reason, delivered=done.delivered, waiting=done.waiting)
    return {"sent": done.delivered, "refused": done.refused, "waits": done.waiting}


@contextmanager
def _opened(errand: Errand) -> Iterator[ReportingDesk]:
    """Open the node for reporting; where its folder is, is not told to who ordered.

    Raises: ReportingUnset, ReportingUnusable; as open_reporting.
    """
    folder = node_folder(errand.store)
    try:
        with open_reporting(folder, errand.store.database) as desk:
            yield desk
    except NothingConfigured as problem:
        raise unset_of(problem, folder) from problem
    except OSError as problem:
        raise ReportingUnusable(kind=type(problem).__name__) from problem


def unset_of(problem: NothingConfigured, folder: Path) -> ReportingUnset:
    """Answer the same failure without the place of the node's folder."""
    reason = str(problem.values.get("reason", "")).replace(str(folder), "…")
    return ReportingUnset(reason=reason)


def _due(database: Database, now: datetime) -> set[str]:
    """The parcels that wait and may be tried now."""
    query = select(delivery.c.delivery_id).where(may_be_tried(now))
    with database.read() as connection:
        return set(connection.scalars(query))


def _put_off(database: Database, due: set[str], since: datetime) -> str | None:
    """Why one of these parcels is to be tried later; null when none was put off."""
    table = delivery.c
    query = select(table.delivery_id, table.reason).where(
        table.state == "waiting", table.next_try_at > since
    )
    with database.read() as connection:
        found = connection.execute(query).all()
    return next((str(row.reason) for row in found if row.delivery_id in due), None)


def _note(errand: Errand, detail: str) -> None:
    action = Permission.IDENTIFIER_REPORT.value
    with errand.store.database.begin() as connection:
        deed = Deed(errand.at, errand.job.actor, action, "node:report", detail)
        record_deeds(connection, [deed])
