"""The profile: what the register and the evidence say, who may look, changes by other hands."""

from datetime import timedelta

import pytest

from console.web.enterprise_case import assessed, field, office, owner, text_of
from lingnan.access import Role, list_entries
from lingnan.console.work.task.table import TASKS
from lingnan.console.work.worker import Worker
from lingnan.registry import Registry, import_register
from lingnan.store.audit import audit_entry


@pytest.fixture(scope="module")
def case(shared_store):
    return assessed(shared_store)


def test_the_start_of_an_enterprise_is_its_profile_and_its_menu_names_it(console, case):
    reader = owner(console, case.uscc)
    assert reader.get("/").headers["location"] == f"/enterprises/{case.uscc}"
    assert (
        f'href="/enterprises/{case.uscc}" aria-current="page"'
        in reader.get(f"/enterprises/{case.uscc}").text
    )


@pytest.mark.parametrize(("lang", "told"), [("zh", "登记信息"), ("en", "In the register")])
def test_the_profile_shows_the_register_in_both_languages(console, case, lang, told):
    enterprise = Registry(console.store).get(case.uscc)
    page = owner(console, case.uscc, lang).get(f"/enterprises/{case.uscc}")
    assert page.status_code == 200
    words = text_of(page)
    assert told in words
    assert case.uscc in words
    assert f"{enterprise.employees_count:,}" in words


def test_the_levels_of_the_profile_are_those_of_the_run(console, case):
    words = text_of(owner(console, case.uscc).get(f"/enterprises/{case.uscc}"))
    claimed, proven = (
        case.score[f"{side}_millipoints"] // 100 / 10 for side in ("claimed", "proven")
    )
    assert f"{claimed:.1f} points" in words
    assert f"{proven:.1f} points" in words


@pytest.mark.parametrize(
    "end", ["", "/diagnosis", "/questionnaire", "/roadmap", "/consents", "/lookers"]
)
def test_a_foreign_enterprise_and_an_unknown_one_are_told_alike(console, case, end):
    other = assessed(console.store, 1).uscc
    reader = owner(console, other)
    assert reader.get(f"/enterprises/{case.uscc}{end}").status_code == 404
    assert reader.get(f"/enterprises/91440000000000000X{end}").status_code == 404


def test_an_office_of_another_city_does_not_see_it(console, case):
    other = next(c.code for c in console.desk.pack.cities if c.code != case.city)
    reader = console.reader(Role.PROGRAMME_OFFICE, f"city:{other}")
    assert reader.get(f"/enterprises/{case.uscc}").status_code == 404
    own = console.reader(Role.PROGRAMME_OFFICE, f"city:{case.city}")
    assert own.get(f"/enterprises/{case.uscc}").status_code == 200


def test_a_look_of_others_is_noted_once_and_an_own_one_never(own_console):
    case = assessed(own_console.store)
    reader = office(own_console)
    for _ in range(3):
        reader.get(f"/enterprises/{case.uscc}/diagnosis")
    owner(own_console, case.uscc).get(f"/enterprises/{case.uscc}/diagnosis")
    entries = list_entries(own_console.store.database, audit_entry.c.subject_code == case.uscc)
    assert [(entry.action, entry.thing) for entry in entries] == [
        ("diagnosis:read", "page:diagnosis")
    ]


def propose(reader, uscc, **cells):
    form = reader.get(f"/enterprises/{uscc}/change")
    typed = {"reason": "annual report", **cells, "_once": field(form, "_once")}
    return reader.post(f"/enterprises/{uscc}/change", data=typed)


def test_a_change_is_proposed_by_one_and_entered_by_another(own_console):
    uscc = assessed(own_console.store).uscc
    reader, authority = owner(own_console, uscc), office(own_console)
    assert propose(reader, uscc, employees_count="321", revenue_cny="1.2亿元").status_code == 303
    page = authority.get("/changes")
    assert "321 persons" in text_of(page)
    assert "CNY 120,000,000" in text_of(page)
    change_id = page.text.split("/changes/")[1].split("/")[0]
    told = {"decision": "accept", "seen": field(page, "seen"), "answer": ""}
    assert (
        reader.post(f"/enterprises/{uscc}/changes/{change_id}/decide", data=told).status_code == 403
    )
    done = authority.post(f"/enterprises/{uscc}/changes/{change_id}/decide", data=told)
    assert done.headers["location"].startswith("/jobs/")
    # A double click, and the same from another page, are the same job.
    assert decide(authority, uscc, change_id, told).headers == done.headers
    assert "<progress" in authority.get(done.headers["location"]).text
    assert "<progress" in authority.get("/changes").text
    told_owner = text_of(reader.get(f"/enterprises/{uscc}"))
    assert "accepted, being entered into the register" in told_owner
    assert Registry(own_console.store).get(uscc).employees_count != 321
    foreign = own_console.reader(Role.PROGRAMME_OFFICE, f"city:{other_city(own_console, uscc)}")
    assert foreign.get(done.headers["location"]).status_code == 404
    assert work(own_console) == 1
    now = Registry(own_console.store).get(uscc)
    assert (now.employees_count, now.revenue_cny) == (321, 120_000_000)
    page = authority.get(done.headers["location"])
    assert f'href="/enterprises/{uscc}#changes"' in page.text
    assert decide(authority, uscc, change_id, told).status_code == 409
    assert work(own_console) == 0


def decide(reader, uscc, change_id, told):
    return reader.post(f"/enterprises/{uscc}/changes/{change_id}/decide", data=told)


