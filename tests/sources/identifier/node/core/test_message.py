"""Versions, what is not answered, certified answers, and octets that mean harm."""

import asyncio
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lingnan.sources.identifier.node.certified import Certifier
from lingnan.sources.identifier.proof.credential import Credential, is_signed
from lingnan.sources.identifier.proof.exchange import start_exchange
from lingnan.sources.identifier.proof.key import make_private_key, public_key_of
from lingnan.sources.identifier.wire.body.challenge import (
    ChallengeAnswer,
    LoginRequest,
    VerifyRequest,
)
from lingnan.sources.identifier.wire.body.change import RemoveRequest, ValuesRequest
from lingnan.sources.identifier.wire.body.name import HandleRequest
from lingnan.sources.identifier.wire.body.resolve import ResolveRequest
from lingnan.sources.identifier.wire.body.session import SessionSetupRequest
from lingnan.sources.identifier.wire.codes import Flag, KeyExchange, Operation, Response
from lingnan.sources.identifier.wire.digest import digest_request
from lingnan.sources.identifier.wire.envelope import ENVELOPE_LENGTH, Envelope
from lingnan.sources.identifier.wire.message import Message
from sources.identifier.node.core.kit import ENTERPRISE, NOW, TCP, UDP, url

run = asyncio.run
LOOK = ResolveRequest("88.900.1/ADMIN", (100,))
CERTIFIED = Flag.CERTIFIED.value


def look(flags=0, **more):
    return Message(Operation.RESOLVE, flags=flags, expires=int(NOW), body=LOOK.encode(), **more)


@pytest.fixture(scope="module")
def rsa():
    return make_private_key("RSA")


@pytest.mark.parametrize(
    ("asked", "answered", "suggested"),
    [
        ((2, 1), (2, 1), (2, 11)),
        ((2, 3), (2, 3), (2, 11)),
        ((2, 11), (2, 11), (2, 11)),
        ((2, 12), (2, 11), (2, 11)),
        ((3, 0), (3, 0), (3, 0)),
        ((3, 4), (3, 0), (3, 0)),
    ],
)
def test_the_answer_is_in_the_version_of_the_request_never_above_ours(
    node, asked, answered, suggested
):
    (got,) = run(node.send(look(Flag.REQUEST_DIGEST.value), version=asked))
    assert got.code == Response.SUCCESS
    assert got.envelope.version == answered
    assert got.envelope.suggested == suggested
    assert got.decoded.digest == digest_request(
        look(Flag.REQUEST_DIGEST.value).signed_part, answered
    )


def test_the_header_echoes_the_request(node):
    (got,) = run(node.send(look(0x1A000004 | Flag.CONTINUED, recursion=3, site_serial=1)))
    assert got.message.flags == 0x1A000004 | Flag.AUTHORITATIVE
    assert (got.message.expires, got.message.recursion) == (int(NOW), 3)
    assert got.message.site_serial == 3


def test_versions_before_2_1_are_refused(node):
    octets = look().encode()
    (raw,) = run(node.service.answer(Envelope(2, 0, 5, len(octets)), octets, UDP))
    assert Message.decode(raw[ENVELOPE_LENGTH:]).response == Response.PROTOCOL_ERROR
    assert Envelope.decode(raw).request_id == 5


def test_compressed_messages_are_refused(node):
    envelope = Envelope(2, 11, 5, 4, is_compressed=True)
    (raw,) = run(node.service.answer(envelope, b"zzzz", UDP))
    assert Message.decode(raw[ENVELOPE_LENGTH:]).response == Response.PROTOCOL_ERROR


def test_an_answer_is_never_answered(node):
    octets = replace(look(), response=100).encode()
    assert run(node.service.answer(Envelope(2, 11, 5, len(octets)), octets, UDP)) == []


@pytest.mark.parametrize("version", [(2, 1), (2, 4), (2, 7), (2, 11), (3, 0)])
def test_certified_answers_are_signed(make, rsa, version):
    node = make(key=rsa)
    (got,) = run(node.send(look(CERTIFIED), version=version))
    credential = Credential.decode(got.message.credential)
    assert is_signed(got.envelope, got.message.signed_part, credential, public_key_of(rsa))
    assert (credential.type, credential.counter) == ("HS_SIGNED", 0)
    missing = Message(1, flags=CERTIFIED, body=ResolveRequest("88.900.1/none").encode())
    (got,) = run(node.send(missing, version=version))
    assert got.code == Response.HANDLE_NOT_FOUND
    credential = Credential.decode(got.message.credential)
    assert is_signed(got.envelope, got.message.signed_part, credential, public_key_of(rsa))


def test_answers_of_2_5_and_2_6_and_of_a_server_without_key_are_unsigned(make, node, rsa):
    (got,) = run(make(key=rsa).send(look(CERTIFIED), version=(2, 5)))
    assert (got.code, got.message.credential) == (Response.SUCCESS, b"")
    (got,) = run(node.send(look(CERTIFIED)))
    assert (got.code, got.message.credential) == (Response.SUCCESS, b"")


