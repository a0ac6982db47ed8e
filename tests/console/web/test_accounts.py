"""Accounts and tokens in the hands of the administrator; two who change one account at once."""

import re
from html import unescape

import pytest

from access.fake_issuer import ISSUER
from console.web.conftest import ORIGIN, PASSWORD, Console
from console.web.test_sign_in import OFFICE, SESSION, add, bind, entered, fields, issuer  # noqa: F401
from lingnan.access import (
    EVERYTHING,
    Grant,
    Role,
    Scope,
    State,
    find_account,
    list_accounts,
    list_entries,
    list_tokens,
)
from lingnan.access.errors import NoAccount
from lingnan.access.federated import links_of

ADMINISTRATOR = (Role.ADMINISTRATOR, "everything")


@pytest.fixture
def desk(shared_store, pack):
    return Console(shared_store, pack)


@pytest.fixture
def administrator(desk):
    return desk.reader(*ADMINISTRATOR)


def known(desk, name):
    return find_account(desk.desk.access, name)


def seen_on(page):
    return unescape(re.search(r'name="seen" value="([^"]+)"', page.text)[1])


def changed(desk, reader, name, act, **typed):
    account = known(desk, name)
    path = f"/accounts/{account.account_id}"
    told = {"seen": seen_on(reader.get(path)), **typed}
    return reader.post(f"{path}/{act}", data=told)


def test_a_new_account_gets_a_link_that_is_shown_once(desk, administrator):
    form = administrator.get("/accounts/create")
    once = re.search(r'name="_once" value="([^"]+)"', form.text)[1]
    told = {
        "_once": once,
        "name": "new-office",
        "display_name": "值班室",
        "role": "programme-office",
        "kind": "city",
        "key": "440100",
    }
    page = administrator.post("/accounts", data=told)
    assert page.status_code == 200
    link = unescape(re.search(r'class="key">([^<]+)<', page.text)[1])
    assert link.startswith(f"{ORIGIN}/welcome#")
    assert known(desk, "new-office").grants == (OFFICE,)
    again = administrator.post("/accounts", data=told)
    assert again.headers["location"] == f"/accounts/{known(desk, 'new-office').account_id}"
    client = desk.client()
    token = link.partition("#")[2]
    assert client.post("/welcome", data={"token": token, "password": PASSWORD}).status_code == 303
    assert client.get("/").headers["location"] == "/overview"


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"name": ""}, 400),
        ({"name": "x"}, 400),
        ({"name": "长" * 10_000}, 400),
        ({"name": "a b"}, 400),
        ({"display_name": "长" * 10_000}, 400),
        ({"role": ""}, 400),
        ({"role": "king"}, 400),
        ({"kind": "planet"}, 400),
        ({"kind": "park", "role": "programme-office"}, 400),
        ({"key": "999999"}, 400),
        ({"key": "440100' OR 1=1"}, 400),
        ({"kind": "enterprise", "role": "enterprise", "key": "91440101MA5CXXXXXX"}, 400),
        ({"kind": "bank", "role": "bank", "key": "no-such-bank"}, 400),
        ({"name": "taken-name"}, 409),
    ],
)
def test_an_account_that_cannot_be_made_is_told_why_and_nothing_is_lost(
    desk, administrator, wrong, status
):
    if find_or_none(desk, "taken-name") is None:
        add(desk, "taken-name", OFFICE)
    told = {
        "name": "refused-name",
        "display_name": "值班室",
        "role": "programme-office",
        "kind": "city",
        "key": "440100",
        **wrong,
    }
    page = administrator.post("/accounts", data=told)
    assert page.status_code == status
    assert 'role="alert"' in page.text
    if "display_name" not in wrong:
        assert 'value="值班室"' in page.text
    assert find_or_none(desk, "refused-name") is None


def find_or_none(desk, name):
    try:
        return known(desk, name)
    except NoAccount:
        return None


def test_signs_that_turn_directions_and_markup_do_no_harm(desk, administrator):
    told = {
        "name": "rtl-office",
        "display_name": "\u202egnp.exe <b>x</b> =1",
        "role": "programme-office",
        "kind": "city",
        "key": "440100",
    }
    assert administrator.post("/accounts", data=told).status_code == 200
    assert known(desk, "rtl-office").display_name == "gnp.exe <b>x</b> =1"
    page = administrator.get("/accounts?text=rtl-office")
    assert "<bdi>gnp.exe &lt;b&gt;x&lt;/b&gt; =1</bdi>" in page.text


