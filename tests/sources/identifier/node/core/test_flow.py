"""Whole flows with octets: resolution, registration, change, deletion, listing."""

import asyncio

import pytest

from lingnan.sources.identifier.proof.key import make_private_key, public_key_of
from lingnan.sources.identifier.proof.key_record import encode_key
from lingnan.sources.identifier.proof.seckey import MacCode
from lingnan.sources.identifier.wire.body.challenge import ChallengeAnswer
from lingnan.sources.identifier.wire.body.change import (
    CreateResponse,
    RemoveRequest,
    ValuesRequest,
)
from lingnan.sources.identifier.wire.body.failure import ErrorResponse
from lingnan.sources.identifier.wire.body.name import HandleRequest
from lingnan.sources.identifier.wire.body.resolve import ResolveRequest, ResolveResponse
from lingnan.sources.identifier.wire.body.site_answer import SiteResponse
from lingnan.sources.identifier.wire.codes import PLAIN_FLAGS, Flag, Operation, Response
from lingnan.sources.identifier.wire.envelope import Envelope
from lingnan.sources.identifier.wire.message import Message
from lingnan.sources.identifier.wire.octets import pack_int4, pack_octets
from lingnan.sources.identifier.wire.reference import Reference
from lingnan.sources.identifier.wire.value import HandleValue
from sources.identifier.node.core.kit import (
    ENTERPRISE,
    NOW,
    ROOT,
    SECOND,
    UDP,
    User,
    admin,
    secret,
    url,
)

PUBLIC = PLAIN_FLAGS.value
RESTRICTED = PUBLIC & ~Flag.PUBLIC_ONLY.value


def run(coroutine):
    return asyncio.run(coroutine)


def resolve(node, handle, indexes=(), types=(), *, flags=PUBLIC, **more):
    return run(
        node.ask(Operation.RESOLVE, ResolveRequest(handle, indexes, types), flags=flags, **more)
    )


def create(node, handle, *values, user=ENTERPRISE, **more):
    body = ValuesRequest(handle, values)
    return run(node.ask(Operation.CREATE_HANDLE, body, user=user, **more))


def indexes(got):
    assert isinstance(got.body, ResolveResponse), got.body
    return tuple(value.index for value in got.body.values)


def test_get_site_info(node):
    got = run(node.ask(Operation.GET_SITE_INFO, HandleRequest("/")))
    assert isinstance(got.body, SiteResponse)
    assert got.body.site == node.service.settings.site
    assert got.message.site_serial == 3


def test_resolve_answers_as_registered_and_folds_ascii_only(node):
    node.put("88.900.1/Pump-Ä", url(), admin())
    got = resolve(node, "88.900.1/pUMP-Ä")
    assert got.code == Response.SUCCESS
    assert got.body.handle == "88.900.1/Pump-Ä"
    assert indexes(got) == (1, 100)
    assert got.message.flags == PUBLIC | Flag.AUTHORITATIVE
    assert resolve(node, "88.900.1/pump-ä").code == Response.HANDLE_NOT_FOUND


@pytest.mark.parametrize(
    ("wanted", "types", "found"),
    [((2,), (), (2,)), ((), ("url",), (1,)), ((2,), ("URL",), (1, 2)), ((), ("X.",), (3, 4))],
)
def test_resolve_filters_by_index_or_type(node, wanted, types, found):
    values = [url(), HandleValue(2, "EMAIL", b"a@example.com")]
    values += [HandleValue(3, "X", b"3"), HandleValue(4, "X.Y", b"4")]
    node.put("88.900.1/a", *values)
    assert indexes(resolve(node, "88.900.1/a", wanted, types)) == found


def test_resolve_of_what_is_not_there(node):
    node.put("88.900.1/a", url())
    missing = resolve(node, "88.900.1/none")
    assert (missing.code, missing.body) == (Response.HANDLE_NOT_FOUND, ErrorResponse())
    assert resolve(node, "88.900.1/a", (7,)).code == Response.VALUES_NOT_FOUND
    assert resolve(node, "no-slash").code == Response.INVALID_HANDLE


