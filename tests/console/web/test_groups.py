"""Parks, chains, industries and the four paths: numbers of the run, scopes, questions, files."""

import csv
import io
import zipfile

import pyarrow.parquet as pq
import pytest

from lingnan.access import Role
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
    assert "lots" in answer.text
    assert "whole number" in answer.text
    assert 'value="lots"' in answer.text


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
