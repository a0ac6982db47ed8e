"""Sessions in the four modes, their MACs, replays, ends; logins of Chinese software."""

import asyncio
from dataclasses import replace

import pytest

from lingnan.sources.identifier.node.model import Limits, Peer, Transport
from lingnan.sources.identifier.proof.credential import Credential, is_sealed
from lingnan.sources.identifier.proof.exchange import (
    finish_exchange,
    start_exchange,
    unwrap_key,
    wrap_key,
)
from lingnan.sources.identifier.proof.key import make_private_key, public_key_of
from lingnan.sources.identifier.proof.key_record import decode_key, encode_key
from lingnan.sources.identifier.proof.session_key import KeyAlgorithm, SessionKey
from lingnan.sources.identifier.wire.body.challenge import LoginRequest
from lingnan.sources.identifier.wire.body.change import ValuesRequest
from lingnan.sources.identifier.wire.body.name import HandleRequest
from lingnan.sources.identifier.wire.body.resolve import ResolveRequest
from lingnan.sources.identifier.wire.body.session import KeyExchangeRequest, SessionSetupRequest
from lingnan.sources.identifier.wire.codes import KeyExchange, Operation, Response
from lingnan.sources.identifier.wire.message import Message
from lingnan.sources.identifier.wire.reference import Reference
from lingnan.sources.identifier.wire.value import HandleValue
from sources.identifier.node.core.kit import (
    ENTERPRISE,
    SECOND,
    TCP,
    UDP,
    InSession,
    User,
    admin,
    secret,
    url,
)

run = asyncio.run
LOOK = ResolveRequest("88.900.1/ADMIN", (300,))


@pytest.fixture(scope="module")
def rsa():
    return make_private_key("RSA")


@pytest.fixture(scope="module")
def sm2():
    return make_private_key("SM2")


async def set_up(node, peer=UDP, timeout=0, **more):
    own, public = start_exchange()
    body = SessionSetupRequest(KeyExchange.DIFFIE_HELLMAN, timeout, public_key=public)
    got = await node.ask(Operation.SESSION_SETUP, body, peer=peer)
    assert got.code == Response.SUCCESS, got.body
    return InSession(got.envelope.session_id, finish_exchange(own, got.body.data), **more)


def create(node, handle, session, user=None, **more):
    body = ValuesRequest(handle, (url(),))
    return node.ask(Operation.CREATE_HANDLE, body, session=session, user=user, **more)


@pytest.mark.parametrize("is_encrypted", [True, False])
def test_an_identity_is_attached_once_by_one_challenge(node, is_encrypted):
    async def flow():
        session = await set_up(node, is_encrypted=is_encrypted)
        asked = await create(node, "88.900.1/a", session)
        assert asked.code == Response.AUTHENTICATION_NEEDED
        assert asked.envelope.session_id == session.number
        assert asked.envelope.is_encrypted == is_encrypted
        assert (await create(node, "88.900.1/b", session, ENTERPRISE)).code == Response.SUCCESS
        done = await create(node, "88.900.1/c", session)
        assert done.code == Response.SUCCESS
        credential = Credential.decode(done.message.credential)
        assert credential.counter == session.counter
        assert is_sealed(done.envelope, done.message.signed_part, credential, session.key.octets)
        # Who came first stays: another one has no say in this session.
        other = await create(node, "0.NA/88.900.4", session, SECOND)
        assert other.code == Response.NOT_ADMINISTRATOR

    run(flow())


def test_without_a_mac_a_session_speaks_for_nobody(node):
    async def flow():
        session = await set_up(node, is_sealed=False)
        assert (await create(node, "88.900.1/a", session, ENTERPRISE)).code == Response.SUCCESS
        again = await create(node, "88.900.1/b", session)
        assert again.code == Response.AUTHENTICATION_NEEDED

    run(flow())


def test_once_sealed_a_session_takes_no_message_without_a_mac(node):
    async def flow():
        session = await set_up(node)
        assert (await node.ask(1, ResolveRequest("0.NA/88.900.1"), session=session)).code == 1
        session.is_sealed = False
        got = await node.ask(1, ResolveRequest("0.NA/88.900.1"), session=session)
        assert got.code == Response.INVALID_CREDENTIAL

    run(flow())


def test_a_message_that_comes_twice_is_refused(node):
    async def flow():
        session = await set_up(node)
        assert (await create(node, "88.900.1/a", session, ENTERPRISE)).code == Response.SUCCESS
        session.counter -= 1
        got = await create(node, "88.900.1/b", session)
        assert got.code == Response.DUPLICATE_SESSION_MESSAGE
        assert node.values("88.900.1/b") == {}

    run(flow())


def test_a_forged_mac_is_refused(node):
    async def flow():
        session = await set_up(node, is_encrypted=False)
        forger = InSession(session.number, SessionKey.generate(), is_encrypted=False)
        got = await create(node, "88.900.1/a", forger)
        assert got.code == Response.INVALID_CREDENTIAL
        # It has cost the session nothing: neither its counter nor its life.
        assert (await create(node, "88.900.1/a", session, ENTERPRISE)).code == Response.SUCCESS

    run(flow())