def test_restricted_values_are_left_out_with_publ_and_challenged_without(node):
    node.put(
        "88.900.1/a", url(), url(2, "secret", permissions=0x0C), admin(user=ENTERPRISE.reference)
    )
    assert indexes(resolve(node, "88.900.1/a", user=ENTERPRISE)) == (1, 100)
    assert resolve(node, "88.900.1/a", (2,)).code == Response.VALUES_NOT_FOUND
    assert resolve(node, "88.900.1/a", flags=RESTRICTED).code == Response.AUTHENTICATION_NEEDED
    assert indexes(resolve(node, "88.900.1/a", flags=RESTRICTED, user=ENTERPRISE)) == (1, 2, 100)
    # Only public values are asked for: nobody is challenged.
    assert indexes(resolve(node, "88.900.1/a", (1,), flags=RESTRICTED)) == (1,)


def test_restricted_values_need_authorised_read_and_admin_read(node):
    rights = 0x1FFF & ~0x400
    node.put("88.900.1/a", url(2, permissions=0x0C), admin(rights, ENTERPRISE.reference))
    got = resolve(node, "88.900.1/a", flags=RESTRICTED, user=ENTERPRISE)
    assert got.code == Response.INSUFFICIENT_PERMISSION
    node.put("88.900.1/b", url(2, permissions=0x04), admin(user=ENTERPRISE.reference))
    got = resolve(node, "88.900.1/b", (2,), flags=RESTRICTED, user=ENTERPRISE)
    assert got.code == Response.INSUFFICIENT_PERMISSION


def test_create_with_a_secret_key_then_resolve(node):
    got = create(node, "88.900.1/sn-1", url(timestamp=5), admin(user=ENTERPRISE.reference))
    assert got.code == Response.SUCCESS
    assert got.message.operation == Operation.CREATE_HANDLE
    assert got.body == CreateResponse("88.900.1/sn-1")
    assert indexes(resolve(node, "88.900.1/sn-1")) == (1, 100)
    assert node.values("88.900.1/sn-1")[1].timestamp == int(NOW)
    assert create(node, "88.900.1/sn-1", url()).code == Response.HANDLE_EXISTS
    assert [(each.action, each.handle, each.response) for each in node.audit] == [
        ("create_handle", "88.900.1/sn-1", 1),
        ("create_handle", "88.900.1/sn-1", 101),
    ]
    assert {each.user for each in node.audit} == {ENTERPRISE.reference}


@pytest.mark.parametrize("code", [MacCode.SHA1, MacCode.SHA256, MacCode.PBKDF2_HMAC_SHA1])
def test_create_with_other_macs(node, code):
    user = User(ENTERPRISE.reference, code=code)
    assert create(node, "88.900.1/sn-1", url(), user=user).code == Response.SUCCESS


class Costly(User):
    """Asks for more work than is done."""

    def prove(self, nonce, digest):
        head = b"\x22" + pack_octets(nonce) + pack_int4(20_001) + pack_int4(160)
        return ChallengeAnswer("HS_SECKEY", self.reference, head + pack_octets(bytes(20)))


def test_too_many_iterations_are_refused(node):
    got = create(node, "88.900.1/x", url(), user=Costly(ENTERPRISE.reference))
    assert got.code == Response.AUTHENTICATION_ERROR


@pytest.mark.parametrize("kind", ["RSA", "SM2"])
def test_create_with_a_public_key(node, kind):
    key = make_private_key(kind)
    user = User(Reference("88.900.2/ADMIN", 301), key=key)
    node.put("88.900.2/ADMIN", HandleValue(301, "HS_PUBKEY", encode_key(public_key_of(key))))
    node.put("0.NA/88.900.2", admin(user=user.reference))
    assert create(node, "88.900.2/a", url(), user=user).code == Response.SUCCESS
    other = User(user.reference, key=make_private_key("SM2"))
    assert create(node, "88.900.2/b", url(), user=other).code == Response.AUTHENTICATION_FAILED
    assert node.audit[-1].action == "prove"


