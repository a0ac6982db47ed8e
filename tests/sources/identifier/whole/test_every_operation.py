"""Our client against our node, both as they are run: every operation, over every way in.

Source: Handle protocol facts §1.4, §1.10–1.13.
"""

import asyncio
import contextlib

import pytest

from lingnan.sources.identifier.client import SessionWish
from lingnan.sources.identifier.client.endpoint import ServerView, read_server
from lingnan.sources.identifier.client.errors import Refused
from lingnan.sources.identifier.proof.seckey import MacCode, answer_secret
from lingnan.sources.identifier.proof.session_key import KeyAlgorithm
from lingnan.sources.identifier.wire.admin import AdminRecord
from lingnan.sources.identifier.wire.codes import KeyExchange, Response
from lingnan.sources.identifier.wire.digest import digest_request
from lingnan.sources.identifier.wire.value import HandleValue

from .conftest import PREFIX
from .served import url

WAYS = ("udp", "tcp", "http", "https")
HIDDEN = HandleValue(5, "NOTE", b"inner", permissions=0x0C, timestamp=1_700_000_000)
RIGHTS = HandleValue(
    100, "HS_ADMIN", AdminRecord(0xFFF, f"0.NA/{PREFIX}", 200).encode(), timestamp=1_700_000_000
)


@contextlib.asynccontextmanager
async def refused(response):
    with pytest.raises(Refused) as met:
        yield
    assert met.value.response == response


async def collect(names):
    return [each async for each in names]


async def use_everything(client, name, derived, *, is_server_admin=True):
    """Do each operation of the protocol once, and look at what it did."""
    site = await client.site_info()
    assert site.is_primary
    assert await client.create(name, [url(), HIDDEN, RIGHTS]) == name
    async with refused(Response.HANDLE_EXISTS):
        await client.create(name, [url()])
    found = await client.resolve(name.lower())
    assert [each.index for each in found.values] == [1, 100]
    found = await client.resolve(name, is_public_only=False)
    assert [each.index for each in found.values] == [1, 5, 100]
    await client.add_values(name, [url("https://example.com/2", 2)])
    async with refused(Response.VALUE_EXISTS):
        await client.add_values(name, [url("https://example.com/3", 2)])
    await client.modify_values(name, [url("https://example.com/4", 2)])
    found = await client.resolve(name, types=["URL"], indexes=[2])
    assert {each.index: each.data for each in found.values}[2] == b"https://example.com/4"
    await client.remove_values(name, [2])
    async with refused(Response.VALUES_NOT_FOUND):
        await client.resolve(name, indexes=[2])
    minted = await client.create(f"{PREFIX}/m-", [url()], mints=True)
    assert len(minted) > len(f"{PREFIX}/m-")
    await client.delete(minted)
    assert name in await collect(client.list_handles(PREFIX))
    await client.create(f"0.NA/{derived}", [url()])
    assert derived in " ".join(await collect(client.list_derived_prefixes(PREFIX)))
    if is_server_admin:
        await client.home_prefix(derived)
        assert derived in " ".join(await collect(client.list_homed_prefixes()))
        await client.unhome_prefix(derived)
        assert derived not in " ".join(await collect(client.list_homed_prefixes()))
    else:
        async with refused(Response.NOT_ADMINISTRATOR):
            await client.home_prefix(derived)
    await client.delete(f"0.NA/{derived}")
    await client.delete(name)
    async with refused(Response.HANDLE_NOT_FOUND):
        await client.resolve(name)


async def verify(client, node):
    nonce, request = bytes(range(16)), b"some request"
    digest = digest_request(request, (2, 11))
    proof = answer_secret(node.secret.encode(), nonce, digest.octets, MacCode.HMAC_SHA256)
    told = digest.encode((2, 11))
    assert await client.verify(node.admin, nonce, told, proof)
    assert not await client.verify(node.admin, bytes(16), told, proof)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", ["secret", "RSA", "SM2"])
def test_each_operation(node, identities, way, kind):
    async def flow():
        number = WAYS.index(way) * 10 + ["secret", "RSA", "SM2"].index(kind)
        async with node.client(way, node.identity if kind == "secret" else identities[kind]) as it:
            await use_everything(
                it,
                f"{PREFIX}/Each-{number}",
                f"{PREFIX}.{1_000 + number}",
                is_server_admin=kind == "secret",
            )
            await verify(it, node)

    asyncio.run(flow())


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("algorithm", [KeyAlgorithm.AES, KeyAlgorithm.SM4])
def test_each_operation_in_a_session(node, way, algorithm):
    async def flow():
        number = 2_000 + WAYS.index(way) * 10 + algorithm.value
        async with node.client(way, node.identity) as client:
            # The client chooses the kind of key in mode 2 only; in mode 4 the server does.
            mode = KeyExchange.DIFFIE_HELLMAN
            if algorithm is KeyAlgorithm.SM4:
                mode = KeyExchange.SERVER_KEY
            session = await client.set_up_session(SessionWish(mode=mode, algorithm=algorithm))
            await use_everything(client, f"{PREFIX}/In-{number}", f"{PREFIX}.{number}")
            assert session.user == node.admin
            assert session.counter > 20
            await client.end_session(session)
            client._sessions[session.server] = session
            async with refused(Response.SESSION_TIMEOUT):
                await client.create(f"{PREFIX}/over", [url()])

    asyncio.run(flow())


@pytest.mark.parametrize("kind", ["secret", "RSA", "SM2"])
def test_each_operation_after_a_login(node, identities, kind):
    async def flow():
        number = 3_000 + ["secret", "RSA", "SM2"].index(kind)
        async with node.client("tcp", identities[kind]) as client:
            await client.log_in()
            # From now on the connection alone says who we are.
            client.identity = None
            await use_everything(
                client,
                f"{PREFIX}/Login-{number}",
                f"{PREFIX}.{number}",
                is_server_admin=kind == "secret",
            )

    asyncio.run(flow())


@pytest.mark.parametrize("way", WAYS)
def test_certified_answers(node, way):
    async def flow():
        async with node.client(way) as client:
            site = await client.site_info()
            plain = read_server(node.address(way))
            key = site.servers[0].public_key
            client._start = (ServerView(plain.key, plain.endpoints, site.version, key),)
            client._route._start = client._start
            found = await client.resolve(f"{PREFIX}/ADMIN", is_certified=True)
            assert found.is_certified
            assert [each.type for each in found.values] == ["HS_ADMIN"]

    asyncio.run(flow())


def test_certified_answers_need_the_key_of_the_server(node):
    async def flow():
        other = node.client("tcp")
        async with other as client:
            with pytest.raises(Exception) as met:  # noqa: PT011  looked at below
                await client.resolve(f"{PREFIX}/ADMIN", is_certified=True)
            assert met.value.code == "NOD-404"

    asyncio.run(flow())
