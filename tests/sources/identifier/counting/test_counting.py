"""Counts: fed by batches, de-duplicated, without probes, bounded, and free of addresses."""

import json
from datetime import UTC, date, datetime, timedelta
from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingnan.sources.identifier.counting.batch import MAX_PAIRS, CounterBatch, SourceCount, Tally
from lingnan.sources.identifier.counting.gather import Gatherer
from lingnan.sources.identifier.counting.histogram import bounds_of, bucket_of, percentile
from lingnan.sources.identifier.counting.incident import (
    Incident,
    IncidentKind,
    Watch,
    availability_pct,
    downtime,
    keep_incident,
    read_incidents,
)
from lingnan.sources.identifier.counting.sample import read_samples
from lingnan.sources.identifier.counting.source import (
    OTHER,
    Ownership,
    SourceKey,
    network_of,
    read_networks,
)
from lingnan.sources.identifier.counting.store import (
    CountRow,
    digest_rows,
    forget_networks,
    measure_use,
    read_counts,
    write_counts,
)
from lingnan.sources.identifier.counting.table import (
    node_incident,
    node_sample,
    resolution_count,
    resolution_feed,
)
from lingnan.store.database import Database, metadata
from sources.identifier.server import KINDS, server_database

# 23:59:58 of 1 March in China, so that two seconds later it is 2 March there.
EVE = datetime(2026, 3, 1, 15, 59, 58, tzinfo=UTC)
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
DAY = date(2026, 3, 2)
KEY = SourceKey(b"0123456789abcdef")
OWNERSHIP = Ownership(
    probes=read_networks(["192.0.2.7"]),
    enterprises={"88.900.1": read_networks(["198.51.100.0/25"])},
)


@pytest.fixture(params=KINDS)
def database(request, tmp_path):
    tables = [resolution_count, resolution_feed, node_sample, node_incident]
    if request.param == "sqlite":
        made = Database(f"sqlite:///{tmp_path / 'node.sqlite'}")
        metadata.create_all(made.engine, tables=tables)
        yield made
        return
    with server_database(tables) as made:
        yield made


def batch(sequence, *sources, at=NOON, worker="w1"):
    return CounterBatch(worker, sequence, at, tuple(SourceCount(*each) for each in sources))


def gathered(database, *batches):
    gatherer = Gatherer(database, "88.900", KEY, OWNERSHIP)
    for each in batches:
        gatherer.add(each)
    gatherer.flush(is_last=True)
    return gatherer


def rows(database, start=DAY, days=1):
    with database.read() as connection:
        return read_counts(connection, start, start + timedelta(days=days))


def test_one_network_is_one_source_and_days_are_those_of_china(database):
    gathered(
        database,
        batch(1, ("88.900.1", "203.0.113.5", 2, 2), ("88.900.1", "203.0.113.77", 1, 0), at=EVE),
        batch(2, ("88.900.1", "203.0.113.5", 4, 4), at=EVE + timedelta(seconds=2)),
    )
    first, second = rows(database, date(2026, 3, 1), 2)
    assert (first.day, first.requests, first.answered) == (date(2026, 3, 1), 3, 2)
    assert (second.day, second.requests) == (DAY, 4)
    assert first.source_key == second.source_key == KEY.of(ip_network("203.0.113.0/24"))
    assert first.network == "203.0.113.0/24"


def test_own_probes_are_not_counted_and_the_enterprise_is_no_outsider(database):
    gathered(
        database,
        batch(
            1,
            ("88.900.1", "192.0.2.7", 9, 9),  # a probe
            ("88.900.1", "127.0.0.1", 9, 9),
            ("88.900.1", "::ffff:127.0.0.1", 9, 9),
            ("88.900.1", "192.0.2.8", 1, 1),  # its neighbour is not ours
            ("88.900.1", "198.51.100.9", 5, 5),  # the enterprise itself
            ("88.900.2", "198.51.100.9", 7, 6),  # to another enterprise it is an outsider
            ("88.900.2", "no address", 2, 2),
        ),
    )
    use = measure_use(rows(database))
    one, two = use["88.900.1"], use["88.900.2"]
    assert (one.requests, one.outside_answered, one.resolvers) == (6, 1, 1)
    assert (two.requests, two.answered, two.outside_answered, two.resolvers) == (9, 8, 6, 1)


