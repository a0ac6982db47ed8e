"""The roadmap in the browser: the planner's numbers, sliders as parts, choices, files."""

import re
from datetime import date

import pytest

from console.web.enterprise_case import MODEL, assessed, field, office, owner, text_of
from lingnan.access import Role
from lingnan.pipeline.roadmaps import known_enterprise
from lingnan.roadmap.model import Request

PIECE = {"HX-Request": "true"}
TODAY = date(2026, 1, 5)


@pytest.fixture(scope="module")
def case(shared_store):
    return assessed(shared_store)


def path(uscc, end=""):
    return f"/enterprises/{uscc}/roadmap{end}"


def plan(console, uscc, **asked):
    known = known_enterprise(console.store, console.desk.pack, uscc, today=TODAY)
    return known.plan(Request(MODEL, with_analysis=False, **asked))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_plan_is_the_planners(console, case, lang):
    page = owner(console, case.uscc, lang).get(path(case.uscc, f"?model={MODEL}&budget=900000"))
    assert page.status_code == 200
    found = plan(console, case.uscc, budget_cny=900_000)
    words = text_of(page)
    for each in found.schedule:
        assert each.name.in_(lang).lower() in words.lower()
    cost = sum(each.cost.expected for each in found.schedule)
    assert (f"CNY {cost:,}" if lang == "en" else f"{cost / 10_000:g}万元") in words.replace(
        ",", "" if lang == "zh" else ","
    )


def test_a_moved_slider_brings_the_plan_alone(console, case):
    reader = owner(console, case.uscc)
    few = reader.get(path(case.uscc, f"?model={MODEL}&budget=200000"), headers=PIECE)
    many = reader.get(path(case.uscc, f"?model={MODEL}&budget=2000000"), headers=PIECE)
    assert "<html" not in few.text
    assert 'id="plan"' in few.text
    count = [len(re.findall('class="measure"', page.text)) for page in (few, many)]
    wanted = [len(plan(console, case.uscc, budget_cny=b).schedule) for b in (200_000, 2_000_000)]
    assert count == wanted


def test_a_level_that_cannot_be_reached_says_what_would_do(console, case):
    query = f"?model={MODEL}&question=level&level=4&by=2024-06-30&budget=10000&deep=1"
    page = owner(console, case.uscc).get(path(case.uscc, query))
    assert page.status_code == 200
    words = text_of(page)
    assert "cannot be reached" in words
    known = known_enterprise(console.store, console.desk.pack, case.uscc, today=TODAY)
    asked = Request(MODEL, question="level", level=4, by=date(2024, 6, 30), budget_cny=10_000)
    found = known.plan(asked)
    assert found.shortfall.text.en[:40].lower() in words.lower()


def test_an_analysis_tells_what_more_money_buys(console, case):
    page = owner(console, case.uscc).get(path(case.uscc, f"?model={MODEL}&budget=300000&deep=1"))
    words = text_of(page)
    assert "What more money would buy" in words
    assert "100,000" in words
    assert "Certified gap" in words


def test_bad_budgets_are_told_and_unknown_levels_fall_back(console, case):
    reader = owner(console, case.uscc)
    assert reader.get(path(case.uscc, "?budget=much")).status_code == 400
    assert reader.get(path(case.uscc, "?budget=-5")).status_code == 400
    assert reader.get(path(case.uscc, "?question=level&level=99&by=1999-01-01")).status_code == 200


@pytest.mark.parametrize(("form", "head"), [("docx", b"PK"), ("xlsx", b"PK"), ("json", b"{")])
def test_files_are_sent(console, case, form, head):
    answer = owner(console, case.uscc).get(path(case.uscc, f"/files/{form}?budget=500000"))
    assert answer.status_code == 200
    assert answer.content.startswith(head)
    assert "attachment" in answer.headers["content-disposition"]
    assert owner(console, case.uscc).get(path(case.uscc, "/files/exe")).status_code == 404


@pytest.mark.parametrize("name", ["schedule", "money", "path", "marginal"])
def test_tables_are_csv(console, case, name):
    answer = owner(console, case.uscc).get(path(case.uscc, f"/tables/{name}?budget=500000"))
    assert answer.status_code == 200
    assert answer.content.startswith("\ufeff".encode())


def test_fixed_choices_hold_until_they_are_left_free(own_console):
    uscc = assessed(own_console.store).uscc
    reader = owner(own_console, uscc)
    base = plan(own_console, uscc, budget_cny=900_000)
    never = base.schedule[0].measure
    name = base.schedule[0].name.en
    page = reader.get(path(uscc, "?budget=900000"))
    form = {"measure": never, "choice": "never", "back": "budget=900000"}
    moved = reader.post(path(uscc, "/choices"), data={**form, "_once": field(page, "_once")})
    assert moved.headers["location"] == path(uscc, "?budget=900000#choices")
    without = plan(own_console, uscc, budget_cny=900_000, never=(never,))
    piece = reader.get(path(uscc, f"?model={MODEL}&budget=900000"), headers=PIECE)
    assert len(re.findall('class="measure"', piece.text)) == len(without.schedule)
    assert f"<b>{name}" not in piece.text
    assert "stays out" in text_of(office(own_console).get(path(uscc)))
    reader.post(path(uscc, "/choices"), data={"measure": never, "choice": "free"})
    assert "1 measure is fixed" not in text_of(reader.get(path(uscc)))


def test_a_running_measure_is_part_of_the_plan(own_console):
    uscc = assessed(own_console.store).uscc
    reader = owner(own_console, uscc)
    measure = plan(own_console, uscc, budget_cny=900_000).schedule[0].measure
    data = {"measure": measure, "choice": "running", "periods": "1", "price": "3万"}
    assert reader.post(path(uscc, "/choices"), data=data).status_code == 303
    words = text_of(reader.get(path(uscc, "?budget=900000")))
    assert "1 half-year and CNY 30,000 left" in words
    assert "under way" in words
    assert reader.post(path(uscc, "/choices"), data={**data, "periods": "0"}).status_code == 400


def test_choices_of_others_are_refused(own_console):
    case, other = assessed(own_console.store), assessed(own_console.store, 1)
    foreign = owner(own_console, other.uscc)
    data = {"measure": own_console.desk.pack.measures[0].id, "choice": "must"}
    assert foreign.post(path(case.uscc, "/choices"), data=data).status_code == 404
    assert foreign.get(path(case.uscc)).status_code == 404


def test_a_park_plans_for_its_members_and_does_not_choose_for_them(own_console):
    with own_console.store.engine() as engine:
        row = engine.sql(
            "SELECT uscc, group_id FROM read_parquet($m) WHERE group_kind = 'park'"
            " AND until_date IS NULL ORDER BY uscc LIMIT 1",
            m=own_console.store.lake.files("registry_membership"),
        ).to_pylist()[0]
    reader = own_console.reader(Role.PARK_OPERATOR, f"park:{row['group_id']}", lang="en")
    page = reader.get(path(row["uscc"], "?budget=500000"))
    assert page.status_code == 200
    assert "Fix a measure" not in text_of(page)
    data = {"measure": own_console.desk.pack.measures[0].id, "choice": "must"}
    assert reader.post(path(row["uscc"], "/choices"), data=data).status_code == 403
