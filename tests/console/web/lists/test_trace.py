"""From any number down to the document: each step leads to the next, and to nothing of others."""

import html
import re
from datetime import date
from decimal import Decimal

import pytest

from console.web.conftest import AT, Console
from lingnan.access import EVERYTHING, Reach, Role, Scope
from lingnan.access.consent import give_consent
from lingnan.access.trail import list_entries
from lingnan.console.shelf import Choice, Stance
from lingnan.evidence import Ledger
from lingnan.evidence.model import Fact, Grade
from lingnan.kernel import Period
from lingnan.store.audit import audit_entry

from .conftest import CITY

LAUNCHED = "above_scale_dx.launched"


def links(page, begin):
    return [
        html.unescape(each) for each in re.findall(rf'href="({re.escape(begin)}[^"]*)"', page.text)
    ]


def proven(shelf, reach, **more):
    choice = Choice(definition=LAUNCHED, stance=Stance.PROVEN, **more)
    return shelf.page(choice, reach, at=AT, first=0, most=50).rows


def test_a_number_leads_down_to_its_document(office, console):
    overview = office.get("/overview")
    rows = office.get(links(overview, "/trace/targets/above_scale_dx/rows?side=proven")[0])
    factor = console.store.manifest.expansion
    count = len(links(rows, "/trace/enterprises/"))
    assert f"{count:,} rows × {factor:,} = {count * factor:,}" in rows.text
    assert links(rows, "/trace/targets/above_scale_dx")
    subject = office.get(links(rows, "/trace/enterprises/")[0])
    assert "Counted as proven since" in subject.text
    launched = next(
        path
        for path in links(subject, "/trace/enterprises/")
        if path.endswith("dx_project_launched")
    )
    indicator = office.get(launched)
    assert "decides, and is proof" in indicator.text
    row = office.get(links(indicator, "/trace/evidence/")[0])
    number = re.search(r"Evidence no\. (\d+)", row.text)[1]
    kept = Ledger(console.store).find(int(number))
    segment = Ledger(console.store).segment(kept.segment_no)
    for told in (
        kept.fact.document,
        segment.rows_sha256,
        segment.chain_sha256,
        segment.file_sha256,
    ):
        assert told in row.text


def test_the_clause_and_competing_definitions_are_told(office, pack):
    page = office.get("/trace/targets/above_scale_dx").text
    for source in ("stcn-2021-07-07", "gdii-3351242"):
        assert source in page
    for definition in pack.target("above_scale_dx").definitions:
        assert f"definition={definition.id}" in page
    other = office.get("/trace/targets/above_scale_dx?definition=above_scale_dx.level2").text
    assert "another" in other
    assert office.get("/trace/targets/above_scale_dx?definition=x").status_code == 200
    assert office.get("/trace/targets/x").status_code == 404


def test_rows_are_those_of_the_place_and_side(office, shelf, everything):
    for side in ("claimed", "proven", "gap", "none", "population"):
        choice = Choice(definition=LAUNCHED, stance=Stance(side), city=CITY)
        count = shelf.count(choice, everything, at=AT)
        page = office.get(f"/trace/targets/above_scale_dx/rows?side={side}&city={CITY}").text
        assert f" of {count}" in page or not count or count <= 50
        csv = office.get(f"/trace/targets/above_scale_dx/rows.csv?side={side}&city={CITY}")
        assert len(csv.content.decode().splitlines()) == count + 1


def test_a_city_office_is_shown_its_own_rows(city_office, shelf, of_city):
    page = city_office.get("/trace/targets/above_scale_dx/rows?side=claimed")
    choice = Choice(definition=LAUNCHED, stance=Stance.CLAIMED)
    assert len(set(links(page, "/trace/enterprises/"))) == shelf.count(choice, of_city, at=AT)
    foreign = city_office.get("/trace/targets/above_scale_dx/rows?side=claimed&city=440100")
    assert not links(foreign, "/trace/enterprises/")


def test_registered_entities_have_rows_and_evidence(office, city_office):
    page = office.get("/trace/targets/id_second_level_nodes/rows?side=proven")
    paths = links(page, "/trace/entities/")
    assert paths
    entity = office.get(paths[0])
    assert links(entity, "/trace/evidence/")
    assert office.get(links(entity, "/trace/evidence/")[0]).status_code == 200
    mine = city_office.get("/trace/targets/id_second_level_nodes/rows?side=claimed")
    others = set(links(office.get(str(page.url)), "/trace/entities/")) - set(
        links(mine, "/trace/entities/")
    )
    assert others
    for path in sorted(others)[:3]:
        assert city_office.get(path).status_code == 404


