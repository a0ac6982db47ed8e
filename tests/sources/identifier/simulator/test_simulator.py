"""Node and simulated top-level node together: reports, proof, deposits, referral, takeover."""

import asyncio
import json
import threading
import urllib.request
from datetime import UTC, date, datetime, timedelta

import pytest

from lingnan.sources.identifier.business.table import TABLES as BUSINESS
from lingnan.sources.identifier.client import HandleClient, SecretIdentity
from lingnan.sources.identifier.counting.batch import CounterBatch, SourceCount
from lingnan.sources.identifier.counting.gather import Gatherer
from lingnan.sources.identifier.counting.source import Ownership, SourceKey
from lingnan.sources.identifier.node.link import LocalLink
from lingnan.sources.identifier.node.model import Settings
from lingnan.sources.identifier.node.service import NodeService
from lingnan.sources.identifier.proof.key import make_private_key, public_key_of
from lingnan.sources.identifier.proof.key_text import read_pem, write_pem
from lingnan.sources.identifier.records.change import Create
from lingnan.sources.identifier.records.reader import RecordReader
from lingnan.sources.identifier.records.stored import prepare
from lingnan.sources.identifier.records.writer import RecordWriter
from lingnan.sources.identifier.reporting.delivery import (
    read_deliveries,
    read_receipt_octets,
    retry,
    send_due,
)
from lingnan.sources.identifier.reporting.errors import ObjectRefused, TopLevelMisconfigured
from lingnan.sources.identifier.reporting.escrow.daily import make_deposit
from lingnan.sources.identifier.reporting.http_adapter import HttpTopLevelNode
from lingnan.sources.identifier.reporting.maker import ReportingNode, make_due
from lingnan.sources.identifier.reporting.port import Command, ObjectKind, RegistryObject
from lingnan.sources.identifier.reporting.receipt import read_receipt
from lingnan.sources.identifier.simulator.handle_port import HandlePort
from lingnan.sources.identifier.simulator.process import PUBLIC_FILE, SimulatorWish, simulate
from lingnan.sources.identifier.simulator.top_level import make_site
from lingnan.sources.identifier.wire.admin import AdminRecord
from lingnan.sources.identifier.wire.reference import Reference
from lingnan.sources.identifier.wire.value import HandleValue, encode_values
from lingnan.store.database import Database

NODE = "88.900"
SECRET = b"not a default"
ADMIN = Reference("0.NA/88.900", 300)
OPERATOR = {
    "name": "样本标识运营有限公司",
    "nature": "国有控股",
    "address": "样本路1号",
    "id_type": "统一社会信用代码",
    "id_no": "91440101000000001X",
    "id_photo": "0" * 64,
    "legal_name": "张三",
    "legal_id_type": "中国居民身份证",
    "legal_id_no": "440101199001010000",
    "legal_id_photo": "0" * 64,
    "industry": "I6450",
    "industry_major": "I64",
    "contact_name": "李四",
    "contact_mobile": "13000000000",
    "contact_email": "li@example.com",
    "province": "样本省",
    "city": "样本市",
    "system_built_by": "自营",
    "system_run_by": "自营",
    "registry_location": "样本市",
    "registry_data_location": "样本市",
    "resolver_location": "样本市",
    "data_escrow_agent": "样本托管",
    "service_escrow_agent": "样本托管",
    "realname_check": "自营",
    "naming_compliance": "自营",
}


def now():
    return datetime.now(UTC)


class Loop:
    """An event loop in a thread, as another process would be."""

    def __init__(self):
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()

    def run(self, work, timeout=20):
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(timeout)

    def start(self, work):
        return asyncio.run_coroutine_threadsafe(work, self.loop)

    def stop(self):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(5)
        self.loop.close()


