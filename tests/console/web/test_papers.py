"""Papers attested or refused by the office: reach, other hands, one decision, the outcome told."""

import hashlib

import pytest

from console.web.enterprise_case import MODEL, assessed, field, office, owner, text_of, unassessed
from console.web.program import program
from console.web.test_questionnaire import PDF, autosave, path, submit
from lingnan.access import Role, list_entries
from lingnan.console.web.proof import Lack, Standing, proof_of, standing_of
from lingnan.console.work.attest.paper import PaperState, list_papers
from lingnan.evidence import Grade, Ledger
from lingnan.registry import Registry
from lingnan.store.audit import audit_entry

ISSUER = "某第三方检测机构"
DIGEST = hashlib.sha256(PDF).hexdigest()


@pytest.fixture
def uscc(own_store):
    return unassessed(own_store)


def bring(reader, console, uscc, item="Q09", codes=("B",), content=PDF):
    """Answer a question with a paper beside it and submit."""
    autosave(reader, uscc, item, *codes)
    added = reader.post(path(uscc, f"/files/{item}"), files={f"f.{item}": ("p.pdf", content)})
    assert added.status_code == 303
    assert submit(reader, console, uscc).status_code == 303


def papers(console):
    return list_papers(console.store.database, limit=50)


def decide(reader, number, **typed):
    page = reader.get(f"/papers/{number}")
    return reader.post(f"/papers/{number}", data={"_once": field(page, "_once"), **typed})


def rows(console, uscc, item="Q09"):
    with console.store.engine() as engine:
        found = Ledger(console.store).of_subject(uscc, engine=engine)
    return [row for row in found if row.fact.indicator_code == f"{MODEL}:{item}"]


def test_a_paper_attested_raises_the_grade_by_a_row_and_the_enterprise_sees_it(own_console, uscc):
    own, authority = owner(own_console, uscc), office(own_console)
    bring(own, own_console, uscc)
    [paper] = papers(own_console)
    assert (paper.state, paper.sha256, paper.value_code) == (PaperState.WAITING, DIGEST, "B")
    page = f"/enterprises/{uscc}"
    assert "waits to be attested" in text_of(own.get(page))
    listed = authority.get("/papers")
    assert "1 paper waits to be attested" in text_of(listed)
    assert f'href="/papers/{paper.evidence_no}"' in listed.text
    one = authority.get(f"/papers/{paper.evidence_no}")
    assert f"{page}/documents/{DIGEST}" in one.text
    assert authority.get(f"{page}/documents/{DIGEST}").content == PDF
    done = decide(authority, paper.evidence_no, decision="attest", issuer=ISSUER)
    assert done.status_code == 303
    declared, attested = rows(own_console, uscc)
    assert (declared.evidence_no, declared.fact.grade) == (paper.evidence_no, Grade.DECLARED)
    assert attested.fact.grade is Grade.ATTESTED
    assert attested.fact.source == f"document:{ISSUER}"
    for name in ("value_code", "fact_date", "period", "document", "indicator_code"):
        assert getattr(attested.fact, name) == getattr(declared.fact, name)
    for place in (page, path(uscc, "?item=Q09")):
        assert f"issued by {ISSUER}; evidence no. {attested.evidence_no}" in text_of(own.get(place))
    looked = text_of(own.get(f"{page}/lookers"))
    assert "evidence: attest" in looked
    assert "0 papers wait" in text_of(authority.get("/papers"))
    assert ISSUER in authority.get("/papers?state=decided").text


def test_a_paper_refused_says_why_and_proves_nothing(own_console, uscc):
    own, authority = owner(own_console, uscc), office(own_console)
    bring(own, own_console, uscc)
    [paper] = papers(own_console)
    empty = decide(authority, paper.evidence_no, decision="refuse")
    assert empty.status_code == 400
    assert decide(authority, paper.evidence_no, decision="refuse", reason="字迹不清").is_redirect
    [row] = rows(own_console, uscc)
    assert row.fact.grade is Grade.DECLARED
    assert "字迹不清" in own.get(f"/enterprises/{uscc}").text
    again = decide(authority, paper.evidence_no, decision="attest", issuer=ISSUER)
    assert again.status_code == 409
    assert "CON-170" in again.text
    entry = list_entries(own_console.store.database, audit_entry.c.action == "evidence:attest")
    assert [each.detail for each in entry if each.thing.startswith("evidence:")] == [
        "refuse: 字迹不清"
    ]


def test_the_enterprise_is_no_third_party(own_console, uscc):
    bring(owner(own_console, uscc), own_console, uscc)
    [paper] = papers(own_console)
    authority, name = office(own_console), Registry(own_console.store).get(uscc).name_zh
    for issuer in (name, uscc, f" {uscc.lower()} "):
        answer = decide(authority, paper.evidence_no, decision="attest", issuer=issuer)
        assert answer.status_code == 400
        assert "its own paper proves nothing" in answer.text
    assert len(rows(own_console, uscc)) == 1


def test_who_uploaded_or_declared_does_not_attest(own_console, uscc):
    clerk, colleague = office(own_console), office(own_console)
    bring(clerk, own_console, uscc)
    [row] = rows(own_console, uscc)
    assert row.fact.grade is Grade.DECLARED
    [paper] = papers(own_console)
    assert "somebody else decides" in text_of(clerk.get(f"/papers/{paper.evidence_no}"))
    told = {"decision": "attest", "issuer": ISSUER}
    own_hand = clerk.post(f"/papers/{paper.evidence_no}", data=told)
    assert own_hand.status_code == 403
    assert "ACC" in own_hand.text
    assert decide(colleague, paper.evidence_no, **told).status_code == 303


