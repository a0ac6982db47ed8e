"""One's own account: password, second factor, recovery codes, sessions, API tokens."""

import base64
import re
from datetime import timedelta
from html import unescape
from urllib.parse import unquote

import pytest

from access.test_sign_in import code
from console.web.conftest import AT, PASSWORD, Console
from console.web.test_sign_in import OFFICE, OPERATOR, SESSION, add, bind, entered, fields
from lingnan.access import (
    Permission,
    find_account,
    find_token,
    list_entries,
    list_tokens,
    sign_in,
)
from lingnan.access.errors import SignInRefused, TokenInvalid


@pytest.fixture
def desk(shared_store, pack):
    return Console(shared_store, pack)


def once(page):
    return re.search(r'name="_once" value="([^"]+)"', page.text)[1]


def codes_of(page):
    return re.findall(r"<code>([a-z2-7-]{29})</code>", page.text)


def secret_on(page):
    """The secret that the page shows, as somebody types it into an authenticator."""
    key = re.search(r'class="key">([^<]+)<', page.text)[1].replace(" ", "")
    return base64.b32decode(key)


def test_the_account_at_a_glance(desk):
    add(desk, "office-me", OFFICE)
    client = entered(desk, "office-me")
    for lang, role in (("zh", "工业和信息化主管部门"), ("en", "programme office")):
        page = client.get("/me", headers={"Accept-Language": lang})
        assert page.status_code == 200
        assert role in page.text
        assert "440100" in page.text
        assert "data:," in page.text


def test_changing_the_password_ends_the_other_sessions_and_renews_this_one(desk):
    add(desk, "office-me-password", OFFICE)
    client, other = (entered(desk, "office-me-password") for _ in range(2))
    before = client.cookies[SESSION]
    told = {"present_password": PASSWORD, "password": "eight noisy storks"}
    page = client.post("/me/password", data={**told, "password_again": "eight noisy stork"})
    assert page.status_code == 400
    assert "noisy" not in page.text
    page = client.post(
        "/me/password",
        data={**told, "present_password": "wrong", "password_again": told["password"]},
    )
    assert page.status_code == 401
    page = client.post("/me/password", data={**told, "password_again": told["password"]})
    assert page.headers["location"] == "/me"
    assert client.cookies[SESSION] != before
    assert client.get("/me").status_code == 200
    assert other.get("/me").status_code == 303
    assert desk.client(cookies={SESSION: before}).get("/me").status_code == 303
    with pytest.raises(SignInRefused):
        sign_in(desk.desk.access, "office-me-password", PASSWORD, at=AT)


def test_binding_a_second_factor_with_the_picture_then_everything_opens(desk):
    add(desk, "operator-me", OPERATOR)
    client = entered(desk, "operator-me")
    sent = client.get("/me")
    page = client.get(sent.headers["location"])
    assert fields(page.text, "/me/second-factor/begin")["next"] == "/me"
    begun = client.post(
        "/me/second-factor/begin", data=fields(page.text, "/me/second-factor/begin")
    )
    page = client.get(begun.headers["location"])
    picture = unescape(re.search(r'<img class="qr" src="([^"]+)"', page.text)[1])
    assert picture.startswith("data:image/svg+xml")
    assert "<svg" in unquote(picture)
    secret = secret_on(page)
    assert secret_on(client.get("/me/second-factor")) == secret
    wrong = client.post("/me/second-factor/confirm", data={"code": "000000", "next": "/me"})
    assert wrong.status_code == 401
    assert secret_on(wrong) == secret
    before = client.cookies[SESSION]
    told = {"code": code(secret, desk.clock.now), "next": "/me", "_once": once(page)}
    page = client.post("/me/second-factor/confirm", data=told)
    assert len(codes_of(page)) == 10
    assert client.cookies[SESSION] != before
    assert client.get("/me").status_code == 200
    again = client.post("/me/second-factor/confirm", data=told)
    assert again.headers["location"] == "/me/second-factor"
    assert secret_on(wrong).hex() not in client.get("/me/second-factor").text
    assert client.post("/me/second-factor/begin").status_code == 409


