"""Imports in the browser: looked at, named, brought in by the worker, undone; bad files told."""

import signal
import subprocess
import sys

import pytest
from sqlalchemy import func, select

from lingnan.access import Role
from lingnan.console.work.job import JobState, find_job, find_job_of
from lingnan.console.work.task.table import TASKS
from lingnan.console.work.worker import Worker
from lingnan.evidence import Ledger
from lingnan.kernel import uscc
from lingnan.registry import Registry
from lingnan.registry.store import registry_enterprise

PROVINCE = "province:440000"
ONE = "甲厂,广州,C3911,50\n"
#: A worker that is killed amid its first job, wherever the machine is slow or quick.
DYING = """
import os, signal, sys
from dataclasses import replace
from pathlib import Path

from lingnan.console.work.task.table import TASKS
from lingnan.console.work.worker import Worker
from lingnan.store import Store


def dying(errand):
    def advance(share):
        errand.advance(share)
        if share > 0.35:
            os.kill(os.getpid(), signal.SIGKILL)

    return TASKS[errand.job.kind](replace(errand, advance=advance))


Worker(Store.open(Path(sys.argv[1])), dict.fromkeys(TASKS, dying)).run_empty()
"""
HEAD = "统一社会信用代码,企业名称,城市,行业代码,从业人数\n"


def code(number):
    first = f"91440101{number:09d}"
    return first + uscc.check_character(first)


def upload(reader, kind, text, name="a.csv", **told):
    content = text if isinstance(text, bytes) else text.encode()
    return reader.post("/imports", data={"kind": kind, **told}, files={"file": (name, content)})


def work(console):
    return Worker(console.store, TASKS, clock=console.clock).run_empty()


def brought(console, reader, kind, text, **told):
    """Upload, confirm, let the worker do it; answers the address of the import."""
    place = upload(reader, kind, text, **told).headers["location"]
    assert reader.post(f"{place}/start").headers["location"] == place
    assert work(console) == 1
    return place


@pytest.fixture
def office(own_console):
    return own_console.reader(Role.PROGRAMME_OFFICE, PROVINCE, lang="en")


def test_a_file_is_looked_at_named_brought_in_and_undone(own_console, office):
    text = (
        f"信用代码,厂名,城市,行业代码,人手\n{code(1)},甲厂,广州,C3911,50\n坏码,乙厂,广州,C3911,9\n"
    )
    place = upload(office, "enterprise", text).headers["location"]
    page = office.get(place).text
    assert "No header was found for" in page
    assert Registry(own_console.store).get(code(1)) is None
    said = {"column.0": "uscc", "column.1": "name_zh", "column.2": "city"}
    said |= {"column.3": "industry_code", "column.4": "employees_count"}
    office.post(f"{place}/headings", data=said)
    page = office.get(place).text
    assert "No header was found for" not in page
    assert "REG-" in page  # the second row's code, found before anything is imported
    office.post(f"{place}/start", data=said)
    assert "<progress" in office.get(place).text
    assert work(own_console) == 1
    page = office.get(place).text
    assert "<dt>Added</dt><dd>1</dd>" in page
    assert "<dt>Kept out</dt><dd>1</dd>" in page
    assert Registry(own_console.store).get(code(1)).employees_count == 50
    assert office.post(f"{place}/undo").status_code == 400  # a reason is needed
    office.post(f"{place}/undo", data={"reason": "wrong file"})
    assert work(own_console) == 1
    assert "<dt>Added by the import, removed</dt><dd>1</dd>" in office.get(place).text
    assert Registry(own_console.store).get(code(1)) is None


def test_evidence_is_withdrawn_with_the_reason_and_may_come_again(own_console, office):
    subject = next(Registry(own_console.store).iter()).uscc
    row = f"{subject},dx_project_launched,1,2023-05-01,declared\n"
    text = f"subject,indicator,value,date,source\n{row}"
    before = len(_rows(own_console.store, subject))
    place = brought(own_console, office, "evidence", text)
    assert "<dt>Added</dt><dd>1</dd>" in office.get(place).text
    assert len(_rows(own_console.store, subject)) == before + 1
    office.post(f"{place}/undo", data={"reason": "not theirs"})
    work(own_console)
    assert "<dt>Evidence withdrawn</dt><dd>1</dd>" in office.get(place).text
    assert len(_rows(own_console.store, subject)) == before
    again = brought(own_console, office, "evidence", text)
    assert "<dt>Added</dt><dd>1</dd>" in office.get(again).text
    assert Ledger(own_console.store).verify().holds


def _rows(store, subject):
    return Ledger(store).of_subject(subject)


def test_a_form_sent_twice_imports_once(own_console, office):
    text = f"{HEAD}{code(1)},{ONE}"
    first = upload(office, "enterprise", text, _once="n1").headers["location"]
    assert upload(office, "enterprise", text, _once="n1").headers["location"] == first
    office.post(f"{first}/start", data={"_once": "n2"})
    office.post(f"{first}/start", data={"_once": "n3"})  # the back button
    assert work(own_console) == 1
    office.post(f"{first}/start")
    assert work(own_console) == 0


def test_a_renamed_program_and_an_empty_file_are_refused(office):
    program = b"MZ\x90\x00\x03\x00\x00\x00" + bytes(200)
    answer = upload(office, "enterprise", program)
    assert answer.status_code == 415
    assert upload(office, "enterprise", "").status_code == 415
    page = b"<html><script>alert(1)</script>"
    assert upload(office, "enterprise", page).status_code == 415


