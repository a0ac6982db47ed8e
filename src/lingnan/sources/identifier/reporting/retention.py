"""What may go once it was reported: networks of askers, and rows of the outbox.

Networks of a day are forgotten when its T3 and T8 were delivered, or after `NETWORK_DAYS` at the
latest; their keyed hashes stay. Rows of the outbox stay while a day is unreported, while the next
deposit builds on them, while a known replica has not read them, and for a week in any case. Not
for removing them (see counting.store, records.writer).
"""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, func, select

from lingnan.sources.identifier.counting.day import day_of, start_of
from lingnan.sources.identifier.counting.store import forget_networks
from lingnan.sources.identifier.counting.table import resolution_count
from lingnan.sources.identifier.proof.key import PrivateKey
from lingnan.sources.identifier.records.table import identifier_outbox
from lingnan.sources.identifier.reporting.escrow.daily import newest_head
from lingnan.sources.identifier.reporting.rows_statistics import first_at
from lingnan.sources.identifier.reporting.table import delivery
from lingnan.store.database import Database

#: Days after which networks are forgotten although nothing was reported.
NETWORK_DAYS: Final = 62
OUTBOX_DAYS: Final = 7
#: Days after which a replica that does not ask any more is not waited for.
REPLICA_DAYS: Final = 30
REPLICAS: Final = "replicas.json"
_COUNTED: Final = ("T3", "T8")
_CHANGED: Final = ("T9",)


def forget_reported(database: Database, node: str, now: datetime) -> int:
    """Forget the networks of reported days; answer how many rows had one.

    Raises: DatabaseUnusable, StoreWriteFailed.
    """
    today = day_of(now)
    column = resolution_count.c
    with database.read() as connection:
        earliest = connection.scalar(
            select(func.min(column.day)).where(column.network.is_not(None))
        )
        if earliest is None:
            return 0
        before = first_unreported(connection, node, _COUNTED, earliest, today)
    before = max(before, today - timedelta(days=NETWORK_DAYS))
    if before <= earliest:
        return 0
    with database.begin() as connection:
        return forget_networks(connection, before)


def first_unreported(
    connection: Connection, node: str, codes: Sequence[str], start: date, stop: date
) -> date:
    """Answer the first day from `start` on that one of the tables was not delivered for.

    A table of a day counts when all its parts were delivered. At most `stop`.
    """
    cells = delivery.c
    query = select(cells.report, cells.period, cells.state).where(
        cells.subject == node,
        cells.report.in_(codes),
        cells.period >= start.isoformat(),
        cells.period < stop.isoformat(),
    )
    states: dict[tuple[str, str], set[str]] = {}
    for report, period, state in connection.execute(query):
        states.setdefault((report, period), set()).add(state)
    day = start
    while day < stop:
        if any(states.get((code, day.isoformat())) != {"delivered"} for code in codes):
            return day
        day += timedelta(days=1)
    return stop


def outbox_needs(
    database: Database, node: str, folder: Path, signer: PrivateKey | None, now: datetime
) -> dict[str, int]:
    """Answer who still needs the outbox: name → sequence from which on.

    Args:
        folder: of the node. signer: key of its deposits; None where nothing is reported.
    """
    today = day_of(now)
    needs: dict[str, int] = {}
    outbox = identifier_outbox.c
    with database.read() as connection:
        day = today - timedelta(days=OUTBOX_DAYS)
        if signer is not None:
            oldest = connection.scalar(select(func.min(outbox.at)))
            if oldest is not None:
                start = min(day_of(oldest), day)
                day = min(day, first_unreported(connection, node, _CHANGED, start, today))
        needs["days"] = first_at(connection, outbox.sequence, outbox.at, start_of(day))
    deposits = folder / "deposits"
    if signer is not None and deposits.is_dir():
        head = newest_head(deposits, signer, today + timedelta(days=1))
        if head is not None:
            needs["deposit"] = head.sequence
    for name, (sequence, at) in read_replicas(folder).items():
        if now - at < timedelta(days=REPLICA_DAYS):
            needs[f"replica {name}"] = sequence
    return needs


def read_replicas(folder: Path) -> dict[str, tuple[int, datetime]]:
    """Answer how far each replica has read, and when it last asked."""
    try:
        told: dict[str, Any] = json.loads((folder / REPLICAS).read_text())
    except FileNotFoundError:
        return {}
    return {
        name: (int(each["sequence"]), datetime.fromisoformat(each["at"]))
        for name, each in told.items()
    }


def note_replica(folder: Path, name: str, sequence: int, now: datetime) -> None:
    """Remember how far a replica has read; one process does this."""
    known = read_replicas(folder) | {name: (sequence, now)}
    told = {
        each: {"sequence": number, "at": at.astimezone(UTC).isoformat()}
        for each, (number, at) in known.items()
        if now - at < timedelta(days=REPLICA_DAYS)
    }
    draft = folder / f"{REPLICAS}.draft"
    draft.write_text(json.dumps(told, ensure_ascii=False, indent=1))
    draft.replace(folder / REPLICAS)
