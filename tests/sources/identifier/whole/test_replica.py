"""A replica follows a node over its management API, answers alike, and takes no changes."""

import asyncio
import socket
import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, func, select

from lingnan.access import (
    Access,
    Grant,
    Permission,
    Role,
    Scope,
    ScopeKind,
    create_account,
    invite,
    redeem,
)
from lingnan.access.api_token import make_token
from lingnan.access.sealing import Sealer
from lingnan.sources.identifier.client.errors import ClientError, HandleNotFound, Refused
from lingnan.sources.identifier.node.configuration import read_configuration
from lingnan.sources.identifier.node.follower import ReadOnly
from lingnan.sources.identifier.records.change import Create, Delete
from lingnan.sources.identifier.records.replica import Replica
from lingnan.sources.identifier.records.stored import prepare
from lingnan.sources.identifier.records.table import identifier_outbox
from lingnan.sources.identifier.reporting.retention import read_replicas
from lingnan.sources.identifier.wire.codes import Response

from .served import PATIENCE, Node, make, run, serving, url

PREFIX = "88.906"  # synthetic


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def token_for(folder, place):
    """Write a token of an operator of the node into a file."""
    database, now = read_configuration(folder).open_database(), datetime.now(UTC)
    access = Access(database, Sealer(folder))
    grant = Grant(Role.NODE_OPERATOR, Scope(ScopeKind.PREFIX, PREFIX))
    create_account(access, "west", grants=[grant], actor="cli:test", at=now)
    invited = invite(access, "west", actor="cli:test", at=now).reveal()
    redeem(access, invited, "several unrelated words 7", at=now)
    _, secret = make_token(
        access,
        "west",
        label="replica",
        permissions=[Permission.IDENTIFIER_OPERATE],
        expires_at=now + timedelta(days=30),
        actor="cli:test",
        at=now,
    )
    place.write_text(secret.reveal())
    return place


async def seen(node, handle):
    """Wait until a handle resolves, and answer its first value."""
    until = time.monotonic() + PATIENCE
    async with node.client() as client:
        while True:
            try:
                found = await client.resolve(handle)
                return found.values[0].data
            except (HandleNotFound, ClientError):
                if time.monotonic() > until:
                    raise
            await asyncio.sleep(0.2)


async def register(node, name):
    async with node.client(identity=node.identity) as client:
        await client.create(f"{PREFIX}/{name}", [url(f"https://example.com/{name}")])


@pytest.mark.slow
def test_a_replica_follows_and_refuses(tmp_path):
    port = free_port()
    source = f"http://127.0.0.1:{port}"
    node = make(
        tmp_path / "node", PREFIX, management={"is_served": True, "host": "127.0.0.1", "port": port}
    )
    token = token_for(node.folder, tmp_path / "token")
    told = ("--from", source, "--token-file", token, "--name", "west")
    with serving(node, workers=1):
        asyncio.run(register(node, "before"))
        folder = tmp_path / "replica"
        until = time.monotonic() + PATIENCE
        # The management API begins a little later than the node.
        while (made := run("node", "replica", folder, *told)).returncode:
            assert time.monotonic() < until, made.stderr
            time.sleep(0.5)
        replica = Node(folder, PREFIX, node.secret)
        with serving(replica, workers=1):
            assert asyncio.run(seen(replica, f"{PREFIX}/before")) == b"https://example.com/before"
            asyncio.run(register(node, "after"))
            assert asyncio.run(seen(replica, f"{PREFIX}/after")) == b"https://example.com/after"
            with pytest.raises(Refused, match=r"\(7\)"):
                asyncio.run(register(replica, "here"))
        assert read_replicas(node.folder)["west"][0] > 0
        # Away while the outbox was trimmed: it fetches a copy and goes on from there.
        asyncio.run(register(node, "meanwhile"))
        asyncio.run(register(node, "newest"))
        column = identifier_outbox.c.sequence
        with read_configuration(node.folder).open_database().begin() as connection:
            newest = connection.scalar(select(func.max(column)))
            connection.execute(delete(identifier_outbox).where(column < newest))
        with serving(replica, workers=1):
            for name in ("meanwhile", "newest"):
                found = asyncio.run(seen(replica, f"{PREFIX}/{name}"))
                assert found == f"https://example.com/{name}".encode()


def test_what_stands_for_the_writer_refuses_every_wish(tmp_path):
    stored = prepare(bytes(4))
    with Replica(tmp_path / "records") as replica:
        writer = ReadOnly(replica)
        outcomes = writer.apply([Create("88.906/a", stored), Delete("88.906/a")])
    assert [each.response for each in outcomes] == [Response.READ_ONLY] * 2


def test_a_replica_is_fed_over_tls_only(tmp_path):
    (tmp_path / "token").write_text("lgn_x")
    folder = tmp_path / "replica"
    made = run(
        "node", "replica", folder, "--from", "http://192.0.2.1", "--token-file", tmp_path / "token"
    )
    assert (made.returncode, "NOD-361" in made.stderr) == (3, True)
    assert not folder.exists()
