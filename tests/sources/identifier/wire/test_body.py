"""Bodies: every one comes back in every version, with and without a digest."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lingnan.sources.identifier.wire import errors
from lingnan.sources.identifier.wire.body.catalogue import (
    REQUESTS,
    SUCCESSES,
    body_class,
    decode_body,
    encode_body,
)
from lingnan.sources.identifier.wire.body.challenge import LoginRequest, VerifyRequest
from lingnan.sources.identifier.wire.body.change import CreateResponse
from lingnan.sources.identifier.wire.body.failure import ErrorResponse
from lingnan.sources.identifier.wire.body.listing import ListResponse, list_parts
from lingnan.sources.identifier.wire.body.name import HandleRequest, Nothing
from lingnan.sources.identifier.wire.body.referral import Referral
from lingnan.sources.identifier.wire.body.session import (
    NOBODY,
    SessionSetupRequest,
    SessionSetupResponse,
)
from lingnan.sources.identifier.wire.body.shape import Body
from lingnan.sources.identifier.wire.body.transaction import Place, TransactionsRequest
from lingnan.sources.identifier.wire.codes import Flag, Operation, Response
from lingnan.sources.identifier.wire.digest import digest_request
from lingnan.sources.identifier.wire.message import Message
from lingnan.sources.identifier.wire.reference import Reference
from lingnan.sources.identifier.wire.version import has_replication_flag
from sources.identifier.wire import strategy

VERSIONS = [*((2, minor) for minor in range(1, 12)), (3, 0)]


def _sent(kind: type[Body]) -> list[tuple[int, int]]:
    """Where a class of body is used: operation and response code."""
    asked = [(operation, 0) for operation, found in REQUESTS.items() if found is kind]
    told = [(operation, 1) for operation in REQUESTS if SUCCESSES.get(operation, Nothing) is kind]
    other = [(1, code) for code in (302, 303, 402, 2, 301) if body_class(1, code) is kind]
    return asked + told + other


def test_every_class_is_tried_and_every_operation_has_a_body() -> None:
    used = {*REQUESTS.values(), *SUCCESSES.values()}
    used |= {body_class(1, code) for code in (2, 302, 402)} | {Nothing}
    assert used == set(strategy.BODIES)
    assert set(REQUESTS) == set(Operation)


@pytest.mark.parametrize("kind", strategy.BODIES, ids=lambda kind: kind.__name__)
@settings(max_examples=30)
@given(data=st.data())
def test_bodies_come_back(kind: type[Body], data: st.DataObject) -> None:
    body = data.draw(strategy.BODIES[kind])
    version = data.draw(st.sampled_from(VERSIONS))
    operation, response = data.draw(st.sampled_from(_sent(kind)))
    if isinstance(body, TransactionsRequest) and not has_replication_flag(version):
        version = (2, 11)
    if response == 303 and version < (2, 5):
        version = (2, 5)
    digest = None
    if response and data.draw(st.booleans()):
        digest = digest_request(b"a request", version)
    flags = Flag.REQUEST_DIGEST if digest or not response else 0
    octets = encode_body(body, version, digest)
    message = Message(operation, response, flags=flags, body=octets)
    told = decode_body(Message.decode(message.encode()), version)
    assert told.body == body
    assert told.digest == digest


def test_an_old_request_for_transactions_has_no_flag_octet() -> None:
    # §1.14: since 2.9 a flag octet stands before the ids.
    body = TransactionsRequest(Place(0, 1, 0), last_id=5, queried_at=6)
    since = "0000000000000005 0000000000000006 00 00000001 00000000"
    assert body.encode((2, 8)) == bytes.fromhex(since)
    assert body.encode((2, 9)) == bytes.fromhex("00" + since)
    assert TransactionsRequest.decode(bytes.fromhex(since), (2, 8)) == body
    with pytest.raises(errors.BadField):
        TransactionsRequest(Place(0, 1, 0), replication_state="{}").encode((2, 8))


def test_a_session_setup_has_two_octets_more_than_it_says() -> None:
    # §1.9: mode int2, timeout int4, handle, index, key, then two octets of padding.
    body = SessionSetupRequest(4, 86_400, NOBODY, b"\xaa\xbb")
    octets = bytes.fromhex("0004 00015180 00000000 00000000 00000002aabb 0000")
    assert body.encode() == octets
    assert SessionSetupRequest.decode(octets) == body
    assert SessionSetupRequest.decode(octets[:-2]) == body
    answer = SessionSetupResponse(4, b"\xcc")
    assert answer.encode() == bytes.fromhex("0004 00000001cc 0000")
    assert SessionSetupResponse.decode(bytes.fromhex("0004 00000001cc")) == answer


def test_a_session_needs_a_known_mode_and_its_key() -> None:
    with pytest.raises(errors.BadField):
        SessionSetupRequest(5, 0).encode()
    with pytest.raises(errors.BadField):
        SessionSetupRequest(3, 0).encode()
    with pytest.raises(errors.BadField):
        SessionSetupRequest.decode(bytes.fromhex("0009 00015180 00000000 00000000"))


@pytest.mark.parametrize(
    "field",
    [
        "00000020" + "ab" * 32,  # length and digest, as the reference writes it
        "00000021 03" + "ab" * 32,  # length, algorithm, digest
        "03" + "ab" * 32,  # algorithm and digest, as the reference also reads it
    ],
)
def test_a_verification_is_read_with_its_digest_in_any_form(field: str) -> None:
    octets = bytes.fromhex("00000001 61 0000012d 00000001 11" + field + "00000001 22")
    told = VerifyRequest.decode(octets)
    assert told == VerifyRequest(Reference("a", 301), b"\x11", b"\xab" * 32, b"\x22")


def test_a_login_names_the_user() -> None:
    # §1.13: handle and index.
    octets = bytes.fromhex("0000000d 38382e3930302f5f41444d494e 0000012c")
    assert LoginRequest.decode(octets).user == Reference("88.900/_ADMIN", 300)
    assert body_class(Operation.LOGIN, Response.SUCCESS) is Nothing


def test_an_error_may_name_indexes() -> None:
    octets = bytes.fromhex("00000003 626164 00000002 00000001 00000007")
    assert ErrorResponse.decode(octets) == ErrorResponse("bad", (1, 7))
    assert ErrorResponse.decode(b"") == ErrorResponse()
    assert ErrorResponse("bad").encode() == bytes.fromhex("00000003 626164")


def test_what_may_be_absent() -> None:
    assert Referral.decode(bytes.fromhex("00000001 61")) == Referral("a", None)
    assert Referral.decode(bytes.fromhex("00000000 00000000")) == Referral("", ())
    assert CreateResponse.decode(b"") == CreateResponse(None)
    assert HandleRequest.decode(b"") == HandleRequest("")


def test_long_lists_come_in_parts_of_fifty() -> None:
    handles = [f"88.900.1/{number}" for number in range(101)]
    parts = list(list_parts(handles))
    assert [(len(part.handles), is_followed) for part, is_followed in parts] == [
        (50, True),
        (50, True),
        (1, False),
    ]
    assert [handle for part, _ in parts for handle in part.handles] == handles
    assert list(list_parts([])) == [(ListResponse(()), False)]
    assert [is_followed for _, is_followed in list_parts(handles[:50])] == [False]


def test_an_unknown_operation_is_told_as_not_supported() -> None:
    with pytest.raises(errors.UnknownOperation) as caught:
        decode_body(Message(777))
    assert caught.value.response is Response.OPERATION_NOT_SUPPORTED
    with pytest.raises(errors.UnknownOperation):
        body_class(777, Response.SUCCESS)


def test_303_of_an_old_server_is_an_error_text() -> None:
    # §1.5: before 2.5 the code meant a read-only server.
    octets = bytes.fromhex("00000004 6261636b")
    old = decode_body(Message(1, 303, body=octets), (2, 4))
    assert old.body == ErrorResponse("back")
    assert decode_body(Message(1, 303, body=octets), (2, 5)).body == Referral("back")
