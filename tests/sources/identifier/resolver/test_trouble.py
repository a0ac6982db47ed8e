"""Circles, dead servers, wrong records: the right code, and nobody is asked without end."""

import asyncio
from dataclasses import replace

from lingnan.sources.identifier.client import Options, read_server
from lingnan.sources.identifier.resolver.back_end import make_group
from lingnan.sources.identifier.resolver.errors import AuthorityUnavailable
from lingnan.sources.identifier.resolver.trouble import Kind, Troubles
from lingnan.sources.identifier.resolver.upkeep import check_back_ends, check_pause, keep_up
from lingnan.sources.identifier.resolver.worker import bind
from lingnan.sources.identifier.wire.codes import Response
from lingnan.sources.identifier.wire.value import HandleValue
from sources.identifier.node.core.kit import admin

from .kit import FAST, LOCAL, chain, dead_port, resolving, serve, site_at, site_value

HANDLE = "88.900.1/a"


def run(work):
    return asyncio.run(work())


def test_a_circle_of_referrals_ends_with_6(tmp_path):
    """The second-level node sends to the top-level node, which sends back."""

    async def work():
        async with chain(tmp_path) as nodes, resolving(nodes.group()) as resolver:
            nodes.second.node.put("0.NA/88.900.1", site_value("HS_SITE", site_at(nodes.top.port)))
            code, body, _ = await resolver.ask(HANDLE)
            assert (code, body.message[:7]) == (Response.RECURSION_LIMIT, "NOD-430")
            assert sum(nodes.counts()) <= 4
            # Permanent: told again without asking, until the memory of it ends.
            met = nodes.counts()
            assert await resolver.code("88.900.1/other") == Response.RECURSION_LIMIT
            assert nodes.counts() == met
            assert (resolver.count("permanent"), resolver.count("remembered")) == (1, 1)
            resolver.pace.now += 61
            assert await resolver.code(HANDLE) == Response.RECURSION_LIMIT
            assert nodes.counts() > met
            # Other prefixes are not touched by it; nor is the prefix handle itself.
            assert await resolver.code("88.900.2/b") == Response.SUCCESS
            assert await resolver.code("0.NA/88.900.1") == Response.SUCCESS

    run(work)


def test_a_long_way_ends_with_6(tmp_path):
    async def work():
        async with chain(tmp_path) as nodes:
            async with resolving(nodes.group(), recursion_limit=1) as resolver:
                assert await resolver.code(HANDLE) == Response.RECURSION_LIMIT
            async with resolving(nodes.group()) as resolver:
                assert await resolver.code(HANDLE, recursion=9) == Response.SUCCESS
                assert await resolver.code(HANDLE, recursion=10) == Response.RECURSION_LIMIT

    run(work)


def test_two_resolvers_that_ask_each_other_end_with_6():
    async def work():
        first, second = bind(LOCAL, 0), bind(LOCAL, 0)

        def upstream(bound):
            return make_group("other", [read_server(f"{LOCAL}:{bound[0]}")], is_recursive=True)

        slow = Options(timeout=5.0, udp_waits=(4.0,))
        async with (
            resolving(upstream(second), options=slow) as one,
            resolving(upstream(first), options=slow) as other,
        ):
            served = serve(one.service, first), serve(other.service, second)
            assert await one.code(HANDLE) == Response.RECURSION_LIMIT
            asked = [len(each.counted.resolved()) for each in served]
            assert asked == [5, 5]
            for each in served:
                await each.stop()

    run(work)


def test_a_dead_enterprise_node(tmp_path):
    async def work():
        async with chain(tmp_path) as nodes, resolving(nodes.group()) as resolver:
            await resolver.ask(HANDLE)
            await nodes.enterprise.stop()
            resolver.clock.now += 60
            code, body, _ = await resolver.ask(HANDLE)
            assert (code, body.message[:7]) == (Response.ERROR, "NOD-432")
            asked = nodes.counts()
            for _ in range(3):
                assert await resolver.code(HANDLE) == Response.ERROR
            assert nodes.counts() == asked
            assert resolver.count("temporary") == 1
            # Others are served; a second later it is tried again.
            assert await resolver.code("88.900.2/b") == Response.SUCCESS
            resolver.pace.now += 1.0
            assert await resolver.code(HANDLE) == Response.ERROR
            assert resolver.count("temporary") == 2

    run(work)


def test_an_enterprise_that_moved_is_found_again(tmp_path):
    """The remembered place is dead, but its node now stands in another record."""

    async def work():
        async with chain(tmp_path) as nodes, resolving(nodes.group()) as resolver:
            await resolver.ask(HANDLE)
            node = nodes.enterprise.node
            await nodes.enterprise.stop()
            moved = serve(node.service, bind(LOCAL, 0))
            nodes.second.node.put("0.NA/88.900.1", site_value("HS_SITE", site_at(moved.port)))
            resolver.clock.now += 60
            assert await resolver.code(HANDLE) == Response.SUCCESS
            assert len(moved.counted.resolved()) == 1
            await moved.stop()

    run(work)


def test_a_record_without_a_usable_site(tmp_path):
    async def work():
        async with chain(tmp_path) as nodes, resolving(nodes.group()) as resolver:
            bad = HandleValue(1, "HS_SITE", b"not a site")
            nodes.second.node.put("0.NA/88.900.1", bad, admin())
            code, body, _ = await resolver.ask(HANDLE)
            assert (code, body.message[:7]) == (Response.ERROR, "NOD-431")
            asked = nodes.counts()
            assert await resolver.code("88.900.1/b") == Response.ERROR
            assert nodes.counts() == asked

    run(work)


