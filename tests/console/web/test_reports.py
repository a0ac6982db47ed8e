"""Reports to keep: each form, each scope; roadmaps made to order; nothing foreign."""

import io
import zipfile
from itertools import islice

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from lingnan.access import Role
from lingnan.console.work.job import list_jobs
from lingnan.console.work.task.table import TASKS
from lingnan.console.work.worker import Worker
from lingnan.kernel import month_start
from lingnan.programme import read_progress
from lingnan.registry import EntityKind, Registry
from lingnan.registry.store import registry_supply
from lingnan.store.runs import last_run

PROVINCE = "province:440000"


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("way", ["overview", "cities/440100"])
def test_the_state_of_the_programme_as_page_and_office_files(console, way, lang):
    office = console.reader(Role.PROGRAMME_OFFICE, PROVINCE, lang=lang)
    page = office.get(f"/reports/{way}/html")
    assert page.text.startswith("<!doctype html>")
    assert "attachment" in page.headers["content-disposition"]
    word = office.get(f"/reports/{way}/docx")
    with zipfile.ZipFile(io.BytesIO(word.content)) as packed:
        assert "word/document.xml" in packed.namelist()
    book = CalamineWorkbook.from_filelike(io.BytesIO(office.get(f"/reports/{way}/xlsx").content))
    cells = [
        cell
        for name in book.sheet_names
        for row in book.get_sheet_by_name(name).to_python()
        for cell in row
    ]
    assert any(isinstance(cell, float) and cell > 100 for cell in cells)
    assert office.get(f"/reports/{way}/pdf").status_code == 404


def test_an_enterprise_has_its_own_report_and_nobody_elses(console):
    mine, other = [each.uscc for each in islice(Registry(console.store).iter(), 2)]
    owner = console.reader(Role.ENTERPRISE, f"enterprise:{mine}", lang="en")
    assert f"/reports/enterprises/{mine}/html" in owner.get("/reports").text
    for form in ("html", "docx", "xlsx"):
        assert owner.get(f"/reports/enterprises/{mine}/{form}").status_code == 200
        assert owner.get(f"/reports/enterprises/{other}/{form}").status_code == 404
    assert owner.get("/reports/overview/html").status_code == 403
    assert owner.get("/reports/cities/440100/html").status_code == 404


def test_a_city_gets_its_own_reports(console):
    city = console.reader(Role.PROGRAMME_OFFICE, "city:440100")
    page = city.get("/reports").text
    assert "/reports/cities/440100/html" in page
    assert "/reports/cities/440300/html" not in page
    assert city.get("/reports/cities/440300/html").status_code == 404
    assert city.get("/reports/overview/xlsx").status_code == 403


def test_the_code_that_was_typed_leads_to_the_report(console):
    office = console.reader(Role.PROGRAMME_OFFICE, PROVINCE)
    code = next(Registry(console.store).iter()).uscc
    answer = office.get("/reports/enterprises", params={"uscc": f" {code} ", "form": "docx"})
    assert answer.headers["location"] == f"/reports/enterprises/{code}/docx"


def test_roadmaps_are_made_to_order_and_kept_for_who_ordered_them(own_console, pack):
    office = own_console.reader(Role.PROGRAMME_OFFICE, PROVINCE, lang="en")
    registry = Registry(own_console.store)
    park = registry.entities(EntityKind.PARK)[0].entity_code
    with own_console.store.database.read() as connection:
        chain = connection.scalar(select(registry_supply.c.chain_id).limit(1))
    chains = [each.entity_code for each in registry.entities(EntityKind.CHAIN)]
    without = next(each for each in chains if not _supply(own_console.store, each))
    orders = [
        {"what": "industry", "group": pack.clusters[0].id, "form": "docx", "area": ""},
        {"what": "park", "group": park, "form": "xlsx"},
        {"what": "chain", "group": chain, "form": "docx"},
        {"what": "chain", "group": without, "form": "docx"},
    ]
    for order in orders:
        assert office.post("/reports", data=order).headers["location"] == "/reports"
    assert Worker(own_console.store, TASKS, clock=own_console.clock).run_empty() == len(orders)
    page = office.get("/reports").text
    files = [part.split('"')[0] for part in page.split('href="')[1:] if "/reports/files/" in part]
    made = [each for each in files if each.startswith("/reports/files/")]
    assert len(made) == len(orders) - 1
    # A chain without supply cannot be planned, and says so.
    assert "CHA-001" in page
    for each in made:
        assert office.get(each).content[:2] == b"PK"
    other = own_console.reader(Role.PROGRAMME_OFFICE, "city:440100")
    assert other.get(made[0]).status_code == 404


def _supply(store, chain):
    query = select(registry_supply.c.item).where(registry_supply.c.chain_id == chain).limit(1)
    with store.database.read() as connection:
        return connection.scalar(query)


