"""Signing in: what was typed outlives a session, secrets are never echoed, issuers, lock-out."""

import base64
import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from access.fake_issuer import ISSUER, FakeIssuer
from console.web.conftest import AT, ORIGIN, PASSWORD, Console, fresh_address
from lingnan.access import (
    Grant,
    Policy,
    Role,
    Scope,
    Secret,
    create_account,
    invite,
    list_entries,
    redeem,
    set_grants,
)
from lingnan.access.federated import link_account
from lingnan.access.oidc import Federation, IssuerSetting
from lingnan.access.rate import Rate
from lingnan.access.second_factor import confirm, enrol
from lingnan.access.totp import code_of, step_of
from lingnan.console.web.cookie import ISSUER_FLOW, session_name
from lingnan.kernel import Text

OFFICE = Grant(Role.PROGRAMME_OFFICE, Scope.parse("city:440100"))
OPERATOR = Grant(Role.NODE_OPERATOR, Scope.parse("prefix:88.900"))
SESSION = session_name(is_secure=False)


@pytest.fixture
def desk(shared_store, pack):
    """A console with a clock of its own over the shared store."""
    return Console(shared_store, pack)


def add(console, name, *grants):
    access, at = console.desk.access, console.clock.now
    create_account(access, name, grants=grants, actor="test", at=at)
    token = invite(access, name, actor="test", at=at).reveal()
    return redeem(access, token, PASSWORD, at=at, origin=fresh_address())


def bind(console, name):
    uri = enrol(console.desk.access, name).reveal()
    secret = base64.b32decode(parse_qs(urlsplit(uri).query)["secret"][0])
    at = console.clock.now - timedelta(minutes=2)
    confirm(console.desk.access, name, code_of(secret, step_of(at)), at=at)
    return secret


def fields(page, action):
    """The hidden fields of the form of a page that is sent to `action`."""
    pattern = rf'<form method="post" action="{re.escape(action)}".*?</form>'
    form = re.search(pattern, page.partition("<main")[2], re.S)
    assert form, action
    found = re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', form[0])
    return {unescape(name): unescape(value) for name, value in found}


def entered(console, name, lang="zh"):
    client = console.client(lang)
    answer = client.post("/sign-in", data={"name": name, "password": PASSWORD})
    assert answer.status_code == 303, answer.text
    return client


TYPED = {
    "lang": "en",
    "next": "/overview?x=1",
    "note": "“a” <b>&amp; 岭南\nsecond line",
    "seen": "0123",
    "password": "never told again",
    "code": "123456",
    "client_secret": "never told either",
    "_once": "n-1",
}


@pytest.mark.parametrize("with_factor", [False, True])
def test_what_was_typed_is_sent_after_a_session_ended_in_the_middle_of_a_form(desk, with_factor):
    name = f"office-mid-form-{with_factor}"
    add(desk, name, OFFICE)
    secret = bind(desk, name) if with_factor else None
    client = desk.client()
    if secret is None:
        client = entered(desk, name)
    desk.clock.now += timedelta(minutes=31)
    page = client.post(
        "/sign-out", data=TYPED, headers={"Referer": f"{ORIGIN}/cities/440100?side=proven"}
    )
    assert page.status_code == 401
    told = fields(page.text, "/sign-in")
    assert told["kept.note"] == TYPED["note"]
    assert told["kept.seen"] == "0123"
    assert (told["act"], told["next"]) == ("/sign-out", "/cities/440100?side=proven")

    page = client.post("/sign-in", data=told)
    assert page.status_code == 200
    told = fields(page.text, "/sign-in")
    page = client.post("/sign-in", data={**told, "name": name, "password": "a wrong password"})
    assert page.status_code == 401
    told = fields(page.text, "/sign-in")
    page = client.post("/sign-in", data={**told, "name": name, "password": PASSWORD})
    if secret is not None:
        told = fields(page.text, "/sign-in/code")
        page = client.post("/sign-in/code", data={**told, "code": "000000"})
        assert page.status_code == 401
        told = fields(page.text, "/sign-in/code")
        code = code_of(secret, step_of(desk.clock.now))
        page = client.post("/sign-in/code", data={**told, "code": code})
    assert page.status_code == 200
    sent = fields(page.text, "/sign-out")
    assert sent.pop("_once") != "n-1"
    assert sent == {"lang": "en", "next": "/overview?x=1", "note": TYPED["note"], "seen": "0123"}
    assert "never told" not in page.text
    assert client.post("/sign-out", data=sent).status_code == 303


