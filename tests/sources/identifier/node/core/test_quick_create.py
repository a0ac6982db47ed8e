"""Creates in a session: the quick way and the general way answer, store and refuse alike."""

import asyncio
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lingnan.sources.identifier.node import session as session_module
from lingnan.sources.identifier.node.link import LocalLink
from lingnan.sources.identifier.node.metrics import Metrics
from lingnan.sources.identifier.node.model import Proven
from lingnan.sources.identifier.node.operation.basis import Basis
from lingnan.sources.identifier.node.quick_create import QuickCreate
from lingnan.sources.identifier.proof.session_key import KeyAlgorithm, SessionKey
from lingnan.sources.identifier.records.change import Create, Delete
from lingnan.sources.identifier.records.stored import prepare
from lingnan.sources.identifier.wire.body.change import ValuesRequest
from lingnan.sources.identifier.wire.codes import Flag, Operation, Response
from lingnan.sources.identifier.wire.envelope import ENVELOPE_LENGTH, Envelope
from lingnan.sources.identifier.wire.message import Message
from lingnan.sources.identifier.wire.reference import Reference
from lingnan.sources.identifier.wire.value import HandleValue, encode_values

from . import kit

KEY = SessionKey(KeyAlgorithm.AES, bytes(range(32)))
NUMBER = 77
RIGHTS = "0.NA/88.900.1"
USER = Reference("88.900.1/ADMIN", 300)


class Way:
    """One node with one session; `quick` is None where all go the general way."""

    def __init__(self, folder, number, *, is_quick, **more):
        self.node = kit.make_node(folder, number, **more)
        kit.furnish(self.node)
        self.link = Registers(self.node.writer)
        self.node.service.host.link = self.link
        opened = self.node.service.sessions.open(KEY, 0, kit.TCP)
        opened.attach(Proven((USER,), "HS_SECKEY"))
        self.quick = None
        if is_quick:
            self.quick = QuickCreate(self.node.service, self.link, Metrics())
        self.taken = 0

    async def ask(self, *packets):
        """Ask at once; answer each, decrypted."""
        found = {}
        for packet in packets:
            if self.quick is not None and self.quick.take(
                packet, kit.TCP, lambda place, answers: found.update({place: answers}), packet
            ):
                self.taken += 1
                continue
            found[packet] = await self.node.service.answer(
                Envelope.decode(packet), packet[ENVELOPE_LENGTH:], kit.TCP
            )
        for _ in range(1_000):
            if all(packet in found for packet in packets):
                break
            await asyncio.sleep(0)
        return [[opened(answer) for answer in found[packet]] for packet in packets]

    def record(self, handle):
        basis = Basis(self.node.service.host)
        record = basis.record(handle)
        return None if record is None else record.entry


class Registers(LocalLink):
    """A writer in this process that can fail."""

    fault = None

    async def apply(self, changes, /):
        if self.fault is not None:
            raise self.fault
        return await super().apply(changes)

    async def register(self, batch, /):
        if self.fault is not None:
            raise self.fault
        return await super().register(batch)


def opened(answer):
    envelope = Envelope.decode(answer)
    octets = answer[ENVELOPE_LENGTH:]
    assert envelope.length == len(octets)
    if envelope.is_encrypted:
        octets = KEY.decrypt(octets, envelope.version)
        envelope = replace(envelope, length=len(octets))
    return envelope, octets


def create(
    handle, values, counter, *, flags=0, version=(2, 11), is_encrypted=False,
    operation=Operation.CREATE_HANDLE.value, key=KEY, request_id=5, **header,
):  # fmt: skip
    message = Message(operation, 0, flags, expires=99, body=ValuesRequest(handle, values).encode(),
                      **header)  # fmt: skip
    client = kit.InSession(NUMBER, key, is_encrypted=is_encrypted, counter=counter - 1)
    if version[0] == 3:
        envelope = Envelope(*version, request_id, 0, suggested_major=3, suggested_minor=0)
    else:
        envelope = Envelope(*version, request_id, 0)
    envelope, octets = client.close_up(envelope, message)
    return replace(envelope, length=len(octets)).encode() + octets


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """The same node twice, each with a session of the same number and key."""
    folder = tmp_path_factory.mktemp("both")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(session_module, "make_number", lambda *_: NUMBER)
        ways = [Way(folder, 1, is_quick=True), Way(folder, 2, is_quick=False)]
    counters = iter(range(1, 1_000_000))
    yield Both(ways, counters)
    for way in ways:
        kit.close(way.node)


