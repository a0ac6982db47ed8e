"""Registration: single, 2,000 at once, bad rows, keys, prefixes, validity, codes, files."""

import asyncio
from datetime import timedelta

import pytest

from lingnan.access import Grant, Permission, Role, Scope, ScopeKind, list_entries
from lingnan.sources.identifier.business.allotment import allot
from lingnan.sources.identifier.business.amendment import (
    amend_rows,
    delete_handles,
    set_status,
)
from lingnan.sources.identifier.business.errors import BatchSize, ColumnUnknown, EntryInvalid
from lingnan.sources.identifier.business.prefix_step import file_prefix, suspend_prefix
from lingnan.sources.identifier.business.registrar import Registrar
from lingnan.sources.identifier.business.registration import RowState, register_rows
from lingnan.sources.identifier.business.row_file import read_rows
from lingnan.sources.identifier.business.template_form import read_template
from lingnan.sources.identifier.business.template_store import (
    add_template,
    enable_template,
    find_template,
)
from lingnan.sources.identifier.business.validity import expire, find_end, read_end
from lingnan.sources.identifier.records.change import AddValues
from lingnan.sources.identifier.records.errors import BatchReused
from lingnan.sources.identifier.records.stored import prepare
from lingnan.sources.identifier.wire.value import HandleValue, decode_values, encode_values
from sources.identifier.business.sample import (
    AT,
    CODE,
    OPERATOR,
    PARENT,
    row,
    template_form,
    user,
    value,
)
from sources.identifier.business.test_prefix import approved


@pytest.fixture
def registrar(database, link, reader):
    given = allot(database, approved(database), actor=OPERATOR, at=AT)
    file_prefix(database, given.prefix, filing_no="F-1", actor=OPERATOR, at=AT)
    add_template(database, read_template(template_form()), actor=OPERATOR, at=AT)
    return Registrar(database, link, reader, (PARENT,))


def register(registrar, rows, identity=None, **options):
    done = asyncio.run(register_rows(registrar, identity or user(), rows, at=AT, **options))
    registrar.reader.renew()
    return done


def codes(outcome):
    return {
        number: tuple(finding.code for finding in each.findings)
        for number, each in enumerate(outcome.rows)
        if each.findings
    }


def test_one_identifier_with_its_template_and_a_restricted_value(registrar):
    done = register(registrar, [row(1)])
    assert [each.state for each in done.rows] == [RowState.DONE]
    entry = registrar.reader.entry("88.900.1/SN-000001")
    public = {v.index: v.data.decode() for v in decode_values(entry.public)}
    assert public == {
        1000: "88.900.1/META_1.0",
        1001: "1.0",
        2000: "电机1",
        2001: "M-1",
        2002: "2026-02-28",
    }
    assert {v.index for v in decode_values(entry.octets)} - set(public) == {2010}
    last = list_entries(registrar.database, limit=1)[0]
    assert (last.action, last.thing) == ("identifier:register", "handle:88.900.1/sn-000001")


def test_two_thousand_rows_of_which_three_are_bad(registrar):
    rows = [row(number) for number in range(2000)]
    rows[7]["value"][0] = value(2000, "name", "字" * 21)
    rows[700]["value"].pop(0)
    rows[1999]["value"][1]["index"] = 1001
    done = register(registrar, rows)
    assert (done.count(RowState.DONE), done.count(RowState.REFUSED)) == (1997, 3)
    assert codes(done) == {7: ("NOD-648", "NOD-647"), 700: ("NOD-647",), 1999: ("NOD-645",)}
    finding = done.rows[7].findings[0]
    assert (finding.field, finding.row) == ("name", 8)
    assert registrar.reader.count("88.900.1") == 1997


def test_all_or_nothing(registrar):
    rows = [row(number) for number in range(50)]
    rows[3]["value"].pop(0)
    done = register(registrar, rows, is_atomic=True)
    assert (done.count(RowState.HELD), done.count(RowState.REFUSED)) == (49, 1)
    assert registrar.reader.count("88.900.1") == 0
    rows[3] = row(3)
    assert register(registrar, rows, is_atomic=True).count(RowState.DONE) == 50
    # One that exists with other content refuses the others of its call.
    other = row(3, value=[value(2000, "name", "别的")])
    refused = register(registrar, [row(100), other], is_atomic=True)
    assert [each.state for each in refused.rows] == [RowState.HELD, RowState.REFUSED]
    assert registrar.reader.entry("88.900.1/sn-000100") is None


def test_a_call_with_a_key_is_done_once(registrar):
    rows = [row(number) for number in range(20)]
    rows[4]["value"].pop(0)
    first = register(registrar, rows, key="k1")
    again = asyncio.run(
        register_rows(registrar, user(), rows, at=AT + timedelta(hours=1), key="k1")
    )
    assert (first.is_repeated, again.is_repeated) == (False, True)
    assert again.rows == first.rows
    with pytest.raises(BatchReused):
        register(registrar, [row(500)], key="k1")
    # Another account's key is another key.
    from dataclasses import replace

    assert register(registrar, [row(501)], replace(user(), account_id="acc2"), key="k1").count(
        RowState.DONE
    )


