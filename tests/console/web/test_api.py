"""The JSON interface at its door: who may ask, how it fails, and what it says of itself."""

import pytest

from console.web.program import program, token_of
from lingnan.access import Permission, Role
from lingnan.access.api_token import list_tokens, revoke_token

PROVINCE = "province:440000"


@pytest.fixture(scope="module")
def office(console):
    return program(console, Role.PROGRAMME_OFFICE, PROVINCE)


def test_a_token_says_who_asks(console, office):
    told = office.get("/me").json()
    assert told["grants"] == [{"role": "programme-office", "scope": PROVINCE}]
    assert told["run_id"] == console.desk.run.run_id
    assert told["is_synthetic"] is True
    assert office.get("/targets").headers["lingnan-synthetic"] == "true"


def test_nobody_is_told_anything_without_a_token(console):
    stranger = console.client(lang="en")
    answer = stranger.get("/api/v1/targets")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "CON-010"


def test_a_revoked_token_is_void_at_once(console):
    asking = program(console, Role.PROGRAMME_OFFICE, PROVINCE)
    told = asking.get("/me").json()
    revoke_token(console.desk.access, told["token_id"], actor="test", at=console.clock.now)
    assert asking.get("/me").status_code == 401
    assert list_tokens(console.desk.access, told["account"])[0].revoked_at is not None


def test_a_session_of_the_console_may_ask_too(console):
    office = console.reader(Role.PROGRAMME_OFFICE, PROVINCE)
    assert office.get("/api/v1/targets").status_code == 200
    answer = office.post("/api/v1/scores", json={}, headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, answer.json()["code"]) == (403, "CON-012")


def test_a_token_with_fewer_permissions_may_less(console):
    asking = program(
        console, Role.PROGRAMME_OFFICE, PROVINCE, permissions={Permission.PROGRAMME_READ}
    )
    assert asking.get("/targets").status_code == 200
    answer = asking.get("/enterprises")
    assert (answer.status_code, answer.json()["code"]) == (403, "ACC-002")


def test_a_token_narrowed_to_a_city_sees_the_city(console):
    asking = program(console, Role.PROGRAMME_OFFICE, PROVINCE, narrow="city:440100")
    cities = {row["city_code"] for row in asking.get("/enterprises?limit=1000").json()["items"]}
    assert cities == {"440100"}


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nothing", 404, "CON-011"),
        ("PUT", "/targets", 405, "CON-123"),
        ("TRACE", "/enterprises/914401010000000010", 405, "CON-123"),
        ("POST", "/scores", 415, "CON-122"),
    ],
)
def test_what_is_not_there_is_told_as_a_problem(office, method, path, status, code):
    answer = office.request(method, path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert {"zh", "en"} == set(answer.json()["message"])
    if status == 405:
        assert answer.headers["allow"] in ("GET", "GET, POST")


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"", 400, "CON-120"),
        (b"{", 400, "CON-120"),
        (b"\xff\xfe", 400, "CON-120"),
        (b'{"model": "\\ud800"}', 400, "CON-120"),
        (b"[]", 422, "CON-121"),
        (b'{"model": "none"}', 422, "CON-121"),
        (b'{"model": "miit-sme-2024", "more": 1}', 422, "CON-121"),
        (b'{"model": "miit-sme-2024", "answers": {"Q01": true}}', 422, "CON-121"),
        (b"[" * 100_000, 400, "CON-120"),
    ],
)
def test_a_body_that_does_not_fit_is_told_where(office, content, status, code):
    answer = office.post("/scores", content=content, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    if status == 422:
        assert answer.json()["findings"]
        assert all(each["where"].startswith("body") for each in answer.json()["findings"])


def test_a_body_over_its_limit_is_refused(office):
    told = {"model": "miit-sme-2024", "answers": {"Q01": "x" * (2 << 20)}}
    assert office.post("/scores", json=told).status_code == 413


def test_a_body_is_not_unpacked(office):
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    assert office.post("/scores", content=b"{}", headers=headers).status_code == 415


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=1001", "limit=ten", "limit=1&limit=2", "city=999999", "more=1"]
)
def test_a_parameter_that_does_not_fit_is_told_where(office, query):
    answer = office.get(f"/enterprises?{query}")
    assert answer.status_code == 422
    assert answer.json()["findings"][0]["where"].startswith("query.")


