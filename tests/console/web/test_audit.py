"""The audit trail in the console: looked through, as a file, and the chains checked by jobs."""

import csv
import io
import re
from datetime import timedelta

import pytest
from sqlalchemy import text

from console.web.conftest import AT, Console
from console.web.test_sign_in import OFFICE, add, entered
from lingnan.access import Permission, Role, list_entries, verify_trail
from lingnan.access.trail_search import TrailQuestion, search_trail
from lingnan.console.work.errand import Errand
from lingnan.console.work.job import JobState, find_job
from lingnan.console.work.queue import end_job, take_job
from lingnan.console.work.task.table import TASKS
from lingnan.registry import Registry
from lingnan.store.audit import Deed, audit_entry, record_deeds

EVERYBODY = audit_entry.c.entry_id > 0


@pytest.fixture
def desk(shared_store, pack):
    return Console(shared_store, pack)


def work(console):
    """Do the jobs that wait, as the worker does."""
    database = console.store.database
    while (job := take_job(database, "test", at=console.clock.now)) is not None:
        errand = Errand(console.store, console.desk.pack, job, lambda share: None)
        told = TASKS[job.kind](errand)
        end_job(database, job.job_id, JobState.DONE, told, at=console.clock.now)


def rows(page):
    return re.findall(r'<th scope="row" class="number">([\d,]+)</th>', page.text)


def noted(console, *deeds):
    with console.store.database.begin() as connection:
        return record_deeds(connection, deeds)


def one_of(console, city):
    return next(each.uscc for each in Registry(console.store).iter() if each.city_code == city)


def test_the_auditor_sees_who_did_what(desk):
    add(desk, "office-audited", OFFICE)
    entered(desk, "office-audited")
    auditor = desk.reader(Role.AUDITOR, "everything")
    page = auditor.get("/audit?actor=office-audited")
    assert len(rows(page)) == 2
    assert "设置" not in page.text.partition("<tbody>")[2]
    page = auditor.get("/audit?actor=office-audited&action=accounts:sign-in")
    assert len(rows(page)) == 1
    assert "account:office-audited" in page.text
    assert auditor.get("/audit?actor=nobody-like-this").status_code == 200


def test_a_refused_act_is_found(desk):
    reader = desk.reader(Role.PROGRAMME_OFFICE, "city:440100")
    assert reader.get("/audit").status_code == 403
    page = desk.reader(Role.AUDITOR, "everything").get("/audit?done=no&action=audit:read")
    assert "route:GET /audit" in page.text


def test_an_auditor_of_a_city_sees_entries_about_enterprises_of_the_city_alone(desk):
    own, foreign = one_of(desk, "440100"), one_of(desk, "440300")
    noted(
        desk,
        Deed(AT, "account:looker", "registry:read", "enterprise", None, own),
        Deed(AT, "account:looker", "registry:read", "enterprise", None, foreign),
        Deed(AT, "account:looker", "accounts:change", "account:x"),
    )
    for scope, seen in (("city:440100", 1), ("province:440000", 2), ("everything", 3)):
        page = desk.reader(Role.AUDITOR, scope).get("/audit?actor=looker")
        assert len(rows(page)) == seen, scope
        told = desk.reader(Role.AUDITOR, scope).get("/audit/entries.csv?actor=looker").text
        assert told.count("account:looker") == seen
    assert foreign not in desk.reader(Role.AUDITOR, "city:440100").get("/audit").text


def test_an_enterprise_sees_on_its_own_page_who_looked_and_not_here(desk):
    reader = desk.reader(Role.ENTERPRISE, f"enterprise:{one_of(desk, '440100')}")
    for path in ("/audit", "/audit/entries.csv"):
        assert reader.get(path).status_code == 403


def test_pages_follow_one_another_without_gap(desk):
    noted(*[desk], *[Deed(AT, "account:pager", "runs:read", f"run:{n}") for n in range(120)])
    auditor = desk.reader(Role.AUDITOR, "everything")
    found, path = [], "/audit?actor=account:pager"
    while path:
        page = auditor.get(path)
        found += re.findall(r"<bdi>run:(\d+)</bdi>", page.text)
        link = re.search(r'<a href="([^"]+)" rel="next">', page.text)
        path = link[1].replace("&amp;", "&") if link and rows(page) else ""
    assert [int(each) for each in found] == list(range(119, -1, -1))


def test_days_are_those_of_china_and_half_open(own_store, pack):
    desk = Console(own_store, pack)
    start = AT.replace(hour=16, minute=0)
    noted(
        desk,
        Deed(start - timedelta(seconds=1), "account:day", "runs:read", "before"),
        Deed(start, "account:day", "runs:read", "first"),
        Deed(start + timedelta(hours=23, minutes=59), "account:day", "runs:read", "last"),
        Deed(start + timedelta(days=1), "account:day", "runs:read", "after"),
    )
    auditor = desk.reader(Role.AUDITOR, "everything")
    page = auditor.get("/audit?actor=account:day&since=2026-01-06&until=2026-01-06")
    assert re.findall(r"<bdi>(before|first|last|after)</bdi>", page.text) == ["last", "first"]
    assert auditor.get("/audit?since=nonsense&until=9999-99-99&before=x").status_code == 200
    assert auditor.get("/audit?until=9999-12-31").status_code == 200


