import asyncio
import socket

import pytest

from lingnan.sources.identifier.node.configuration import LimitsPart
from lingnan.sources.identifier.wire.codes import PLAIN_FLAGS, Flag

from .conftest import PREFIX, read_message, serving
from .sample import code, number, resolve

ONE = f"{PREFIX}/one"


def run(work):
    return asyncio.run(work())


def test_many_requests_on_one_connection(folder):
    async def work():
        async with serving(folder) as (worker, port):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            asked = [resolve(ONE, each, types=("URL",) if each % 3 else ()) for each in range(300)]
            octets = b"".join(asked)
            for at in range(0, len(octets), 977):
                writer.write(octets[at : at + 977])
                await writer.drain()
            answers = [await read_message(reader) for _ in asked]
            assert sorted(number(each) for each in answers) == list(range(300))
            assert {code(each) for each in answers} == {1}
            assert worker.metrics.snapshot()["requests"]["tcp 1 1"] == 300
            writer.close()

    run(work)


def test_one_octet_at_a_time(folder):
    async def work():
        async with serving(folder) as (_, port):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            for octet in resolve(ONE, 3):
                writer.write(bytes((octet,)))
                await asyncio.sleep(0.001)
            assert code(await read_message(reader)) == 1
            writer.close()

    run(work)


def test_one_request_and_the_client_closes(folder):
    async def work():
        async with serving(folder) as (worker, port):
            for each in range(50):
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(resolve(ONE, each))
                assert number(await read_message(reader)) == each
                writer.close()
            await asyncio.sleep(0.05)
            assert len(worker._tcp) == 0

    run(work)


def test_an_answer_larger_than_a_buffer(folder):
    async def work():
        async with serving(folder) as (_, port):
            reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 22)
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
            asked = b"".join(resolve(f"{PREFIX}/large", each) for each in range(500))
            writer.write(asked)
            await asyncio.sleep(0.2)
            numbers = [number(await read_message(reader)) for _ in range(500)]
            assert sorted(numbers) == list(range(500))
            writer.close()

    run(work)


def test_over_the_limit_is_told_to_come_later(folder):
    async def work():
        limits = LimitsPart(requests_per_second=0.001, requests_burst=2)
        async with serving(folder, limits=limits) as (_, port):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"".join(resolve(ONE, each) for each in range(4)))
            answers = [await read_message(reader) for _ in range(4)]
            assert [(number(each), code(each)) for each in answers] == [
                (0, 1),
                (1, 1),
                (2, 3),
                (3, 3),
            ]
            writer.close()

    run(work)


@pytest.mark.parametrize(
    "octets", [b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", b"\x02\x0b" + b"\xff" * 30]
)
def test_no_envelope_ends_the_connection(folder, octets):
    async def work():
        async with serving(folder) as (worker, port):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(octets)
            assert await asyncio.wait_for(reader.read(), 2.0) == b""
            assert worker.metrics.dropped["malformed"] == 1
            writer.close()

    run(work)


def test_connections_are_bounded(folder):
    async def work():
        limits = LimitsPart(max_connections_per_source=3)
        async with serving(folder, limits=limits) as (worker, port):
            pairs = [await asyncio.open_connection("127.0.0.1", port) for _ in range(5)]
            for reader, _ in pairs[3:]:
                assert await asyncio.wait_for(reader.read(), 2.0) == b""
            assert worker.metrics.dropped["connections"] == 2
            pairs[0][1].close()
            await asyncio.sleep(0.05)
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(resolve(ONE, 1))
            assert code(await read_message(reader)) == 1
            for _, each in pairs:
                each.close()
            writer.close()

    run(work)


def test_silence_ends_a_connection(folder):
    async def work():
        async with serving(folder, limits=LimitsPart(idle_seconds=0.05)) as (worker, port):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(resolve(ONE, 1)[:30])
            await asyncio.sleep(0.1)
            worker._tcp._sweep()
            assert await asyncio.wait_for(reader.read(), 2.0) == b""
            writer.close()

    run(work)


def test_stopping_answers_what_was_asked(folder):
    async def work():
        async with serving(folder) as (worker, port):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            certified = PLAIN_FLAGS.value | Flag.CERTIFIED.value
            writer.write(b"".join(resolve(ONE, each, flags=certified) for each in range(20)))
            while not worker.intake.tasks:
                await asyncio.sleep(0)
        answers = await reader.read()
        assert len(answers) > 500
        writer.close()

    run(work)
