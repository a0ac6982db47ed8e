"""Findings: filtered, within the reader's area, settled with a remark that outlives the import."""

import pytest
from sqlalchemy import select

from lingnan.access import Role
from lingnan.console.pages.findings.store import finding_settlement
from lingnan.kernel import Finding, Severity, Text
from lingnan.registry import Registry
from lingnan.store.findings import finding, save_findings

PROVINCE = "province:440000"


def told(code, severity, subject=None, row=None, value=None):
    what = Text(f"{code} 第 {row} 行", f"{code} at row {row}")
    return Finding(code, severity, what, what, "a.csv", row, "field", value, subject)


@pytest.fixture
def subjects(own_store):
    """An enterprise of Guangzhou and one of Dongguan."""
    found = {}
    for each in Registry(own_store).iter():
        found.setdefault(each.city_code, each.uscc)
    return found["440100"], found["441900"]


@pytest.fixture
def kept(own_console, subjects):
    here, there = subjects
    findings = [
        told("REG-001", Severity.ERROR, row=2, value="=1+1"),
        told("CLD-031", Severity.WARNING, here, row=3),
        told("CLD-021", Severity.ERROR, there, row=4),
        told("DEC-010", Severity.ERROR, there, row=5),
        told("DEC-008", Severity.INFO, here, row=6),
    ]
    with own_console.store.database.begin() as connection:
        connection.execute(finding.delete())
        save_findings(connection, findings, batch_id="b", at=own_console.clock.now)
    return findings


def test_sorts_and_filters_narrow_the_list(own_console, kept, subjects):
    office = own_console.reader(Role.PROGRAMME_OFFICE, PROVINCE, lang="en")
    page = office.get("/findings").text
    assert "5 findings; 3 kept a row out, 1 are doubts, 1 are remarks." in page
    suspected = office.get("/findings?sort=suspected").text
    assert "CLD-031" in suspected
    assert "CLD-021" in suspected
    assert "DEC-010" not in suspected
    assert "DEC-010" in office.get("/findings?sort=inconsistent").text
    assert "3 findings" in office.get("/findings?sort=rejected").text
    assert "1 findings" in office.get("/findings?code=dec-008").text
    assert f"/enterprises/{subjects[1]}" in office.get(f"/findings?subject={subjects[1]}").text
    assert "0 findings" in office.get("/findings?file=other").text


def test_a_city_sees_findings_about_its_own_enterprises(own_console, kept, subjects):
    city = own_console.reader(Role.PROGRAMME_OFFICE, "city:440100", lang="en")
    page = city.get("/findings").text
    assert "2 findings" in page
    assert subjects[1] not in page
    assert "REG-001" not in page
    enterprise = own_console.reader(Role.ENTERPRISE, f"enterprise:{subjects[1]}", lang="en")
    page = enterprise.get("/findings").text
    assert "2 findings" in page
    assert subjects[0] not in page
    assert own_console.reader(Role.BANK, "bank:icbc-gd").get("/findings").status_code == 403


def test_a_settled_finding_stays_settled_when_the_import_is_done_again(own_console, kept):
    office = own_console.reader(Role.PROGRAMME_OFFICE, PROVINCE, lang="en")
    ids = _ids(own_console.store, "CLD-021")
    data = {"finding": ids, "remark": "asked the enterprise", "here": "/findings?sort=suspected"}
    answer = office.post("/findings/settle", data=data)
    assert answer.headers["location"] == "/findings?sort=suspected"
    assert "4 findings" in office.get("/findings").text
    settled = office.get("/findings?state=settled").text
    assert "asked the enterprise" in settled
    with own_console.store.database.begin() as connection:
        save_findings(connection, kept, batch_id="b", at=own_console.clock.now)
    assert "4 findings" in office.get("/findings").text
    again = {"finding": _ids(own_console.store, "CLD-021"), "act": "reopen"}
    office.post("/findings/settle", data=again)
    assert "5 findings" in office.get("/findings").text


def test_nobody_settles_what_he_does_not_see(own_console, kept):
    city = own_console.reader(Role.PROGRAMME_OFFICE, "city:440100")
    data = {"finding": _ids(own_console.store, "CLD-021"), "remark": "x"}
    city.post("/findings/settle", data=data)
    with own_console.store.database.read() as connection:
        assert connection.execute(select(finding_settlement)).first() is None
    auditor = own_console.reader(Role.AUDITOR, "everything")
    assert auditor.post("/findings/settle", data=data).status_code == 403
    office = own_console.reader(Role.PROGRAMME_OFFICE, PROVINCE)
    assert office.post("/findings/settle", data={"remark": "x"}).status_code == 400
    away = {**data, "here": "https://evil.test"}
    assert office.post("/findings/settle", data=away).headers["location"] == "/findings"


def test_the_file_is_harmless_and_holds_what_is_filtered(own_console, kept):
    office = own_console.reader(Role.PROGRAMME_OFFICE, PROVINCE)
    text = office.get("/findings?sort=rejected&form=csv").content.decode("utf-8-sig")
    assert len(text.splitlines()) == 4
    assert "'=1+1" in text


def _ids(store, code):
    query = select(finding.c.finding_id).where(finding.c.code == code)
    with store.database.read() as connection:
        return [str(each) for each in connection.scalars(query)]
