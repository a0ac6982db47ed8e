"""Webhooks: which addresses may be called, how it is signed, tried again and logged."""

import base64
import hashlib
import hmac
import http.server
import json
import ssl
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from console.web.program import program
from lingnan.access import Role, lock_account
from lingnan.access.trail import list_entries
from lingnan.console.api.errors import AddressForbidden
from lingnan.console.api.hook import deliver_due
from lingnan.console.api.hook.address import VARIABLE, addresses_of, ensure_address, split
from lingnan.console.api.hook.deliver import PAUSES
from lingnan.console.api.hook.post import Outcome, post
from lingnan.store.runs import last_run, save_run

PROVINCE = "province:440000"
URL = "https://hooks.example.org/lingnan"
LOOPBACK = ip_network("127.0.0.0/8")


@pytest.fixture
def office(own_console):
    return program(own_console, Role.PROGRAMME_OFFICE, PROVINCE)


@pytest.fixture(scope="module")
def refused(console):
    """Asks the shared store, where nothing comes of it."""
    return program(console, Role.PROGRAMME_OFFICE, PROVINCE)


def registered(office, url=URL):
    answer = office.post("/webhooks", json={"url": url, "label": "test"})
    assert answer.status_code == 201, answer.text
    return answer.json()


def finished(console, at):
    """The last run, finished anew."""
    run = replace(last_run(console.store.database), finished_at=at)
    with console.store.database.begin() as connection:
        save_run(connection, run)
    return run


class Ear:
    """What would be on the other side: answers what it is told to, and remembers what came."""

    def __init__(self, *statuses):
        self.statuses, self.heard = list(statuses), []

    def __call__(self, url, body, headers):
        self.heard.append((url, body, headers))
        status = self.statuses.pop(0) if self.statuses else 204
        if isinstance(status, str):
            return Outcome(None, status, 3)
        return Outcome(status, None, 3)


