"""The allocation in the browser: the best division, money moved by hand, floors, scenarios."""

import csv
import re
from collections import Counter

import pytest

from console.web.enterprise_case import text_of
from lingnan.access import Role
from lingnan.console.work.job import list_jobs
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


def test_the_file_of_the_division_adds_up_city_by_city(office, best, pack):
    answer = office.get("/allocation/allotted.csv")
    rows = list(csv.DictReader(answer.content.decode("utf-8-sig").splitlines()))
    money, count = Counter(), Counter()
    for row in rows:
        money[row["City code"]] += int(row["Money (yuan)"])
        count[row["City code"]] += int(row["Enterprises"])
    wanted_money, wanted_count = Counter(), Counter()
    for row in best.allotted:
        wanted_money[row.city_code] += row.money_cny
        wanted_count[row.city_code] += row.enterprises
    assert money == wanted_money
    assert count == wanted_count
    assert sum(money.values()) <= sum(settings_of(pack).money_cny_by_year)


def test_the_division_stands_in_both_languages(console, best, pack):
    for lang in ("zh", "en"):
        office = console.reader(Role.PROGRAMME_OFFICE, PROVINCE, lang=lang)
        page = text_of(office.get("/allocation"))
        assert f"{best.objective:,}" in page
        cities = {row.city_code for row in best.allotted}
        for city in pack.cities:
            if city.code in cities:
                assert city.name.in_(lang) in page
        scenarios = text_of(office.get("/scenarios"))
        for scenario in pack.scenarios:
            assert scenario.name.in_(lang) in scenarios
        assert {"zh": "万元", "en": "yuan"}[lang] in page


@pytest.mark.parametrize(
    "query",
    ["hand.440100=much", "hand.440100=-5", "hand.440100=" + "9" * 30, "least.440100=x&floors=1"],
)
def test_money_by_hand_that_is_none_is_told(office, query):
    answer = office.get(f"/allocation?{query}")
    assert answer.status_code == 400
    assert "whole number" in answer.text
    piece = office.get(f"/allocation/hand?{query}", headers=PIECE)
    assert piece.status_code == 400
    assert "<html" not in piece.text


def test_more_than_there_is_is_told(office, pack):
    page = text_of(office.get("/allocation", params={"hand.440100": "90000000"}))
    over = 90_000_000 * 10_000 - sum(settings_of(pack).money_cny_by_year)
    assert re.search(rf"[-\u2212]{over:,}", page)


def test_a_scenario_or_target_that_is_not_there_is_told(office):
    for query in ("scenario=nothing", "target=nothing", "scenario=%3Cb%3E"):
        answer = office.get(f"/allocation?{query}")
        assert answer.status_code in (200, 400, 404), query
        assert "<b>" not in answer.text
        assert "lifts" not in text_of(answer), query


def test_comparisons_of_others_and_other_jobs_are_not_shown(own_console):
    office = own_console.reader(Role.PROGRAMME_OFFICE, PROVINCE, lang="en")
    base, other = (each for each in ("base", own_console.desk.pack.scenarios[0].id))
    told = {"first": base, "second": other, "_once": "n1"}
    place = office.post("/scenarios/compare", data=told).headers["location"]
    assert office.post("/scenarios/compare", data=told).headers["location"] == place
    assert len(list_jobs(own_console.store.database, "compare")) == 1
    city = own_console.reader(Role.PROGRAMME_OFFICE, "city:440100")
    assert city.get(place).status_code == 403
    job = place.rpartition("/")[2]
    assert city.get(f"/jobs/{job}").status_code == 404
    for role, scope in ((Role.PARK_OPERATOR, "park:x"), (Role.BANK, "bank:x")):
        assert own_console.reader(role, scope).get(place).status_code == 403
    office.post("/runs", data={"as_of": "2023-06-30"})
    run = list_jobs(own_console.store.database, "run")[0].job_id
    assert office.get(f"/scenarios/compare/{run}").status_code == 404
    assert office.get("/scenarios/compare/none").status_code == 404
    assert office.post("/scenarios/made-none/delete").status_code == 404
    assert office.post(f"/scenarios/{other}/delete").status_code == 404  # of the pack


def test_names_of_scenarios_do_no_harm(own_console):
    office = own_console.reader(Role.PROGRAMME_OFFICE, PROVINCE, lang="zh")
    for name in ("", "长" * 81, "长" * 10_000):
        assert office.post("/scenarios", data={"name": name, "money": "1 2"}).status_code == 400
    for name in ("=1+1", "\u202eevil", "<script>x</script>"):
        answer = office.post("/scenarios", data={"name": name, "money": "200000 100000"})
        assert answer.status_code == 303
    page = office.get("/scenarios").text
    assert "<script>x" not in page
    assert "&lt;script&gt;x" in page
    for money in ("-1", "1.5", "many", "1 x", "9" * 20):
        answer = office.post("/scenarios", data={"name": "x", "money": money})
        assert answer.status_code == 400
        assert f'value="{money}"' in answer.text
