"""Real processes under harm: mutated packets, kill -9 under write load, a disk that fills.

The small runs are of the ordinary suite; those of the size that is promised are marked slow.
"""

import asyncio
import contextlib
import os
import random
import signal
import subprocess

import pytest
from sqlalchemy import func, select

from lingnan.sources.identifier.client import ClientError
from lingnan.sources.identifier.client.errors import Refused
from lingnan.sources.identifier.node.configuration import read_configuration
from lingnan.sources.identifier.records.reader import RecordReader
from lingnan.sources.identifier.records.table import identifier_record
from lingnan.sources.identifier.wire.codes import Response

from ..node.transport.test_fuzz import HTTP, over_stream, over_udp, seeds
from .served import make, run, serving, url

PREFIX = "88.900"  # as in the seeds of the packets; synthetic
FREE = {
    "limits": {
        "requests_per_second": 1e9,
        "requests_burst": 1e9,
        "unproven_octets_burst": 1e12,
        "max_connections_per_source": 100_000,
    }
}


def memory(node):
    return sum(each.memory_info().rss for each in node.children())


async def attack(node, count, seed):
    chance = random.Random(seed)
    await over_udp(chance, node.port, count)
    await over_stream(chance, node.port, count, seeds())
    await over_stream(chance, node.http_port, count // 4, HTTP)
    tunnel = [
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-hdl-message\r\n"
        b"Content-Length: %d\r\n\r\n%b" % (len(each), each)
        for each in seeds()
    ]
    await over_stream(chance, node.http_port, count // 4, tunnel)


async def assert_serving(node, name):
    """All workers answer every way, and take a change."""
    for way in ("udp", "tcp", "http"):
        async with node.client(way, node.identity, is_shared=False) as client:
            for number in range(8):
                assert (await client.resolve(f"{PREFIX}/ADMIN")).values
                await client.create(f"{PREFIX}/{name}-{way}-{number}", [url()])


def bombard(node, count, seed, growth):
    """Send mutated packets to a node that serves: no process ends, none grows without bound."""
    asyncio.run(attack(node, 200, seed + 1))
    before, children = memory(node), {each.pid for each in node.children()}
    asyncio.run(attack(node, count, seed))
    assert memory(node) - before < growth
    assert {each.pid for each in node.children()} == children
    asyncio.run(assert_serving(node, f"fuzzed-{seed}"))
    # Nobody told of a fault of ours.
    assert len(node.log.read_text().splitlines()) == 1, node.log.read_text()


@pytest.mark.slow
def test_two_million_mutated_packets(tmp_path):
    node = make(tmp_path / "node", PREFIX, **FREE)
    with serving(node):
        bombard(node, 800_000, 12, 300 << 20)
    assert run("node", "verify", node.folder).returncode == 0


async def register(node, turn, acknowledged, stop):
    """Register names in order; whoever hears nothing asks again until told that it exists."""
    number = 0
    while not stop.is_set():
        async with node.client(identity=node.identity) as client:
            with contextlib.suppress(ClientError, OSError):
                while not stop.is_set():
                    name = f"{PREFIX}/{turn}-{number}"
                    try:
                        await client.create(name, [url()])
                    except Refused as refused:
                        if refused.response != Response.HANDLE_EXISTS:
                            raise
                    acknowledged.append(name)
                    number += 1
        await asyncio.sleep(0.02)


async def kill_under_load(node, rounds, seed):
    chance = random.Random(seed)
    acknowledged, stop = [], asyncio.Event()
    tasks = [asyncio.create_task(register(node, f"w{n}", acknowledged, stop)) for n in range(4)]

    async def more(count):
        seen = len(acknowledged)
        while len(acknowledged) < seen + count:
            await asyncio.sleep(0.01)

    for number in range(rounds):
        await more(10)
        await asyncio.sleep(chance.uniform(0.0, 0.05))
        children = node.children()
        if not children:
            continue
        # The writer in every other round, else any worker.
        victim = children[0] if number % 2 == 0 else chance.choice(children[1:] or children)
        with contextlib.suppress(ProcessLookupError):
            os.kill(victim.pid, signal.SIGKILL)
    await more(10)
    stop.set()
    await asyncio.gather(*tasks)
    return acknowledged


def kill_rounds(node, rounds, seed):
    acknowledged = asyncio.run(asyncio.wait_for(kill_under_load(node, rounds, seed), 900))
    asyncio.run(assert_serving(node, f"killed-{seed}"))
    assert len(acknowledged) == len(set(acknowledged)) >= 10 * rounds
    return acknowledged


def assert_kept(node, acknowledged):
    """Every acknowledged name is there, and none twice."""
    assert run("node", "verify", node.folder).returncode == 0
    with RecordReader(node.folder / "records") as reader:
        assert [name for name in acknowledged if reader.entry(name) is None] == []
    column = identifier_record.c.handle
    with read_configuration(node.folder).open_database().read() as connection:
        twice = select(column).group_by(func.upper(column)).having(func.count() > 1)
        assert connection.execute(twice).all() == []


def test_mutated_packets_then_kills(tmp_path):
    node = make(tmp_path / "node", PREFIX, **FREE)
    with serving(node):
        bombard(node, 600, 11, 100 << 20)
        acknowledged = kill_rounds(node, 2, seed=4)
    assert node.process.returncode == 0
    assert_kept(node, acknowledged)


@pytest.mark.slow
def test_killed_a_hundred_times_under_load(tmp_path):
    node = make(tmp_path / "node", PREFIX)
    with serving(node):
        acknowledged = kill_rounds(node, 100, seed=5)
    assert_kept(node, acknowledged)


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 90 MB, where this user may mount one; a node keeps 64 MB of it free."""
    folder = tmp_path / "disk"
    folder.mkdir()
    line = ["mount", "-t", "tmpfs", "-o", "size=90m", "tmpfs", str(folder)]
    if subprocess.run(line, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount a file system")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.slow
def test_a_disk_that_fills(small_disk):
    node = make(small_disk / "node", PREFIX)
    with serving(node):

        async def fill(begin):
            """Register until it is refused; answer where that was."""
            async with node.client(identity=node.identity) as client:
                await client.set_up_session()
                for number in range(begin, begin + 10_000):
                    try:
                        await client.create(f"{PREFIX}/f-{number}", [url("x" * 50_000)])
                    except Refused as refused:
                        return number, refused
            raise AssertionError("it never filled")

        async def look(count):
            async with node.client() as client:
                for number in (0, count - 1):
                    assert (await client.resolve(f"{PREFIX}/f-{number}")).values
                with pytest.raises(Refused) as met:
                    await client.resolve(f"{PREFIX}/f-{count}")
                assert met.value.response == Response.HANDLE_NOT_FOUND

        count, refused = asyncio.run(fill(0))
        assert count > 5
        assert refused.response == Response.ERROR
        detail = str(refused.values["detail"])
        assert detail.startswith("NOD-"), detail
        # Who asks from outside is not told where things lie.
        assert str(small_disk) not in detail
        asyncio.run(look(count))
        # Somebody else takes the very last of it; reading and refusing go on.
        with contextlib.suppress(OSError), (small_disk / "other").open("wb", 0) as other:
            while other.write(bytes(1 << 16)):
                pass
        again, refused = asyncio.run(fill(count))
        assert (again, refused.response) == (count, Response.ERROR)
        asyncio.run(look(count))
        # And with room again registering goes on.
        (small_disk / "other").unlink()
        subprocess.run(["mount", "-o", "remount,size=120m", str(small_disk)], check=True)
        asyncio.run(wait_for_room(node))
    told = run("node", "verify", node.folder, "--format", "json")
    assert told.returncode == 0, told.stderr + told.stdout
    # No process has ended over it.
    assert not any("Ended" in line or "Traceback" in line for line in node.said), node.said


async def wait_for_room(node):
    """Register once the writer has looked at the disk again."""
    async with node.client(identity=node.identity) as client:
        for _ in range(200):
            try:
                await client.create(f"{PREFIX}/room", [url()])
            except Refused:
                await asyncio.sleep(0.05)
            else:
                return
    raise AssertionError("it stays full")
