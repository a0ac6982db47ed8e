import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx
import pytest

from lingnan.access import (
    Access,
    Grant,
    Role,
    Scope,
    ScopeKind,
    create_account,
    invite,
    redeem,
)
from lingnan.access.api_token import make_token
from lingnan.access.hashing import Hasher
from lingnan.access.sealing import Sealer
from lingnan.sources.identifier.business.registrar import Registrar
from lingnan.sources.identifier.management.app import management_app
from lingnan.sources.identifier.management.desk import Desk, Limits
from lingnan.sources.identifier.node.link import LocalLink
from lingnan.sources.identifier.records.reader import RecordReader
from lingnan.sources.identifier.records.writer import RecordWriter
from sources.identifier.business.conftest import ALL, copied, empty
from sources.identifier.business.sample import AT, CODE, PARENT, lookup
from sources.identifier.server import KINDS, server_database

PASSWORD = "several unrelated words 7"  # noqa: S105
HASHER = Hasher(memory_kib=64)
ROLES = {
    "applicant": Grant(Role.NODE_ENTERPRISE, Scope(ScopeKind.ENTERPRISE, CODE)),
    "reviewer": Grant(Role.NODE_REVIEWER, Scope(ScopeKind.PREFIX, PARENT)),
    "operator": Grant(Role.NODE_OPERATOR, Scope(ScopeKind.PREFIX, PARENT)),
    "stranger": Grant(Role.NODE_ENTERPRISE, Scope(ScopeKind.PREFIX, "88.900.77")),
}


class Clock:
    """A clock that the test moves."""

    def __init__(self):
        self.at = AT

    def __call__(self):
        return self.at


class Api:
    """The API in process, asked over httpx by accounts with tokens."""

    def __init__(self, desk, tokens, clock):
        self.desk = desk
        self.app = management_app(desk)
        self.tokens = tokens
        self.clock = clock

    @asynccontextmanager
    async def client(self):
        transport = httpx.ASGITransport(app=self.app, client=("192.0.2.5", 999))
        async with httpx.AsyncClient(transport=transport, base_url="https://node.test") as client:
            yield client

    def ask(self, who, method, path, json=None, *, headers=None, token=None, **options):
        async def run():
            async with self.client() as client:
                told = dict(headers or {})
                secret = token or self.tokens.get(who)
                if secret:
                    told["Authorization"] = f"Bearer {secret}"
                return await client.request(method, path, json=json, headers=told, **options)

        return asyncio.run(run())


@pytest.fixture
def clock():
    return Clock()


def people(database, folder):
    """Make the accounts in a database; answer their tokens."""
    tokens = {}
    access = Access(database, Sealer(folder), hasher=HASHER)
    for name, grant in ROLES.items():
        create_account(access, name, grants=[grant], actor="cli:test", at=AT)
        redeem(access, invite(access, name, actor="cli:test", at=AT).reveal(), PASSWORD, at=AT)
        _, secret = make_token(
            access,
            name,
            label="test",
            permissions=grant.role.permissions,
            expires_at=AT + timedelta(days=30),
            actor="cli:test",
            at=AT,
        )
        tokens[name] = secret.reveal()
    return tokens


@pytest.fixture(scope="session")
def peopled(tmp_path_factory):
    """A database with the accounts, made once, and their tokens."""
    folder = tmp_path_factory.mktemp("peopled")
    database = empty(folder)
    return database, people(database, folder)


@pytest.fixture(params=KINDS)
def inhabited(request, peopled, tmp_path):
    """A database with the accounts for one test, and their tokens."""
    if request.param == "sqlite":
        source, tokens = peopled
        yield copied(source, tmp_path), tokens
        return
    with server_database(ALL) as database:
        yield database, people(database, tmp_path)


@pytest.fixture
def api(inhabited, tmp_path, clock):
    database, tokens = inhabited
    access = Access(database, Sealer(tmp_path), hasher=HASHER)
    with (
        RecordWriter(database, tmp_path / "records", map_size=64 << 20, reserve=0) as writer,
        RecordReader(writer.folder, map_size=64 << 20) as reader,
    ):
        registrar = Registrar(database, LocalLink(writer), reader, (PARENT,))
        desk = Desk(access, registrar, lookup, Limits(), clock)
        yield Api(desk, tokens, clock)
