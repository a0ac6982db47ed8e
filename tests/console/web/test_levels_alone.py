"""Park operators and chain leaders see a member's levels and roadmap, none of its evidence."""

import pytest

from console.web.enterprise_case import MODEL, text_of
from console.web.program import program
from lingnan.access import Role, ScopeKind, Target
from lingnan.access.identity import Grant, Identity
from lingnan.access.permission import Permission
from lingnan.access.scope import Scope
from lingnan.console.web.consented import sight_of
from lingnan.evidence import Ledger
from lingnan.registry import GroupKind, Registry

GROUPS = [
    (Role.PARK_OPERATOR, GroupKind.PARK, "park"),
    (Role.CHAIN_LEADER, GroupKind.CHAIN, "chain"),
]
EVIDENCE = Permission.EVIDENCE_READ


def member_of(store, kind):
    """The assessed member of a group that has most proof: code, group, row of out_score."""
    with store.engine() as engine:
        rows = engine.sql(
            """
            SELECT * FROM read_parquet($scores) WHERE model_id = $model
            ORDER BY attested_count DESC, subject_code
            """,
            scores=store.lake.files("out_score"),
            model=MODEL,
        ).to_pylist()
    registry = Registry(store)
    for row in rows:
        for each in registry.memberships(row["subject_code"]):
            if each.group_kind is kind:
                return row["subject_code"], each.group_id, row
    raise AssertionError("no member")


@pytest.mark.parametrize(("role", "kind", "word"), GROUPS)
def test_the_pages_show_levels_and_no_evidence(console, role, kind, word):
    uscc, group, score = member_of(console.store, kind)
    page = f"/enterprises/{uscc}"
    reader = console.reader(role, f"{word}:{group}", lang="en")
    own = console.reader(Role.ENTERPRISE, f"enterprise:{uscc}", lang="en")
    points = [f"{score[f'{side}_millipoints'] // 100 / 10:.1f}" for side in ("claimed", "proven")]
    documents = {row.fact.document for row in Ledger(console.store).of_subject(uscc)} - {None}
    assert documents
    for end in ("", f"/diagnosis?model={MODEL}"):
        theirs, whole = reader.get(page + end), own.get(page + end)
        assert theirs.status_code == whole.status_code == 200
        for each in points:
            assert each in text_of(theirs)
        assert "Answers and evidence are the enterprise's own" in theirs.text.replace("&#39;", "'")
        assert "/trace/" not in theirs.text
        assert "Targets that may count the enterprise" not in theirs.text
        assert "/trace/e" in whole.text
    assert reader.get(f"{page}/diagnosis/tables/peers?model={MODEL}").status_code == 200
    for table in ("evidence", "proof", "items", "scenarios"):
        told = f"{page}/diagnosis/tables/{table}?model={MODEL}"
        assert reader.get(told).status_code == 404
    assert reader.get(f"{page}/roadmap").status_code == 200
    for form in ("html", "docx", "xlsx"):
        assert reader.get(f"/reports/enterprises/{uscc}/{form}").status_code == 403
    listed = reader.get("/enterprises.csv")
    assert uscc in listed.text
    assert "Level proven" in listed.text
    assert "proven since" not in listed.text
    assert "proven since" in own.get("/enterprises.csv").text
    assert "only those that lack proof" not in reader.get("/enterprises?gap=1&target=x").text
    number = Ledger(console.store).of_subject(uscc)[0].evidence_no
    for trace in (f"/trace/enterprises/{uscc}", f"/trace/evidence/{number}"):
        assert reader.get(trace).status_code == 403


@pytest.mark.parametrize(("role", "kind", "word"), GROUPS)
def test_the_interface_tells_levels_and_no_evidence(console, role, kind, word):
    uscc, group, score = member_of(console.store, kind)
    theirs = program(console, role, f"{word}:{group}")
    found = theirs.get(f"/enterprises/{uscc}/diagnosis", params={"model": MODEL}).json()
    [view] = found["models"]
    assert view["proven"]["millipoints"] == score["proven_millipoints"]
    assert view["claimed"]["level"] == score["claimed_level"]
    for name in ("evidence", "missing_proof", "unanswered", "inconsistencies", "unreadable"):
        assert view[name] == []
    assert all(gap is None or gap["candidates"] == [] for gap in view["gaps"].values())
    assert theirs.get(f"/enterprises/{uscc}/evidence").status_code == 403
    own = program(console, Role.ENTERPRISE, f"enterprise:{uscc}")
    [whole] = own.get(f"/enterprises/{uscc}/diagnosis", params={"model": MODEL}).json()["models"]
    assert whole["evidence"]
    assert whole["proven"] == view["proven"]


def test_who_is_in_a_park_and_has_consent_sees_the_evidence_consented_to(own_store):
    """One account as operator of a park and as bank: levels by the one, evidence by the other."""
    from datetime import date

    from console.web.conftest import AT
    from lingnan.access import Access
    from lingnan.access.consent import give_consent

    uscc, park, _ = member_of(own_store, GroupKind.PARK)
    bank = Scope(ScopeKind.BANK, "bank-of-tests")
    grants = (
        Grant(Role.PARK_OPERATOR, Scope(ScopeKind.PARK, park)),
        Grant(Role.BANK, bank),
    )
    who = Identity("x", "x", grants)
    target = Target.enterprise(uscc, parks=[park], banks=[bank.key])

    def sight(permission):
        return sight_of(own_store.database, who, permission, uscc, target, at=AT)

    assert sight(Permission.DIAGNOSIS_READ).is_whole
    assert sight(Permission.DIAGNOSIS_READ).evidence == frozenset()
    give_consent(
        Access.of(own_store),
        uscc,
        bank,
        indicators=["cloud.spend"],
        purpose="test",
        until=date(2027, 1, 1),
        actor="test",
        at=AT,
    )
    seen = sight(Permission.DIAGNOSIS_READ)
    assert (seen.is_whole, seen.evidence) == (True, frozenset({"cloud.spend"}))
    assert sight(EVIDENCE).indicators == frozenset({"cloud.spend"})
