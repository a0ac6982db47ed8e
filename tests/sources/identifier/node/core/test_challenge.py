"""Challenges: once, within their minute, for the same request and peer, within bounds."""

import asyncio

import pytest

from lingnan.sources.identifier.node.errors import ProofFailed
from lingnan.sources.identifier.node.model import Limits, Peer, Transport
from lingnan.sources.identifier.node.operation.prove import prove_key, prove_secret
from lingnan.sources.identifier.proof.key import make_private_key, public_key_of
from lingnan.sources.identifier.proof.key_record import encode_key
from lingnan.sources.identifier.proof.seckey import MacCode, answer_secret
from lingnan.sources.identifier.wire.body.challenge import (
    Challenge,
    ChallengeAnswer,
    VerifyRequest,
)
from lingnan.sources.identifier.wire.body.change import ValuesRequest
from lingnan.sources.identifier.wire.codes import Flag, Operation, Response
from lingnan.sources.identifier.wire.digest import digest_request
from lingnan.sources.identifier.wire.message import Message
from lingnan.sources.identifier.wire.reference import Reference
from lingnan.sources.identifier.wire.value import HandleValue
from sources.identifier.node.core.kit import ENTERPRISE, UDP, User, url

run = asyncio.run


def wish(handle="88.900.1/a", flags=0):
    body = ValuesRequest(handle, (url(),))
    return Message(Operation.CREATE_HANDLE, flags=flags, body=body.encode())


async def challenged(node, message=None, peer=UDP):
    (got,) = await node.send(message or wish(), peer)
    return got


def test_a_challenge_carries_digest_nonce_and_number(node):
    got = run(challenged(node))
    assert got.code == Response.AUTHENTICATION_NEEDED
    assert got.message.operation == Operation.CREATE_HANDLE
    assert got.message.flags & Flag.REQUEST_DIGEST
    assert isinstance(got.body, Challenge)
    assert len(got.body.nonce) == 16
    assert got.decoded.digest == digest_request(wish().signed_part, (2, 11))
    assert 1 <= got.envelope.session_id < 1 << 31


def test_a_challenge_is_answered_once(node):
    async def flow():
        asked = await challenged(node)
        assert (await node.reply(asked, wish(), ENTERPRISE)).code == Response.SUCCESS
        again = await node.reply(asked, wish(), ENTERPRISE)
        assert again.code == Response.AUTHENTICATION_TIMEOUT
        assert len(node.service.challenges) == 0

    run(flow())


def test_a_wrong_answer_uses_it_up(node):
    async def flow():
        asked = await challenged(node)
        wrong = User(ENTERPRISE.reference, b"wrong")
        got = await node.reply(asked, wish(), wrong)
        assert got.code == Response.AUTHENTICATION_FAILED
        assert got.message.operation == Operation.CREATE_HANDLE
        again = await node.reply(asked, wish(), ENTERPRISE)
        assert again.code == Response.AUTHENTICATION_TIMEOUT

    run(flow())


def test_a_challenge_expires_after_its_minute(node):
    async def flow():
        first, second = await challenged(node), await challenged(node)
        node.clock.now += 59.9
        assert (await node.reply(first, wish(), ENTERPRISE)).code == Response.SUCCESS
        node.clock.now += 0.1
        got = await node.reply(second, wish(), ENTERPRISE)
        assert got.code == Response.AUTHENTICATION_TIMEOUT

    run(flow())


def test_another_peer_cannot_answer_and_does_not_use_it_up(node):
    async def flow():
        asked = await challenged(node)
        stranger = Peer("198.51.100.7", Transport.UDP)
        got = await node.reply(asked, wish(), ENTERPRISE, stranger)
        assert got.code == Response.AUTHENTICATION_TIMEOUT
        # From the same address over TCP it may be answered: clients change when UDP fails them.
        mine = Peer(UDP.address, Transport.TCP, 3)
        assert (await node.reply(asked, wish(), ENTERPRISE, mine)).code == Response.SUCCESS

    run(flow())


def test_a_proof_for_one_request_is_none_for_another(node):
    async def flow():
        asked = await challenged(node)
        digest = digest_request(wish("88.900.1/b").signed_part, (2, 11))
        answer = ENTERPRISE.prove(asked.body.nonce, digest.octets)
        message = Message(Operation.CHALLENGE_ANSWER, body=answer.encode())
        (got,) = await node.send(message, number=asked.envelope.session_id)
        assert got.code == Response.AUTHENTICATION_FAILED

    run(flow())


