"""The load on a node, in a process of its own: `python -m benchmarks.node_load WHAT '{json}'`.

Written to cost little itself: packets are made before the clock starts, sockets are read and
written without an event loop. Each answer's response code is checked. Prints one JSON line.
"""

import asyncio
import json
import random
import socket
import struct
import sys
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from lingnan.sources.identifier.client import HandleClient, SecretIdentity, SessionWish
from lingnan.sources.identifier.node.link import SocketLink
from lingnan.sources.identifier.proof.seckey import MacCode
from lingnan.sources.identifier.records.change import Batch
from lingnan.sources.identifier.records.stored import prepare
from lingnan.sources.identifier.wire.body.change import ValuesRequest
from lingnan.sources.identifier.wire.body.resolve import ResolveRequest
from lingnan.sources.identifier.wire.codes import PLAIN_FLAGS, Flag, Operation
from lingnan.sources.identifier.wire.envelope import Envelope
from lingnan.sources.identifier.wire.message import Message
from lingnan.sources.identifier.wire.reference import Reference
from lingnan.sources.identifier.wire.value import HandleValue, encode_values

SUCCESS = b"\0\0\0\1"
HOST = "127.0.0.1"


def resolve_packet(handle: str, number: int) -> bytes:
    """A plain resolve with its envelope."""
    message = Message(
        Operation.RESOLVE.value,
        flags=PLAIN_FLAGS.value,
        expires=0x7FFFFFFF,
        body=ResolveRequest(handle).encode(),
    ).encode()
    return Envelope(2, 11, number, len(message)).encode() + message


def packets(told: dict[str, Any]) -> list[bytes]:
    """Resolves of random identifiers, as many as are to be sent, at most 200,000 different."""
    chance = random.Random(told.get("seed", 5))  # noqa: S311  a load, not a secret
    count = min(told["requests"], 200_000)
    names = chance.choices(range(told["identifiers"]), k=count)
    return [resolve_packet(told["name"].format(name), each) for each, name in enumerate(names)]


def udp(told: dict[str, Any]) -> dict[str, Any]:
    """Closed loop: `sockets` × `each` requests are always on their way."""
    sent = packets(told)
    ring = deque(_udp_socket(told["port"]) for _ in range(told["sockets"]))
    each, total, size = told["each"], told["requests"], len(sent)
    number = wrong = lost = answered = 0
    clock, cpu = time.perf_counter(), time.process_time()
    for one in ring:
        for _ in range(each):
            one.send(sent[number % size])
            number += 1
    while answered < total:
        one = ring[0]
        ring.rotate(-1)
        receive, send = one.recv, one.send
        for _ in range(each):
            try:
                if receive(2048)[24:28] != SUCCESS:
                    wrong += 1
            except TimeoutError:
                lost += 1
        answered += each
        for _ in range(each):
            send(sent[number % size])
            number += 1
    return _result(clock, cpu, answered, wrong, lost)


def udp_paced(told: dict[str, Any]) -> dict[str, Any]:
    """Open loop at `rate` a second: how long each answer takes, counted from when it was due."""
    sent = packets(told)
    sockets = [_udp_socket(told["port"]) for _ in range(told["sockets"])]
    for one in sockets:
        one.setblocking(False)
    size, step, total = len(sent), 1.0 / told["rate"], told["requests"]
    due: dict[bytes, float] = {}
    times: list[float] = []
    wrong = number = 0
    clock, cpu = time.perf_counter(), time.process_time()
    last = clock + total * step + 1.0
    while len(times) < total:
        now = time.perf_counter()
        while number < total and clock + number * step <= now:
            packet = sent[number % size]
            packet = packet[:8] + struct.pack(">I", number) + packet[12:]
            due[packet[8:12]] = clock + number * step
            sockets[number % len(sockets)].send(packet)
            number += 1
        for one in sockets:
            try:
                while True:
                    answer = one.recv(2048)
                    wrong += answer[24:28] != SUCCESS
                    times.append(time.perf_counter() - due.pop(answer[8:12]))
            except BlockingIOError:
                pass
        if now > last:
            break
    result = _result(clock, cpu, len(times), wrong, total - len(times))
    times.sort()
    for share in (0.5, 0.99, 0.999):
        result[f"p{share * 100:g}_ms"] = round(times[int(len(times) * share)] * 1000, 3)
    return result


