"""The management API asked over HTTP in process: sign-in, prefixes, templates, identifiers."""

import asyncio
import logging

import pytest
from fastapi import FastAPI

from lingnan.access import list_entries
from lingnan.access.request_limit import RequestLimit
from lingnan.sources.identifier.business.lifecycle import EXPIRED
from lingnan.sources.identifier.management.app import ROUTES, keep_up, management_app
from lingnan.sources.identifier.management.desk import Limits
from lingnan.sources.identifier.management.errors import RouteOpen
from lingnan.sources.identifier.management.route import Open, check_routes
from lingnan.sources.identifier.wire.value import decode_values
from sources.identifier.business.sample import CODE, form, row, template_form, value
from sources.identifier.management.conftest import PASSWORD


def application():
    told = form()
    cells = {name: getattr(told, name) for name in told.__slots__ if name != "documents"}
    papers = [
        {"kind": each.kind, "name": each.name, "sha256": each.sha256} for each in told.documents
    ]
    return cells | {"documents": papers}


def given_prefix(api):
    """Apply, review, allot and file over HTTP; answer the prefix."""
    made = api.ask("applicant", "POST", "/api/v1/prefix/applications", application())
    assert made.status_code == 200, made.text
    path = f"/api/v1/prefix/applications/{made.json()['data']['application_no']}"
    assert api.ask("reviewer", "POST", f"{path}/review", {"decision": "approve"}).is_success
    allotted = api.ask("operator", "POST", f"{path}/allot", {}).json()["data"]
    filed = api.ask(
        "operator",
        "POST",
        f"/api/v1/prefix/allotments/{allotted['prefix']}/file",
        {"filing_no": "F-2026-1"},
    ).json()["data"]
    assert (filed["state"], filed["is_shown"]) == ("filed", True)
    return filed["prefix"]


@pytest.fixture
def prefix(api):
    found = given_prefix(api)
    made = api.ask("applicant", "POST", "/snms/api/v5/template", template_form(found))
    assert made.json() == {"status": 1, "message": "success", "data": True}
    return found


def test_a_route_that_asks_no_permission_keeps_the_api_from_starting(api):
    app = management_app(api.desk)
    check_routes(app.routes)

    @app.get("/open")
    async def open_route():
        return {}

    with pytest.raises(RouteOpen) as refused:
        check_routes(app.routes)
    assert "/open" in refused.value.render("en")

    async def start():
        async with app.router.lifespan_context(app):
            pass

    with pytest.raises(RouteOpen):
        asyncio.run(start())
    with pytest.raises(RouteOpen):
        check_routes(FastAPI().routes)


def test_only_what_proves_itself_or_tells_nothing_is_open():
    assert {(each.method, each.path) for each in ROUTES if each.permission is Open.ANYBODY} == {
        ("POST", "/identity/token"),
        ("POST", "/identity/token/v1"),
        ("GET", "/health"),
        ("GET", "/api/v1/doip/public/challenge"),
        ("POST", "/api/v1/doip/public/verify-response"),
        ("GET", "/api/v1/carriers/public/challenge"),
        ("POST", "/api/v1/carriers/public/answer"),
        ("POST", "/api/v1/carriers/public/heartbeat"),
    }


def test_no_route_answers_without_a_token(api):
    for each in ROUTES:
        if each.permission is Open.ANYBODY:
            continue
        path = each.path.replace("{application}", "x").replace("{prefix}", "88.900.1")
        found = api.ask(None, each.method, path)
        told = found.json()
        assert found.status_code == 401, each.path
        assert told["error"]["code"] == "NOD-650"
        assert told.get("status", told.get("code")) in (-1, 102)
        assert api.ask(None, each.method, path, token="lgn_wrong").status_code == 401  # noqa: S106


def test_sign_in_by_password_and_out_again(api):
    body = {"username": "applicant", "password": PASSWORD}
    told = api.ask(None, "POST", "/identity/token", body).json()
    assert told["status"] == 1
    token = told["data"]["token"]
    assert told["data"]["expiresIn"] == 12 * 3600
    path = "/api/v1/prefix/applications"
    assert api.ask(None, "GET", path, token=token).status_code == 200
    assert api.ask(None, "DELETE", "/identity/token", token=token).is_success
    assert api.ask(None, "GET", path, token=token).status_code == 401
    wrong = api.ask(None, "POST", "/identity/token", body | {"password": "wrong words here"})
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (401, "ACC-001")


