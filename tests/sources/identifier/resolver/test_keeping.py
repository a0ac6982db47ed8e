"""What is kept and for how long, with clocks set by hand; prefetch, stale answers, lists, rates."""

import asyncio

import pytest

from lingnan.sources.identifier.records.change import Delete
from lingnan.sources.identifier.resolver.name_list import NameList, NearestPrefix
from lingnan.sources.identifier.resolver.policy import Forced
from lingnan.sources.identifier.resolver.upkeep import delete_cache, measure, query_cache
from lingnan.sources.identifier.wire.codes import Flag, Response
from lingnan.sources.identifier.wire.handle import fold
from lingnan.sources.identifier.wire.value import HandleValue
from sources.identifier.node.core.kit import NOW, url

from .kit import PLAIN, chain, resolving

#: Its values live for 100 and 50 seconds.
HANDLE = "88.900.1/a"


def run(work):
    return asyncio.run(work())


def asked(nodes):
    return len(nodes.enterprise.counted.resolved())


async def settle(resolver):
    """Let background questions end."""
    await asyncio.sleep(0)
    for _ in range(200):
        if not resolver.recursion.followed_count:
            return
        await asyncio.sleep(0.01)
    raise AssertionError


def test_an_answer_lives_as_long_as_its_shortest_value(tmp_path):
    async def work():
        async with chain(tmp_path) as nodes, resolving(nodes.group()) as resolver:
            await resolver.ask(HANDLE)
            resolver.clock.now += 20
            _, body, _ = await resolver.ask(HANDLE)
            # Who keeps it after us keeps it no longer than its authority allows.
            assert [each.ttl for each in body.values] == [80, 30]
            resolver.clock.now += 29.5
            assert await resolver.code(HANDLE) == Response.SUCCESS
            assert asked(nodes) == 1
            resolver.clock.now += 0.5
            assert await resolver.code(HANDLE) == Response.SUCCESS
            assert asked(nodes) == 2

    run(work)


def test_absolute_and_zero_times(tmp_path):
    async def work():
        async with chain(tmp_path) as nodes, resolving(nodes.group()) as resolver:
            until = HandleValue(1, "URL", b"x", int(NOW) + 60, True)
            nodes.enterprise.node.put("88.900.1/until", until)
            for second, count in ((0, 1), (59, 1), (60, 2), (61, 3)):
                resolver.clock.now = NOW + second
                _, body, _ = await resolver.ask("88.900.1/until")
                assert body.values == (until,)
                assert asked(nodes) == count
            for count in (4, 5):
                await resolver.ask("88.900.1/zero")
                assert asked(nodes) == count

    run(work)


def test_misses_are_kept_only_if_configured(tmp_path):
    async def work():
        async with chain(tmp_path) as nodes:
            async with resolving(nodes.group()) as resolver:
                for _ in range(2):
                    assert await resolver.code("88.900.1/none") == 100
                assert asked(nodes) == 2
            async with resolving(nodes.group(), kept_responses={100: 30.0}) as resolver:
                for second in (0, 29, 31):
                    resolver.clock.now = NOW + second
                    assert await resolver.code("88.900.1/none") == 100
                assert asked(nodes) == 4
                assert await resolver.code("88.900.1/none", types=["URL"]) == 100
                assert asked(nodes) == 4

    run(work)


def test_a_deleted_handle_is_not_told_on_after_it_was_missed(tmp_path):
    async def work():
        async with chain(tmp_path) as nodes, resolving(nodes.group()) as resolver:
            await resolver.ask(HANDLE)
            nodes.enterprise.node.apply(Delete(HANDLE))
            assert await resolver.code(HANDLE) == Response.SUCCESS
            assert await resolver.code(HANDLE, flags=PLAIN | Flag.AUTHORITATIVE.value) == 100
            assert await resolver.code(HANDLE) == 100

    run(work)


def test_much_used_answers_are_fetched_before_their_time(tmp_path):
    async def work():
        async with chain(tmp_path) as nodes, resolving(nodes.group()) as resolver:
            await resolver.ask(HANDLE)
            for second, count in ((10, 1), (20, 1), (44, 1), (46, 2), (46, 2)):
                resolver.clock.now = NOW + second
                assert await resolver.code(HANDLE) == Response.SUCCESS
                await settle(resolver)
                assert asked(nodes) == count
            assert resolver.count("prefetch") == 1
            # It lives on from the second fetch: nobody waits at its first end.
            resolver.clock.now = NOW + 60
            await resolver.ask(HANDLE)
            assert (resolver.count("miss"), asked(nodes)) == (1, 2)

    run(work)


@pytest.mark.parametrize(("stale", "code"), [(0.0, 2), (100.0, 1)])
def test_stale_answers_are_off_unless_granted(tmp_path, stale, code):
    async def work():
        async with (
            chain(tmp_path) as nodes,
            resolving(nodes.group(), stale_seconds=stale) as resolver,
        ):
            await resolver.ask(HANDLE)
            await nodes.enterprise.stop()
            await nodes.second.stop()
            resolver.clock.now += 60
            answer, body, _ = await resolver.ask(HANDLE)
            assert answer == code
            assert resolver.count("stale") == (1 if stale else 0)
            if stale:
                assert [each.ttl for each in body.values] == [30, 30]
                resolver.clock.now += 200
                assert await resolver.code(HANDLE) == Response.ERROR

    run(work)


