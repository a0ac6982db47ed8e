"""Runs in the browser: listed with pins, started as a job, compared; a city counts itself."""

import re

import pytest

from console.web.enterprise_case import text_of
from lingnan.access import Role
from lingnan.console.work.errors import RunReplaced
from lingnan.console.work.task.table import TASKS
from lingnan.console.work.worker import Worker
from lingnan.kernel import month_start
from lingnan.programme import read_progress, read_targets
from lingnan.store.runs import last_run, list_runs

PROVINCE = "province:440000"


def test_a_run_shows_its_pins_and_what_it_counted(console, pack):
    run = last_run(console.store.database)
    office = console.reader(Role.PROGRAMME_OFFICE, PROVINCE, lang="en")
    assert run.run_id[:12] in office.get("/runs").text
    page = office.get(f"/runs/{run.run_id}").text
    for value in (run.pins["pack_sha256"], run.pins["evidence_chain_sha256"], run.run_id):
        assert value in page
    rows = {row["target_id"]: row for row in read_targets(console.store).to_pylist()}
    first = rows[pack.targets[0].id]
    assert f">{first['claimed']:,}</td>" in page
    assert f">{first['proven']:,}</td>" in page
    assert office.get(f"/runs/{'0' * 64}").status_code == 404
    assert office.get("/runs/1").status_code == 404


def test_a_city_sees_the_counts_of_its_own_enterprises(console, pack):
    run = last_run(console.store.database)
    city = console.reader(Role.PROGRAMME_OFFICE, "city:440300", lang="en")
    page = city.get(f"/runs/{run.run_id}").text
    assert "Counted in: Shenzhen" in page
    name = pack.targets[0].headline_definition
    table = read_progress(
        console.store,
        version=run.outputs["out_progress"],
        definition_ids=[name],
        slices=["city"],
        month=month_start(run.as_of),
        side="claimed",
    )
    mine = [row for row in table.to_pylist() if row["city_code"] == "440300"]
    count = mine[0]["counted_count"] * console.store.manifest.expansion
    assert f">{count:,}</td>" in page
    assert city.post("/runs", data={"as_of": "2023-09-30"}).status_code == 403


def test_a_run_is_started_as_a_job_and_compared_with_the_one_before(own_console):
    office = own_console.reader(Role.PROGRAMME_OFFICE, PROVINCE, lang="en")
    before = last_run(own_console.store.database)
    assert office.post("/runs", data={"as_of": "1999-01-01"}).status_code == 400
    assert office.post("/runs", data={"as_of": "2099-01-01"}).status_code == 400
    assert office.post("/runs", data={"as_of": "2023-06-30"}).headers["location"] == "/runs"
    assert "<progress" in office.get("/runs").text
    assert Worker(own_console.store, TASKS, clock=own_console.clock).run_empty() == 1
    runs = list_runs(own_console.store.database)
    assert len(runs) == 2
    after = runs[0] if runs[0].run_id != before.run_id else runs[1]
    assert after.as_of.isoformat() == "2023-06-30"
    page = office.get(f"/runs/compare?first={after.run_id}&second={before.run_id}").text
    rows = [
        {row["target_id"]: row for row in _targets(own_console.store, run)}
        for run in (after, before)
    ]
    target = next(iter(rows[0]))
    change = rows[1][target]["claimed"] - rows[0][target]["claimed"]
    assert re.search(rf">[+−]?{abs(change):,}</td>", page)
    told = office.get(f"/runs/compare?first={after.run_id}&second={before.run_id}&form=csv")
    assert str(rows[1][target]["proven"]) in told.text
    # The pack that the run used is kept, to be compared with later versions.
    kept = own_console.store.root / "packs" / before.pins["pack_sha256"][:16]
    assert (kept / "pack.yaml").is_file()


def _targets(store, run):
    return read_targets(store, version=run.outputs["out_target"]).to_pylist()


def test_others_do_not_see_runs(console):
    for role, scope in ((Role.BANK, "bank:icbc-gd"), (Role.ADMINISTRATOR, "everything")):
        assert console.reader(role, scope).get("/runs").status_code == 403