def test_without_a_key_the_same_content_is_no_failure_and_other_content_is(registrar):
    register(registrar, [row(1)])
    assert register(registrar, [row(1)]).rows[0].state is RowState.SAME
    other = row(1, value=[value(2000, "name", "别的")])
    assert codes(register(registrar, [other])) == {0: ("NOD-629",)}


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"handle": "88.900.1"}, "NOD-640"),
        ({"handle": "88.900.1/"}, "NOD-640"),
        ({"handle": "88.900.1/a\nb"}, "NOD-640"),
        ({"handle": "88.900.1/\ud800"}, "NOD-640"),
        ({"handle": "88.900.2/a"}, "NOD-642"),
        ({"handle": "0.NA/88.900.1"}, "NOD-642"),
        ({"handle": 5}, "NOD-625"),
        ({"templateVersion": "2.0"}, "NOD-643"),
        ({"templateVersion": None}, "NOD-643"),
        ({"value": None}, "NOD-625"),
        ({"value": [value(2005, "x", "y")]}, "NOD-644"),
        ({"value": [value(2000, "model", "y")]}, "NOD-646"),
        ({"value": [value(2000, "name", 5)]}, "NOD-648"),
        ({"value": [value(2000, "name", "a"), value(2000, "name", "b")]}, "NOD-648"),
        ({"value": [value(2000, "name", "a"), value(2002, "PRODUCED_AT", "x")]}, "NOD-648"),
        ({"validUntil": "2020-01-01"}, "NOD-626"),
        ({"validUntil": "soon"}, "NOD-626"),
        ({"handle": None, "code": "69012345678", "prefix": "88.900.1"}, "NOD-627"),
    ],
)
def test_a_bad_row_is_told_by_its_code_and_leaves_the_others_alone(registrar, changed, code):
    done = register(registrar, [row(1, **changed), row(2)])
    assert code in codes(done)[0]
    assert done.rows[1].state is RowState.DONE


def test_rows_that_are_no_rows(registrar):
    done = register(registrar, [None, [], "x", row(1), row(1, handle="88.900.1/SN-000001")])
    assert codes(done) == {
        0: ("NOD-625",),
        1: ("NOD-625",),
        2: ("NOD-625",),
        4: ("NOD-649",),
    }
    with pytest.raises(BatchSize):
        register(registrar, [])


def test_only_under_open_prefixes_of_ones_own(registrar):
    suspend_prefix(registrar.database, "88.900.1", reason="检查", actor=OPERATOR, at=AT)
    assert codes(register(registrar, [row(1)])) == {0: ("NOD-641",)}
    # By the enterprise as well as by the prefix.
    own = user(Grant(Role.NODE_ENTERPRISE, Scope(ScopeKind.ENTERPRISE, CODE)))
    assert codes(register(registrar, [row(1)], own)) == {0: ("NOD-641",)}
    reading = user(limits=frozenset({Permission.IDENTIFIER_READ}))
    assert codes(register(registrar, [row(1)], reading)) == {0: ("NOD-642",)}


def test_a_template_of_the_node_serves_its_enterprises(registrar):
    form = read_template(template_form(prefix=PARENT, version="common"))
    add_template(registrar.database, form, actor=OPERATOR, at=AT)
    done = register(registrar, [row(1, templateVersion="common"), row(2)])
    assert done.count(RowState.DONE) == 2
    with pytest.raises(EntryInvalid):
        register(registrar, [row(3, templateVersion="common"), row(4)], is_atomic=True)
    enable_template(registrar.database, PARENT, "common", is_enabled=False, actor=OPERATOR, at=AT)
    assert codes(register(registrar, [row(5, templateVersion="common")])) == {0: ("NOD-643",)}


def test_suffixes_keep_to_the_coding_rule_of_their_kind(registrar):
    form = read_template(template_form(version="device", codingKind="device"))
    add_template(registrar.database, form, actor=OPERATOR, at=AT)
    good = row(1, handle="88.900.1/D.3911.M-1.00000001", templateVersion="device")
    bad = row(2, handle="88.900.1/anything", templateVersion="device")
    done = register(registrar, [good, bad])
    assert done.rows[0].state is RowState.DONE
    assert codes(done) == {1: ("NOD-628",)}


def test_codes_of_other_systems_are_mapped_to_handles(registrar):
    # 6901234567892: digits weighted 1,3: 6+9*3+0+1*3+2+3*3+4+5*3+6+7*3+8+9*3 = 128, check 2.
    done = register(
        registrar,
        [
            row(1, handle=None, code="6901234567892", prefix="88.900.1"),
            row(2, handle=None, code="1.2.156.3001", prefix="88.900.1"),
        ],
    )
    assert [each.state for each in done.rows] == [RowState.DONE] * 2
    assert done.rows[1].handle == "88.900.1/oid-1.2.156.3001"
    assert done.rows[0].handle.startswith("88.900.1/gs1-01.")


