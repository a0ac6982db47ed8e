"""Parks, chains, industries and the four paths: numbers of the run, scopes, questions, files."""

import csv
import html
import io
import zipfile

import pyarrow.parquet as pq
import pytest

from lingnan.access import Role
from lingnan.console.group import keep
from lingnan.console.pages.chains import route as chains_route
from lingnan.console.pages.parks import route as parks_route
from lingnan.console.work.errors import RunReplaced
from lingnan.console.work.sweep import KEPT_FOR, sweep
from lingnan.console.work.task.table import TASKS
from lingnan.console.work.worker import Worker
from lingnan.pipeline.ground import ground_of
from lingnan.pipeline.group_answers import ChainAsked, ParkAsked, chain_answer, park_answer
from lingnan.registry import EntityKind, Registry
from lingnan.store.runs import last_run

PROVINCE = "province:440000"


def rows(store, table):
    run = last_run(store.database)
    files = store.lake.files(table, run.outputs[table])
    return [row for file in files for row in pq.read_table(file).to_pylist()]


@pytest.fixture(scope="module")
def office(console):
    return console.reader(Role.PROGRAMME_OFFICE, PROVINCE, lang="en")


@pytest.fixture(scope="module")
def park(shared_store):
    """The park with most members in the run."""
    return max(rows(shared_store, "out_park"), key=lambda row: row["members_count"] or 0)


@pytest.fixture(scope="module")
def chain(shared_store):
    """The chain with most suppliers in the run."""
    return max(rows(shared_store, "out_chain"), key=lambda row: row["members_count"] or 0)


@pytest.fixture(scope="module")
def industry(shared_store):
    """The cluster with fewest enterprises to plan for, so that planning takes little."""
    return min(rows(shared_store, "out_industry"), key=lambda row: row["members_count"])


def entity(store, kind, code):
    return next(e for e in Registry(store).entities(kind) if e.entity_code == code)


def csv_rows(answer):
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/csv")
    text = answer.content.decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.reader(text[1:].splitlines()))[1:]


def test_the_province_sees_all_parks_and_a_city_its_own(console, shared_store, office):
    parks = Registry(shared_store).entities(EntityKind.PARK)
    assert len(csv_rows(office.get("/parks?form=csv"))) == len(parks)
    city = console.reader(Role.PROGRAMME_OFFICE, "city:440600")
    mine = [each.entity_code for each in parks if each.city_code == "440600"]
    codes = [row[1] for row in csv_rows(city.get("/parks?form=csv"))]
    assert sorted(codes) == sorted(mine)


def test_a_park_operator_sees_its_own_park_and_no_other(console, shared_store, park):
    operator = console.reader(Role.PARK_OPERATOR, f"park:{park['park_id']}")
    assert operator.get("/").headers["location"] == f"/parks/{park['park_id']}"
    page = operator.get(f"/parks/{park['park_id']}")
    assert page.status_code == 200
    other = next(
        row["park_id"]
        for row in rows(shared_store, "out_park")
        if row["park_id"] != park["park_id"]
    )
    assert operator.get(f"/parks/{other}").status_code == 404
    assert operator.get(f"/parks/{other}/roadmap/docx").status_code == 404
    assert operator.get("/parks/nowhere").status_code == 404
    assert [row[1] for row in csv_rows(operator.get("/parks?form=csv"))] == [park["park_id"]]


def test_levels_of_members_are_those_of_the_run(office, shared_store, park):
    run = last_run(shared_store.database)
    members = {
        code
        for enterprise in Registry(shared_store).iter()
        for code in [enterprise.uscc]
        for each in Registry(shared_store).memberships(code, as_of=run.as_of)
        if each.group_id == park["park_id"]
    }
    plans = [row for row in rows(shared_store, "out_roadmap") if row["subject_code"] in members]
    assessed = [row for row in plans if row["is_assessed"]]
    told = csv_rows(office.get(f"/parks/{park['park_id']}/csv/levels"))
    if not assessed:
        assert all(row[1:] == ["0", "0"] for row in told)
    for level, row in enumerate(told):
        assert int(row[1]) == sum(each["claimed_level_now"] == level for each in assessed)
        assert int(row[2]) == sum(each["proven_level_now"] == level for each in assessed)
    page = office.get(f"/parks/{park['park_id']}").text
    assert page.count('<a href="/enterprises/') == len(members)