@pytest.mark.parametrize(
    ("lang", "words"),
    [("zh", ("运行", "数据截至日期", "统计目标")), ("en", ("Runs so far", "As of", "Target"))],
)
def test_runs_stand_in_both_languages_with_every_target(console, pack, lang, words):
    run = last_run(console.store.database)
    office = console.reader(Role.PROGRAMME_OFFICE, PROVINCE, lang=lang)
    page = office.get(f"/runs/{run.run_id}")
    told = text_of(office.get("/runs")) + text_of(page)
    rows = {row["target_id"]: row for row in _targets(console.store, run)}
    assert len(rows) == len(pack.targets)
    for target in pack.targets:
        assert target.unit.in_(lang) in told
        for side in ("claimed", "proven"):
            assert f">{rows[target.id][side]:,}</td>" in page.text
    assert words[0] in told


def test_a_run_beside_itself_differs_in_nothing(console, pack):
    run = last_run(console.store.database)
    city = console.reader(Role.PROGRAMME_OFFICE, "city:440300", lang="en")
    same = f"/runs/compare?first={run.run_id}&second={run.run_id}"
    rows = city.get(f"{same}&form=csv").content.decode("utf-8-sig").splitlines()
    assert len(rows) == len(pack.targets) + 1
    name = pack.targets[0].headline_definition
    table = read_progress(
        console.store,
        version=run.outputs["out_progress"],
        definition_ids=[name],
        slices=["city"],
        month=month_start(run.as_of),
    )
    factor = console.store.manifest.expansion
    mine = {
        row["side"]: row["counted_count"] * factor
        for row in table.to_pylist()
        if row["city_code"] == "440300"
    }
    claimed, proven = str(mine["claimed"]), str(mine.get("proven", 0))
    assert rows[1].split(",")[-4:] == [claimed, claimed, proven, proven]
    page = city.get(same).text
    assert re.findall(r">([+\u2212-]?[1-9][\d,]*)</td>", page) == re.findall(
        r">([1-9][\d,]*)</td>", page
    )  # no signed number: nothing changed


@pytest.mark.parametrize(
    "day", ["", "yesterday", "2023-02-30", "2023-9-30", "٢٠٢٣-٠٩-٣٠", "9" * 60]
)
def test_what_is_no_day_starts_nothing(console, day):
    office = console.reader(Role.PROGRAMME_OFFICE, PROVINCE, lang="zh")
    answer = office.post("/runs", data={"as_of": day})
    assert answer.status_code == 400
    assert "应为日期" in answer.text
    assert "<progress" not in office.get("/runs").text


def test_runs_that_are_not_there_are_not_found(console):
    run = last_run(console.store.database).run_id
    office = console.reader(Role.PROGRAMME_OFFICE, PROVINCE)
    for path in (
        f"/runs/compare?first={run}&second={'0' * 64}",
        f"/runs/compare?second={run}",
        "/runs/compare",
        f"/runs/{run[:20]}'--",
    ):
        assert office.get(path).status_code == 404, path
    assert office.get("/runs?page=99999").status_code == 200
    assert office.get("/runs?page=x").status_code == 200


def test_a_run_that_failed_says_why_and_may_be_started_again(own_console):
    def fails(_errand):
        raise RunReplaced

    office = own_console.reader(Role.PROGRAMME_OFFICE, PROVINCE, lang="zh")
    form = {"as_of": "2023-06-30", "_once": "n1"}
    office.post("/runs", data=form)
    office.post("/runs", data=form)
    tasks = {**TASKS, "run": fails}
    assert Worker(own_console.store, tasks, clock=own_console.clock).run_empty() == 1
    page = office.get("/runs").text
    assert RunReplaced.code in page
    assert RunReplaced.what.zh in page
    assert len(list_runs(own_console.store.database)) == 1
    office.post("/runs", data={**form, "_once": "n2"})
    assert "<progress" in office.get("/runs").text
    auditor = own_console.reader(Role.AUDITOR, "everything")
    assert auditor.get("/runs").status_code == 200
    assert auditor.post("/runs", data=form).status_code == 403
