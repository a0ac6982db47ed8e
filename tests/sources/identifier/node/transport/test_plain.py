"""The quick way and the general way give the same octets."""

import asyncio
import itertools
import random

import pytest

from lingnan.sources.identifier.node.configuration import read_configuration
from lingnan.sources.identifier.node.model import Peer, Transport
from lingnan.sources.identifier.node.plain import PlainWay, fragments
from lingnan.sources.identifier.node.service import NodeService
from lingnan.sources.identifier.records.reader import RecordReader
from lingnan.sources.identifier.wire.codes import PLAIN_FLAGS, Flag
from lingnan.sources.identifier.wire.envelope import Envelope
from lingnan.sources.identifier.wire.fragment import split

from .conftest import PREFIX, RECORDS
from .sample import code, resolve

PEER = Peer("127.0.0.1", Transport.UDP)
VERSIONS = [
    ((2, 11), (2, 11)),
    ((2, 3), (2, 10)),
    ((2, 1), (0, 0)),
    ((3, 0), (3, 0)),
    ((2, 12), (2, 11)),
]
FLAGS = [
    PLAIN_FLAGS.value,
    PLAIN_FLAGS.value | Flag.REQUEST_DIGEST.value,
    PLAIN_FLAGS.value | Flag.AUTHORITATIVE.value | Flag.KEEP_ALIVE.value,
    Flag.PUBLIC_ONLY.value | Flag.NO_REFERRAL.value,
]


@pytest.fixture
def ways(template):
    with RecordReader(template / "records") as reader:
        settings = read_configuration(template).settings()
        plain = PlainWay(reader, settings)

        class NoLink:
            async def apply(self, changes):
                raise AssertionError("a resolution writes nothing")

        service = NodeService(settings, reader, NoLink())

        def ask(packet):
            plain.renew()
            try:
                quick = plain.answer(packet)
            finally:
                plain.rest()
            general = asyncio.run(service.answer(Envelope.decode(packet), packet[20:], PEER))
            return quick, general

        yield ask


@pytest.mark.parametrize("handle", [*RECORDS, f"{PREFIX}/oNE", f"{PREFIX}/absent"])
def test_the_same_octets(ways, handle):
    told = set()
    for (version, suggested), flags in itertools.product(VERSIONS, FLAGS):
        packet = resolve(
            handle, 0x01020304, flags=flags, version=version, suggested=suggested, expires=99
        )
        quick, general = ways(packet)
        told.add(quick is None)
        if quick is not None:
            assert [quick] == general
            assert code(quick) == 1
    shown = {name.upper() for name, values in RECORDS.items() if any(v.is_public for v in values)}
    is_shown = handle.upper() in shown and not handle.endswith("withheld")
    assert told == {not is_shown}


@pytest.mark.parametrize(
    "packet",
    [
        resolve(f"{PREFIX}/One", flags=0),
        resolve(f"{PREFIX}/One", flags=PLAIN_FLAGS.value | Flag.CERTIFIED.value),
        resolve(f"{PREFIX}/One", indexes=(1,)),
        resolve(f"{PREFIX}/One", types=("URL",)),
        resolve(f"{PREFIX}/One", response=1),
        resolve(f"{PREFIX}/One", version=(2, 0)),
        resolve("/"),
    ],
)
def test_left_to_the_general_way(ways, packet):
    assert ways(packet)[0] is None


def test_recursion_and_serial_are_answered_alike(ways):
    for recursion, serial in ((0, 1), (3, 0), (200, 77)):
        quick, general = ways(resolve(f"{PREFIX}/One", recursion=recursion, site_serial=serial))
        assert [quick] == general


def test_no_altered_octet_makes_a_difference(ways):
    chance = random.Random(3)
    quick_count = 0
    for _ in range(1_500):
        packet = bytearray(resolve(f"{PREFIX}/One", 5))
        for _ in range(chance.randint(1, 3)):
            packet[chance.randrange(len(packet))] = chance.randrange(256)
        if packet[0] not in (2, 3) or int.from_bytes(packet[16:20], "big") != len(packet) - 20:
            continue
        quick, general = ways(bytes(packet))
        if quick is not None:
            quick_count += 1
            assert [quick] == general
    assert quick_count > 50


def test_fragments_are_those_of_the_codec(ways):
    _, (answer,) = ways(resolve(f"{PREFIX}/large"))
    packets = fragments(answer)
    assert len(packets) > 4
    assert packets == split(Envelope.decode(answer), answer[20:])
    small = ways(resolve(f"{PREFIX}/One"))[0]
    assert fragments(small) == [small] == split(Envelope.decode(small), small[20:])
