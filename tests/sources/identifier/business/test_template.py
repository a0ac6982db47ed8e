"""Templates: errors name the field; versions; fast checkers equal to the codec."""

import asyncio
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingnan.access import list_entries
from lingnan.kernel import Text
from lingnan.sources.identifier.business.compiled import CompiledTemplate
from lingnan.sources.identifier.business.errors import (
    NoTemplate,
    TemplateExists,
    TemplateInUse,
    TemplateInvalid,
)
from lingnan.sources.identifier.business.template import DataType, Item, Template
from lingnan.sources.identifier.business.template_form import read_template, write_template
from lingnan.sources.identifier.business.template_store import (
    add_template,
    change_template,
    enable_template,
    find_template,
    remove_template,
)
from lingnan.sources.identifier.business.value_check import make_check
from lingnan.sources.identifier.business.wish import settle
from lingnan.sources.identifier.records.change import Create
from lingnan.sources.identifier.records.stored import prepare
from lingnan.sources.identifier.wire.value import HandleValue, decode_values, encode_values
from sources.identifier.business.sample import AT, OPERATOR, template_form, value


def made(**changes):
    form = read_template(template_form(**changes))
    return Template(
        form.prefix,
        form.version,
        f"{form.prefix}/META_{form.version}",
        form.name_zh,
        form.description,
        form.industry_code,
        form.object_kind,
        form.coding_kind,
        form.items,
        True,
        1,
        AT,
        AT,
    )


def with_item(**changes):
    item = {"name": "项", "idType": "x", "idIndex": 2000, "metadata": {"maxLength": 5}}
    return template_form(items=[item | changes])


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (template_form(version="a b"), "version"),
        (template_form(version=""), "version"),
        (template_form(industrySpecific="38"), "industrySubclass"),
        (template_form(industryCategory="B"), "industryCategory"),
        (template_form(type=3), "type"),
        (template_form(codingKind="thing"), "codingKind"),
        (template_form(items=[]), "items"),
        (template_form(items=[1]), "items[0]"),
        (with_item(idIndex=1001), "items[0].idIndex"),
        (with_item(idIndex="x"), "items[0].idIndex"),
        (with_item(idType="HS_ADMIN"), "items[0].idType"),
        (with_item(idType="a/b"), "items[0].idType"),
        (with_item(name=None), "items[0].name"),
        (with_item(readerScope=3), "items[0].readerScope"),
        (with_item(metadata={"type": "float"}), "items[0].metadata.type"),
        (with_item(metadata={"minLength": 9, "maxLength": 5}), "items[0].metadata.maxLength"),
        (with_item(metadata={"maxLength": 9_999_999}), "items[0].metadata.maxLength"),
    ],
)
def test_a_wrong_template_is_told_by_its_field(form, field):
    with pytest.raises(TemplateInvalid) as refused:
        read_template(form)
    assert refused.value.values["field"] == field
    assert field in refused.value.render("zh")


def test_written_as_it_is_read():
    template = made()
    form = write_template(template)
    assert [item["idIndex"] for item in form["items"]] == [2000, 2001, 2002, 2010]
    assert (form["industryCategory"], form["industrySubclass"]) == ("C", "3911")
    assert read_template(form).items == template.items


def test_versions_are_kept_and_shown_by_their_own_identifier(database, link, reader):
    form = read_template(template_form())
    add_template(database, form, actor=OPERATOR, at=AT)
    with pytest.raises(TemplateExists):
        add_template(database, form, actor=OPERATOR, at=AT)
    asyncio.run(settle(database, link))
    reader.renew()
    shown = decode_values(reader.entry("88.900.1/META_1.0").octets)
    assert json.loads(shown[0].data)["items"][0]["idType"] == "name"
    assert not enable_template(
        database, "88.900.1", "1.0", is_enabled=False, actor=OPERATOR, at=AT
    ).is_enabled
    remove_template(database, "88.900.1", "1.0", actor=OPERATOR, at=AT)
    with pytest.raises(NoTemplate):
        find_template(database, "88.900.1", "1.0")
    asyncio.run(settle(database, link))
    reader.renew()
    assert reader.entry("88.900.1/META_1.0") is None
    assert [entry.detail for entry in reversed(list_entries(database))] == [
        "add",
        "disable",
        "remove",
    ]