@pytest.mark.parametrize("version", [(2, 4), (2, 5), (2, 6)])
def test_macs_below_2_7_are_refused(node, version):
    async def flow():
        session = await set_up(node, is_sealed=False)
        message = Message(1, body=LOOK.encode(), credential=b"\0" * 40)
        got = (await node.send(message, version=version, session=session))[0]
        assert got.code == Response.INVALID_CREDENTIAL

    run(flow())


def test_what_the_key_does_not_open_is_refused_in_the_clear(node):
    async def flow():
        session = await set_up(node)
        stranger = InSession(session.number, SessionKey.generate())
        got = await node.ask(1, LOOK, session=stranger)
        assert got.code in (Response.SESSION_FAILED, Response.PROTOCOL_ERROR)
        assert not got.envelope.is_encrypted
        nowhere = InSession(session.number ^ 1, session.key)
        assert (await node.ask(1, LOOK, session=nowhere)).code == Response.SESSION_TIMEOUT
        nowhere.is_encrypted = False
        assert (await node.ask(1, LOOK, session=nowhere)).code == Response.SESSION_TIMEOUT

    run(flow())


def test_sessions_end(node):
    async def flow():
        short, ended = await set_up(node, timeout=30), await set_up(node)
        got = await node.ask(Operation.SESSION_TERMINATE, HandleRequest("/"), session=ended)
        assert got.code == Response.SUCCESS
        assert (await node.ask(1, LOOK, session=ended)).code == Response.SESSION_TIMEOUT
        node.clock.now += 29
        assert (await node.ask(1, LOOK, session=short)).code != Response.SESSION_TIMEOUT
        node.clock.now += 29
        assert (await node.ask(1, LOOK, session=short)).code != Response.SESSION_TIMEOUT
        node.clock.now += 31
        assert (await node.ask(1, LOOK, session=short)).code == Response.SESSION_TIMEOUT
        assert len(node.service.sessions) == 0

    run(flow())


def test_nobody_else_ends_a_session(node):
    async def flow():
        session = await set_up(node)
        message = Message(Operation.SESSION_TERMINATE, body=HandleRequest("/").encode())
        got = (await node.send(message, number=session.number))[0]
        assert got.code == Response.SESSION_TIMEOUT
        assert (await node.ask(1, ResolveRequest("0.NA/88.900.1"), session=session)).code == 1

    run(flow())


def test_sessions_are_bounded_and_their_numbers_random(make):
    node = make(limits=Limits(sessions=3, sessions_each=2))

    async def flow():
        numbers = [(await set_up(node)).number for _ in range(2)]
        assert all(1 <= number < 1 << 31 for number in numbers)
        assert abs(numbers[0] - numbers[1]) > 1
        body = SessionSetupRequest(KeyExchange.DIFFIE_HELLMAN, 0, public_key=start_exchange()[1])
        assert (await node.ask(Operation.SESSION_SETUP, body)).code == Response.BUSY
        other = Peer("192.0.2.2", Transport.UDP)
        await set_up(node, other)
        third = replace(other, address="192.0.2.3")
        got = await node.ask(Operation.SESSION_SETUP, body, peer=third)
        assert got.code == Response.BUSY
        node.clock.now += 86_401
        await set_up(node, third)

    run(flow())


@pytest.mark.parametrize("kind", ["rsa", "sm2"])
def test_mode_1_hides_the_key_under_the_clients(node, kind, request):
    key = request.getfixturevalue(kind)
    body = SessionSetupRequest(KeyExchange.CLIENT_KEY, 0, public_key=encode_key(public_key_of(key)))

    async def flow():
        got = await node.ask(Operation.SESSION_SETUP, body)
        session = InSession(got.envelope.session_id, unwrap_key(got.body.data, key))
        assert (await create(node, "88.900.1/a", session, ENTERPRISE)).code == Response.SUCCESS

    run(flow())


def test_mode_2_takes_the_key_that_the_client_makes(make, rsa):
    node = make(key=rsa)
    body = SessionSetupRequest(KeyExchange.SERVER_KEY, 0)

    async def flow():
        got = await node.ask(Operation.SESSION_SETUP, body)
        number = got.envelope.session_id
        key = SessionKey.generate()
        wrapped = KeyExchangeRequest(wrap_key(key, decode_key(got.body.data)))
        assert (await node.ask(402, wrapped, number=number)).code == Response.SUCCESS
        session = InSession(number, key)
        assert (await create(node, "88.900.1/a", session, ENTERPRISE)).code == Response.SUCCESS
        # The key cannot be replaced by anybody who knows the number.
        assert (await node.ask(402, wrapped, number=number)).code == Response.INVALID_CREDENTIAL

        got = await node.ask(Operation.SESSION_SETUP, body)
        bad = KeyExchangeRequest(bytes(256))
        number = got.envelope.session_id
        assert (await node.ask(402, bad, number=number)).code == Response.BAD_SESSION_KEY
        assert (await node.ask(402, wrapped, number=number)).code == Response.SESSION_TIMEOUT

    run(flow())