def test_an_identifier_ends_with_its_day_and_may_be_prolonged(registrar):
    # 2026-03-05 ends when the 6th begins in China, 16:00 UTC of the 5th.
    register(registrar, [row(1, validUntil="2026-03-05"), row(2)])
    end = read_end("2026-03-05")
    assert end.isoformat() == "2026-03-05T16:00:00+00:00"
    assert find_end(registrar.database, "88.900.1/SN-000001") == end
    assert asyncio.run(expire(registrar, at=end - timedelta(seconds=1))) == 0
    assert asyncio.run(expire(registrar, at=end)) == 1
    registrar.reader.renew()
    assert registrar.reader.entry("88.900.1/sn-000001").is_withheld
    assert not registrar.reader.entry("88.900.1/sn-000002").is_withheld
    assert find_end(registrar.database, "88.900.1/sn-000001") is None


def test_the_template_may_say_until_when(registrar):
    items = [*template_form()["items"], {"name": "有效期", "idType": "VALID_UNTIL"}]
    form = read_template(template_form(version="2", items=items))
    add_template(registrar.database, form, actor=OPERATOR, at=AT)
    values = [value(2000, "name", "a"), value(2011, "VALID_UNTIL", "2026-12-31")]
    register(registrar, [row(1, templateVersion="2", value=values)])
    assert find_end(registrar.database, "88.900.1/sn-000001") == read_end("2026-12-31")


def test_update_keeps_what_the_template_does_not_speak_of(registrar, writer):
    register(registrar, [row(1)])
    extra = prepare(encode_values((HandleValue(1, "URL", b"https://example.com"),)))
    writer.apply([AddValues("88.900.1/sn-000001", extra)])

    def amended(values, **options):
        done = asyncio.run(amend_rows(registrar, user(), [row(1, value=values)], at=AT, **options))
        registrar.reader.renew()
        entry = registrar.reader.entry("88.900.1/sn-000001")
        return done, {v.index: v.data.decode() for v in decode_values(entry.octets)}

    done, after = amended([value(2001, "model", "M-2")], is_partial=True)
    assert done.rows[0].state is RowState.DONE
    assert (after[1], after[2000], after[2001]) == ("https://example.com", "电机1", "M-2")
    _, after = amended([value(2000, "name", "新名")])
    assert (sorted(after), after[2000]) == ([1, 1000, 1001, 2000], "新名")
    missing = asyncio.run(amend_rows(registrar, user(), [row(9)], at=AT))
    assert codes(missing) == {0: ("NOD-639",)}


def test_delete_and_withhold_only_ones_own(registrar):
    register(registrar, [row(1), row(2)])
    other = user(Grant(Role.NODE_ENTERPRISE, Scope(ScopeKind.PREFIX, "88.900.7")))
    refused = asyncio.run(delete_handles(registrar, other, ["88.900.1/sn-000001"], at=AT))
    assert codes(refused) == {0: ("NOD-642",)}
    asyncio.run(set_status(registrar, user(), ["88.900.1/sn-000001"], -1, at=AT))
    registrar.reader.renew()
    assert registrar.reader.answer(b"88.900.1/SN-000001") is None
    done = asyncio.run(
        delete_handles(registrar, user(), ["88.900.1/sn-000002", "88.900.1/none", 7], at=AT)
    )
    assert done.rows[0].state is RowState.DONE
    assert codes(done) == {1: ("NOD-639",), 2: ("NOD-640",)}


def test_rows_of_a_file_by_chinese_headers(registrar, tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text(
        "标识,名称,型号,生产日期,有效期\n"
        "88.900.1/f-1,泵一,P-1,2026-01-02,2027-01-01\n"
        "88.900.1/f-2,,P-2,2026-01-02,\n",
        encoding="utf-8",
    )
    template = find_template(registrar.database, "88.900.1", "1.0")
    found = read_rows(path, template)
    assert found.lines == [2, 3]
    done = register(registrar, found.rows, key="file", content=found.sha256.encode())
    assert (done.rows[0].state, codes(done)) == (RowState.DONE, {1: ("NOD-647",)})
    entry = registrar.reader.entry("88.900.1/f-1")
    assert {v.type: v.data.decode() for v in decode_values(entry.octets)}["model"] == "P-1"
    path.write_text("甲,乙\n1,2\n", encoding="utf-8")
    with pytest.raises(ColumnUnknown):
        read_rows(path, template)


def test_rows_of_a_workbook_with_codes(registrar, tmp_path):
    import xlsxwriter

    path = tmp_path / "rows.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    for number, cells in enumerate(
        (("代码", "名称", "有效期"), ("1.2.156.3001", "泵", "2027-01-01"), ("x y", "泵", ""))
    ):
        sheet.write_row(number, 0, cells)
    book.close()
    found = read_rows(path, find_template(registrar.database, "88.900.1", "1.0"))
    done = register(registrar, found.rows)
    assert done.rows[0].handle == "88.900.1/oid-1.2.156.3001"
    assert done.rows[0].state is RowState.DONE
    assert codes(done) == {1: ("NOD-627",)}
    assert find_end(registrar.database, done.rows[0].handle) == read_end("2027-01-01")