def test_a_template_in_use_is_not_removed(database, writer):
    form = read_template(template_form())
    handle = add_template(database, form, actor=OPERATOR, at=AT).handle
    values = prepare(encode_values((HandleValue(2000, "name", b"x"),)))
    writer.apply([Create("88.900.1/a", values, template_code=handle)])
    with pytest.raises(TemplateInUse):
        remove_template(database, "88.900.1", "1.0", actor=OPERATOR, at=AT)


def _changed(number, **changes):
    items = [dict(item) for item in template_form()["items"]]
    items[number].update(changes)
    return items


@pytest.mark.parametrize(
    "items",
    [
        template_form()["items"][1:],
        _changed(0, idType="other"),
        _changed(0, metadata={"type": "string", "minLength": 1, "maxLength": 19}),
        _changed(1, required=True),
        [*template_form()["items"], {"name": "新", "idType": "fresh", "required": True}],
    ],
)
def test_what_old_identifiers_mean_is_not_changed(database, items):
    add_template(database, read_template(template_form()), actor=OPERATOR, at=AT)
    with pytest.raises(TemplateInvalid):
        change_template(database, read_template(template_form(items=items)), actor=OPERATOR, at=AT)
    assert find_template(database, "88.900.1", "1.0").revision == 1


def test_what_keeps_old_identifiers_valid_may_change(database):
    add_template(database, read_template(template_form()), actor=OPERATOR, at=AT)
    items = [
        *_changed(0, required=False, state=0, metadata={"minLength": 0, "maxLength": 40}),
        {"name": "颜色", "idType": "colour"},
    ]
    after = change_template(
        database, read_template(template_form(items=items)), actor=OPERATOR, at=AT
    )
    assert (after.revision, after.items[-1].index) == (2, 2011)
    assert not after.items[0].is_enabled


@given(
    name=st.text(max_size=25),
    model=st.none() | st.text(max_size=40),
    cost=st.none() | st.decimals(allow_nan=False, allow_infinity=False, places=2).map(str),
    restricted=st.booleans(),
)
def test_what_is_written_equals_the_codec_and_the_stores_check(name, model, cost, restricted):
    compiled = CompiledTemplate(made())
    values = [value(2000, "name", name)]
    values += [] if model is None else [value(2001, "model", model)]
    values += [] if cost is None else [value(2010, "cost", cost)]
    found = compiled.encode(values, compiled.heads(7), is_restricted=restricted)
    is_good = (
        1 <= len(name) <= 20
        and (model is None or len(model) <= 30)
        and not any(0xD800 <= ord(c) <= 0xDFFF for c in name + (model or ""))
    )
    assert isinstance(found, tuple) == is_good
    if not is_good:
        assert all(problem.field in ("name", "model") for problem in found)
        return
    stored, texts = found
    assert stored == prepare(stored.octets)
    told = decode_values(stored.octets)
    assert [v.index for v in told[:2]] == [1000, 1001]
    assert (told[0].data, told[1].data) == (b"88.900.1/META_1.0", b"1.0")
    assert {v.index: v.data.decode() for v in told[2:]} == texts
    hidden = {2000, 2001, 2010} if restricted else {2010}
    assert {v.index for v in told if not v.is_public} == hidden & set(texts)
    assert all(v.timestamp == 7 for v in told)


@given(st.from_type(object) | st.lists(st.dictionaries(st.text(), st.integers()), max_size=3))
def test_whatever_stands_in_a_row_is_answered_not_raised(thing):
    compiled = CompiledTemplate(made())
    rows = thing if isinstance(thing, list) else [thing]
    assert isinstance(compiled.encode(rows, compiled.heads(0)), list)


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (DataType.NUMBER, ["1", "-1.50", "+0"], ["1e5", "", "１", "NaN", "1."]),
        (DataType.INTEGER, ["0", "-12"], ["1.0", "a", "1_0"]),
        (DataType.DATE, ["2026-02-28"], ["2026-02-30", "20260228", "2026-2-8", "2026-W01-1"]),
        (DataType.DATETIME, ["2026-02-28T08:00:00", "2026-02-28 08:00"], ["2026-02-28", "x"]),
        (DataType.BOOLEAN, ["true", "否"], ["True!", "2"]),
        (DataType.URL, ["https://example.com/a"], ["javascript:alert(1)", "//x", "http://[", "a"]),
        (DataType.STRING, ["", "任何"], [1, None, b"x", ["a"]]),
    ],
)
def test_types_of_values(kind, good, bad):
    check = make_check(Item(2000, "x", "项", kind, 0, 40))
    assert [check(text) for text in good] == [None] * len(good)
    assert all(isinstance(check(text), Text) for text in bad)