def test_mode_2_needs_a_key_of_the_server(node):
    got = run(node.ask(Operation.SESSION_SETUP, SessionSetupRequest(KeyExchange.SERVER_KEY, 0)))
    assert got.code == Response.NEEDS_RSA_KEY


def test_mode_3_hides_an_sm4_key_under_a_registered_sm2_key(node, sm2):
    reference = Reference("88.900.5/APP", 301)
    node.put("0.NA/88.900.5", url())
    node.put(reference.handle, HandleValue(301, "HS_PUBKEY", encode_key(public_key_of(sm2))))
    body = SessionSetupRequest(KeyExchange.HANDLE_KEY, 0, key_reference=reference)

    async def flow():
        got = await node.ask(Operation.SESSION_SETUP, body, version=(2, 3))
        key = unwrap_key(got.body.data, sm2)
        assert key.algorithm is KeyAlgorithm.SM4
        session = InSession(got.envelope.session_id, key, is_sealed=False)
        done = await create(node, "88.900.1/a", session, ENTERPRISE, version=(2, 3))
        assert done.code == Response.SUCCESS
        assert done.envelope.is_encrypted
        nobody = replace(body, key_reference=Reference("88.900.5/NONE", 1))
        failed = await node.ask(Operation.SESSION_SETUP, nobody)
        assert failed.code == Response.AUTHENTICATION_FAILED

    run(flow())


@pytest.mark.parametrize(
    "public", [b"", b"junk", encode_key(public_key_of(make_private_key("SM2")))]
)
def test_a_bad_public_key_sets_up_nothing(node, public):
    for mode in (KeyExchange.DIFFIE_HELLMAN, KeyExchange.CLIENT_KEY):
        if mode is KeyExchange.CLIENT_KEY and len(public) > 4:
            continue
        body = SessionSetupRequest(mode, 0, public_key=public)
        assert run(node.ask(Operation.SESSION_SETUP, body)).code == Response.BAD_SESSION_SETUP
    assert len(node.service.sessions) == 0


def login(node, user=ENTERPRISE, *, number=77, peer=TCP, named=None):
    named = user.reference if named is None else named
    body = LoginRequest(named.handle, named.index)
    flags = 0x00800000
    return node.ask(
        Operation.LOGIN, body, flags=flags, user=user, number=number, peer=peer, version=(2, 3)
    )


def test_a_login_belongs_to_its_connection_and_number(node):
    async def flow():
        got = await login(node)
        assert (got.code, got.message.operation) == (Response.SUCCESS, Operation.LOGIN)
        assert got.envelope.session_id == 77

        async def code(handle, **more):
            return (await create(node, handle, None, **({"peer": TCP} | more))).code

        assert await code("88.900.1/a", number=77, version=(2, 3)) == Response.SUCCESS
        assert await code("88.900.1/b", number=78) == Response.LOGIN_FIRST
        elsewhere = Peer(TCP.address, Transport.TCP, 8)
        assert await code("88.900.1/b", number=77, peer=elsewhere) == Response.LOGIN_FIRST
        assert await code("88.900.1/b", peer=UDP) == Response.AUTHENTICATION_NEEDED
        node.clock.now += 86_400
        assert await code("88.900.1/b", number=77) == Response.LOGIN_AGAIN
        node.service.forget(7)
        assert await code("88.900.1/b", number=77) == Response.LOGIN_FIRST
        assert len(node.service.logins) == 0

    run(flow())
    assert [each.action for each in node.audit] == ["login", "create_handle"]


def test_a_login_proves_whom_it_names(node):
    async def flow():
        wrong = await login(node, User(ENTERPRISE.reference, b"wrong"))
        assert wrong.code == Response.AUTHENTICATION_FAILED
        other = await login(node, named=SECOND.reference)
        assert other.code == Response.AUTHENTICATION_FAILED
        assert (await login(node, peer=UDP)).code == Response.OPERATION_NOT_SUPPORTED
        assert len(node.service.logins) == 0

    run(flow())


def test_a_login_is_not_answered_from_another_connection(node):
    async def flow():
        body = LoginRequest(ENTERPRISE.reference.handle, 300)
        message = Message(Operation.LOGIN, flags=0x00800000, body=body.encode())
        (asked,) = await node.send(message, TCP, number=77)
        other = Peer(TCP.address, Transport.TCP, 9)
        got = await node.reply(asked, message, ENTERPRISE, other)
        assert got.code == Response.AUTHENTICATION_TIMEOUT

    run(flow())


def test_a_resolve_with_an_unknown_number_is_simply_answered(node):
    node.put("88.900.1/a", url(), secret(), admin())
    got = run(node.ask(1, ResolveRequest("88.900.1/a", (1,)), number=99, peer=TCP))
    assert got.code == Response.SUCCESS