class Pair:
    """A second-level node and a simulated top-level node, both answering on real ports."""

    def __init__(self, folder):
        self.folder = folder
        self.loop = Loop()
        self.database = Database(f"sqlite:///{folder / 'node.sqlite'}")
        self.database.migrate()
        assert BUSINESS
        self.writer = RecordWriter(self.database, folder / "records", reserve=1 << 20)
        self.reader = RecordReader(folder / "records")
        right = AdminRecord(0x0FFF, ADMIN.handle, ADMIN.index).encode()
        secret = HandleValue(300, "HS_SECKEY", SECRET, permissions=0x0C)
        self.create("0.NA/88.900", HandleValue(100, "HS_ADMIN", right), secret)
        self.create("0.NA/88.900.1", HandleValue(100, "HS_ADMIN", right))
        self.create("88.900.1/a", HandleValue(1, "URL", b"https://example.com/a"))
        site = make_site("127.0.0.1", 1)
        service = NodeService(Settings((NODE,), site), self.reader, LocalLink(self.writer))
        self.port = HandlePort(lambda: service)
        self.handle_port = self.loop.run(self.port.start("127.0.0.1", 0))
        self.site = make_site("127.0.0.1", self.handle_port)
        self.key = make_private_key("SM2")
        (folder / "node.pem").write_text(write_pem(public_key_of(self.key)))
        wish = SimulatorWish(
            folder / "top", NODE, self.site, {"sln": folder / "node.pem"}, port=0, http_port=0
        )
        self.ended = asyncio.Event()
        ready = threading.Event()

        def note(port, http_port):
            self.top_port, self.http_port = port, http_port
            ready.set()

        # Signals belong to the main thread of a process; here `ended` ends it.
        self.loop.loop.add_signal_handler = lambda *_: None
        self.running = self.loop.start(simulate(wish, ready=note, ended=self.ended))
        assert ready.wait(15), self.running.exception()
        self.top_key = read_pem((folder / "top" / PUBLIC_FILE).read_text())
        self.adapter = self.adapt(self.key)

    def adapt(self, key, application="sln", timeout=30.0):
        return HttpTopLevelNode(
            f"http://127.0.0.1:{self.http_port}",
            application,
            key,
            clock=now,
            node_key=self.top_key,
            timeout=timeout,
        )

    def create(self, handle, *values):
        (done,) = self.writer.apply([Create(handle, prepare(encode_values(values)))])
        assert done.is_done

    def reporting(self):
        return ReportingNode(
            self.database, self.reader, NODE, self.site, OPERATOR, datetime(2026, 1, 1, tzinfo=UTC)
        )

    def call(self, path, told=None):
        body = None if told is None else json.dumps(told).encode()
        headers = {"Content-Type": "application/json"}
        address = f"http://127.0.0.1:{self.http_port}{path}"
        with urllib.request.urlopen(urllib.request.Request(address, body, headers)) as answer:
            return json.load(answer)

    def send(self, at=None, deposits=None):
        moment = at or now()
        return send_due(self.database, self.adapter, clock=lambda: moment, deposits=deposits)

    def deposit(self, day):
        return make_deposit(
            self.database,
            NODE,
            self.folder / "deposits",
            day,
            now(),
            recipient=self.top_key,
            signer=self.key,
        )

    def deliveries(self):
        with self.database.read() as connection:
            return read_deliveries(connection)

    def stop(self):
        self.loop.loop.call_soon_threadsafe(self.ended.set)
        self.running.result(10)
        self.loop.run(self.port.stop())
        self.loop.stop()
        self.reader.close()
        self.writer.close()


@pytest.fixture
def pair(tmp_path):
    made = Pair(tmp_path)
    yield made
    made.stop()


def test_every_table_is_delivered_with_a_proof_that_can_be_checked(pair):
    yesterday = now() - timedelta(days=1)
    gatherer = Gatherer(pair.database, NODE, SourceKey(b"0123456789abcdef"), Ownership())
    gatherer.add(CounterBatch("w", 1, yesterday, (SourceCount("88.900.1", "203.0.113.5", 3, 2),)))
    gatherer.flush(is_last=True)
    made = {each.code: each for each in make_due(pair.reporting(), now())}
    assert set(made) == {
        *(f"T{number}" for number in range(1, 12)), "MONITORING", "MONTHLY", "INCIDENT",
    }  # fmt: skip
    assert not [each for each in made.values() if each.problems]
    sent = pair.send()
    assert (sent.waiting, sent.refused) == (0, 0)
    # T11 and incidents have nothing to tell; all others are told.
    assert sent.delivered == 12
    told = {each["table"] for each in pair.call("/state")["reports"]}
    assert told == {*(f"T{number}" for number in range(1, 11)), "MONITORING", "MONTHLY"}
    for each in pair.deliveries():
        with pair.database.read() as connection:
            octets = read_receipt_octets(connection, each.delivery_id)
        receipt = read_receipt(
            octets,
            place="",
            delivery_id=each.delivery_id,
            content_sha256=each.content_sha256,
            key=pair.top_key,
        )
        assert (each.state, each.receipt_no) == ("delivered", receipt.receipt_no)
        assert each.receipt_sha256 == receipt.sha256
    # Nothing is due or made again within the hour.
    assert sum(each.queued for each in make_due(pair.reporting(), now())) == 0


