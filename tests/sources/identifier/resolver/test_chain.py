"""From the top-level to the second-level to the enterprise node, as octets, with real nodes."""

import asyncio

import pytest

from lingnan.sources.identifier.client import HandleClient, read_server
from lingnan.sources.identifier.client.errors import HandleNotFound
from lingnan.sources.identifier.proof.key import make_private_key
from lingnan.sources.identifier.resolver.back_end import make_group
from lingnan.sources.identifier.resolver.worker import bind
from lingnan.sources.identifier.wire.body.failure import ErrorResponse
from lingnan.sources.identifier.wire.body.name import HandleRequest
from lingnan.sources.identifier.wire.body.referral import Referral
from lingnan.sources.identifier.wire.body.resolve import ResolveRequest
from lingnan.sources.identifier.wire.codes import Flag, Operation, Response
from lingnan.sources.identifier.wire.envelope import Envelope
from lingnan.sources.identifier.wire.message import Message
from lingnan.sources.identifier.wire.site import SiteInfo
from lingnan.sources.identifier.wire.value import HandleValue
from sources.identifier.node.core.kit import admin

from .kit import FAST, LOCAL, PEER, PLAIN, chain, resolving, serve, site_at, site_value

HANDLE = "88.900.1/a"


def run(work):
    return asyncio.run(work())


def test_the_answer_is_that_of_the_enterprise_node(tmp_path):
    """Body and values are octet for octet those the enterprise node gives itself."""

    async def work():
        async with chain(tmp_path) as nodes, resolving(nodes.group()) as resolver:
            body = ResolveRequest(HANDLE).encode()
            octets = Message(Operation.RESOLVE, 0, PLAIN, body=body).encode()
            envelope = Envelope(2, 11, 77, len(octets))
            (direct,) = await nodes.enterprise.node.service.answer(envelope, octets, PEER)
            (answer,) = await resolver.service.answer(envelope, octets, PEER)
            assert answer[:20] == direct[:20]
            asked, told = Message.decode(direct[20:]), Message.decode(answer[20:])
            assert told.body == asked.body
            assert told.response == Response.SUCCESS
            # Ours is no authoritative answer; all else of the header is the same.
            assert asked.flags & Flag.AUTHORITATIVE.value
            assert told.flags == PLAIN
            assert nodes.counts() == (1, 1, 1)
            # Kept now: the same octets again, and nobody is asked.
            assert (await resolver.service.answer(envelope, octets, PEER)) == [answer]
            assert nodes.counts() == (1, 1, 1)
            assert resolver.count("hit") == 1

    run(work)


def test_what_was_referred_is_remembered(tmp_path):
    async def work():
        async with chain(tmp_path) as nodes, resolving(nodes.group()) as resolver:
            assert await resolver.code(HANDLE) == Response.SUCCESS
            assert await resolver.code("88.900.1/none") == Response.HANDLE_NOT_FOUND
            assert nodes.counts() == (1, 1, 2)
            # A hosted enterprise ends at the second-level node; so does a prefix handle.
            assert await resolver.code("88.900.2/b") == Response.SUCCESS
            assert await resolver.code("0.NA/88.900.1") == Response.SUCCESS
            assert nodes.counts() == (3, 3, 2)
            assert await resolver.code("99.1/a") == Response.NOT_RESPONSIBLE
            # After its time the referral is asked for anew.
            resolver.clock.now += 3_601
            assert await resolver.code("88.900.1/none") == Response.HANDLE_NOT_FOUND
            assert nodes.counts() == (5, 4, 3)

    run(work)


def test_parts_of_a_record(tmp_path):
    async def work():
        async with chain(tmp_path) as nodes, resolving(nodes.group()) as resolver:
            _, body, _ = await resolver.ask(HANDLE, types=["EMAIL"])
            assert [each.index for each in body.values] == [2]
            await resolver.ask(HANDLE)
            asked = nodes.counts()
            # Of the whole record every part is known.
            code, body, _ = await resolver.ask(HANDLE, types=["url"])
            assert (code, [each.index for each in body.values]) == (1, [1])
            assert await resolver.code(HANDLE, types=["DESC"]) == Response.VALUES_NOT_FOUND
            assert nodes.counts() == asked

    run(work)


