"""How the console is reached: TLS or this machine alone, strong ciphers, servers unnamed."""

import ssl
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from console.web.conftest import Console
from lingnan.console.serve import CIPHERS, ServeWish, check_wish, configuration_of
from lingnan.console.web.errors import AddressUnusable
from lingnan.console.web.way import welcome_link


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate of this test and its key."""
    folder, key = tmp_path_factory.mktemp("tls"), ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "console.test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    form = serialization.Encoding.PEM
    (folder / "cert.pem").write_bytes(made.public_bytes(form))
    secret = key.private_bytes(
        form, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "key.pem").write_bytes(secret)
    return str(folder / "cert.pem"), str(folder / "key.pem")


@pytest.fixture
def surroundings(monkeypatch):
    monkeypatch.setenv("LINGNAN_CONSOLE_WISH", "")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "console.test"])  # noqa: S104
def test_without_tls_nobody_else_reaches_it(host):
    with pytest.raises(AddressUnusable):
        check_wish(ServeWish("store", host))
    check_wish(ServeWish("store", host, is_behind_tls=True))
    check_wish(ServeWish("store", host, certificate="c", certificate_key="k"))


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.8.8.8"])
def test_this_machine_needs_no_tls(host):
    check_wish(ServeWish("store", host))


def test_tls_is_of_version_12_or_later_with_forward_secrecy(certificate, surroundings):
    made = configuration_of(
        ServeWish("store", certificate=certificate[0], certificate_key=certificate[1])
    )
    made.load_app = lambda: None
    context = ssl.SSLContext(made.ssl_version)
    context.load_cert_chain(made.ssl_certfile, made.ssl_keyfile)
    context.set_ciphers(made.ssl_ciphers)
    assert made.ssl_ciphers == CIPHERS
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2
    for cipher in context.get_ciphers():
        assert cipher["aead"], cipher["name"]
        assert cipher["name"].startswith(("ECDHE-", "TLS_")), cipher["name"]


def test_a_certificate_that_fails_is_told(tmp_path, certificate, surroundings):
    empty = tmp_path / "empty.pem"
    empty.write_text("")
    for wrong in ((str(empty), certificate[1]), (certificate[0], str(tmp_path / "missing.pem"))):
        with pytest.raises(AddressUnusable):
            configuration_of(ServeWish("store", certificate=wrong[0], certificate_key=wrong[1]))


def test_servers_and_readers_stay_unnamed(surroundings):
    made = configuration_of(ServeWish("store"))
    assert not made.server_header
    assert not made.access_log
    assert not made.reload
    assert not made.proxy_headers
    behind = configuration_of(ServeWish("store", is_behind_tls=True))
    assert behind.proxy_headers
    assert set(str(behind.forwarded_allow_ips).split(",")) <= {"127.0.0.1", "::1"}


def test_the_application_runs_without_its_debugger(shared_store, pack):
    console = Console(shared_store, pack)
    app = console.app.app
    while not hasattr(app, "debug"):
        app = app.app
    assert app.debug is False
    assert app.docs_url is None
    assert app.openapi_url is None


def test_the_version_is_for_who_is_signed_in(shared_store, pack):
    from lingnan import __version__

    page = Console(shared_store, pack).client().get("/sign-in")
    assert __version__ not in page.text.partition("<footer")[2]


def test_a_one_time_link_carries_its_token_where_no_server_sees_it():
    told = welcome_link("https://console.test", "abc")
    assert told.partition("#")[0] == "https://console.test/welcome"
