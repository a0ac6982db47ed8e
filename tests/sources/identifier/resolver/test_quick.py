"""The quick way answers as the general way does, or not at all."""

import asyncio
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lingnan.sources.identifier.resolver.cache import Entry
from lingnan.sources.identifier.resolver.lifetime import ttl_places
from lingnan.sources.identifier.resolver.name_list import NameList
from lingnan.sources.identifier.resolver.policy import Forced, Policy
from lingnan.sources.identifier.resolver.question import Question
from lingnan.sources.identifier.resolver.quick import QuickWay
from lingnan.sources.identifier.resolver.recursion import Recursion
from lingnan.sources.identifier.resolver.service import ResolverService
from lingnan.sources.identifier.wire.body.resolve import ResolveRequest, ResolveResponse
from lingnan.sources.identifier.wire.codes import Flag, Operation
from lingnan.sources.identifier.wire.envelope import Envelope
from lingnan.sources.identifier.wire.handle import fold
from lingnan.sources.identifier.wire.message import Message
from lingnan.sources.identifier.wire.value import HandleValue
from sources.identifier.node.core.kit import NOW, Clock, url

from .kit import PEER, PLAIN, Group, site_at

HANDLE = "88.900.1/a产"
VALUES = (url(1, "u", ttl=500), HandleValue(2, "DESC", b"d", int(NOW) + 900, True))


def make(**policy):
    clock = Clock()
    recursion = Recursion({"": Group("root", [])}, Policy(**policy), clock=clock, pace=Clock(0.0))
    body = ResolveResponse(HANDLE, VALUES)
    entry = Entry(1, body.encode(), ttl_places(HANDLE, VALUES), NOW, NOW + 500)
    recursion.cache.put(Question(HANDLE).key, entry)
    service = ResolverService(recursion, site_at(1))
    return clock, service, QuickWay(recursion, service.site)


def packet(handle=HANDLE, *, flags=PLAIN, version=(2, 11), recursion=0, **more):
    asked = ResolveRequest(handle, more.pop("indexes", ()), more.pop("types", ()))
    message = Message(
        Operation.RESOLVE, 0, flags, 5, recursion, 1_770_000_000, asked.encode(), **more
    ).encode()
    return Envelope(*version, 77, len(message)).encode() + message


def general(service, octets):
    answers = asyncio.run(service.answer(Envelope.decode(octets), octets[20:], PEER))
    return answers[0]


@given(
    version=st.sampled_from([(2, 1), (2, 4), (2, 8), (2, 10), (2, 11), (2, 99), (3, 0), (3, 7)]),
    flags=st.lists(st.sampled_from(list(Flag)), max_size=5),
    is_public=st.booleans(),
    recursion=st.integers(0, 10),
    age=st.integers(0, 499),
    name=st.sampled_from([HANDLE, HANDLE.upper(), "88.900.1/A产"]),
)
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_both_ways_are_equal(version, flags, is_public, recursion, age, name):
    clock, service, quick = make()
    clock.now += age
    mask = (PLAIN if is_public else PLAIN & ~Flag.PUBLIC_ONLY.value) | sum({f.value for f in flags})
    octets = packet(name, flags=mask & 0xFFFFFFFF, version=version, recursion=recursion)
    answer = quick.answer(octets)
    harmless = {Flag.RECURSIVE, Flag.CACHE_CERTIFIED, Flag.KEEP_ALIVE, Flag.NO_REFERRAL,
                Flag.PUBLIC_ONLY}  # fmt: skip
    is_plain = mask & Flag.PUBLIC_ONLY.value and set(flags) <= harmless and recursion < 10
    assert (answer is not None) == bool(is_plain)
    if answer is not None:
        assert answer == general(service, octets)


def test_what_takes_the_general_way():
    clock, _, quick = make()
    whole = packet()
    assert quick.answer(whole) is not None
    for other in (
        packet("88.900.1/b"),
        packet(types=("URL",)),
        packet(indexes=(1,)),
        packet(credential=b"x"),
        whole[:-1],
        whole + b"\0",
        whole[:12] + b"\0\0\0\1" + whole[16:],
        replace(Envelope.decode(whole), session_id=3).encode() + whole[20:],
        b"",
        bytes(80),
    ):
        assert quick.answer(other) is None
    clock.now += 500
    assert quick.answer(whole) is None


def test_an_answer_that_is_due_takes_the_general_way():
    clock, _, quick = make(prefetch_hits=2)
    for second, is_quick in ((0, True), (449, True), (451, False)):
        clock.now = NOW + second
        assert (quick.answer(packet()) is not None) == is_quick


@pytest.mark.parametrize("policy", [
    {"blocked": NameList(["88.900"])},
    {"blocked": NameList([HANDLE.upper()])},
    {"forced": {fold(HANDLE): Forced(100)}},
    {"identifier_per_second": 1.0},
])  # fmt: skip
def test_lists_and_rates_take_the_general_way(policy):
    _, _, quick = make(**policy)
    assert quick.answer(packet()) is None
