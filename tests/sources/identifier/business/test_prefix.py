"""An enterprise prefix from the application to its end, each step with audit and resolution."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from lingnan.access import list_entries, verify_trail
from lingnan.access.errors import SameHands
from lingnan.registry import Status
from lingnan.sources.identifier.business import lifecycle
from lingnan.sources.identifier.business.allotment import allot, find_allotment, list_allotments
from lingnan.sources.identifier.business.application import (
    find_application,
    resubmit,
    submit,
    withdraw,
)
from lingnan.sources.identifier.business.application_check import Document
from lingnan.sources.identifier.business.errors import (
    ApplicationRefused,
    BadNumber,
    EntryInvalid,
    NumberTaken,
    OpenFindings,
    StepRefused,
)
from lingnan.sources.identifier.business.prefix_step import (
    HOSTED,
    change_prefix,
    file_prefix,
    resume_prefix,
    revoke_prefix,
    suspend_prefix,
)
from lingnan.sources.identifier.business.review import list_reviews, review
from lingnan.sources.identifier.business.wish import settle
from lingnan.sources.identifier.wire.value import decode_values
from sources.identifier.business.sample import (
    APPLICANT,
    AT,
    CODE,
    OPERATOR,
    PARENT,
    REVIEWER,
    digest,
    enterprise,
    form,
    lookup,
)


def approved(database, **changes):
    made = submit(database, form(**changes), PARENT, actor=APPLICANT, at=AT, lookup=lookup)
    review(database, made.application_no, "approve", reviewer=REVIEWER, at=AT, lookup=lookup)
    return made.application_no


def filed(database, **changes):
    given = allot(database, approved(database, **changes), actor=OPERATOR, at=AT)
    return file_prefix(database, given.prefix, filing_no="F-1", actor=OPERATOR, at=AT)


def settled(database, link, reader):
    found = asyncio.run(settle(database, link))
    reader.renew()
    return found


def test_from_application_to_a_prefix_that_resolves(database, link, reader):
    given = filed(database)
    assert (given.prefix, given.state, given.uscc) == ("88.900.1", "filed", CODE)
    assert reader.entry("0.NA/88.900.1") is None
    assert settled(database, link, reader).done == ("0.NA/88.900.1",)
    values = decode_values(reader.entry("0.NA/88.900.1").octets)
    assert [(v.index, v.type) for v in values] == [(1, "HS_SERV"), (100, "HS_ADMIN")]
    assert values[0].data == b"0.NA/88.900"
    acts = [(e.action, e.actor, e.subject_code) for e in reversed(list_entries(database))]
    assert acts == [
        ("identifier:apply", "account:applicant", CODE),
        ("identifier:review", "account:reviewer", CODE),
        ("identifier:allot", "account:operator", CODE),
        ("identifier:allot", "account:operator", CODE),
    ]
    assert verify_trail(database).holds


def test_suspended_is_withheld_resumed_is_back_revoked_is_gone(database, link, reader):
    prefix = filed(database).prefix
    settled(database, link, reader)
    suspend_prefix(database, prefix, reason="欠缴", actor=OPERATOR, at=AT)
    settled(database, link, reader)
    assert reader.answer(b"0.NA/88.900.1") is None
    assert reader.entry("0.NA/88.900.1").is_withheld
    resume_prefix(database, prefix, actor=OPERATOR, at=AT)
    settled(database, link, reader)
    assert reader.answer(b"0.NA/88.900.1") is not None
    revoke_prefix(database, prefix, reason="企业注销", actor=OPERATOR, at=AT)
    settled(database, link, reader)
    assert reader.entry("0.NA/88.900.1") is None
    with pytest.raises(StepRefused) as refused:
        resume_prefix(database, prefix, actor=OPERATOR, at=AT)
    assert refused.value.code == "NOD-603"
    # Its number is never given again.
    second = allot(database, approved(database), actor=OPERATOR, at=AT)
    assert second.prefix == "88.900.2"


def test_a_wish_left_open_by_a_fallen_writer_is_done_later(database, link, reader):
    class Gone:
        async def apply(self, changes):
            raise StepRefused(thing="x", state="x", act="x", allowed="x")

    prefix = filed(database).prefix
    found = asyncio.run(settle(database, Gone()))
    assert [handle for handle, _ in found.open] == ["0.NA/88.900.1"]
    suspend_prefix(database, prefix, reason="检查", actor=OPERATOR, at=AT)
    assert settled(database, link, reader).done == ("0.NA/88.900.1",)
    # The values of the filing were not lost by the later suspension.
    entry = reader.entry("0.NA/88.900.1")
    assert entry.is_withheld
    assert len(decode_values(entry.octets)) == 2
    assert settled(database, link, reader).done == ()


def test_an_enterprise_node_is_told_by_its_own_site(database, link, reader):
    from lingnan.sources.identifier.wire.site import Interface, Server, SiteInfo, pack_address

    site = SiteInfo(
        1, (Server(1, pack_address("192.0.2.9"), b"", (Interface(3, 1, 2641),)),)
    ).encode()
    prefix = filed(database).prefix
    change_prefix(database, prefix, site=site, admin="300:88.900.1/ADMIN", actor=OPERATOR, at=AT)
    settled(database, link, reader)
    values = decode_values(reader.entry("0.NA/88.900.1").octets)
    assert [(v.index, v.type) for v in values] == [
        (1, "HS_SITE"),
        (100, "HS_ADMIN"),
        (101, "HS_ADMIN"),
    ]
    change_prefix(database, prefix, site=HOSTED, actor=OPERATOR, at=AT)
    settled(database, link, reader)
    assert decode_values(reader.entry("0.NA/88.900.1").octets)[0].type == "HS_SERV"
    with pytest.raises(EntryInvalid):
        change_prefix(database, prefix, site=b"\x00\x01", actor=OPERATOR, at=AT)
    with pytest.raises(EntryInvalid):
        change_prefix(database, prefix, actor=OPERATOR, at=AT)


def test_the_applicant_neither_reviews_nor_allots(database):
    made = submit(database, form(), PARENT, actor=APPLICANT, at=AT, lookup=lookup)
    number = made.application_no
    with pytest.raises(SameHands):
        review(database, number, "approve", reviewer=APPLICANT, at=AT, lookup=lookup)
    assert find_application(database, number).state == "submitted"
    assert list_reviews(database, number) == []
    review(database, number, "approve", reviewer=REVIEWER, at=AT, lookup=lookup)
    with pytest.raises(SameHands):
        allot(database, number, actor=APPLICANT, at=AT)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"uscc": CODE[:-1] + ("0" if CODE[-1] != "0" else "1")}, "NOD-630"),
        ({"industry_code": "ZZ"}, "NOD-638"),
        ({"contact_name": " "}, "NOD-635"),
        ({"contact_mobile": "abc"}, "NOD-636"),
        ({"contact_email": "nobody"}, "NOD-636"),
        ({"documents": (Document("business-licence", "a.pdf", digest("a")),)}, "NOD-637"),
        ({"documents": ()}, "NOD-637"),
    ],
)
def test_a_form_that_is_wrong_by_itself_is_not_taken(database, changes, code):
    with pytest.raises(ApplicationRefused) as refused:
        submit(database, form(**changes), PARENT, actor=APPLICANT, at=AT, lookup=lookup)
    assert code in {each.code for each in refused.value.values["findings"]}
    assert list_entries(database) == []


@pytest.mark.parametrize(
    ("answer", "code"),
    [(lambda _: None, "NOD-631"), (lambda _: enterprise(status=Status.CLOSED), "NOD-632")],
)
def test_nobody_approves_an_enterprise_that_is_not_there(database, answer, code):
    made = submit(database, form(), PARENT, actor=APPLICANT, at=AT, lookup=answer)
    assert [each.code for each in made.findings] == [code]
    with pytest.raises(OpenFindings):
        review(database, made.application_no, "approve", reviewer=REVIEWER, at=AT, lookup=answer)
    # Entered into the register meanwhile: the review asks anew.
    after = review(
        database, made.application_no, "approve", reviewer=REVIEWER, at=AT, lookup=lookup
    )
    assert (after.state, after.findings) == ("approved", ())


def test_without_a_register_the_reviewer_says_how_it_was_checked(database):
    made = submit(database, form(), PARENT, actor=APPLICANT, at=AT)
    with pytest.raises(EntryInvalid):
        review(database, made.application_no, "approve", reviewer=REVIEWER, at=AT)
    after = review(
        database, made.application_no, "approve", reviewer=REVIEWER, at=AT, reason="现场核验"
    )
    assert after.state == "approved"
    assert [each.code for each in after.findings] == ["NOD-634"]


def test_returned_corrected_and_withdrawn(database):
    made = submit(
        database, form(enterprise_name_zh="旧名"), PARENT, actor=APPLICANT, at=AT, lookup=lookup
    )
    number = made.application_no
    assert [each.code for each in made.findings] == ["NOD-633"]
    review(database, number, "return", reviewer=REVIEWER, at=AT, reason="名称不符", lookup=lookup)
    again = resubmit(database, number, form(), actor=APPLICANT, at=AT, lookup=lookup)
    assert (again.state, again.findings, again.revision) == ("submitted", (), 3)
    assert withdraw(database, number, actor=APPLICANT, at=AT).state == "withdrawn"
    assert [each.decision for each in list_reviews(database, number)] == ["return"]
    with pytest.raises(StepRefused):
        review(database, number, "approve", reviewer=REVIEWER, at=AT, lookup=lookup)


def test_numbers_asked_for_and_the_lowest_free_one(database):
    def given(number=None, **changes):
        return allot(database, approved(database, **changes), actor=OPERATOR, at=AT, number=number)

    assert given(asked_number="2").prefix == "88.900.2"
    assert given().prefix == "88.900.1"
    assert given().prefix == "88.900.3"
    assert given("0004").prefix == "88.900.0004"
    assert given().prefix == "88.900.4"
    with pytest.raises(NumberTaken):
        given("0004")
    with pytest.raises(BadNumber):
        given("4a")
    with pytest.raises(BadNumber):
        submit(database, form(asked_number="１x"), PARENT, actor=APPLICANT, at=AT)


def test_no_number_is_given_twice_when_many_allot_at_once(database):
    waiting = [approved(database) for _ in range(12)]
    with ThreadPoolExecutor(6) as pool:
        given = list(
            pool.map(lambda number: allot(database, number, actor=OPERATOR, at=AT), waiting)
        )
    assert sorted(int(each.prefix.rpartition(".")[2]) for each in given) == list(range(1, 13))
    assert len(list_allotments(database)) == 12
    assert verify_trail(database).holds


def test_one_application_gets_one_prefix_however_often_it_is_asked(database):
    number = approved(database)

    def try_it(_):
        try:
            return allot(database, number, actor=OPERATOR, at=AT).prefix
        except StepRefused:
            return None

    with ThreadPoolExecutor(4) as pool:
        given = [prefix for prefix in pool.map(try_it, range(4)) if prefix]
    assert given == ["88.900.1"]
    assert find_allotment(database, "88.900.1").application_no == number


def test_every_state_and_act_of_the_tables_is_named():
    for machine in (lifecycle.APPLICATION, lifecycle.ALLOTMENT, lifecycle.CARRIER):
        for (state, act), step in machine.steps.items():
            assert {state, step.to} <= set(machine.states)
            assert act in machine.acts
        assert {act for _, act in machine.steps} == set(machine.acts)