def test_a_wrong_secret_an_unknown_user_and_a_public_secret_all_fail_alike(node):
    node.put("88.900.1/OPEN", HandleValue(300, "HS_SECKEY", b"open"), admin())
    for user in (
        User(ENTERPRISE.reference, b"wrong"),
        User(Reference("88.900.1/NOBODY", 300)),
        User(Reference("88.900.1/ADMIN", 100)),
        User(Reference("88.900.1/OPEN", 300), b"open"),
    ):
        got = create(node, "88.900.1/x", url(), user=user)
        assert got.code == Response.AUTHENTICATION_FAILED
        assert "secret" not in got.body.message


def test_mint_appends_a_suffix(node):
    got = create(node, "88.900.1/", url(), flags=Flag.MINT_SUFFIX.value)
    assert got.body == CreateResponse("88.900.1/m0")
    got = create(node, "88.900.1/sn-", url(), flags=Flag.MINT_SUFFIX.value)
    assert got.body == CreateResponse("88.900.1/sn-m1")
    got = create(node, "0.NA/88.900.", url(), user=SECOND, flags=Flag.MINT_SUFFIX.value)
    assert got.code == Response.INVALID_HANDLE


def test_overwrite_replaces_a_handle_and_needs_its_delete_handle(node):
    node.put("88.900.1/a", url(), url(2), admin(user=ENTERPRISE.reference))
    flags = Flag.OVERWRITE.value
    assert create(node, "88.900.1/A", url(5), flags=flags).code == Response.SUCCESS
    assert set(node.values("88.900.1/a")) == {5}
    # The record that is left names no administrator: only the server's may touch it.
    assert create(node, "88.900.1/A", url(6), flags=flags).code == Response.NOT_ADMINISTRATOR
    got = create(node, "88.900.1/A", url(6), flags=flags, user=ROOT)
    assert got.code == Response.SUCCESS


def test_values_are_added_modified_and_removed(node):
    mine = admin(user=ENTERPRISE.reference)
    node.put("88.900.1/a", url(), mine)

    def change(operation, body, **more):
        return run(node.ask(operation, body, user=ENTERPRISE, **more))

    def both(*values):
        return ValuesRequest("88.900.1/a", values)

    assert change(Operation.ADD_VALUES, both(url(2))).code == Response.SUCCESS
    taken = change(Operation.ADD_VALUES, both(url(2), url(3)))
    assert (taken.code, taken.body.indexes) == (Response.VALUE_EXISTS, (2,))
    assert change(Operation.MODIFY_VALUES, both(url(2, "new"))).code == Response.SUCCESS
    assert node.values("88.900.1/a")[2].data == b"new"
    missing = change(Operation.MODIFY_VALUES, both(url(9)))
    assert (missing.code, missing.body.indexes) == (Response.VALUES_NOT_FOUND, (9,))
    flags = Flag.OVERWRITE.value
    assert change(Operation.ADD_VALUES, both(url(2, "over"), url(4)), flags=flags).code == 1
    assert node.values("88.900.1/a")[2].data == b"over"
    assert set(node.values("88.900.1/a")) == {1, 2, 4, 100}
    gone = change(Operation.REMOVE_VALUES, RemoveRequest("88.900.1/a", (2, 4, 2)))
    assert gone.code == Response.SUCCESS
    missing = change(Operation.REMOVE_VALUES, RemoveRequest("88.900.1/a", (1, 4)))
    assert (missing.code, missing.body.indexes) == (Response.VALUES_NOT_FOUND, (4,))
    assert set(node.values("88.900.1/a")) == {1, 100}


