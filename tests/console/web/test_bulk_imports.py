"""Evidence that programs bring by the JSON interface stands among the imports, and is undone so."""

import json
from datetime import timedelta

import pytest

from console.web.enterprise_case import text_of
from console.web.program import program
from lingnan.access import Role
from lingnan.console.api import bulk
from lingnan.console.work.importing.batch import BatchWish, noted
from lingnan.console.work.job import JobState, list_jobs
from lingnan.console.work.sweep import sweep
from lingnan.console.work.task.table import TASKS
from lingnan.console.work.worker import Worker
from lingnan.evidence import Ledger
from lingnan.registry import Registry
from lingnan.store.errors import StoreWriteFailed

PROVINCE = "province:440000"
ITEM = "miit-sme-2024:Q01"
CITY = "440300"


@pytest.fixture
def near(own_console):
    """Enterprises of one city."""
    found = (each.uscc for each in Registry(own_console.store).iter() if each.city_code == CITY)
    return [code for code, _ in zip(found, range(3), strict=False)]


def sent(asking, lines, key):
    body = "\n".join(json.dumps(each) if isinstance(each, dict) else each for each in lines)
    headers = {"Content-Type": "application/x-ndjson", "Idempotency-Key": key}
    return asking.post("/evidence", content=body.encode(), headers=headers)


def line(code, value="B"):
    return {"subject": code, "indicator": ITEM, "value": value, "fact_date": "2023-09-15"}


def work(console):
    return Worker(console.store, TASKS, clock=console.clock).run_empty()


def answers(console, code):
    rows = Ledger(console.store).of_subject(code)
    return [row.fact.value_code for row in rows if row.fact.fact_date.isoformat() == "2023-09-15"]


def place_of(page, name):
    """The address of the import with a name in the list."""
    return next(
        part.partition('"')[0]
        for part in page.text.split('<a href="')[1:]
        if f"><bdi>{name}</bdi>" in part[:200]
    )


def test_a_bulk_is_told_with_its_counts_and_undone_by_correction(own_console, near):
    asking = program(own_console, Role.PROGRAMME_OFFICE, PROVINCE)
    told = sent(asking, [line(near[0]), line(near[1]), "{", line("nobody")], "first").json()
    assert (told["added"], told["rejected"]) == (2, 2)
    # The clock stands: the batches are told apart all the same.
    assert sent(asking, [line(near[2], "C")], "second").json()["added"] == 1
    assert sent(asking, [line(near[2], "C")], "second").json()["added"] == 1  # the same request
    office = own_console.reader(Role.PROGRAMME_OFFICE, PROVINCE, lang="en")
    page = office.get("/imports")
    assert page.text.count("(JSON interface)") == 2
    assert "Added 2, Changed 0, Unchanged 0, Kept out 2." in text_of(page)
    assert "program-" in page.text
    place = place_of(page, "first")
    shown = office.get(place).text
    for label, count in (("Added", 2), ("Unchanged", 0), ("Kept out", 2)):
        assert f"<dt>{label}</dt><dd>{count}</dd>" in shown
    assert "CON-131" in shown
    assert "CON-135" in shown
    assert "CON-135" in office.get(f"{place}/findings.csv").text
    chinese = own_console.reader(Role.PROGRAMME_OFFICE, PROVINCE).get(place).text
    assert "（数据接口）" in chinese
    # There is nothing to start or to name: its content is not kept.
    assert office.post(f"{place}/start").status_code == 404
    assert office.post(f"{place}/undo").status_code == 400
    office.post(f"{place}/undo", data={"reason": "wrong quarter"})
    assert work(own_console) == 1
    assert "<dt>Evidence withdrawn</dt><dd>2</dd>" in office.get(place).text
    assert answers(own_console, near[0]) == []
    assert answers(own_console, near[2]) == ["C"]
    assert Ledger(own_console.store).verify().holds
    # What was withdrawn may come again, under another key.
    assert sent(asking, [line(near[0])], "third").json()["added"] == 1


def test_who_sees_a_bulk_is_its_area(own_console, near):
    sent(program(own_console, Role.PROGRAMME_OFFICE, PROVINCE), [line(near[0])], "by-province")
    city = f"city:{CITY}"
    sent(program(own_console, Role.PROGRAMME_OFFICE, city), [line(near[1])], "by-city")
    own = program(own_console, Role.ENTERPRISE, f"enterprise:{near[2]}")
    assert sent(own, [line(near[2])], "by-enterprise").json()["added"] == 1
    province = own_console.reader(Role.PROGRAMME_OFFICE, PROVINCE).get("/imports")
    for name in ("by-province", "by-city", "by-enterprise"):
        assert place_of(province, name)
    mine = own_console.reader(Role.PROGRAMME_OFFICE, city)
    page = mine.get("/imports")
    assert place_of(page, "by-city")
    assert place_of(page, "by-enterprise")
    assert "by-province" not in page.text
    far = own_console.reader(Role.PROGRAMME_OFFICE, "city:440100")
    assert "by-" not in far.get("/imports").text
    place = place_of(page, "by-city")
    for path in (place, f"{place}/findings.csv"):
        assert mine.get(path).status_code == 200
        assert far.get(path).status_code == 404
    assert far.post(f"{place}/undo", data={"reason": "x"}).status_code == 404
    assert mine.get(place_of(province, "by-province")).status_code == 404


def test_a_bulk_that_fails_is_told_and_one_that_died_is_not_waited_for(
    own_console, near, monkeypatch
):
    asking = program(own_console, Role.PROGRAMME_OFFICE, PROVINCE)

    def full(*_told, **_named):
        raise StoreWriteFailed(path="x", reason="full")

    monkeypatch.setattr(bulk, "import_rows", full)
    assert sent(asking, [line(near[0])], "first").status_code == 503
    office = own_console.reader(Role.PROGRAMME_OFFICE, PROVINCE, lang="en")
    page = office.get("/imports")
    assert "failed" in page.text
    shown = office.get(place_of(page, "first")).text
    assert StoreWriteFailed.code in shown

    wish = BatchWish("second", "0" * 64, 9, "account:program", None, "440000")
    with pytest.raises(KeyboardInterrupt), noted(own_console.store, wish, at=own_console.clock.now):
        raise KeyboardInterrupt
    database = own_console.store.database
    last = list_jobs(database, "import")[0]
    assert (last.state, last.worker_id) == (JobState.RUNNING, None)
    # No worker takes it, whoever the worker is; an hour later it has ended.
    assert work(own_console) == 0
    sweep(own_console.store, own_console.clock)
    assert list_jobs(database, "import")[0].state is JobState.RUNNING
    sweep(own_console.store, lambda: own_console.clock.now + timedelta(hours=2))
    assert list_jobs(database, "import")[0].state is JobState.FAILED
    assert "CON-061" in office.get(place_of(office.get("/imports"), "second")).text
