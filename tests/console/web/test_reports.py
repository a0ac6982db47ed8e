"""Reports to keep: each form, each scope; roadmaps made to order; nothing foreign."""

import io
import zipfile
from itertools import islice

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from lingnan.access import Role
from lingnan.console.work.task.table import TASKS
from lingnan.console.work.worker import Worker
from lingnan.registry import EntityKind, Registry
from lingnan.registry.store import registry_supply

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
