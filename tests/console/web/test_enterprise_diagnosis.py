"""The diagnosis of an enterprise: its numbers are the run's, each leads to its trace."""

import csv
import io
import math

import pytest

from console.web.enterprise_case import MODEL, assessed, office, owner, text_of, unassessed
from lingnan.access import Role


@pytest.fixture(scope="module")
def case(shared_store):
    return assessed(shared_store)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_both_sides_are_those_of_the_run(console, case, lang):
    page = owner(console, case.uscc, lang).get(f"/enterprises/{case.uscc}/diagnosis")
    assert page.status_code == 200
    words = text_of(page)
    for side in ("claimed", "proven"):
        assert f"{case.score[f'{side}_millipoints'] // 100 / 10:.1f}" in words
    assert "application/json" in page.text  # the radar's option


def test_each_number_leads_to_its_trace(console, case):
    page = owner(console, case.uscc).get(f"/enterprises/{case.uscc}/diagnosis")
    assert f'href="/trace/enterprises/{case.uscc}/{MODEL}:Q01"' in page.text
    assert 'href="/trace/evidence/' in page.text


def test_the_gap_to_the_next_level_is_the_runs(console, case):
    words = text_of(owner(console, case.uscc).get(f"/enterprises/{case.uscc}/diagnosis"))
    short = case.score["claimed_points_short"]
    if short:
        assert f"{-(-short // 100) / 10:.1f} points" in words


def test_tables_are_csv_without_formulas(console, case):
    reader = owner(console, case.uscc)
    for name in ("peers", "items", "scenarios", "proof", "evidence"):
        answer = reader.get(f"/enterprises/{case.uscc}/diagnosis/tables/{name}")
        assert answer.status_code == 200, name
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert len(rows) > 1
        assert all(not cell.startswith(("=", "@", "\t")) for row in rows for cell in row)
    assert reader.get(f"/enterprises/{case.uscc}/diagnosis/tables/none").status_code == 404


def test_nobody_assessed_leads_to_the_questionnaire(console):
    uscc = unassessed(console.store)
    page = owner(console, uscc).get(f"/enterprises/{uscc}/diagnosis")
    assert page.status_code == 200
    assert f"/enterprises/{uscc}/questionnaire/{MODEL}" in page.text


def test_park_operators_see_members_only(console):
    with console.store.engine() as engine:
        rows = engine.sql(
            "SELECT uscc, group_id FROM read_parquet($m) WHERE group_kind = 'park'"
            " AND until_date IS NULL ORDER BY uscc LIMIT 1",
            m=console.store.lake.files("registry_membership"),
        ).to_pylist()
    member, park = rows[0]["uscc"], rows[0]["group_id"]
    reader = console.reader(Role.PARK_OPERATOR, f"park:{park}")
    assert reader.get(f"/enterprises/{member}/diagnosis").status_code == 200
    other = assessed(console.store).uscc
    if other != member:
        assert reader.get(f"/enterprises/{other}/diagnosis").status_code in (200, 404)


def test_an_office_reads_it_and_does_not_fill_in_for_banks(console, case):
    assert office(console).get(f"/enterprises/{case.uscc}/diagnosis").status_code == 200
    bank = console.reader(Role.BANK, "bank:sample-01")
    assert bank.get(f"/enterprises/{case.uscc}/diagnosis").status_code == 404


def test_before_the_first_run_pages_speak_as_of_today_without_peers(own_console):
    uscc = assessed(own_console.store).uscc
    own_console.desk._run = (math.inf, None)
    reader = owner(own_console, uscc)
    for end in ("", "/diagnosis", "/questionnaire", "/roadmap?budget=500000"):
        page = reader.get(f"/enterprises/{uscc}{end}")
        assert page.status_code == 200, end
    words = text_of(reader.get(f"/enterprises/{uscc}/diagnosis"))
    assert "there was no run yet" in words
