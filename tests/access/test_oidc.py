"""Signing in by another issuer: what it signed for us, now, for an account linked before."""

import base64
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc.jwk import RSAKey

from access.conftest import ADMINISTRATOR, AT, OPERATOR, PASSWORD, add
from access.fake_issuer import ISSUER, FakeIssuer
from lingnan.access import (
    Access,
    Secret,
    State,
    create_account,
    find_account,
    find_session,
    list_entries,
    lock_account,
    sign_in,
)
from lingnan.access.errors import (
    BadLink,
    FederationFailed,
    FederationUnusable,
    NotLinked,
    SecondFactorNeeded,
    SignInRefused,
)
from lingnan.access.federated import link_account, links_of, sign_in_federated, unlink_account
from lingnan.access.oidc import Federation, IssuerSetting, read_settings
from lingnan.access.second_factor import confirm, enrol
from lingnan.access.totp import code_of, step_of
from lingnan.kernel import Text

ADDRESS = "https://console.test"


@pytest.fixture
def issuer():
    return FakeIssuer(now=int(AT.timestamp()))


@pytest.fixture
def federation(sqlite, issuer):
    setting = IssuerSetting(
        "province",
        Text("统一身份认证", "identity platform"),
        ISSUER,
        issuer.client_id,
        Secret(issuer.client_secret),
        ADDRESS,
        factor_words=frozenset({"mfa"}),
    )
    return Federation((setting,), Access.of(sqlite).sealer, transport=issuer.transport)


def walked(federation, issuer, *, at=AT, way="/overview", **brought):
    begun = federation.begin("province", way=way, at=AT)
    answer = {**issuer.agree(begun.address), **brought}
    return federation.complete("province", begun.cookie, answer, at=at)


def test_who_comes_back_is_who_the_issuer_signed_for(federation, issuer):
    claimed = walked(federation, issuer)
    assert (claimed.issuer, claimed.subject, claimed.way) == (ISSUER, "office-17", "/overview")
    assert not claimed.has_second_factor
    issuer.claims = {"amr": ["pwd", "mfa"]}
    assert walked(federation, issuer).has_second_factor


def test_the_issuer_is_asked_for_its_keys_once_an_hour(federation, issuer):
    for minutes in (0, 5, 59):
        federation.begin("province", way="/", at=AT + timedelta(minutes=minutes))
    assert sum(path.endswith("openid-configuration") for path in issuer.asked) == 1
    federation.begin("province", way="/", at=AT + timedelta(minutes=60))
    assert sum(path.endswith("openid-configuration") for path in issuer.asked) == 2


def test_keys_that_the_issuer_renewed_are_asked_for_again(federation, issuer):
    walked(federation, issuer)
    issuer.key = RSAKey.generate_key(2048, {"kid": "second", "use": "sig", "alg": "RS256"})
    issuer.published = [issuer.key]
    assert walked(federation, issuer, at=AT + timedelta(minutes=2)).subject == "office-17"


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://id.test/other"},
        {"aud": "another-client"},
        {"aud": ["lingnan", "another"], "azp": "another"},
        {"nonce": "of another sign-in"},
        {"nonce": None},
        {"exp": int(AT.timestamp()) - 61},
        {"iat": None},
        {"exp": None},
        {"sub": None},
        {"sub": ""},
        {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
    ],
)
def test_a_token_that_is_not_for_us_and_now_is_refused(federation, issuer, claims):
    issuer.claims = claims
    with pytest.raises(FederationFailed):
        walked(federation, issuer)


def test_a_token_without_or_with_another_signature_is_refused(federation, issuer):
    walked(federation, issuer)
    issuer.header = {"alg": "none"}
    with pytest.raises(FederationFailed):
        walked(federation, issuer)
    issuer.header = {}
    issuer.key = RSAKey.generate_key(2048, {"kid": "first"})
    with pytest.raises(FederationFailed):
        walked(federation, issuer)