def test_a_reviewer_without_second_factor_gets_no_further(api):
    body = {"username": "reviewer", "password": PASSWORD}
    token = api.ask(None, "POST", "/identity/token", body).json()["data"]["token"]
    refused = api.ask(None, "GET", "/api/v1/prefix/applications", token=token)
    assert (refused.status_code, refused.json()["error"]["code"]) == (401, "NOD-651")


def test_the_digest_of_a_password_is_refused_honestly(api):
    body = {"username": "applicant", "password": "0" * 64}
    found = api.ask(None, "POST", "/identity/token/v1", body)
    assert (found.status_code, found.json()["error"]["code"]) == (501, "NOD-652")
    assert "sha256" in found.json()["error"]["remedy"]["en"]


def test_a_prefix_from_application_to_revocation(api, prefix):
    assert prefix == "88.900.1"
    reader = api.desk.registrar.reader
    reader.renew()
    assert reader.answer(b"0.NA/88.900.1") is not None
    step = f"/api/v1/prefix/allotments/{prefix}"
    assert api.ask("operator", "POST", f"{step}/suspend", {"reason": "检查"}).is_success
    reader.renew()
    assert reader.answer(b"0.NA/88.900.1") is None
    assert api.ask("operator", "POST", f"{step}/resume", {}).json()["data"]["state"] == "filed"
    shown = api.ask("applicant", "GET", step).json()["data"]
    assert (shown["uscc"], shown["is_hosted"], shown["identifiers_count"]) == (CODE, True, 1)
    assert api.ask("operator", "POST", f"{step}/revoke", {"reason": "注销"}).is_success
    again = api.ask("operator", "POST", f"{step}/resume", {})
    assert (again.status_code, again.json()["error"]["code"]) == (409, "NOD-603")
    reader.renew()
    assert reader.entry("0.NA/88.900.1") is None


def test_nobody_reviews_for_himself_nor_beyond_his_role(api):
    path = "/api/v1/prefix/applications"
    number = api.ask("applicant", "POST", path, application()).json()["data"]["application_no"]
    for who in ("applicant", "operator"):
        found = api.ask(who, "POST", f"{path}/{number}/review", {"decision": "approve"})
        assert (found.status_code, found.json()["status"]) == (403, -3)
        assert found.json()["error"]["code"] == "ACC-002"
    last = list_entries(api.desk.database, limit=1)[0]
    assert (last.actor.partition("/")[0], last.is_done) == ("account:operator", False)
    # Another enterprise's user neither sees nor applies for it.
    assert api.ask("stranger", "GET", path).json()["data"] == []
    assert api.ask("stranger", "GET", f"{path}/{number}").status_code == 403
    assert api.ask("stranger", "POST", path, application()).status_code == 403
    listed = api.ask("reviewer", "GET", path).json()["data"]
    assert listed[0]["contact_mobile"] == "0***"
    shown = api.ask("reviewer", "GET", f"{path}/{number}").json()["data"]
    assert (shown["contact_mobile"], shown["reviews"]) == ("000-0000-0000", [])


def test_a_form_that_is_wrong_names_its_fields(api):
    path = "/api/v1/prefix/applications"
    found = api.ask("applicant", "POST", path, application() | {"documents": []})
    told = found.json()
    assert (found.status_code, told["status"], told["error"]["code"]) == (400, -2, "NOD-601")
    assert [each["field"] for each in told["error"]["findings"]] == [
        "documents.business-licence",
        "documents.application-letter",
    ]


def test_templates_are_read_changed_and_removed(api, prefix):
    query = {"prefix": prefix, "version": "1.0"}
    path = "/snms/api/v5/template"
    shown = api.ask("applicant", "GET", path, params=query).json()["data"]
    assert [item["idType"] for item in shown["items"]] == ["name", "model", "PRODUCED_AT", "cost"]
    narrower = template_form(prefix)
    narrower["items"][0]["metadata"]["maxLength"] = 5
    refused = api.ask("applicant", "PUT", path, narrower).json()["error"]
    assert refused["code"] == "NOD-608"
    assert "items[2000]" in refused["en"]
    assert api.ask("stranger", "GET", path, params=query).status_code == 403
    assert api.ask("stranger", "POST", path, template_form(prefix, "9")).status_code == 403
    assert api.ask("applicant", "DELETE", path, query).is_success
    assert api.ask("applicant", "GET", path, params=query).status_code == 404