def test_recovery_codes_are_renewed_with_a_code_and_those_before_are_void(desk):
    add(desk, "office-me-codes", OFFICE)
    secret = bind(desk, "office-me-codes")
    client = desk.client()
    page = client.post("/sign-in", data={"name": "office-me-codes", "password": PASSWORD})
    client.post("/sign-in/code", data={"code": code(secret, desk.clock.now)})
    assert client.post("/me/second-factor/codes", data={"code": "000000"}).status_code == 401
    desk.clock.now += timedelta(seconds=60)
    page = client.post("/me/second-factor/codes", data={"code": code(secret, desk.clock.now)})
    first = codes_of(page)
    assert len(first) == 10
    page = client.post("/me/second-factor/codes", data={"code": first[0]})
    assert len(codes_of(page)) == 10
    assert client.post("/me/second-factor/codes", data={"code": first[1]}).status_code == 401
    last = list_entries(desk.store.database, limit=1)[0]
    assert (last.detail, last.is_done) == ("renew recovery codes", False)


def test_taking_the_second_factor_away_needs_a_code_and_ends_the_other_sessions(desk):
    add(desk, "operator-me-away", OPERATOR)
    secret = bind(desk, "operator-me-away")
    client, other = desk.client(), desk.client()
    for each in (client, other):
        each.post("/sign-in", data={"name": "operator-me-away", "password": PASSWORD})
        each.post("/sign-in/code", data={"code": code(secret, desk.clock.now)})
        desk.clock.now += timedelta(seconds=60)
        assert each.get("/me").status_code == 200
    assert client.post("/me/second-factor/remove", data={"code": "000000"}).status_code == 401
    answer = client.post("/me/second-factor/remove", data={"code": code(secret, desk.clock.now)})
    assert answer.headers["location"] == "/me/second-factor"
    assert not find_account(desk.desk.access, "operator-me-away").has_second_factor
    assert other.get("/me").headers["location"].startswith("/sign-in")
    assert client.get("/me").headers["location"].startswith("/me/second-factor")


def test_a_session_that_began_without_the_factor_proves_it_before_it_goes_on(desk):
    add(desk, "operator-me-later", OPERATOR)
    client = entered(desk, "operator-me-later")
    secret = bind(desk, "operator-me-later")
    assert client.get("/me").headers["location"].startswith("/me/second-factor")
    page = client.get("/me/second-factor?next=/me")
    told = fields(page.text, "/me/second-factor/prove")
    before = client.cookies[SESSION]
    for _ in range(10):
        wrong = client.post("/me/second-factor/prove", data={**told, "code": "000000"})
    assert wrong.status_code == 401
    assert (
        client.post("/me/second-factor/prove", data={**told, "code": "000000"}).status_code == 429
    )
    desk.clock.now += timedelta(minutes=5)
    right = code(secret, desk.clock.now)
    answer = client.post("/me/second-factor/prove", data={**told, "code": right, "_once": "x"})
    assert answer.headers["location"] == "/me"
    assert client.cookies[SESSION] != before
    assert client.get("/me").status_code == 200


def test_one_session_is_ended_and_then_all(desk):
    add(desk, "office-me-sessions", OFFICE)
    first, second, third = (entered(desk, "office-me-sessions") for _ in range(3))
    page = first.get("/me")
    ids = re.findall(r'action="/me/sessions/([a-z0-9]+)/end"', page.text)
    assert len(ids) == 2
    assert first.post(f"/me/sessions/{ids[0]}/end").headers["location"] == "/me"
    assert sorted(each.get("/me").status_code for each in (second, third)) == [200, 303]
    first.post("/me/sessions/end-others")
    assert [each.get("/me").status_code for each in (second, third)] == [303, 303]
    assert first.get("/me").status_code == 200
    assert first.post("/me/sessions/end-all").headers["location"] == "/sign-in"
    assert first.get("/me").status_code == 303


def test_nobody_ends_the_session_of_another(desk):
    add(desk, "office-me-one", OFFICE)
    add(desk, "office-me-two", OFFICE)
    one, two = entered(desk, "office-me-one"), entered(desk, "office-me-two")
    entered(desk, "office-me-two")
    theirs = re.findall(r'action="/me/sessions/([a-z0-9]+)/end"', two.get("/me").text)
    assert one.post(f"/me/sessions/{theirs[0]}/end").status_code == 404
    assert two.get("/me").status_code == 200


