"""Evidence by the interface: a fact, many lines, keys, who proves what, what a consent shows."""

import json
from datetime import timedelta

import pytest

from console.web.program import program
from lingnan.access import Role, Scope
from lingnan.access.consent import give_consent
from lingnan.access.trail import list_entries
from lingnan.console.api import bulk
from lingnan.evidence import Ledger
from lingnan.registry import EntityKind
from lingnan.store.findings import list_findings

PROVINCE = "province:440000"
ITEM = "miit-sme-2024:Q01"
PAPER = "a" * 64
LINES = "application/x-ndjson"


@pytest.fixture
def office(own_console):
    return program(own_console, Role.PROGRAMME_OFFICE, PROVINCE)


@pytest.fixture
def codes(own_console):
    return [each.uscc for _, each in zip(range(6), own_console.desk.registry.iter(), strict=False)]


def sent(asking, lines, key="first", **headers):
    body = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    told = {"Content-Type": LINES, "Idempotency-Key": key, **headers}
    return asking.post("/evidence", content=body.encode(), headers=told)


def line(code, value="B", day="2023-09-15", **more):
    return {"subject": code, "indicator": ITEM, "value": value, "fact_date": day, **more}


def fact(value="B,C", day="2023-09-15", **more):
    return {"indicator": ITEM, "value": value, "fact_date": day, **more}


def kept(console, code):
    return {
        row.evidence_no: row.fact
        for row in Ledger(console.store).of_subject(code)
        if row.fact.fact_date.isoformat() == "2023-09-15"
    }


def test_one_fact_is_kept_and_traced(own_console, office, codes):
    answer = office.post(f"/enterprises/{codes[0]}/evidence", json=fact())
    assert answer.status_code == 201
    number = answer.json()["evidence_no"]
    stored = kept(own_console, codes[0])[number]
    assert (stored.value_code, int(stored.grade), stored.source) == ("B,C", 1, "declared")
    traced = office.get(f"/evidence/{number}").json()
    assert (traced["subject_code"], traced["value"], traced["segment_no"]) == (
        codes[0],
        "B,C",
        None,
    )
    entry = list_entries(own_console.store.database)[0]
    assert entry.actor.startswith("account:program-")
    assert "/token:" in entry.actor


def test_a_paper_of_a_third_party_proves_for_the_office_and_not_for_the_enterprise(
    own_console, office, codes
):
    paper = {"document_sha256": PAPER, "issuer": "某审计事务所"}
    path = f"/enterprises/{codes[0]}/evidence"
    attested = office.post(path, json=fact(**paper)).json()
    assert attested["grade"] == 2
    stored = kept(own_console, codes[0])[attested["evidence_no"]]
    assert (stored.source, stored.document) == ("document:某审计事务所", PAPER)
    itself = program(own_console, Role.ENTERPRISE, f"enterprise:{codes[0]}")
    assert itself.post(path, json=fact("C", **paper)).json()["grade"] == 1
    name = own_console.desk.registry.get(codes[0]).name_zh
    own = {"document_sha256": PAPER, "issuer": name}
    assert office.post(path, json=fact("D", **own)).json()["grade"] == 1


@pytest.mark.parametrize(
    ("told", "field"),
    [
        (fact("Z"), "value"),
        (fact(day="2027-01-01"), "fact_date"),
        (fact(day="1999-12-31"), "fact_date"),
        (fact(issuer="某审计事务所"), "issuer"),
    ],
)
def test_a_fact_that_cannot_be_is_refused_with_its_field(office, codes, told, field):
    answer = office.post(f"/enterprises/{codes[0]}/evidence", json=told)
    assert (answer.status_code, answer.json()["code"]) == (409, "CON-127")
    assert field in answer.json()["detail"]


def test_the_same_fact_under_one_key_is_kept_once(own_console, office, codes):
    path, headers = f"/enterprises/{codes[0]}/evidence", {"Idempotency-Key": "k-1"}
    first = office.post(path, json=fact(), headers=headers)
    again = office.post(path, json=fact(), headers=headers)
    assert (first.json(), first.status_code) == (again.json(), again.status_code)
    assert again.headers["idempotency-replayed"] == "true"
    assert len(kept(own_console, codes[0])) == 1
    other = office.post(path, json=fact("C"), headers=headers)
    assert (other.status_code, other.json()["code"]) == (409, "CON-125")
    elsewhere = office.post(f"/enterprises/{codes[1]}/evidence", json=fact(), headers=headers)
    assert elsewhere.status_code == 409


def test_another_account_may_use_the_same_key(own_console, office, codes):
    path, headers = f"/enterprises/{codes[0]}/evidence", {"Idempotency-Key": "k-1"}
    other = program(own_console, Role.PROGRAMME_OFFICE, PROVINCE)
    numbers = [
        asking.post(path, json=fact(), headers=headers).json()["evidence_no"]
        for asking in (office, other)
    ]
    assert len(set(numbers)) == 2


