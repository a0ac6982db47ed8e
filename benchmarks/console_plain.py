"""The same questions put to plain SQL tables: register and status, as anybody would keep them.

One SQLite file with a table each, keyed by code, without anything prepared for the pages.
"""

import sqlite3
import time
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from lingnan.packs import Pack
from lingnan.store import Store
from lingnan.store.runs import Run

_ENTERPRISE = ("uscc", "name_zh", "name_en", "city_code", "industry_code", "status", "revenue_cny")
_STATUS = ("definition_id", "subject_code", "side", "from_date", "until_date")
_LIVING = "from_date <= :day AND (until_date IS NULL OR until_date > :day)"
SEARCH = "FROM enterprise WHERE name_zh LIKE :text OR name_en LIKE :text OR uscc LIKE :code"
GAP = (
    "FROM enterprise e WHERE city_code = :city AND EXISTS (SELECT 1 FROM status s WHERE "
    "s.subject_code = e.uscc AND s.definition_id = :definition AND s.side = 'claimed' AND "
    f"{_LIVING}) AND NOT EXISTS (SELECT 1 FROM status s WHERE s.subject_code = e.uscc AND "
    f"s.definition_id = :definition AND s.side = 'proven' AND {_LIVING})"
)
TOTALS = (
    "SELECT definition_id, side, city_code, count(*) FROM status JOIN enterprise ON uscc = "
    f"subject_code WHERE {_LIVING} GROUP BY 1, 2, 3"
)


def fill(store: Store, run: Run, path: Path) -> None:
    """Write both tables; not measured."""
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path)
    connection.execute(f"CREATE TABLE enterprise ({', '.join(_ENTERPRISE)}, PRIMARY KEY (uscc))")
    keys = "subject_code, definition_id, side, from_date"
    connection.execute(f"CREATE TABLE status ({', '.join(_STATUS)}, PRIMARY KEY ({keys}))")
    for table, columns, files in (
        ("enterprise", _ENTERPRISE, _register(store, run)),
        ("status", _STATUS, store.lake.files("out_status", run.outputs["out_status"])),
    ):
        marks = ", ".join("?" * len(columns))
        for file in files:
            for batch in pq.ParquetFile(file).iter_batches(50_000, columns=list(columns)):
                rows = zip(*(_cells(batch.column(name)) for name in columns), strict=True)
                connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
    connection.commit()
    connection.close()


def ask(path: Path, pack: Pack, run: Run, *, text: str, city: str) -> dict[str, float]:
    """Seconds of each question, the best of three, warm: with its count, and a page of 50."""
    definition = next(t for t in pack.targets if t.headline.counts == "enterprise")
    told = {
        "day": run.as_of.isoformat(),
        "definition": definition.headline_definition,
        "city": city,
        "text": f"%{text}%",
        "code": f"{text}%",
    }
    connection = sqlite3.connect(path)

    def paged(query: str) -> float:
        def work() -> None:
            connection.execute(f"SELECT count(*) {query}", told).fetchone()
            connection.execute(
                f"SELECT * {query} ORDER BY revenue_cny DESC LIMIT 50", told
            ).fetchall()

        return _best(work)

    try:
        return {
            "search": paged(SEARCH),
            "enterprises": paged(GAP),
            "overview": _best(lambda: connection.execute(TOTALS, told).fetchall()),
        }
    finally:
        connection.close()


def _register(store: Store, run: Run) -> list[str]:
    return store.lake.files("registry_enterprise", int(run.pins["registry_enterprise"]))


def _cells(column: Any) -> list[Any]:
    cells = column.to_pylist()
    if any(isinstance(cell, date) for cell in cells[:100]):
        return [None if cell is None else cell.isoformat() for cell in cells]
    return [float(cell) if hasattr(cell, "as_tuple") else cell for cell in cells]


def _best(work: Any) -> float:
    times = []
    for _ in range(3):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)