def test_a_finished_run_is_told_once_and_signed(own_console, office):
    made = registered(office)
    at = own_console.clock.now + timedelta(minutes=1)
    ear = Ear()
    assert deliver_due(own_console.store, at=at, send=ear) == 0
    run = finished(own_console, at)
    assert deliver_due(own_console.store, at=at + timedelta(seconds=5), send=ear) == 1
    assert deliver_due(own_console.store, at=at + timedelta(hours=9), send=ear) == 0
    [(url, body, headers)] = ear.heard
    assert url == URL
    told = json.loads(body)
    assert (told["type"], told["data"]["run_id"]) == ("run.finished", run.run_id)
    # As who gets it checks it: the key in base64 after whsec_, over id.timestamp.body.
    key = base64.b64decode(made["secret"].removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert int(headers["webhook-timestamp"]) == int((at + timedelta(seconds=5)).timestamp())


def test_the_manual_shows_how_to_check_it(own_console, office):
    manual = Path(__file__).parents[3] / "docs" / "api.md"
    told = manual.read_text(encoding="utf-8").split("```python\n")[1].split("```")[0]
    shown = {}
    exec(told, shown)  # noqa: S102  the manual's own lines
    made = registered(office)
    at = datetime.now(UTC)
    finished(own_console, at)
    ear = Ear()
    deliver_due(own_console.store, at=at, send=ear)
    [(_, body, headers)] = ear.heard
    assert shown["is_ours"](made["secret"], headers, body)
    assert not shown["is_ours"](made["secret"], headers, body + b" ")
    late = {**headers, "webhook-timestamp": str(int(headers["webhook-timestamp"]) - 3600)}
    assert not shown["is_ours"](made["secret"], late, body)


def test_a_run_from_before_is_not_told_and_one_computed_again_is(own_console, office):
    registered(office)
    ear, at = Ear(), own_console.clock.now
    deliver_due(own_console.store, at=at + timedelta(minutes=1), send=ear)
    assert ear.heard == []
    for minutes in (2, 3):
        finished(own_console, at + timedelta(minutes=minutes))
        deliver_due(own_console.store, at=at + timedelta(minutes=minutes), send=ear)
    assert len(ear.heard) == 2


def test_what_was_not_taken_is_tried_again_later_and_at_last_fails(own_console, office):
    made = registered(office)
    at = own_console.clock.now + timedelta(minutes=1)
    finished(own_console, at)
    ear = Ear(*([500, "TimeoutError: timed out"] * 9))
    due = at
    for pause in PAUSES:
        deliver_due(own_console.store, at=due, send=ear)
        count = len(ear.heard)
        deliver_due(own_console.store, at=due + pause - timedelta(seconds=1), send=ear)
        assert len(ear.heard) == count
        due += pause
    deliver_due(own_console.store, at=due, send=ear)
    deliver_due(own_console.store, at=due + timedelta(days=30), send=ear)
    assert len(ear.heard) == len(PAUSES) + 1
    [delivery] = office.get(f"/webhooks/{made['webhook_id']}/deliveries").json()["items"]
    assert (delivery["state"], delivery["tries_count"]) == ("failed", len(PAUSES) + 1)
    assert delivery["tries"][0]["status"] == 500
    assert delivery["tries"][1]["problem"] == "TimeoutError: timed out"
    assert {each[2]["webhook-id"] for each in ear.heard} == {delivery["delivery_id"]}


def test_a_second_try_may_succeed(own_console, office):
    made = registered(office)
    at = own_console.clock.now + timedelta(minutes=1)
    finished(own_console, at)
    ear = Ear(503, 200)
    deliver_due(own_console.store, at=at, send=ear)
    assert deliver_due(own_console.store, at=at + PAUSES[0], send=ear) == 1
    [delivery] = office.get(f"/webhooks/{made['webhook_id']}/deliveries").json()["items"]
    assert [each["status"] for each in delivery["tries"]] == [503, 200]
    assert delivery["state"] == "delivered"


def test_two_workers_tell_it_once(own_console, office):
    registered(office)
    at = own_console.clock.now + timedelta(minutes=1)
    finished(own_console, at)
    heard = []

    def slow(url, body, headers):
        heard.append(body)
        # The other worker looks while this one is still waiting for the answer.
        assert deliver_due(own_console.store, at=at + timedelta(seconds=1), send=Ear()) == 0
        return Outcome(200, None, 1)

    assert deliver_due(own_console.store, at=at, send=slow) == 1
    assert len(heard) == 1


def test_a_removed_webhook_hears_nothing_and_keeps_its_log(own_console, office):
    made = registered(office)
    at = own_console.clock.now + timedelta(minutes=1)
    finished(own_console, at)
    deliver_due(own_console.store, at=at, send=Ear(500))
    assert office.delete(f"/webhooks/{made['webhook_id']}").status_code == 200
    assert office.get(f"/webhooks/{made['webhook_id']}").status_code == 404
    ear = Ear()
    deliver_due(own_console.store, at=at + timedelta(days=1), send=ear)
    assert ear.heard == []
    acts = [entry.detail for entry in list_entries(own_console.store.database)]
    assert [each for each in acts if each in (f"add {URL}", "remove")] == ["remove", f"add {URL}"]


def test_an_account_that_was_locked_hears_nothing(own_console, office):
    registered(office)
    name = office.get("/me").json()["account"]
    lock_account(own_console.desk.access, name, actor="test", at=own_console.clock.now)
    at = own_console.clock.now + timedelta(minutes=1)
    finished(own_console, at)
    ear = Ear()
    deliver_due(own_console.store, at=at, send=ear)
    assert ear.heard == []


def test_webhooks_are_of_the_account(own_console, office):
    made = registered(office)
    other = program(own_console, Role.PROGRAMME_OFFICE, PROVINCE)
    assert other.get("/webhooks").json()["items"] == []
    for method, path in (("GET", ""), ("GET", "/deliveries"), ("DELETE", "")):
        assert other.request(method, f"/webhooks/{made['webhook_id']}{path}").status_code == 404
    auditor = program(own_console, Role.AUDITOR, "everything")
    assert [each["url"] for each in auditor.get("/webhooks").json()["items"]] == [URL]
    assert "secret" not in auditor.get("/webhooks").text


def test_an_account_has_only_so_many(office):
    for _ in range(20):
        registered(office)
    answer = office.post("/webhooks", json={"url": URL})
    assert (answer.status_code, answer.json()["code"]) == (409, "CON-129")


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/x",
        "https://127.1/x",
        "https://2130706433/x",
        "https://0x7f000001/x",
        "https://10.0.0.1/x",
        "https://192.168.1.1:8443/x",
        "https://169.254.169.254/latest/meta-data",
        "https://100.64.0.1/x",
        "https://0.0.0.0/x",
        "https://224.0.0.1/x",
        "https://localhost/x",
        "https://intranet/x",
        "https://db.internal/x",
        "https://printer.local/x",
    ],
)
def test_a_private_address_is_not_registered(refused, url):
    answer = refused.post("/webhooks", json={"url": url})
    assert (answer.status_code, answer.json()["code"]) == (403, "CON-128")


