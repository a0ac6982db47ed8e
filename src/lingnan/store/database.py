"""The database of records: SQLite in the store's folder, or PostgreSQL by URL.

Rooms declare their tables on `metadata`; the schema on disk is made by the migrations, and a test
holds the two equal. Texts and instants are declared with `exact_text` and `Instant`, so that both
databases order, compare and answer them alike. Not for: which database a store has (see place).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    Connection,
    DateTime,
    Dialect,
    Engine,
    MetaData,
    String,
    Text,
    TypeDecorator,
    create_engine,
    event,
    inspect,
    make_url,
    text,
)
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError

from lingnan.kernel import Text as Words
from lingnan.store.errors import StoreError, StoreWriteFailed

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)
HEAD = "0012"
_BUSY_MILLISECONDS = 60_000
_DRIVERS = ("sqlite", "sqlite+pysqlite", "postgresql", "postgresql+psycopg")
_SECRETS = ("password", "sslpassword")


class DatabaseUnusable(StoreError):
    """The database cannot be reached, or is not the store's."""

    code = "STO-011"
    what = Words(
        "数据库 {place} 无法使用：{reason}。", "The database {place} cannot be used: {reason}."
    )
    remedy = Words(
        "请检查服务、地址、用户和密码（写在 ~/.pgpass 或环境变量 LINGNAN_DATABASE_URL 中）。",
        "Check the server, the address, the user and the password (in ~/.pgpass or the "
        "environment variable LINGNAN_DATABASE_URL).",
    )


class Instant(TypeDecorator[datetime]):
    """An instant, always answered in UTC with its zone; SQLite itself keeps none."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Write an instant; one without zone is taken as UTC."""
        return None if value is None else _in_utc(value)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Read an instant."""
        return None if value is None else _in_utc(value)


def exact_text(length: int | None = None) -> String:
    """Answer the type of texts that are compared and sorted by code point, whatever the locale.

    Limits: neither database enforces the length; it tells the reader what to expect.
    """
    kind = Text() if length is None else String(length)
    return kind.with_variant(Text(collation="C"), "postgresql")


def without_password(url: str) -> str:
    """Answer a URL as one may print or keep it.

    Raises: DatabaseUnusable when it is none.
    """
    parsed = _parsed(url)
    bare = URL.create(
        parsed.drivername,
        parsed.username,
        host=parsed.host,
        port=parsed.port,
        database=parsed.database,
        query=parsed.query,
    )
    return bare.difference_update_query(_SECRETS).render_as_string(hide_password=False)


class Database:
    """Connections to one database."""

    def __init__(self, url: str) -> None:
        self.url = url

    @cached_property
    def engine(self) -> Engine:
        """The SQLAlchemy engine; SQLite runs in WAL mode with full durability.

        Raises: DatabaseUnusable when the URL names no database or its driver is not installed.
        """
        url = _parsed(self.url)
        if url.drivername not in _DRIVERS:
            reason = f"{url.drivername} ∉ {', '.join(_DRIVERS)}"
            raise DatabaseUnusable(place=self.place, reason=reason)
        try:
            # A server may have restarted since the last use of a connection.
            engine = create_engine(url, pool_pre_ping=url.get_backend_name() == "postgresql")
        except ImportError as problem:
            raise DatabaseUnusable(place=self.place, reason=problem) from problem
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin_immediate)
        else:
            # Before SQLAlchemy asks the server who it is, which fails in other encodings.
            event.listen(engine, "connect", _prepare_postgresql, insert=True)
        return engine

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """One transaction for writing: all of it lands or none.

        Raises:
            DatabaseUnusable: there is no connection.
            StoreWriteFailed: the disk is full, the file is locked or not writable.
        """
        with self._connect() as connection:
            try:
                with connection.begin():
                    yield connection
            except (DatabaseError, self._driver_errors.DatabaseError) as problem:
                raise StoreWriteFailed(path=self.place, reason=_reason(problem)) from problem

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection for reading one state of the database, which never waits for a writer.

        Raises: DatabaseUnusable.
        """
        with self._connect() as connection:
            if connection.dialect.name == "postgresql":
                # As SQLite does: a writer who commits in between is not seen half-way.
                connection.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
            try:
                yield connection.execution_options(lingnan_read=True)
            except (OperationalError, self._driver_errors.OperationalError) as problem:
                raise DatabaseUnusable(place=self.place, reason=_reason(problem)) from problem

    @property
    def place(self) -> str:
        """The database as one may print it: no password."""
        return without_password(self.url)

    def is_taken(self) -> bool:
        """Answer whether the database already holds the tables of a store."""
        with self.read() as connection:
            return inspect(connection).has_table("alembic_version")

    def migrate(self) -> None:
        """Bring the schema to the newest revision.

        Raises: DatabaseUnusable, StoreWriteFailed.
        """
        # Alembic takes 0.2 s to import and is needed only when a store is made or upgraded.
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        with self.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def ensure_current(self) -> None:
        """Migrate only when the schema is behind.

        Raises: DatabaseUnusable when there is no schema at all, StoreWriteFailed.
        """
        with self.read() as connection:
            try:
                current = connection.scalar(text("SELECT version_num FROM alembic_version"))
            except DatabaseError as problem:
                raise DatabaseUnusable(place=self.place, reason=_reason(problem)) from problem
        if current != HEAD:
            self.migrate()

    @property
    def _driver_errors(self) -> Any:
        # Rows in bulk go past SQLAlchemy to the driver, whose errors nobody has wrapped.
        return self.engine.dialect.loaded_dbapi

    def _connect(self) -> Connection:
        try:
            return self.engine.connect()
        except DatabaseError as problem:
            raise DatabaseUnusable(place=self.place, reason=_reason(problem)) from problem


def _parsed(url: str) -> URL:
    try:
        return make_url(url)
    except (ArgumentError, ValueError):
        # The text is not repeated: it may hold a password.
        raise DatabaseUnusable(place="URL", reason="dialect://user@host/database ?") from None


def _reason(problem: Exception) -> str:
    told = str(getattr(problem, "orig", None) or problem).strip()
    return told.splitlines()[0] if told else type(problem).__name__


def _in_utc(value: datetime) -> datetime:
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


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


def _prepare_postgresql(connection: Any, _record: object) -> None:
    from psycopg.types.string import StrDumper

    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise DatabaseUnusable(place=connection.info.dbname, reason=f"encoding {encoding} ≠ UTF8")

    # A server, a user or the environment may have set these otherwise; the driver needs them so.
    connection.autocommit = True
    connection.execute("SET client_encoding='UTF8'; SET datestyle='ISO'; SET timezone='UTC'")
    connection.autocommit = False

    class WithoutNul(StrDumper):  # type: ignore[misc]
        """Writes texts; the sign NUL, which PostgreSQL cannot keep, as U+FFFD."""

        def dump(self, value: str) -> Any:
            return super().dump(value.replace("\0", "\ufffd"))

    connection.adapters.register_dumper(str, WithoutNul)
