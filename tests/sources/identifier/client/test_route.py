"""Referrals, services, aliases, choice of site and server."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from lingnan.sources.identifier.client import HandleClient, Options, errors, read_server
from lingnan.sources.identifier.client.choice import order_endpoints, order_servers
from lingnan.sources.identifier.client.endpoint import Endpoint, view_server
from lingnan.sources.identifier.client.latency import Latency
from lingnan.sources.identifier.wire.body.referral import Referral
from lingnan.sources.identifier.wire.codes import (
    HashOption,
    Operation,
    Protocol,
    Response,
    SiteFlag,
)
from lingnan.sources.identifier.wire.message import Message
from lingnan.sources.identifier.wire.site import Interface, Server, SiteInfo, pack_address
from lingnan.sources.identifier.wire.value import HandleValue
from sources.identifier.client.service import Running, Service, url

#: Synthetic.
HANDLE = "88.900.1/a"
FAST = Options(timeout=2.0, udp_waits=(0.05, 0.1, 0.15))


def run(work: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(work())  # type: ignore[arg-type]


def site_value(service: Service, kind: str = "HS_SITE", index: int = 2) -> HandleValue:
    return HandleValue(index, kind, service.make_site().encode())


def at(service: Service) -> str:
    return f"127.0.0.1:{service.port}"


def test_from_the_top_level_node_to_the_enterprise_node() -> None:
    """Top-level → second-level by 303, second-level → enterprise by 302."""

    async def work() -> None:
        top, second, enterprise = Service(), Service(), Service()
        enterprise.put(HANDLE, url("https://example.com/1"))
        top.refer = lambda _: (
            Response.PREFIX_REFERRAL,
            Referral("", (site_value(second, "HS_SITE.PREFIX"),)),
        )
        second.refer = lambda _: (
            Response.SERVICE_REFERRAL,
            Referral("", (site_value(enterprise),)),
        )
        running = Running(top, second, enterprise)
        async with running, HandleClient(at(top), options=FAST) as client:
            found = await client.resolve(HANDLE)
            assert found.values[0].data == b"https://example.com/1"
            assert (found.hops, found.server) == (2, f"udp://127.0.0.1:{enterprise.port}")

    run(work)


def test_beginning_at_a_root() -> None:
    async def work() -> None:
        root, second, enterprise = Service(), Service(), Service()
        enterprise.put(HANDLE, url("u"))
        root.refer = lambda handle: (
            (Response.PREFIX_REFERRAL, Referral("", (site_value(second, "HS_SITE.PREFIX"),)))
            if handle == "0.NA/88.900.1"
            else None
        )
        async with Running(root, second, enterprise):
            second.put("0.NA/88.900.1", site_value(enterprise))
            async with HandleClient(at(root), begins_at_root=True, options=FAST) as client:
                found = await client.resolve(HANDLE)
                assert (found.values[0].data, found.hops) == (b"u", 2)
                await client.create("88.900.1/b", [url("b")])
                assert enterprise.seen[-1][0] == "tcp"
                # the service of the prefix is remembered
                assert len(root.seen) == 1
            assert Operation.CREATE_HANDLE in enterprise.operations()
            assert Operation.CREATE_HANDLE not in root.operations() + second.operations()

    run(work)


def test_referral_to_a_service_handle() -> None:
    async def work() -> None:
        first, other = Service(), Service()
        other.put(HANDLE, url("u"))
        first.refer = lambda handle: (
            (Response.SERVICE_REFERRAL, Referral("88.900/SERVICE")) if handle == HANDLE else None
        )
        async with Running(first, other):
            first.put("88.900/SERVICE", HandleValue(1, "HS_SERV", b"88.900/SITES"))
            first.put("88.900/SITES", site_value(other))
            async with HandleClient(at(first), options=FAST) as client:
                found = await client.resolve(HANDLE)
                assert (found.values[0].data, found.hops) == (b"u", 2)

    run(work)


def test_hops_are_limited() -> None:
    async def work() -> None:
        service = Service()
        service.refer = lambda _: (Response.SERVICE_REFERRAL, Referral("", (site_value(service),)))
        async with Running(service), HandleClient(at(service), options=FAST) as client:
            with pytest.raises(errors.TooManyHops) as caught:
                await client.resolve(HANDLE)
            assert caught.value.values["limit"] == 40
            assert len(service.seen) == 41

    run(work)


def test_a_circle_of_services_ends() -> None:
    async def work() -> None:
        service = Service()
        service.refer = lambda _: (Response.SERVICE_REFERRAL, Referral("88.900/SERVICE"))
        options = replace(FAST, hop_limit=5)
        async with Running(service), HandleClient(at(service), options=options) as client:
            with pytest.raises(errors.TooManyHops):
                await client.resolve(HANDLE)

    run(work)


def test_empty_referral_and_no_referral_wanted() -> None:
    async def work() -> None:
        service = Service()
        service.refer = lambda _: (Response.SERVICE_REFERRAL, Referral("", ()))
        async with Running(service), HandleClient(at(service), options=FAST) as client:
            with pytest.raises(errors.NoSite):
                await client.resolve(HANDLE)
            with pytest.raises(errors.NoSite):
                await client.resolve(HANDLE, follows_referral=False)
            assert service.seen[-1][2].flags & 0x00100000

    run(work)


def test_aliases() -> None:
    async def work() -> None:
        service = Service()
        service.put(HANDLE, HandleValue(1, "HS_ALIAS", b"88.900.1/b"))
        service.put("88.900.1/b", HandleValue(1, "hs_alias", b"88.900.1/c"))
        service.put("88.900.1/c", url("u"), url("d", 2, "DESC"))
        async with Running(service), HandleClient(at(service), options=FAST) as client:
            found = await client.resolve(HANDLE, types=["URL"])
            assert [value.data for value in found.values] == [b"u"]
            assert found.path == (HANDLE, "88.900.1/b", "88.900.1/c")
            kept = await client.resolve(HANDLE, follows_alias=False)
            assert kept.values[0].data == b"88.900.1/b"
            asked = await client.resolve(HANDLE, types=["HS_ALIAS"])
            assert asked.path == (HANDLE,)
            service.put("88.900.1/c", HandleValue(1, "HS_ALIAS", HANDLE.encode()))
            with pytest.raises(errors.TooManyHops):
                await client.resolve(HANDLE)

    run(work)


def test_a_stale_site_is_fetched_anew() -> None:
    """Two servers; the client holds a record in which the wrong one answers for the handle."""

    async def work() -> None:
        right, wrong = Service(), Service()
        right.put(HANDLE, url("u"))

        def refuse(message: Message) -> Message:
            if message.operation == Operation.RESOLVE:
                return Message(message.operation, Response.NOT_RESPONSIBLE, body=b"\0\0\0\0")
            return message

        wrong.mangle = refuse
        async with Running(right, wrong):
            wrong.site = right.make_site()
            async with HandleClient(wrong.make_site(), options=FAST) as client:
                assert (await client.resolve(HANDLE)).values[0].data == b"u"
                assert wrong.operations() == [Operation.RESOLVE, Operation.GET_SITE_INFO]
            async with HandleClient(at(wrong), options=FAST) as client:
                with pytest.raises(errors.NotResponsible):
                    await client.resolve(HANDLE)

    run(work)


def test_the_next_site_takes_over() -> None:
    async def work() -> None:
        service = Service()
        service.put(HANDLE, url("u"))
        async with Running(service):
            dead = replace(
                service.make_site(),
                servers=(Server(1, pack_address("127.0.0.1"), b"", (Interface(3, 1, 9),)),),
            )
            async with HandleClient(dead, service.make_site(), options=FAST) as client:
                assert (await client.resolve(HANDLE)).values[0].data == b"u"
                await client.create("88.900.1/b", [url("b")])

    run(work)


def make_site(port: int, *, flags: int = 0x80, count: int = 1, option: int = 2) -> SiteInfo:
    servers = tuple(
        Server(number, pack_address("192.0.2.1"), b"", (Interface(3, 1, port + number),))
        for number in range(count)
    )
    return SiteInfo(serial=7, servers=servers, flags=flags, hash_option=option)


def test_hash_chooses_the_server() -> None:
    # Handle protocol facts §1.16: whole-handle hash of 88.100.1/sn-0001 is 419026994;
    # mod 3 it is 2 (digits sum to 53, 53 mod 3 = 2); of its prefix 626612451, mod 3 = 0 (sum 36)
    latency = Latency()
    for option, place in ((HashOption.HANDLE, 2), (HashOption.PREFIX, 0)):
        site = make_site(3000, count=3, option=option)
        ((_, server),) = order_servers(
            [site], "88.100.1/SN-0001", is_change=False, latency=latency, now=0.0
        )
        assert server.endpoints[0].port == 3000 + place
        assert server.serial == 7


def test_latency_orders_reads_and_primary_takes_changes() -> None:
    latency = Latency()
    sites = [make_site(1000, flags=0), make_site(2000), make_site(3000, flags=0)]
    keys = [view_server(site, site.servers[0]).key for site in sites]

    def order(*, is_change: bool = False, now: float = 0.0) -> list[str]:
        found = order_servers(sites, "88.900.1/a", is_change=is_change, latency=latency, now=now)
        return [server.key for _, server in found]

    assert order() == keys
    latency.measured(keys[0], 0.2)
    latency.measured(keys[1], 0.1)
    assert order() == [keys[2], keys[1], keys[0]]
    latency.measured(keys[2], 0.4)
    assert order() == [keys[1], keys[0], keys[2]]
    # 0.1 + (0.9 − 0.1) / 4 = 0.3
    latency.measured(keys[1], 0.9)
    assert order() == [keys[0], keys[1], keys[2]]
    latency.failed(keys[0], 0.0)
    assert order(now=59.0) == [keys[1], keys[2], keys[0]]
    assert order(now=61.0) == [keys[0], keys[1], keys[2]]
    assert order(is_change=True) == [keys[1]]
    assert SiteFlag.PRIMARY == 0x80


def test_interfaces() -> None:
    site = SiteInfo(
        serial=1,
        servers=(
            Server(
                1,
                pack_address("192.0.2.1"),
                b"",
                (Interface(1, 2, 8000), Interface(2, 0, 2641), Interface(3, 1, 2641),
                 Interface(3, 9, 1), Interface(3, 1, 70_000)),
            ),
        ),
    )  # fmt: skip
    server = view_server(site, site.servers[0])

    def usable(order: list[Protocol], **more: bool) -> list[str]:
        allows = lambda _: True  # noqa: E731
        return [str(e) for e in order_endpoints(server, protocols=order, allows=allows, **more)]

    assert usable([Protocol.UDP, Protocol.TCP, Protocol.HTTP], is_change=False) == [
        "udp://192.0.2.1:2641", "tcp://192.0.2.1:2641",
    ]  # fmt: skip
    assert usable([Protocol.TCP, Protocol.HTTP], is_change=True) == [
        "tcp://192.0.2.1:2641", "http://192.0.2.1:8000",
    ]  # fmt: skip


def test_a_forbidden_network_is_not_entered() -> None:
    async def work() -> None:
        first, inner = Service(), Service()
        inner.put(HANDLE, url("u"))
        first.refer = lambda _: (Response.SERVICE_REFERRAL, Referral("", (site_value(inner),)))
        async with Running(first, inner):
            options = replace(FAST, allows=lambda endpoint: endpoint.port == first.port)
            async with HandleClient(at(first), options=options) as client:
                with pytest.raises(errors.NoSite):
                    await client.resolve(HANDLE)
                assert inner.seen == []

    run(work)


@pytest.mark.parametrize(
    ("text", "endpoints"),
    [
        ("example.com", ["udp://example.com:2641", "tcp://example.com:2641"]),
        ("192.0.2.1:1304", ["udp://192.0.2.1:1304", "tcp://192.0.2.1:1304"]),
        ("[2001:db8::1]:99", ["udp://[2001:db8::1]:99", "tcp://[2001:db8::1]:99"]),
        ("TCP://h:1", ["tcp://h:1"]),
        ("https://h", ["https://h:8000"]),
        ("http://h:80/", ["http://h:80"]),
    ],
)
def test_addresses(text: str, endpoints: list[str]) -> None:
    view = read_server(text)
    assert [str(each) for each in view.endpoints] == endpoints
    assert all(str(read_server(each).endpoints[0]) == each for each in endpoints)


@pytest.mark.parametrize("text", ["", "ftp://h", "h:x", "h:70000", "h/a", "u@h", "[::1"])
def test_bad_addresses(text: str) -> None:
    with pytest.raises(errors.BadServerAddress):
        read_server(text)


def test_an_endpoint_writes_itself() -> None:
    assert str(Endpoint(Protocol.HTTPS, "192.0.2.1", 8000)) == "https://192.0.2.1:8000"


def test_a_client_needs_a_start() -> None:
    with pytest.raises(errors.NoSite):
        HandleClient()