def test_a_token_signed_with_the_shared_secret_is_refused(federation, issuer, monkeypatch):
    from joserfc import jwt
    from joserfc.jwk import OctKey

    secret = OctKey.import_key("a shared secret of forty octets or more!")
    issuer.header = {"alg": "HS256"}
    monkeypatch.setattr(issuer, "sign", lambda header, claims: jwt.encode(header, claims, secret))
    with pytest.raises(FederationFailed):
        walked(federation, issuer)


@pytest.mark.parametrize(
    "brought",
    [
        {"state": "of another browser"},
        {"state": ""},
        {"iss": "https://id.test/other"},
        {"code": ""},
        {"code": "made up"},
        {"error": "access_denied"},
    ],
)
def test_an_answer_that_does_not_fit_is_refused(federation, issuer, brought):
    with pytest.raises(FederationFailed):
        walked(federation, issuer, **brought)


def test_the_cookie_is_sealed_and_good_for_ten_minutes(federation, issuer):
    begun = federation.begin("province", way="/", at=AT)
    answer = issuer.agree(begun.address)
    changed = begun.cookie[:-6] + ("A" if begun.cookie[-6] != "A" else "B") + begun.cookie[-5:]
    for cookie in (changed, "", "nonsense"):
        with pytest.raises(FederationFailed):
            federation.complete("province", cookie, answer, at=AT)
    with pytest.raises(FederationFailed):
        federation.complete("province", begun.cookie, answer, at=AT + timedelta(minutes=10))
    assert answer["state"] not in begun.cookie


def test_a_code_is_good_once(federation, issuer):
    begun = federation.begin("province", way="/", at=AT)
    answer = issuer.agree(begun.address)
    federation.complete("province", begun.cookie, answer, at=AT)
    with pytest.raises(FederationFailed):
        federation.complete("province", begun.cookie, answer, at=AT)