def test_over_udp_and_tcp_with_a_client(tmp_path):
    async def work():
        async with chain(tmp_path, is_quick=True) as nodes, resolving(nodes.group()) as resolver:
            served = serve(resolver.service, bind(LOCAL, 0))
            try:
                for way in ("udp", "tcp"):
                    server = f"{way}://{LOCAL}:{served.port}"
                    async with HandleClient(server, options=FAST) as client:
                        found = await client.resolve(HANDLE)
                        assert found.values[0].data == b"a"
                        assert not found.is_authoritative
                        assert (await client.site_info()) == site_at(1)
                        with pytest.raises(HandleNotFound):
                            await client.resolve("88.900.1/none")
            finally:
                await served.stop()

    run(work)


def test_restricted_values_are_read_at_their_home(tmp_path):
    """Without PUBL the enterprise node wants proof: the client is sent there by 302."""

    async def work():
        async with chain(tmp_path) as nodes, resolving(nodes.group()) as resolver:
            flags = PLAIN & ~Flag.PUBLIC_ONLY.value
            code, body, _ = await resolver.ask("88.900.1/secret", flags=flags)
            assert code == Response.SERVICE_REFERRAL
            assert isinstance(body, Referral)
            assert SiteInfo.decode(body.values[0].data) == site_at(nodes.enterprise.port)
            forbidden = flags | Flag.NO_REFERRAL.value
            assert await resolver.code("88.900.1/secret", flags=forbidden) == 301
            # What it may read without proof it gets; nothing of it is kept.
            assert await resolver.code(HANDLE, flags=flags) == Response.SUCCESS
            assert len(resolver.recursion.cache) == 0

    run(work)


def test_without_recursion_one_server_is_asked(tmp_path):
    async def work():
        async with chain(tmp_path) as nodes, resolving(nodes.group()) as resolver:
            flags = PLAIN & ~Flag.RECURSIVE.value
            code, body, _ = await resolver.ask(HANDLE, flags=flags)
            assert code == Response.PREFIX_REFERRAL
            assert SiteInfo.decode(body.values[0].data) == site_at(nodes.second.port)
            assert nodes.counts() == (1, 0, 0)
            forbidden = flags | Flag.NO_REFERRAL.value
            assert await resolver.code(HANDLE, flags=forbidden) == Response.NOT_RESPONSIBLE
            # With recursion nobody is referred, so forbidding it changes nothing.
            assert await resolver.code(HANDLE, flags=PLAIN | Flag.NO_REFERRAL.value) == 1
            # What is kept answers also who asks without recursion.
            assert await resolver.code(HANDLE, flags=flags) == Response.SUCCESS

    run(work)


def test_certified_answers_are_kept_by_themselves(tmp_path):
    async def work():
        keys = tuple(make_private_key("SM2") for _ in range(3))
        own = make_private_key("SM2")
        async with (
            chain(tmp_path, keys=keys) as nodes,
            resolving(nodes.group(), key=own) as resolver,
        ):
            served = serve(resolver.service, bind(LOCAL, 0))
            site = site_at(served.port, own)
            async with HandleClient(site, options=FAST) as client:
                assert (await client.resolve(HANDLE, is_certified=True)).is_certified
                assert (await client.resolve(HANDLE, is_certified=True)).is_certified
                await client.resolve(HANDLE)
            await served.stop()
            assert nodes.counts() == (1, 1, 2)
            assert len(resolver.recursion.certified) == len(resolver.recursion.cache) == 1

    run(work)


def test_an_answer_signed_by_another_key_is_not_taken(tmp_path):
    async def work():
        key, other = make_private_key("SM2"), make_private_key("SM2")
        async with chain(tmp_path, keys=(None, None, key)) as nodes:
            wrong = site_at(nodes.enterprise.port, other)
            nodes.second.node.put("0.NA/88.900.1", site_value("HS_SITE", wrong))
            async with resolving(nodes.group()) as resolver:
                flags = PLAIN | Flag.CERTIFIED.value
                code, body, _ = await resolver.ask(HANDLE, flags=flags)
                assert (code, body.message[:7]) == (Response.ERROR, "NOD-432")
                # Who asks without a signature is served all the same.
                assert await resolver.code(HANDLE) == Response.SUCCESS

    run(work)


