"""The allocation in the browser: the best division, money moved by hand, floors, scenarios."""

import re

import pytest

from lingnan.access import Role
from lingnan.console.work.task.table import TASKS
from lingnan.console.work.worker import Worker
from lingnan.programme.allocation import (
    aim_of,
    allocate,
    read_inputs,
    settings_of,
)
from lingnan.programme.allocation.kept import prepared_for

PROVINCE = "province:440000"
PIECE = {"HX-Request": "true"}


@pytest.fixture
def office(console):
    return console.reader(Role.PROGRAMME_OFFICE, PROVINCE, lang="en")


@pytest.fixture(scope="module")
def best(console, pack):
    with console.store.engine() as engine:
        return allocate(engine, pack, read_inputs(console.store, engine), settings_of(pack))


def test_the_page_shows_the_division_that_the_command_line_finds(office, best):
    page = office.get("/allocation").text
    assert f"lifts {best.objective:,} enterprises" in page
    assert f"no division lifts more than {best.bound:,}" in page
    rows = office.get("/allocation/allotted.csv").text.splitlines()
    assert len(rows) == len(best.allotted) + 1


def test_what_is_prepared_once_gives_the_same(console, pack, best):
    aim = aim_of(pack)
    made, read = (prepared_for(console.store, pack, aim) for _ in range(2))
    assert made.people.standing == read.people.standing
    assert made.people.groups == read.people.groups
    assert made.people.price.tolist() == read.people.price.tolist()
    assert made.people.subjects.equals(read.people.subjects)
    assert read.run_id == best.run_id


def test_by_hand_begins_where_the_best_division_stands(office, best):
    page = office.get("/allocation").text
    at_best = next(row.expected for row in best.reached_by if row.by_date == best.aim_date)
    assert f"{at_best:,} are expected to be proven, no fewer than best" in page


def test_money_taken_from_a_city_is_seen_at_once(office, best):
    page = office.get("/allocation").text
    fields = dict(re.findall(r'name="(hand\.\w*)" min="0" step="1" value="(\d+)"', page))
    city = max((row for row in best.allotted), key=lambda row: row.money_cny).city_code
    moved = {**fields, f"hand.{city}": "0", "part": "city"}
    piece = office.get("/allocation/hand", params=moved, headers=PIECE)
    assert "<html" not in piece.text
    assert "fewer than best" in piece.text
    assert f'id="lifted-{city}" hx-swap-oob="true">0</output>' in piece.text
    # Without scripts the same form answers as a page.
    answer = office.get("/allocation/hand", params=moved)
    assert answer.status_code == 303
    assert "fewer than best" in office.get(answer.headers["location"]).text


@pytest.mark.parametrize("part", ["cluster", "path"])
def test_money_moves_between_clusters_and_paths_too(office, part):
    page = office.get(f"/allocation?part={part}").text
    assert "no fewer than best" in page


def test_a_floor_says_what_it_costs(office, console, pack):
    page = office.get("/allocation?floors=1&share.east=40").text
    assert "What the floors give and cost" in page
    assert "40%" in page
    too_much = office.get("/allocation?floors=1&share.east=70&share.west=70").text
    assert "ALL-005" not in too_much
    assert "cannot be" in too_much


@pytest.mark.parametrize(
    "query", ["money=x", "share.east=200&floors=1", "by=tomorrow", "years=999"]
)
def test_what_cannot_be_read_is_told(office, query):
    assert office.get(f"/allocation?{query}").status_code == 400


def test_a_city_does_not_divide_the_provinces_money(console):
    city = console.reader(Role.PROGRAMME_OFFICE, "city:440100", lang="en")
    for path in ("/allocation", "/allocation/hand", "/scenarios", "/scenarios/new"):
        answer = city.get(path)
        assert answer.status_code == 403, path
        assert "CON-067" in answer.text


def test_scenarios_are_made_compared_and_deleted(own_console):
    office = own_console.reader(Role.PROGRAMME_OFFICE, PROVINCE, lang="en")
    data = {"name": "East first <b>", "money": "200000 100000", "share.east": "10"}
    assert office.post("/scenarios", data=data).headers["location"] == "/scenarios"
    page = office.get("/scenarios").text
    assert "East first &lt;b&gt;" in page
    made = re.search(r"/scenarios/(made-\w+)/delete", page)[1]
    assert "10.0% of the money" in page
    under = office.get(f"/allocation?scenario={made}").text
    assert 'value="200000"' in under
    answer = office.post("/scenarios/compare", data={"first": "base", "second": made})
    place = answer.headers["location"]
    assert "<progress" in office.get(place).text
    assert Worker(own_console.store, TASKS, clock=own_console.clock).run_empty() == 1
    page = office.get(place).text
    assert "East first" in page
    assert "Why they differ" in page
    assert office.get(f"{place}?form=csv").headers["content-type"].startswith("text/csv")
    assert office.post(f"/scenarios/{made}/delete").status_code == 303
    assert office.post(f"/scenarios/{made}/delete").status_code == 404
    assert "East first" in office.get(place).text


def test_a_scenario_that_does_not_hold_is_told_and_what_was_typed_stays(own_console):
    office = own_console.reader(Role.PROGRAMME_OFFICE, PROVINCE, lang="en")
    for data in (
        {"name": "x"},
        {"name": "x", "paths": "nowhere[y].z = 3"},
        {"name": "x", "paths": "no sign"},
        {"name": "x", "assumed.allocation.years": "many"},
    ):
        answer = office.post("/scenarios", data=data)
        assert answer.status_code == 400
        assert 'value="x"' in answer.text
    assert office.post("/scenarios/compare", data={"first": "a", "second": "b"}).status_code == 404
