from contextlib import ExitStack
from datetime import UTC, datetime

import pytest

import lingnan.sources.identifier.counting.table
import lingnan.sources.identifier.reporting.table  # noqa: F401  (declare their tables)
from lingnan.sources.identifier.proof.key import make_private_key
from lingnan.sources.identifier.records.change import Create, Delete, ModifyValues, SetStatus
from lingnan.sources.identifier.records.stored import prepare
from lingnan.sources.identifier.records.writer import RecordWriter
from lingnan.sources.identifier.wire.value import HandleValue, encode_values
from lingnan.store.database import Database, metadata
from sources.identifier.server import KINDS, server_database

AT = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


class Clock:
    """A clock that tests set."""

    def __init__(self, at=AT):
        self.at = at

    def __call__(self):
        return self.at


class Node:
    """A database and its writer, with short ways to change it."""

    def __init__(self, folder, database=None):
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.clock = Clock()
        self.database = database
        if database is None:
            self.database = Database(f"sqlite:///{folder / 'node.sqlite'}")
            metadata.create_all(self.database.engine)
        self.writer = None

    def open(self):
        self.writer = RecordWriter(
            self.database, self.folder / "records", clock=self.clock, mint=lambda: "minted"
        )
        return self.writer

    def close(self):
        if self.writer is not None:
            self.writer.close()

    def do(self, *changes):
        outcomes = self.writer.apply(list(changes))
        assert all(outcome.is_done for outcome in outcomes), outcomes
        return outcomes

    def create(self, handle, *values, template=None):
        self.do(Create(handle, prepare(encode_values(values)), template_code=template))

    def modify(self, handle, *values):
        self.do(ModifyValues(handle, prepare(encode_values(values))))

    def delete(self, handle):
        self.do(Delete(handle))

    def withhold(self, handle):
        self.do(SetStatus(handle, 2))


@pytest.fixture(params=KINDS)
def node(request, tmp_path):
    with ExitStack() as open_things:
        database = None
        if request.param == "postgresql":
            database = open_things.enter_context(server_database())
        made = Node(tmp_path / "node", database)
        made.open()
        yield made
        made.close()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(scope="session")
def sm2_key():
    return make_private_key("SM2")


@pytest.fixture(scope="session")
def rsa_key():
    return make_private_key("RSA")


def url(index, text="https://example.com/p/1"):
    return HandleValue(index, "URL", text.encode(), timestamp=1_700_000_000)