def test_nobody_orders_what_lies_outside_his_scope(own_console, pack):
    city = own_console.reader(Role.PROGRAMME_OFFICE, "city:440100")
    whole = {"what": "industry", "group": pack.clusters[0].id, "form": "docx", "area": ""}
    assert city.post("/reports", data=whole).status_code == 404
    assert city.post("/reports", data={**whole, "area": "440300"}).status_code == 404
    assert city.post("/reports", data={**whole, "area": "440100"}).status_code == 303
    foreign = next(
        each
        for each in Registry(own_console.store).entities(EntityKind.PARK)
        if each.city_code != "440100"
    )
    order = {"what": "park", "group": foreign.entity_code, "form": "docx"}
    assert city.post("/reports", data=order).status_code == 404
    assert city.post("/reports", data={**whole, "form": "exe"}).status_code == 404


@pytest.mark.parametrize("code", ["440100", "440300"])
def test_the_workbook_of_a_city_holds_its_counts(console, pack, code):
    run = last_run(console.store.database)
    office = console.reader(Role.PROGRAMME_OFFICE, PROVINCE, lang="en")
    content = office.get(f"/reports/cities/{code}/xlsx").content
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    cells = {
        int(cell)
        for name in book.sheet_names
        for row in book.get_sheet_by_name(name).to_python()
        for cell in row
        if isinstance(cell, float) and cell == int(cell)
    }
    table = read_progress(
        console.store,
        version=run.outputs["out_progress"],
        definition_ids=[pack.targets[0].headline_definition],
        slices=["city"],
        month=month_start(run.as_of),
    )
    factor = console.store.manifest.expansion
    mine = [row for row in table.to_pylist() if row["city_code"] == code]
    assert {row["side"] for row in mine} == {"claimed", "proven"}
    for row in mine:
        assert row["counted_count"] * factor in cells, row["side"]


@pytest.mark.parametrize(("lang", "told"), [("zh", "报告"), ("en", "Reports and roadmaps")])
def test_the_page_of_reports_stands_in_both_languages(console, pack, lang, told):
    office = console.reader(Role.PROGRAMME_OFFICE, PROVINCE, lang=lang)
    page = office.get("/reports").text
    assert told in page
    for city in pack.cities:
        assert city.name.in_(lang) in page
        assert f"/reports/cities/{city.code}/html" in page
    for cluster in pack.clusters:
        assert cluster.name.in_(lang) in page.replace("&amp;", "&").replace("&#39;", "'")


@pytest.mark.parametrize(
    "order",
    [
        {},
        {"what": "nothing", "group": "x", "form": "docx"},
        {"what": "park", "group": "../../etc", "form": "docx"},
        {"what": "industry", "group": "nothing", "form": "xlsx", "area": ""},
        {"what": "chain", "group": "长" * 10_000, "form": "xlsx"},
        {"what": "park", "group": "=1+1", "form": "DOCX"},
    ],
)
def test_an_order_of_nothing_is_no_job(console, order):
    office = console.reader(Role.PROGRAMME_OFFICE, PROVINCE)
    before = len(list_jobs(console.store.database, "report"))
    assert office.post("/reports", data=order).status_code == 404
    assert len(list_jobs(console.store.database, "report")) == before


def test_codes_that_are_none_lead_to_no_report(console):
    office = console.reader(Role.PROGRAMME_OFFICE, PROVINCE)
    for said in ("", "%", "../x", "91440101", "=1+1", "长" * 300):
        answer = office.get("/reports/enterprises", params={"uscc": said})
        assert answer.status_code == 303
        assert office.get(answer.headers["location"]).status_code == 404, said
    assert office.get("/reports/cities/999999/html").status_code == 404
    assert office.get("/reports/files/none").status_code == 404


def test_an_auditor_reads_reports_and_orders_none(own_console, pack):
    auditor = own_console.reader(Role.AUDITOR, "everything", lang="en")
    page = auditor.get("/reports")
    assert page.status_code == 200
    assert "Roadmaps to order" not in page.text
    order = {"what": "industry", "group": pack.clusters[0].id, "form": "docx", "area": ""}
    assert auditor.post("/reports", data=order).status_code == 403
    office = own_console.reader(Role.PROGRAMME_OFFICE, PROVINCE)
    told = {**order, "_once": "n1"}
    office.post("/reports", data=told)
    office.post("/reports", data=told)
    assert len(list_jobs(own_console.store.database, "report")) == 1
    # A job that is not done, or of another kind, has no file.
    job = list_jobs(own_console.store.database, "report")[0].job_id
    assert office.get(f"/reports/files/{job}").status_code == 404
    office.post("/runs", data={"as_of": "2023-06-30"})
    run = list_jobs(own_console.store.database, "run")[0].job_id
    assert office.get(f"/reports/files/{run}").status_code == 404
    provider = own_console.reader(Role.PROVIDER, "provider:x")
    assert provider.get("/reports").status_code == 403
