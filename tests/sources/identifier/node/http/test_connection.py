"""Octets of a connection: keep-alive, pipelining, what is malformed, what is too slow or large."""

import json
import socket
import ssl
import time

import pytest

from lingnan.sources.identifier.node.http.limit import HttpLimit
from sources.identifier.node.http.served import ADMINISTRATOR, PRODUCT, Served, read_all

GET = f"GET /api/handles/{PRODUCT} HTTP/1.1\r\nHost: localhost\r\n".encode()
LAST = b"Connection: close\r\n\r\n"
CHUNKED = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"


def answers(octets):
    """Take answers apart: status, headers, body."""
    found = []
    while octets:
        head, _, octets = octets.partition(b"\r\n\r\n")
        status, *lines = head.decode("latin-1").split("\r\n")
        headers = {}
        for line in lines:
            name, _, value = line.partition(": ")
            headers[name.lower()] = value
        length = int(headers.get("content-length", 0))
        found.append((int(status.split(" ")[1]), headers, octets[:length]))
        octets = octets[length:]
    return found


def statuses(octets):
    return [status for status, _, _ in answers(octets)]


def test_pipelined_requests_are_answered_in_order(served):
    names = [PRODUCT, "88.900.1/absent", PRODUCT, "88.900.1/nothing"] * 10
    octets = b"".join(
        f"GET /api/handles/{name} HTTP/1.1\r\nHost: h\r\n\r\n".encode() for name in names
    )
    found = answers(served.exchange(octets + GET + LAST))
    assert [json.loads(body)["handle"] for _, _, body in found] == [*names, PRODUCT]


def test_octets_one_by_one(served):
    with served.connect() as made:
        for octet in GET + LAST:
            made.sendall(bytes((octet,)))
        assert statuses(read_all(made)) == [200]


def test_quick_way_and_general_way_answer_the_same(served, plain):
    with served.connect() as made:
        found = []
        for _ in range(3):
            made.sendall(GET + b"\r\n")
            time.sleep(0.05)
            found.append(answers(made.recv(65536))[0])
    before = served.door.quick.take_counts()[0]
    assert sum(before) >= 2
    general, *quick = found
    for status, headers, body in quick:
        assert status == general[0]
        assert body == general[2]
        assert list(headers.items()) == [(k, v) for k, v in general[1].items() if k != "date"] or (
            headers.keys() == general[1].keys()
        )


def test_quick_way_sees_changes_at_once(served, secure):
    handle = "88.900.1/fresh"
    line = f"GET /api/handles/{handle} HTTP/1.1\r\nHost: h\r\n\r\n".encode()
    auth = ("300%3A0.NA/88.900.1", "correct horse battery")
    with served.connect() as made:
        for word in ("one", "two", "three"):
            body = [{"index": 1, "type": "DESC", "data": word}, ADMINISTRATOR]
            assert secure.put(f"/api/handles/{handle}", json=body, auth=auth).status_code < 300
            made.sendall(line)
            (found,) = answers(made.recv(65536))
            assert json.loads(found[2])["values"][0]["data"]["value"] == word


def test_quick_way_leaves_out_what_has_no_public_value(served, secure):
    handle = "88.900.1/hidden"
    auth = ("300%3A0.NA/88.900.1", "correct horse battery")
    body = [{"index": 1, "type": "DESC", "data": "x", "permissions": "1100"}]
    assert secure.put(f"/api/handles/{handle}", json=body, auth=auth).status_code == 201
    line = f"GET /api/handles/{handle} HTTP/1.1\r\nHost: h\r\n\r\n".encode()
    with served.connect() as made:
        for _ in range(3):
            made.sendall(line)
            assert statuses(made.recv(65536)) == [404]


def test_an_unanswered_request_before_is_not_overtaken(served):
    """Octets that look like the quick way, behind a request that is still being answered."""
    line = GET + b"\r\n"
    with served.connect() as made:
        made.sendall(line)
        made.recv(65536)
        made.sendall(b"GET /api/site HTTP/1.1\r\nHost: localhost\r\n\r\n")
        made.sendall(line)
        made.sendall(line)
        time.sleep(0.1)
        found = answers(made.recv(1 << 20))
    assert ["site" in json.loads(body) for _, _, body in found] == [True, False, False]


