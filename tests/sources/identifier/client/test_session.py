"""Sessions and logins of the client against a scripted service."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from lingnan.sources.identifier.client import (
    HandleClient,
    SessionWish,
    errors,
)
from lingnan.sources.identifier.proof.key import public_key_of
from lingnan.sources.identifier.wire.codes import KeyExchange, Operation, Response
from lingnan.sources.identifier.wire.envelope import Envelope
from lingnan.sources.identifier.wire.message import Message
from sources.identifier.client.service import Running, Service, url

from .kit import ADMIN, FAST, HANDLE, RSA, USER, run


@pytest.mark.parametrize("mode", list(KeyExchange))
@pytest.mark.parametrize(
    ("is_encrypted", "is_authenticated"), [(True, True), (False, True), (True, False)]
)
def test_sessions(mode: KeyExchange, is_encrypted: bool, is_authenticated: bool) -> None:
    async def work() -> None:
        service = Service(key=RSA, guarded={Operation.CREATE_HANDLE, Operation.DELETE_HANDLE})
        service.user_keys[USER.handle] = public_key_of(RSA)
        async with (
            Running(service),
            HandleClient(service.make_site(), identity=ADMIN, options=FAST) as client,
        ):
            session = await client.set_up_session(
                SessionWish(
                    mode, key=RSA, key_reference=USER,
                    is_encrypted=is_encrypted, is_authenticated=is_authenticated,
                )
            )  # fmt: skip
            assert session.id
            await client.create(HANDLE, [url("a")])
            await client.delete(HANDLE)
            assert session.user == USER
            # one challenge for two changes
            assert service.operations().count(Operation.CHALLENGE_ANSWER) == 1
            _, envelope, message = service.seen[-1]
            assert (envelope.session_id, envelope.is_encrypted) == (session.id, is_encrypted)
            assert bool(message.credential) == is_authenticated
            await client.end_session(session)
            service.sessions.clear()
            with pytest.raises(errors.HandleNotFound):
                await client.resolve(HANDLE)
            assert service.seen[-1][1].session_id == 0

    run(work)


def test_a_forgotten_session_says_so() -> None:
    async def work() -> None:
        service = Service()
        async with Running(service), HandleClient(f"127.0.0.1:{service.port}") as client:
            await client.set_up_session()
            service.sessions.clear()
            with pytest.raises(errors.SessionEnded) as caught:
                await client.resolve(HANDLE)
            assert caught.value.response == Response.SESSION_TIMEOUT

    run(work)


def _spoil(envelope: Envelope, octets: bytes) -> tuple[Envelope, bytes]:
    return envelope, octets[:-1] + bytes((octets[-1] ^ 1,))


def _undress(envelope: Envelope, _: bytes) -> tuple[Envelope, bytes]:
    message = Message(Operation.RESOLVE, Response.SUCCESS, body=b"\0\0\0\0" * 2)
    return replace(envelope, is_encrypted=False), message.encode()


@pytest.mark.parametrize("forge", [_spoil, _undress])
@pytest.mark.parametrize("is_encrypted", [True, False])
def test_answers_forged_inside_a_session(
    forge: Callable[[Envelope, bytes], tuple[Envelope, bytes]], is_encrypted: bool
) -> None:
    async def work() -> None:
        service = Service()
        service.put(HANDLE, url("u"))
        async with Running(service), HandleClient(f"127.0.0.1:{service.port}") as client:
            await client.set_up_session(SessionWish(is_encrypted=is_encrypted))
            assert (await client.resolve(HANDLE)).values[0].data == b"u"
            service.forge = forge
            with pytest.raises(errors.UntrustedAnswer):
                await client.resolve(HANDLE)

    run(work)


def test_login_as_chinese_software_does() -> None:
    async def work() -> None:
        service = Service(guarded={Operation.LOGIN, Operation.CREATE_HANDLE})
        async with (
            Running(service),
            HandleClient(f"127.0.0.1:{service.port}", identity=ADMIN) as client,
        ):
            session = await client.log_in()
            assert (session.key, session.user) == (None, USER)
            await client.create(HANDLE, [url("a")])
            assert service.operations() == [
                Operation.LOGIN, Operation.CHALLENGE_ANSWER, Operation.CREATE_HANDLE,
            ]  # fmt: skip
            assert {envelope.session_id for _, envelope, _ in service.seen} == {session.id}
            assert service.connections == 1

    run(work)