def test_accounts_are_searched_and_paged(desk, administrator):
    for number in range(60):
        add(desk, f"paged-{number:02}", OFFICE)
    first = administrator.get("/accounts?text=PAGED-&state=active&role=programme-office")
    assert "paged-00" in first.text
    assert "paged-59" not in first.text
    second = administrator.get("/accounts?text=paged-&page=2")
    assert "paged-59" in second.text
    assert administrator.get("/accounts?text=paged-&page=999").status_code == 200
    assert "paged-0" not in administrator.get("/accounts?text=paged-&state=locked").text
    assert administrator.get(f"/accounts?text={'x' * 10_000}").status_code == 200


def test_roles_are_given_and_taken_and_sessions_end_with_a_gain(desk, administrator):
    add(desk, "office-roles", OFFICE)
    client = entered(desk, "office-roles")
    more = {"role": "programme-office", "kind": "city", "key": "440300"}
    assert changed(desk, administrator, "office-roles", "grants", **more).status_code == 303
    assert len(known(desk, "office-roles").grants) == 2
    assert client.get("/me").status_code == 303
    client = entered(desk, "office-roles")
    gone = "programme-office@city:440100"
    answer = changed(desk, administrator, "office-roles", "grants/remove", grant=gone)
    assert answer.status_code == 303
    assert client.get("/me").status_code == 200
    assert [str(each) for each in known(desk, "office-roles").grants] == [
        "programme-office@city:440300"
    ]


def test_roles_that_exclude_each_other_are_refused(desk, administrator):
    add(desk, "auditor-only", Grant(Role.AUDITOR, EVERYTHING))
    answer = changed(
        desk, administrator, "auditor-only", "grants", role="administrator", kind="everything"
    )
    assert answer.status_code == 400
    assert "系统管理员" in answer.text


def test_who_would_save_over_anothers_change_sees_both(desk, administrator):
    add(desk, "office-two-editors", OFFICE)
    other = desk.reader(*ADMINISTRATOR)
    path = f"/accounts/{known(desk, 'office-two-editors').account_id}"
    mine, theirs = administrator.get(path), other.get(path)
    more = {"role": "programme-office", "kind": "city", "key": "440300"}
    answer = other.post(f"{path}/grants", data={"seen": seen_on(theirs), **more})
    assert answer.status_code == 303
    told = {"seen": seen_on(mine), "reason": "离职", "_once": "n-1"}
    page = administrator.post(f"{path}/lock", data=told)
    assert page.status_code == 409
    assert "account:reader-" in page.text
    assert "440300" in page.text
    assert 'value="离职"' in page.text
    assert known(desk, "office-two-editors").state is State.ACTIVE
    answer = administrator.post(f"{path}/lock", data={**told, "seen": seen_on(page)})
    assert answer.status_code == 303
    assert known(desk, "office-two-editors").state is State.LOCKED
    assert administrator.post(f"{path}/unlock", data={"seen": ""}).status_code == 409


def test_locking_ends_sessions_and_unlocking_lets_in_again(desk, administrator):
    add(desk, "office-lock", OFFICE)
    client = entered(desk, "office-lock")
    changed(desk, administrator, "office-lock", "lock", reason="=离职")
    assert client.get("/me").status_code == 303
    assert list_entries(desk.store.database, limit=1)[0].detail == "lock: =离职"
    account = known(desk, "office-lock")
    assert administrator.post(f"/accounts/{account.account_id}/invite").status_code == 400
    changed(desk, administrator, "office-lock", "unlock")
    entered(desk, "office-lock")


def test_the_last_administrator_is_not_locked_out(own_store, pack):
    desk = Console(own_store, pack)
    last = desk.reader(*ADMINISTRATOR)
    (name,) = (
        each.name
        for each in list_accounts(desk.desk.access)
        if each.grants[0].role is Role.ADMINISTRATOR
    )
    answer = changed(desk, last, name, "lock")
    assert answer.status_code == 409
    answer = changed(desk, last, name, "grants/remove", grant="administrator@everything:*")
    assert answer.status_code == 409
    assert last.get("/accounts").status_code == 200