def test_the_final_answer_has_the_digest_of_the_original_request(node):
    async def flow():
        message = wish(flags=Flag.REQUEST_DIGEST.value)
        asked = await challenged(node, message)
        got = await node.reply(asked, message, ENTERPRISE)
        assert got.decoded.digest == digest_request(message.signed_part, (2, 11))
        assert got.body.handle == "88.900.1/a"

    run(flow())


def test_challenges_are_bounded_by_number_address_and_octets(make):
    one = make(limits=Limits(challenges=3, challenges_each=2))
    other = Peer("192.0.2.2", Transport.UDP)
    third = Peer("192.0.2.3", Transport.UDP)

    async def flow(node, peers):
        return [(await challenged(node, peer=peer)).code for peer in peers]

    needed, busy = Response.AUTHENTICATION_NEEDED, Response.BUSY
    assert run(flow(one, [UDP, UDP, UDP, other, third])) == [needed, needed, busy, needed, busy]
    one.clock.now += 60
    assert run(flow(one, [UDP])) == [needed]
    two = make(limits=Limits(challenge_octets=len(wish().body)))
    assert run(flow(two, [UDP, other])) == [needed, busy]


@pytest.mark.parametrize("proof", [b"", b"\x22", b"\x99abc", bytes(15), b"\x22" + b"\xff" * 40])
def test_malformed_proofs_are_refused(node, proof):
    async def flow():
        for method in ("HS_SECKEY", "HS_PUBKEY", "HS_NONE"):
            asked = await challenged(node)
            body = ChallengeAnswer(method, ENTERPRISE.reference, proof)
            message = Message(Operation.CHALLENGE_ANSWER, body=body.encode())
            (got,) = await node.send(message, number=asked.envelope.session_id)
            assert got.code in (Response.INVALID_CREDENTIAL, Response.AUTHENTICATION_FAILED)

    run(flow())


def test_another_server_may_ask_whether_a_proof_holds(node):
    nonce, digest = bytes(16), bytes(range(32))
    proof = answer_secret(b"synthetic secret", nonce, digest, MacCode.HMAC_SHA1)

    def verify(user, made):
        body = VerifyRequest(user, nonce, digest, made)
        return run(node.ask(Operation.VERIFY_CHALLENGE, body))

    assert verify(ENTERPRISE.reference, proof).body.is_match
    assert not verify(ENTERPRISE.reference, proof[:-1] + b"x").body.is_match
    assert not verify(Reference("88.900.1/ADMIN", 100), proof).body.is_match
    assert verify(Reference("88.900.1/X", 1), proof).code == Response.HANDLE_NOT_FOUND
    assert verify(Reference("77.1/X", 1), proof).code == Response.NOT_RESPONSIBLE


def test_a_secret_is_not_guessed_at_speed(make):
    node = make(limits=Limits(failures=2))
    wrong = User(ENTERPRISE.reference, b"wrong")
    far = Peer("198.51.100.7", Transport.UDP)

    async def flow(user, peer=UDP):
        asked = await challenged(node, peer=peer)
        return (await node.reply(asked, wish(), user, peer)).code

    failed = Response.AUTHENTICATION_FAILED
    assert [run(flow(wrong)) for _ in range(3)] == [failed, failed, Response.BUSY]
    assert run(flow(ENTERPRISE)) == Response.BUSY
    # The user himself, at another address, is not locked out; and a minute later nobody is.
    assert run(flow(ENTERPRISE, far)) == Response.SUCCESS
    node.clock.now += 60
    assert run(flow(ENTERPRISE)) == Response.HANDLE_EXISTS


def test_a_secret_over_tls_and_a_tls_key_prove_as_well(node):
    key = make_private_key("SM2")
    user = Reference("88.900.1/TLS", 301)
    value = HandleValue(301, "HS_PUBKEY", encode_key(public_key_of(key)))
    node.put(user.handle, value, HandleValue(302, "HS_SECKEY", b"open"))
    host = node.service.host
    assert prove_secret(host, ENTERPRISE.reference, b"synthetic secret").user.index == 300
    for reference, secret in (
        (ENTERPRISE.reference, b"synthetic secre"),
        (ENTERPRISE.reference, b""),
        (Reference(user.handle, 302), b"open"),
        (user, value.data),
    ):
        with pytest.raises(ProofFailed):
            prove_secret(host, reference, secret)
    proven = run(prove_key(host, user, public_key_of(key)))
    assert (proven.user, proven.method) == (user, "TLS")
    with pytest.raises(ProofFailed):
        run(prove_key(host, user, public_key_of(make_private_key("SM2"))))
