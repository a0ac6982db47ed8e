"""The client against a scripted service: ways, operations, challenges, sessions."""

import asyncio

import pytest

from lingnan.sources.identifier.client import (
    HandleClient,
    KeyIdentity,
    Options,
    SecretIdentity,
    connect,
    errors,
)
from lingnan.sources.identifier.proof.key import make_private_key, public_key_of
from lingnan.sources.identifier.proof.seckey import MacCode, answer_secret
from lingnan.sources.identifier.wire.body.catalogue import decode_body
from lingnan.sources.identifier.wire.body.challenge import ChallengeAnswer
from lingnan.sources.identifier.wire.codes import Flag, Operation, Protocol, Response
from lingnan.sources.identifier.wire.message import Message
from sources.identifier.client.service import SECRET, Running, Service, url

from .kit import ADMIN, FAST, HANDLE, RSA, USER, only, run


def test_resolves_over_udp_with_the_plain_flags() -> None:
    async def work() -> None:
        service = Service()
        service.put(HANDLE, url("https://example.com/1"), url("x@example.com", 2, "EMAIL"))
        async with (
            Running(service),
            HandleClient(f"127.0.0.1:{service.port}", options=FAST) as client,
        ):
            found = await client.resolve(HANDLE.upper())
            assert [value.data for value in found.values] == [
                b"https://example.com/1", b"x@example.com",
            ]  # fmt: skip
            assert (found.hops, found.path, found.is_certified) == (0, (HANDLE.upper(),), False)
            way, envelope, message = service.seen[0]
            assert (way, message.flags, envelope.version) == ("udp", 0x19000000, (2, 11))
            some = await client.resolve(HANDLE, types=["EMAIL"])
            assert [value.index for value in some.values] == [2]
            one = await client.resolve(HANDLE, indexes=[1])
            assert [value.index for value in one.values] == [1]

    run(work)


def test_udp_repeats_then_goes_to_tcp() -> None:
    async def work() -> None:
        service = Service(drops=2)
        service.put(HANDLE, url("u"))
        async with (
            Running(service),
            HandleClient(f"127.0.0.1:{service.port}", options=FAST) as client,
        ):
            await client.resolve(HANDLE)
            assert [way for way, _, _ in service.seen] == ["udp"]
            service.drops = 100
            await client.resolve(HANDLE)
            assert [way for way, _, _ in service.seen] == ["udp", "tcp"]
            assert service.drops == 97

    run(work)


def test_large_requests_and_answers_over_udp() -> None:
    async def work() -> None:
        service = Service()
        values = [url("x" * 700, index) for index in range(1, 6)]
        options = only(Protocol.UDP)
        async with (
            Running(service),
            HandleClient(f"udp://127.0.0.1:{service.port}", options=options) as client,
        ):
            await client.create(HANDLE, values)
            found = await client.resolve(HANDLE)
            assert found.values == tuple(values)
            assert {envelope.is_truncated for _, envelope, _ in service.seen} == {True, False}

    run(work)


@pytest.mark.parametrize("closes", [False, True])
@pytest.mark.parametrize("is_shared", [False, True])
def test_tcp_shared_and_one_for_each(closes: bool, is_shared: bool) -> None:
    async def work() -> None:
        service = Service(closes=closes)
        service.put(HANDLE, url("u"))
        options = only(Protocol.TCP, is_shared=is_shared)
        async with (
            Running(service),
            HandleClient(f"127.0.0.1:{service.port}", options=options) as client,
        ):
            for _ in range(3):
                assert (await client.resolve(HANDLE)).values[0].data == b"u"
            assert service.connections == (1 if is_shared and not closes else 3)

    run(work)


