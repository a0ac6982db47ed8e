"""Access on a small store: cheap hashes, counted chance, and a clock that the test holds.

PostgreSQL takes part when LINGNAN_TEST_POSTGRESQL_URL names a database that may be written to.
"""

import hashlib
import os
import shutil
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import create_engine, make_url, text

from lingnan.access import Access, Grant, Role, Scope, create_account, invite, redeem
from lingnan.access.hashing import Hasher
from lingnan.access.sealing import KEY_VARIABLE
from lingnan.store import Store
from lingnan.store.place import DATABASE_VARIABLE

SERVER = "LINGNAN_TEST_POSTGRESQL_URL"
AT = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
PASSWORD = "seven quiet herons"  # noqa: S105
ADMINISTRATOR = Grant(Role.ADMINISTRATOR, Scope.parse("everything"))
OPERATOR = Grant(Role.NODE_OPERATOR, Scope.parse("prefix:88.900"))


class CountedEntropy:
    """Bytes that differ at every call and are the same in every run."""

    def __init__(self):
        self.calls = 0

    def __call__(self, count):
        self.calls += 1
        return hashlib.shake_256(str(self.calls).encode()).digest(count)


@dataclass
class Clock:
    now: datetime = field(default=AT)

    def pass_(self, **span):
        self.now += timedelta(**span)
        return self.now


@pytest.fixture(autouse=True)
def plain_surroundings(monkeypatch):
    monkeypatch.delenv(KEY_VARIABLE, raising=False)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(scope="session")
def template(tmp_path_factory):
    root = tmp_path_factory.mktemp("template") / "store"
    store = Store.create(root, pack="guangdong")
    store.database.engine.dispose()
    return root


@pytest.fixture
def sqlite(template, tmp_path):
    shutil.copytree(template, tmp_path / "store")
    store = Store.open(tmp_path / "store")
    yield store
    store.database.engine.dispose()


@pytest.fixture
def postgresql(tmp_path, monkeypatch):
    server = os.environ.get(SERVER)
    if not server:
        pytest.skip(f"{SERVER} names no server")
    schema = f"test_{uuid.uuid4().hex}"
    engine = create_engine(server)
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    options = {"options": f"-csearch_path={schema}"}
    here = make_url(server).update_query_dict(options).render_as_string(hide_password=False)
    monkeypatch.setenv(DATABASE_VARIABLE, here)
    store = Store.create(tmp_path / "store", pack="guangdong", database=here)
    yield store
    store.database.engine.dispose()
    with engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request):
    return request.getfixturevalue(request.param)


def access_of(store):
    made = Access.of(store)
    return Access(made.database, made.sealer, Hasher(memory_kib=8, passes=1), CountedEntropy())


@pytest.fixture
def access(store):
    return access_of(store)


def add(access, name, *grants, at=AT, password=PASSWORD):
    """An active account."""
    create_account(access, name, grants=grants, actor="test", at=at)
    return redeem(access, invite(access, name, actor="test", at=at).reveal(), password, at=at)
