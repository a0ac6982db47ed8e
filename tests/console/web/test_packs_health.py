"""Content packs with sources and marks; health for the administrator; a probe that tells little."""

import html
import shutil
from collections import namedtuple

import pytest
from sqlalchemy import text

from console.web.enterprise_case import text_of
from lingnan.access import Role
from lingnan.console.pages.health import read as health
from lingnan.console.work.errors import RunReplaced
from lingnan.console.work.pack_archive import keep_pack, kept_packs
from lingnan.console.work.task.table import TASKS
from lingnan.console.work.worker import Worker
from lingnan.evidence.segment import last_segment
from lingnan.packs import load_pack, show_pack
from lingnan.store.database import HEAD
from lingnan.store.runs import last_run

PROVINCE = "province:440000"


def test_every_kind_of_record_can_be_read_with_its_sources(console, pack):
    office = console.reader(Role.PROGRAMME_OFFICE, PROVINCE, lang="en")
    page = office.get("/packs").text
    assert pack.content_hash in page
    kinds = {part.split('"')[0] for part in page.split('href="/packs/')[1:]}
    assert {"targets", "measures", "sources", "assumptions"} <= kinds
    for kind in sorted(kinds):
        assert office.get(f"/packs/{kind}").status_code == 200, kind
    targets = office.get("/packs/targets").text
    source = pack.source(pack.targets[0].source[0].partition("#")[0])
    assert source.title.en.replace("'", "&#39;") in targets
    assert office.get("/packs/secrets").status_code == 404
    assert office.get("/packs/root").status_code == 404


def test_only_what_is_not_confirmed(console, pack):
    office = console.reader(Role.PROGRAMME_OFFICE, PROVINCE, lang="en")
    page = office.get("/packs/targets?unconfirmed=1").text
    sure = [each for each in pack.targets if each.is_confirmed]
    for target in sure:
        assert f"<code>{target.id}</code>" not in page


def test_versions_are_compared_value_by_value(own_console, pack, tmp_path):
    changed = tmp_path / "changed"
    shutil.copytree(pack.root, changed)
    path = changed / "allocation.yaml"
    path.write_text(path.read_text().replace("1000000000", "1500000000", 1))
    other = load_pack(changed)
    keep_pack(own_console.store, other)
    assert [each.content_hash for each in kept_packs(own_console.store)] == [other.content_hash]
    office = own_console.reader(Role.PROGRAMME_OFFICE, PROVINCE, lang="en")
    assert other.content_hash[:12] in office.get("/packs").text
    page = office.get(f"/packs/diff?first={other.content_hash[:12]}").text
    assert "allocation.money_cny_year" in page
    assert "1500000000" in page
    assert office.get("/packs/diff?first=0000").status_code == 404


def test_health_is_for_the_administrator(console):
    admin = console.reader(Role.ADMINISTRATOR, "everything", lang="en")
    page = admin.get("/health").text
    for word in ("Database", "Disk space", "Worker", "Queue of jobs", "Last run", "Last seal"):
        assert word in page
    assert "this needs attention: Worker" in page[: page.index("<table")].replace("This", "this")
    for role, scope in ((Role.PROGRAMME_OFFICE, PROVINCE), (Role.AUDITOR, PROVINCE)):
        assert console.reader(role, scope).get("/health").status_code == 403


def test_the_probe_tells_only_whether_all_is_well(console):
    answer = console.client().get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"ok": True}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_pack_at_a_glance_counts_its_records(console, pack, lang):
    auditor = console.reader(Role.AUDITOR, "everything", lang=lang)
    page = html.unescape(auditor.get("/packs").text)
    for line in show_pack(pack).kinds:
        row = page.split(f'href="/packs/{line.id}">')[1].split("</tr>")[0]
        assert row.startswith(f"{line.name.in_(lang)}<")
        assert f'<td class="number">{line.count:,}</td>' in row
        unsure = "–" if line.unconfirmed_count is None else f"{line.unconfirmed_count:,}"
        assert f'<td class="number">{unsure}</td>' in row
    for gap in pack.gaps:
        assert gap.what.in_(lang) in page
    target = pack.targets[0]
    assert target.name.in_(lang) in html.unescape(auditor.get("/packs/targets").text)


