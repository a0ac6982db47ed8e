"""Each right of HS_ADMIN, given and not given; groups, circles, index 0, fixed values."""

import asyncio

import pytest

from lingnan.sources.identifier.records.change import Create, RemoveValues, SetStatus
from lingnan.sources.identifier.records.stored import prepare
from lingnan.sources.identifier.wire.body.change import RemoveRequest, ValuesRequest
from lingnan.sources.identifier.wire.body.name import HandleRequest
from lingnan.sources.identifier.wire.body.resolve import ResolveRequest
from lingnan.sources.identifier.wire.codes import AdminRight, Flag, Operation, Response
from lingnan.sources.identifier.wire.reference import Reference, encode_references
from lingnan.sources.identifier.wire.value import HandleValue, encode_values
from sources.identifier.node.core.kit import ALL, ENTERPRISE, ROOT, User, admin, secret, url

USER = User(Reference("88.900.3/USER", 300))
A = "88.900.3/a"
OTHER_ADMIN = admin(0, Reference("88.900.3/OTHER", 300), 101)

# operation, body, flags, record whose HS_ADMIN decides, rights needed
CASES = [
    (Operation.CREATE_HANDLE, ValuesRequest("88.900.3/new", (url(),)), 0, "0.NA/88.900.3", 0x1),
    (Operation.CREATE_HANDLE, ValuesRequest("0.NA/88.900.3.1", (url(),)), 0, "0.NA/88.900.3", 0x4),
    (Operation.LIST_HANDLES, HandleRequest("0.NA/88.900.3"), 0, "0.NA/88.900.3", 0x800),
    (Operation.DELETE_HANDLE, HandleRequest(A), 0, A, 0x2),
    (Operation.MODIFY_VALUES, ValuesRequest(A, (url(1, "x"),)), 0, A, 0x10),
    (Operation.REMOVE_VALUES, RemoveRequest(A, (1,)), 0, A, 0x20),
    (Operation.ADD_VALUES, ValuesRequest(A, (url(9),)), 0, A, 0x40),
    (Operation.MODIFY_VALUES, ValuesRequest(A, (OTHER_ADMIN,)), 0, A, 0x80),
    (Operation.REMOVE_VALUES, RemoveRequest(A, (101,)), 0, A, 0x100),
    (Operation.ADD_VALUES, ValuesRequest(A, (admin(index=109),)), 0, A, 0x200),
    (Operation.RESOLVE, ResolveRequest(A, (5,)), 0, A, 0x400),
    (Operation.ADD_VALUES, ValuesRequest(A, (url(9), admin(index=109))), 0, A, 0x240),
    (Operation.REMOVE_VALUES, RemoveRequest(A, (1, 101)), 0, A, 0x120),
    (Operation.MODIFY_VALUES, ValuesRequest(A, (url(1), OTHER_ADMIN)), 0, A, 0x90),
    (Operation.MODIFY_VALUES, ValuesRequest(A, (admin(index=1),)), 0, A, 0x220),
    (Operation.MODIFY_VALUES, ValuesRequest(A, (url(101),)), 0, A, 0x140),
    (
        Operation.ADD_VALUES, ValuesRequest(A, (url(1, "x"), url(9))), Flag.OVERWRITE.value, A, 0x50
    ),
]  # fmt: skip


def furnish(node, decisive, rights, reference=USER.reference):
    """Give the rights in one record; every other names somebody else."""
    stranger = admin(ALL, Reference("88.900.3/STRANGER", 300))
    records = {"88.900.3/USER": (secret(), url())}
    for handle in ("0.NA/88.900.3", A):
        mine = admin(rights, reference) if handle == decisive else stranger
        values = url(), url(5, permissions=0x0C), mine
        records[handle] = (*values, OTHER_ADMIN) if handle == A else values
    node.put_all(records)


def ask(node, case, user=USER):
    operation, body, flags, _, _ = case
    return asyncio.run(node.ask(operation, body, flags=flags, user=user))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0].name}-{case[4]:x}")
