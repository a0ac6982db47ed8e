"""The rule of lock-out and the rate limits, as properties."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, func, select

from lingnan.access.errors import TooMany
from lingnan.access.lockout import Failures, Lockout
from lingnan.access.rate import Rate, address_key, forget, take
from lingnan.access.store import rate_limit

AT = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
RULE = Lockout()


def test_waits_double_up_to_the_longest():
    held, at, waits = Failures(), AT, []
    for _ in range(11):
        held = RULE.after_failure(held, at)
        if held.locked_until is not None:
            waits.append((held.locked_until - at).total_seconds() / 60)
            assert held.is_locked(held.locked_until - timedelta(microseconds=1))
            assert not held.is_locked(held.locked_until)
            at = held.locked_until
    # The fifth failure locks for a minute: 1, 2, 4, 8, then 15 minutes at most.
    assert waits == [1, 2, 4, 8, 15, 15, 15]


def test_failures_are_forgotten_after_a_day():
    held = Failures(4, AT)
    assert RULE.after_failure(held, AT + timedelta(hours=24)).count == 1
    assert RULE.after_failure(held, AT + timedelta(hours=23, minutes=59)).locked_until is not None


@given(st.lists(st.integers(0, 4 * 3600), max_size=400))
def test_never_more_than_a_hundred_guesses_an_hour(pauses):
    """ASVS V2.2.1. An attacker may choose any pauses; guesses while locked are not looked at."""
    held, at, looked_at = Failures(), AT, []
    for pause in pauses:
        at += timedelta(seconds=pause)
        if not held.is_locked(at):
            looked_at.append(at)
        held = RULE.after_failure(held, at)
    for moment in looked_at:
        hour = [each for each in looked_at if moment <= each < moment + timedelta(hours=1)]
        assert len(hour) <= 100


@given(st.integers(0, 10**6))
def test_any_count_gives_a_wait_within_the_limits(count):
    held = RULE.after_failure(Failures(count, AT), AT)
    if held.locked_until is not None:
        assert timedelta(minutes=1) <= held.locked_until - AT <= timedelta(minutes=15)


# Rate limits


@pytest.fixture(scope="module")
def connection():
    engine = create_engine("sqlite://")
    with engine.begin() as made:
        rate_limit.create(made)
        yield made
    engine.dispose()


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_never_more_than_twice_the_count_in_any_window(connection, data):
    rate = Rate(data.draw(st.integers(1, 6)), timedelta(seconds=60))
    pauses = data.draw(st.lists(st.integers(0, 50), max_size=60))
    connection.execute(rate_limit.delete())
    at, taken = AT, []
    for pause in pauses:
        at += timedelta(seconds=pause)
        try:
            take(connection, "k", rate, at=at)
        except TooMany as refused:
            later = at + timedelta(seconds=int(refused.values["seconds"]))
            assert at < later <= at + rate.window
            continue
        taken.append(at)
    for moment in taken:
        assert len([t for t in taken if moment <= t < moment + rate.window]) <= 2 * rate.count


def test_a_burst_then_one_each_interval(connection):
    connection.execute(rate_limit.delete())
    rate = Rate(3, timedelta(seconds=60))
    for _ in range(3):
        take(connection, "burst", rate, at=AT)
    with pytest.raises(TooMany) as refused:
        take(connection, "burst", rate, at=AT)
    assert refused.value.values == {"seconds": 20}
    take(connection, "burst", rate, at=AT + timedelta(seconds=20))
    with pytest.raises(TooMany):
        take(connection, "burst", rate, at=AT + timedelta(seconds=39))
    take(connection, "other", rate, at=AT)


def test_rows_that_say_nothing_are_forgotten(connection):
    connection.execute(rate_limit.delete())
    take(connection, "one", Rate(2, timedelta(seconds=60)), at=AT)
    forget(connection, at=AT + timedelta(seconds=29))
    assert connection.scalar(select(func.count()).select_from(rate_limit)) == 1
    forget(connection, at=AT + timedelta(seconds=30))
    assert connection.scalar(select(func.count()).select_from(rate_limit)) == 0


@pytest.mark.parametrize(
    ("origin", "key"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "20010db800010002::/64"),
        ("2001:db8:1:2::ffff%eth0", "20010db800010002::/64"),
        (None, "-"),
        ("cli", "cli"),
    ],
)
def test_addresses_are_counted_by_network(origin, key):
    assert address_key(origin) == key


def test_a_clock_set_back_locks_nobody_out(connection):
    connection.execute(rate_limit.delete())
    rate = Rate(2, timedelta(seconds=60))
    take(connection, "k", rate, at=AT + timedelta(hours=24))
    take(connection, "k", rate, at=AT)
    take(connection, "k", rate, at=AT)
    with pytest.raises(TooMany):
        take(connection, "k", rate, at=AT)