def test_an_office_sees_its_own_city_only_and_others_see_no_list(own_console, uscc):
    own = owner(own_console, uscc)
    bring(own, own_console, uscc)
    [paper] = papers(own_console)
    city = Registry(own_console.store).get(uscc).city_code
    other = next(c.code for c in own_console.desk.pack.cities if c.code != city)
    foreign = own_console.reader(Role.PROGRAMME_OFFICE, f"city:{other}", lang="en")
    assert "0 papers wait" in text_of(foreign.get("/papers"))
    assert foreign.get(f"/papers/{paper.evidence_no}").status_code == 404
    told = {"decision": "attest", "issuer": ISSUER}
    assert foreign.post(f"/papers/{paper.evidence_no}", data=told).status_code == 404
    near = own_console.reader(Role.PROGRAMME_OFFICE, f"city:{city}", lang="en")
    assert near.get(f"/papers/{paper.evidence_no}").status_code == 200
    auditor = own_console.reader(Role.AUDITOR, "everything")
    for reader in (own, auditor):
        assert reader.get("/papers").status_code == 403
        assert reader.post(f"/papers/{paper.evidence_no}", data=told).status_code == 403


def test_an_answer_changed_since_is_overtaken(own_console, uscc):
    own, authority = owner(own_console, uscc), office(own_console)
    bring(own, own_console, uscc)
    [paper] = papers(own_console)
    bring(own, own_console, uscc, codes=("C",), content=PDF + b"%\n%%EOF\n")
    states = {each.value_code: each.state for each in papers(own_console) if each.value_code != "C"}
    assert states == {"B": PaperState.OVERTAKEN}
    late = decide(authority, paper.evidence_no, decision="attest", issuer=ISSUER)
    assert late.status_code == 409
    assert "CON-173" in late.text


@pytest.fixture
def case(shared_store):
    return assessed(shared_store)


def identity(role, scope):
    from lingnan.access.identity import Grant, Identity
    from lingnan.access.scope import Scope

    return Identity("x", "x", (Grant(role, Scope.parse(scope)),))


def test_one_rule_says_who_may_prove_what(console, case, pack):
    from lingnan.console.web.target import enterprise_target

    enterprise = Registry(console.store).get(case.uscc)
    target = enterprise_target(console.store, case.uscc, at=console.clock.now)
    attested = next(i for i in pack.indicators if "attested" in i.grades_possible)
    declared = next(i for i in pack.indicators if i.grades_possible == ("declared",))
    authority = standing_of(identity(Role.PROGRAMME_OFFICE, f"city:{case.city}"), target)
    own = standing_of(identity(Role.ENTERPRISE, f"enterprise:{case.uscc}"), target)
    assert (authority, own) == (
        Standing(Grade.ATTESTED, None),
        Standing(Grade.DECLARED, "declared"),
    )
    told = {"issuer": ISSUER, "document": DIGEST}

    def lack(standing, indicator=attested, **more):
        return proof_of(standing, enterprise, indicator, **{**told, **more}).lack

    assert lack(authority) is None
    assert lack(authority, issuer=None) is Lack.PAPER
    assert lack(authority, document=None) is Lack.PAPER
    assert lack(own) is Lack.STANDING
    assert lack(authority, is_own_paper=True) is Lack.HANDS
    assert lack(authority, issuer=enterprise.name_zh) is Lack.ISSUER
    assert lack(authority, declared) is Lack.INDICATOR


def test_pages_and_the_interface_prove_by_the_same_rule(own_console, uscc):
    """The same fact with the same paper by the same hands ends in the same grade on both ways."""
    own, clerk = owner(own_console, uscc), office(own_console)
    bring(own, own_console, uscc, "Q09")
    bring(clerk, own_console, uscc, "Q10", ("B",), PDF + b"%\n%%EOF\n")
    fact = {"value": "B", "fact_date": "2025-06-30", "issuer": ISSUER, "document_sha256": DIGEST}
    enterprise = program(own_console, Role.ENTERPRISE, f"enterprise:{uscc}")
    authority = program(own_console, Role.PROGRAMME_OFFICE, "province:440000")
    without = program(
        own_console,
        Role.PROGRAMME_OFFICE,
        "province:440000",
        permissions={"evidence:add"},
    )

    def grade(by, item, **more):
        told = {"indicator": f"{MODEL}:{item}", **fact, **more}
        answer = by.post(f"/enterprises/{uscc}/evidence", json=told)
        assert answer.status_code == 201, answer.text
        return answer.json()["grade"]

    # Nobody proves himself, whatever he names.
    assert grade(enterprise, "Q11") == Grade.DECLARED
    # An office that names no issuer declares, on a form and by program.
    assert {row.fact.grade for row in rows(own_console, uscc, "Q10")} == {Grade.DECLARED}
    assert grade(authority, "Q11", issuer=None, document_sha256=None) == Grade.DECLARED
    # It vouches for the paper of a third party, not for the enterprise's own, both ways.
    name = Registry(own_console.store).get(uscc).name_zh
    assert grade(authority, "Q11", issuer=name) == Grade.DECLARED
    paper = next(each for each in papers(own_console) if each.indicator_code.endswith("Q09"))
    assert decide(clerk, paper.evidence_no, decision="attest", issuer=name).status_code == 400
    assert grade(authority, "Q11") == Grade.ATTESTED
    # A token without the permission to attest only declares.
    assert grade(without, "Q12") == Grade.DECLARED