def test_a_file_over_the_limit_is_refused_before_it_is_kept(office, own_console):
    limit = own_console.desk.bounds.upload_octets
    headers = {"Content-Length": str(300 << 20), "Content-Type": "multipart/form-data; boundary=x"}
    assert limit < 300 << 20
    answer = office.post("/imports", content=b"--x--", headers=headers)
    assert answer.status_code == 413
    assert "CON-013" in answer.text
    assert not (own_console.store.root / "uploads").exists()


def test_cells_that_begin_a_formula_do_not_act_in_downloads(own_console, office):
    text = f"{HEAD}=1+1,甲厂,广州,C3911,50\n{code(1)},=cmd,广州,X99,3\n"
    place = brought(own_console, office, "enterprise", text)
    told = office.get(f"{place}/findings.csv").content.decode("utf-8-sig")
    assert "'=1+1" in told
    assert ",=1+1" not in told


def test_a_city_brings_in_its_own_rows_only(own_console):
    city = own_console.reader(Role.PROGRAMME_OFFICE, "city:440100", lang="en")
    foreign = f"{HEAD}{code(1)},甲厂,广州,C3911,50\n{code(2)},乙厂,东莞,C3911,50\n"
    place = brought(own_console, city, "enterprise", foreign)
    page = city.get(place).text
    assert "CON-063" in page
    assert Registry(own_console.store).get(code(1)) is None
    place = brought(own_console, city, "enterprise", f"{HEAD}{code(1)},{ONE}")
    assert Registry(own_console.store).get(code(1)) is not None
    # A row of another city cannot be taken over by naming it with one's own city.
    other = next(e for e in Registry(own_console.store).iter() if e.city_code == "441900")
    taken = f"{HEAD}{other.uscc},{other.name_zh},广州,C3911,50\n"
    assert "CON-063" in city.get(brought(own_console, city, "enterprise", taken)).text
    assert Registry(own_console.store).get(other.uscc).city_code == "441900"


def test_imports_of_others_are_not_there(own_console, office):
    place = upload(office, "enterprise", f"{HEAD}{code(1)},{ONE}").headers["location"]
    city = own_console.reader(Role.PROGRAMME_OFFICE, "city:440100", lang="en")
    assert city.get(place).status_code == 404
    assert city.post(f"{place}/start").status_code == 404
    assert "a.csv" not in city.get("/imports").text
    other = own_console.reader(Role.PROGRAMME_OFFICE, "city:441900")
    mine = upload(city, "enterprise", f"{HEAD}{code(1)},{ONE}").headers["location"]
    assert other.get(mine).status_code == 404
    assert office.get(mine).status_code == 200  # the province sees its cities' imports
    auditor = own_console.reader(Role.AUDITOR, "everything")
    assert auditor.get(mine).status_code == 200
    assert auditor.post(f"{mine}/start").status_code == 403


def test_a_waiting_job_can_be_stopped_and_begun_again(own_console, office):
    place = upload(office, "enterprise", f"{HEAD}{code(1)},{ONE}").headers["location"]
    office.post(f"{place}/start")
    key = f"import:{place.rpartition('/')[2]}"
    job = find_job_of(own_console.store.database, key)
    office.post(f"/jobs/{job.job_id}/cancel")
    assert find_job(own_console.store.database, job.job_id).state is JobState.CANCELLED
    office.post(f"{place}/start")
    assert work(own_console) == 1
    other = own_console.reader(Role.PROGRAMME_OFFICE, "city:440100")
    assert other.get(f"/jobs/{job.job_id}").status_code == 404


def test_pages_stand_in_both_languages(own_console):
    for lang, word in (("zh", "数据导入"), ("en", "Imports")):
        reader = own_console.reader(Role.PROGRAMME_OFFICE, PROVINCE, lang=lang)
        assert word in reader.get("/imports").text
        for kind in ("enterprise", "answers", "cloud-bill"):
            assert reader.get(f"/imports/new?kind={kind}").status_code == 200
    assert reader.get("/imports/new?kind=x").status_code == 400
    assert "统一社会信用代码" in reader.get("/imports/form.csv?kind=enterprise").text


def test_a_killed_worker_loses_nothing(own_console, office):
    count = 50_000
    rows = "".join(f"{code(n)},厂{n},广州,C3911,{n % 900 + 1}\n" for n in range(1, count + 1))
    place = upload(office, "enterprise", HEAD + rows).headers["location"]
    office.post(f"{place}/start")
    store = own_console.store
    job_id = find_job_of(store.database, f"import:{place.rpartition('/')[2]}").job_id
    with store.database.read() as connection:
        before = connection.scalar(select(func.count()).select_from(registry_enterprise))
    line = [sys.executable, "-c", DYING, str(store.root)]
    assert subprocess.run(line, check=False, timeout=600).returncode == -signal.SIGKILL
    assert find_job(store.database, job_id).state is JobState.RUNNING
    assert work(own_console) == 1
    done = find_job(store.database, job_id)
    assert (done.state, done.tries_count) == (JobState.DONE, 2)
    counts = {"added": count, "changed": 0, "unchanged": 0, "rejected": 0}
    assert done.outcome["counts"] == counts
    with store.database.read() as connection:
        after = connection.scalar(select(func.count()).select_from(registry_enterprise))
    assert after == before + count
