"""What holds for every request: size, host, origin, methods, headers, logs; and faults as pages."""

import io
import logging
import re

import pytest

from console.web.conftest import Console
from lingnan.access import Role, list_entries
from lingnan.console.assembly import ROUTES
from lingnan.console.web.answer import Data, Moved
from lingnan.console.web.app import console_app
from lingnan.console.web.asset_route import SERVED, asset_address
from lingnan.console.web.route import Open, get, post

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


def boom(call):
    raise KeyError("the secret of somebody")


def kept(call):
    return Data(
        {
            "fields": {name: call.typed(name) for name in call.form},
            "files": {
                name: [(each.file_name, each.octets_count) for each in files]
                for name, files in call.files.items()
            },
        }
    )


EXTRA = (
    get("/boom", Open.ANYBODY, boom),
    post("/boom", Open.ANYBODY, boom),
    post("/kept", Open.ANYBODY, kept),
    post("/files", Open.ANYBODY, kept, takes_files=True),
    get("/moved", Open.ANYBODY, lambda call: Moved("/elsewhere")),
)


@pytest.fixture
def desk(shared_store, pack):
    return Console(shared_store, pack)


@pytest.fixture
def extra(shared_store, pack):
    """The console with routes that fail and that tell what they were sent."""
    console = Console(shared_store, pack, form_octets=20_000, upload_octets=200_000)
    console.app = console_app(console.desk, (*ROUTES, *EXTRA), ())
    return console


PATHS = ("/sign-in", "/nowhere", "/overview", "/api/v1/me", asset_address("console.css"), "/boom")


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_the_headers(extra, path):
    answer = extra.client().get(path)
    headers = answer.headers
    assert headers["content-security-policy"] == POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "access-control-allow-origin" not in headers
    assert "server" not in headers
    assert "x-powered-by" not in headers
    assert "strict-transport-security" not in headers
    if answer.content:
        kind = headers["content-type"]
        assert kind.startswith(("text/html", "text/css", "application/"))
        assert not kind.startswith("text/") or "charset=utf-8" in kind
    if not path.startswith("/assets/"):
        assert headers["cache-control"] == "no-store"


def test_over_tls_browsers_are_told_to_stay_there(extra):
    from dataclasses import replace

    extra.app = replace(extra.app, is_secure=True)
    told = extra.client().get("/sign-in").headers["strict-transport-security"]
    assert told == "max-age=31536000; includeSubDomains"


def test_data_is_sent_as_a_file(extra):
    answer = extra.client().post("/kept", data={"a": "<script>"})
    assert answer.headers["content-disposition"].startswith("attachment")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "CONNECT"])
def test_other_methods_are_not_known(desk, method):
    assert desk.client().request(method, "/sign-in").status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "", "Origin": "https://evil.test"},
        {"Sec-Fetch-Site": "", "Origin": "null"},
        {"Sec-Fetch-Site": "", "Origin": "http://console.test.evil.test"},
    ],
)
def test_another_site_changes_nothing(desk, headers):
    reader = desk.reader(Role.PROGRAMME_OFFICE, "city:440100")
    sent = {name: value for name, value in headers.items() if value}
    if "Sec-Fetch-Site" not in sent:
        del reader.headers["Sec-Fetch-Site"]
    answer = reader.post("/sign-out", headers=sent)
    assert answer.status_code == 403
    assert "CON-012" in answer.text
    reader.headers["Sec-Fetch-Site"] = "same-origin"
    assert reader.get("/me").status_code == 200


def test_without_either_header_nothing_is_changed(desk):
    reader = desk.reader(Role.PROGRAMME_OFFICE, "city:440100")
    del reader.headers["Sec-Fetch-Site"]
    assert reader.post("/sign-out").status_code == 403
    assert reader.post("/sign-out", headers={"Origin": "http://console.test"}).status_code == 303


def test_an_origin_lets_nobody_in(desk):
    answer = desk.client().get("/me", headers={"Origin": "http://console.test"})
    assert answer.headers["location"].startswith("/sign-in")