def test_a_request_that_failed_frees_its_key(office, codes):
    path, headers = f"/enterprises/{codes[0]}/evidence", {"Idempotency-Key": "k-1"}
    assert office.post(path, json=fact("Z"), headers=headers).status_code == 409
    assert office.post(path, json=fact("B"), headers=headers).status_code == 201


def test_while_the_first_goes_on_the_second_waits(own_console, office, codes):
    from lingnan.console.api import keyed

    database, at = own_console.store.database, own_console.clock.now
    claimed = keyed.claim(database, "k", "account", "x", at=at)
    assert isinstance(claimed, keyed.Claim)
    from lingnan.console.web.errors import StillWorking

    with pytest.raises(StillWorking):
        keyed.claim(database, "k", "account", "x", at=at + timedelta(minutes=1))
    taken = keyed.claim(database, "k", "account", "x", at=at + timedelta(minutes=20))
    assert isinstance(taken, keyed.Claim)
    keyed.settle(database, taken, 201, "{}")
    assert keyed.claim(database, "k", "account", "x", at=at + timedelta(hours=1)).status == 201


def test_a_bad_line_is_a_finding_and_the_others_go_in(own_console, office, codes):
    receipt = sent(
        office,
        [
            line(codes[0]),
            "{",
            "",
            line(codes[1], "Z"),
            {"subject": codes[1]},
            line(codes[1], more=1),
            "[]",
            line("914401010000000010"),
            line(codes[2], "B,C", document="DOC-1", grade=2, source="sample-auditor"),
        ],
    ).json()
    assert (receipt["added"], receipt["rejected"]) == (2, 6)
    rows = {each["row"]: each["code"] for each in receipt["problems"]}
    assert rows == {
        2: "CON-131",
        4: "DEC-005",
        5: "CON-132",
        6: "CON-132",
        7: "CON-131",
        8: "CON-135",
    }
    assert receipt["findings"]["error"] == 6
    assert [int(each.grade) for each in kept(own_console, codes[2]).values()] == [2]
    stored = {each.finding.code for each in list_findings(own_console.store.database, file="first")}
    assert stored == set(rows.values())


def test_the_same_bulk_under_one_key_gives_the_same_receipt(own_console, office, codes):
    first = sent(office, [line(codes[0])])
    again = sent(office, [line(codes[0])])
    assert first.json() == again.json()
    assert again.headers["idempotency-replayed"] == "true"
    assert len(kept(own_console, codes[0])) == 1
    other = sent(office, [line(codes[0], "C")])
    assert (other.status_code, other.json()["code"]) == (409, "CON-125")


def test_the_same_rows_under_another_key_are_kept_once(own_console, office, codes):
    sent(office, [line(codes[0])], "first")
    receipt = sent(office, [line(codes[0]), line(codes[1])], "second").json()
    assert (receipt["added"], receipt["unchanged"]) == (1, 1)


def test_a_bulk_needs_a_key_and_the_right_kind(office, codes):
    body = json.dumps(line(codes[0])).encode()
    answer = office.post("/evidence", content=body, headers={"Content-Type": LINES})
    assert (answer.status_code, answer.json()["code"]) == (400, "CON-124")
    plain = {"Content-Type": "application/json", "Idempotency-Key": "k"}
    assert office.post("/evidence", content=body, headers=plain).status_code == 415


def test_an_empty_bulk_and_one_of_bad_lines_alone_are_answered(office):
    for key, lines in (("none", []), ("bad", ["{", "x"])):
        receipt = sent(office, lines, key).json()
        assert (receipt["added"], receipt["rejected"]) == (0, len(lines))


def test_bounds_of_a_bulk(office, codes, monkeypatch):
    monkeypatch.setattr(bulk, "MOST_LINES", 3)
    answer = sent(office, [line(codes[0])] * 4)
    assert (answer.status_code, answer.json()["code"]) == (413, "CON-130")
    long = sent(office, [line(codes[0]), line(codes[1], "B" * 70_000)], "long").json()
    assert [each["code"] for each in long["problems"]] == ["CON-133"]
    assert long["added"] == 1


def test_who_adds_for_a_city_does_not_learn_what_lies_elsewhere(own_console, codes):
    registry = own_console.desk.registry
    at_home = next(each.uscc for each in registry.iter() if each.city_code == "441900")
    away = next(each.uscc for each in registry.iter() if each.city_code != "441900")
    asking = program(own_console, Role.PROGRAMME_OFFICE, "city:441900")
    receipt = sent(asking, [line(at_home), line(away), line("914401010000000010")]).json()
    assert receipt["added"] == 1
    told = [(each["code"], each["subject"]) for each in receipt["problems"]]
    assert told == [("CON-135", None), ("CON-135", None)]
    assert not kept(own_console, away)


