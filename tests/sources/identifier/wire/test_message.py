"""Envelope, header, message: the worked example, and octets that come back unchanged."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lingnan.sources.identifier.wire import errors
from lingnan.sources.identifier.wire.codes import PLAIN_FLAGS, Flag, Operation
from lingnan.sources.identifier.wire.envelope import Envelope
from lingnan.sources.identifier.wire.message import Header, Message
from sources.identifier.wire import strategy

# Handle protocol facts §1.9: resolve 88.100.1/sn-0001.
ENVELOPE = "020b020b 00000000 01020304 00000000 00000038"
HEADER = "00000001 00000000 19000000 0001 00 00 6553f100 0000001c"
BODY = "00000010 38382e3130302e312f736e2d30303031 00000000 00000000"


def test_the_worked_example() -> None:
    body = bytes.fromhex(BODY)
    message = Message(
        Operation.RESOLVE, flags=PLAIN_FLAGS, site_serial=1, expires=1_700_000_000, body=body
    )
    assert message.encode() == bytes.fromhex(HEADER + BODY + "00000000")
    assert message.signed_part == bytes.fromhex(HEADER + BODY)
    envelope = Envelope(major=2, minor=11, request_id=0x01020304, length=56)
    assert envelope.encode() == bytes.fromhex(ENVELOPE)
    assert Message.decode(message.encode()) == message


def test_a_suggested_major_of_zero_means_the_version_itself() -> None:
    # Old clients leave the field empty (§1.2); Chinese ones write 2.3 and suggest 2.10 (§1.13).
    old = Envelope.decode(bytes.fromhex("02010000" + "00" * 16))
    assert (old.version, old.suggested) == ((2, 1), (2, 1))
    chinese = Envelope.decode(bytes.fromhex("0203020a" + "00" * 16))
    assert (chinese.version, chinese.suggested) == ((2, 3), (2, 10))


def test_the_flags_of_an_envelope() -> None:
    envelope = Envelope.decode(bytes.fromhex("0300e30a" + "00" * 16))
    assert envelope.is_compressed
    assert envelope.is_encrypted
    assert envelope.is_truncated
    assert envelope.suggested == (3, 10)


def test_a_foreign_version_or_length_is_refused() -> None:
    with pytest.raises(errors.UnknownVersion):
        Envelope.decode(bytes.fromhex("0500020b" + "00" * 16))
    # 262,145 octets, one more than a message may have.
    with pytest.raises(errors.TooLong):
        Envelope.decode(bytes.fromhex("020b020b" + "00" * 12 + "00040001"))
    with pytest.raises(errors.Truncated):
        Envelope.decode(bytes(19))
    with pytest.raises(errors.OutOfRange):
        Envelope(major=2, minor=11, request_id=1, length=0, suggested_major=32).encode()


def test_a_missing_credential_is_read_as_none() -> None:
    message = Message.decode(bytes.fromhex(HEADER + BODY))
    assert message.credential == b""
    assert message.body == bytes.fromhex(BODY)


def test_lengths_must_agree_with_the_octets() -> None:
    whole = bytes.fromhex(HEADER + BODY + "00000002 abcd")
    assert Message.decode(whole).credential == bytes.fromhex("abcd")
    with pytest.raises(errors.Surplus):
        Message.decode(whole + b"\0")
    for end in range(len(whole)):
        if end != len(whole) - 6:  # there the body ends, which is allowed
            with pytest.raises(errors.Truncated):
                Message.decode(whole[:end])


def test_a_message_is_bounded_both_ways() -> None:
    # 262,144 = header 24 + body + length of the credential 4.
    largest = Message(1, body=bytes(262_116))
    assert Message.decode(largest.encode()) == largest
    with pytest.raises(errors.TooLong):
        Message(1, body=bytes(262_117)).encode()
    with pytest.raises(errors.TooLong):
        Message.decode(bytes(262_145))


def test_strange_flags_are_not_remembered() -> None:
    # An enumeration would keep every combination for ever, one for each packet of an attacker.
    before = len(Flag._value2member_map_)
    for number in range(1_000):
        octets = Message(1, flags=0x000FFF00 + number * 16).encode()
        assert Message.decode(octets).flags & Flag.PUBLIC_ONLY == 0
        assert isinstance(Flag(0x000FFF00 + number * 16), int)
    assert len(Flag._value2member_map_) <= before + 1


@settings(max_examples=50)
@given(strategy.envelopes)
def test_envelopes_come_back(envelope: Envelope) -> None:
    assert Envelope.decode(envelope.encode()) == envelope


@settings(max_examples=50)
@given(
    st.binary(min_size=20, max_size=20).map(lambda tail: b"\2" + tail[1:16] + b"\0\0" + tail[:2])
)
def test_octets_of_an_envelope_come_back(octets: bytes) -> None:
    assert Envelope.decode(octets).encode() == octets


@settings(max_examples=50)
@given(
    st.builds(
        Message,
        operation=strategy.int4,
        response=strategy.int4,
        flags=strategy.int4,
        site_serial=strategy.int2,
        recursion=strategy.int1,
        expires=strategy.int4,
        body=strategy.octets,
        credential=strategy.octets,
        reserved=strategy.int1,
    )
)
def test_messages_come_back(message: Message) -> None:
    octets = message.encode()
    assert Message.decode(octets) == message
    assert Header.decode(octets) == message.header
    assert octets.startswith(message.signed_part)