@pytest.mark.parametrize("host", ["evil.test", "console.test.evil.test", "", "evil.test:80"])
def test_another_host_is_not_served(desk, host):
    from dataclasses import replace

    desk.app = replace(desk.app, hosts=frozenset({"console.test"}))
    assert desk.client().get("/sign-in").status_code == 200
    answer = desk.client().get("/sign-in", headers={"Host": host})
    assert answer.status_code == 421
    assert desk.client().get("/sign-in", headers={"Host": "console.test:8700"}).status_code == 200


def test_an_upload_of_300_mb_is_refused_before_it_is_read(desk):
    reader = desk.reader(Role.PROGRAMME_OFFICE, "province:440000")
    told = {"Content-Length": str(300 << 20), "Content-Type": "multipart/form-data; boundary=x"}
    read = []

    def pieces():
        read.append(1)
        yield b"--x\r\n"

    answer = reader.post("/imports", headers=told, content=pieces())
    assert answer.status_code == 413
    assert "CON-013" in answer.text
    assert "201 MB" in answer.text or "200 MB" in answer.text


def test_a_length_that_is_not_told_is_counted(extra):
    def pieces():
        yield b"a="
        for _ in range(100):
            yield b"x" * 1_000

    told = {"Content-Type": "application/x-www-form-urlencoded"}
    assert extra.client().post("/kept", headers=told, content=pieces()).status_code == 413


@pytest.mark.parametrize("length", ["-1", "x", "1e9", "99999999999999999999"])
def test_a_length_that_is_none_is_refused(desk, length):
    answer = desk.client().post("/sign-in", headers={"Content-Length": length}, content=b"")
    assert answer.status_code == 413


def test_the_last_of_equal_fields_counts_and_control_signs_are_gone(extra):
    body = "a=first&a=second&b=%00x%1b%E2%80%AEy%0D%0Az&c=" + "%E5%B2%AD" * 2
    told = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = extra.client().post("/kept", headers=told, content=body.encode())
    assert answer.json()["fields"] == {"a": "second", "b": "xy\nz", "c": "岭岭"}


def test_a_field_or_a_name_that_is_too_long_is_refused_with_a_reason(desk):
    page = desk.client("en").post("/sign-in", data={"name": "长" * 20_001})
    assert page.status_code == 400
    assert "20000 characters" in page.text


def test_too_many_fields_and_broken_forms_are_refused(extra):
    many = "&".join(f"f{number}=1" for number in range(3_500))
    told = {"Content-Type": "application/x-www-form-urlencoded"}
    assert extra.client().post("/kept", headers=told, content=many).status_code in (400, 413)
    broken = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = extra.client().post("/kept", headers=broken, content=b"--y\r\nnonsense")
    assert answer.status_code < 500
    latin = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\xff\xfe\r\n--x--\r\n'
    assert extra.client().post("/kept", headers=broken, content=latin).status_code < 500


def test_files_come_only_where_they_are_taken_and_their_names_lose_their_folders(extra):
    def brought(path, name, content=b"x"):
        return extra.client().post(path, files={"file": (name, io.BytesIO(content))})

    assert brought("/kept", "a.txt").status_code == 400
    told = brought("/files", "../../etc/passwd").json()["files"]
    assert told == {"file": [["passwd", 1]]}
    told = brought("/files", "C:\\temp\\企业\u202e.csv").json()["files"]
    assert told == {"file": [["企业.csv", 1]]}
    assert len(brought("/files", "x" * 1_000 + ".csv").json()["files"]["file"][0][0]) <= 255
    assert brought("/files", "x" * 10_000 + ".csv").status_code == 400
    assert brought("/files", "big.csv", b"x" * 300_000).status_code == 413


@pytest.mark.parametrize(
    "path",
    [
        "/assets/x/console.css",
        "/assets/../serve.py",
        "/assets/%2e%2e/console.css",
        "/assets/0/MANIFEST.json",
        "/assets/..%2f..%2fserve.py",
        "/assets/",
        "/assets",
        "/.git/config",
        "/lingnan.sqlite",
        "/static/",
        "/docs",
        "/openapi.json",
        "/redoc",
    ],
)
def test_only_named_files_are_served_and_no_folder(desk, path):
    answer = desk.client().get(path)
    assert answer.status_code == 404
    assert "CON-011" in answer.text