def test_equal_questions_are_asked_once(tmp_path):
    async def work():
        async with chain(tmp_path) as nodes, resolving(nodes.group()) as resolver:
            nodes.enterprise.counted.delay = 0.05
            same = [resolver.code(name) for name in (HANDLE, HANDLE.upper()) * 10]
            other = resolver.code(HANDLE, types=["URL"])
            assert await asyncio.gather(*same, other) == [1] * 21
            # Two different questions; the twenty equal ones were one.
            assert asked(nodes) == 2
            assert resolver.count("joined") == 19

    run(work)


def test_who_leaves_does_not_end_it_for_others(tmp_path):
    async def work():
        async with chain(tmp_path) as nodes, resolving(nodes.group()) as resolver:
            nodes.enterprise.counted.delay = 0.1
            leaving = asyncio.create_task(resolver.code(HANDLE))
            await asyncio.sleep(0.01)
            staying = asyncio.create_task(resolver.code(HANDLE))
            await asyncio.sleep(0.01)
            leaving.cancel()
            assert await staying == Response.SUCCESS
            assert asked(nodes) == 1

    run(work)


def test_lists_and_forced_answers(tmp_path):
    async def work():
        forced = {
            fold("88.900.1/forced"): Forced(values=(url(1, "f"), url(2, "g"))),
            fold("88.900.1/gone"): Forced(100),
        }
        blocked = NameList(["88.900.2", "88.900.1/A"])
        async with (
            chain(tmp_path) as nodes,
            resolving(nodes.group(), forced=forced, blocked=blocked) as resolver,
        ):
            assert await resolver.code("88.900.2/b") == Response.INSUFFICIENT_PERMISSION
            assert await resolver.code("0.na/88.900.2.7") == Response.INSUFFICIENT_PERMISSION
            assert await resolver.code(HANDLE) == Response.INSUFFICIENT_PERMISSION
            assert resolver.count("blocked") == 3
            _, body, _ = await resolver.ask("88.900.1/Forced", indexes=[2])
            assert [each.data for each in body.values] == [b"g"]
            assert await resolver.code("88.900.1/Forced", types=["EMAIL"]) == 200
            assert await resolver.code("88.900.1/gone") == 100
            assert nodes.counts() == (0, 0, 0)
            assert await resolver.code("88.900.1/secret") == Response.SUCCESS

    run(work)


def test_names():
    names = NameList(["88.900.2", "88.900.1/a"])
    assert "88.900.2/x" in names
    assert "88.900.2.3/x" in names
    assert "0.NA/88.900.2" in names
    assert "88.900.1/A" in names
    assert "88.900.20/x" not in names
    assert "88.900/x" not in names
    assert not NameList()
    nearest = NearestPrefix({"88": "top", "88.900.1": "own"}, "all")
    assert [nearest.find(each) for each in ("88.900.1.7/a", "0.na/88.900", "88/a", "86/a")] == [
        "own", "top", "top", "all",
    ]  # fmt: skip


def test_rates(tmp_path):
    async def work():
        async with chain(tmp_path) as nodes:
            once = {"identifier_per_second": 1.0, "identifier_burst": 2.0}
            async with resolving(nodes.group(), **once) as resolver:
                codes = [await resolver.code(HANDLE) for _ in range(3)]
                assert codes == [1, 1, Response.BUSY]
                # Another identifier has a rate of its own; time gives it back.
                assert await resolver.code("88.900.1/zero") == 1
                resolver.pace.now += 1.0
                assert await resolver.code(HANDLE) == 1
            misses = {"misses_per_second": 1.0, "misses_burst": 1.0}
            async with resolving(nodes.group(), **misses) as resolver:
                assert await resolver.code(HANDLE) == 1
                assert await resolver.code("88.900.1/zero") == Response.BUSY
                # What is kept is told all the same.
                assert await resolver.code(HANDLE) == 1
                assert resolver.count("limited") == 1

    run(work)


def test_questions_followed_at_a_time(tmp_path):
    async def work():
        async with chain(tmp_path) as nodes:
            nodes.enterprise.counted.delay = 0.1
            async with resolving(nodes.group(), at_once=3, at_once_each=2) as resolver:
                names = [f"88.900.1/{number}" for number in range(3)]
                codes = await asyncio.gather(*(resolver.code(each) for each in names))
                assert sorted(codes) == [Response.BUSY, 100, 100]
                assert resolver.recursion.followed_count == 0

    run(work)


def test_looking_into_the_cache_and_deleting(tmp_path):
    async def work():
        async with chain(tmp_path) as nodes, resolving(nodes.group()) as resolver:
            for name in (HANDLE, "88.900.1/secret", "88.900.2/b"):
                await resolver.ask(name)
            recursion = resolver.recursion
            (shown,) = query_cache(recursion, "88.900.1/a")
            assert (shown.handle, shown.response, shown.left) == ("88.900.1/A", 1, 50)
            assert len(query_cache(recursion, "88.900")) == 3
            assert len(query_cache(recursion, "88.900", limit=1)) == 1
            assert delete_cache(recursion, "88.900.1") == 2
            await resolver.ask(HANDLE)
            # The referral was forgotten too.
            assert nodes.counts() == (3, 3, 3)
            assert delete_cache(recursion) == 2
            measure(recursion)
            gauges = recursion.counters.gauges
            assert (gauges["cache_entries"], gauges["cache_bytes"]) == (0, 0)
            text = recursion.counters.render()
            assert "lingnan_resolver_miss_total 4\n" in text
            assert "lingnan_resolver_back_ends 1\n" in text

    run(work)