def test_delete(node):
    node.put("88.900.1/a", url(), admin(user=ENTERPRISE.reference))
    body = HandleRequest("88.900.1/a")
    got = run(node.ask(Operation.DELETE_HANDLE, body, user=ENTERPRISE))
    assert (got.code, got.message.body) == (Response.SUCCESS, b"")
    assert run(node.ask(Operation.DELETE_HANDLE, body)).code == Response.HANDLE_NOT_FOUND


def test_lists_come_in_fifties(node):
    names = [f"88.900.1/{number:04}" for number in range(120)]
    node.put_all({name: (url(),) for name in names})
    body = HandleRequest("0.NA/88.900.1")
    message = Message(Operation.LIST_HANDLES, body=body.encode())

    async def flow():
        (first,) = await node.send(message)
        sent = []
        original = node.read

        def read(raw, session, asked):
            sent.append(original(raw, session, asked))
            return sent[-1]

        node.read = read
        await node.reply(first, message, ENTERPRISE)
        return sent

    sent = run(flow())
    assert [len(each.body.handles) for each in sent] == [50, 50, 21]
    assert [bool(each.message.flags & Flag.CONTINUED) for each in sent] == [True, True, False]
    assert [handle for each in sent for handle in each.body.handles] == [*names, "88.900.1/ADMIN"]


def test_derived_prefixes_are_listed(node):
    node.put("0.NA/88.900.1.5", url())
    body = HandleRequest("0.NA/88.900")
    got = run(node.ask(Operation.LIST_DERIVED_PREFIXES, body, user=SECOND))
    assert got.body.handles == ("0.NA/88.900.1", "0.NA/88.900.1.5")
    node.put("0.NA/88.900", admin(0x1FFF & ~0x1800), secret())
    got = run(node.ask(Operation.LIST_DERIVED_PREFIXES, body, user=SECOND))
    assert got.code == Response.INSUFFICIENT_PERMISSION


def test_homing_is_for_server_administrators_and_lasts(node):
    body = HandleRequest("0.NA/88.901")
    assert resolve(node, "88.901/a").code == Response.NOT_RESPONSIBLE
    got = run(node.ask(Operation.HOME_PREFIX, body, user=ENTERPRISE))
    assert got.code == Response.NOT_ADMINISTRATOR
    for _ in range(2):
        assert run(node.ask(Operation.HOME_PREFIX, body, user=ROOT)).code == Response.SUCCESS
    assert resolve(node, "88.901/a").code == Response.HANDLE_NOT_FOUND
    listing = run(node.ask(Operation.LIST_HOMED_PREFIXES, HandleRequest("/"), user=ROOT))
    assert listing.body.handles == ("0.NA/88.900", "0.NA/88.901")
    assert resolve(node, "0.SITE.HOMED/88.901").code == Response.VALUES_NOT_FOUND
    assert run(node.ask(Operation.UNHOME_PREFIX, body, user=ROOT)).code == Response.SUCCESS
    got = run(node.ask(Operation.UNHOME_PREFIX, body, user=ROOT))
    assert got.code == Response.HANDLE_NOT_FOUND
    own = HandleRequest("0.NA/88.900")
    assert run(node.ask(Operation.UNHOME_PREFIX, own, user=ROOT)).code == Response.ERROR


@pytest.mark.parametrize("operation", [1001, 1002, 1003, 777])
def test_what_is_not_offered_says_so(node, operation):
    octets = Message(operation, body=b"\xff").encode()
    envelope = Envelope(2, 11, 1, len(octets))
    (raw,) = run(node.service.answer(envelope, octets, UDP))
    assert Message.decode(raw[20:]).response == Response.OPERATION_NOT_SUPPORTED


def test_the_next_transaction_is_that_of_the_outbox(node):
    got = run(node.ask(Operation.NEXT_TRANSACTION_ID, HandleRequest("/"), user=ROOT))
    assert got.body.next_id == node.writer.head.sequence + 1