class Both:
    def __init__(self, ways, counters):
        self.quick, self.general = ways
        self._counters = counters
        self.same(create("88.900.1/first", (kit.url(),), self.counter()))

    def counter(self):
        return next(self._counters)

    def same(self, *packets):
        """Ask both the same; answer the response codes."""
        quick = asyncio.run(self.quick.ask(*packets))
        general = asyncio.run(self.general.ask(*packets))
        assert quick == general
        # What succeeded is in the audit trail with its change.
        refused = [
            [each for each in way.node.audit if each.response != Response.SUCCESS]
            for way in (self.quick, self.general)
        ]
        assert refused[0] == refused[1]
        return [Message.decode(answers[0][1]).response for answers in quick]

    def same_record(self, handle):
        found = self.quick.record(handle)
        assert found == self.general.record(handle)
        return found

    def put(self, handle, *values):
        for way in (self.quick, self.general):
            way.node.put(handle, *values)


names = st.sampled_from(["a", "B", "产品", "a/b", "", "x" * 600, "\x07", "y" * 2_100, "ünï"]).map(
    "88.900.1/".__add__
) | st.sampled_from(
    ["88.900.1", "0.NA/88.900.1.7", "88.900.2/a", "99.1/a", "88.900/a", "/a", "88.900.1/"]
)
unique = st.integers(0, 10**9).map("88.900.1/{}".format)
types = st.sampled_from(
    ["URL", "EMAIL", "产品", "", "x" * 300, "a\nb", "HS_ADMIN", "hs_admin", "HS_SECKEY", "HS_VLIST",
     "HS_ALIAS", "HS_SITE", "HS_CERT", "HS_X"]
)  # fmt: skip
data = st.binary(max_size=40) | st.just(kit.admin().data)
value = st.builds(
    HandleValue,
    st.integers(0, 5) | st.sampled_from([2_000, 0x7FFFFFFF, 0x80000000]),
    st.just("URL") | types,
    data,
    st.integers(0, 2**32 - 1),
    st.booleans(),
    st.integers(0, 2**32 - 1),
    st.sampled_from([0x0E, 0x0C, 0x0F, 0x00, 0x1E, 0xFF]),
    st.just(()) | st.just((Reference("88.900.1/a", 1),)),
)
good = st.builds(kit.url, st.integers(1, 99), permissions=st.sampled_from([0x0E, 0x0C]))
values = st.lists(good | value, max_size=4).map(tuple) | st.lists(
    good, min_size=1, max_size=4, unique_by=lambda each: each.index
).map(tuple)
flags = st.sampled_from(
    [0, Flag.AUTHORITATIVE.value, Flag.REQUEST_DIGEST.value, Flag.CERTIFIED.value,
     Flag.OVERWRITE.value, Flag.PUBLIC_ONLY.value | Flag.NO_REFERRAL.value,
     Flag.CONTINUED.value, Flag.RECURSIVE.value | Flag.REQUEST_DIGEST.value, 1]
)  # fmt: skip
versions = st.sampled_from([(2, 11), (2, 11), (2, 8), (2, 7), (2, 12), (2, 4), (3, 0)])
others = st.sampled_from([Operation.ADD_VALUES.value, Operation.DELETE_HANDLE.value, 7])
one = st.fixed_dictionaries(
    {"handle": unique | names, "values": values},
    optional={
        "flags": flags,
        "version": versions,
        "is_encrypted": st.booleans(),
        "operation": others,
        "key": st.just(SessionKey(KeyAlgorithm.AES, bytes(32))),
        "recursion": st.integers(0, 20),
        "site_serial": st.integers(0, 0xFFFF),
        "reserved": st.integers(0, 1),
        "request_id": st.integers(0, 2**32 - 1),
    },
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(
    told=one, back=st.sampled_from([0, 0, 0, 0, 1, 300]), altered=st.none() | st.integers(0, 400)
)
def test_any_create_is_answered_and_stored_alike(both, told, back, altered):
    packet = bytearray(create(counter=max(both.counter() - back, 1), **told))
    if altered is not None and altered >= ENVELOPE_LENGTH:
        packet[altered % len(packet)] ^= 1 << (altered % 8)
    if packet[0] not in (2, 3) or int.from_bytes(packet[16:20], "big") != len(packet) - 20:
        return
    both.same(bytes(packet))
    both.same_record(told["handle"])


def test_the_quick_way_is_taken(both):
    before = both.quick.taken
    for more in (
        {},
        {"is_encrypted": True},
        {"flags": Flag.REQUEST_DIGEST.value, "version": (3, 0)},
        {"flags": Flag.AUTHORITATIVE.value, "version": (2, 8), "is_encrypted": True},
    ):
        counter = both.counter()
        handle = f"88.900.1/taken-{counter}"
        told = (kit.url(), kit.admin(), kit.url(2, "inner", permissions=0x0C))
        assert both.same(create(handle, told, counter, **more)) == [Response.SUCCESS]
        entry = both.same_record(handle)
        assert entry.octets == encode_values(replace(v, timestamp=int(kit.NOW)) for v in told)
    assert both.quick.taken == before + 4


def test_many_at_once_and_some_of_them_twice(both):
    counters = [both.counter() for _ in range(12)]
    names_ = [f"88.900.1/many-{counters[0]}-{each % 8}" for each in range(12)]
    packets = [
        create(name, (kit.url(),), counter, request_id=counter)
        for name, counter in zip(names_, counters, strict=True)
    ]
    before = both.quick.taken
    codes = both.same(*packets)
    assert codes == [Response.SUCCESS] * 8 + [Response.HANDLE_EXISTS] * 4
    assert both.quick.taken == before + 12


def test_a_message_counts_once(both):
    packet = create("88.900.1/once", (kit.url(),), both.counter())
    assert both.same(packet) == [Response.SUCCESS]
    assert both.same(packet) == [Response.DUPLICATE_SESSION_MESSAGE]


def test_a_right_taken_away_is_gone_at_once_and_found_again(both):
    def ask():
        counter = both.counter()
        return both.same(create(f"88.900.1/right-{counter}", (kit.url(),), counter))

    assert ask() == [Response.SUCCESS]
    mine = both.quick.record(RIGHTS)
    both.put(RIGHTS, kit.admin(0, USER))
    before = both.quick.taken
    assert ask() == [Response.INSUFFICIENT_PERMISSION]
    assert (
        both.quick.taken == before + 1
    )  # the writer refused it, as the right rested on the record
    assert ask() == [Response.INSUFFICIENT_PERMISSION]
    assert both.quick.taken == before + 1
    for way in (both.quick, both.general):
        way.node.apply(Create(RIGHTS, prepare(mine.octets), overwrite=True))
    assert ask() == [Response.SUCCESS]
    assert ask() == [Response.SUCCESS]
    assert both.quick.taken == before + 2


def test_a_prefix_that_is_gone_and_a_writer_that_fails(both):
    both.put("0.NA/88.900.1.5", kit.admin(kit.ALL, USER))
    first, second = both.counter(), both.counter()
    assert both.same(create("88.900.1.5/a", (kit.url(),), first)) == [Response.SUCCESS]
    for way in (both.quick, both.general):
        way.node.apply(Delete("0.NA/88.900.1.5"))
    before = both.quick.taken
    assert both.same(create("88.900.1.5/b", (kit.url(),), second)) != [Response.SUCCESS]
    assert both.quick.taken == before + 1
    assert both.same_record("88.900.1.5/b") is None

    for way in (both.quick, both.general):
        way.link.fault = OSError("gone")
    counter = both.counter()
    assert both.same(create("88.900.1/fault", (kit.url(),), counter)) == [Response.ERROR]
    for way in (both.quick, both.general):
        way.link.fault = None
    assert both.same_record("88.900.1/fault") is None


@pytest.mark.parametrize("more", [{"records": 10**6}, {"daily": 5}, {"by_prefix": {"": 9}}])
def test_counted_registrations_take_the_general_way(tmp_path, monkeypatch, more):
    monkeypatch.setattr(session_module, "make_number", lambda *_: NUMBER)
    way = Way(tmp_path, 1, is_quick=True, limits=kit.Limits(**more))
    for counter in (1, 2):
        packet = create(f"88.900.1/{counter}", (kit.url(),), counter)
        (((_, octets),),) = asyncio.run(way.ask(packet))
        assert Message.decode(octets).response == Response.SUCCESS
    assert way.taken == 0
    kit.close(way.node)
