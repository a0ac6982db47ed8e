"""Applications and prefixes: handed in, reviewed by others, allotted, filed, suspended, revoked."""

from sqlalchemy import select

from console.web.node.conftest import PDF, form_of, papers
from lingnan.access import Role, list_entries
from lingnan.sources.identifier.business.allotment import find_allotment
from lingnan.sources.identifier.business.application import find_application
from lingnan.sources.identifier.business.table import prefix_application, resolution_wish
from lingnan.sources.identifier.records.reader import RecordReader
from lingnan.store.audit import audit_entry

NEW, LIST = "/node/applications/new", "/node/applications"


def test_a_prefix_goes_from_application_to_filing_and_resolves(node_store, filed):
    own, prefix = filed()
    found = find_allotment(node_store.database, prefix)
    assert (found.state, found.filing_no) == ("filed", "F-7")
    with RecordReader(node_store.root / "node" / "records") as reader:
        assert reader.entry(f"0.NA/{prefix}") is not None
    page = own.get(f"/node/prefixes/{prefix}").text
    assert found.enterprise_name_zh in page
    assert "filed" in page


def test_suspending_takes_a_prefix_out_of_resolution_and_resuming_brings_it_back(
    node_store, operator, filed
):
    _own, prefix = filed()
    page = f"/node/prefixes/{prefix}"
    refused = operator.send(page, f"{page}/step", {"act": "suspend", "reason": ""})
    assert refused.status_code == 400
    assert operator.send(page, f"{page}/step", {"act": "suspend", "reason": "核查"}).is_redirect
    with RecordReader(node_store.root / "node" / "records") as reader:
        assert reader.entry(f"0.NA/{prefix}").is_withheld
    assert "核查" in operator.get(page).text
    assert operator.send(page, f"{page}/step", {"act": "file", "filing_no": "x"}).status_code == 409
    assert operator.send(page, f"{page}/step", {"act": "resume"}).is_redirect
    with RecordReader(node_store.root / "node" / "records") as reader:
        assert not reader.entry(f"0.NA/{prefix}").is_withheld


def test_a_prefix_changed_meanwhile_is_not_changed_again(operator, filed):
    _own, prefix = filed()
    page = f"/node/prefixes/{prefix}"
    stale = {"act": "suspend", "reason": "x", "seen": "0" * 24}
    answer = operator.send(page, f"{page}/step", stale)
    assert answer.status_code == 409
    assert "CON-016" in answer.text


def test_what_the_register_says_stands_before_the_reviewer(
    hand, reviewer, enterprises, writer, node_store
):
    enterprise = next(enterprises)
    own = hand(Role.NODE_ENTERPRISE, f"enterprise:{enterprise.uscc}")
    told = form_of(enterprise, enterprise_name_zh="别的名称有限公司")
    page = own.send(NEW, LIST, told, papers()).headers["location"]
    assert "NOD-633" in reviewer.get(page).text
    answer = reviewer.send(page, f"{page}/review", {"decision": "return", "reason": "名称不符"})
    assert answer.is_redirect
    assert "名称不符" in own.get(page).text
    again = own.send(f"{page}/edit", f"{page}/again", form_of(enterprise))
    assert again.is_redirect
    found = find_application(node_store.database, page.rpartition("/")[2])
    assert (found.state, found.findings) == ("submitted", ())
    assert [each.name for each in found.form.documents] == ["licence.pdf", "letter.pdf"]


def test_a_form_that_lacks_something_keeps_what_was_typed(hand, enterprises):
    enterprise = next(enterprises)
    own = hand(Role.NODE_ENTERPRISE, f"enterprise:{enterprise.uscc}")
    answer = own.send(NEW, LIST, form_of(enterprise, purpose="防伪溯源"))
    assert answer.status_code == 400
    assert "NOD-637" in answer.text
    assert "防伪溯源" in answer.text


def test_a_renamed_program_is_no_paper(hand, enterprises, node_store):
    enterprise = next(enterprises)
    own = hand(Role.NODE_ENTERPRISE, f"enterprise:{enterprise.uscc}")
    wrong = papers() | {"paper.business-licence": ("a.pdf", b"MZ\x90\x00" + PDF, "application/pdf")}
    answer = own.send(NEW, LIST, form_of(enterprise), wrong)
    assert answer.status_code == 415
    with node_store.database.read() as connection:
        query = select(prefix_application.c.uscc).where(
            prefix_application.c.uscc == enterprise.uscc
        )
        assert connection.execute(query).first() is None


