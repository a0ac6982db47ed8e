import asyncio
import json
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from lingnan.access.trail import verify_trail
from lingnan.sources.identifier.client import HandleClient, SecretIdentity
from lingnan.sources.identifier.client.errors import ClientError, HandleNotFound
from lingnan.sources.identifier.counting.batch import CounterBatch, OperationCount, SourceCount
from lingnan.sources.identifier.counting.sample import read_samples
from lingnan.sources.identifier.counting.store import read_counts
from lingnan.sources.identifier.node.configuration import read_configuration
from lingnan.sources.identifier.node.frame import Kind
from lingnan.sources.identifier.node.initial import NodeWish, make_node
from lingnan.sources.identifier.node.ledger import Ledger, open_ledger
from lingnan.sources.identifier.node.model import AuditEntry
from lingnan.sources.identifier.node.part import ElsewherePart
from lingnan.sources.identifier.node.sink import MAX_ACTS, Sink
from lingnan.sources.identifier.proof.seckey import MacCode
from lingnan.sources.identifier.records.change import Create, Delete, SetStatus
from lingnan.sources.identifier.records.stored import prepare
from lingnan.sources.identifier.wire.codes import Response
from lingnan.sources.identifier.wire.reference import Reference, encode_references
from lingnan.sources.identifier.wire.value import HandleValue, encode_values
from lingnan.store.audit import audit_entry

from .conftest import PREFIX, SECRET, serving, url

AT = datetime(2026, 3, 1, 8, 0, 5, tzinfo=UTC)
ADMIN = Reference(f"{PREFIX}/ADMIN", 301)


def identity(secret=None):
    return SecretIdentity(ADMIN, (secret or SECRET["value"]).encode(), mac=MacCode.HMAC_SHA256)


def entries(folder):
    database = read_configuration(folder).open_database()
    assert verify_trail(database).broken_entry_id is None
    with database.read() as connection:
        rows = connection.execute(select(audit_entry).order_by(audit_entry.c.entry_id)).all()
    return [(row.actor, row.action, row.object, row.origin, row.is_done) for row in rows]


@pytest.mark.parametrize("way", ["udp", "tcp", "http"])
def test_a_change_and_its_audit_entry_are_one(folder, way):
    async def run():
        async with serving(folder) as (worker, port):
            place = worker.http_port if way == "http" else port
            async with HandleClient(f"{way}://127.0.0.1:{place}", identity=identity()) as client:
                await client.create(f"{PREFIX}/new", [url()])
                await client.delete(f"{PREFIX}/new")
                with pytest.raises(HandleNotFound):
                    await client.delete(f"{PREFIX}/new")

    asyncio.run(run())
    who = f"handle:301:{PREFIX}/ADMIN"
    assert entries(folder) == [
        (who, "identifier:create-handle", f"handle:{PREFIX}/new", "127.0.0.1", True),
        (who, "identifier:delete-handle", f"handle:{PREFIX}/new", "127.0.0.1", True),
    ]


def test_what_was_refused_is_written_by_the_ledger(folder):
    async def run(worker, port, ledger):
        async with HandleClient(f"tcp://127.0.0.1:{port}", identity=identity("wrong")) as client:
            with pytest.raises(ClientError):
                await client.create(f"{PREFIX}/new", [url()])
        worker.sink.report(worker.link)
        ledger.tick()

    async def whole():
        ledger = Ledger(read_configuration(folder).open_database(), None)
        async with serving(folder) as (worker, port):
            worker.link._ledger = ledger
            await run(worker, port, ledger)

    asyncio.run(whole())
    who = f"handle:301:{PREFIX}/ADMIN"
    assert entries(folder) == [
        (who, "identifier:prove", f"handle:{PREFIX}/ADMIN", "127.0.0.1", False)
    ]


class Taking:
    """A way to the writer that is up or away."""

    def __init__(self):
        self.is_up, self.told = True, []

    def tell(self, kind, content):
        if self.is_up:
            self.told.append((kind, json.loads(content)))
        return self.is_up


def test_a_flood_of_refusals_is_told_of_in_one_entry():
    sink, link = Sink(0, clock=lambda: AT), Taking()
    entry = AuditEntry(
        0, "prove", f"{PREFIX}/x", ADMIN, "192.0.2.1", Response.AUTHENTICATION_FAILED
    )
    for _ in range(MAX_ACTS + 7):
        sink.audit(entry)
    link.is_up = False
    sink.report(link)
    link.is_up = True
    sink.report(link)
    ((kind, acts),) = link.told
    assert (kind, len(acts)) == (Kind.ACTS, MAX_ACTS + 1)
    assert acts[0][1:] == [
        f"handle:301:{PREFIX}/ADMIN",
        "identifier:prove",
        f"handle:{PREFIX}/x",
        "code 403",
        "192.0.2.1",
        False,
    ]
    assert acts[-1][4] == "7 more"
    sink.report(link)
    assert len(link.told) == 1


