import pytest
from sqlalchemy import event

from lingnan.access import store as access_store
from lingnan.sources.identifier.business.table import TABLES
from lingnan.sources.identifier.node.link import LocalLink
from lingnan.sources.identifier.records.reader import RecordReader
from lingnan.sources.identifier.records.table import (
    identifier_batch,
    identifier_outbox,
    identifier_record,
)
from lingnan.sources.identifier.records.writer import RecordWriter
from lingnan.store.audit import audit_entry, audit_head
from lingnan.store.database import Database, metadata
from sources.identifier.server import KINDS, server_database

RECORDS = (identifier_record, identifier_outbox, identifier_batch)
ACCESS = (
    access_store.account,
    access_store.account_grant,
    access_store.account_recovery,
    access_store.account_link,
    access_store.account_session,
    access_store.api_token,
    access_store.rate_limit,
)
ALL = [*TABLES, *RECORDS, *ACCESS, audit_entry, audit_head]


def hurry(database):
    """Let commits not wait for the disk: these tests do not fall over in the middle."""

    def relax(connection, _record):
        connection.execute("PRAGMA synchronous=OFF")

    event.listen(database.engine, "connect", relax)


def empty(folder):
    """Make a database with all tables that the business side needs."""
    made = Database(f"sqlite:///{folder / 'node.sqlite'}")
    hurry(made)
    metadata.create_all(made.engine, tables=ALL)
    return made


def copied(source, folder):
    """Answer a copy of a database: making tables takes longer than most tests."""
    made = Database(f"sqlite:///{folder / 'node.sqlite'}")
    hurry(made)
    with made.engine.connect() as target, source.engine.connect() as given:
        given.connection.driver_connection.backup(target.connection.driver_connection)
    return made


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory):
    return empty(tmp_path_factory.mktemp("empty"))


@pytest.fixture(params=KINDS)
def database(request, empty_database, tmp_path):
    if request.param == "sqlite":
        yield copied(empty_database, tmp_path)
        return
    with server_database(ALL) as made:
        yield made


@pytest.fixture
def writer(database, tmp_path):
    with RecordWriter(database, tmp_path / "records", map_size=64 << 20, reserve=0) as opened:
        yield opened


@pytest.fixture
def link(writer):
    return LocalLink(writer)


@pytest.fixture
def reader(writer):
    with RecordReader(writer.folder, map_size=64 << 20) as opened:
        yield opened
