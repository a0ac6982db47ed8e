"""The frame: who may enter, what every answer carries, what a reader is told when it fails."""

import pytest

from lingnan.access import Role
from lingnan.console.report.load.word import heading
from lingnan.console.web.errors import RouteOpen
from lingnan.console.web.route import Open, Row, check_route, get


def test_a_reader_without_session_is_sent_to_sign_in_and_back(console):
    answer = console.client().get("/overview?x=1")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=%2Foverview%3Fx%3D1"


def test_a_password_opens_the_console(console):
    office = console.reader(Role.PROGRAMME_OFFICE, "province:440000")
    assert office.get("/").headers["location"] == "/overview"
    assert office.get("/overview").status_code == 200


def test_the_overview_shows_every_target_and_says_that_data_are_synthetic(console, pack):
    page = console.reader(Role.PROGRAMME_OFFICE, "province:440000", lang="en").get("/overview")
    for target in pack.targets:
        assert heading(target.name.en) in page.text
    assert "Synthetic data" in page.text


def test_a_role_without_the_permission_is_refused_and_written_down(console):
    bank = console.reader(Role.BANK, "bank:icbc-gd")
    answer = bank.get("/overview")
    assert answer.status_code == 403
    assert "ACC-002" in answer.text


def test_every_answer_carries_the_policy(console):
    for path in ("/sign-in", "/nowhere", "/overview"):
        headers = console.client().get(path).headers
        assert "script-src 'self'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"


def test_an_unknown_page_is_told_as_one(console):
    answer = console.client(lang="en").get("/nowhere")
    assert answer.status_code == 404
    assert "CON-011" in answer.text


def test_another_site_cannot_change_anything(console):
    reader = console.reader(Role.PROGRAMME_OFFICE, "province:440000")
    answer = reader.post("/sign-out", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert reader.get("/overview").status_code == 200


@pytest.mark.parametrize("way", ["//evil.test", "/\\evil.test", "https://evil.test", "/a\nb"])
def test_signing_in_never_leads_to_another_site(console, way):
    page = console.client().post("/language", data={"next": way, "lang": "en"})
    assert page.headers["location"] == "/"


def test_a_form_over_its_limit_is_refused_before_it_is_read(console):
    reader = console.reader(Role.PROGRAMME_OFFICE, "province:440000")
    answer = reader.post("/language", data={"next": "x" * (2 << 20)})
    assert answer.status_code == 413


def test_a_route_must_say_its_permission_and_what_its_path_names():
    with pytest.raises(RouteOpen):
        check_route(get("/x", None, lambda call: None))
    with pytest.raises(RouteOpen):
        check_route(get("/x/{id}", Open.SIGNED_IN, lambda call: None))
    check_route(get("/x/{id}", Open.SIGNED_IN, lambda call: None, id=Row.OWN))


def test_assets_are_kept_for_ever_and_compressed(console):
    page = console.client().get("/sign-in").text
    address = page.split('href="/assets/')[1].split('"')[0]
    answer = console.client().get(f"/assets/{address}")
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]
    assert console.client().get("/assets/0000000000000000/console.css").status_code == 404