def other_city(console, uscc):
    city = Registry(console.store).get(uscc).city_code
    return next(each.code for each in console.desk.pack.cities if each.code != city)


def work(console):
    return Worker(console.store, TASKS, clock=console.clock).run_empty()


def test_what_is_on_its_way_is_settled_by_its_job_alone(own_console):
    uscc = assessed(own_console.store).uscc
    reader, authority = owner(own_console, uscc), office(own_console)
    propose(reader, uscc, employees_count="321")
    page = authority.get("/changes")
    change_id = page.text.split("/changes/")[1].split("/")[0]
    decide(authority, uscc, change_id, {"decision": "accept", "seen": field(page, "seen")})
    back = reader.post(f"/enterprises/{uscc}/changes/{change_id}/withdraw")
    assert (back.status_code, "CON-160" in back.text) == (409, True)
    declined = decide(authority, uscc, change_id, {"decision": "decline", "answer": "no"})
    assert (declined.status_code, "CON-160" in declined.text) == (409, True)
    assert work(own_console) == 1
    assert Registry(own_console.store).get(uscc).employees_count == 321


def test_a_row_that_moved_after_the_decision_is_not_written_over(own_console, pack, tmp_path):
    uscc = assessed(own_console.store).uscc
    reader, authority = owner(own_console, uscc), office(own_console)
    propose(reader, uscc, employees_count="321")
    page = authority.get("/changes")
    change_id = page.text.split("/changes/")[1].split("/")[0]
    told = {"decision": "accept", "seen": field(page, "seen")}
    job = decide(authority, uscc, change_id, told).headers["location"]
    now = Registry(own_console.store).get(uscc)
    cells = f"{uscc},{now.name_zh},{now.region_code},{now.industry_code},77\n"
    path = tmp_path / "later.csv"
    path.write_text("uscc,name_zh,region_code,industry_code,employees_count\n" + cells)
    at = own_console.clock.now
    import_register(own_console.store, pack, path, at=at, actor="test")
    assert work(own_console) == 1
    failed = authority.get(job)
    assert "CON-161" in failed.text
    assert uscc in text_of(failed)
    assert Registry(own_console.store).get(uscc).employees_count == 77
    # It waits still, with the row as it stands; decided again it goes in.
    page = authority.get("/changes")
    assert "CON-161" in page.text
    assert "being entered" not in page.text
    again = {"decision": "accept", "seen": field(page, "seen")}
    assert decide(authority, uscc, change_id, again).headers["location"] != job
    assert work(own_console) == 1
    assert Registry(own_console.store).get(uscc).employees_count == 321
    assert text_of(owner(own_console, uscc, lang="zh").get(f"/enterprises/{uscc}")).count("已同意")


def test_an_office_does_not_decide_its_own_proposal(own_console):
    uscc = assessed(own_console.store).uscc
    authority = office(own_console)
    propose(authority, uscc, employees_count="322")
    page = authority.get("/changes")
    change_id = page.text.split("/changes/")[1].split("/")[0]
    told = {"decision": "accept", "seen": field(page, "seen")}
    answer = authority.post(f"/enterprises/{uscc}/changes/{change_id}/decide", data=told)
    assert answer.status_code == 403
    assert Registry(own_console.store).get(uscc).employees_count != 322


def test_the_register_refuses_what_its_import_refuses_and_what_was_typed_stays(console, case):
    answer = propose(owner(console, case.uscc), case.uscc, industry_code="X999", name_en="A & B")
    assert answer.status_code == 400
    assert "X999" in answer.text
    assert "A &amp; B" in answer.text


def test_a_change_that_changes_nothing_is_told(console, case):
    enterprise = Registry(console.store).get(case.uscc)
    answer = propose(
        owner(console, case.uscc), case.uscc, employees_count=str(enterprise.employees_count)
    )
    assert answer.status_code == 400
    assert "CON-052" in answer.text


def test_a_decision_over_a_changed_register_shows_so(own_console):
    uscc = assessed(own_console.store).uscc
    reader, authority = owner(own_console, uscc), office(own_console)
    propose(reader, uscc, employees_count="401")
    old = authority.get("/changes")
    first = old.text.split("/changes/")[1].split("/")[0]
    own_console.clock.now += timedelta(minutes=1)
    propose(reader, uscc, employees_count="402")
    page = authority.get("/changes")
    second = page.text.split("/changes/")[1].split("/")[0]
    told = {"decision": "accept", "seen": field(page, "seen")}
    assert (
        authority.post(f"/enterprises/{uscc}/changes/{second}/decide", data=told).status_code == 303
    )
    assert work(own_console) == 1
    stale = authority.post(f"/enterprises/{uscc}/changes/{first}/decide", data=told)
    assert stale.status_code == 409
    assert Registry(own_console.store).get(uscc).employees_count == 402


def test_a_proposal_is_taken_back_by_its_side(own_console):
    uscc = assessed(own_console.store).uscc
    reader = owner(own_console, uscc)
    propose(reader, uscc, employees_count="403")
    page = reader.get(f"/enterprises/{uscc}")
    change_id = page.text.split("/changes/")[1].split("/")[0]
    assert reader.post(f"/enterprises/{uscc}/changes/{change_id}/withdraw").status_code == 303
    assert "taken back" in text_of(reader.get(f"/enterprises/{uscc}"))
    foreign = owner(own_console, assessed(own_console.store, 1).uscc)
    assert foreign.post(f"/enterprises/{uscc}/changes/{change_id}/withdraw").status_code == 404