def test_each_right(node, case):
    *_, decisive, needed = case
    furnish(node, decisive, ALL & ~needed)
    assert ask(node, case).code == Response.INSUFFICIENT_PERMISSION
    for bit in (bit.value for bit in AdminRight if bit.value & needed and bit.value != needed):
        furnish(node, decisive, needed & ~bit)
        assert ask(node, case).code == Response.INSUFFICIENT_PERMISSION
    furnish(node, decisive, ALL, Reference("88.900.3/STRANGER", 300))
    assert ask(node, case).code == Response.NOT_ADMINISTRATOR
    furnish(node, decisive, needed)
    assert ask(node, case).code == Response.SUCCESS


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0].name}-{case[4]:x}")
def test_server_administrators_need_no_right(node, case):
    furnish(node, case[3], 0)
    assert ask(node, case, ROOT).code == Response.SUCCESS


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0].name}-{case[4]:x}")
def test_nobody_does_anything_without_proof(node, case):
    furnish(node, case[3], ALL)
    assert ask(node, case, None).code == Response.AUTHENTICATION_NEEDED
    assert node.link.applied == []


def test_rights_of_several_admin_values_add_up(node):
    two = [admin(0x40, USER.reference, 100), admin(0x200, USER.reference, 101)]
    node.put("0.NA/88.900.3", url())
    node.put(A, url(), *two)
    node.put("88.900.3/USER", secret())
    got = ask(node, (Operation.ADD_VALUES, ValuesRequest(A, (url(9), admin(index=9 + 1))), 0, A, 0))
    assert got.code == Response.SUCCESS


def test_index_0_is_any_index_of_the_handle(node):
    furnish(node, A, 0x20, Reference("88.900.3/user", 0))
    assert ask(node, CASES[5]).code == Response.SUCCESS
    furnish(node, A, 0x20, Reference("88.900.3/USER", 301))
    assert ask(node, CASES[5]).code == Response.NOT_ADMINISTRATOR


def group(index, *members):
    return HandleValue(index, "HS_VLIST", encode_references(members))


def test_groups_are_followed_and_may_run_in_circles(node):
    furnish(node, A, 0x20, Reference("88.900.3/G", 200))
    inner = group(200, Reference("88.900.3/G", 200), Reference("88.900.3/H", 200))
    node.put("88.900.3/G", inner)
    node.put("88.900.3/H", group(200, Reference("88.900.3/G", 200)))
    assert ask(node, CASES[5]).code == Response.NOT_ADMINISTRATOR
    node.put("88.900.3/H", group(200, Reference("88.900.3/G", 200), USER.reference))
    assert ask(node, CASES[5]).code == Response.SUCCESS


def test_a_group_of_another_type_or_withheld_is_none(node):
    furnish(node, A, 0x20, Reference("88.900.3/G", 200))
    node.put("88.900.3/G", HandleValue(200, "DESC", encode_references((USER.reference,))))
    assert ask(node, CASES[5]).code == Response.NOT_ADMINISTRATOR
    node.put("88.900.3/G", group(200, USER.reference))
    node.apply(SetStatus("88.900.3/G", 2))
    assert ask(node, CASES[5]).code == Response.NOT_ADMINISTRATOR


def test_the_depth_and_the_size_of_groups_are_bounded(node):
    furnish(node, A, 0x20, Reference("88.900.3/G0", 200))
    chain = {
        f"88.900.3/G{step}": (group(200, Reference(f"88.900.3/G{step + 1}", 200)),)
        for step in range(9)
    }
    node.put_all(chain | {"88.900.3/G7": (group(200, USER.reference),)})
    assert ask(node, CASES[5]).code == Response.SUCCESS
    furnish(node, A, 0x20, Reference("88.900.3/G0", 200))
    node.put("88.900.3/G7", group(200, Reference("88.900.3/G8", 200)))
    node.put("88.900.3/G8", group(200, USER.reference))
    assert ask(node, CASES[5]).code == Response.NOT_ADMINISTRATOR
    many = [Reference(f"88.900.3/N{number}", 1) for number in range(300)]
    node.put("88.900.3/G0", group(200, *many, USER.reference))
    assert ask(node, CASES[5]).code == Response.NOT_ADMINISTRATOR


def test_values_without_admin_write_are_fixed(node):
    fixed = url(1, permissions=0x0A)
    node.put("0.NA/88.900.3", url())
    node.put(A, fixed, admin(ALL, USER.reference))
    node.put("88.900.3/USER", secret())
    for case in (CASES[4], CASES[5], CASES[16]):
        got = ask(node, case)
        assert got.code == Response.INSUFFICIENT_PERMISSION
        assert got.body.indexes == (1,)