@pytest.mark.parametrize(
    ("octets", "status"),
    [
        (b"GARBAGE\r\n\r\n", 400),
        (b"\x00\x01\x02\r\n\r\n", 400),
        (b"GET /\r\n\r\n", 505),
        (b"GET / HTTP/3.0\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        (b"GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nA: b\r\n c\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nA: b\x00c\r\n\r\n", 400),
        (b"CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n", 501),
        (b"GET " + b"/" * 9_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\nHost: a\r\nA: " + b"b" * 20_000 + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: a\r\nA: " + b"b" * 20_000, 431),
        (b"GET / HTTP/1.1\r\nHost: a\r\n" + b"A: b\r\n" * 100 + b"\r\n", 431),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\n\r\n", 413),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\na", 400),
        (CHUNKED.replace(b"\r\n\r\n", b"\r\nContent-Length: 5\r\n\r\n") + b"0\r\n\r\n", 400),
        (CHUNKED.replace(b"Host", b"Transfer-Encoding: identity\r\nHost") + b"0\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 501),
        (b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501),
        (b"POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (CHUNKED + b"zz\r\n\r\n", 400),
        (CHUNKED + b"FFFFFFFFFFFFFFFFF\r\na\r\n", 400),
        (CHUNKED + b"1\r\nabc\r\n0\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: a\r\nExpect: 999-other\r\nContent-Length: 1\r\n\r\na", 417),
    ],
)  # fmt: skip
def test_malformed_requests_are_refused_and_the_connection_closed(served, octets, status):
    found = answers(served.exchange(octets + GET + LAST))
    assert [each[0] for each in found] == [status]
    assert found[0][1]["connection"] == "close"


def test_smuggled_request_is_not_answered(served):
    """Bare LF and CR tricks: nothing behind the refused octets may count as a request."""
    for trick in (
        b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\x0bchunked\r\nContent-Length: 3\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nX: y\rContent-Length: 50\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length : 40\r\n\r\n",
    ):
        found = statuses(served.exchange(trick + GET + LAST))
        assert found == [400]


def test_requests_before_a_malformed_one_are_answered(served):
    found = statuses(served.exchange(GET + b"\r\n" + b"BAD\r\n\r\n" + GET + LAST))
    assert found == [200, 400]


def test_chunked_body_is_taken(served, certificates):
    body = b'[{"index":1,"type":"A","data":"b"}]'
    context = certificates.client_context()
    with context.wrap_socket(served.connect(), server_hostname="localhost") as made:
        made.sendall(
            b"PUT /api/handles/88.900.1/chunked HTTP/1.1\r\nHost: a\r\n"
            b"Authorization: Basic MzAwJTNBMC5OQS84OC45MDAuMTpjb3JyZWN0IGhvcnNlIGJhdHRlcnk=\r\n"
            b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
        )
        for at in range(0, len(body), 7):
            part = body[at : at + 7]
            made.sendall(b"%x;ext=1\r\n%s\r\n" % (len(part), part))
        made.sendall(b"0\r\nTrailer: x\r\n\r\n")
        assert statuses(read_all(made)) == [201]


def test_continue_is_told_before_a_body(served):
    with served.connect() as made:
        made.sendall(
            b"POST /api/prefixes HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n"
            b"Expect: 100-continue\r\nConnection: close\r\n\r\n"
        )
        assert made.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        made.sendall(b"{}")
        assert statuses(read_all(made)) == [400]


def test_http_1_0_is_answered_and_closed(served):
    with served.connect() as made:
        made.sendall(f"GET /api/handles/{PRODUCT} HTTP/1.0\r\n\r\n".encode())
        (found,) = answers(read_all(made))
        assert found[0] == 200


def test_absolute_target(served):
    octets = f"GET http://other/api/handles/{PRODUCT} HTTP/1.1\r\nHost: h\r\n".encode()
    assert statuses(served.exchange(octets + LAST)) == [200]


@pytest.fixture(scope="module")
def impatient(tmp_path_factory, certificates):
    limit = HttpLimit(
        first_s=0.3, head_s=0.3, body_s=0.3, idle_s=0.3, tls_s=0.3, connections_count=8,
        per_address_count=4,
    )  # fmt: skip
    made = Served(tmp_path_factory.mktemp("impatient"), certificates, limit=limit)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("octets", "status"),
    [
        (b"", []),
        (b"GET / HT", [408]),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab", [408]),
        (GET + b"\r\n", [200]),
    ],
)
def test_slow_clients_are_closed(impatient, octets, status):
    with impatient.connect() as made:
        made.sendall(octets)
        assert statuses(read_all(made)) == status


def test_half_a_handshake_is_closed(impatient, certificates):
    with impatient.connect() as made:
        made.sendall(b"\x16\x03\x01\x02\x00\x01")
        octets = read_all(made)
        assert not octets or octets[0] == 21
    with impatient.connect() as made:
        made.sendall(b"\x16" + b"\xff" * 500)
        octets = read_all(made)
        assert not octets or octets[0] == 21  # an alert at most (RFC 8446 §6)


def test_connections_of_one_address_are_bounded(impatient):
    held = [impatient.connect() for _ in range(4)]
    for each in held:
        each.sendall(b"GET / HTTP/1.1\r\n")
    time.sleep(0.1)
    with impatient.connect() as fifth:
        fifth.sendall(GET + LAST)
        assert read_all(fifth) == b""
    for each in held:
        each.close()
    time.sleep(0.2)
    assert statuses(impatient.exchange(GET + LAST)) == [200]
    assert impatient.door.connections_count <= 1


def test_without_certificate_tls_is_closed(tmp_path, certificates):
    made = Served(tmp_path, certificates, secure=False)
    try:
        context = certificates.client_context()
        with pytest.raises((ssl.SSLError, OSError)):
            context.wrap_socket(made.connect(), server_hostname="localhost")
        assert statuses(made.exchange(GET + LAST)) == [200]
    finally:
        made.close()


def test_a_client_that_does_not_read_is_held_up_and_loses_nothing(served, secure):
    """Many pipelined requests whose answers are read late: reading stops, all are answered."""
    handle, count = "88.900.1/large", 200
    auth = ("300%3A0.NA/88.900.1", "correct horse battery")
    large = {"index": 1, "type": "DESC", "data": "x" * 100_000}
    answer = secure.put(f"/api/handles/{handle}", json=[large, ADMINISTRATOR], auth=auth)
    assert answer.status_code == 201
    line = f"GET /api/handles/{handle} HTTP/1.1\r\nHost: h\r\n".encode()
    with served.connect(10) as made:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
        made.sendall((line + b"\r\n") * (count - 1) + line + LAST)
        until = time.monotonic() + 5
        blocked = []
        while not blocked and time.monotonic() < until:
            time.sleep(0.01)
            blocked = [each for each in served.door.connections if each.is_blocked]
        (connection,) = blocked
        assert connection.transport.get_write_buffer_size() < 1 << 20
        got = read_all(made)
    assert got.count(b"HTTP/1.1 200 OK") == count
