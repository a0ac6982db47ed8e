"""Values of a template are held to it over the protocol as they are by the management interface."""

import asyncio
import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from lingnan.sources.identifier.business.template import Template
from lingnan.sources.identifier.business.template_form import read_template, write_template
from lingnan.sources.identifier.records.table import identifier_record
from lingnan.sources.identifier.wire.body.change import RemoveRequest, ValuesRequest
from lingnan.sources.identifier.wire.body.name import HandleRequest
from lingnan.sources.identifier.wire.codes import Flag, Operation, Response
from lingnan.sources.identifier.wire.value import HandleValue
from sources.identifier.node.core.kit import ENTERPRISE, ROOT, admin, url

A = "88.900.1/a"
META = "88.900.1/META_v1"
AT = datetime(2026, 1, 1, tzinfo=UTC)
ITEMS = [
    {"name": "产品名称", "idType": "NAME", "idIndex": 2000, "required": True},
    {"name": "重量", "idType": "WEIGHT", "idIndex": 2001, "metadata": {"type": "number"}},
    {"name": "售价", "idType": "PRICE", "idIndex": 2002, "readerScope": 2},
    {"name": "有效期", "idType": "VALID_UNTIL", "idIndex": 2003, "metadata": {"type": "date"}},
]


def text(index, kind, value, **more):
    return HandleValue(index, kind, value.encode(), **more)


def template(handle=META, *, is_enabled=True, **more):
    prefix, _, suffix = handle.partition("/")
    version = suffix.removeprefix("META_")
    form = read_template(
        {"prefix": prefix, "version": version, "industryCode": "C3911", "items": ITEMS, **more}
    )
    made = Template(
        prefix, version, handle, "样本", None, form.industry_code, form.object_kind,
        form.coding_kind, form.items, is_enabled, 1, AT, AT,
    )  # fmt: skip
    told = json.dumps(write_template(made), ensure_ascii=False)
    return handle, text(1, "METADATA", told)


NAMED = text(1000, "TEMPLATE_ID", META), text(1001, "TEMPLATE", "v1")
OWN = admin(user=ENTERPRISE.reference)
GOOD = *NAMED, text(2000, "NAME", "泵"), text(2001, "WEIGHT", "12.5")


@pytest.fixture
def templated(node):
    node.put(*template())
    return node


def ask(node, operation, body, **more):
    return asyncio.run(node.ask(operation, body, **{"user": ENTERPRISE, **more}))


def create(node, *values, handle=A, **more):
    return ask(node, Operation.CREATE_HANDLE, ValuesRequest(handle, values), **more)


def refused(got, *indexes):
    assert got.code == Response.INVALID_VALUE
    assert got.body.indexes == indexes
    assert got.body.message
    return got.body.message


def test_a_record_that_keeps_to_its_template_is_registered_under_it(templated):
    hidden = text(2002, "PRICE", "7", permissions=0x0C)
    assert create(templated, url(), *GOOD, hidden).code == Response.SUCCESS
    assert sorted(templated.values(A)) == [1, 1000, 1001, 2000, 2001, 2002]
    column = identifier_record.c.template_code
    with templated.writer.truth.database.read() as connection:
        assert connection.scalar(select(column).where(identifier_record.c.handle == A)) == META


@pytest.mark.parametrize(
    ("values", "indexes"),
    [
        ((*NAMED, text(2001, "WEIGHT", "1")), (2000,)),  # a required item is missing
        ((*NAMED, text(2000, "NAME", "泵"), text(2001, "WEIGHT", "heavy")), (2001,)),
        ((*NAMED, text(2000, "TITLE", "泵")), (2000,)),  # not the type of the item
        ((*GOOD, text(2010, "COLOUR", "red")), (2010,)),  # no item of the template
        ((*GOOD, text(2002, "PRICE", "7")), (2002,)),  # anybody could read it
        ((*GOOD, text(2003, "VALID_UNTIL", "2099-01-01")), (2003,)),  # nobody would end it
        ((*NAMED, HandleValue(2000, "NAME", b"\xff")), (2000,)),
        ((text(2000, "NAME", "泵"),), (2000,)),  # no template is named
        ((NAMED[1], text(2000, "NAME", "泵")), (2000,)),
        ((NAMED[0], text(2000, "NAME", "泵")), (1001,)),
        ((NAMED[0], text(1001, "TEMPLATE", "v2"), text(2000, "NAME", "泵")), (1001,)),
        ((text(1000, "TEMPLATE_ID", "88.900.1/META_v9"), *GOOD[1:]), (1000,)),
        ((text(1000, "TEMPLATE_ID", "88.900.2/META_v1"), *GOOD[1:]), (1000,)),
        ((text(1000, "TEMPLATE_ID", "88.900.1/OTHER"), *GOOD[1:]), (1000,)),
    ],
)  # fmt: skip
def test_what_breaks_the_template_is_refused_with_its_index(templated, values, indexes):
    assert "。。" not in refused(create(templated, url(), *values), *indexes)
    assert templated.values(A) == {}