def test_a_prefix_handle_is_deleted_by_its_own_or_the_prefix_above(node):
    node.put("88.900.3/USER", secret())
    case = (Operation.DELETE_HANDLE, HandleRequest("0.NA/88.900.3"), 0, "", 0)
    for own, above, expected in (
        (0, 0, Response.INSUFFICIENT_PERMISSION),
        (0, 0x8, Response.SUCCESS),
        (0x2, 0, Response.SUCCESS),
    ):
        node.put("0.NA/88.900", admin(above, USER.reference), secret(300, b"root secret"))
        node.put("0.NA/88.900.3", admin(own, USER.reference))
        assert ask(node, case).code == expected


def test_a_handle_without_admin_belongs_to_the_prefix_where_settings_say_so(make):
    for fallback, expected in ((False, Response.NOT_ADMINISTRATOR), (True, Response.SUCCESS)):
        node = make(has_prefix_fallback=fallback)
        node.put("88.900.1/a", url())
        case = (Operation.REMOVE_VALUES, RemoveRequest("88.900.1/a", (1,)), 0, "", 0)
        assert ask(node, case, ENTERPRISE).code == expected


def test_a_right_taken_away_meanwhile_does_not_count(node):
    """The writer sees that the group has changed since the judgement; it is judged again."""
    furnish(node, A, 0x20, Reference("88.900.3/G", 200))
    node.put("88.900.3/G", group(200, USER.reference), url())
    node.link.between = [RemoveValues("88.900.3/G", (200,))]
    assert ask(node, CASES[5]).code == Response.NOT_ADMINISTRATOR
    node.put("88.900.3/G", group(200, USER.reference), url())
    again = prepare(encode_values((group(200, USER.reference),)))
    node.link.between = [Create("88.900.3/G", again, overwrite=True) for _ in range(3)]
    assert ask(node, CASES[5]).code == Response.SUCCESS
    furnish(node, A, 0x20, Reference("88.900.3/G", 200))
    node.link.between = [Create("88.900.3/G", again, overwrite=True) for _ in range(99)]
    assert ask(node, CASES[5]).code == Response.BUSY


def test_an_unallotted_prefix_takes_no_handles(node):
    case = (Operation.CREATE_HANDLE, ValuesRequest("88.900.77/a", (url(),)), 0, "", 0)
    assert ask(node, case, ROOT).code == Response.NOT_RESPONSIBLE
    node.put("0.NA/88.900.77", url())
    assert ask(node, case, ROOT).code == Response.SUCCESS


def test_a_suspended_enterprise_registers_nothing_and_proves_nothing(node):
    case = (Operation.CREATE_HANDLE, ValuesRequest("88.900.1/a", (url(),)), 0, "", 0)
    # Its own user is withheld with the prefix; another's right over it counts for nothing.
    node.put("0.NA/88.900.1", admin(ALL, ENTERPRISE.reference), admin(ALL, USER.reference, 101))
    furnish(node, A, ALL)
    node.apply(SetStatus("0.NA/88.900.1", 2))
    assert ask(node, case, ENTERPRISE).code == Response.AUTHENTICATION_FAILED
    assert ask(node, case, USER).code == Response.INSUFFICIENT_PERMISSION
    node.apply(SetStatus("0.NA/88.900.1", 1))
    node.apply(SetStatus("88.900.1/ADMIN", 2))
    assert ask(node, case, ENTERPRISE).code == Response.AUTHENTICATION_FAILED
    node.apply(SetStatus("88.900.1/ADMIN", 1))
    assert ask(node, case, ENTERPRISE).code == Response.SUCCESS


def test_a_withheld_handle_is_neither_shown_nor_overwritten(node):
    node.put("88.900.1/a", url(), admin(user=ENTERPRISE.reference))
    node.apply(SetStatus("88.900.1/a", 2))
    look = (Operation.RESOLVE, ResolveRequest("88.900.1/a"), 0x01000000, "", 0)
    assert ask(node, look, ENTERPRISE).code == Response.HANDLE_NOT_FOUND
    over = ValuesRequest("88.900.1/a", (url(7),))
    for flags in (0, Flag.OVERWRITE.value):
        case = (Operation.CREATE_HANDLE, over, flags, "", 0)
        assert ask(node, case, ENTERPRISE).code == Response.HANDLE_EXISTS
    gone = (Operation.DELETE_HANDLE, HandleRequest("88.900.1/a"), 0, "", 0)
    assert ask(node, gone, ENTERPRISE).code == Response.HANDLE_NOT_FOUND
    node.apply(SetStatus("88.900.1/a", 1))
    assert set(node.values("88.900.1/a")) == {1, 100}
