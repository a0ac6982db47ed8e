"""Lifetimes of answers and bounds of the cache (Handle protocol facts §1.19)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lingnan.sources.identifier.resolver.cache import OVERHEAD, Cache, Entry
from lingnan.sources.identifier.resolver.cache_file import backup_cache, restore_cache
from lingnan.sources.identifier.resolver.errors import BadCacheFile
from lingnan.sources.identifier.resolver.lifetime import aged, lifetime, ttl_places
from lingnan.sources.identifier.resolver.question import Key, Question
from lingnan.sources.identifier.wire.body.resolve import ResolveResponse
from lingnan.sources.identifier.wire.reference import Reference
from lingnan.sources.identifier.wire.value import HandleValue

NOW = 1_770_000_000
DAYS_2 = 172_800


def value(ttl, *, is_absolute=False, index=1, **more):
    return HandleValue(index, "URL", b"u", ttl, is_absolute, **more)


def entry(body=b"b", *, now=0.0, seconds=10.0, response=1):
    return Entry(response, body, (), now, now + seconds)


@pytest.mark.parametrize(
    ("values", "seconds"),
    [
        ([value(86_400)], 86_400),
        ([value(0)], 0),
        ([value(DAYS_2)], DAYS_2),
        # Longer than two days counts as two days.
        ([value(DAYS_2 + 1)], DAYS_2),
        ([value(0xFFFFFFFF)], DAYS_2),
        # An absolute one ends at its instant; one that is over is not kept.
        ([value(NOW + 60, is_absolute=True)], 60),
        ([value(NOW, is_absolute=True)], 0),
        ([value(NOW - 60, is_absolute=True)], 0),
        ([value(NOW + 10 * DAYS_2, is_absolute=True)], 10 * DAYS_2),
        # The shortest of all values.
        ([value(500), value(NOW + 60, is_absolute=True, index=2), value(90, index=3)], 60),
        ([value(500), value(0, index=2)], 0),
        ([], 0),
    ],
)
def test_lifetime(values, seconds):
    assert lifetime(values, NOW) == seconds


@settings(max_examples=50, deadline=None)
@given(
    st.text(max_size=20),
    st.lists(
        st.builds(
            HandleValue,
            st.integers(1, 0xFFFFFFFF),
            st.text(max_size=5),
            st.binary(max_size=20),
            st.integers(0, 0xFFFFFFFF),
            st.booleans(),
            references=st.lists(
                st.builds(Reference, st.text(max_size=5), st.integers(0, 9)), max_size=2
            ).map(tuple),
        ),
        max_size=4,
    ),
    st.integers(0, 200_000),
)
def test_age_shortens_relative_times_and_nothing_else(handle, values, seconds):
    body = ResolveResponse(handle, tuple(values))
    told = ResolveResponse.decode(aged(body.encode(), ttl_places(handle, values), seconds))
    assert told.handle == handle
    for before, after in zip(values, told.values, strict=True):
        ttl = before.ttl if before.is_ttl_absolute else max(before.ttl - seconds, 0)
        assert after == HandleValue(
            before.index, before.type, before.data, ttl, before.is_ttl_absolute,
            before.timestamp, before.permissions, before.references,
        )  # fmt: skip


def test_an_entry_ends_at_its_instant():
    cache = Cache(entries=4, octets=1 << 20)
    cache.put(Key(b"A"), entry(seconds=10.0))
    assert cache.get(Key(b"A"), 9.999) is not None
    assert cache.get(Key(b"A"), 10.0) is None
    assert (len(cache), cache.octets) == (0, 0)
    # A clock that was set back does not make it live longer.
    cache.put(Key(b"A"), entry(now=1_000.0))
    assert cache.get(Key(b"A"), 500.0) is None


def test_the_longest_unused_makes_room():
    cache = Cache(entries=2, octets=1 << 20)
    for name in (b"A", b"B"):
        cache.put(Key(name), entry())
    cache.get(Key(b"A"), 1.0)
    cache.put(Key(b"C"), entry())
    assert [key.handle for key, _ in cache.items()] == [b"A", b"C"]
    assert cache.evicted == 1


def test_too_long_answers_are_not_kept():
    cache = Cache(entries=9, octets=1 << 20, each_octets=1_000)
    assert not cache.put(Key(b"A"), entry(b"x" * 600))
    assert cache.put(Key(b"A"), entry(b"x" * 400))
    # What cannot be kept takes the place of nothing, yet what was kept before is gone.
    assert not cache.put(Key(b"A"), entry(b"x" * 600))
    assert len(cache) == 0


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 5),
    st.integers(0, 8 * OVERHEAD),
    st.lists(
        st.tuples(
            st.sampled_from(["put", "get", "sweep", "delete"]),
            st.integers(0, 9),
            st.binary(max_size=900),
            st.floats(0, 30),
        ),
        max_size=40,
    ),
)
def test_bounds_hold_whatever_happens(entries, octets, steps):
    cache = Cache(entries=entries, octets=octets, stale_seconds=3.0)
    now = 0.0
    for act, number, body, seconds in steps:
        key = Key(b"%d" % number)
        now += seconds / 10
        if act == "put":
            cache.put(key, entry(body, now=now, seconds=seconds))
        elif act == "get":
            found = cache.get(key, now)
            assert found is None or found.expires_at > now
        elif act == "sweep":
            cache.sweep(now)
            assert all(kept.expires_at + 3.0 > now for _, kept in cache.items())
        else:
            cache.delete(lambda each, key=key: each == key)
            assert cache.get(key, now) is None
        assert len(cache) <= entries
        assert 0 <= cache.octets <= octets
    cache.delete(lambda _: True)
    assert (len(cache), cache.octets) == (0, 0)


def test_equal_questions_have_equal_keys():
    one = Question("88.900.1/a", (2, 1, 2), ("url", "EMAIL"))
    assert one.key == Question("88.900.1/A", (1, 2), ("Email", "URL", "Url")).key
    # Only ASCII letters are folded.
    assert Question("88.900.1/é").key != Question("88.900.1/É").key
    assert one.key != Question("88.900.1/a").key
    assert Question("88.900.1/a").key.is_whole


def test_backup_and_restore(tmp_path):
    body = ResolveResponse("88.900.1/a", (value(500),)).encode()
    kept = {name: Cache(entries=9, octets=1 << 20) for name in ("plain", "certified")}
    kept["plain"].put(Key(b"A", (1,), (b"URL",)), Entry(1, body, (30,), 0.0, 500.0))
    kept["plain"].put(Key(b"OVER"), entry(seconds=1.0))
    kept["certified"].put(Key(b"A"), Entry(1, body, (), 0.0, 5.0))
    path = tmp_path / "cache.jsonl"
    assert backup_cache(path, kept, 2.0) == 2
    assert path.stat().st_mode & 0o777 == 0o600
    again = {name: Cache(entries=9, octets=1 << 20) for name in kept}
    # The certified one has passed its time while nobody ran.
    assert restore_cache(path, again, 100.0) == 1
    ((key, found),) = again["plain"].items()
    assert key == Key(b"A", (1,), (b"URL",))
    told = ResolveResponse.decode(found.at(100.0))
    assert told.values[0].ttl == 400
    assert len(again["certified"]) == 0


@pytest.mark.parametrize("spoil", [
    lambda text: "",
    lambda text: "{}\n" + text,
    lambda text: text[:-30],
    lambda text: text.replace('"plain"', '"other"'),
    lambda text: text.replace('"response": 1', '"response": 100'),
    lambda text: text.replace('"indexes": [1]', '"indexes": 1'),
])  # fmt: skip
def test_a_spoilt_file_changes_nothing(tmp_path, spoil):
    body = ResolveResponse("88.900.1/a", (value(500),)).encode()
    kept = {"plain": Cache(entries=9, octets=1 << 20)}
    kept["plain"].put(Key(b"A", (1,)), Entry(1, body, (30,), 0.0, 500.0))
    path = tmp_path / "cache.jsonl"
    backup_cache(path, kept, 2.0)
    path.write_text(spoil(path.read_text()))
    again = {"plain": Cache(entries=9, octets=1 << 20)}
    with pytest.raises(BadCacheFile):
        restore_cache(path, again, 2.0)
    assert len(again["plain"]) == 0