@pytest.mark.parametrize("way", ["udp", "tcp", "http"])
def test_resolutions_are_counted_on_every_way(folder, way):
    async def run():
        async with serving(folder) as (worker, port):
            place = worker.http_port if way == "http" else port
            worker.sink.report(Taking())
            async with HandleClient(f"{way}://127.0.0.1:{place}") as client:
                for name in ("One", "part", "one"):
                    await client.resolve(f"{PREFIX}/{name}")
                for name in (f"{PREFIX}/absent", f"{PREFIX}.77/absent", "88.901/foreign"):
                    with pytest.raises(ClientError):
                        await client.resolve(name)
            async with HandleClient(f"tcp://127.0.0.1:{port}", identity=identity()) as client:
                await client.create(f"{PREFIX}/new", [url()])
            link = Taking()
            worker._http.count()
            worker.sink.report(link)
            ((kind, told),) = link.told
            assert kind == Kind.COUNTS
            return CounterBatch.of_json(told)

    batch = asyncio.run(run())
    # A prefix that does not exist counts under the own one above it; a foreign one nowhere.
    assert batch.sources == (SourceCount(PREFIX, "127.0.0.1", 5, 3),)
    requests = {each.operation: each.requests for each in batch.operations}
    assert requests == {"resolve": 5, "register": 1}


def test_counts_reach_the_database_without_own_probes(folder):
    configuration = read_configuration(folder)
    database = configuration.open_database()
    ledger = open_ledger(configuration, database)
    sources = (
        SourceCount(PREFIX, "127.0.0.1", 9, 9),
        SourceCount(PREFIX, "198.51.100.7", 3, 2),
    )
    times = (OperationCount("resolve", 12, 120, 5, 30, {3: 12}),)
    batch = CounterBatch("0-a", 1, AT, sources, times)
    for _ in range(2):
        ledger.take(Kind.COUNTS, json.dumps(batch.as_json()).encode())
    ledger.take(Kind.COUNTS, b"[]")
    ledger.close()
    with database.read() as connection:
        (row,) = read_counts(connection, date(2026, 3, 1), date(2026, 3, 2))
        (sample,) = read_samples(connection, date(2026, 3, 1), date(2026, 3, 2))
    assert (row.prefix, row.network, row.requests, row.answered) == (
        PREFIX,
        "198.51.100.0/24",
        3,
        2,
    )
    assert (sample.requests, sample.peak_per_second) == (12, 12)


@pytest.mark.parametrize("way", ["udp", "tcp", "http"])
def test_a_suspended_or_revoked_prefix_takes_what_it_hosts_with_it(folder, way):
    handle, prefix = f"{PREFIX}.1/hosted", f"0.NA/{PREFIX}.1"
    stored = prepare(encode_values([url()]))

    async def run():
        async with serving(folder) as (worker, port):
            link = worker.link
            place = worker.http_port if way == "http" else port
            async with HandleClient(f"{way}://127.0.0.1:{place}") as client:

                async def is_shown():
                    try:
                        await client.resolve(handle)
                    except HandleNotFound:
                        return False
                    return True

                seen = []
                for change in (
                    Create(handle, stored),
                    SetStatus(prefix, -1),
                    SetStatus(prefix, 1),
                    Delete(prefix),
                    Create(prefix, stored),
                ):
                    await link.apply([change])
                    seen.append(await is_shown())
                return seen

    assert asyncio.run(run()) == [True, False, True, False, True]


def test_a_key_that_lives_elsewhere_is_asked_for_where_it_is_allowed(folder, tmp_path):
    """A user of another node proves itself here, once node.yaml names where to ask."""
    other = make_node(tmp_path / "other", NodeWish("88.905", port=0, http_port=0), at=AT)
    foreign = SecretIdentity(other.administrator, other.secret.encode(), mac=MacCode.HMAC_SHA256)
    group = HandleValue(200, "HS_VLIST", encode_references((ADMIN, other.administrator)))

    async def create(more):
        async with serving(other.folder) as (_, far), serving(folder, **more(far)) as (_, port):
            async with HandleClient(f"tcp://127.0.0.1:{port}", identity=identity()) as client:
                await client.modify_values(f"0.NA/{PREFIX}", [group])
            async with HandleClient(f"tcp://127.0.0.1:{port}", identity=foreign) as client:
                await client.create(f"{PREFIX}/by-another", [url()])

    with pytest.raises(ClientError):
        asyncio.run(create(lambda _: {}))
    asyncio.run(
        create(lambda far: {"elsewhere": ElsewherePart(servers=(f"tcp://127.0.0.1:{far}",))})
    )