def test_one_identifier_registered_shown_changed_deleted(api, prefix):
    path = "/identityv2/data"
    assert api.ask("applicant", "POST", path, row(1)).json() == {
        "status": 1,
        "message": "success",
        "data": True,
    }
    handle = {"handle": "88.900.1/SN-000001"}
    own = api.ask("applicant", "GET", f"{path}/detail", params=handle).json()["data"]
    assert (own["prefix"], own["templateVersion"]) == (prefix, "1.0")
    assert {each["index"] for each in own["value"]} == {1000, 1001, 2000, 2001, 2002, 2010}
    others = api.ask("stranger", "GET", f"{path}/detail", params=handle).json()["data"]
    assert 2010 not in {each["index"] for each in others["value"]}
    changed = row(1, value=[value(2000, "name", "新名")])
    assert api.ask("applicant", "PUT", path, changed).json()["data"] is True
    assert api.ask("stranger", "PUT", path, changed).status_code == 400
    assert api.ask("applicant", "DELETE", path, handle).json()["data"] is True
    gone = api.ask("applicant", "GET", f"{path}/detail", params=handle)
    assert (gone.status_code, gone.json()["status"]) == (404, -2)
    missing = api.ask("applicant", "GET", f"{path}/detail")
    assert missing.json()["error"]["code"] == "NOD-654"


def test_a_wrong_value_names_its_field_in_the_language_asked_for(api, prefix):
    bad = row(1, value=[value(2000, "name", "字" * 21)])
    zh = api.ask("applicant", "POST", "/identityv2/data", bad)
    en = api.ask(
        "applicant", "POST", "/identityv2/data", bad, headers={"Accept-Language": "en-GB,zh"}
    )
    assert (zh.status_code, zh.json()["status"], zh.json()["data"]) == (400, -2, None)
    assert "长度应为 1–20" in zh.json()["message"]
    assert "it has 1 to 20 characters" in en.json()["message"]
    assert zh.json()["error"]["findings"][0]["field"] == "name"


def test_two_thousand_rows_in_a_call_once_only(api, prefix):
    rows = [row(number) for number in range(2000)]
    for number in (3, 1000, 1999):
        rows[number]["value"][0] = value(2000, "name", "")
    path, key = "/identityv2/data/batchCreate", {"Idempotency-Key": "call-1"}
    told = api.ask("applicant", "POST", path, rows, headers=key).json()["data"]
    assert [number for number, each in enumerate(told) if each["code"] != 1] == [3, 1000, 1999]
    assert told[3]["findings"][0]["code"] == "NOD-648"
    assert told[0] == {"handle": "88.900.1/sn-000000", "code": 1, "msg": "success"}
    assert api.ask("applicant", "POST", path, rows, headers=key).json()["data"] == told
    api.desk.registrar.reader.renew()
    # The template's own identifier is one more.
    assert api.desk.registrar.reader.count(prefix) == 1998
    other = api.ask("applicant", "POST", path, rows[:5], headers=key)
    assert (other.status_code, other.json()["error"]["code"]) == (409, "NOD-205")
    atomic = api.ask("applicant", "POST", f"{path}?atomic=true", [row(5000), rows[3]])
    assert [each["code"] for each in atomic.json()["data"]] == [-2, -2]


def test_batches_that_change_delete_and_withhold(api, prefix):
    api.ask("applicant", "POST", "/identityv2/data/batchCreate", [row(1), row(2), row(3)])
    path = "/identityv2/data"
    new = [row(1, value=[value(2000, "name", "甲")]), row(9)]
    told = api.ask("applicant", "PUT", f"{path}/batchUpdate", new).json()["data"]
    assert [each["code"] for each in told] == [1, -2]
    names = ["88.900.1/sn-000001", "88.900.1/sn-000002"]
    body = {"handles": names, "status": -1}
    assert [e["code"] for e in api.ask("applicant", "PUT", f"{path}/status", body).json()["data"]]
    gone = api.ask("applicant", "GET", f"{path}/detail", params={"handle": names[0]})
    assert (gone.status_code, gone.json()["error"]["code"]) == (410, "NOD-623")
    assert "停用" in gone.json()["message"]
    deleted = api.ask("applicant", "DELETE", f"{path}/batchDelete", [*names, "x"]).json()["data"]
    assert [each["code"] for each in deleted] == [1, 1, -2]