def test_many_requests_share_one_connection_in_any_order() -> None:
    async def work() -> None:
        service = Service(delay=0.2)
        for number in range(20):
            service.put(f"88.900.1/{number}", url(str(number)))
        options = only(Protocol.TCP)
        async with (
            Running(service),
            HandleClient(f"127.0.0.1:{service.port}", options=options) as client,
        ):
            await client.resolve("88.900.1/0")
            await client.resolve("88.900.1/0")
            found = await asyncio.gather(
                *(client.resolve(f"88.900.1/{number}") for number in range(20))
            )
            assert [each.values[0].data for each in found] == [
                str(number).encode() for number in range(20)
            ]
            assert service.connections == 1

    run(work)


def test_http_tunnel() -> None:
    async def work() -> None:
        service = Service()
        for number in range(120):
            service.put(f"88.900.1/{number:03}", url("u"))
        async with (
            Running(service),
            HandleClient(f"http://127.0.0.1:{service.http_port}") as client,
        ):
            assert (await client.resolve("88.900.1/007")).values[0].data == b"u"
            assert len([each async for each in client.list_handles("88.900.1")]) == 120
            assert {way for way, _, _ in service.seen} == {"http"}

    run(work)


def test_long_lists_come_in_parts() -> None:
    async def work() -> None:
        service = Service()
        for number in range(101):
            service.put(f"88.900.1/{number:03}", url("u"))
        async with Running(service), HandleClient(f"127.0.0.1:{service.port}") as client:
            names = [each async for each in client.list_handles("88.900.1")]
            assert names == [f"88.900.1/{number:03}" for number in range(101)]
            assert [each async for each in client.list_handles("0.NA/88.900.1")] == names

    run(work)


@pytest.mark.parametrize("protocol", ["tcp", "udp", "http"])
@pytest.mark.parametrize(
    "identity",
    [
        ADMIN,
        SecretIdentity(USER, SECRET, MacCode.HMAC_SHA256),
        KeyIdentity(USER, RSA),
        KeyIdentity(USER, make_private_key("SM2")),
    ],
)
def test_every_change_with_every_proof(
    protocol: str, identity: SecretIdentity | KeyIdentity
) -> None:
    async def work() -> None:
        service = Service(guarded=set(Operation) - {Operation.RESOLVE})
        if isinstance(identity, KeyIdentity):
            service.user_keys[USER.handle] = public_key_of(identity.key)
        async with Running(service):
            port = service.http_port if protocol == "http" else service.port
            address = f"{protocol}://127.0.0.1:{port}"
            async with HandleClient(address, identity=identity, options=FAST) as client:
                assert await client.create(HANDLE, [url("a")]) == HANDLE
                with pytest.raises(errors.HandleExists) as caught:
                    await client.create(HANDLE, [url("a")])
                assert (caught.value.response, caught.value.indexes) == (101, (1,))
                await client.create(HANDLE, [url("b")], overwrites=True)
                await client.add_values(HANDLE, [url("c", 2)])
                await client.modify_values(HANDLE, [url("d", 2)])
                await client.remove_values(HANDLE, [1])
                assert [v.data for v in (await client.resolve(HANDLE)).values] == [b"d"]
                await client.delete(HANDLE)
                with pytest.raises(errors.HandleNotFound):
                    await client.resolve(HANDLE)
                assert await client.create("88.900.1/", [url("m")], mints=True) == "88.900.1/minted"
                await client.home_prefix("88.900.1")
                assert [p async for p in client.list_homed_prefixes()] == ["0.NA/88.900.1"]
                await client.unhome_prefix("88.900.1")
                assert service.homed == []

    run(work)


@pytest.mark.parametrize(
    ("minor", "mac"), [(3, 2), (6, 2), (7, 0x22), (10, 0x22), (11, 0x22), (12, 0x22)]
)
def test_speaks_no_higher_version_than_the_site(minor: int, mac: int) -> None:
    """Secrets are answered with SHA-1 before 2.7, with PBKDF2 from then on (facts §1.14)."""

    async def work() -> None:
        service = Service(guarded={Operation.CREATE_HANDLE})
        async with (
            Running(service),
            HandleClient(
                service.make_site(protocol_minor=minor), identity=ADMIN, options=FAST
            ) as client,
        ):
            await client.create(HANDLE, [url("a")])
            answer = service.seen[-1][2]
            body = decode_body(answer).body
            assert isinstance(body, ChallengeAnswer)
            assert body.proof[0] == mac
            versions = {envelope.version for _, envelope, _ in service.seen}
            assert versions == {(2, min(minor, 11))}

    run(work)


