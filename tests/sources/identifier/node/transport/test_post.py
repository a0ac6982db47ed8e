"""Datagrams by the batch: what arrives, from whom, and what goes where."""

import socket

import pytest

from lingnan.sources.identifier.node.post import (
    BATCH,
    LENGTH_AT,
    LENGTH_STEP,
    LONGEST,
    NAME,
    SIZE_AT,
    SIZE_STEP,
    TARGET_AT,
    TARGET_STEP,
    Post,
)


def bound(family, address):
    made = socket.socket(family, socket.SOCK_DGRAM)
    made.bind((address, 0))
    made.settimeout(5)
    return made


@pytest.fixture(params=[(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")], ids=["4", "6"])
def place(request):
    family, address = request.param
    try:
        served = bound(family, address)
    except OSError:
        pytest.skip("the machine has no such address")
    clients = [bound(family, address) for _ in range(3)]
    yield served, clients, Post(served)
    for each in (served, *clients):
        each.close()


def taken(post):
    """The batch that has arrived: octets, host, address."""
    count = post.receive()
    found = []
    for number in range(count):
        length = post.lengths[number * LENGTH_STEP + LENGTH_AT]
        octets = bytes(post.incoming[number * LONGEST : number * LONGEST + length])
        name = bytes(post.names[number * NAME : (number + 1) * NAME])
        host = post.text(name[post.host_at : post.host_end])
        found.append((octets, host, post.address(number)))
    return found


def put(post, place, number, octets):
    """Lay an answer out to who sent the datagram of that number."""
    post.outgoing[place * LONGEST : place * LONGEST + len(octets)] = octets
    post.sizes[place * SIZE_STEP + SIZE_AT] = len(octets)
    post.targets[place * TARGET_STEP + TARGET_AT] = post.first_name + number * NAME


def test_a_batch_tells_octets_and_where_each_came_from(place):
    served, clients, post = place
    assert post.receive() == 0
    told = [(client, b"%d" % number * (number + 1)) for number, client in enumerate(clients)]
    told.append((clients[0], b""))
    for client, octets in told:
        client.sendto(octets, served.getsockname())
    expected = [(octets, client.getsockname()[0], client.getsockname()) for client, octets in told]
    assert taken(post) == expected


def test_answers_go_to_who_asked_some_may_be_left_out_and_another_batch_is_another(place):
    served, clients, post = place
    for _ in range(2):
        for number, client in enumerate(clients):
            client.sendto(b"%d" % number, served.getsockname())
        assert len(taken(post)) == 3
        put(post, 0, 2, b"third" * 100)
        put(post, 1, 0, b"first")
        assert post.send(2) == 0
        assert clients[0].recv(2048) == b"first"
        assert clients[2].recv(2048) == b"third" * 100
        clients[1].setblocking(False)
        with pytest.raises(BlockingIOError):
            clients[1].recv(2048)
        clients[1].settimeout(5)


def test_more_than_a_batch_takes_more_than_one_call(place):
    served, clients, post = place
    served.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
    for number in range(BATCH + 5):
        clients[0].sendto(b"%03d" % number, served.getsockname())
    first, second = taken(post), taken(post)
    assert (len(first), len(second)) == (BATCH, 5)
    assert [octets for octets, _, _ in first + second] == [b"%03d" % n for n in range(BATCH + 5)]


def test_what_is_too_long_fills_its_place_and_no_other(place):
    served, clients, post = place
    clients[0].sendto(b"x" * 5_000, served.getsockname())
    clients[1].sendto(b"y", served.getsockname())
    found = taken(post)
    assert [len(octets) for octets, _, _ in found] == [LONGEST, 1]
    assert found[1][0] == b"y"


def test_one_answer_that_is_refused_keeps_back_no_other(place):
    served, clients, post = place
    for client in clients:
        client.sendto(b"?", served.getsockname())
    assert len(taken(post)) == 3
    for number in range(3):
        put(post, number, number, b"%d" % number)
    # Port 0 of the second one: nobody is there.
    post.names[NAME + 2 : NAME + 4] = bytes(2)
    assert post.send(3) == 1
    assert clients[0].recv(16) == b"0"
    assert clients[2].recv(16) == b"2"
