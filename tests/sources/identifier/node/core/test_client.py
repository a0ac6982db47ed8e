"""The client of this repository against the node, over sockets: both sides of every flow."""

import asyncio
from contextlib import asynccontextmanager, suppress

import pytest

from lingnan.sources.identifier.client import (
    HandleClient,
    KeyIdentity,
    Options,
    SecretIdentity,
    SessionWish,
    errors,
)
from lingnan.sources.identifier.node.model import Peer, Transport
from lingnan.sources.identifier.node.operation.elsewhere import ClientElsewhere
from lingnan.sources.identifier.proof.key import make_private_key, public_key_of
from lingnan.sources.identifier.proof.key_record import encode_key
from lingnan.sources.identifier.records.change import Delete
from lingnan.sources.identifier.wire.codes import KeyExchange, Protocol
from lingnan.sources.identifier.wire.envelope import ENVELOPE_LENGTH, Envelope
from lingnan.sources.identifier.wire.reference import Reference
from lingnan.sources.identifier.wire.site import Interface, Server, SiteInfo, pack_address
from lingnan.sources.identifier.wire.value import HandleValue
from sources.identifier.node.core.kit import ENTERPRISE, SECRET, admin, secret, url

IDENTITY = SecretIdentity(ENTERPRISE.reference, SECRET)
TCP_ONLY = Options(protocols=frozenset({Protocol.TCP}), timeout=5.0)


@asynccontextmanager
async def served(node):
    """Serve a node over TCP on a free port of this machine; answer host and port."""
    tasks = []

    async def take(reader, writer):
        tasks.append(asyncio.current_task())
        peer = Peer("127.0.0.1", Transport.TCP, len(tasks))
        with suppress(asyncio.IncompleteReadError, OSError):
            while True:
                envelope = Envelope.decode(await reader.readexactly(ENVELOPE_LENGTH))
                octets = await reader.readexactly(envelope.length)
                for answer in await node.service.answer(envelope, octets, peer):
                    writer.write(answer)
                await writer.drain()
        node.service.forget(peer.connection)
        writer.close()

    server = await asyncio.start_server(take, "127.0.0.1", 0)
    try:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        # The client has closed its connections, so these end by themselves.
        await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), 5)


def run(node, flow, identity=IDENTITY):
    async def whole():
        async with (
            served(node) as place,
            HandleClient(place, identity=identity, options=TCP_ONLY) as client,
        ):
            return await flow(client)

    return asyncio.run(whole())


def test_registering_and_reading(node):
    async def flow(client):
        mine = admin(user=ENTERPRISE.reference)
        assert await client.create("88.900.1/a", [url(), mine, secret(300)]) == "88.900.1/a"
        with pytest.raises(errors.HandleExists):
            await client.create("88.900.1/a", [url()])
        await client.add_values("88.900.1/a", [url(2)])
        await client.modify_values("88.900.1/a", [url(2, "new")])
        await client.remove_values("88.900.1/a", [1])
        public = await client.resolve("88.900.1/a")
        assert {value.index for value in public.values} == {2, 100}
        assert public.values[-1].data == b"new"
        everything = await client.resolve("88.900.1/a", is_public_only=False)
        assert {value.index for value in everything.values} == {2, 100, 300}
        names = [name async for name in client.list_handles("88.900.1")]
        assert names == ["88.900.1/a", "88.900.1/ADMIN"]
        await client.delete("88.900.1/a")
        with pytest.raises(errors.HandleNotFound):
            await client.resolve("88.900.1/a")
        minted = await client.create("88.900.1/", [url()], mints=True)
        assert minted == "88.900.1/m0"

    run(node, flow)


def test_long_lists(node):
    node.put_all({f"88.900.1/{number:03}": (url(),) for number in range(130)})

    async def flow(client):
        return [name async for name in client.list_handles("88.900.1")]

    assert len(run(node, flow)) == 131


@pytest.mark.parametrize("is_encrypted", [True, False])
@pytest.mark.parametrize("is_authenticated", [True, False])
def test_sessions(node, is_encrypted, is_authenticated):
    async def flow(client):
        wish = SessionWish(is_encrypted=is_encrypted, is_authenticated=is_authenticated)
        session = await client.set_up_session(wish)
        for name in ("a", "b"):
            await client.create(f"88.900.1/{name}", [url()])
        assert (await client.resolve("88.900.1/a")).values[0].index == 1
        await client.end_session(session)

    if is_encrypted or is_authenticated:
        run(node, flow)
        assert len(node.service.sessions) == 0
    else:
        # Nothing protects such a session, so it is none: the number alone opens nothing.
        with pytest.raises(errors.Refused):
            run(node, flow)


def test_modes_1_to_3(make):
    key = make_private_key("RSA")
    node = make(key=key)
    user = Reference("88.900.1/ADMIN", 301)
    node.put(
        "88.900.1/ADMIN", secret(), HandleValue(301, "HS_PUBKEY", encode_key(public_key_of(key)))
    )
    node.put("0.NA/88.900.1", admin(user=user))

    async def flow(client):
        for number, wish in enumerate(
            (
                SessionWish(KeyExchange.CLIENT_KEY, key=key),
                SessionWish(KeyExchange.SERVER_KEY),
                SessionWish(KeyExchange.HANDLE_KEY, key=key, key_reference=user),
            )
        ):
            await client.set_up_session(wish)
            assert await client.create(f"88.900.1/{number}", [url()])

    run(node, flow, KeyIdentity(user, key))


def test_login(node):
    async def flow(client):
        await client.log_in()
        await client.create("88.900.1/a", [url()])

    run(node, flow)
    assert [entry.action for entry in node.audit] == ["login", "create_handle"]


def test_a_foreign_user_is_verified_by_his_own_service(make):
    home, away = make(), make(prefixes=("88.901",))
    away.put("0.NA/88.901", admin(user=ENTERPRISE.reference))

    async def flow():
        async with served(home) as near, HandleClient(near, options=TCP_ONLY) as resolver:
            away.service.host.elsewhere = ClientElsewhere(resolver)
            async with (
                served(away) as place,
                HandleClient(place, identity=IDENTITY, options=TCP_ONLY) as client,
            ):
                return await client.create("88.901/a", [url()])

    # The tests furnish every node alike; this one must not know the user itself.
    away.apply(Delete("88.900.1/ADMIN"))
    assert asyncio.run(flow()) == "88.901/a"


def test_a_certified_answer_is_believed_by_the_key_of_the_site(make):
    key = make_private_key("SM2")
    node = make(key=key)
    node.put("88.900.1/a", url())

    async def flow():
        async with served(node) as place:
            port = int(place.rpartition(":")[2])
            ways = (Interface(3, Protocol.TCP, port),)
            server = Server(1, pack_address("127.0.0.1"), encode_key(public_key_of(key)), ways)
            async with HandleClient(SiteInfo(3, (server,)), options=TCP_ONLY) as client:
                return await client.resolve("88.900.1/a", is_certified=True)

    found = asyncio.run(flow())
    assert found.is_certified
    assert found.is_authoritative