def test_nobody_applies_for_a_foreign_enterprise(hand, enterprises, node_store):
    own = hand(Role.NODE_ENTERPRISE, f"enterprise:{next(enterprises).uscc}")
    answer = own.send(NEW, LIST, form_of(next(enterprises)), papers())
    assert answer.status_code == 403
    refusals = list_entries(node_store.database, audit_entry.c.is_done.is_(False), limit=1)
    assert refusals[0].action == "identifier:apply"


def test_who_applied_does_not_review(hand, reviewer, enterprises, writer):
    enterprise = next(enterprises)
    own = hand(Role.NODE_ENTERPRISE, f"enterprise:{enterprise.uscc}")
    page = own.send(NEW, LIST, form_of(enterprise), papers()).headers["location"]
    assert own.send(page, f"{page}/review", {"decision": "approve"}).status_code == 403
    assert "Approve" not in own.get(page).text
    assert "Approve" in reviewer.get(page).text


def test_a_foreign_application_is_told_as_none(hand, enterprises, writer):
    enterprise = next(enterprises)
    own = hand(Role.NODE_ENTERPRISE, f"enterprise:{enterprise.uscc}")
    page = own.send(NEW, LIST, form_of(enterprise), papers()).headers["location"]
    other = hand(Role.NODE_ENTERPRISE, f"enterprise:{next(enterprises).uscc}")
    assert other.get(page).status_code == 404
    assert other.get("/node/applications/aaaaaaaaaaaaaaaa").status_code == 404
    assert enterprise.name_zh not in other.get(LIST).text


def test_a_paper_is_for_who_reviews_and_the_enterprise_sees_who_looked(
    hand, reviewer, operator, enterprises, writer, node_store
):
    enterprise = next(enterprises)
    own = hand(Role.NODE_ENTERPRISE, f"enterprise:{enterprise.uscc}")
    page = own.send(NEW, LIST, form_of(enterprise), papers()).headers["location"]
    found = find_application(node_store.database, page.rpartition("/")[2])
    paper = f"{page}/papers/{found.form.documents[0].sha256}"
    assert reviewer.get(paper).content == PDF
    assert own.get(paper).content == PDF
    assert operator.get(paper).status_code == 403
    assert reviewer.get(f"{page}/papers/{'0' * 64}").status_code == 404
    assert "联系人乙" not in operator.get(page).text
    seen = list_entries(
        node_store.database,
        audit_entry.c.object == f"prefix-application:{found.application_no}",
        audit_entry.c.action == "identifier:read",
    )
    assert len({each.actor for each in seen}) == 2
    assert {each.subject_code for each in seen} == {enterprise.uscc}


def test_a_city_office_sees_the_prefixes_of_its_enterprises_only(
    hand, filed, enterprises, node_store
):
    enterprise = next(enterprises)
    _own, prefix = filed(enterprise)
    city = enterprise.city_code
    office = hand(Role.PROGRAMME_OFFICE, f"city:{city}")
    elsewhere = "440100" if city != "440100" else "440300"
    foreign = hand(Role.PROGRAMME_OFFICE, f"city:{elsewhere}")
    province = hand(Role.PROGRAMME_OFFICE, "province:440000")
    assert office.get(f"/node/prefixes/{prefix}").status_code == 200
    assert province.get(f"/node/prefixes/{prefix}").status_code == 200
    assert foreign.get(f"/node/prefixes/{prefix}").status_code == 404
    assert f">{prefix}<" in office.get("/node/prefixes").text
    assert f">{prefix}<" not in foreign.get("/node/prefixes").text
    answer = office.client.post(f"/node/prefixes/{prefix}/step", data={"act": "revoke"})
    assert answer.status_code == 403


def test_a_bank_sees_nothing_of_the_node(hand):
    bank = hand(Role.BANK, "bank:icbc-gd")
    for path in ("/node", LIST, "/node/prefixes", "/node/reports", "/node/codes"):
        assert bank.get(path).status_code == 403


def test_a_prefix_whose_number_is_taken_is_refused(hand, operator, reviewer, filed, enterprises):
    _own, prefix = filed()
    enterprise = next(enterprises)
    own = hand(Role.NODE_ENTERPRISE, f"enterprise:{enterprise.uscc}")
    page = own.send(NEW, LIST, form_of(enterprise), papers()).headers["location"]
    reviewer.send(page, f"{page}/review", {"decision": "approve"})
    number = {"number": prefix.rpartition(".")[2]}
    answer = operator.send(page, f"{page}/allot", number)
    assert answer.status_code == 409
    assert "NOD-605" in answer.text


def test_no_wish_is_left_open_while_the_writer_runs(node_store, filed):
    filed()
    with node_store.database.read() as connection:
        query = select(resolution_wish.c.handle).where(resolution_wish.c.is_done.is_(False))
        assert connection.execute(query).all() == []