@pytest.mark.parametrize(
    "url", ["http://example.org/x", "https://a:b@example.org/x", "ftp://example.org", "https://"]
)
def test_only_plain_https_is_an_address(refused, url):
    assert refused.post("/webhooks", json={"url": url}).status_code == 422


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::",
        "0.0.0.0",  # noqa: S104  an address to be refused
    ],
)
def test_a_name_that_leads_into_a_private_network_is_not_called(address):
    parts = split("https://hooks.example.org/x")
    with pytest.raises(AddressForbidden):
        addresses_of(parts, (), lambda _host, _port: ["93.184.215.14", address])


def test_what_the_administrator_allows_may_be_called(office, monkeypatch):
    monkeypatch.setenv(VARIABLE, "10.20.0.0/16, fd12::/48")
    assert office.post("/webhooks", json={"url": "https://10.20.3.4/x"}).status_code == 201
    assert office.post("/webhooks", json={"url": "https://10.21.3.4/x"}).status_code == 403
    networks = (ip_network("10.20.0.0/16"),)
    ensure_address("https://hooks.internal/x", networks)
    found = addresses_of(
        split("https://hooks.internal/x"), networks, lambda _host, _port: ["10.20.0.9"]
    )
    assert found == ["10.20.0.9"]
    monkeypatch.setenv(VARIABLE, "nonsense")
    assert office.post("/webhooks", json={"url": URL}).status_code == 403


@pytest.fixture
def other_side(tmp_path):
    """A server with a certificate for hooks.example.org, on this machine."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hooks.example.org")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("hooks.example.org")]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (tmp_path / "cert.pem").write_bytes(certificate.public_bytes(pem))
    (tmp_path / "key.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    heard = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            length = int(self.headers["content-length"])
            heard.append((self.path, self.headers["host"], self.rfile.read(length)))
            status = 302 if self.path == "/moved" else 200
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "https://10.0.0.1/")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    told = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    told.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    server.socket = told.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    trusting = ssl.create_default_context(cafile=str(tmp_path / "cert.pem"))
    yield server.server_port, heard, trusting
    server.shutdown()
    server.server_close()


def sent(port, path, **more):
    return post(
        f"https://hooks.example.org:{port}{path}",
        b"{}",
        {"webhook-id": "x"},
        resolve=lambda _host, _port: ["127.0.0.1"],
        **more,
    )


def test_it_goes_over_tls_to_the_address_that_was_checked(other_side):
    port, heard, trusting = other_side
    outcome = sent(port, "/x?y=1", networks=(LOOPBACK,), context=trusting)
    assert (outcome.status, outcome.is_taken) == (200, True)
    assert heard == [("/x?y=1", f"hooks.example.org:{port}", b"{}")]


def test_it_follows_no_redirection(other_side):
    port, heard, trusting = other_side
    outcome = sent(port, "/moved", networks=(LOOPBACK,), context=trusting)
    assert (outcome.status, outcome.is_taken) == (302, False)
    assert len(heard) == 1


def test_a_certificate_that_nobody_vouches_for_is_told(other_side):
    port, heard, _ = other_side
    outcome = sent(port, "/x", networks=(LOOPBACK,))
    assert outcome.status is None
    assert "CERTIFICATE_VERIFY_FAILED" in outcome.problem
    assert heard == []


def test_an_address_that_turned_private_is_told_in_the_log(own_console, office, monkeypatch):
    from lingnan.console.api.hook import address

    made = registered(office)
    at = own_console.clock.now + timedelta(minutes=1)
    finished(own_console, at)
    monkeypatch.setattr(address, "_resolve", lambda _host, _port: ["10.0.0.1"])
    assert deliver_due(own_console.store, at=at) == 0
    [delivery] = office.get(f"/webhooks/{made['webhook_id']}/deliveries").json()["items"]
    assert delivery["tries"][0]["problem"].startswith("CON-128")
    assert delivery["state"] == "waiting"
