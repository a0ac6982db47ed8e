"""Answers of the interface: those of the command line, in the stated shapes."""

import copy
import json
import random
import re
from decimal import Decimal

import pytest
from pydantic import TypeAdapter

from console.web.program import program
from lingnan.access import Role
from lingnan.console.api.description import API_ROUTES
from lingnan.diagnosis import build_model, score_sheet
from lingnan.pipeline.answers import diagnosis_of, progress_of
from lingnan.pipeline.export import export_records, export_table
from lingnan.pipeline.roadmaps import known_enterprise, with_model
from lingnan.programme.allocation import allocate, read_inputs, settings_of
from lingnan.registry import EntityKind, GroupKind
from lingnan.roadmap.answer import to_json
from lingnan.roadmap.model import Request
from lingnan.store.runs import last_run

PROVINCE = "province:440000"


@pytest.fixture(scope="module")
def office(console):
    return program(console, Role.PROGRAMME_OFFICE, PROVINCE)


@pytest.fixture(scope="module")
def assessed(console, pack):
    """An enterprise that a model assessed."""
    return export_records(export_table(console.store, pack, "scores", limit=1))[0]["subject_code"]


def route_of(method, path):
    path = path.partition("?")[0]
    fitting = [
        route
        for route in API_ROUTES
        if route.method == method and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", route.path), path)
    ]
    return min(fitting, key=lambda route: route.path.count("{"))


def told(asking, method, path, **more):
    """The answer, which has exactly the stated shape."""
    answer = asking.request(method, path, **more)
    assert answer.status_code < 300, answer.text
    route = route_of(method, path)
    assert answer.status_code == route.status
    TypeAdapter(route.answer).validate_json(answer.content)
    return answer.json()


def plain(value):
    """A value as JSON holds it."""

    def shown(each):
        if isinstance(each, Decimal):
            return int(each) if each == each.to_integral_value() else float(each)
        if hasattr(each, "zh"):
            return {"zh": each.zh, "en": each.en}
        return each.isoformat()

    return json.loads(json.dumps(value, default=shown))


def test_enterprises_are_those_of_the_export(console, pack, office):
    exported = plain(export_records(export_table(console.store, pack, "enterprises", limit=120)))
    first = told(office, "GET", "/enterprises?limit=70")
    rest = told(office, "GET", f"/enterprises?limit=50&cursor={first['next']}")
    by_code = {row["uscc"]: row for row in [*first["items"], *rest["items"]]}
    assert list(by_code) == [row["uscc"] for row in exported]
    for row in exported:
        levels = by_code[row["uscc"]].pop("levels")
        assert sorted(row.pop("levels"), key=str) == sorted(levels, key=str)
        assert by_code[row["uscc"]] == row


def test_pages_hold_every_enterprise_once_and_lines_the_same(console, office):
    found, cursor = [], ""
    while cursor is not None:
        page = told(office, "GET", f"/enterprises?limit=400{cursor}")
        found += [row["uscc"] for row in page["items"]]
        cursor = page["next"] and f"&cursor={page['next']}"
    assert found == sorted(each.uscc for each in console.desk.registry.iter())
    lines = office.get("/enterprises", headers={"Accept": "application/x-ndjson"})
    assert lines.headers["content-type"] == "application/x-ndjson"
    assert [json.loads(line)["uscc"] for line in lines.text.splitlines()] == found


def test_filters_choose_what_they_say(console, pack, office):
    day = console.clock.now.date()
    everybody = list(console.desk.registry.iter())
    park = console.desk.registry.entities(EntityKind.PARK)[0].entity_code
    cluster = pack.clusters[0]
    prefixes = tuple(each.code for each in cluster.industries)
    wanted = {
        "city=441900": {each.uscc for each in everybody if each.city_code == "441900"},
        "status=closed": {each.uscc for each in everybody if each.status == "closed"},
        "industry=C39": {each.uscc for each in everybody if each.industry_code.startswith("C39")},
        f"cluster={cluster.id}": {
            each.uscc for each in everybody if each.industry_code.startswith(prefixes)
        },
        f"park={park}": {
            each.uscc
            for each in everybody
            for one in console.desk.registry.memberships(each.uscc, as_of=day)
            if (one.group_kind, one.group_id) == (GroupKind.PARK, park)
        },
    }
    for query, codes in wanted.items():
        page = told(office, "GET", f"/enterprises?limit=1000&{query}")
        assert codes, query
        assert {row["uscc"] for row in page["items"]} == codes, query


def test_every_cluster_may_be_asked_for(pack, office):
    for cluster in pack.clusters:
        items = told(office, "GET", f"/enterprises?cluster={cluster.id}&limit=5")["items"]
        assert all(cluster.id in row["clusters"] for row in items)


