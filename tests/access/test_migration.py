"""Stores made before the trail was a chain: their entries are chained as they are."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import bindparam, text

import lingnan.store.database as place
from access.conftest import AT
from lingnan.access import list_entries, verify_trail
from lingnan.store.audit import record_deed
from lingnan.store.database import Database, Instant

COLUMNS = ("entry_id", "actor", "action", "object", "detail")
ROWS = [
    (1, "cli:root", "registry:import", "企业.csv", None),
    (2, "t", "evidence:state", "1-3", "why\n?"),
    (7, "t", "evidence:withdraw", "4-4", None),
]
_INSERT = text(
    "INSERT INTO audit_entry (entry_id, at, actor, action, object, detail)"
    " VALUES (:entry_id, :at, :actor, :action, :object, :detail)"
).bindparams(bindparam("at", type_=Instant()))


def before_the_chain(url):
    """A database as revision 0003 left it."""
    database = Database(url)
    config = Config()
    config.set_main_option("script_location", str(Path(place.__file__).parent / "migrations"))
    with database.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")
        for row in ROWS:
            connection.execute(_INSERT, dict(zip(COLUMNS, row, strict=True)) | {"at": AT})
    return database


def check(database):
    database.ensure_current()
    verdict = verify_trail(database)
    assert (verdict.holds, verdict.entries_count) == (True, 3)
    kept = [(e.actor, e.action, e.thing, e.detail, e.at) for e in list_entries(database)][::-1]
    assert kept == [(*row[1:], AT) for row in ROWS]
    assert all(entry.is_done for entry in list_entries(database))
    with database.begin() as connection:
        record_deed(connection, at=AT, actor="t", action="a:b", thing="x")
    assert verify_trail(database).entries_count == 4


def test_earlier_entries_join_the_chain_on_sqlite(tmp_path):
    database = before_the_chain(f"sqlite:///{tmp_path / 'old.sqlite'}")
    check(database)
    database.engine.dispose()


def test_earlier_entries_join_the_chain_on_postgresql(postgresql):
    with postgresql.database.begin() as connection:
        schema = connection.scalar(text("SELECT current_schema()"))
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    database = before_the_chain(postgresql.database.url)
    check(database)
    database.engine.dispose()
