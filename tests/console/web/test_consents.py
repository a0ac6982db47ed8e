"""Consents: what a recipient sees while one holds, nothing after; and who looked."""

import re
from datetime import timedelta

import pytest

from console.web.enterprise_case import MODEL, assessed, field, office, owner, text_of
from lingnan.access import Role

BANK = "bank:sample-01"


@pytest.fixture
def uscc(own_store):
    return assessed(own_store).uscc


def give(reader, uscc, *groups, recipient=BANK, **more):
    page = reader.get(f"/enterprises/{uscc}/consents")
    data = {
        "_once": field(page, "_once"),
        "recipient": recipient,
        "group": list(groups),
        "purpose": "loan for a project",
        "until": "2026-12-31",
        **more,
    }
    return reader.post(f"/enterprises/{uscc}/consents", data=data)


def consent_id(reader, uscc):
    page = reader.get(f"/enterprises/{uscc}/consents")
    return re.search(r"/consents/([a-z0-9]+)/withdraw", page.text)[1]


def test_a_bank_sees_nothing_before_and_nothing_after(own_console, uscc):
    reader, bank = owner(own_console, uscc), own_console.reader(Role.BANK, BANK, lang="en")
    here = f"/enterprises/{uscc}"
    assert bank.get(here).status_code == 404
    assert give(reader, uscc, MODEL).status_code == 303
    assert bank.get(here).status_code == 200
    done = reader.post(f"{here}/consents/{consent_id(reader, uscc)}/withdraw")
    assert done.status_code == 303
    for end in ("", "/diagnosis", "/roadmap", "/consents"):
        assert bank.get(here + end).status_code == 404


def test_a_recipient_sees_what_was_consented_to_and_no_more(own_console, uscc):
    reader, bank = owner(own_console, uscc), own_console.reader(Role.BANK, BANK, lang="en")
    here = f"/enterprises/{uscc}"
    give(reader, uscc, "others")
    page = bank.get(here)
    words = text_of(page)
    assert "only what the enterprise consented to" in words
    assert "Headcount" not in words
    assert "Revenue a year" not in words
    assert f"{MODEL}:Q01" not in page.text
    assert bank.get(f"{here}/diagnosis").status_code == 403
    assert bank.get(f"{here}/roadmap").status_code == 403
    give(reader, uscc, MODEL)
    assert bank.get(f"{here}/diagnosis?model={MODEL}").status_code == 200
    assert f"{MODEL}:Q01" in bank.get(here).text
    # A plan tells of revenue too.
    assert bank.get(f"{here}/roadmap").status_code == 403
    give(reader, uscc, "registry:figures")
    assert bank.get(f"{here}/roadmap?model={MODEL}").status_code == 200
    assert "Headcount" in text_of(bank.get(here))


def test_all_data_is_all_and_another_bank_sees_none_of_it(own_console, uscc):
    reader = owner(own_console, uscc)
    give(reader, uscc, "*")
    bank = own_console.reader(Role.BANK, BANK, lang="en")
    assert bank.get(f"/enterprises/{uscc}/roadmap").status_code == 200
    other = own_console.reader(Role.BANK, "bank:sample-02")
    assert other.get(f"/enterprises/{uscc}").status_code == 404


def test_a_recipient_learns_of_its_own_consents_only(own_console, uscc):
    reader = owner(own_console, uscc)
    give(reader, uscc, "*")
    give(reader, uscc, "others", recipient="bank:sample-02")
    words = text_of(own_console.reader(Role.BANK, BANK).get(f"/enterprises/{uscc}/consents"))
    assert "sample-01" in words
    assert "sample-02" not in words


def test_a_consent_ends_by_itself(own_console, uscc):
    give(owner(own_console, uscc), uscc, MODEL, until="2026-01-06")
    bank = own_console.reader(Role.BANK, BANK)
    assert bank.get(f"/enterprises/{uscc}").status_code == 200
    own_console.clock.now += timedelta(days=3)
    assert own_console.reader(Role.BANK, BANK).get(f"/enterprises/{uscc}").status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"recipient": "bank:nobody"},
        {"recipient": "city:440100"},
        {"purpose": " "},
        {"until": "2020-01-01"},
        {"until": "soon"},
    ],
)
def test_what_is_no_consent_is_told_and_what_was_typed_stays(own_console, uscc, wrong):
    answer = give(owner(own_console, uscc), uscc, MODEL, **{"purpose": "a loan", **wrong})
    assert answer.status_code == 400
    assert f'value="{MODEL}" checked' in answer.text
    assert own_console.reader(Role.BANK, BANK).get(f"/enterprises/{uscc}").status_code == 404


def test_an_office_reads_consents_and_gives_none(own_console, uscc):
    answer = office(own_console).get(f"/enterprises/{uscc}/consents")
    assert answer.status_code == 403
    assert office(own_console).post(f"/enterprises/{uscc}/consents", data={}).status_code == 403


def test_a_foreign_consent_is_not_withdrawn(own_console, uscc):
    reader = owner(own_console, uscc)
    give(reader, uscc, MODEL)
    found = consent_id(reader, uscc)
    other = assessed(own_console.store, 1).uscc
    foreign = owner(own_console, other)
    assert foreign.post(f"/enterprises/{uscc}/consents/{found}/withdraw").status_code == 404
    assert foreign.post(f"/enterprises/{other}/consents/{found}/withdraw").status_code == 404
    assert own_console.reader(Role.BANK, BANK).get(f"/enterprises/{uscc}").status_code == 200


def test_the_enterprise_sees_who_looked(own_console, uscc):
    reader = owner(own_console, uscc)
    assert "Nobody else has looked" in text_of(reader.get(f"/enterprises/{uscc}/lookers"))
    give(reader, uscc, "*")
    own_console.reader(Role.BANK, BANK).get(f"/enterprises/{uscc}/diagnosis")
    office(own_console).get(f"/enterprises/{uscc}")
    words = text_of(reader.get(f"/enterprises/{uscc}/lookers"))
    assert "financial institution" in words
    assert "programme office" in words
    assert "consents: give" not in words
    assert "give and withdraw" in text_of(reader.get(f"/enterprises/{uscc}/lookers?own=1"))