def test_a_token_is_shown_once_and_made_once(desk):
    add(desk, "office-me-token", OFFICE)
    client = entered(desk, "office-me-token")
    page = client.get("/me/tokens")
    assert "tokens:make" not in page.text
    told = {
        "_once": once(page),
        "label": "=报送程序 \u202e<b>",
        "days": "30",
        "permission": ["registry:read", "accounts:change", "nonsense"],
    }
    refused = client.post("/me/tokens", data=told)
    assert refused.status_code == 400
    assert "ACC-018" not in refused.text
    assert list_tokens(desk.desk.access, "office-me-token") == []
    page = client.post("/me/tokens", data={**told, "permission": ["registry:read"]})
    token = re.search(r"lgn_[a-z0-9]+_[\w-]+", page.text)[0]
    found = find_token(desk.desk.access, token, at=desk.clock.now)
    assert found.permissions == {Permission.REGISTRY_READ}
    again = client.post("/me/tokens", data={**told, "permission": ["registry:read"]})
    assert again.headers["location"] == "/me/tokens"
    page = client.get("/me/tokens")
    assert token not in page.text
    assert "=报送程序 &lt;b&gt;" in page.text
    (made,) = list_tokens(desk.desk.access, "office-me-token")
    assert client.post(f"/me/tokens/{made.token_id}/revoke").status_code == 303
    with pytest.raises(TokenInvalid):
        find_token(desk.desk.access, token, at=desk.clock.now)


@pytest.mark.parametrize(
    "wrong",
    [{"days": "0"}, {"days": "367"}, {"days": "-1"}, {"label": ""}, {"label": "长" * 10_000}],
)
def test_a_token_that_cannot_be_made_is_refused(desk, wrong):
    name = f"office-me-wrong-{len(str(wrong))}-{next(iter(wrong.values()))[:3].strip('-') or 'x'}"
    add(desk, name, OFFICE)
    client = entered(desk, name)
    told = {"label": "a", "days": "30", "permission": "registry:read", **wrong}
    assert client.post("/me/tokens", data=told).status_code == 400
    assert list_tokens(desk.desk.access, name) == []


def test_the_owner_is_told_what_changed_until_he_has_seen_it(desk):
    add(desk, "office-told", OFFICE)
    client = entered(desk, "office-told")
    assert 'class="notices"' not in client.get("/me").text
    told = {"present_password": PASSWORD, "password": "eight noisy storks"}
    client.post("/me/password", data={**told, "password_again": told["password"]})
    desk.clock.now += timedelta(seconds=1)
    page = client.get("/me", headers={"Accept-Language": "en"})
    assert "Your password was changed" in page.text
    assert "office-told" in page.text.partition('class="notices"')[2].partition("</section>")[0]
    piece = client.get("/me", headers={"HX-Request": "true"})
    assert 'class="notices"' not in piece.text
    until = re.search(r'name="until" value="([^"]+)"', page.text)[1]
    bind(desk, "office-told")
    answer = client.post("/me/notices/seen", data={"until": unescape(until), "next": "/me"})
    assert answer.headers["location"] == "/me"
    page = client.get("/me", headers={"Accept-Language": "en"})
    assert "Your password was changed" not in page.text
    assert "A second factor was bound" not in page.text
    assert client.post("/me/notices/seen", data={"until": "x"}).status_code == 400


def test_what_is_kept_about_an_account_is_had_as_a_file_without_secrets(desk):
    add(desk, "office-data", OFFICE)
    client = entered(desk, "office-data")
    page = client.post(
        "/me/tokens", data={"label": "导出", "days": "9", "permission": "registry:read"}
    )
    secret = re.search(r"lgn_[a-z0-9]+_[\w-]+", page.text)[0]
    answer = client.get("/me/data.json")
    told = answer.json()
    assert told["account"]["name"] == "office-data"
    assert told["account"]["grants"] == ["programme-office@city:440100"]
    assert [each["label"] for each in told["tokens"]] == ["导出"]
    assert {each["action"] for each in told["audit_entries"]} >= {"tokens:make", "accounts:sign-in"}
    assert "attachment" in answer.headers["content-disposition"]
    for word in (secret, client.cookies[SESSION], "argon2", 'sha256": "argon'):
        assert word not in answer.text


def test_nobody_revokes_the_token_of_another_here(desk):
    add(desk, "office-me-mine", OFFICE)
    add(desk, "office-me-theirs", OFFICE)
    theirs, mine = entered(desk, "office-me-theirs"), entered(desk, "office-me-mine")
    theirs.post("/me/tokens", data={"label": "a", "days": "9", "permission": "registry:read"})
    (made,) = list_tokens(desk.desk.access, "office-me-theirs")
    assert mine.post(f"/me/tokens/{made.token_id}/revoke").status_code == 404
    assert list_tokens(desk.desk.access, "office-me-theirs")[0].revoked_at is None
