import asyncio
from dataclasses import replace

from lingnan.sources.identifier.node.configuration import AccessPart, LimitsPart
from lingnan.sources.identifier.wire.body.resolve import ResolveResponse
from lingnan.sources.identifier.wire.envelope import Envelope
from lingnan.sources.identifier.wire.fragment import Assembly, split
from lingnan.sources.identifier.wire.message import Message

from .conftest import PREFIX, RECORDS, ask_udp, serving
from .sample import code, number, resolve


def run(work):
    return asyncio.run(work())


def test_quick_and_general_answers(folder):
    async def work():
        async with serving(folder) as (worker, port):
            asked = [
                resolve(f"{PREFIX}/one", 1),
                resolve(f"{PREFIX}/One", 2, types=("URL",), indexes=(2,)),
                resolve(f"{PREFIX}/absent", 3),
            ]
            answers = await ask_udp(port, *asked, count=3)
            assert {number(each): code(each) for each in answers} == {1: 1, 2: 1, 3: 100}
            body = ResolveResponse.decode(Message.decode(answers[0][20:]).body)
            assert body.values == tuple(RECORDS[f"{PREFIX}/One"])
            assert body.handle == f"{PREFIX}/One"
            assert worker.metrics.snapshot()["requests"]["udp 1 1"] == 2
            assert worker.metrics.requests["udp", "1", "100"] == 1

    run(work)


def test_fragments_out_and_in(folder):
    async def work():
        async with serving(folder) as (_, port):
            large = await ask_udp(port, resolve(f"{PREFIX}/large", 9), count=6, seconds=1.0)
            assembly = Assembly()
            whole = [found for each in large if (found := assembly.add("s", each, 0.0))]
            assert len(large) > 4
            assert all(len(each) <= 512 and each[2] & 0x20 for each in large)
            assert len(ResolveResponse.decode(Message.decode(whole[0].message).body).values) == 8
            packet = resolve(f"{PREFIX}/" + "l" * 900, 10)
            pieces = split(Envelope.decode(packet), packet[20:])
            assert len(pieces) == 2
            (first, *_) = await ask_udp(port, *reversed(pieces), count=3, seconds=1.0)
            assert (number(first), code(first)) == (10, 1)

    run(work)


def test_limits_drop_and_are_counted(folder):
    async def work():
        limits = LimitsPart(requests_per_second=0.001, requests_burst=5)
        async with serving(folder, limits=limits) as (worker, port):
            asked = [resolve(f"{PREFIX}/one", each) for each in range(8)]
            assert len(await ask_udp(port, *asked, count=6, seconds=0.3)) == 5
            assert worker.metrics.dropped["limited"] == 3

    run(work)


def test_large_answers_wait_for_a_proof(folder):
    async def work():
        limits = LimitsPart(
            unproven_octets_per_second=0.001, unproven_octets_burst=4_000, large_answer_octets=600
        )
        async with serving(folder, limits=limits) as (worker, port):
            asked = [resolve(f"{PREFIX}/large", each) for each in range(3)]
            # One answer of some 2,700 octets is granted, in six packets; small ones always are.
            assert len(await ask_udp(port, *asked, count=7, seconds=0.3)) == 6
            assert worker.metrics.dropped["amplification"] == 2
            assert len(await ask_udp(port, resolve(f"{PREFIX}/one"))) == 1
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            await asyncio.sleep(0.05)
            assert len(await ask_udp(port, asked[0], count=6, seconds=0.3)) == 6
            writer.close()

    run(work)


def test_a_denied_network_hears_nothing(folder):
    async def work():
        access = AccessPart(denied=("127.0.0.0/8",))
        async with serving(folder, access=access) as (worker, port):
            assert await ask_udp(port, resolve(f"{PREFIX}/one"), seconds=0.2) == []
            assert worker.metrics.dropped["denied"] == 1

    run(work)


def test_broken_packets_are_dropped(folder):
    async def work():
        async with serving(folder) as (worker, port):
            whole = resolve(f"{PREFIX}/one", 4)
            bad = [b"", b"\x02", whole[:19], b"\x09" + whole[1:], whole + b"\0", b"\x02" * 1_500]
            envelope = Envelope.decode(whole)
            bad.append(replace(envelope, length=1 << 18, sequence=600).encode() + b"x")
            answers = await ask_udp(port, *bad, whole, count=2, seconds=0.3)
            assert [(number(each), code(each)) for each in answers] == [(4, 1)]
            assert worker.metrics.dropped["malformed"] == len(bad)

    run(work)
