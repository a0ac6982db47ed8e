import asyncio
import contextlib
import shutil
import socket
from datetime import UTC, datetime

import pytest

from lingnan.sources.identifier.node.configuration import read_configuration
from lingnan.sources.identifier.node.initial import NodeWish, make_node
from lingnan.sources.identifier.node.link import LocalLink
from lingnan.sources.identifier.node.supervisor import bind_sockets
from lingnan.sources.identifier.node.worker import Worker
from lingnan.sources.identifier.records.change import Create, SetStatus
from lingnan.sources.identifier.records.stored import prepare
from lingnan.sources.identifier.records.writer import RecordWriter
from lingnan.sources.identifier.wire.value import HandleValue, encode_values

AT = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
PREFIX = "88.900"  # synthetic
SECRET = {}


def url(text="https://example.com/p/1", index=1):
    return HandleValue(index, "URL", text.encode(), timestamp=1_700_000_000)


def hidden(index=5):
    return HandleValue(index, "NOTE", b"inner", timestamp=1_700_000_000, permissions=0x0C)


RECORDS = {
    f"{PREFIX}/One": [url(), url("mailto:a@example.com", 2)],
    f"{PREFIX}/part": [url(), hidden()],
    f"{PREFIX}/secret": [hidden()],
    f"{PREFIX}/none": [],
    f"{PREFIX}/产品": [url()],
    f"{PREFIX}/withheld": [url()],
    f"{PREFIX}/" + "L" * 900: [url()],
    f"{PREFIX}/large": [url("x" * 300, index) for index in range(1, 9)],
    f"0.NA/{PREFIX}.1": [url()],
}


@pytest.fixture(scope="session")
def template(tmp_path_factory):
    """A node's folder with some records; not to be changed."""
    folder = tmp_path_factory.mktemp("node") / "node"
    made = make_node(folder, NodeWish(PREFIX, port=0, http_port=0), at=AT)
    SECRET["value"] = made.secret
    configuration = read_configuration(folder)
    with RecordWriter(configuration.open_database(), configuration.records_folder) as writer:
        wishes = [Create(name, prepare(encode_values(values))) for name, values in RECORDS.items()]
        assert all(outcome.is_done for outcome in writer.apply(wishes))
        writer.apply([SetStatus(f"{PREFIX}/withheld", 2)])
    return folder


@pytest.fixture
def folder(template, tmp_path):
    target = tmp_path / "node"
    shutil.copytree(template, target)
    return target


@contextlib.asynccontextmanager
async def serving(folder, **file):
    """A whole node in this process: answers the worker and its port."""
    configuration = read_configuration(folder)
    told = configuration.file.model_copy(update=file)
    configuration = type(configuration)(folder, told)
    port, http_port, (sockets,) = bind_sockets(configuration, 1)
    with RecordWriter(configuration.open_database(), configuration.records_folder) as writer:
        worker = Worker(
            configuration, LocalLink(writer), udp=sockets.udp, tcp=sockets.tcp, http=sockets.http
        )
        worker.http_port = http_port
        try:
            yield worker, port
        finally:
            await worker.stop(1.0)


async def ask_udp(port, *packets, count=1, seconds=3.0):
    """Send packets from one socket and answer what comes back."""
    loop = asyncio.get_running_loop()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.setblocking(False)
        one.connect(("127.0.0.1", port))
        for packet in packets:
            await loop.sock_sendall(one, packet)
        found = []
        with contextlib.suppress(TimeoutError):
            for _ in range(count):
                found.append(await asyncio.wait_for(loop.sock_recv(one, 4096), seconds))  # noqa: PERF401
        return found


async def read_message(reader):
    head = await reader.readexactly(20)
    return head + await reader.readexactly(int.from_bytes(head[16:20], "big"))
