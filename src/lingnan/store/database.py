"""The database of records: SQLite in the store's folder, or PostgreSQL by URL.

Rooms declare their tables on `metadata`; the schema on disk is made by the migrations, and a test
holds the two equal.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, create_engine, event, text
from sqlalchemy.exc import DatabaseError, OperationalError

from lingnan.store.errors import StoreWriteFailed

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)
HEAD = "0001"
_BUSY_MILLISECONDS = 60_000


class Database:
    """Connections to one database."""

    def __init__(self, url: str) -> None:
        self.url = url

    @cached_property
    def engine(self) -> Engine:
        """The SQLAlchemy engine; SQLite runs in WAL mode with full durability."""
        engine = create_engine(self.url)
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin_immediate)
        return engine

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """One transaction for writing: all of it lands or none.

        Raises:
            StoreWriteFailed: the disk is full, the file is locked or not writable.
        """
        try:
            with self.engine.begin() as connection:
                yield connection
        except (OperationalError, DatabaseError) as problem:
            raise StoreWriteFailed(path=self.place, reason=problem.orig or problem) from problem

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection for reading, which never waits for a writer."""
        with self.engine.connect().execution_options(lingnan_read=True) as connection:
            yield connection

    @property
    def place(self) -> str:
        """The database as one may print it: no password."""
        return self.engine.url.render_as_string(hide_password=True)

    def migrate(self) -> None:
        """Bring the schema to the newest revision."""
        # Alembic takes 0.2 s to import and is needed only when a store is made or upgraded.
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        config.attributes["engine"] = self.engine
        command.upgrade(config, "head")

    def ensure_current(self) -> None:
        """Migrate only when the schema is behind."""
        with self.read() as connection:
            current = connection.scalar(text("SELECT version_num FROM alembic_version"))
        if current != HEAD:
            self.migrate()


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={_BUSY_MILLISECONDS}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA cache_size=-65536")
    cursor.close()


def _begin_immediate(connection: Connection) -> None:
    # A writer takes its lock at once: two writers queue instead of failing half-way.
    reading = connection.get_execution_options().get("lingnan_read", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