def test_a_lost_device_is_unbound_and_its_sessions_end(desk, administrator):
    add(desk, "office-device", OFFICE)
    client = entered(desk, "office-device")
    bind(desk, "office-device")
    assert changed(desk, administrator, "office-device", "unbind").status_code == 303
    assert not known(desk, "office-device").has_second_factor
    assert client.get("/me").status_code == 303


def test_sessions_are_ended_by_the_administrator(desk, administrator):
    add(desk, "office-ended", OFFICE)
    client = entered(desk, "office-ended")
    account = known(desk, "office-ended")
    administrator.post(f"/accounts/{account.account_id}/sessions/end")
    assert client.get("/me").status_code == 303


def test_an_account_is_linked_to_who_it_is_at_an_issuer(desk, administrator, issuer):  # noqa: F811
    add(desk, "office-linked", OFFICE)
    told = {"issuer": ISSUER, "subject": "office-linked-17"}
    assert changed(desk, administrator, "office-linked", "links", **told).status_code == 303
    assert changed(desk, administrator, "office-linked", "links", **told).status_code == 400
    wrong = {"issuer": "https://evil.test", "subject": "x"}
    assert changed(desk, administrator, "office-linked", "links", **wrong).status_code == 400
    assert len(links_of(desk.desk.access, "office-linked")) == 1
    assert changed(desk, administrator, "office-linked", "links/remove", **told).status_code == 303
    assert links_of(desk.desk.access, "office-linked") == []


def test_the_tokens_of_all_are_seen_and_revoked(desk, administrator):
    add(desk, "office-tokens", OFFICE)
    client = entered(desk, "office-tokens")
    client.post("/me/tokens", data={"label": "导出", "days": "9", "permission": "registry:read"})
    (made,) = list_tokens(desk.desk.access, "office-tokens")
    page = administrator.get("/tokens")
    assert made.token_id in page.text
    assert "office-tokens" in page.text
    assert administrator.post(f"/tokens/{made.token_id}/revoke").status_code == 303
    assert administrator.post(f"/tokens/{made.token_id}/revoke").status_code == 404
    assert administrator.post("/tokens/nothing/revoke").status_code == 404


@pytest.mark.parametrize("path", ["/accounts", "/tokens", "/accounts/create"])
def test_accounts_are_of_the_installation(desk, path):
    city_auditor = desk.reader(Role.AUDITOR, "city:440100")
    assert city_auditor.get(path).status_code == 403
    assert "/accounts" not in city_auditor.get("/me").text
    for role, scope in ((Role.PROGRAMME_OFFICE, "province:440000"), (Role.BANK, "bank:none")):
        assert desk.reader(role, scope).get(path).status_code == 403


def test_the_auditor_sees_accounts_and_changes_none(desk):
    add(desk, "office-watched", OFFICE)
    auditor = desk.reader(Role.AUDITOR, "everything")
    path = f"/accounts/{known(desk, 'office-watched').account_id}"
    page = auditor.get(path)
    assert page.status_code == 200
    assert fieldless(page)
    assert auditor.post(f"{path}/lock").status_code == 403
    assert auditor.post("/tokens/x/revoke").status_code == 403


def fieldless(page):
    return "<form" not in page.text.partition("<main")[2]


def test_an_unknown_account_is_not_found(administrator):
    assert administrator.get("/accounts/nobody").status_code == 404
    assert administrator.post("/accounts/nobody/lock").status_code == 404
    assert SESSION in administrator.cookies
    assert fields(administrator.get("/accounts/create").text, "/accounts")


def test_scopes_are_named(desk, administrator):
    add(desk, "office-named", OFFICE, Grant(Role.PROGRAMME_OFFICE, Scope.parse("city:440300")))
    page = administrator.get("/accounts?text=office-named", headers={"Accept-Language": "zh"})
    assert "广州市" in page.text
    assert "深圳市" in page.text


def test_fields_that_a_form_does_not_have_do_nothing(desk):
    add(desk, "office-mass", OFFICE)
    client = entered(desk, "office-mass")
    more = {"state": "locked", "role": "administrator", "grants": "administrator@everything:*"}
    told = {"present_password": PASSWORD, "password": "eight noisy storks", "account_id": "x"}
    answer = client.post("/me/password", data={**told, **more, "password_again": told["password"]})
    assert answer.status_code == 303
    found = known(desk, "office-mass")
    assert (found.state, found.grants) == (State.ACTIVE, (OFFICE,))
