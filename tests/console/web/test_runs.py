"""Runs in the browser: listed with pins, started as a job, compared; a city counts itself."""

import re

from lingnan.access import Role
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