def test_a_missing_service_handle_is_not_told_as_a_missing_handle(tmp_path):
    async def work():
        async with chain(tmp_path) as nodes, resolving(nodes.group()) as resolver:
            named = HandleValue(1, "HS_SERV", b"88.900/NONE")
            nodes.second.node.put("0.NA/88.900.1", named, admin())
            code, body, _ = await resolver.ask(HANDLE)
            assert (code, body.message[:7]) == (Response.ERROR, "NOD-431")

    run(work)


def test_a_server_that_does_not_know_of_its_duty(tmp_path):
    """A lame delegation: the record names a server that is not responsible."""

    async def work():
        async with chain(tmp_path) as nodes, resolving(nodes.group()) as resolver:
            to = site_value("HS_SITE", site_at(nodes.enterprise.port))
            nodes.second.node.put("0.NA/88.900.3", to, admin())
            code, body, _ = await resolver.ask("88.900.3/a")
            assert (code, body.message[:7]) == (Response.ERROR, "NOD-431")

    run(work)


def test_referrals_into_forbidden_networks_are_not_followed(tmp_path):
    async def work():
        async with chain(tmp_path) as nodes:
            port = nodes.enterprise.port
            options = replace(FAST, allows=lambda way: way.port != port)
            async with resolving(nodes.group(), options=options) as resolver:
                code, body, _ = await resolver.ask(HANDLE)
                assert (code, body.message[:7]) == (Response.ERROR, "NOD-431")
                assert nodes.counts()[2] == 0

    run(work)


def test_the_time_for_one_question_is_bounded(tmp_path):
    async def work():
        async with chain(tmp_path) as nodes:
            nodes.enterprise.counted.delay = 0.5
            async with resolving(nodes.group(), answer_seconds=0.2) as resolver:
                code, body, _ = await resolver.ask(HANDLE)
                assert (code, body.message[:7]) == (Response.ERROR, "NOD-432")

    run(work)


def test_health_and_the_site_record_of_the_root(tmp_path):
    async def work():
        async with chain(tmp_path) as nodes:
            dead = await dead_port()
            servers = [read_server(f"{LOCAL}:{port}") for port in (dead, nodes.top.port)]
            group = make_group("root", servers)
            async with resolving(group) as resolver:
                assert group.up_count == 2
                await check_back_ends(resolver.recursion)
                first, second = group.back_ends
                assert (first.is_up, first.failures, second.is_up) == (False, 1, True)
                assert second.site == site_at(nodes.top.port)
                assert group.places == (second.site, second.view)
                assert await resolver.code(HANDLE) == Response.SUCCESS
                # Nobody is up: all are tried, and the failure passes.
                await nodes.top.stop()
                await check_back_ends(resolver.recursion)
                assert group.up_count == 0
                assert len(group.places) == 3
                assert await resolver.code("88.900.2/b") == Response.ERROR
                assert resolver.count("temporary") == 1

    run(work)


def test_back_ends_are_checked_sooner_while_one_is_down(tmp_path):
    async def work():
        async with chain(tmp_path) as nodes, resolving(nodes.group()) as resolver:
            recursion, (back_end,) = resolver.recursion, resolver.recursion.groups[""].back_ends
            assert check_pause(recursion) == 600
            back_end.is_up = False
            assert check_pause(recursion) == 15
            # Found up again by the first check of the upkeep, which never waits for a question.
            upkeep = asyncio.create_task(keep_up(recursion))
            for _ in range(100):
                await asyncio.sleep(0.01)
                if back_end.is_up:
                    break
            upkeep.cancel()
            assert back_end.is_up
            assert back_end.site == site_at(nodes.top.port)

    run(work)


def test_a_site_record_that_leads_nowhere_is_not_taken_up(tmp_path):
    async def work():
        async with chain(tmp_path) as nodes:
            host = nodes.top.node.service.host
            host.settings = replace(host.settings, site=site_at(await dead_port()))
            group = nodes.group()
            async with resolving(group) as resolver:
                await check_back_ends(resolver.recursion)
                assert group.back_ends[0].is_up
                assert group.back_ends[0].site is None
                assert await resolver.code(HANDLE) == Response.SUCCESS

    run(work)


def test_troubles_last_longer_each_time():
    troubles = Troubles(temporary_seconds=1.0, permanent_seconds=60.0, most_seconds=300.0)
    failure = AuthorityUnavailable(prefix="88.900.1", reason="x")
    now = 0.0
    waits = []
    for _ in range(10):
        waits.append(troubles.note(b"P", Kind.TEMPORARY, failure, now))
        assert troubles.find(b"P", now + waits[-1] - 0.01) is failure
        now += waits[-1]
        assert troubles.find(b"P", now) is None
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300]
    assert troubles.note(b"P", Kind.PERMANENT, failure, now) == 60
    assert troubles.kind(b"P") is Kind.PERMANENT
    troubles.clear(b"P")
    assert troubles.note(b"P", Kind.TEMPORARY, failure, now) == 1
    # One that came long after the last is a first one again.
    assert troubles.note(b"P", Kind.TEMPORARY, failure, now + 100) == 1