def test_a_long_search_looks_back_bit_by_bit(own_store, pack, monkeypatch):
    from lingnan.access import trail_search

    monkeypatch.setattr(trail_search, "SPAN", 10)
    desk = Console(own_store, pack)
    rare = noted(desk, Deed(AT, "account:rare", "runs:read", "x"))
    noted(desk, *[Deed(AT, "account:often", "runs:read", "x") for _ in range(35)])
    found, before, steps = [], None, 0
    while not found:
        page = search_trail(
            own_store.database, TrailQuestion(actor="rare"), seen=EVERYBODY, before_id=before
        )
        found, before, steps = page.entries, page.before_id, steps + 1
    assert found[0].entry_id == rare
    assert steps == 4


def test_the_file_is_harmless_and_its_taking_is_noted(desk):
    noted(desk, Deed(AT, "account:sheet", "runs:read", "=cmd|' /C calc'!A0", "@x", None, "+1+1"))
    auditor = desk.reader(Role.AUDITOR, "everything")
    answer = auditor.get("/audit/entries.csv?actor=account:sheet")
    assert answer.headers["content-type"].startswith("text/csv")
    assert "attachment" in answer.headers["content-disposition"]
    read = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert read[0][:3] == ["entry", "at", "actor"]
    assert read[1][4:8] == ["'=cmd|' /C calc'!A0", "'@x", "", "'+1+1"]
    last = list_entries(desk.store.database, limit=1)[0]
    assert (last.action, last.thing) == (Permission.AUDIT_READ.value, "audit:entries.csv")


def test_long_and_odd_questions_do_no_harm(desk):
    auditor = desk.reader(Role.AUDITOR, "everything")
    for odd in ("x" * 10_000, "%", "_", "'", "\u202e", "\0", "{count}", "<script>"):
        page = auditor.get("/audit", params={"actor": odd, "thing": odd, "subject": odd})
        assert page.status_code == 200
        assert "<script>" not in page.text.partition("<main")[2]


def test_the_chains_are_checked_by_jobs(own_store, pack):
    desk = Console(own_store, pack)
    auditor = desk.reader(Role.AUDITOR, "everything")
    page = auditor.get("/audit/checks")
    head = re.search(r"\d+:[0-9a-f]{64}", page.text)[0]
    trail = auditor.post("/audit/checks/trail", data={"known": head}).headers["location"]
    evidence = auditor.post("/audit/checks/evidence").headers["location"]
    assert "hx-get" in auditor.get(trail).text
    work(desk)
    page = auditor.get(trail, headers={"Accept-Language": "en"})
    assert "The audit trail holds" in page.text
    assert head in page.text
    page = auditor.get(evidence, headers={"Accept-Language": "en"})
    count = find_job(own_store.database, evidence.rpartition("/")[2]).outcome["count"]
    assert count > 0
    assert f"{count:,} rows" in page.text
    assert auditor.get("/audit/checks").text.count("完好") == 2


def test_a_changed_entry_and_a_changed_row_are_named(own_store, pack):
    desk = Console(own_store, pack)
    auditor = desk.reader(Role.AUDITOR, "everything")
    last = noted(desk, *[Deed(AT, "account:a", "runs:read", f"run:{n}") for n in range(5)])
    with own_store.database.begin() as connection:
        connection.execute(text("DROP TRIGGER audit_entry_no_update"))
        connection.execute(
            audit_entry.update().where(audit_entry.c.entry_id == last - 2).values(actor="account:b")
        )
    assert not verify_trail(own_store.database).holds
    file = next(iter(own_store.lake.files("evidence")))
    with open(file, "r+b") as content:  # noqa: PTH123  a part of it is overwritten
        content.seek(100)
        content.write(b"\0\0\0\0")
    trail = auditor.post("/audit/checks/trail").headers["location"]
    evidence = auditor.post("/audit/checks/evidence").headers["location"]
    work(desk)
    page = auditor.get(trail, headers={"Accept-Language": "en"})
    assert f"broken from entry {last - 2:,} on" in page.text
    page = auditor.get(evidence, headers={"Accept-Language": "en"})
    assert "broken from segment 1 on" in page.text
    assert str(own_store.root) not in page.text


@pytest.mark.parametrize("known", ["1", "x:y", "1:" + "g" * 64, "1:" + "0" * 63, "-1:" + "0" * 64])
def test_what_was_kept_elsewhere_has_its_form(desk, known):
    auditor = desk.reader(Role.AUDITOR, "everything")
    page = auditor.post("/audit/checks/trail", data={"known": known})
    assert page.status_code == 400
    assert known in page.text


def test_a_check_is_for_auditors(desk):
    auditor = desk.reader(Role.AUDITOR, "city:440100")
    where = auditor.post("/audit/checks/trail").headers["location"]
    assert auditor.get(where).status_code == 200
    other = desk.reader(Role.AUDITOR, "city:440100")
    assert other.get(where).status_code == 404
    assert desk.reader(Role.AUDITOR, "everything").get(where).status_code == 200
    office = desk.reader(Role.PROGRAMME_OFFICE, "province:440000")
    assert office.get(where).status_code == 403
    assert office.post("/audit/checks/trail").status_code == 403
    assert auditor.get("/audit/checks/nothing").status_code == 404