def test_values_below_are_free_and_so_are_prefixes_without_a_template(node):
    free = text(2000, "ANYTHING", "goes")
    assert create(node, url(), free).code == Response.SUCCESS
    node.put(*template())
    assert create(node, url(), handle="88.900.1/b").code == Response.SUCCESS
    assert create(node, url(2500), handle="88.900.1/c").code == Response.INVALID_VALUE


def test_the_template_of_the_prefix_above_serves_as_well(node):
    node.put(*template("88.900/META_v1"))
    above = text(1000, "TEMPLATE_ID", "88.900/META_v1")
    assert create(node, above, *GOOD[1:]).code == Response.SUCCESS
    assert create(node, *GOOD[2:], handle="88.900.1/b").code == Response.INVALID_VALUE


def test_changes_leave_the_record_within_its_template(templated):
    assert create(templated, OWN, url(), *GOOD).code == Response.SUCCESS
    modify = Operation.MODIFY_VALUES
    refused(ask(templated, modify, ValuesRequest(A, (text(2001, "WEIGHT", "x"),))), 2001)
    assert ask(templated, modify, ValuesRequest(A, (text(2001, "WEIGHT", "3"),))).code == 1
    add = Operation.ADD_VALUES
    refused(ask(templated, add, ValuesRequest(A, (text(2044, "X", "x"),))), 2044)
    over = (text(2000, "NAME", "阀"), text(2002, "PRICE", "8"))
    refused(ask(templated, add, ValuesRequest(A, over), flags=Flag.OVERWRITE), 2002)
    remove = Operation.REMOVE_VALUES
    refused(ask(templated, remove, RemoveRequest(A, (2000,))), 2000)
    told = tuple(value.index for value in GOOD)
    refused(ask(templated, remove, RemoveRequest(A, told)), 1000)
    assert ask(templated, remove, RemoveRequest(A, (2001,))).code == Response.SUCCESS
    assert ask(templated, modify, ValuesRequest(A, (url(1, "https://example.com/2"),))).code == 1


def test_a_disabled_template_serves_the_records_that_have_it(templated):
    assert create(templated, OWN, *GOOD).code == Response.SUCCESS
    templated.put(*template(is_enabled=False))
    assert create(templated, *GOOD, handle="88.900.1/b").code == Response.INVALID_VALUE
    body = ValuesRequest(A, (text(2001, "WEIGHT", "4"),))
    assert ask(templated, Operation.MODIFY_VALUES, body).code == Response.SUCCESS


def test_a_coding_rule_holds_for_the_suffix(node):
    node.put(*template(codingKind="product"))
    got = create(node, *GOOD, handle="88.900.1/not a code")
    assert got.code == Response.INVALID_VALUE


def test_nobody_writes_a_template_over_the_protocol(templated):
    forged = "88.900.1/meta_v2"
    got = create(templated, template(META)[1], handle=forged)
    assert got.code == Response.INVALID_HANDLE
    change = ValuesRequest(META, (text(1, "METADATA", "{}"),))
    assert ask(templated, Operation.MODIFY_VALUES, change).code == Response.INVALID_HANDLE
    gone = ask(templated, Operation.DELETE_HANDLE, HandleRequest(META))
    assert gone.code == Response.INVALID_HANDLE
    assert ask(templated, Operation.MODIFY_VALUES, change, user=ROOT).code == Response.SUCCESS
