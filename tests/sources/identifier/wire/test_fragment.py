"""Packets: cutting, putting together, and the bounds of what waits."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lingnan.sources.identifier.wire import errors
from lingnan.sources.identifier.wire.envelope import Envelope
from lingnan.sources.identifier.wire.fragment import Assembly, split


def _envelope(request_id: int = 1) -> Envelope:
    return Envelope(major=2, minor=11, request_id=request_id, length=0)


def _message(length: int) -> bytes:
    return bytes(number % 251 for number in range(length))


@pytest.mark.parametrize(
    ("length", "sizes"),
    [
        (0, [20]),
        (492, [512]),
        # 493 = 492 + 1; each packet with an envelope of 20.
        (493, [512, 21]),
        (984, [512, 512]),
        (985, [512, 512, 21]),
    ],
)
def test_packets_have_at_most_512_octets(length: int, sizes: list[int]) -> None:
    packets = split(_envelope(), _message(length))
    assert [len(packet) for packet in packets] == sizes
    envelopes = [Envelope.decode(packet) for packet in packets]
    assert [each.sequence for each in envelopes] == list(range(len(sizes)))
    assert {each.length for each in envelopes} == {length}
    assert {each.is_truncated for each in envelopes} == {len(sizes) > 1}


@settings(max_examples=50)
@given(st.integers(0, 6_000), st.randoms(use_true_random=False))
def test_packets_in_any_order_make_the_message(length: int, random: object) -> None:
    packets = split(_envelope(), _message(length))
    getattr(random, "shuffle")(packets)  # noqa: B009
    assembly = Assembly()
    told = [assembly.add("peer", packet, now=0.0) for packet in packets]
    assert told[:-1] == [None] * (len(packets) - 1)
    assert told[-1] is not None
    assert told[-1].message == _message(length)
    assert len(assembly) == 0
    assert assembly.cost == 0


def test_the_truncation_flag_may_be_missing_and_packets_may_repeat() -> None:
    first, second = (bytearray(packet) for packet in split(_envelope(), _message(600)))
    for packet in (first, second):
        packet[2] &= 0xDF
    assembly = Assembly()
    assert assembly.add("peer", bytes(first), now=0.0) is None
    assert assembly.add("peer", bytes(first), now=1.0) is None
    whole = assembly.add("peer", bytes(second), now=1.0)
    assert whole is not None
    assert whole.message == _message(600)


def test_peers_and_requests_are_kept_apart() -> None:
    assembly = Assembly()
    a = split(_envelope(1), _message(600))
    b = split(_envelope(2), _message(700))
    assert assembly.add("x", a[0], now=0.0) is None
    assert assembly.add("y", a[1], now=0.0) is None
    assert assembly.add("x", b[1], now=0.0) is None
    assert len(assembly) == 3
    whole = assembly.add("x", a[1], now=0.0)
    assert whole is not None
    assert whole.message == _message(600)


def test_another_message_under_the_same_number_takes_its_place() -> None:
    assembly = Assembly()
    assembly.add("x", split(_envelope(), _message(600))[0], now=0.0)
    other = split(_envelope(), _message(700))
    assert assembly.add("x", other[0], now=0.0) is None
    assert len(assembly) == 1
    whole = assembly.add("x", other[1], now=0.0)
    assert whole is not None
    assert len(whole.message) == 700


def test_after_five_seconds_a_rest_comes_too_late() -> None:
    assembly = Assembly(lifetime=5.0)
    first, second = split(_envelope(), _message(600))
    assembly.add("x", first, now=10.0)
    assert assembly.expire(14.9) == 0
    assert assembly.add("x", second, now=15.0) is None
    assert len(assembly) == 1
    assert assembly.expire(20.0) == 1
    assert (len(assembly), assembly.cost) == (0, 0)


@pytest.mark.parametrize("size", [511, 513])
def test_a_packet_must_fit_its_place(size: int) -> None:
    first = split(_envelope(), _message(2_000))[0]
    with pytest.raises(errors.BadFragment):
        Assembly().add("x", (first + b"more")[:size], now=0.0)


def test_a_packet_beyond_its_message_is_refused() -> None:
    beyond = Envelope(major=2, minor=11, request_id=1, length=600, sequence=2)
    huge = Envelope(major=2, minor=11, request_id=1, length=600, sequence=0xFFFFFFFF)
    for envelope in (beyond, huge):
        with pytest.raises(errors.BadFragment):
            Assembly().add("x", envelope.encode() + bytes(108), now=0.0)
    with pytest.raises(errors.TooLong):
        split(_envelope(), bytes(262_145))


def test_what_waits_is_bounded_in_number_and_in_octets() -> None:
    assembly = Assembly(max_messages=10, max_per_peer=3, max_octets=100_000)
    for number in range(50):
        # Every envelope announces the largest message; only what arrives may cost.
        assembly.add("one", split(_envelope(number), bytes(262_144))[0], now=0.0)
        assert len(assembly) <= 3
    for number in range(50):
        assembly.add(number, split(_envelope(), bytes(262_144))[0], now=0.0)
        assert len(assembly) <= 10
    for packet in split(_envelope(99), bytes(262_144))[1:]:
        assembly.add("two", packet, now=0.0)
        assert assembly.cost <= 100_000


def test_the_oldest_gives_way() -> None:
    assembly = Assembly(max_messages=2)
    pairs = [split(_envelope(), _message(600 + number)) for number in range(3)]
    for peer, pair in enumerate(pairs):
        assembly.add(peer, pair[0], now=0.0)
    assert assembly.add(2, pairs[2][1], now=0.0) is not None
    assert assembly.add(1, pairs[1][1], now=0.0) is not None
    assert assembly.add(0, pairs[0][1], now=0.0) is None
