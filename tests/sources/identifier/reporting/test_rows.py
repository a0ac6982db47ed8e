"""Rows filled from the database and the resolution file, with numbers worked out by hand."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import insert

from lingnan.sources.identifier.business.table import (
    metadata_template,
    node_application,
    prefix_allotment,
    prefix_application,
)
from lingnan.sources.identifier.business.template import Item
from lingnan.sources.identifier.business.template_form import write_item
from lingnan.sources.identifier.counting.incident import Incident, IncidentKind
from lingnan.sources.identifier.counting.sample import DaySample
from lingnan.sources.identifier.counting.store import CountRow
from lingnan.sources.identifier.records.reader import RecordReader
from lingnan.sources.identifier.records.table import identifier_record
from lingnan.sources.identifier.reporting.check import check_rows
from lingnan.sources.identifier.reporting.effective import read_effective
from lingnan.sources.identifier.reporting.monthly import build_monthly, monthly_row
from lingnan.sources.identifier.reporting.rows_business import (
    application_rows,
    enterprise_subjects,
    metadata_rows,
    subject_rows,
)
from lingnan.sources.identifier.reporting.rows_master import master_rows
from lingnan.sources.identifier.reporting.rows_monitoring import incident_rows, monitoring_rows
from lingnan.sources.identifier.reporting.rows_route import enterprise_routes
from lingnan.sources.identifier.reporting.rows_statistics import (
    allotted_on,
    eln_statistics,
    first_at,
    registered_on,
    sln_statistics,
)
from lingnan.sources.identifier.reporting.specification import table
from lingnan.sources.identifier.simulator.top_level import make_site
from lingnan.sources.identifier.wire.value import HandleValue

from .conftest import AT, url

DAY = date(2026, 3, 2)  # AT is noon of this day in China
USCC = "91440101000000001X"


def test_registrations_are_counted_by_the_day_they_happened(node):
    for days, handles in (
        (-1, ["88.900.1/old"]),
        (0, ["0.NA/88.900.1", "0.na/88.900.2", "0.NA/88.900.1.7", "88.900.1/a", "88.900.1/b"]),
        (1, ["0.NA/88.900.3", "88.900.1/later"]),
    ):
        node.clock.at = AT + timedelta(days=days)
        for handle in handles:
            node.create(handle)
    with node.database.read() as connection:
        assert registered_on(connection, DAY) == {"0.NA": 3, "88.900.1": 2}
        # A prefix derived from an enterprise's own is not one that this node allotted.
        assert allotted_on(connection, "88.900", DAY) == 2
        assert registered_on(connection, DAY + timedelta(days=9)) == {}


def test_a_day_is_found_by_halving_even_with_gaps_in_the_numbers(node):
    for minute in range(40):
        node.clock.at = AT + timedelta(minutes=minute)
        node.create(f"88.900.1/{minute}")
    for minute in (0, 7, 8, 9, 20, 39):
        node.delete(f"88.900.1/{minute}")
    record = identifier_record.c
    with node.database.read() as connection:
        for minute in range(-1, 42):
            at = AT + timedelta(minutes=minute)
            found = first_at(connection, record.record_no, record.registered_at, at)
            alive = [m for m in range(40) if m >= minute and m not in (0, 7, 8, 9, 20, 39)]
            query = identifier_record.select().where(record.record_no >= found)
            names = [row.handle for row in connection.execute(query.order_by(record.record_no))]
            assert names == [f"88.900.1/{m}" for m in alive]


def counts(prefix, source, requests, answered, network="203.0.113.0/24"):
    return CountRow(DAY, prefix, source, network, True, requests, answered)


def test_t3_counts_prefixes_and_t8_identifiers():
    seen = [
        counts("88.900.1", "a", 5, 4),
        counts("88.900.1", "b", 1, 1, None),
        counts("88.900.2", "a", 2, 2),
        counts("0.NA", "a", 10, 10),
    ]
    (sln,) = sln_statistics("88.900", 2, 7, seen)
    assert sln == {
        "prefix": "88.900",
        "new_prefixes_today": 2,
        "prefixes_total": 7,
        "resolutions_today": 18,
        "resolutions_ok_today": 17,
        "sources": [{"ip": "203.0.113.0/24", "count": 17}],
    }
    prefixes = ["88.900.1", "88.900.3"]
    one, three = eln_statistics({"88.900.1": 3}, {"88.900.1": 9}, prefixes, seen)
    assert (one["new_identifiers_today"], one["identifiers_total"]) == (3, 9)
    assert (one["resolutions_today"], one["resolutions_ok_today"]) == (6, 5)
    assert (three["identifiers_total"], three["resolutions_today"], three["sources"]) == (0, 0, [])
    assert check_rows(table("T3"), [sln]) == check_rows(table("T8"), [one, three]) == []


def test_routes_are_the_enterprises_own_sites_or_this_node(node):
    site = make_site("2001:db8::7", 2642, 8001)
    node.create("0.NA/88.900.1", HandleValue(1, "HS_SITE", site.encode()))
    node.create("0.NA/88.900.2", HandleValue(1, "HS_SITE", b"broken"))
    own = make_site("192.0.2.1", 2641)
    with RecordReader(node.folder / "records") as reader:
        rows = enterprise_routes(reader, ["88.900.1", "88.900.2"], own)
    assert check_rows(table("T7"), rows) == []
    (first,), (second,) = rows[0]["records"], rows[1]["records"]
    assert (first["ip_type"], first["ip"]) == ("IPv6", "2001:db8::7")
    assert first["endpoints"] == [
        {"protocol": "HTTP", "port": 8001},
        {"protocol": "TCP", "port": 2642},
        {"protocol": "UDP", "port": 2642},
    ]
    assert second["ip"] == "192.0.2.1"


def text(index, kind, words, **more):
    return HandleValue(index, kind, words.encode(), **more)


def test_master_data_tells_what_was_registered_changed_and_deleted(node):
    node.clock.at = AT - timedelta(days=1)
    node.create("88.900.1/old", url(1))
    node.create("88.900.1/gone", url(1))
    node.create("88.900.1/still", url(1))
    node.clock.at = AT
    node.create(
        "88.900.1/new",
        text(2000, "PRODUCT_NAME", "轴承"),
        text(2001, "PRODUCED_AT", "2026-03-01"),
        text(2002, "VALID_UNTIL", "some day"),  # no date: left out
        text(2003, "MANUFACTURER", "secret", permissions=0x0C),  # restricted: not told
        text(2004, "TERMINAL_TYPE", "UICC"),
        text(2005, "CARRIER_OWNER", "甲"),
        template="88.900.1/T1",
    )
    node.create("0.NA/88.900.9")
    node.modify("88.900.1/old", url(1, "https://example.com/2"))
    node.delete("88.900.1/gone")
    node.create("88.900.1/short")
    node.delete("88.900.1/short")
    with node.database.read() as connection:
        rows = {row["identifier"]: row for row in master_rows(connection, DAY)}
    assert check_rows(table("T9"), list(rows.values())) == []
    assert rows["88.900.1/new"] == {
        "identifier": "88.900.1/new",
        "created": "2026-03-02",
        "operation": 1,
        "template_identifier": "88.900.1/T1",
        "product_name": "轴承",
        "produced_at": "2026-03-01",
        "active": {"terminal_type": "UICC", "owner": "甲"},
    }
    assert rows["88.900.1/old"]["operation"] == 3
    assert rows["88.900.1/old"]["created"] == "2026-03-01"
    deleted = {name for name, row in rows.items() if row["operation"] == 2}
    assert deleted == {"88.900.1/GONE", "88.900.1/SHORT"}
    assert len(rows) == 4


NAME = Item(2000, "PRODUCT_NAME", "名称", most=40)
DISABLED = replace(NAME, index=2001, is_enabled=False)


def business(connection):
    common = {"revision": 1, "changed_at": AT}
    applied = {
        "application_no": "A1", "uscc": USCC, "enterprise_name_zh": "甲公司",
        "industry_code": "C3911", "legal_representative": "张三", "contact_name": "李四",
        "contact_mobile": "13000000000", "purpose": "x", "parent_prefix": "88.900",
        "documents": "[]", "findings": "[]", "state": "approved", "applicant": "a",
        "submitted_at": AT, **common,
    }  # fmt: skip
    connection.execute(insert(prefix_application).values(applied))
    for number, state in ((1, "active"), (2, "revoked")):
        allotted = {
            "prefix": f"88.900.{number}", "parent_prefix": "88.900", "uscc": USCC,
            "enterprise_name_zh": "甲公司", "industry_code": "C3911",
            "application_no": f"A{number}", "state": state, "allotted_at": AT, **common,
        }  # fmt: skip
        connection.execute(insert(prefix_allotment).values(allotted))


def test_subjects_are_filled_from_applications_and_papers(node):
    with node.database.begin() as connection:
        business(connection)
        papers = {USCC: {"nature": "民营控股", "id_photo": "0" * 64, "contact_name": "王五"}}
        (row,) = subject_rows("T6", enterprise_subjects(connection, papers))
    assert (row["name"], row["id_no"], row["industry_major"]) == ("甲公司", USCC, "C39")
    assert (row["nature"], row["contact_name"]) == ("民营控股", "王五")
    assert "id_photo" not in row
    assert "contact_email" not in row


def test_templates_and_applications_belong_to_the_node_or_to_enterprises(node):
    with node.database.begin() as connection:
        for prefix in ("88.900", "88.900.1"):
            template = {
                "prefix": prefix, "version": "V1", "handle": f"{prefix}/T1", "name_zh": "产品",
                "industry_code": "C391", "object_kind": 2, "is_enabled": True, "revision": 1,
                "items": json.dumps([write_item(each) for each in (NAME, DISABLED)]),
                "made_at": AT, "changed_at": AT,
            }  # fmt: skip
            connection.execute(insert(metadata_template).values(template))
            application = {
                "handle_key": f"{prefix}/APP", "handle": f"{prefix}/App", "prefix": prefix,
                "name_zh": "追溯", "type": 3, "users_count": 7, "is_enabled": True,
                "registered_at": AT, "changed_at": AT,
            }  # fmt: skip
            connection.execute(insert(node_application).values(application))
        (own,) = metadata_rows(connection, "88.900", is_own=True)
        (other,) = metadata_rows(connection, "88.900", is_own=False)
        (app,) = application_rows(connection, "88.900", is_own=False)
    assert (own["metadata_code"], other["metadata_code"]) == ("88.900/T1", "88.900.1/T1")
    assert own["industry"] == {"section": "C", "division": "39", "group": "391"}
    assert own["items"] == [
        {"name_en": "PRODUCT_NAME", "alias_zh": "名称", "type": "string", "length": 40}
    ]
    assert app == {"name": "追溯", "type": 3, "users": 7}
    assert check_rows(table("T4"), [own]) == check_rows(table("T10"), [app]) == []


def test_how_long_a_prefix_took_to_resolve(node):
    with node.database.begin() as connection:
        business(connection)
    node.clock.at = AT + timedelta(hours=3)
    node.create("0.NA/88.900.1")
    with node.database.read() as connection, RecordReader(node.folder / "records") as reader:
        # The other prefix has no handle yet.
        assert read_effective(connection, reader, DAY) == [timedelta(hours=3)]
        assert read_effective(connection, reader, date(2026, 2, 1)) == []


def sample(operation, requests, total, least, most, peak):
    at = datetime(2026, 3, 2, 4, 0, 5, tzinfo=UTC)
    return DaySample(DAY, "88.900", operation, requests, total, least, at, most, at, peak, at, {})


def test_monitoring_is_in_milliseconds_with_instants_to_the_second():
    rows = monitoring_rows(
        ["88.900", "88.900.1"],
        [sample("resolve", 4, 10_000, 400, 9_100, 3), sample("register", 1, 800, 800, 800, 1)],
    )
    assert check_rows(table("MONITORING"), rows) == []
    first, second = rows
    assert (first["resolve_ms_avg"], first["resolve_ms_max"]) == (2.5, 9.1)
    assert (first["register_ms_min"], first["qps_max"]) == (0.8, 3)
    assert first["qps_max_at"] == "2026-03-02T04:00:05Z"
    assert second == {"node": "88.900.1"}


def incident(number, start, minutes, kind=IncidentKind.SYSTEM):
    end = None if minutes is None else start + timedelta(minutes=minutes)
    return Incident(f"e{number}", "88.900", kind, "resolution", start, end, "disk", "replaced")


def test_an_incident_is_two_events_and_maintenance_none():
    rows = incident_rows(
        [
            incident(1, AT, 5),
            incident(2, AT, None),
            incident(3, AT, 5, IncidentKind.MAINTENANCE),
        ]
    )
    assert check_rows(table("INCIDENT"), rows) == []
    assert [(row["event_no"], row["state"], row.get("recovers_event_no")) for row in rows] == [
        ("e1", "异常", None),
        ("e1-R", "恢复正常", "e1"),
        ("e2", "异常", None),
    ]


def test_the_monthly_report_knows_six_months_and_the_months_before_service():
    # February 2026 in China has 672 hours; 6.72 hours of outage are 1 %.
    start = datetime(2026, 2, 10, tzinfo=UTC)
    report = build_monthly(
        "甲",
        date(2026, 2, 1),
        in_service_since=datetime(2025, 12, 31, 16, tzinfo=UTC),
        now=datetime(2026, 3, 5, tzinfo=UTC),
        samples=[sample("resolve", 4, 10_000, 400, 9_100, 3)],
        incidents=[
            incident(1, start, 6.72 * 60),
            incident(2, start + timedelta(days=1), 60, IncidentKind.MAINTENANCE),
        ],
        effective=[timedelta(hours=3), timedelta(hours=1)],
    )
    assert (report.availability_pct, report.uptime_hours) == (99.0, 665.28)
    assert (report.resolve_ms, report.register_ms, report.effective_hours) == (2.5, None, 2.0)
    assert [pct for _, pct in report.months] == [None, None, None, None, 100.0, 99.0]
    assert report.mean_pct == 99.5
    assert (len(report.maintenance), len(report.incidents)) == (1, 1)
    assert check_rows(table("MONTHLY"), [monthly_row(report)]) == []