def test_a_park_in_depth_says_what_the_run_says(office, park):
    path = f"/parks/{park['park_id']}"
    shallow = office.get(path).text
    deep = office.get(f"{path}?deep=1").text
    # The net gain of the members stands in both; only the bound may come closer.
    gain = f"{park['objective_cny']:,}"
    assert gain in shallow
    assert gain in deep
    assert "Plan it in depth" in shallow
    assert "Plan it in depth" not in deep
    # Once planned it is kept, so that the page shows it at once.
    assert "Plan it in depth" not in office.get(path).text


def test_a_piece_is_only_the_roadmap(office, park):
    path = f"/parks/{park['park_id']}?deep=1&piece=1"
    piece = office.get(path, headers={"HX-Request": "true"}).text
    assert piece.lstrip().startswith('<div id="plan"')
    assert "<html" not in piece


def test_a_question_that_is_no_question_is_told_and_nothing_typed_is_lost(office, park):
    answer = office.get(f"/parks/{park['park_id']}?deep=1&budget=lots")
    assert answer.status_code == 400
    assert 'value="lots"' in answer.text
    beside = answer.text.split('id="e-budget">')[1].split("</p>")[0]
    assert "from 0 to 1,000,000,000,000 whole yuan, not lots" in html.unescape(beside)
    assert 'aria-describedby="h-budget e-budget" aria-invalid="true"' in answer.text
    # It stands in one place, and the roadmap that is there stays.
    assert answer.text.count("not lots") == 1
    assert 'id="plan"' in answer.text


UNFIT = ["-1", "1000000000001", "0.5", "1e99", "nan", "inf", "=1+1", "5000000; drop", "x" * 900]


@pytest.mark.parametrize("told", UNFIT)
def test_amounts_that_are_none_are_told_beside_the_field(office, park, chain, told):
    for path in (f"/parks/{park['park_id']}", f"/chains/{chain['chain_id']}"):
        answer = office.get(path, params={"deep": "1", "budget": told})
        assert answer.status_code == 400, path
        assert 'id="e-budget"' in answer.text
        assert "CON-" not in answer.text
        # What is shown is the first question's, and so are its files.
        assert f'href="{path}/roadmap/docx"' in answer.text
        # With scripts a part of the page is asked for: the whole page tells it then.
        headers = {"HX-Request": "true"}
        query = {"deep": "1", "budget": told, "piece": "1"}
        piece = office.get(path, params=query, headers=headers)
        assert (piece.status_code, piece.headers["hx-redirect"].startswith(f"{path}?")) == (
            204,
            True,
        )
        whole = office.get(piece.headers["hx-redirect"])
        assert 'id="e-budget"' in whole.text


@pytest.mark.parametrize(("lang", "told"), [("zh", "最多10,000亿元"), ("en", "at most CNY 1,000")])
def test_units_and_limits_of_the_budget_are_told(console, park, chain, lang, told):
    reader = console.reader(Role.PROGRAMME_OFFICE, PROVINCE, lang=lang)
    for path in (f"/parks/{park['park_id']}", f"/chains/{chain['chain_id']}"):
        page = reader.get(path).text
        assert told in page
        assert ("元" if lang == "zh" else "yuan") in page.split('for="f-budget">')[1][:60]


def test_other_conditions_are_planned_and_only_by_who_may(console, office, park):
    path = f"/parks/{park['park_id']}?deep=1&must=park-cloud&budget=1亿"
    page = office.get(path)
    assert page.status_code == 200
    assert "Build" in page.text
    assert "under way" in page.text
    auditor = console.reader(Role.AUDITOR, "everything")
    assert auditor.get(f"/parks/{park['park_id']}").status_code == 200
    assert auditor.get(path).status_code == 403


