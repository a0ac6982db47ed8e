"""Runs: which pins gave which versions of the result tables.

Not for: computing a run; see pipeline.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Column, Connection, Date, Table, select

from lingnan.store.database import Database, Instant, exact_text, metadata

run = Table(
    "run",
    metadata,
    Column("run_id", exact_text(64), primary_key=True),
    Column("as_of", Date, nullable=False),
    Column("finished_at", Instant, nullable=False),
    Column("pins", exact_text(), nullable=False),
    Column("outputs", exact_text(), nullable=False),
)


@dataclass(frozen=True, slots=True)
class Run:
    """One finished run.

    Attributes:
        run_id: SHA-256 of the pins; the same pins give the same results, byte for byte.
        pins: as-of date, lake versions of the inputs, pack and code version.
        outputs: lake version of each result table.
    """

    run_id: str
    as_of: date
    finished_at: datetime
    pins: Mapping[str, str]
    outputs: Mapping[str, int]


def save_run(connection: Connection, done: Run) -> None:
    """Keep a run; the same run computed again replaces its record."""
    connection.execute(run.delete().where(run.c.run_id == done.run_id))
    connection.execute(
        run.insert().values(
            run_id=done.run_id,
            as_of=done.as_of,
            finished_at=done.finished_at,
            pins=json.dumps(dict(done.pins), sort_keys=True),
            outputs=json.dumps(dict(done.outputs), sort_keys=True),
        )
    )


def list_runs(database: Database) -> list[Run]:
    """Every run kept, the latest finished first."""
    query = select(run).order_by(run.c.finished_at.desc(), run.c.run_id)
    with database.read() as connection:
        return [
            Run(
                run_id=row["run_id"],
                as_of=row["as_of"],
                finished_at=row["finished_at"],
                pins=json.loads(row["pins"]),
                outputs=json.loads(row["outputs"]),
            )
            for row in connection.execute(query).mappings()
        ]


def last_run(database: Database) -> Run | None:
    """The run finished last; null before the first."""
    runs = list_runs(database)
    return runs[0] if runs else None