def test_what_has_expired_is_answered_as_expired_at_once(api, clock, prefix):
    from datetime import timedelta

    handle = {"handle": "88.900.1/sn-000001"}
    api.ask("applicant", "POST", "/identityv2/data", row(1, validUntil="2026-03-05"))
    shown = api.ask("applicant", "GET", "/identityv2/data/detail", params=handle).json()["data"]
    assert shown["validUntil"] == "2026-03-05T16:00:00+00:00"
    clock.at += timedelta(days=5)
    for _ in range(2):
        found = api.ask("applicant", "GET", "/identityv2/data/detail", params=handle)
        assert (found.status_code, "过期" in found.json()["message"]) == (410, True)
        # The second time it has been withheld from resolution, too.
        asyncio.run(keep_up(api.desk))
    api.desk.registrar.reader.renew()
    assert api.desk.registrar.reader.entry(handle["handle"]).is_withheld
    assert EXPIRED == -2


def test_a_file_of_rows_is_the_body(api, prefix):
    text = "标识,名称,生产日期\n88.900.1/f-1,泵一,2026-01-02\n88.900.1/f-2,,2026-01-02\n"
    found = api.ask(
        "applicant",
        "POST",
        "/identityv2/data/file",
        params={"prefix": prefix, "version": "1.0"},
        content=text.encode(),
    ).json()["data"]
    assert [(each["code"], each["line"]) for each in found] == [(1, 2), (-2, 3)]


def test_codes_are_mapped(api):
    body = {"code": "urn:oid:1.2.156.3001", "prefix": "88.900.1"}
    told = api.ask("applicant", "POST", "/api/v1/codes/map", body).json()["data"]
    assert told["handle"] == "88.900.1/oid-1.2.156.3001"
    bad = api.ask("applicant", "POST", "/api/v1/codes/map", body | {"code": "6901234567893"})
    assert bad.status_code == 400


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "NOD-654"), (b"{", "NOD-654"), (b"[" * 100_000, "NOD-654"), (b"[]", "NOD-654")],
)
def test_bodies_that_are_no_json_object(api, content, code):
    found = api.ask("applicant", "POST", "/snms/api/v5/template", content=content)
    assert (found.status_code, found.json()["error"]["code"]) == (400, code)


def test_bodies_are_bounded_whatever_they_say_of_their_length(api):
    api.desk.limits = Limits(body_octets=1000)

    async def long():
        for _ in range(5):
            yield b" " * 400

    path = "/identity/token"
    assert api.ask(None, "POST", path, content=long()).status_code == 413
    assert api.ask(None, "POST", path, content=b" " * 1001).status_code == 413


def test_one_source_is_slowed_down(api):
    api.desk.limit = RequestLimit(per_second=1, burst=3)
    answered = [api.ask(None, "GET", "/health") for _ in range(4)]
    assert [each.status_code for each in answered] == [200, 200, 200, 429]
    assert answered[3].headers["retry-after"] == "1"
    assert answered[3].json()["error"]["code"] == "ACC-011"


def test_the_limit_forgets_sources_and_stays_bounded():
    limit = RequestLimit(per_second=10, burst=1, sources=5)
    for number in range(50):
        limit.take(str(number), 0.0)
    assert len(limit._full_at) <= 5
    limit.take("fresh", 10.0)
    limit.take("fresh", 10.2)


def test_a_fault_tells_neither_the_caller_nor_the_log_what_was_in_the_request(
    api, caplog, monkeypatch
):
    def fail(*_args, **_options):
        raise RuntimeError(f"cannot take {PASSWORD}")

    from lingnan.sources.identifier.management import token_routes

    monkeypatch.setattr(token_routes, "sign_in", fail)
    with caplog.at_level(logging.DEBUG):
        found = api.ask(
            None, "POST", "/identity/token", {"username": "applicant", "password": PASSWORD}
        )
    assert (found.status_code, found.json()["error"]["code"]) == (500, "NOD-659")
    assert PASSWORD not in found.text + caplog.text
    assert "RuntimeError" in caplog.text


def test_the_life_of_the_api_settles_what_was_left_open(api):
    from lingnan.sources.identifier.business.wish import put_wish
    from lingnan.sources.identifier.wire.value import HandleValue, encode_values

    octets = encode_values((HandleValue(1, "URL", b"https://example.com"),))
    with api.desk.database.begin() as connection:
        put_wish(connection, "88.900/late", status=1, octets=octets, at=api.clock())

    async def run():
        async with api.app.router.lifespan_context(api.app):
            for _ in range(50):
                await asyncio.sleep(0.01)
                api.desk.registrar.reader.renew()
                if api.desk.registrar.reader.entry("88.900/late"):
                    return

    asyncio.run(run())
    entry = api.desk.registrar.reader.entry("88.900/late")
    assert decode_values(entry.octets)[0].data == b"https://example.com"
