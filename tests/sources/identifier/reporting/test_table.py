"""Tables as data: number of fields, labels, enumerations, and what breaks them."""

import pytest

from lingnan.sources.identifier.reporting.check import check_rows
from lingnan.sources.identifier.reporting.errors import ReportInvalid, UnknownTable
from lingnan.sources.identifier.reporting.report import parcels
from lingnan.sources.identifier.reporting.specification import all_tables, table

ROUTE = {
    "code_system": "Handle",
    "prefix_or_range": "88.900.1",
    "records": [
        {
            "ip_type": "IPv4",
            "ip": "192.0.2.1",
            "endpoints": [{"protocol": "TCP", "port": 2641}],
        }
    ],
}


def told(code, *rows):
    return [(each.row, each.field) for each in check_rows(table(code), rows)]


def test_the_tables_have_the_published_fields():
    assert list(all_tables()) == [
        *(f"T{number}" for number in range(1, 12)), "MONITORING", "INCIDENT", "MONTHLY",
    ]  # fmt: skip
    assert {code: len(each.fields) for code, each in all_tables().items()} == {
        "T1": 45, "T2": 3, "T3": 6, "T4": 5, "T5": 6, "T6": 42, "T7": 3, "T8": 6, "T9": 11,
        "T10": 6, "T11": 5, "MONITORING": 13, "INCIDENT": 7, "MONTHLY": 10,
    }  # fmt: skip
    photographs = {"id_photo", "legal_id_photo", "contact_id_photo"}
    names = [{field.name for field in table(code).fields} for code in ("T1", "T6")]
    assert names[0] - names[1] == photographs


def test_cadences_are_the_published_ones():
    cadences = {code: each.cadence for code, each in all_tables().items()}
    assert {code for code, each in cadences.items() if each == "realtime"} == {
        "T1", "T2", "T11", "INCIDENT",
    }  # fmt: skip
    assert {code for code, each in cadences.items() if each == "hourly"} == {"T6", "T7"}
    assert {code for code, each in cadences.items() if each == "monthly"} == {
        "T5", "T10", "MONTHLY",
    }  # fmt: skip


def test_official_labels_are_told_from_ours():
    first = table("T1")
    assert first.label.zh == "二级节点系统运行单位主体数据"
    assert (first.field("name").label.zh, first.field("name").is_label_official) == (
        "单位名称",
        True,
    )
    assert first.field("city").is_label_official is False
    assert not any("~" in field.label.zh for each in all_tables().values() for field in each.fields)


def test_a_table_is_found_by_code_or_key_and_else_refused():
    assert table("t8") is table("enterprise_statistics")
    with pytest.raises(UnknownTable) as failure:
        table("T12")
    assert "T11" in failure.value.advice.en


def test_what_breaks_a_row_is_told_with_its_place():
    assert told("T7", ROUTE) == []
    record = ROUTE["records"][0]
    bad = [
        ROUTE | {"code_system": "DNS"},
        ROUTE | {"colour": "red"},
        ROUTE | {"records": []},
        ROUTE | {"records": "none"},
        ROUTE | {"records": [record | {"ip": "300.1.1.1"}]},
        ROUTE | {"records": [record | {"endpoints": [{"protocol": "TCP", "port": 70_000}]}]},
        "no row",
    ]
    assert told("T7", *bad) == [
        (0, "code_system"),
        (1, "colour"),
        (2, "records"),
        (3, "records"),
        (4, "records[0].ip"),
        (5, "records[0].endpoints[0].port"),
        (6, "row"),
    ]


def test_instants_are_to_the_second_and_numbers_no_truth_values():
    event = {"node": "88.900", "state": "异常", "event_no": "e1", "kind": 2}
    assert told("INCIDENT", event | {"occurred_at": "2026-03-02T04:00:00Z"}) == []
    for wrong in ("2026-03-02T04:00Z", "2026-03-02T04:00:00", "2026-02-30T04:00:00Z", 7):
        assert told("INCIDENT", event | {"occurred_at": wrong}) == [(0, "occurred_at")]
    count = {
        "prefix": "88.900.1",
        "new_identifiers_today": True,
        "identifiers_total": -1,
        "resolutions_today": 1.5,
        "resolutions_ok_today": 0,
    }
    assert [field for _, field in told("T8", count)] == [
        "new_identifiers_today",
        "identifiers_total",
        "resolutions_today",
    ]


def test_a_bad_row_makes_no_parcel_and_good_ones_are_cut():
    with pytest.raises(ReportInvalid) as failure:
        list(parcels("T7", "88.900", "2026-03-02T08", [ROUTE, {}]))
    assert failure.value.code == "NOD-706"
    made = list(parcels("T7", "88.900", "2026-03-02T08", [ROUTE] * 5, max_rows=2))
    assert [each.part for each in made] == [1, 2, 3]
    assert len({each.delivery_id for each in made}) == 3
    again = list(parcels("T7", "88.900", "2026-03-02T08", [ROUTE] * 5, max_rows=2))
    assert [each.delivery_id for each in again] == [each.delivery_id for each in made]
    (empty,) = parcels("T7", "88.900", "2026-03-02T08", [])
    assert b'"rows":[]' in empty.content