def test_a_form_as_long_as_one_may_be_outlives_its_session(desk):
    client = desk.client()
    typed = {f"question-{number}": "岭" * 2_000 for number in range(50)}
    page = client.post("/sign-out", data=typed)
    assert page.status_code == 401
    page = client.post(
        "/sign-in",
        files={name: (None, value) for name, value in fields(page.text, "/sign-in").items()},
    )
    assert page.status_code == 200
    told = fields(page.text, "/sign-in")
    assert {told[f"kept.question-{number}"] for number in range(50)} == {"岭" * 2_000}


def test_a_waiting_session_that_ended_begins_anew_and_keeps_what_was_typed(desk):
    add(desk, "office-late-code", OFFICE)
    bind(desk, "office-late-code")
    client = desk.client()
    told = {"act": "/language", "next": "/", "kept.note": "岭南"}
    client.post("/sign-in", data={"name": "office-late-code", "password": PASSWORD, **told})
    desk.clock.now += timedelta(minutes=6)
    page = client.post("/sign-in/code", data={**told, "code": "123456"})
    assert page.status_code == 401
    assert fields(page.text, "/sign-in")["kept.note"] == "岭南"


@pytest.mark.parametrize("name", ["password", "new_password", "code", "token", "client_secret"])
def test_secrets_are_never_echoed(console, name):
    page = console.client().post("/sign-out", data={name: "a very secret word", "other": "shown"})
    assert "a very secret word" not in page.text
    assert "shown" in page.text


def test_a_password_that_was_wrong_does_not_come_back(console):
    page = console.client().post("/sign-in", data={"name": "nobody-x", "password": "wrong words"})
    assert page.status_code == 401
    assert "nobody-x" in page.text
    assert "wrong words" not in page.text


def test_signing_in_gives_a_new_token_and_ends_the_session_before(desk):
    add(desk, "office-rotation", OFFICE)
    client = entered(desk, "office-rotation")
    before = client.cookies[SESSION]
    client.post("/sign-in", data={"name": "office-rotation", "password": PASSWORD})
    assert client.cookies[SESSION] != before
    assert client.get("/").status_code == 303
    thief = desk.client(cookies={SESSION: before})
    assert thief.get("/").headers["location"] == "/sign-in"


def test_a_token_that_somebody_else_set_is_not_taken_over(desk):
    add(desk, "office-fixation", OFFICE)
    chosen = {SESSION: "chosen-by-somebody-else"}
    answer = desk.client(cookies=chosen).post(
        "/sign-in", data={"name": "office-fixation", "password": PASSWORD}
    )
    assert "chosen-by-somebody-else" not in answer.headers["set-cookie"]
    assert desk.client(cookies=chosen).get("/").headers["location"] == "/sign-in"


def test_signing_out_ends_the_session_at_the_server(desk):
    add(desk, "office-out", OFFICE)
    client = entered(desk, "office-out")
    token = client.cookies[SESSION]
    answer = client.post("/sign-out")
    assert answer.headers["location"] == "/sign-in"
    assert answer.headers["clear-site-data"] == '"storage"'
    assert desk.client(cookies={SESSION: token}).get("/").headers["location"] == "/sign-in"


def test_cookies_are_for_this_host_and_not_for_scripts(desk):
    add(desk, "office-cookie", OFFICE)
    answer = desk.client().post("/sign-in", data={"name": "office-cookie", "password": PASSWORD})
    told = answer.headers["set-cookie"].lower()
    assert "httponly" in told
    assert "samesite=lax" in told
    assert "domain=" not in told
    desk.desk.is_secure = True
    answer = desk.client().post("/sign-in", data={"name": "office-cookie", "password": PASSWORD})
    told = answer.headers["set-cookie"].lower()
    assert told.startswith("__host-lingnan_session=")
    assert "; secure" in told
    assert "path=/" in told


def test_five_wrong_passwords_lock_and_all_refusals_look_alike(desk):
    add(desk, "office-locked", OFFICE)

    def tried(name, password):
        page = desk.client("en").post("/sign-in", data={"name": name, "password": password})
        return page.status_code, re.search(r'role="alert"><p>(.*?)</p>', page.text)[1]

    for _ in range(5):
        last = tried("office-locked", "a wrong password")
    assert tried("office-locked", PASSWORD) == last
    assert tried("nobody-at-all", PASSWORD) == last
    assert last[0] == 401
    desk.clock.now += timedelta(minutes=1)
    entered(desk, "office-locked")


