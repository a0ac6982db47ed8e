"""A node's own certificate, and one that it is given; what the backup holds of them."""

import ssl
import stat
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from lingnan.sources.identifier.business.paper import keep_paper, read_paper
from lingnan.sources.identifier.node.configuration import read_configuration
from lingnan.sources.identifier.node.failure import BadCertificate
from lingnan.sources.identifier.node.http.tls import server_context
from lingnan.sources.identifier.node.initial import NodeWish, make_node
from lingnan.sources.identifier.node.self_signed import make_certificate, take_certificate
from lingnan.sources.identifier.node.upkeep import backup_node, restore_node

from .conftest import AT, PREFIX


@pytest.fixture(scope="module")
def secured(tmp_path_factory):
    folder = tmp_path_factory.mktemp("secured") / "node"
    wish = NodeWish(PREFIX, is_self_signed=True, tls_names=("node.example",))
    make_node(folder, wish, at=AT)
    return folder


def shake_hands(context, folder, name):
    """Let a client that trusts the file alone meet the server, without a network."""
    client = ssl.create_default_context(cafile=folder / "tls.pem")
    ways = [ssl.MemoryBIO() for _ in range(4)]
    here = client.wrap_bio(ways[0], ways[1], server_hostname=name)
    there = context.wrap_bio(ways[2], ways[3], server_side=True)
    for _ in range(6):
        done = 0
        for side in (here, there):
            try:
                side.do_handshake()
                done += 1
            except ssl.SSLWantReadError:
                pass
        ways[2].write(ways[1].read())
        ways[0].write(ways[3].read())
        if done == 2:
            return here.version()
    raise AssertionError("no end to the handshake")


def test_a_certificate_of_its_own_lasts_a_year_and_names_the_node(secured):
    made = x509.load_pem_x509_certificate((secured / "tls.pem").read_bytes())
    assert isinstance(made.public_key().curve, ec.SECP256R1)
    assert made.not_valid_after_utc == AT.replace(microsecond=0) + timedelta(days=365)
    names = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["node.example", "localhost"]
    assert [str(each) for each in names.get_values_for_type(x509.IPAddress)] == ["127.0.0.1"]
    assert stat.S_IMODE((secured / "tls-key.pem").stat().st_mode) == 0o600


def test_a_client_that_trusts_the_file_meets_the_node(secured, tmp_path):
    folder = tmp_path
    make_certificate(folder, ["node.example", "127.0.0.1"], at=datetime.now(UTC))
    file = read_configuration(secured).file
    assert (file.certificate, file.certificate_key) == ("tls.pem", "tls-key.pem")
    context = server_context(folder / "tls.pem", folder / "tls-key.pem")
    assert shake_hands(context, folder, "node.example") == "TLSv1.3"
    assert shake_hands(context, folder, "127.0.0.1") == "TLSv1.3"
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(context, folder, "elsewhere.example")


def test_a_certificate_is_taken_with_its_key_only(secured, tmp_path):
    folder = tmp_path / "given"
    certificate, key = secured / "tls.pem", secured / "tls-key.pem"
    make_node(folder, NodeWish(PREFIX, certificate=certificate, certificate_key=key), at=AT)
    assert (folder / "tls.pem").read_bytes() == certificate.read_bytes()
    other = tmp_path / "other"
    other.mkdir()
    make_certificate(other, ["x"], at=AT)
    for wrong in ((certificate, other / "tls-key.pem"), (key, key), (tmp_path / "no", key)):
        with pytest.raises(BadCertificate):
            take_certificate(tmp_path, *wrong)
    for names in ([], ["a b\n"], ["x" * 300]):
        with pytest.raises(BadCertificate):
            make_certificate(tmp_path, names, at=AT)
    assert not (tmp_path / "tls.pem").exists()


def test_nothing_is_made_with_a_wrong_certificate(tmp_path):
    wish = NodeWish(PREFIX, is_self_signed=True, tls_names=("\u0000",))
    with pytest.raises(BadCertificate):
        make_node(tmp_path / "node", wish, at=AT)
    assert list(tmp_path.iterdir()) == []


def test_a_backup_holds_certificate_and_papers(secured, tmp_path):
    sha256 = keep_paper(secured, b"%PDF-1.4 licence")
    assert keep_paper(secured, b"%PDF-1.4 licence") == sha256
    assert read_paper(secured, "../node.yaml") is None
    backup_node(secured, tmp_path / "backup", at=AT)
    restore_node(tmp_path / "backup", tmp_path / "again")
    for name in ("tls.pem", "tls-key.pem"):
        assert (tmp_path / "again" / name).read_bytes() == (secured / name).read_bytes()
    assert read_paper(tmp_path / "again", sha256) == b"%PDF-1.4 licence"
    assert stat.S_IMODE((tmp_path / "again" / "papers" / sha256).stat().st_mode) == 0o600
    (secured / "papers" / sha256).write_bytes(b"other")
    assert read_paper(secured, sha256) is None