def tcp_once(told: dict[str, Any]) -> dict[str, Any]:
    """A new connection for each request, `each` of them open at a time.

    From eight addresses of the loop, since one has too few ports for so many connections a second.
    """
    sent = packets(told)
    place = (HOST, told["port"])
    open_: deque[socket.socket] = deque()
    total, size, each = told["requests"], len(sent), told["each"]
    wrong = number = answered = 0
    clock, cpu = time.perf_counter(), time.process_time()
    while answered < total:
        while len(open_) < each and number < total:
            one = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
            one.setsockopt(socket.IPPROTO_IP, 24, 1)  # IP_BIND_ADDRESS_NO_PORT
            one.bind((f"127.0.0.{number % 8 + 1}", 0))
            one.connect(place)
            one.send(sent[number % size])
            number += 1
            open_.append(one)
        one = open_.popleft()
        if one.recv(2048)[24:28] != SUCCESS:
            wrong += 1
        one.close()
        answered += 1
    return _result(clock, cpu, answered, wrong, 0)


def tcp_kept(told: dict[str, Any]) -> dict[str, Any]:
    """`sockets` connections that stay open, `each` requests on their way on each."""
    sent = packets(told)
    each, total = told["each"], told["requests"]
    parts = [b"".join(sent[at : at + each]) for at in range(0, len(sent) - each + 1, each)]
    ring: deque[socket.socket] = deque()
    for _ in range(told["sockets"]):
        one = socket.create_connection((HOST, told["port"]))
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        ring.append(one)
    part = wrong = answered = 0
    clock, cpu = time.perf_counter(), time.process_time()
    for one in ring:
        one.sendall(parts[part % len(parts)])
        part += 1
    while answered < total:
        one = ring[0]
        ring.rotate(-1)
        buffer, at, seen = one.recv(65536), 0, 0
        while seen < each:
            while len(buffer) - at < 20 or len(buffer) - at < 20 + _length(buffer, at):
                buffer += one.recv(65536)
            wrong += buffer[at + 24 : at + 28] != SUCCESS
            at += 20 + _length(buffer, at)
            seen += 1
        answered += each
        one.sendall(parts[part % len(parts)])
        part += 1
    return _result(clock, cpu, answered, wrong, 0)


def http(told: dict[str, Any]) -> dict[str, Any]:
    """The JSON API over `sockets` connections that stay open, one request on its way on each."""
    chance = random.Random(told.get("seed", 5))  # noqa: S311  a load, not a secret
    line = "GET /api/handles/%s HTTP/1.1\r\nHost: localhost\r\nUser-Agent: load\r\n\r\n"
    names = chance.choices(range(told["identifiers"]), k=min(told["requests"], 100_000))
    sent = [(line % told["name"].format(name)).encode() for name in names]
    ring: deque[socket.socket] = deque()
    for _ in range(told["sockets"]):
        one = socket.create_connection((HOST, told["http_port"]))
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        ring.append(one)
    total, size = told["requests"], len(sent)
    number = answered = wrong = 0
    clock, cpu = time.perf_counter(), time.process_time()
    for one in ring:
        one.send(sent[number % size])
        number += 1
    while answered < total:
        one = ring[0]
        ring.rotate(-1)
        buffer = one.recv(65536)
        while (end := buffer.find(b"\r\n\r\n")) < 0:
            buffer += one.recv(65536)
        begin = buffer.find(b"Content-Length: ") + 16
        length = int(buffer[begin : buffer.find(b"\r", begin)])
        while len(buffer) < end + 4 + length:
            buffer += one.recv(65536)
        wrong += not buffer.startswith(b"HTTP/1.1 200")
        answered += 1
        one.send(sent[number % size])
        number += 1
    return _result(clock, cpu, answered, wrong, 0)


def batch(told: dict[str, Any]) -> dict[str, Any]:
    """Batches of `each` identifiers of two values, straight to the writer, two on their way."""
    return asyncio.run(_batches(told))