def test_authoritative_questions_bypass_the_cache(tmp_path):
    async def work():
        async with chain(tmp_path) as nodes, resolving(nodes.group()) as resolver:
            await resolver.ask(HANDLE)
            await resolver.ask(HANDLE, flags=PLAIN | Flag.AUTHORITATIVE.value)
            assert nodes.counts() == (2, 2, 2)

    run(work)


def test_forward_groups(tmp_path):
    """88.900 goes to its own servers; a recursive one is asked to recurse and answers itself."""

    async def work():
        async with chain(tmp_path) as nodes, resolving(nodes.group()) as upstream:
            above = serve(upstream.service, bind(LOCAL, 0))
            groups = {
                "": make_group("above", [read_server(f"{LOCAL}:{above.port}")], is_recursive=True),
                "88.900": make_group("own", [read_server(f"{LOCAL}:{nodes.second.port}")]),
            }
            async with resolving(groups) as resolver:
                assert await resolver.code(HANDLE) == Response.SUCCESS
                assert nodes.counts() == (0, 1, 1)
                assert await resolver.code("0.NA/88") == Response.SUCCESS
                assert nodes.counts() == (1, 1, 1)
                assert above.counted.resolved() == ["0.NA/88"]
            await above.stop()

    run(work)


def test_other_operations_and_broken_octets(tmp_path):
    async def work():
        async with chain(tmp_path) as nodes, resolving(nodes.group()) as resolver:
            body = HandleRequest(HANDLE).encode()
            for message, code in (
                (Message(Operation.DELETE_HANDLE, body=body), Response.OPERATION_NOT_SUPPORTED),
                (Message(9_999, body=body), Response.OPERATION_NOT_SUPPORTED),
                (Message(Operation.RESOLVE, body=b"\0\0"), Response.PROTOCOL_ERROR),
                (Message(Operation.RESOLVE, body=ResolveRequest("88.900.1/").encode()), 102),
                (
                    Message(
                        Operation.RESOLVE, body=ResolveRequest(HANDLE, tuple(range(999))).encode()
                    ),
                    Response.OPERATION_NOT_SUPPORTED,
                ),
            ):
                octets = message.encode()
                (raw,) = await resolver.service.answer(
                    Envelope(2, 11, 1, len(octets)), octets, PEER
                )
                assert Message.decode(raw[20:]).response == code
            sealed = Envelope(2, 11, 1, 16, 5, is_encrypted=True)
            (raw,) = await resolver.service.answer(sealed, bytes(16), PEER)
            assert Message.decode(raw[20:]).response == Response.SESSION_TIMEOUT
            answer = Message(Operation.RESOLVE, 1, body=body).encode()
            assert await resolver.service.answer(Envelope(2, 11, 1, 9), answer, PEER) == []
            assert isinstance((await resolver.ask("99.1/a"))[1], ErrorResponse)

    run(work)


def test_a_service_handle_is_resolved_on_the_way(tmp_path):
    """The prefix names its service (HS_SERV), a handle that holds the site."""

    async def work():
        async with chain(tmp_path) as nodes, resolving(nodes.group()) as resolver:
            nodes.second.node.put_all(
                {
                    "0.NA/88.900.1": (HandleValue(1, "HS_SERV", b"88.900/SERVICE"), admin()),
                    "88.900/SERVICE": (site_value("HS_SITE", site_at(nodes.enterprise.port)),),
                }
            )
            assert await resolver.code(HANDLE) == Response.SUCCESS
            assert nodes.second.counted.resolved() == [HANDLE, "88.900/SERVICE"]
            asked = nodes.counts()
            assert await resolver.code("88.900.1/none") == Response.HANDLE_NOT_FOUND
            assert nodes.counts() == (asked[0], asked[1], asked[2] + 1)

    run(work)