@pytest.mark.parametrize(
    "document",
    [
        {"issuer": "https://id.test/other"},
        {"token_endpoint": "http://id.test/token"},
        {"jwks_uri": None},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
)
def test_an_issuer_that_describes_itself_wrongly_is_not_used(federation, issuer, document):
    issuer.document = document
    with pytest.raises(FederationFailed):
        federation.begin("province", way="/", at=AT)


def test_an_issuer_that_cannot_be_reached_is_told_and_asked_again_later(federation, issuer):
    issuer.is_down = True
    with pytest.raises(FederationFailed):
        federation.begin("province", way="/", at=AT)
    issuer.is_down = False
    assert walked(federation, issuer).subject == "office-17"


def entered(access, **more):
    told = {"has_second_factor": False, "at": AT, **more}
    return sign_in_federated(access, ISSUER, "office-17", **told)


def test_only_linked_accounts_enter(access):
    create_account(access, "wu", grants=[OPERATOR], actor="test", at=AT)
    with pytest.raises(NotLinked, match="office-17"):
        entered(access)
    link_account(access, "wu", ISSUER, " office-17 ", actor="account:admin", at=AT)
    assert [each.subject for each in links_of(access, "wu")] == ["office-17"]
    opened = entered(access)
    assert find_session(access, opened.token.reveal(), at=AT).name == "wu"
    assert find_account(access, "wu").state is State.ACTIVE
    with pytest.raises(SignInRefused):
        sign_in(access, "wu", "", at=AT)
    unlink_account(access, "wu", ISSUER, "office-17", actor="account:admin", at=AT)
    with pytest.raises(NotLinked):
        entered(access)
    told = [(entry.detail, entry.is_done) for entry in list_entries(access.database, limit=6)]
    assert (f"issuer {ISSUER}, not linked", False) in told
    assert (f"link {ISSUER} office-17", True) in told


def test_a_subject_is_linked_to_one_account(access):
    add(access, "wu", OPERATOR)
    add(access, "chen", ADMINISTRATOR)
    link_account(access, "wu", ISSUER, "office-17", actor="t", at=AT)
    for subject in ("office-17", "", " ", "x" * 256):
        with pytest.raises(BadLink):
            link_account(access, "chen", ISSUER, subject, actor="t", at=AT)
    with pytest.raises(NotLinked):
        unlink_account(access, "chen", ISSUER, "office-17", actor="t", at=AT)


def test_a_locked_account_does_not_enter_by_an_issuer_either(access):
    add(access, "wu", OPERATOR)
    link_account(access, "wu", ISSUER, "office-17", actor="t", at=AT)
    lock_account(access, "wu", actor="t", at=AT)
    with pytest.raises(SignInRefused):
        entered(access)


def test_a_bound_second_factor_is_asked_for_unless_the_issuer_proved_one(access):
    add(access, "wu", OPERATOR)
    link_account(access, "wu", ISSUER, "office-17", actor="t", at=AT)
    before = entered(access)
    assert find_session(access, before.token.reveal(), at=AT).lacks_second_factor
    uri = enrol(access, "wu").reveal()
    secret = base64.b32decode(parse_qs(urlsplit(uri).query)["secret"][0])
    confirm(access, "wu", code_of(secret, step_of(AT)), at=AT)
    waiting = entered(access)
    assert not waiting.is_complete
    with pytest.raises(SecondFactorNeeded):
        find_session(access, waiting.token.reveal(), at=AT)
    proven = entered(access, has_second_factor=True)
    assert not find_session(access, proven.token.reveal(), at=AT).lacks_second_factor
    assert not sign_in(access, "wu", PASSWORD, at=AT).is_complete


GOOD = """
address: https://console.example.gov.cn/
issuers:
  - id: province
    name: {zh: 统一身份认证平台, en: identity platform}
    issuer: https://id.example.gov.cn
    client_id: lingnan
    client_secret_variable: OIDC_SECRET
    factor_words: [mfa]
"""


def test_settings_from_a_file(tmp_path, monkeypatch):
    assert read_settings(tmp_path) == ()
    (tmp_path / "access-oidc.yaml").write_text(GOOD, encoding="utf-8")
    monkeypatch.setenv("OIDC_SECRET", "s3cret")
    (found,) = read_settings(tmp_path)
    assert found.way_back == "https://console.example.gov.cn/sign-in/with/province/back"
    assert found.client_secret.reveal() == "s3cret"
    assert found.factor_words == {"mfa"}
    assert "s3cret" not in repr(found)
    monkeypatch.delenv("OIDC_SECRET")
    with pytest.raises(FederationUnusable, match="OIDC_SECRET"):
        read_settings(tmp_path)


def test_settings_from_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("LINGNAN_OIDC_ISSUER", "https://id.example.gov.cn")
    monkeypatch.setenv("LINGNAN_OIDC_CLIENT_ID", "lingnan")
    with pytest.raises(FederationUnusable, match="address"):
        read_settings(tmp_path)
    monkeypatch.setenv("LINGNAN_OIDC_ADDRESS", "https://console.example.gov.cn")
    (found,) = read_settings(tmp_path)
    assert (found.issuer_id, found.client_secret) == ("sso", None)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("http://id.example.gov.cn", "https://id.example.gov.cn"),
        ("id: Province!", "id: province"),
        ("colour: blue", "factor_words: [mfa]"),
        ("factor_words: mfa", "factor_words: [mfa]"),
        ("issuers: {}", "issuers:"),
        ("https://u:p@id.example.gov.cn", "https://id.example.gov.cn"),
    ],
)
def test_settings_that_cannot_be_used_are_refused(tmp_path, monkeypatch, wrong, right):
    monkeypatch.setenv("OIDC_SECRET", "s3cret")
    text = GOOD.replace(right, wrong)
    assert text != GOOD
    (tmp_path / "access-oidc.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(FederationUnusable, match="ACC-026"):
        read_settings(tmp_path)