def test_every_file_that_pages_load_is_ours(desk):
    reader = desk.reader(Role.PROGRAMME_OFFICE, "province:440000")
    for path in ("/sign-in", "/me", "/overview", "/audit"):
        text = reader.get(path).text
        for address in re.findall(r'(?:src|href)="([^"]+)"', text):
            assert address.startswith(("/", "#", "data:")), address
    assert set(SERVED) >= {"console.css", "console.js", "htmx.min.js", "echarts.min.js"}


def test_a_fault_of_the_program_is_a_page_with_a_number_and_nothing_more(extra, caplog):
    with caplog.at_level(logging.INFO):
        for answer in (extra.client().get("/boom"), extra.client().post("/boom")):
            assert answer.status_code == 500
            number = re.search(r"（([0-9a-f]{8})）", answer.text)[1]
            assert number in caplog.text
            for leak in ("KeyError", "Traceback", "the secret of somebody", ".py"):
                assert leak not in answer.text
    assert "the secret of somebody" not in caplog.text


def test_the_log_holds_codes_and_never_what_was_typed(extra, caplog):
    reader = extra.reader(Role.BANK, "bank:none")
    with caplog.at_level(logging.INFO):
        reader.get("/overview?q=first%0Aforged+line")
        extra.client().post("/sign-out", data={"note": "typed words"})
        extra.client().get("/enterprises/91440100XYNTH0013L?x=%0Aforged+line")
    told = [record for record in caplog.records if record.name.endswith("serve_route")]
    assert {record.getMessage() for record in told} >= {
        "GET /overview: ACC-002",
        "POST /sign-out: CON-010",
    }
    ours = " ".join(record.getMessage() for record in caplog.records if record.name != "httpx")
    for word in ("forged", "typed words", "91440100XYNTH0013L"):
        assert word not in ours
    levels = {record.getMessage(): record.levelname for record in told}
    assert levels["GET /overview: ACC-002"] == "WARNING"


def test_too_many_requests_are_a_warning_in_the_log(shared_store, pack, caplog):
    few = Console(shared_store, pack, requests=1, burst=2)
    client = few.client()
    with caplog.at_level(logging.INFO):
        answers = [client.get("/sign-in") for _ in range(4)]
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["retry-after"]) >= 1
    assert ("WARNING", "GET /sign-in: ACC-011") in {
        (record.levelname, record.getMessage()) for record in caplog.records
    }


def test_refusals_are_written_into_the_trail_with_who_and_from_where(desk):
    reader = desk.reader(Role.BANK, "bank:none")
    reader.get("/overview")
    entry = list_entries(desk.store.database, limit=1)[0]
    assert entry.thing == "route:GET /overview"
    assert not entry.is_done
    assert entry.origin.startswith("10.")
    assert entry.at.tzinfo is not None


def test_sessions_stand_in_no_address(desk):
    reader = desk.reader(Role.PROGRAMME_OFFICE, "city:440100")
    token = next(iter(reader.cookies.values()))
    for path in ("/", "/me", "/overview"):
        answer = reader.get(path)
        assert token not in answer.text
        assert token not in answer.headers.get("location", "")
    assert desk.client().get(f"/me?lingnan_session={token}").status_code == 303


@pytest.mark.parametrize(
    "way", ["//evil.test", "/\\evil.test", "https://evil.test", "javascript:alert(1)", "/a\r\nb: c"]
)
def test_ways_lead_nowhere_else(desk, way):
    answer = desk.client().post("/language", data={"next": way, "lang": "en"})
    assert answer.headers["location"] == "/"
    page = desk.client().get("/sign-in", params={"next": way})
    assert 'name="next" value="/"' in page.text


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "{{ 7 * 7 }}",
        "{0.__class__}",
        "%s%n",
        "' OR 1=1 --",
        "O'Hara ねこ 岭南 \U0001f9a9",
    ],
)
def test_what_was_typed_is_shown_as_text_and_nothing_else(desk, typed):
    page = desk.client().post("/sign-in", data={"name": typed, "password": "x"})
    main = page.text.partition("<main")[2]
    assert "<script>alert" not in main
    assert "<img src=x" not in main
    assert "49" not in re.sub(r'value="[^"]*"', "", main)
    page = desk.client().post("/sign-out", data={"note": typed})
    assert "<script>alert" not in page.text.partition("<main")[2]
    administrator = desk.reader(Role.ADMINISTRATOR, "everything")
    answer = administrator.get("/accounts", params={"text": typed})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text.partition("<main")[2]
