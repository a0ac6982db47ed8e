from lingnan.sources.identifier.node.metrics import (
    Metrics,
    add,
    bucket_of,
    quantile,
    render,
    without_gauges,
)


def test_buckets_double():
    # 1 µs is below 2^1, 3 µs below 2^2, 4 µs below 2^3; below one it is bucket 0.
    assert [bucket_of(s) for s in (0.0, 1e-6, 3e-6, 4e-6, 1e9)] == [0, 1, 2, 3, 23]


def counted():
    made = Metrics()
    made.count_plain("udp", 3, 300, 900, 3e-6)
    answer = bytes(20) + (100).to_bytes(4, "big") + (101).to_bytes(4, "big") + bytes(20)
    made.count_answer("tcp", 80, [answer, b"more"], 0.01)
    made.drop("limited", 2)
    made.gauges["sessions"] = 4
    return made.snapshot()


def test_workers_are_added_up():
    total = add([counted(), without_gauges(counted())])
    assert total["requests"] == {"udp 1 1": 6, "tcp 100 101": 2}
    assert total["octets_out"] == {"udp": 1_800, "tcp": 104}
    assert total["dropped"] == {"limited": 4}
    assert total["gauges"] == {"sessions": 4}
    assert sum(total["latency"]["udp"]) == 6


def test_the_text_is_that_of_prometheus():
    lines = render(counted()).splitlines()
    assert 'lingnan_node_requests_total{transport="udp",operation="1",response="1"} 3' in lines
    assert 'lingnan_node_latency_seconds_bucket{transport="udp",le="2e-06"} 0' in lines
    assert 'lingnan_node_latency_seconds_bucket{transport="udp",le="4e-06"} 3' in lines
    assert 'lingnan_node_latency_seconds_bucket{transport="udp",le="+Inf"} 3' in lines
    assert "lingnan_node_sessions 4" in lines
    names = [line.split()[2] for line in lines if line.startswith("# TYPE")]
    assert len(names) == len(set(names))


def test_encrypted_answers_are_counted_as_sealed():
    made = Metrics()
    made.count_answer("tcp", 10, [bytes([2, 11, 0x42]) + bytes(60)], 0.0)
    assert made.requests == {("tcp", "sealed", "sealed"): 1}


def test_quantiles_are_the_upper_ends():
    buckets = [0, 90, 0, 9, 0, 1]
    assert quantile(buckets, 0.5) == 2e-6
    assert quantile(buckets, 0.99) == 8e-6
    assert quantile(buckets, 1.0) == 32e-6
    assert quantile([0, 0], 0.5) == 0.0