@pytest.mark.parametrize("form", ["docx", "xlsx"])
def test_roadmaps_of_groups_are_kept_as_word_and_excel(office, park, chain, industry, form):
    for path in (
        f"/parks/{park['park_id']}",
        f"/chains/{chain['chain_id']}",
        f"/industries/{industry['cluster_id']}",
    ):
        answer = office.get(f"{path}/roadmap/{form}")
        assert answer.status_code == 200, path
        assert f".{form}" in answer.headers["content-disposition"]
        assert zipfile.ZipFile(io.BytesIO(answer.content)).testzip() is None
    assert office.get(f"/parks/{park['park_id']}/roadmap/exe").status_code == 404


def test_a_park_without_members_gets_the_checklist_of_a_new_one(office, shared_store, pack):
    empty = [row for row in rows(shared_store, "out_park") if row["status"] == "no_members"]
    if not empty:
        pytest.skip("every park of this sample has members")
    page = office.get(f"/parks/{empty[0]['park_id']}")
    assert page.status_code == 200
    for facility in pack.facilities:
        assert facility.name.en.casefold() in page.text.casefold()


def test_a_chain_shows_the_shares_and_members_of_the_run(office, shared_store, chain):
    page = office.get(f"/chains/{chain['chain_id']}")
    assert page.status_code == 200
    listed = csv_rows(office.get(f"/chains/{chain['chain_id']}/csv/suppliers"))
    members = [
        row
        for row in rows(shared_store, "out_chain_member")
        if row["chain_id"] == chain["chain_id"]
    ]
    assert len(listed) == len(members) == chain["members_count"]
    tiers = csv_rows(office.get(f"/chains/{chain['chain_id']}/csv/tiers"))
    assert sum(int(row[1]) for row in tiers) == len(members)
    deep = office.get(f"/chains/{chain['chain_id']}?deep=1").text
    share = chain["share_after_ppm"] / 10_000
    assert f"{share:.1f}%" in deep


def test_a_chain_of_a_city_names_only_enterprises_of_that_city(console, shared_store, chain):
    city = entity(shared_store, EntityKind.CHAIN, chain["chain_id"]).city_code
    reader = console.reader(Role.PROGRAMME_OFFICE, f"city:{city}")
    registry = Registry(shared_store)
    members = [
        registry.get(row["uscc"])
        for row in rows(shared_store, "out_chain_member")
        if row["chain_id"] == chain["chain_id"]
    ]
    foreign = [each for each in members if each.city_code != city]
    assert foreign
    for path in (f"/chains/{chain['chain_id']}", f"/chains/{chain['chain_id']}?deep=1"):
        page = reader.get(path).text
        assert not [each for each in foreign if each.name_zh in page or each.uscc in page]
    leader = console.reader(Role.CHAIN_LEADER, f"chain:{chain['chain_id']}")
    page = leader.get(f"/chains/{chain['chain_id']}").text
    assert all(each.name_zh in page for each in foreign)


def test_a_chain_leader_sees_no_other_chain(console, shared_store, chain):
    leader = console.reader(Role.CHAIN_LEADER, f"chain:{chain['chain_id']}")
    for row in rows(shared_store, "out_chain"):
        wanted = 200 if row["chain_id"] == chain["chain_id"] else 404
        assert leader.get(f"/chains/{row['chain_id']}").status_code == wanted


def test_a_chain_that_cannot_be_planned_says_why(office, shared_store):
    lacking = [row for row in rows(shared_store, "out_chain") if row["members_count"] is None]
    for row in lacking[:1]:
        page = office.get(f"/chains/{row['chain_id']}?deep=1")
        assert page.status_code == 200
        assert "no supply" in page.text or "no leader" in page.text


def test_an_industry_shows_the_run_and_a_city_only_itself(console, office, industry):
    path = f"/industries/{industry['cluster_id']}"
    page = office.get(path)
    assert page.status_code == 200
    assert f"{industry['price_cny']:,}" in page.text
    city = console.reader(Role.PROGRAMME_OFFICE, "city:440100", lang="en").get(path)
    assert city.status_code == 200
    assert "Guangzhou" in city.text
    assert 'value="440300"' not in city.text
    assert office.get("/industries/nothing").status_code == 404