def test_a_signature_is_remembered_for_the_same_request_only():
    key = make_private_key("SM2")
    certifier = Certifier(key, 2)
    envelope = Envelope(2, 11, 1, 0)
    first = certifier.credential(envelope, b"answer")
    assert certifier.credential(envelope, b"answer") == first
    # SM2 signatures are random, so that equal ones were remembered.
    other = certifier.credential(replace(envelope, request_id=2), b"answer")
    assert other != first
    old = replace(envelope, minor=4)
    before = certifier.credential(old, b"answer")
    assert certifier.credential(replace(old, request_id=9), b"answer") == before
    # Only the last two are kept.
    assert certifier.credential(envelope, b"answer") != first
    public = public_key_of(key)
    for made, sent in ((first, envelope), (before, old)):
        assert is_signed(sent, b"answer", Credential.decode(made), public)


BODIES = [
    (Operation.RESOLVE, LOOK),
    (Operation.GET_SITE_INFO, HandleRequest("/")),
    (Operation.CREATE_HANDLE, ValuesRequest("88.900.1/a", (url(), url(2)))),
    (Operation.DELETE_HANDLE, HandleRequest("88.900.1/ADMIN")),
    (Operation.ADD_VALUES, ValuesRequest("88.900.1/ADMIN", (url(),))),
    (Operation.REMOVE_VALUES, RemoveRequest("88.900.1/ADMIN", (100,))),
    (Operation.MODIFY_VALUES, ValuesRequest("88.900.1/ADMIN", (url(100),))),
    (Operation.LIST_HANDLES, HandleRequest("0.NA/88.900.1")),
    (Operation.LIST_DERIVED_PREFIXES, HandleRequest("0.NA/88.900")),
    (Operation.CHALLENGE_ANSWER, ChallengeAnswer("HS_SECKEY", ENTERPRISE.reference, b"\x13abc")),
    (Operation.VERIFY_CHALLENGE, VerifyRequest(ENTERPRISE.reference, b"n", b"d", b"\x13p")),
    (Operation.HOME_PREFIX, HandleRequest("0.NA/88.901")),
    (Operation.LIST_HOMED_PREFIXES, HandleRequest("/")),
    (Operation.SESSION_SETUP, SessionSetupRequest(KeyExchange.SERVER_KEY, 0)),
    (
        Operation.SESSION_SETUP,
        SessionSetupRequest(KeyExchange.CLIENT_KEY, 0, public_key=start_exchange()[1]),
    ),
    (Operation.SESSION_TERMINATE, HandleRequest("/")),
    (Operation.SESSION_KEY_EXCHANGE, HandleRequest("abc")),
    (Operation.LOGIN, LoginRequest("88.900.1/ADMIN", 300)),
]


@st.composite
def broken(draw):
    """A request of which some octets were changed, cut off or put in."""
    operation, body = draw(st.sampled_from(BODIES))
    flags = draw(st.sampled_from([0, 0x19000000, 0xFFFFFFFF, 0x00E00000]))
    credential = draw(st.sampled_from([b"", Credential("HS_MAC", b"\x13", b"x", 1).encode()]))
    message = Message(operation, flags=flags, body=body.encode(), credential=credential)
    octets = bytearray(message.encode())
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(octets) - 1)) if octets else 0
        octets[place : place + draw(st.integers(0, 3))] = draw(st.binary(max_size=3))
    return bytes(octets)


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    octets=broken(),
    version=st.sampled_from([(2, 0), (2, 1), (2, 4), (2, 11), (3, 0)]),
    number=st.sampled_from([0, 1, 0xFFFFFFFF]),
    peer=st.sampled_from([UDP, TCP]),
    is_encrypted=st.booleans(),
)
def test_broken_messages_never_raise_and_change_nothing(
    node, octets, version, number, peer, is_encrypted
):
    envelope = Envelope(*version, 9, len(octets), number, is_encrypted=is_encrypted)
    for raw in run(node.service.answer(envelope, octets, peer)):
        answered = Envelope.decode(raw)
        message = Message.decode(raw[ENVELOPE_LENGTH:])
        assert answered.length == len(raw) - ENVELOPE_LENGTH
        assert answered.request_id == 9
        assert message.response
    assert node.service.unforeseen_count == 0
    assert node.link.applied == []


def test_a_fault_of_ours_is_told_and_logged_without_what_it_was_about(node, monkeypatch, caplog):
    def fail(_):
        raise RuntimeError("88.900.1/ADMIN synthetic secret")

    monkeypatch.setattr(node.service.host.reader, "entry", fail)
    (got,) = run(node.send(look()))
    assert got.code == Response.ERROR
    assert "RuntimeError" in caplog.text
    assert "secret" not in caplog.text + got.body.message
    assert node.service.unforeseen_count == 1
    node.service.unforeseen_count = 0