def test_a_search_finds_by_fragment_and_by_code(console, office):
    first = next(console.desk.registry.iter())
    by_code = told(office, "GET", f"/enterprises?search={first.uscc}")
    assert [row["uscc"] for row in by_code["items"]] == [first.uscc]
    by_name = told(office, "GET", f"/enterprises?limit=1000&search={first.name_zh[2:9]}")
    assert first.uscc in {row["uscc"] for row in by_name["items"]}
    assert by_name["next"] is None


def test_a_search_stays_within_the_scope(console):
    asking = program(console, Role.PROGRAMME_OFFICE, "city:441900")
    page = told(asking, "GET", "/enterprises?limit=1000&search=有限公司")
    assert {row["city_code"] for row in page["items"]} == {"441900"}


def test_a_diagnosis_is_that_of_the_command_line(console, pack, office, assessed):
    found = diagnosis_of(console.store, pack, assessed, today=console.clock.now.date())
    assert told(office, "GET", f"/enterprises/{assessed}/diagnosis") == plain(found.to_json())
    one = told(office, "GET", f"/enterprises/{assessed}/diagnosis?model={pack.models[0].id}")
    assert [view["model"] for view in one["models"]] == [pack.models[0].id]


def test_who_looked_stands_in_the_trail(console, office, assessed):
    from lingnan.access import list_entries
    from lingnan.store.audit import audit_entry

    told(office, "GET", f"/enterprises/{assessed}/diagnosis")
    entries = list_entries(console.store.database, audit_entry.c.subject_code == assessed)
    assert {entry.thing for entry in entries} >= {"page:api:diagnosis"}


def test_a_score_is_that_of_the_command_line(pack, office):
    sheet = {"answers": {"Q01": ["B", "C"], "Q02": "60%"}, "scenarios": {"S01": 2}}
    model = build_model(pack.model("miit-sme-2024"))
    answer = told(office, "POST", "/scores", json={"model": "miit-sme-2024", **sheet})
    assert answer == plain(score_sheet(model, sheet).to_json())
    # Q01 B and C give 2,000 each; Q02 60 % lies in band D (40-60 %], which gives 4,500.
    assert (answer["millipoints"], answer["level"]) == (8500, 0)


def test_targets_are_those_of_the_command_line(console, pack, office):
    everything = told(office, "GET", "/targets")
    assert everything == plain(progress_of(console.store))
    first = everything["targets"][0]
    assert told(office, "GET", f"/targets/{first['id']}") == first
    counts = told(office, "GET", f"/targets/{first['id']}/counts?slice=total&side=proven")
    last = counts["items"][-1]
    assert last["counted_count"] * counts["expansion"] == first["proven"]
    fan = told(office, "GET", f"/targets/{first['id']}/forecast?basis={first['basis']}")["items"]
    assert round(fan[-1]["p50"], 1) == first["forecast"]["p50"]


def test_a_city_sees_the_counts_of_the_region_and_its_own(console, pack):
    asking = program(console, Role.PROGRAMME_OFFICE, "city:441900")
    target = pack.targets[0].id
    rows = told(asking, "GET", f"/targets/{target}/counts?slice=city")["items"]
    assert {row["city_code"] for row in rows} == {"441900"}
    cities = told(asking, "GET", f"/targets/{target}")["cities"]
    assert {row["key"] for row in cities} <= {"441900"}


def test_a_plan_is_that_of_the_command_line(console, pack, office, assessed):
    known = known_enterprise(console.store, pack, assessed, today=console.clock.now.date())
    for asked, request in (
        ({"with_analysis": False}, Request("", with_analysis=False)),
        (
            {"level": 2, "by": "2026-12-31", "budget_cny": 900_000, "side": "proven"},
            None,
        ),
    ):
        answer = told(office, "POST", f"/enterprises/{assessed}/roadmap", json=asked)
        if request is not None:
            expected = plain(to_json(known.plan(with_model(request, known))))
            assert answer == expected
        else:
            assert (answer["question"], answer["target_level"]) == ("level", 2)
            assert answer["budget"]["total_cny"] == 900_000
    kept = told(office, "GET", f"/enterprises/{assessed}/roadmap")
    assert kept["roadmap"]["subject_code"] == assessed


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"level": 2}, "ROA-015"),
        ({"level": 2, "by": "2001-01-01"}, "ROA-005"),
        ({"level": 2, "by": "9999-12-31"}, "CON-127"),
        ({"must": ["mes-light"], "never": ["mes-light"]}, "ROA-012"),
    ],
)
def test_a_plan_that_cannot_be_says_why(office, assessed, asked, code):
    answer = office.post(f"/enterprises/{assessed}/roadmap", json=asked)
    assert (answer.status_code, answer.json()["code"]) == (409, code)