def test_an_industry_is_not_for_who_sees_no_region(console, industry, park):
    operator = console.reader(Role.PARK_OPERATOR, f"park:{park['park_id']}")
    assert operator.get(f"/industries/{industry['cluster_id']}").status_code == 403


def test_the_paths_page_counts_what_the_run_planned(console, office, shared_store):
    plans = rows(shared_store, "out_roadmap")
    for reader, mine in (
        (office, plans),
        (
            console.reader(Role.PROGRAMME_OFFICE, "city:440100", lang="en"),
            [row for row in plans if row["city_code"] == "440100"],
        ),
    ):
        numbers = csv_rows(reader.get("/roadmaps/csv/cities"))
        assert len(numbers) == len({row["city_code"] for row in mine})
        page = reader.get("/roadmaps").text
        planned = sum(row["status"] == "planned" for row in mine)
        assert f"The run planned {planned:,} of {len(mine):,} enterprises" in page


def test_an_enterprise_is_found_only_within_the_scope(console, shared_store):
    registry = Registry(shared_store)
    one = next(each for each in registry.iter() if each.city_code == "440300")
    near = console.reader(Role.PROGRAMME_OFFICE, "city:440300").get(f"/roadmaps?q={one.uscc}")
    far = console.reader(Role.PROGRAMME_OFFICE, "city:440100").get(f"/roadmaps?q={one.uscc}")
    assert f"/enterprises/{one.uscc}/roadmap" in near.text
    assert f"/enterprises/{one.uscc}/roadmap" not in far.text
    assert one.name_zh not in far.text


def test_pages_of_groups_stand_in_chinese_too(console, park, chain):
    reader = console.reader(Role.PROGRAMME_OFFICE, PROVINCE, lang="zh")
    for path, word in (
        ("/parks", "产业园"),
        ("/chains", "产业链"),
        ("/roadmaps", "一行一策"),
        (f"/parks/{park['park_id']}", "成员企业与等级"),
        (f"/chains/{chain['chain_id']}", "层级与等级"),
    ):
        page = reader.get(path)
        assert page.status_code == 200
        assert word in page.text


def test_unknown_blocks_are_not_found(office, park, chain, industry):
    for path in (
        f"/parks/{park['park_id']}/csv/s9-9",
        f"/chains/{chain['chain_id']}/csv/secrets",
        f"/industries/{industry['cluster_id']}/csv/x",
        "/roadmaps/csv/x",
    ):
        assert office.get(path).status_code == 404


def work(console):
    return Worker(console.store, TASKS, clock=console.clock).run_empty()


def exact_answer(console, group, kind):
    with ground_of(console.store, console.desk.pack) as ground:
        if kind == "park":
            return park_answer(ground, ParkAsked(group, budget_cny=30_000_000), is_exact=True)
        asked = ChainAsked(group, "proven", 30_000_000, method="exact")
        return chain_answer(ground, asked)


@pytest.mark.parametrize("kind", ["park", "chain"])
def test_a_proof_is_a_job_whose_answer_its_page_shows(own_console, park, chain, kind):
    group = park["park_id"] if kind == "park" else chain["chain_id"]
    path = f"/{kind}s/{group}"
    office = own_console.reader(Role.PROGRAMME_OFFICE, PROVINCE, lang="en")
    form = {"deep": "1", "budget": "3000万", "side": "proven", "_once": "n1"}
    way = office.post(f"{path}/plans?exact=1", data=form).headers["location"]
    assert way.startswith(f"{path}?")
    # A double click, another form with the same question, another reader: the same job.
    assert office.post(f"{path}/plans?exact=1", data=form).headers["location"] == way
    office.post(f"{path}/plans?exact=1", data={**form, "_once": "n2"})
    own = (
        own_console.reader(Role.PARK_OPERATOR, f"park:{group}", lang="zh")
        if kind == "park"
        else own_console.reader(Role.CHAIN_LEADER, f"chain:{group}", lang="zh")
    )
    own.post(f"{path}/plans?exact=1", data=form)
    page = office.get(way).text
    assert "<progress" in page
    assert "this page shows its answer" in page
    assert "编制完成后" in own.get(way).text
    job = page.split('hx-get="/jobs/')[1].split('"')[0]
    assert own.get(f"/jobs/{job}").status_code == 200
    stranger = own_console.reader(Role.PARK_OPERATOR, "park:nowhere")
    assert stranger.get(f"/jobs/{job}").status_code == 404
    assert stranger.get(way).status_code == 404
    assert stranger.post(f"{path}/plans?exact=1", data=form).status_code in (403, 404)
    assert office.get(f"{path}/roadmap/docx?{way.partition('?')[2]}").status_code == 400
    assert work(own_console) == 1
    page = office.get(way).text
    assert "<progress" not in page
    assert 'id="order"' not in page
    told = exact_answer(own_console, group, kind)
    cost = told["objective_cny"] if kind == "park" else told["cost"]
    assert f"{cost:,}" in page
    assert office.get(f"{path}/roadmap/docx?{way.partition('?')[2]}").status_code == 200
    # The auditor reads everything, but does not ask.
    auditor = own_console.reader(Role.AUDITOR, "everything")
    assert auditor.get(way).status_code == 403
    assert auditor.get(path).status_code == 200


