"""Values and names that are refused before anything is written; limits; failing writers."""

import asyncio
import json

import pytest

from lingnan.sources.identifier.node.failure import WriterGone
from lingnan.sources.identifier.node.model import Limits
from lingnan.sources.identifier.records.errors import RecordsFull
from lingnan.sources.identifier.wire.body.change import ValuesRequest
from lingnan.sources.identifier.wire.codes import Operation, Response
from lingnan.sources.identifier.wire.value import HandleValue
from sources.identifier.node.core.kit import ENTERPRISE, ROOT, SECOND, admin, secret, site, url

A = "88.900.1/a"


def create(node, handle, *values, user=ENTERPRISE, **more):
    return asyncio.run(
        node.ask(Operation.CREATE_HANDLE, ValuesRequest(handle, values), user=user, **more)
    )


@pytest.mark.parametrize(
    ("values", "indexes"),
    [
        ((), ()),
        ((url(0),), (0,)),
        ((url(1 << 31),), (1 << 31,)),
        ((url(1), url(2), url(1), url(2)), (1, 2)),
        ((url(1), url(2, permissions=0x1E)), (2,)),
        ((HandleValue(3, "", b""),), (3,)),
        ((HandleValue(3, "A\nB", b""),), (3,)),
        ((HandleValue(3, "HS_SECKEY", b"x"),), (3,)),
        ((HandleValue(3, "hs_seckey", b"x", permissions=0x0E),), (3,)),
        ((HandleValue(3, "HS_SECKEY", b"", permissions=0x0C),), (3,)),
        ((url(1), HandleValue(3, "HS_ADMIN", b"junk"), HandleValue(4, "HS_VLIST", b"")), (3, 4)),
        ((HandleValue(3, "HS_SITE", b"junk"),), (3,)),
        ((HandleValue(3, "HS_SITE.PREFIX", b"junk"),), (3,)),
        ((HandleValue(3, "HS_PUBKEY", b"junk"),), (3,)),
        ((HandleValue(3, "HS_ALIAS", b"no slash"),), (3,)),
        ((HandleValue(3, "HS_SERV", b"\xff/x"),), (3,)),
        ((HandleValue(3, "HS_CERT", b"no token"),), (3,)),
        ((url(1, "x" * 200_000),), ()),
    ],
)
def test_values_that_cannot_be_kept(node, values, indexes):
    got = create(node, A, *values)
    assert got.code == Response.INVALID_VALUE
    assert got.body.indexes == indexes
    assert got.body.message
    assert node.values(A) == {}
    assert node.link.applied == []


def test_old_clients_hear_201_of_invalid_values(node):
    got = create(node, A, url(0), version=(2, 4))
    assert got.code == Response.VALUE_EXISTS


def test_messages_never_tell_a_secret(node):
    got = create(node, A, HandleValue(3, "HS_SECKEY", b"very-secret"))
    assert "very-secret" not in got.body.message
    assert "very-secret" not in repr(node.audit)


@pytest.mark.parametrize(
    "handle",
    ["", "/", "88.900.1", "88.900.1/", "/a", "88.900.1/a\x01", "0.NA/88.900..1", "0.NA/a/b",
     "0.NA/88.900."],
)  # fmt: skip
def test_names_that_cannot_be_registered(node, handle):
    got = create(node, handle, url(), user=ROOT)
    assert got.code == Response.INVALID_HANDLE
    assert node.link.applied == []


def test_a_record_stays_small_enough_to_be_answered(node):
    node.put(A, url(1, "x" * 150_000), admin(user=ENTERPRISE.reference))
    for operation, value in ((102, url(2, "y" * 60_000)), (104, url(1, "y" * 200_001))):
        got = asyncio.run(node.ask(operation, ValuesRequest(A, (value,)), user=ENTERPRISE))
        assert got.code == Response.INVALID_VALUE
    got = asyncio.run(node.ask(104, ValuesRequest(A, (url(1, "y" * 190_000),)), user=ENTERPRISE))
    assert got.code == Response.SUCCESS


def test_limits_of_registration(make):
    node = make(limits=Limits(by_prefix={"88.900.1": 3, "": 9}))
    assert [create(node, f"88.900.1/{each}", url()).code for each in range(3)] == [1, 1, 605]
    node = make(limits=Limits(records=5))
    assert [create(node, f"88.900.1/{each}", url()).code for each in range(2)] == [1, 604]
    node = make(limits=Limits(daily=1))
    assert [create(node, f"88.900.1/{each}", url()).code for each in range(2)] == [1, 603]
    assert create(node, "0.NA/88.900.2", url(), user=SECOND).code == 1
    node.clock.now += 86_400
    assert create(node, "88.900.1/b", url()).code == 1
    assert "88.900.1" in create(node, "88.900.1/c", url()).body.message


@pytest.mark.parametrize(
    "fault",
    [WriterGone(), RecordsFull(path="/x", reason="no room"), OSError("gone"), TimeoutError()],
)
def test_a_failing_writer_is_an_error_and_not_a_success(node, fault):
    node.link.fault = fault
    got = create(node, A, url())
    assert got.code == Response.ERROR
    assert node.values(A) == {}
    assert node.audit[-1].response == Response.ERROR
    node.link.fault = None
    assert create(node, A, url()).code == Response.SUCCESS


def test_audit_entries_name_act_user_peer_and_indexes(node):
    create(node, A, url(), url(7), secret(300))
    (entry,) = node.audit
    assert (entry.action, entry.handle, entry.user) == ("create_handle", A, ENTERPRISE.reference)
    assert (entry.address, entry.response, entry.indexes) == ("192.0.2.1", 1, (1, 7, 300))
    assert entry.at == int(node.clock.now)
    assert "synthetic secret" not in json.dumps(repr(entry))


def test_the_site_is_what_the_writer_left(node):
    newer = site(serial=9)
    node.writer.write_site_info(newer.encode())
    assert node.service.host.site == newer