def test_a_sound_plan_passes_the_check_and_an_edited_one_does_not(office, assessed):
    plan = told(office, "POST", f"/enterprises/{assessed}/roadmap", json={"with_analysis": False})
    assert told(office, "POST", "/roadmaps/check", json=plan) == []
    assert plan["schedule"]
    plan["schedule"][0]["start_period"] = 19
    found = told(office, "POST", "/roadmaps/check", json=plan)
    assert {each["code"] for each in found} & {"ROA-103", "ROA-104", "ROA-105"}


def test_whatever_stands_in_an_edited_file_is_told_and_never_a_fault(office, assessed):
    plan = told(office, "POST", f"/enterprises/{assessed}/roadmap", json={"with_analysis": False})
    chance = random.Random(5)
    junk = [None, -1, 1.5, "", "2023-13-01", [], {}, True, 10**20, [None], {"a": 1}]
    ways = [way for way in ways_of(plan) if way]
    for _ in range(40):
        edited = copy.deepcopy(plan)
        *way, last = chance.choice(ways)
        place = edited
        for step in way:
            place = place[step]
        if chance.random() < 0.3:
            del place[last]
        else:
            place[last] = chance.choice(junk)
        assert office.post("/roadmaps/check", json=edited).status_code in (200, 404, 409, 422)


def ways_of(value, way=()):
    yield way
    steps = range(len(value)) if isinstance(value, list) else value
    if isinstance(value, dict | list):
        for step in steps:
            yield from ways_of(value[step], (*way, step))


def test_the_runs_groups_are_its_tables(console, office):
    run = last_run(console.store.database)
    for path, table, key in (
        ("/roadmaps/industries", "out_industry", "cluster_id"),
        ("/roadmaps/parks", "out_park", "park_id"),
        ("/roadmaps/chains", "out_chain", "chain_id"),
    ):
        with console.store.engine() as engine:
            rows = engine.arrow(engine.scan(console.store.lake, table, run.outputs[table]))
        items = told(office, "GET", path)["items"]
        assert sorted(map(str, items)) == sorted(map(str, plain(rows.to_pylist())))
        one = items[0][key]
        assert told(office, "GET", f"{path}/{one}")


def test_a_city_does_not_learn_members_of_other_cities(console, office):
    chain = told(office, "GET", "/roadmaps/chains")["items"][0]["chain_id"]
    entity = next(
        each
        for each in console.desk.registry.entities(EntityKind.CHAIN)
        if each.entity_code == chain
    )
    asking = program(console, Role.PROGRAMME_OFFICE, f"city:{entity.city_code}")
    cities = {each.uscc: each.city_code for each in console.desk.registry.iter()}
    members = told(asking, "GET", f"/roadmaps/chains/{chain}")["members"]
    shown = {row["uscc"] for row in members if row["uscc"]}
    assert {cities[code] for code in shown} <= {entity.city_code}
    assert len(members) == len(told(office, "GET", f"/roadmaps/chains/{chain}")["members"])


def test_money_is_divided_as_by_the_command_line(console, pack, office):
    asked = {"money_cny": 300_000_000, "years": 2}
    with console.store.engine() as engine:
        inputs = read_inputs(console.store, engine)
        found = allocate(engine, pack, inputs, settings_of(pack, **asked))
    answer = told(office, "POST", "/allocations", json=asked)
    assert answer == plain(found.to_json())
    assert sum(row["money_cny"] for row in answer["allocated"]) <= 600_000_000


def test_money_is_for_who_reaches_the_whole_region(console):
    asking = program(console, Role.PROGRAMME_OFFICE, "city:441900")
    assert asking.post("/allocations", json={}).status_code == 403


def test_a_floor_named_twice_is_refused(office):
    floors = [{"region": "441900", "share": 0.1}, {"region": "441900", "share": 0.2}]
    answer = office.post("/allocations", json={"floors": floors})
    assert (answer.status_code, answer.json()["code"]) == (409, "CON-127")


def test_scenarios_are_those_of_the_pack(pack, office):
    items = told(office, "GET", "/scenarios")["items"]
    assert [each["id"] for each in items] == [each.id for each in pack.scenarios]
    for each in items:
        shown = told(office, "GET", f"/scenarios/{each['id']}")
        assert shown["changes"] or shown["money_cny_by_year"] or shown["floors"]
    light = next(each["id"] for each in items if not each["roadmaps"])
    compared = told(office, "GET", f"/comparisons?first=base&second={light}")
    assert [case["id"] for case in compared["cases"]] == ["base", light]


def test_runs_say_what_pins_them(console, office):
    run = last_run(console.store.database)
    items = told(office, "GET", "/runs")["items"]
    assert items[0]["pins"] == dict(run.pins)
    assert told(office, "GET", f"/runs/{run.run_id}")["outputs"] == dict(run.outputs)
    assert office.get("/runs/nothing").status_code == 404