async def _batches(told: dict[str, Any]) -> dict[str, Any]:
    stamp = f"{time.time_ns():x}"
    each = told["each"]
    count = max(told["requests"] // each, 2)
    made = []
    for number in range(count):
        rows = range(number * each, (number + 1) * each)
        values = [prepare(encode_values(_values(row))) for row in rows]
        made.append(Batch([f"{told['prefix']}/{stamp}-{row}" for row in rows], values))
    link = SocketLink(Path(told["folder"]))
    await link.open()
    wrong = 0
    left = iter(made)

    async def work() -> None:
        nonlocal wrong
        for one in left:
            wrong += len((await link.register(one)).failures)

    clock, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(work(), work())
    result = _result(clock, cpu, count * each, wrong, 0)
    link.close()
    return result


def create_session(told: dict[str, Any]) -> dict[str, Any]:
    """Creates inside one authenticated session, `each` on their way on one connection."""
    sent, first = asyncio.run(_session_creates(told))
    one = socket.create_connection((HOST, told["port"]))
    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    total, each = len(sent), told["each"]
    number = answered = wrong = 0
    buffer = b""
    clock, cpu = time.perf_counter(), time.process_time()
    one.sendall(b"".join(sent[:each]))
    number = each
    while answered < total:
        buffer += one.recv(65536)
        at = taken = 0
        while len(buffer) - at >= 20 and len(buffer) - at >= 20 + _length(buffer, at):
            wrong += buffer[at + 24 : at + 28] != SUCCESS
            at += 20 + _length(buffer, at)
            taken += 1
        buffer = buffer[at:]
        answered += taken
        if taken and number < total:
            one.sendall(b"".join(sent[number : number + taken]))
            number += taken
    return _result(clock, cpu, answered, wrong, 0) | {"first": first}


async def _session_creates(told: dict[str, Any]) -> tuple[list[bytes], str]:
    """Set up a session, prove who we are in it, and make the messages to come."""
    stamp = f"{time.time_ns():x}"
    async with HandleClient(f"tcp://{HOST}:{told['port']}", identity=_identity(told)) as client:
        session = await client.set_up_session(SessionWish(is_encrypted=False))
        await client.create(f"{told['prefix']}/{stamp}", _values(0))
        sent = []
        for number in range(told["requests"]):
            body = ValuesRequest(f"{told['prefix']}/{stamp}-{number}", _values(number)).encode()
            message = Message(
                Operation.CREATE_HANDLE.value,
                flags=Flag.AUTHORITATIVE.value,
                expires=0x7FFFFFFF,
                body=body,
            )
            envelope, octets = session.close_up(Envelope(2, 11, number, 0), message)
            sent.append(replace(envelope, length=len(octets)).encode() + octets)
    return sent, stamp


def create_secret(told: dict[str, Any]) -> dict[str, Any]:
    """Creates that are each challenged and proved with PBKDF2, `each` at a time."""
    return asyncio.run(_secret_creates(told))


async def _secret_creates(told: dict[str, Any]) -> dict[str, Any]:
    stamp = f"{time.time_ns():x}"
    numbers = iter(range(told["requests"]))
    place = f"tcp://{HOST}:{told['port']}"

    async def work() -> None:
        async with HandleClient(place, identity=_identity(told)) as client:
            for number in numbers:
                await client.create(f"{told['prefix']}/{stamp}-{number}", _values(number))

    clock, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*[work() for _ in range(told["each"])])
    return _result(clock, cpu, told["requests"], 0, 0)


def _identity(told: dict[str, Any]) -> SecretIdentity:
    mac = MacCode[told["mac"]] if "mac" in told else None
    user = Reference(f"{told['prefix']}/ADMIN", 301)
    return SecretIdentity(user, told["secret"].encode(), mac)


def _values(number: int) -> tuple[HandleValue, ...]:
    url = b"https://example.com/p/%07d" % number
    return (
        HandleValue(1, "URL", url, timestamp=1_700_000_000),
        HandleValue(2, "EMAIL", b"service@example.com", timestamp=1_700_000_000),
    )


def _length(buffer: bytes, at: int) -> int:
    return int.from_bytes(buffer[at + 16 : at + 20], "big")


def _udp_socket(port: int) -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.settimeout(1.0)
    made.connect((HOST, port))
    return made


def _result(clock: float, cpu: float, count: int, wrong: int, lost: int) -> dict[str, Any]:
    seconds = time.perf_counter() - clock
    return {
        "seconds": seconds,
        "rate": round(count / seconds),
        "count": count,
        "wrong": wrong,
        "lost": lost,
        "load_us": round((time.process_time() - cpu) / max(count, 1) * 1e6, 2),
    }


WORK: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    work.__name__: work
    for work in (
        udp,
        udp_paced,
        tcp_once,
        tcp_kept,
        http,
        create_session,
        create_secret,
        batch,
    )
}

if __name__ == "__main__":
    print(json.dumps(WORK[sys.argv[1]](json.loads(sys.argv[2]))))
