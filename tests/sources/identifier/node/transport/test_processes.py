"""The real processes: served, killed at random, started again; what was acknowledged is there."""

import asyncio
import contextlib
import os
import random
import signal
import subprocess
import sys
import threading

import psutil
import pytest
from sqlalchemy import func, select

from lingnan.sources.identifier.client import ClientError, HandleClient, SecretIdentity
from lingnan.sources.identifier.client.call import Options
from lingnan.sources.identifier.client.errors import Refused
from lingnan.sources.identifier.node.configuration import read_configuration
from lingnan.sources.identifier.node.failure import ChildFailing, NotRunning
from lingnan.sources.identifier.node.link import ask_counters
from lingnan.sources.identifier.node.supervisor import Supervisor
from lingnan.sources.identifier.node.upkeep import verify_node
from lingnan.sources.identifier.proof.seckey import MacCode
from lingnan.sources.identifier.records.reader import RecordReader
from lingnan.sources.identifier.records.table import identifier_record
from lingnan.sources.identifier.wire.codes import Response
from lingnan.sources.identifier.wire.reference import Reference

from .conftest import PREFIX, SECRET, ask_udp, url
from .sample import code, resolve


@contextlib.contextmanager
def running(folder, workers=1):
    supervisor = Supervisor(folder, port=0, http_port=0, workers=workers)
    thread = threading.Thread(target=supervisor.run)
    thread.start()
    try:
        supervisor.wait_ready()
        yield supervisor
    finally:
        supervisor.stop()
        thread.join()


def identity():
    secret = SECRET["value"].encode()
    return SecretIdentity(Reference(f"{PREFIX}/ADMIN", 301), secret, mac=MacCode.HMAC_SHA256)


async def register(port, turn, acknowledged, stop):
    """Register without end; whoever hears nothing asks again until it is told that it exists."""
    number = 0
    while not stop.is_set():
        options = Options(timeout=2.0)
        async with HandleClient(
            f"tcp://127.0.0.1:{port}", identity=identity(), options=options
        ) as it:
            while not stop.is_set():
                name = f"{PREFIX}/{turn}-{number}"
                try:
                    await it.create(name, [url()])
                except Refused as refused:
                    if refused.response != Response.HANDLE_EXISTS:
                        break
                except (ClientError, OSError):
                    break
                acknowledged.append(name)
                number += 1
        await asyncio.sleep(0.02)


async def kill_under_load(supervisor, rounds, seed):
    chance = random.Random(seed)
    acknowledged, stop = [], asyncio.Event()
    tasks = [
        asyncio.create_task(register(supervisor.port, f"w{each}", acknowledged, stop))
        for each in range(4)
    ]
    for number in range(rounds):
        seen = len(acknowledged)
        while len(acknowledged) < seen + 5:
            await asyncio.sleep(0.01)
        await asyncio.sleep(chance.uniform(0.0, 0.05))
        name = "writer" if number % 2 == 0 else "worker 1"
        if name in supervisor.processes:
            os.kill(supervisor.processes[name], signal.SIGKILL)
    seen = len(acknowledged)
    while len(acknowledged) < seen + 5:
        await asyncio.sleep(0.01)
    stop.set()
    await asyncio.gather(*tasks)
    return acknowledged


def assert_kept(folder, acknowledged):
    assert len(acknowledged) == len(set(acknowledged))
    assert verify_node(folder).is_equal
    with RecordReader(folder / "records") as reader:
        assert [name for name in acknowledged if reader.entry(name) is None] == []
    table = identifier_record.c.handle
    with read_configuration(folder).open_database().read() as connection:
        twice = select(table).group_by(func.upper(table)).having(func.count() > 1)
        assert connection.execute(twice).all() == []


def kill_rounds(folder, rounds, seed):
    with running(folder) as supervisor:
        acknowledged = asyncio.run(kill_under_load(supervisor, rounds, seed))
    assert len(acknowledged) >= 5 * rounds
    assert_kept(folder, acknowledged)


def test_killed_writer_and_worker(folder):
    kill_rounds(folder, 2, seed=4)


@pytest.mark.slow
def test_killed_many_times(folder):
    kill_rounds(folder, 60, seed=5)


async def challenged(port, first):
    """Register with each message over a connection of its own, as old clients do."""
    options = Options(is_shared=False, timeout=5.0)
    async with HandleClient(f"tcp://127.0.0.1:{port}", identity=identity(), options=options) as it:
        return [await it.create(f"{PREFIX}/{first}-{number}", [url()]) for number in range(12)]


def test_an_answer_may_reach_another_worker_than_its_challenge(folder):
    with running(folder, workers=2) as supervisor:
        made = asyncio.run(challenged(supervisor.port, "apart"))
    # With two workers, twelve pairs of connections all meet the same one once in 4,096 runs.
    assert len(made) == 12
    assert_kept(folder, made)


def test_no_process_outlives_a_killed_supervisor(folder):
    code = "import sys; from lingnan.cli import main; main(['node', 'serve', *sys.argv[1:]])"
    line = [sys.executable, "-c", code, str(folder), "--port", "0", "--http-port", "0"]
    program = subprocess.Popen(
        [*line, "--workers", "1"],
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    assert b"UDP/TCP" in program.stdout.readline()
    children = psutil.Process(program.pid).children()
    assert len(children) == 2
    program.kill()
    program.wait()
    program.stdout.close()
    _, alive = psutil.wait_procs(children, timeout=15)
    assert alive == []
    assert verify_node(folder).is_equal


def test_served_counted_and_ended(folder):
    with running(folder, workers=2) as supervisor:
        asked = [resolve(f"{PREFIX}/one", each) for each in range(4)]
        answers = [asyncio.run(ask_udp(supervisor.port, each))[0] for each in asked]
        assert [code(each) for each in answers] == [1] * 4
        processes = supervisor.processes
        assert set(processes) == {"writer", "worker 1", "worker 2"}
        assert ask_counters(folder)["gauges"]["workers"] == 2
    for number in processes.values():
        with pytest.raises(ProcessLookupError):
            os.kill(number, 0)
    with pytest.raises(NotRunning):
        ask_counters(folder)
    assert not (folder / "writer.sock").exists()


def test_a_process_that_cannot_start_ends_the_node(folder):
    supervisor = Supervisor(folder, port=0, http_port=0, workers=1)
    (folder / "node.yaml").write_text("port: 0\n")
    with pytest.raises(ChildFailing):
        supervisor.run()
    assert supervisor.processes == {}