def test_a_lost_answer_to_a_proof_over_udp() -> None:
    """The proof is repeated, its challenge is used up: the client asks anew over TCP."""

    async def work() -> None:
        service = Service(guarded={Operation.RESOLVE})
        service.put(HANDLE, url("u"))
        service.loses = 1
        async with (
            Running(service),
            HandleClient(f"127.0.0.1:{service.port}", identity=ADMIN, options=FAST) as client,
        ):
            found = await client.resolve(HANDLE, is_public_only=False)
            assert found.values[0].data == b"u"
            assert [way for way, _, _ in service.seen] == ["udp", "udp", "udp", "tcp", "tcp"]

    run(work)


def test_wrong_secret_and_no_identity() -> None:
    async def work() -> None:
        service = Service(guarded={Operation.CREATE_HANDLE})
        async with Running(service):
            address = f"127.0.0.1:{service.port}"
            wrong = SecretIdentity(USER, b"wrong", iterations=10)
            async with HandleClient(address, identity=wrong) as client:
                with pytest.raises(errors.AuthenticationFailed) as caught:
                    await client.create(HANDLE, [url("a")])
                assert caught.value.response == Response.AUTHENTICATION_FAILED
            async with HandleClient(address) as client:
                with pytest.raises(errors.IdentityNeeded):
                    await client.create(HANDLE, [url("a")])
            assert "wrong" not in repr(wrong)

    run(work)


def test_verify() -> None:
    async def work() -> None:
        service = Service()
        async with Running(service), HandleClient(f"127.0.0.1:{service.port}") as client:
            proof = answer_secret(SECRET, b"n" * 16, b"d" * 32, MacCode.SHA256)
            assert await client.verify(USER, b"n" * 16, b"d" * 32, proof)
            assert not await client.verify(USER, b"o" * 16, b"d" * 32, proof)

    run(work)


def test_certified_answers() -> None:
    async def work() -> None:
        service = Service(key=RSA)
        service.put(HANDLE, url("u"))
        async with Running(service):
            async with HandleClient(service.site or "-", options=FAST) as client:
                assert (await client.resolve(HANDLE, is_certified=True)).is_certified
                service.key = make_private_key("RSA")
                with pytest.raises(errors.UntrustedAnswer):
                    await client.resolve(HANDLE, is_certified=True)
                service.key = None
                with pytest.raises(errors.UntrustedAnswer):
                    await client.resolve(HANDLE, is_certified=True)
            async with HandleClient(f"127.0.0.1:{service.port}", options=FAST) as client:
                with pytest.raises(errors.UntrustedAnswer) as caught:
                    await client.resolve(HANDLE, is_certified=True)
                assert "public key" in str(caught.value)

    run(work)


def _other_digest(message: Message) -> Message:
    if not message.flags & Flag.REQUEST_DIGEST:
        return message
    body = message.body[:1] + bytes(32) + message.body[33:]
    return Message(message.operation, message.response, message.flags, body=body)


def test_a_challenge_to_another_request_is_not_answered() -> None:
    async def work() -> None:
        service = Service(guarded={Operation.CREATE_HANDLE}, mangle=_other_digest)
        async with (
            Running(service),
            HandleClient(f"127.0.0.1:{service.port}", identity=ADMIN) as client,
        ):
            with pytest.raises(errors.UntrustedAnswer) as caught:
                await client.create(HANDLE, [url("a")])
            assert "digest" in str(caught.value)
            assert Operation.CHALLENGE_ANSWER not in service.operations()

    run(work)


def _other_handle(message: Message) -> Message:
    body = message.body.replace(b"/a", b"/b")
    return Message(message.operation, message.response, message.flags, body=body)