def test_too_many_attempts_are_told_when_to_come_again_and_keep_what_was_typed(desk):
    few = Policy(sign_in=Rate(2, timedelta(minutes=10)))
    desk.desk.access = replace(desk.desk.access, policy=few)
    client = desk.client()
    told = {"name": "nobody", "password": "a wrong password", "act": "/x", "kept.note": "岭南"}
    codes = []
    for _ in range(4):
        page = client.post("/sign-in", data=told)
        codes.append(page.status_code)
    assert 429 in codes
    assert int(page.headers["retry-after"]) > 0
    assert fields(page.text, "/sign-in")["kept.note"] == "岭南"


def test_who_asks_too_often_waits_and_others_do_not(shared_store, pack):
    few = Console(shared_store, pack, requests=1, burst=3)
    reader = few.reader(Role.PROGRAMME_OFFICE, "city:440100")
    other = few.reader(Role.PROGRAMME_OFFICE, "city:440100")
    codes = [reader.get("/").status_code for _ in range(5)]
    assert codes == [303, 303, 303, 429, 429]
    assert other.get("/").status_code == 303
    few.clock.now += timedelta(seconds=2)
    assert reader.get("/").status_code == 303


def test_who_lacks_the_second_factor_of_his_role_may_only_bind_it(desk):
    add(desk, "operator-bare", OPERATOR)
    client = entered(desk, "operator-bare")
    answer = client.get("/overview?x=1")
    assert answer.headers["location"] == "/me/second-factor?next=%2Foverview%3Fx%3D1"
    assert client.get("/").headers["location"] == "/me/second-factor"
    answer = client.post("/me/password", data={"password": "another long password"})
    assert answer.status_code == 403
    assert "CON-022" in answer.text
    assert client.get("/sign-in").status_code == 200
    assert client.post("/sign-out").headers["location"] == "/sign-in"


def test_a_role_that_needs_a_second_factor_needs_it_at_once(desk):
    account = add(desk, "office-raised", OFFICE)
    client = entered(desk, "office-raised")
    set_grants(desk.desk.access, account.name, [OFFICE, OPERATOR], actor="test", at=desk.clock.now)
    assert client.get("/").headers["location"] == "/sign-in"
    client = entered(desk, "office-raised")
    assert client.get("/").headers["location"] == "/me/second-factor"


def test_a_part_of_a_page_leads_the_whole_page_to_sign_in(desk):
    headers = {"HX-Request": "true", "HX-Current-URL": f"{ORIGIN}/enterprises?q=a"}
    answer = desk.client().get("/overview?q=ab", headers=headers)
    assert answer.status_code == 204
    assert answer.headers["hx-redirect"] == "/sign-in?next=%2Fenterprises%3Fq%3Da"
    page = desk.client().post("/sign-out", data={"note": "岭南"}, headers=headers)
    assert page.status_code == 401
    assert page.headers["hx-retarget"] == "body"
    assert fields(page.text, "/sign-in")["next"] == "/enterprises?q=a"


def test_a_failure_of_a_part_of_a_page_replaces_nothing(console):
    reader = console.reader(Role.BANK, "bank:none")
    page = reader.get("/overview", headers={"HX-Request": "true"})
    assert page.status_code == 403
    assert page.headers["hx-retarget"] == "#content"
    assert page.headers["hx-reswap"].startswith("afterbegin")
    assert "<html" not in page.text


@pytest.mark.parametrize("way", ["//evil.test", "/\\evil.test", "https://evil.test", "/a\nb"])
def test_a_form_is_never_sent_again_to_another_site(desk, way):
    page = desk.client().post("/sign-in", data={"act": way, "next": way, "kept.note": "x"})
    assert "evil" not in page.text


def test_a_one_time_link_sets_a_password_once(desk):
    access = desk.desk.access
    create_account(access, "office-link", grants=[OFFICE], actor="test", at=AT)
    token = invite(access, "office-link", actor="test", at=AT).reveal()
    client = desk.client()
    page = client.get("/welcome")
    assert "data-from-hash" in page.text
    assert fields(client.get(f"/welcome?token={token}").text, "/welcome")["token"] == token
    page = client.post("/welcome", data={"token": token, "password": "too short"})
    assert page.status_code == 400
    assert "too short" not in page.text
    answer = client.post("/welcome", data={"token": token, "password": PASSWORD})
    assert answer.status_code == 303
    assert client.get("/").headers["location"] == "/overview"
    again = desk.client().post("/welcome", data={"token": token, "password": PASSWORD})
    assert again.status_code == 400
    assert "ACC" not in again.headers.get("location", "")


