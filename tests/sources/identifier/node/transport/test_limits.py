import pytest

from lingnan.sources.identifier.node.limits import AccessList, SourceLimits, Sources

LIMITS = SourceLimits(
    requests_per_second=10,
    requests_burst=20,
    unproven_octets_per_second=1_000,
    unproven_octets_burst=3_000,
    large_answer_octets=1_000,
    proof_seconds=60,
)


def sources(access=None, **more):
    return Sources(LIMITS, access or AccessList(), **more)


def taken(table, host, now, tries=100):
    return sum(table.take(table.of(host, now)) for _ in range(tries))


def test_a_burst_then_the_rate():
    table = sources()
    assert taken(table, "192.0.2.1", 5.0) == 20
    assert taken(table, "192.0.2.1", 5.5) == 5
    assert taken(table, "192.0.2.2", 5.5) == 20
    assert taken(table, "192.0.2.1", 1_000.0) == 20


def test_a_clock_read_earlier_earns_nothing():
    table = sources()
    taken(table, "192.0.2.1", 10.0)
    assert taken(table, "192.0.2.1", 9.0) == 0
    assert taken(table, "192.0.2.1", 10.0) == 0
    assert taken(table, "192.0.2.1", 10.25) == 2


def test_large_answers_to_unproven_sources_are_bounded():
    table = sources()
    source = table.of("192.0.2.1", 0.0)
    assert [table.may_receive(source, 1_000, 0.0) for _ in range(5)] == [True] * 3 + [False] * 2
    assert table.may_receive(source, 999, 0.0)
    table.prove(source, 0.0)
    assert table.may_receive(source, 60_000, 59.0)
    assert not table.may_receive(source, 60_000, 61.0)


def test_a_net_of_64_is_one_source():
    table = sources()
    assert taken(table, "2001:db8:1:2::1", 0.0) == 20
    assert taken(table, "2001:db8:1:2:ffff::9", 0.0) == 0
    assert taken(table, "2001:db8:1:3::1", 0.0) == 20
    assert taken(table, "::ffff:192.0.2.7", 0.0) == 20
    assert taken(table, "192.0.2.7", 0.0) == 0


@pytest.mark.parametrize(
    ("host", "is_allowed"),
    [("10.1.2.3", True), ("10.9.0.1", False), ("10.9.7.1", True), ("192.0.2.1", False)],
)
def test_the_narrower_network_wins(host, is_allowed):
    access = AccessList(allowed=["10.0.0.0/8", "10.9.7.0/24"], denied=["10.9.0.0/16"])
    assert access.is_allowed(host) is is_allowed
    assert sources(access).take(sources(access).of(host, 0.0)) is is_allowed


def test_only_denials_leave_the_rest_allowed():
    access = AccessList(denied=["198.51.100.0/24"])
    assert access.is_allowed("192.0.2.1")
    assert not access.is_allowed("198.51.100.9")
    assert not access.is_allowed("::ffff:198.51.100.9")


def test_trusted_sources_are_free():
    table = sources(AccessList(trusted=["192.0.2.0/24"]))
    assert taken(table, "192.0.2.1", 0.0) == 100


def test_the_table_is_bounded():
    table = sources(max_sources=100)
    kept = table.of("192.0.2.1", 0.0)
    kept.connections = 1
    for number in range(10_000):
        table.of(f"10.0.{number // 250}.{number % 250}", 0.0)
        assert len(table) <= 100
    assert table.of("192.0.2.1", 0.0) is kept