def test_a_batch_that_comes_twice_counts_once_even_after_a_restart(database):
    one = batch(1, ("88.900.1", "203.0.113.5", 2, 2))
    gathered(database, one, one)
    gatherer = Gatherer(database, "88.900", KEY, OWNERSHIP)
    assert gatherer.add(one) is False
    assert gatherer.add(batch(2, ("88.900.1", "203.0.113.5", 1, 1))) is True
    assert gatherer.add(batch(1, ("88.900.1", "203.0.113.5", 1, 1), worker="w2")) is True
    gatherer.flush()
    assert [row.requests for row in rows(database)] == [4]


def test_sources_over_the_bound_go_to_one_row_and_are_no_resolvers(database):
    found = [CountRow(DAY, "88.900.1", f"{number:032x}", None, True, 1, 1) for number in range(5)]
    with database.begin() as connection:
        write_counts(connection, found[:2], {}, max_sources=3)
        write_counts(connection, found, {}, max_sources=3)
    told = {row.source_key: row.requests for row in rows(database)}
    # The two known ones go on, one more has room, two are over the bound.
    assert sorted(told.values()) == [1, 2, 2, 2]
    assert told[OTHER] == 2
    assert measure_use(rows(database))["88.900.1"].resolvers == 3


def test_memory_of_the_gatherer_is_bounded(database):
    gatherer = Gatherer(database, "88.900", KEY, OWNERSHIP, max_rows=10)
    sources = [("88.900.1", f"203.0.{number}.1", 1, 1) for number in range(50)]
    gatherer.add(batch(1, *sources))
    gatherer.flush()
    found = rows(database)
    assert len(found) == 11
    assert sum(row.requests for row in found) == 50


def test_networks_are_forgotten_and_the_digest_stays(database):
    gathered(database, batch(1, ("88.900.1", "203.0.113.5", 2, 2)))
    before = digest_rows(rows(database))
    with database.begin() as connection:
        assert forget_networks(connection, DAY) == 0
        assert forget_networks(connection, DAY + timedelta(days=1)) == 1
    assert [row.network for row in rows(database)] == [None]
    assert digest_rows(rows(database)) == before
    # Sources can still be told apart and recognised.
    assert rows(database)[0].source_key == KEY.of(ip_network("203.0.113.0/24"))


def test_another_key_gives_other_sources():
    network = network_of("2001:db8:1:2::3")
    assert str(network) == "2001:db8:1::/48"
    assert SourceKey(b"another secret 1").of(network) != KEY.of(network)
    assert "0123" not in repr(KEY)
    with pytest.raises(ValueError, match="16"):
        SourceKey(b"short")


def test_a_failed_write_loses_nothing(database, monkeypatch):
    gatherer = Gatherer(database, "88.900", KEY, OWNERSHIP)
    gatherer.add(batch(1, ("88.900.1", "203.0.113.5", 2, 2)))
    with monkeypatch.context() as broken:
        broken.setattr(
            "lingnan.sources.identifier.counting.gather.write_counts",
            lambda *_: (_ for _ in ()).throw(OSError("full")),
        )
        with pytest.raises(OSError, match="full"):
            gatherer.flush()
    gatherer.flush()
    assert [row.requests for row in rows(database)] == [2]


def test_a_tally_takes_each_second_once_and_is_bounded():
    tally = Tally("w1")
    for _ in range(3):
        tally.note_resolution(b"88.900.1", "203.0.113.5", is_answered=True)
    tally.note_resolution(b"88.900.1", "203.0.113.5", is_answered=False)
    tally.note_duration("resolve", 12)
    tally.note_duration("resolve", 900)
    taken = tally.take(NOON)
    assert taken.sources == (SourceCount("88.900.1", "203.0.113.5", 4, 3),)
    (count,) = taken.operations
    assert (count.requests, count.total_us, count.least_us, count.most_us) == (2, 912, 12, 900)
    assert CounterBatch.of_json(json.loads(json.dumps(taken.as_json()))) == taken
    assert tally.take(NOON) is None
    for number in range(MAX_PAIRS + 5):
        tally.note_resolution(b"88.900.1", str(number), is_answered=True)
    again = tally.take(NOON)
    assert again.sequence == 2
    assert len(again.sources) == MAX_PAIRS + 1
    assert again.sources[-1] == SourceCount("88.900.1", "", 5, 5)