def test_an_enterprise_adds_about_itself_and_only_declares(own_console, codes):
    itself = program(own_console, Role.ENTERPRISE, f"enterprise:{codes[0]}")
    told = line(codes[0], grade=2, document="DOC-1", source="sample-auditor")
    receipt = sent(itself, [told, line(codes[1])]).json()
    assert (receipt["added"], receipt["rejected"]) == (1, 1)
    stored = list(kept(own_console, codes[0]).values())
    assert [(int(each.grade), each.source) for each in stored] == [(1, "declared")]


def test_a_provider_adds_what_the_enterprise_consented_to_in_its_own_name(own_console, codes):
    provider = own_console.desk.registry.entities(EntityKind.PROVIDER)[0].entity_code
    asking = program(own_console, Role.PROVIDER, f"provider:{provider}")
    told = line(codes[0], grade=2, document="DOC-1", source="somebody else")
    assert sent(asking, [told]).json()["added"] == 0
    give_consent(
        own_console.desk.access,
        codes[0],
        Scope.parse(f"provider:{provider}"),
        indicators=[ITEM],
        purpose="test",
        until=own_console.clock.now.date(),
        actor="test",
        at=own_console.clock.now,
    )
    other = {**told, "indicator": "miit-sme-2024:Q02", "value": "60%"}
    receipt = sent(asking, [told, other], "second").json()
    assert (receipt["added"], receipt["rejected"]) == (1, 1)
    assert [each["field"] for each in receipt["problems"]] == ["indicator"]
    stored = list(kept(own_console, codes[0]).values())
    assert [(int(each.grade), each.source) for each in stored] == [(2, f"provider:{provider}")]
    own = {"subject": f"provider:{provider}", "indicator": ITEM, "value": "B"}
    assert sent(asking, [{**own, "fact_date": "2023-09-15"}], "third").json()["added"] == 0


def test_a_bank_sees_what_the_enterprise_consented_to_until_it_withdraws(own_console, codes):
    enterprise = program(own_console, Role.ENTERPRISE, f"enterprise:{codes[0]}")
    bank = program(own_console, Role.BANK, "bank:sample-01")
    sent(enterprise, [line(codes[0])])
    path = f"/enterprises/{codes[0]}"
    assert bank.get(path).status_code == 404
    asked = {
        "recipient": "bank:sample-01",
        "indicators": [ITEM],
        "purpose": "loan",
        "until": "2026-12-31",
    }
    given = enterprise.post(f"{path}/consents", json=asked)
    assert given.status_code == 201
    assert [each["uscc"] for each in bank.get("/enterprises").json()["items"]] == [codes[0]]
    shown = bank.get(path).json()
    assert (shown["revenue_cny"], shown["employees_count"], shown["levels"]) == (None, None, [])
    rows = bank.get(f"{path}/evidence").json()
    assert {row["indicator_code"] for row in rows} == {ITEM}
    answer = bank.get(f"{path}/diagnosis")
    assert (answer.status_code, answer.json()["code"]) == (403, "CON-050")
    assert [each["uscc"] for each in bank.get("/consents").json()["items"]] == [codes[0]]
    other = program(own_console, Role.BANK, "bank:sample-02")
    assert other.get(path).status_code == 404
    withdrawn = enterprise.delete(f"{path}/consents/{given.json()['consent_id']}").json()
    assert (withdrawn["is_live"], withdrawn["withdrawn_at"] is None) == (False, False)
    assert bank.get(path).status_code == 404
    assert bank.get("/consents").json()["items"] == []


def test_a_recipient_sees_its_own_consents_alone(own_console, codes):
    enterprise = program(own_console, Role.ENTERPRISE, f"enterprise:{codes[0]}")
    path = f"/enterprises/{codes[0]}/consents"
    for bank in ("sample-01", "sample-02"):
        asked = {"indicators": ["*"], "purpose": "loan", "until": "2026-12-31"}
        assert enterprise.post(path, json={**asked, "recipient": f"bank:{bank}"}).status_code == 201
    assert len(enterprise.get(path).json()["items"]) == 2
    first = program(own_console, Role.BANK, "bank:sample-01")
    shown = first.get(path).json()["items"]
    assert [each["recipient"] for each in shown] == ["bank:sample-01"]
    assert first.get(f"/enterprises/{codes[0]}/diagnosis").status_code == 200


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"recipient": "bank:nobody"}, 409),
        ({"until": "2025-01-01"}, 409),
        ({"purpose": " "}, 422),
        ({"indicators": []}, 422),
        ({"indicators": ["nothing"]}, 422),
        ({"recipient": "city:440100"}, 422),
    ],
)
def test_a_consent_that_cannot_be_is_refused(own_console, codes, change, status):
    enterprise = program(own_console, Role.ENTERPRISE, f"enterprise:{codes[0]}")
    asked = {
        "recipient": "bank:sample-01",
        "indicators": ["*"],
        "purpose": "loan",
        "until": "2026-12-31",
    }
    answer = enterprise.post(f"/enterprises/{codes[0]}/consents", json={**asked, **change})
    assert answer.status_code == status