def test_of_a_large_group_everything_is_ordered(own_console, park, chain, monkeypatch):
    monkeypatch.setattr(parks_route, "_AT_ONCE", 0)
    monkeypatch.setattr(chains_route, "_AT_ONCE", 0)
    office = own_console.reader(Role.PROGRAMME_OFFICE, PROVINCE, lang="en")
    for path in (f"/parks/{park['park_id']}", f"/chains/{chain['chain_id']}"):
        page = office.get(path).text
        assert "Order the plan in depth" in page
        assert 'hx-trigger="load"' not in page
        assert "?deep=1#plan" not in page
        assert "roadmap/docx" not in page
        assert office.get(f"{path}?deep=1").status_code == 200
        assert office.get(f"{path}/roadmap/docx").status_code == 400
        way = office.post(f"{path}/plans", data={"_once": "n1"}).headers["location"]
        assert work(own_console) == 1
        assert "This is what the run keeps" not in office.get(way).text
        # It is what the page asks first, so that the page shows it whoever opens it.
        auditor = own_console.reader(Role.AUDITOR, "everything", lang="en")
        assert "This is what the run keeps" not in auditor.get(path).text
        assert office.get(f"{path}/roadmap/docx").status_code == 200
    # A month later the files are gone, and may be ordered again.
    sweep(own_console.store, lambda: own_console.clock.now + KEPT_FOR * 2)
    keep._memory.clear()
    path = f"/parks/{park['park_id']}"
    assert "Order the plan in depth" in office.get(path).text
    office.post(f"{path}/plans", data={"_once": "n2"})
    assert work(own_console) == 1


def test_an_order_of_what_is_no_question_tells_it_on_the_page(own_console, park, chain):
    office = own_console.reader(Role.PROGRAMME_OFFICE, PROVINCE, lang="zh")
    for path in (f"/parks/{park['park_id']}", f"/chains/{chain['chain_id']}"):
        way = office.post(f"{path}/plans", data={"budget": "很多", "exact": "1"}).headers[
            "location"
        ]
        page = office.get(way)
        assert page.status_code == 400
        assert 'value="很多"' in page.text
        assert "元的整数金额" in page.text
    assert work(own_console) == 0


def test_a_plan_that_fails_is_told_and_may_be_ordered_again(own_console, park):
    office = own_console.reader(Role.PROGRAMME_OFFICE, PROVINCE, lang="en")
    path = f"/parks/{park['park_id']}"
    way = office.post(f"{path}/plans?exact=1", data={"budget": "1"}).headers["location"]
    broken = Worker(own_console.store, {**TASKS, "plan": replaced}, clock=own_console.clock)
    assert broken.run_empty() == 1
    page = office.get(way).text
    assert "CON-162" in page
    assert "Order the plan" in page
    office.post(f"{path}/plans?exact=1", data={"budget": "1"})
    assert "<progress" in office.get(way).text


def replaced(errand):
    raise RunReplaced
