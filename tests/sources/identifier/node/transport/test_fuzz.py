"""Mutated and truncated packets: no crash, no hang, memory bounded, the next client is served."""

import asyncio
import contextlib
import os
import random
import socket
import time

import psutil
import pytest

from lingnan.sources.identifier.node.configuration import LimitsPart
from lingnan.sources.identifier.wire.body.challenge import ChallengeAnswer, VerifyRequest
from lingnan.sources.identifier.wire.body.change import RemoveRequest, ValuesRequest
from lingnan.sources.identifier.wire.body.name import HandleRequest
from lingnan.sources.identifier.wire.codes import Operation
from lingnan.sources.identifier.wire.envelope import Envelope
from lingnan.sources.identifier.wire.fragment import split
from lingnan.sources.identifier.wire.message import Message
from lingnan.sources.identifier.wire.reference import Reference

from .conftest import PREFIX, ask_udp, read_message, serving, url
from .sample import code, resolve

USER = Reference(f"{PREFIX}/ADMIN", 301)
FREE = LimitsPart(requests_per_second=1e9, requests_burst=1e9, unproven_octets_burst=1e12)


def seeds():
    """One whole packet of each kind of request."""
    bodies = {
        Operation.GET_SITE_INFO: HandleRequest("/"),
        Operation.CREATE_HANDLE: ValuesRequest(f"{PREFIX}/new", (url(),)),
        Operation.DELETE_HANDLE: HandleRequest(f"{PREFIX}/one"),
        Operation.REMOVE_VALUES: RemoveRequest(f"{PREFIX}/one", (1,)),
        Operation.LIST_HANDLES: HandleRequest(f"0.NA/{PREFIX}"),
        Operation.CHALLENGE_ANSWER: ChallengeAnswer("HS_SECKEY", USER, b"\x13" + bytes(32)),
        Operation.VERIFY_CHALLENGE: VerifyRequest(USER, bytes(16), b"\3" + bytes(32), bytes(33)),
    }
    packets = [resolve(f"{PREFIX}/one"), resolve(f"{PREFIX}/part", flags=0)]
    for operation, body in bodies.items():
        message = Message(operation.value, body=body.encode()).encode()
        packets.append(Envelope(2, 11, 5, len(message)).encode() + message)
    long = resolve(f"{PREFIX}/" + "l" * 900)
    return packets + split(Envelope.decode(long), long[20:])


def mutate(chance, packet):
    """Alter octets, cut, repeat or insert; at times with a length that fits again."""
    octets = bytearray(packet)
    for _ in range(chance.randint(1, 6)):
        kind = chance.randrange(5)
        at = chance.randrange(len(octets) + 1)
        if kind == 0 and octets:
            octets[at % len(octets)] = chance.choice(
                (0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256))
            )
        elif kind == 1:
            del octets[at:]
        elif kind == 2:
            octets[at:at] = chance.randbytes(chance.randint(1, 40))
        elif kind == 3:
            octets[at : at + 4] = chance.choice((b"\xff" * 4, b"\x7f" + b"\xff" * 3, bytes(4)))
        else:
            octets += octets[: chance.randint(0, 200)]
    if len(octets) > 20 and chance.random() < 0.7:
        octets[0] = 2
        octets[16:20] = (len(octets) - 20).to_bytes(4, "big")
    return bytes(octets)


async def over_udp(chance, port, count):
    packets = seeds()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.setblocking(False)
        one.connect(("127.0.0.1", port))
        for number in range(count):
            with contextlib.suppress(OSError):
                one.send(mutate(chance, chance.choice(packets)))
            if number % 64 == 63:
                await asyncio.sleep(0)
                with contextlib.suppress(BlockingIOError):
                    while True:
                        one.recv(2_048)


async def over_stream(chance, port, count, packets, cut=1_000):
    """Send mutated octets over connections that are given up now and then, read or not."""
    sent = 0
    while sent < count:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        with contextlib.suppress(OSError):
            for _ in range(chance.randint(1, 40)):
                writer.write(mutate(chance, chance.choice(packets))[:cut])
                sent += 1
                if chance.random() < 0.2:
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(reader.read(4_096), 0.005)
        if chance.random() < 0.5:
            writer.transport.abort()
        else:
            writer.close()
        await asyncio.sleep(0)


HTTP = [
    b"GET /api/handles/88.900/one HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET /api/handles/88.900/one?type=URL&index=1 HTTP/1.1\r\nHost: a\r\nAccept: */*\r\n\r\n",
    b'PUT /api/handles/88.900/new HTTP/1.1\r\nHost: a\r\nContent-Length: 14\r\n\r\n{"values": []}',
    b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(60),
]


async def attack(folder, count, seed):
    chance = random.Random(seed)
    process = psutil.Process(os.getpid())
    async with serving(folder, limits=FREE) as (worker, port):
        http_port = worker.http_port
        await over_udp(chance, port, 200)
        await over_stream(chance, port, 200, seeds())
        await over_stream(chance, http_port, 100, HTTP)
        before = process.memory_info().rss
        begun = time.monotonic()
        await over_udp(chance, port, count)
        await over_stream(chance, port, count, seeds())
        await over_stream(chance, http_port, max(50, count // 10), HTTP)
        grown = process.memory_info().rss - before
        await worker.intake.finish(10.0)
        assert not worker.intake.tasks
        assert worker.service.unforeseen_count == 0
        (answer,) = await ask_udp(port, resolve(f"{PREFIX}/one"))
        assert code(answer) == 1
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(resolve(f"{PREFIX}/one"))
        assert code(await asyncio.wait_for(read_message(reader), 5.0)) == 1
        writer.close()
        return grown, time.monotonic() - begun


def test_a_few_thousand(folder):
    grown, _ = asyncio.run(attack(folder, 1_500, seed=1))
    assert grown < 100 << 20


@pytest.mark.slow
def test_two_million(folder):
    grown, _ = asyncio.run(attack(folder, 1_000_000, seed=2))
    assert grown < 300 << 20