def test_latencies_peaks_and_their_seconds(database):
    gatherer = Gatherer(database, "88.900", KEY, OWNERSHIP)
    for second, durations in enumerate(([10, 20], [5, 30, 30], [7])):
        for worker in ("w1", "w2"):
            tally = Tally(worker)
            for duration in durations:
                tally.note_duration("resolve", duration)
            told = tally.take(NOON + timedelta(seconds=second))
            gatherer.add(CounterBatch(worker, second + 1, told.at, (), told.operations))
            gatherer.flush()
    gatherer.flush(is_last=True)
    with database.read() as connection:
        (sample,) = read_samples(connection, DAY, DAY + timedelta(days=1))
    # 6 a worker: 10+20+5+30+30+7 = 102 µs.
    assert (sample.requests, sample.mean_us) == (12, 17.0)
    assert (sample.least_us, sample.least_at) == (5, NOON + timedelta(seconds=1))
    assert (sample.most_us, sample.most_at) == (30, NOON + timedelta(seconds=1))
    assert sum(sample.buckets.values()) == 12
    # Both workers told of the second with three each, though in different writes.
    assert sample.peak_per_second == 6
    assert sample.peak_at == NOON + timedelta(seconds=1)


@given(st.integers(0, 2**26 - 1))
def test_a_duration_lies_in_its_bucket_and_buckets_are_narrow(microseconds):
    low, high = bounds_of(bucket_of(microseconds))
    assert low <= microseconds < high
    assert high - low <= max(1, low // 4)


@given(st.lists(st.integers(0, 10_000_000), min_size=1, max_size=80), st.floats(0.01, 1))
def test_a_percentile_is_right_within_an_eighth(durations, share):
    buckets = {}
    for each in durations:
        buckets[bucket_of(each)] = buckets.get(bucket_of(each), 0) + 1
    rank = max(1, -(-int(len(durations) * share * 1_000_000) // 1_000_000))
    exact = sorted(durations)[rank - 1]
    assert abs(percentile(buckets, share) - exact) <= exact / 8 + 1


def at(minute):
    return NOON + timedelta(minutes=minute)


def incident(number, start, stop, kind=IncidentKind.SYSTEM, affects="resolution"):
    return Incident(
        f"e{number}", "88.900", kind, affects, at(start), None if stop is None else at(stop)
    )


def test_downtime_counts_overlaps_once_and_maintenance_not_at_all():
    found = [
        incident(1, 0, 10),
        incident(2, 5, 15, affects="registration"),
        incident(3, 30, None),
        incident(4, 20, 28, kind=IncidentKind.MAINTENANCE),
    ]
    # 0–15 and 30–60 of the hour from −20 to 60: 45 of 80 minutes.
    assert downtime(found, at(-20), at(60)) == timedelta(minutes=45)
    assert downtime(found, at(-20), at(60), service="registration") == timedelta(minutes=10)
    assert availability_pct(found, at(-20), at(60)) == pytest.approx(43.75)
    assert availability_pct(found, at(0), at(0)) is None


def test_incidents_are_kept_and_brought_to_their_end(database):
    with database.begin() as connection:
        keep_incident(connection, incident(1, 0, None))
        keep_incident(connection, incident(2, 50, 60))
        keep_incident(connection, incident(1, 0, 9))
    with database.read() as connection:
        assert read_incidents(connection, at(0), at(50), "88.900") == [incident(1, 0, 9)]
        assert read_incidents(connection, at(9), at(50)) == []


def test_a_watch_needs_a_streak_and_dates_the_outage_from_its_first_failure():
    watch, seen = Watch("88.900", "resolution"), []
    for minute, is_up in enumerate(
        [True, False, True, False, False, False, True, False, True, True]
    ):
        watch, change = watch.see(at(minute), is_up=is_up, cause="timeout")
        if change:
            seen.append((minute, change.occurred_at, change.recovered_at))
    assert seen == [(5, at(3), None), (9, at(3), at(8))]