def test_busy_slow_and_wrong_are_tried_again_and_denied_is_not(pair):
    make_due(pair.reporting(), now())
    moment = now()
    for kind in ("busy", "slow", "wrong"):
        pair.call("/trouble", {"kind": kind, "count": 1, "seconds": 1.3})
        pair.adapter = pair.adapt(pair.key, timeout=1.0 if kind == "slow" else 30.0)
        sent = pair.send(moment)
        assert (sent.delivered, sent.refused) == (0, 0), kind
        (failed,) = [each for each in pair.deliveries() if each.next_try_at > moment]
        reasons = {"busy": "NOD-702", "slow": "NOD-701", "wrong": "NOD-705"}
        assert failed.reason.startswith(reasons[kind])
        moment = failed.next_try_at
    assert failed.tries_count >= 1
    pair.call("/trouble", {"kind": "denied", "count": 1})
    sent = pair.send(moment)
    assert sent.refused == 1
    (refused,) = [each for each in pair.deliveries() if each.state == "refused"]
    assert refused.reason.startswith("NOD-704")
    # It waits for somebody; then it goes.
    assert pair.send(moment + timedelta(days=2)).delivered == 0
    with pair.database.begin() as connection:
        assert retry(connection, at=moment) == 1
    assert pair.send(moment + timedelta(days=2)).delivered == 1
    assert {each.state for each in pair.deliveries()} == {"delivered"}


def test_a_stranger_and_an_altered_request_are_not_admitted(pair):
    target = RegistryObject(ObjectKind.PREFIX, "88.900.1")
    with pytest.raises(TopLevelMisconfigured):
        pair.adapt(make_private_key("SM2")).command(Command.CHECK, target)
    with pytest.raises(TopLevelMisconfigured):
        pair.adapt(pair.key, "other").command(Command.CHECK, target)


def test_commands_on_the_registry(pair):
    target = RegistryObject(ObjectKind.PREFIX, "88.900.1", {"holder": "样本<企业>"})
    assert pair.adapter.command(Command.CHECK, target).is_available
    assert pair.adapter.command(Command.CREATE, target).code == 1000
    assert not pair.adapter.command(Command.CHECK, target).is_available
    # A repeated creation found it done.
    assert pair.adapter.command(Command.CREATE, target).code == 2302
    change = RegistryObject(ObjectKind.PREFIX, "88.900.1", {"state": "suspended"})
    pair.adapter.command(Command.UPDATE, change)
    told = pair.adapter.command(Command.INFO, target).object.cells
    assert told == {"holder": "样本<企业>", "state": "suspended"}
    pair.adapter.command(Command.DELETE, target)
    with pytest.raises(ObjectRefused) as failure:
        pair.adapter.command(Command.UPDATE, change)
    assert failure.value.values["result"] == 2303


def test_the_top_level_node_refers_to_the_second_level_node(pair):
    async def resolve():
        async with HandleClient(f"tcp://127.0.0.1:{pair.top_port}") as client:
            return await client.resolve("88.900.1/a")

    found = pair.loop.run(resolve())
    assert [value.data for value in found.values] == [b"https://example.com/a"]


def test_takeover_serves_resolution_and_registration_from_the_deposits(pair):
    monday = date(2026, 3, 2)
    deposits = pair.folder / "deposits"
    assert pair.deposit(monday - timedelta(days=1)).head.kind == "FULL"
    pair.create("88.900.1/b", HandleValue(1, "URL", b"https://example.com/b"))
    assert pair.deposit(monday).head.kind == "DIFF"
    assert pair.send(deposits=deposits).delivered == 2
    # The same day again neither seals nor sends anew.
    assert pair.deposit(monday).head.deposit_id == "2026-03-02"
    assert pair.send(deposits=deposits).delivered == 0

    healthy = pair.call("/drill", {"timeout": 2})
    assert [each["up"] for each in healthy["probes"]] == [True] * 4
    assert not healthy["takeover"]
    pair.loop.run(pair.port.stop())
    drill = pair.call("/drill", {"timeout": 0.4})
    assert drill["takeover"]
    assert drill["deposits"] == ["2026-03-01", "2026-03-02"]
    assert drill["identifiers"] == 4
    assert pair.call("/state")["serving_deposit"]

    async def use():
        identity = SecretIdentity(ADMIN, SECRET)
        server = f"tcp://127.0.0.1:{pair.top_port}"
        async with HandleClient(server, identity=identity) as client:
            before = await client.resolve("88.900.1/b")
            value = HandleValue(1, "URL", b"https://example.com/c")
            await client.create("88.900.1/c", [value])
            after = await client.resolve("88.900.1/c")
            return before.values[0].data, after.values[0].data

    assert pair.loop.run(use()) == (b"https://example.com/b", b"https://example.com/c")
