"""The list of enterprises: search, filters, pages, files, and nothing of others in it."""

import csv
import html
import io
import re
from datetime import timedelta

import pytest
from python_calamine import CalamineWorkbook

from console.web.conftest import AS_OF, AT, Console
from lingnan.access import Role, Scope
from lingnan.access.consent import give_consent
from lingnan.access.trail import list_entries
from lingnan.console.shelf import Choice
from lingnan.pipeline.run import run_all
from lingnan.registry.store import note_change, registry_enterprise
from lingnan.store.audit import audit_entry

from .conftest import CITY

CODE = re.compile(r'href="/enterprises/([0-9A-Z]{18})"')


def codes(page):
    return CODE.findall(page.text)


def names(page):
    main = page.text.partition("<main")[2]
    return [html.unescape(each) for each in re.findall(r"<bdi>(.*?)</bdi>", main)]


def rows_of(answer):
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def test_the_list_pages_through_all(office, shelf):
    seen, page, path = [], None, "/enterprises"
    while path:
        page = office.get(path)
        assert page.status_code == 200
        seen += codes(page)
        found = re.search(r'href="([^"]+)" rel="next"', page.text)
        path = html.unescape(found[1]) if found else None
    assert len(seen) == len(set(seen)) == shelf.columns.count
    assert codes(office.get("/enterprises?page=99999")) == codes(page)


def test_a_city_office_is_listed_its_own(city_office, office, shelf, of_city):
    own = shelf.count(Choice(), of_city, at=AT)
    page = city_office.get("/enterprises")
    assert f"{own:,} enterprises" in page.text
    assert not codes(city_office.get("/enterprises?city=440100"))
    foreign = next(iter(codes(office.get("/enterprises?city=440100"))))
    assert not codes(city_office.get(f"/enterprises?q={foreign}"))
    assert rows_of(city_office.get("/enterprises.csv"))[1:]
    assert {row[2] for row in rows_of(city_office.get("/enterprises.csv"))[1:]} == {"Foshan"}


def test_filters_agree_with_the_shelf(office, shelf, everything):
    for query, choice in (
        ("gap=1", Choice(has_gap=True)),
        (f"city={CITY}&scale=1", Choice(city=CITY, is_above_scale=True)),
        ("size=small&claimed=2", Choice(size="small", claimed="2")),
        ("proven=unknown&active=1", Choice(proven="unknown", is_active=True)),
        ("cluster=light-industry-textiles", Choice(cluster="light-industry-textiles")),
    ):
        count = shelf.count(choice, everything, at=AT)
        assert count
        text = office.get(f"/enterprises?{query}").text
        assert f"{count:,} enterprise" in text
        assert len(rows_of(office.get(f"/enterprises.csv?{query}"))) == count + 1


def test_what_nobody_knows_is_not_filtered_by(office, shelf):
    page = office.get("/enterprises?city=999999&cluster=x&size=y&claimed=zz&side=w&page=-1")
    assert f"{shelf.columns.count:,} enterprises" in page.text


@pytest.mark.parametrize("text", ["x" * 10_000, "\u202eabc", "%", "_", "'", '"><script>', "\0"])
def test_any_text_can_be_searched_for(office, text):
    page = office.get("/enterprises", params={"q": text})
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert '"><script>' not in page.text


def test_a_name_and_a_code_are_found(office, shelf, everything):
    row = shelf.page(Choice(), everything, at=AT, first=7, most=1).rows[0]
    for text in (row.name_zh, row.name_zh[2:9], row.uscc, row.uscc[:12].lower()):
        assert row.uscc in codes(office.get("/enterprises", params={"q": text}))


def test_htmx_gets_the_found_part_alone(office):
    piece = office.get("/enterprises?q=金属", headers={"HX-Request": "true"})
    assert "<html" not in piece.text
    assert codes(piece)
    assert "HX-Request" in piece.headers["vary"]


def test_going_back_gets_the_whole_page(office):
    asked = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert "<html" in office.get("/enterprises?q=金属", headers=asked).text


def test_both_languages(console):
    page = console.reader(Role.PROGRAMME_OFFICE, "province:440000", lang="zh").get("/enterprises")
    assert "企业名录" in page.text
    assert "家企业" in page.text