def test_an_answer_about_another_handle_is_refused() -> None:
    async def work() -> None:
        service = Service()
        service.put(HANDLE, url("u"))
        service.mangle = _other_handle
        async with Running(service), HandleClient(f"127.0.0.1:{service.port}") as client:
            with pytest.raises(errors.UntrustedAnswer):
                await client.resolve(HANDLE)

    run(work)


def test_nobody_there() -> None:
    async def work() -> None:
        async with HandleClient("127.0.0.1:9", options=FAST) as client:
            with pytest.raises(errors.ServerUnreachable):
                await client.resolve(HANDLE)
        service = Service(drops=1_000)
        async with Running(service):
            address = f"udp://127.0.0.1:{service.port}"
            async with HandleClient(address, options=FAST) as client:
                with pytest.raises(errors.Unanswered):
                    await client.resolve(HANDLE)

    run(work)


def test_a_change_is_not_sent_again_when_the_connection_is_lost() -> None:
    async def work() -> None:
        arrived = 0

        async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            nonlocal arrived
            arrived += 1
            await reader.read(20)
            writer.close()

        server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with server, HandleClient(f"127.0.0.1:{port}", options=FAST) as client:
            with pytest.raises(errors.ConnectionLost):
                await client.create(HANDLE, [url("a")])
            assert arrived == 1

    run(work)


def test_silence_ends_in_time() -> None:
    async def work() -> None:
        async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read(1)
            await asyncio.sleep(0.5)
            writer.close()

        server = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        options = Options(timeout=0.1, protocols=frozenset({Protocol.TCP}))
        async with HandleClient(f"127.0.0.1:{port}", options=options) as client:
            with pytest.raises(errors.Unanswered):
                await client.resolve(HANDLE)
        server.close()

    run(work)


def test_a_call_can_have_its_own_time() -> None:
    async def work() -> None:
        service = Service(drops=1_000)
        async with (
            Running(service),
            HandleClient(f"udp://127.0.0.1:{service.port}") as client,
        ):
            with pytest.raises(errors.Unanswered) as caught:
                await client.resolve(HANDLE, timeout=0.05)
            assert caught.value.values["server"] == HANDLE
            with pytest.raises(errors.Unanswered):
                await client.create(HANDLE, [url("a")], timeout=0.05)

    run(work)


def test_a_long_list_and_questions_about_each_item() -> None:
    """A reader that pauses inside a list of 300 messages keeps other requests moving."""

    async def work() -> None:
        service = Service()
        service.homed = [f"0.NA/88.900.{number}" for number in range(15_000)]
        service.put(HANDLE, url("u"))
        options = only(Protocol.TCP)
        async with (
            Running(service),
            HandleClient(f"127.0.0.1:{service.port}", options=options) as client,
        ):
            count = 0
            async for _ in client.list_homed_prefixes():
                count += 1
                if count % 5_000 == 1:
                    assert (await client.resolve(HANDLE)).values[0].data == b"u"
            assert count == 15_000

    run(work)


def test_blocking_client() -> None:
    service = Service(guarded={Operation.CREATE_HANDLE})
    started, done = asyncio.Event(), asyncio.Event()

    async def serve() -> None:
        async with Running(service):
            started.set()
            await done.wait()

    async def use() -> None:
        await started.wait()
        await asyncio.to_thread(block)
        done.set()

    def block() -> None:
        with connect(f"127.0.0.1:{service.port}", identity=ADMIN, options=FAST) as client:
            assert client.create(HANDLE, [url("a")]) == HANDLE
            assert client.resolve(HANDLE).values[0].data == b"a"
            assert list(client.list_handles("88.900.1")) == [HANDLE.upper()]
            assert client.site_info() == service.site
            with pytest.raises(errors.HandleNotFound):
                client.resolve("88.900.1/none")
        client.close()

    async def both() -> None:
        await asyncio.gather(serve(), use())

    run(both)
