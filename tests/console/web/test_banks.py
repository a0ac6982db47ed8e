"""A bank sees who consented to it and what, nothing else; a withdrawal holds at once."""

import csv
from datetime import date, timedelta

import pyarrow.parquet as pq
import pytest

from lingnan.access import Role, Scope
from lingnan.access.consent import ALL, give_consent, withdraw_consent
from lingnan.access.trail import list_entries
from lingnan.evidence import Ledger
from lingnan.registry import EntityKind, Registry
from lingnan.store.audit import audit_entry
from lingnan.store.runs import last_run


@pytest.fixture
def scene(own_console):
    store = own_console.store
    run = last_run(store.database)
    plans = pq.read_table(store.lake.files("out_roadmap", run.outputs["out_roadmap"])).to_pylist()
    assessed = [row["subject_code"] for row in plans if row["is_assessed"]]
    banks = [each.entity_code for each in Registry(store).entities(EntityKind.BANK)]
    return {
        "console": own_console,
        "store": store,
        "run": run,
        "uscc": assessed[0],
        "silent": assessed[1],
        "bank": banks[0],
        "other": banks[1],
        "reader": own_console.reader(Role.BANK, f"bank:{banks[0]}", lang="en"),
        "rival": own_console.reader(Role.BANK, f"bank:{banks[1]}", lang="en"),
    }


def consent(scene, indicators, **told):
    at = scene["console"].clock.now
    until = told.get("until", at.date() + timedelta(days=30))
    return give_consent(
        scene["console"].desk.access,
        scene["uscc"],
        Scope.parse(f"bank:{scene['bank']}"),
        indicators=indicators,
        purpose="loan for machines",
        until=until,
        actor="test",
        at=at,
    )


def exported(scene, who="reader"):
    answer = scene[who].get(f"/banks/{scene['bank']}/export")
    assert answer.status_code == 200, answer.text
    return list(csv.reader(answer.content.decode()[1:].splitlines()))[1:]


def evidence(scene):
    rows = Ledger(scene["store"]).of_subject(scene["uscc"], as_of=scene["run"].as_of)
    return {row.fact.indicator_code for row in rows}


def test_without_consent_there_is_nothing(scene):
    page = scene["reader"].get(f"/banks/{scene['bank']}")
    assert page.status_code == 200
    assert "0 enterprises have consented" in page.text
    assert "/enterprises/9" not in page.text
    assert exported(scene) == []
    assert scene["reader"].get(f"/enterprises/{scene['uscc']}").status_code == 404


def test_only_consented_indicators_are_shown_and_exported(scene):
    codes = sorted(evidence(scene))
    chosen = codes[:2]
    consent(scene, chosen)
    page = scene["reader"].get(f"/banks/{scene['bank']}").text
    assert "1 enterprise has consented" in page
    assert "loan for machines" in page
    assert f'href="/enterprises/{scene["uscc"]}"' in page
    assert scene["silent"] not in page
    rows = exported(scene)
    assert {row[1] for row in rows} == {scene["uscc"]}
    assert [row[2] for row in rows] == chosen


def test_an_auditor_takes_no_more_from_the_page_than_the_bank(scene):
    chosen = sorted(evidence(scene))[:1]
    consent(scene, chosen)
    scene["auditor"] = scene["console"].reader(Role.AUDITOR, "everything")
    assert [row[2] for row in exported(scene, "auditor")] == chosen


def test_a_withdrawal_holds_for_the_next_request(scene):
    given = consent(scene, [ALL])
    assert {row[2] for row in exported(scene)} == evidence(scene)
    withdraw_consent(
        scene["console"].desk.access,
        scene["uscc"],
        given.consent_id,
        actor="test",
        at=scene["console"].clock.now,
    )
    assert exported(scene) == []
    assert scene["uscc"] not in scene["reader"].get(f"/banks/{scene['bank']}").text


def test_a_consent_ends_on_its_day(scene):
    consent(scene, [ALL], until=scene["console"].clock.now.date())
    assert scene["uscc"] in scene["reader"].get(f"/banks/{scene['bank']}").text
    scene["console"].clock.now += timedelta(minutes=29)
    day = scene["console"].clock.now
    scene["console"].clock.now = day.replace(day=day.day + 1)
    fresh = scene["console"].reader(Role.BANK, f"bank:{scene['bank']}", lang="en")
    assert scene["uscc"] not in fresh.get(f"/banks/{scene['bank']}").text


def test_a_bank_sees_no_other_bank(scene):
    consent(scene, [ALL])
    assert scene["rival"].get(f"/banks/{scene['bank']}").status_code == 404
    assert scene["rival"].get(f"/banks/{scene['bank']}/export").status_code == 404
    assert scene["uscc"] not in scene["rival"].get(f"/banks/{scene['other']}").text
    office = scene["console"].reader(Role.PROGRAMME_OFFICE, "province:440000")
    assert office.get(f"/banks/{scene['bank']}").status_code == 403


def test_the_enterprise_sees_that_its_data_were_taken(scene):
    consent(scene, [ALL])
    exported(scene)
    entries = list_entries(
        scene["store"].database, audit_entry.c.subject_code == scene["uscc"], limit=5
    )
    assert any(entry.action == "evidence:read" for entry in entries)


def test_purposes_of_right_to_left_signs_and_formulas_do_no_harm(scene):
    at = scene["console"].clock.now
    give_consent(
        scene["console"].desk.access,
        scene["uscc"],
        Scope.parse(f"bank:{scene['bank']}"),
        indicators=[ALL],
        purpose="<script>alert(1)</script> =1+1",
        until=date(2030, 1, 1),
        actor="test",
        at=at,
    )
    page = scene["reader"].get(f"/banks/{scene['bank']}").text
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;" in page
