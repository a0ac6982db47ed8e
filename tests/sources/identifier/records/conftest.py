import os
import uuid
from datetime import UTC, datetime

import pytest
from sqlalchemy import create_engine, make_url, text

from lingnan.sources.identifier.records.table import (
    identifier_batch,
    identifier_outbox,
    identifier_record,
)
from lingnan.sources.identifier.records.writer import RecordWriter
from lingnan.store.audit import audit_entry, audit_head
from lingnan.store.database import Database, metadata

SERVER = "LINGNAN_TEST_POSTGRESQL_URL"
AT = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
TABLES = [identifier_record, identifier_outbox, identifier_batch, audit_entry, audit_head]


def _sqlite(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'node.sqlite'}")
    metadata.create_all(database.engine, tables=TABLES)
    return database


@pytest.fixture(params=["sqlite", "postgresql"])
def any_database(request, tmp_path):
    """A database with the tables; PostgreSQL takes part when a server is named."""
    if request.param == "sqlite":
        yield _sqlite(tmp_path)
        return
    server = os.environ.get(SERVER)
    if not server:
        pytest.skip(f"{SERVER} names no server")
    schema = f"test_{uuid.uuid4().hex}"
    engine = create_engine(server)
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    options = {"options": f"-csearch_path={schema}"}
    here = make_url(server).update_query_dict(options).render_as_string(hide_password=False)
    database = Database(here)
    metadata.create_all(database.engine, tables=TABLES)
    yield database
    database.engine.dispose()
    with engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    engine.dispose()


@pytest.fixture
def database(tmp_path):
    return _sqlite(tmp_path)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "records"


@pytest.fixture
def writer(database, folder):
    with RecordWriter(database, folder, clock=lambda: AT, mint=lambda: "minted") as made:
        yield made