def test_failures_are_told_in_the_asked_language(console):
    chinese = program(console, Role.PROGRAMME_OFFICE, PROVINCE, lang="zh")
    told = chinese.get("/enterprises?limit=0").json()
    assert "不小于 1" in told["detail"]
    assert "is at least 1" in told["message"]["en"]


def test_each_token_may_ask_only_so_often(shared_store, pack):
    from console.web.conftest import Console

    strict = Console(shared_store, pack, requests=1, burst=3)
    asking = program(strict, Role.PROGRAMME_OFFICE, PROVINCE)
    answers = [asking.get("/me") for _ in range(5)]
    assert [answer.status_code for answer in answers][-1] == 429
    last = answers[-1]
    assert int(last.headers["retry-after"]) >= 1
    assert last.json()["code"] == "ACC-011"


def test_a_token_that_is_none_is_refused(console):
    for told in ("lgn_", "lgn_x_y", "", "é", "x" * 5000):
        headers = {"Authorization": f"Bearer {told}".encode()}
        assert console.client().get("/api/v1/me", headers=headers).status_code == 401


def test_the_document_names_every_route_with_its_statuses(console, office):
    from lingnan.console.api.description import API_ROUTES

    told = office.get("/openapi.json").json()
    assert told["openapi"] == "3.1.0"
    for route in API_ROUTES:
        operation = told["paths"][route.whole_path][route.method.lower()]
        assert operation["summary"]
        assert {"401", "403", "429"} <= set(operation["responses"])
        if route.body is not None:
            assert {"400", "413", "415", "422"} <= set(operation["responses"])
        if route.rows:
            assert "404" in operation["responses"]


def test_the_words_of_the_pack_stand_in_the_document(console, office, pack):
    told = office.get("/openapi.json").json()
    sheet = told["components"]["schemas"]["Sheet"]["properties"]["model"]
    assert sheet["enum"] == [model.id for model in pack.models]
    assert "x-lingnan-pack" not in str(told)


def test_the_page_describes_every_route(console):
    from lingnan.console.api.description import API_ROUTES

    page = console.reader(Role.PROGRAMME_OFFICE, PROVINCE, lang="en").get("/api/v1/docs")
    assert page.status_code == 200
    for route in API_ROUTES:
        assert f"<code>{route.whole_path}</code>" in page.text
    assert "cdn" not in page.text.lower()


def test_only_who_is_signed_in_reads_the_description(console):
    assert console.client().get("/api/v1/openapi.json").status_code == 401
    assert console.client().get("/api/v1/docs").headers["location"].startswith("/sign-in")


def test_tokens_are_of_the_account(console):
    assert token_of(console, Role.PROGRAMME_OFFICE, PROVINCE).startswith("lgn_")


def test_the_manual_names_every_route_and_every_code():
    from pathlib import Path

    from lingnan.console.api import errors
    from lingnan.console.api.description import API_ROUTES

    manual = (Path(__file__).parents[3] / "docs" / "api.md").read_text(encoding="utf-8")
    for route in API_ROUTES:
        assert f"`{route.method} {route.path}`" in manual, route.path
    told = [errors.LINE_UNREADABLE, errors.LINE_UNFIT, errors.LINE_TOO_LONG, errors.LINE_SUBJECT]
    for rule in told:
        assert f"`{rule.code}`" in manual


def test_codes_are_within_the_range_and_stand_once():
    from lingnan.console.api import errors
    from lingnan.kernel import LingnanError, Rule

    own = [
        each.code
        for each in vars(errors).values()
        if isinstance(each, Rule)
        or (
            isinstance(each, type)
            and issubclass(each, LingnanError)
            and each.__module__ == errors.__name__
        )
    ]
    assert len(set(own)) == len(own)
    assert all("CON-120" <= code <= "CON-139" for code in own)