def test_packs_are_not_for_enterprises_and_odd_questions_are_answered(console, pack):
    for role, scope in ((Role.PARK_OPERATOR, "park:x"), (Role.BANK, "bank:x")):
        for path in ("/packs", "/packs/targets", "/packs/diff"):
            assert console.reader(role, scope).get(path).status_code == 403
    office = console.reader(Role.PROGRAMME_OFFICE, PROVINCE)
    for path in ("/packs/targets?page=x", "/packs/targets?page=9999", "/packs/targets?page=-1"):
        assert office.get(path).status_code == 200
    for path in ("/packs/__class__", "/packs/..%2Fx", "/packs/diff", "/packs/diff?first=%00"):
        assert office.get(path).status_code in (400, 404), path
    # A version beside itself: nothing changed.
    same = pack.content_hash[:12]
    page = console.reader(Role.PROGRAMME_OFFICE, PROVINCE, lang="en").get(
        f"/packs/diff?first={same}&second={same}"
    )
    assert "0 added, 0 removed, 0 changed" in page.text


def checks(page):
    """State and detail of each check, by its name."""
    rows = page.text.split("<tbody>")[1].split("</tbody>")[0].split("<tr>")[1:]
    found = {}
    for row in rows:
        name = row.split('class="text">')[1].split("<")[0]
        state = row.split('class="state ')[1].split('"')[0]
        found[name] = (state, row.split('<td class="text">')[1].split("</td>")[0])
    return found


def test_health_tells_what_the_store_holds(own_console):
    def fails(_errand):
        raise RunReplaced

    admin = own_console.reader(Role.ADMINISTRATOR, "everything", lang="en")
    office = own_console.reader(Role.PROGRAMME_OFFICE, PROVINCE)
    for day in ("2023-06-30", "2023-03-31"):
        office.post("/runs", data={"as_of": day})
    seen = checks(admin.get("/health"))
    run, segment = (
        last_run(own_console.store.database),
        last_segment(own_console.store.lake),
    )
    assert seen["Database"][0] == "good"
    assert f"revision {HEAD}" in seen["Database"][1]
    assert seen["Worker"][0] == "bad"
    assert seen["Queue of jobs"] == ("good", "2 waiting, 0 running")
    assert f"{run.as_of.day} September 2023" in seen["Last run"][1]
    assert f"segment {segment.segment_no}" in seen["Last seal of evidence"][1]
    tasks = {**TASKS, "run": fails}
    assert Worker(own_console.store, tasks, clock=own_console.clock).run_empty() == 2
    page = admin.get("/health")
    assert checks(page)["Queue of jobs"] == ("good", "0 waiting, 0 running")
    # The worker said a moment ago that it lives.
    assert checks(page)["Worker"][0] == "good"
    assert page.text.count(RunReplaced.code) == 2
    chinese = own_console.reader(Role.ADMINISTRATOR, "everything", lang="zh").get("/health")
    assert {"数据库", "磁盘空间", "任务队列", "最近一次运行"} <= set(checks(chinese))
    assert RunReplaced.what.zh in chinese.text


def test_what_is_bad_is_named_first(console, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(health.shutil, "disk_usage", lambda _path: usage(2**40, 2**40 - 1, 1))
    monkeypatch.setattr(health, "HEAD", "9999")
    admin = console.reader(Role.ADMINISTRATOR, "everything", lang="en")
    page = admin.get("/health")
    assert checks(page)["Disk space"] == ("bad", "0.0 GiB of 1,024.0 GiB free")
    assert checks(page)["Database"][0] == "bad"
    sentence = text_of(page).split("attention: ")[1][:60]
    assert sentence.startswith("Database, Disk space")


def test_the_probe_says_no_when_the_store_cannot_be_written(own_console, monkeypatch):
    monkeypatch.setattr(health.os, "access", lambda _path, _how: False)
    answer = own_console.client().get("/healthz")
    assert (answer.status_code, answer.json()) == (503, {"ok": False})
    monkeypatch.undo()
    with own_console.store.database.begin() as connection:
        connection.execute(text("SELECT 1"))
    assert own_console.client().get("/healthz").status_code == 200