def test_evidence_of_others_is_not_found_by_number(console, city_office, shelf, everything):
    foreign = proven(shelf, everything, city="440100")[0]
    ledger = Ledger(console.store)
    row = ledger.of_subject(foreign.uscc)[0]
    assert city_office.get(f"/trace/evidence/{row.evidence_no}").status_code == 404
    path = f"/trace/evidence/{row.evidence_no}?of={foreign.uscc}"
    assert city_office.get(path).status_code == 404
    assert city_office.get(f"/trace/enterprises/{foreign.uscc}").status_code == 404
    own = console.reader(Role.ENTERPRISE, f"enterprise:{foreign.uscc}")
    assert own.get(f"/trace/evidence/{row.evidence_no}").status_code == 200


@pytest.mark.parametrize("told", ["0", "-1", "99999999999", "1" * 30, "x", "1.5", "٣"])
def test_numbers_that_are_none_are_not_found(office, told):
    assert office.get(f"/trace/evidence/{told}").status_code == 404


def test_an_indicator_nobody_knows_is_not_found(office, shelf, everything):
    code = proven(shelf, everything)[0].uscc
    assert office.get(f"/trace/enterprises/{code}/nothing").status_code == 404
    assert office.get(f"/trace/enterprises/{code}/cloud_use").status_code == 200


def test_a_bank_sees_the_evidence_that_was_consented_to(console, shelf, everything):
    row = proven(shelf, everything)[0]
    give_consent(
        console.desk.access,
        row.uscc,
        Scope.parse("bank:trace-bank"),
        indicators=["dx_project_launched"],
        purpose="credit",
        until=AT.date(),
        actor="test",
        at=AT,
    )
    bank = console.reader(Role.BANK, "bank:trace-bank", lang="en")
    base = f"/trace/enterprises/{row.uscc}"
    page = bank.get(base)
    assert set(links(page, base + "/")) == {f"{base}/dx_project_launched"}
    assert bank.get(f"{base}/dx_project_launched").status_code == 200
    assert bank.get(f"{base}/cloud_use").status_code == 404
    other = next(
        each
        for each in Ledger(console.store).of_subject(row.uscc)
        if each.fact.indicator_code != "dx_project_launched"
    )
    assert bank.get(f"/trace/evidence/{other.evidence_no}").status_code == 404


def test_a_look_is_noted_for_the_enterprise(console, office, shelf, everything):
    code = proven(shelf, everything)[-1].uscc
    office.get(f"/trace/enterprises/{code}/dx_project_launched")
    seen = list_entries(console.store.database, audit_entry.c.subject_code == code, limit=5)
    assert any(entry.action == "evidence:read" for entry in seen)


def test_amendments_stand_with_their_reasons(own_store, pack):
    console = Console(own_store, pack)
    shelf = console.desk.shelf
    office = console.reader(Role.PROGRAMME_OFFICE, "province:440000", lang="en")
    code = proven(shelf, Reach(frozenset({EVERYTHING})))[0].uscc
    ledger = Ledger(own_store)
    fact = Fact(
        subject_code=code,
        indicator_code="dx_project_completed",
        value_code=None,
        value_number=Decimal(1),
        unit="flag",
        period=Period(date(2023, 6, 1), date(2023, 6, 2)),
        fact_date=date(2023, 6, 1),
        grade=Grade.ATTESTED,
        source="declared",
        document="a" * 64,
    )
    first = ledger.append([fact], actor="test", at=AT)[0]
    second = ledger.append([fact], actor="test", at=AT)[0]
    gone = ledger.withdraw(first, actor="test", at=AT, reason="wrong <enterprise>")
    later = ledger.correct(second, fact, actor="test", at=AT, reason="better paper")
    page = office.get(f"/trace/enterprises/{code}/dx_project_completed").text
    assert f"withdrawn by no. {gone}" in page
    assert f"replaced by no. {later}" in page
    assert "Reason: wrong &lt;enterprise&gt;" in page
    assert "came in after the run" in page
    assert "waits for the seal" in page
    row = office.get(f"/trace/evidence/{first}").text
    assert "SHA-256" in row
    assert "Withdrawals and corrections" in row
    assert office.get(f"/trace/evidence/{gone}").status_code == 200