def test_a_link_asks_for_the_code_where_a_second_factor_is_bound(desk):
    add(desk, "office-link-code", OFFICE)
    secret = bind(desk, "office-link-code")
    token = invite(desk.desk.access, "office-link-code", actor="test", at=AT).reveal()
    client = desk.client()
    page = client.post("/welcome", data={"token": token, "password": PASSWORD})
    told = fields(page.text, "/sign-in/code")
    code = code_of(secret, step_of(desk.clock.now))
    assert client.post("/sign-in/code", data={**told, "code": code}).status_code == 303


@pytest.fixture
def issuer(desk):
    made = FakeIssuer(now=int(desk.clock.now.timestamp()))
    name = Text("统一身份认证平台", "identity platform")
    secret = Secret(made.client_secret)
    setting = IssuerSetting("province", name, ISSUER, made.client_id, secret, ORIGIN)
    desk.desk.federation = Federation((setting,), desk.desk.access.sealer, transport=made.transport)
    return made


def test_signing_in_by_an_issuer(desk, issuer):
    account = add(desk, "office-sso", OFFICE)
    link_account(desk.desk.access, account.name, ISSUER, "office-17", actor="test", at=AT)
    client = desk.client()
    page = client.get("/sign-in?next=/overview%3Fx%3D1")
    assert "统一身份认证平台" in page.text
    sent = client.get("/sign-in/with/province?next=/overview%3Fx%3D1")
    assert sent.headers["location"].startswith(f"{ISSUER}/authorize?")
    cookie = sent.headers["set-cookie"].lower()
    assert "max-age=600" in cookie
    assert "httponly" in cookie
    back = client.get(
        "/sign-in/with/province/back",
        params=issuer.agree(sent.headers["location"]),
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert back.headers["location"] == "/overview?x=1"
    assert client.get("/").headers["location"] == "/overview"
    assert ISSUER_FLOW not in client.cookies
    assert list_entries(desk.store.database, limit=1)[0].detail == f"issuer {ISSUER}"


def test_who_is_not_linked_is_told_his_subject_and_stays_outside(desk, issuer):
    issuer.subject = "stranger-3"
    client = desk.client()
    sent = client.get("/sign-in/with/province")
    back = client.get("/sign-in/with/province/back", params=issuer.agree(sent.headers["location"]))
    assert back.status_code == 403
    assert "stranger-3" in back.text
    assert SESSION not in client.cookies


def test_an_answer_from_another_browser_is_refused(desk, issuer):
    sent = desk.client().get("/sign-in/with/province")
    answer = issuer.agree(sent.headers["location"])
    back = desk.client().get("/sign-in/with/province/back", params=answer)
    assert back.status_code == 401
    assert fields(back.text, "/sign-in")["next"] == "/"
    assert desk.client().get("/sign-in/with/unknown").status_code == 404


def test_what_was_typed_waits_while_somebody_signs_in_by_an_issuer_in_another_window(desk, issuer):
    account = add(desk, "office-sso-form", OFFICE)
    link_account(desk.desk.access, account.name, ISSUER, "office-18", actor="test", at=AT)
    issuer.subject = "office-18"
    client = desk.client()
    page = client.post("/sign-out", data={"note": "岭南"})
    page = client.post("/sign-in", data=fields(page.text, "/sign-in"))
    assert 'target="_blank"' in page.text
    waiting = fields(page.text, "/sign-in/resume")
    assert client.post("/sign-in/resume", data=waiting).status_code == 401
    sent = client.get("/sign-in/with/province?next=/sign-in/done")
    back = client.get("/sign-in/with/province/back", params=issuer.agree(sent.headers["location"]))
    assert back.headers["location"] == "/sign-in/done"
    assert client.get("/sign-in/done").status_code == 200
    page = client.post("/sign-in/resume", data=waiting)
    assert fields(page.text, "/sign-out")["note"] == "岭南"


def test_browsers_may_help_with_passwords_which_are_shown_on_wish_and_measured(desk):
    page = desk.client("en").get("/sign-in").text
    assert 'autocomplete="current-password"' in page
    assert 'data-show="f-password"' in page
    page = desk.client("en").get("/welcome").text
    assert 'autocomplete="new-password"' in page
    assert 'data-strength="f-password"' in page
    for text in (page, desk.client().get("/sign-in").text):
        assert "onpaste" not in text
        assert 'type="password" value=""' in text