def test_who_sees_no_register_is_refused(console):
    assert console.reader(Role.ADMINISTRATOR, "everything").get("/enterprises").status_code == 403
    assert console.client().get("/enterprises.csv").status_code == 303


def test_a_workbook_holds_the_same_rows_and_says_that_they_are_synthetic(office, tmp_path):
    query = f"city={CITY}&gap=1"
    answer = office.get(f"/enterprises.xlsx?{query}")
    path = tmp_path / "found.xlsx"
    path.write_bytes(answer.content)
    book = CalamineWorkbook.from_path(path)
    table = book.get_sheet_by_index(0).to_python()
    plain = rows_of(office.get(f"/enterprises.csv?{query}"))
    assert [row[0] for row in table] == [row[0] for row in plain]
    assert table[0] == plain[0]
    assert "Synthetic" in book.get_sheet_by_index(1).to_python()[0][0]


def test_an_export_is_noted(console, office):
    office.get("/enterprises.csv?gap=1")
    entry = list_entries(
        console.store.database, audit_entry.c.object == "export:enterprises.csv", limit=1
    )[0]
    assert entry.detail.endswith("; gap=1")


def test_a_bank_is_listed_names_of_those_that_consented_and_no_more(console, shelf, everything):
    bank = console.reader(Role.BANK, "bank:lists-bank", lang="en")
    assert not codes(bank.get("/enterprises"))
    row = shelf.page(Choice(has_gap=True), everything, at=AT, first=0, most=1).rows[0]
    give_consent(
        console.desk.access,
        row.uscc,
        Scope.parse("bank:lists-bank"),
        indicators=["cloud_use"],
        purpose="credit",
        until=AT.date(),
        actor="test",
        at=AT,
    )
    for query in ("", "?gap=1", "?claimed=4"):
        page = bank.get(f"/enterprises{query}")
        assert codes(page) == [row.uscc]
        assert "Level claimed" not in page.text
        assert "enterprises.csv" not in page.text
    assert rows_of(bank.get("/enterprises.csv"))[0][:3] == [
        "Unified social credit code",
        "Name",
        "City",
    ]
    assert "Level claimed" not in rows_of(bank.get("/enterprises.csv"))[0]


@pytest.fixture
def renamed(own_store, pack):
    """A store in which one enterprise got a name that would act in a spreadsheet, after the run."""
    console = Console(own_store, pack)
    shelf = console.desk.shelf
    with own_store.database.begin() as connection:
        code = connection.scalar(
            registry_enterprise.select().with_only_columns(registry_enterprise.c.uscc).limit(1)
        )
        is_it = registry_enterprise.c.uscc == code
        name = '=HYPERLINK("x")שלום'
        connection.execute(registry_enterprise.update().where(is_it).values(name_zh=name))
        note_change(connection, registry_enterprise)
    return console, shelf, code, name


def test_what_is_newer_than_the_run_is_found_and_a_formula_never_leaves(renamed, pack):
    console, shelf, code, name = renamed
    office = console.reader(Role.PROGRAMME_OFFICE, "province:440000", lang="zh")
    page = office.get("/enterprises", params={"q": "HYPERLINK"})
    assert codes(page) == [code]
    assert "本次运行之后" in page.text
    stranger = console.reader(Role.PROGRAMME_OFFICE, "city:445300", lang="zh")
    if shelf.one(code).city_code != "445300":
        assert not codes(stranger.get("/enterprises", params={"q": "HYPERLINK"}))
    run_all(console.store, pack, as_of=AS_OF, at=AT + timedelta(minutes=1), with_roadmaps=False)
    again = Console(console.store, pack)
    again.desk.shelves.begin(again.desk.run).join(60)
    office = again.reader(Role.PROGRAMME_OFFICE, "province:440000", lang="zh")
    page = office.get("/enterprises", params={"q": "HYPERLINK"})
    assert names(page) == [name]
    cells = rows_of(office.get("/enterprises.csv", params={"q": "HYPERLINK"}))[1]
    assert cells[1] == f"'{name}"


def test_too_many_for_a_sheet_are_refused_with_advice(office, monkeypatch):
    monkeypatch.setattr("lingnan.console.pages.enterprises.export.MOST_ROWS", 10)
    answer = office.get("/enterprises.xlsx")
    assert answer.status_code == 400
    assert "CON-043" in answer.text
