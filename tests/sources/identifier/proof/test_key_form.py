"""Keys as records, PEM, SubjectPublicKeyInfo, JWK and files; what is refused as a key."""

import base64
import contextlib
import stat

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from lingnan.sources.identifier.proof.diffie_hellman import DhPrivateKey
from lingnan.sources.identifier.proof.errors import (
    BadKey,
    KeyFileExposed,
    KeyFileMissing,
    MalformedProof,
    WrongPassphrase,
)
from lingnan.sources.identifier.proof.key import make_private_key, name_of, public_key_of
from lingnan.sources.identifier.proof.key_file import read_key_file, write_key_file
from lingnan.sources.identifier.proof.key_record import decode_key, encode_key, from_record
from lingnan.sources.identifier.proof.key_text import (
    read_base64url,
    read_info,
    read_jwk,
    read_pem,
    write_base64url,
    write_info,
    write_jwk,
    write_pem,
)
from lingnan.sources.identifier.proof.signature import HashName, sign, verify
from lingnan.sources.identifier.proof.sm2 import Sm2PrivateKey
from lingnan.sources.identifier.wire.public_key import RsaKey

property_test = settings(deadline=None, max_examples=100, derandomize=True)

# Made with OpenSSL 3.0 for these tests: genpkey -algorithm SM2, pkcs8 -topk8, pkey -pubout.
OPENSSL = Sm2PrivateKey(0xDE697AAEDE42572AEBE3800478BD8BD58B42489610F58078A936BDD6A1BA4B5F)
OPENSSL_PUBLIC = """\
-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoEcz1UBgi0DQgAElnovvOxwCsOkNc69xT0hA/a01FPU
WzfqPK3i/bXG77i4z93jX8AwpjRD29G/qzauNp6mdIFNMRdEKxOdsU0Myg==
-----END PUBLIC KEY-----
"""
OPENSSL_OPEN = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqBHM9VAYItBG0wawIBAQQg3ml6rt5CVyrr44AE
eL2L1YtCSJYQ9YB4qTa91qG6S1+hRANCAASWei+87HAKw6Q1zr3FPSED9rTUU9Rb
N+o8reL9tcbvuLjP3eNfwDCmNEPb0b+rNq42nqZ0gU0xF0QrE52xTQzK
-----END PRIVATE KEY-----
"""
OPENSSL_SEALED = """\
-----BEGIN ENCRYPTED PRIVATE KEY-----
MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAjrKiu0ORfkZwICB9Aw
DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEFLtauLnr+y3cX+KOrI2SvEEgZAf
u0xGpr/izwjapF9zWIuOt+TbArhLeMTD3rfKVy73pCXFZqw3FDKtd9jfrIDQU2pm
rHaOBZIv5QgW3SCdaJNaJ67e6xjlV7i/4mbo8PjppCsHefPe7uWGY17KkxbxD0Ds
QvpwE12qPR9B67Qfx8Zj/LS+XbJzu69E299V0Zt0ryZ5QuOcVAA5LriWERwHPMI=
-----END ENCRYPTED PRIVATE KEY-----
"""


@pytest.fixture(scope="session")
def keys(rsa_key, dsa_key, sm2_key):
    return [rsa_key, dsa_key, sm2_key]


def put(path, text, mode=0o600):
    path.write_text(text, encoding="ascii")
    path.chmod(mode)
    return path


def test_the_key_of_the_reference_as_record_and_jwk(vectors):
    vector = vectors["HS_PUBKEY RSA 2048"]
    record = bytes.fromhex(vector["hex"])
    key = decode_key(record)
    assert encode_key(key) == record
    assert write_jwk(key) == vector["jwk"]
    assert read_jwk(vector["jwk"]) == key


def test_every_form_gives_the_same_key_again(keys):
    for private in keys:
        key = public_key_of(private)
        assert decode_key(encode_key(key)) == key
        assert read_info(write_info(key)) == key
        assert read_pem("head\n" + write_pem(key) + "tail") == key
        assert read_jwk(write_jwk(key)) == key


def test_the_public_key_of_openssl_is_ours_octet_by_octet():
    assert read_pem(OPENSSL_PUBLIC) == OPENSSL.public
    assert write_pem(OPENSSL.public) == OPENSSL_PUBLIC


def test_the_record_of_sm2_holds_subject_public_key_info():
    record = encode_key(OPENSSL.public)
    info = write_info(OPENSSL.public)
    assert record == b"\0\0\0\x0bSM2_PUB_KEY\0\0" + b"\0\0\0\x5b" + info
    assert len(info) == 91


def test_both_jwk_forms_of_sm2():
    key = OPENSSL.public
    kit = write_jwk(key)
    assert kit["kty"] == "SM2"
    assert base64.urlsafe_b64decode(kit["d"] + "==") == write_info(key)
    x, y = (write_base64url(number.to_bytes(32, "big")) for number in (key.x, key.y))
    assert read_jwk({"kty": "EC", "crv": "SM2", "x": x, "y": y}) == key


def test_a_diffie_hellman_key_has_a_record_only():
    key = DhPrivateKey.generate().public
    assert decode_key(encode_key(key)) == key
    for write in (write_info, write_jwk, write_pem):
        with pytest.raises(BadKey):
            write(key)


def test_other_kinds_and_sizes_are_refused():
    small = RsaKey(65537, (1 << 511) + 111)
    huge = RsaKey(65537, (1 << 8192) + 1)
    slow = RsaKey((1 << 65) + 1, (1 << 2047) + 1)
    for record in (small, huge, slow, RsaKey(2, (1 << 2047) + 1)):
        with pytest.raises(BadKey):
            from_record(record)
    curve_key = ec.generate_private_key(ec.SECP256R1()).public_key()
    info = curve_key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    with pytest.raises(BadKey):
        read_info(info)
    with pytest.raises(BadKey):
        decode_key(b"\0\0\0\x0bSM2_PUB_KEY\0\0" + len(info).to_bytes(4, "big") + info)
    with pytest.raises(BadKey):
        make_private_key("RSA", 1024)


def test_damaged_keys_are_refused(rsa_key):
    record = encode_key(rsa_key.public_key())
    info = write_info(OPENSSL.public)
    off_curve = info[:-1] + bytes((info[-1] ^ 1,))
    for read, octets in (
        (decode_key, record[:-5]),
        (decode_key, b""),
        (decode_key, record + b"\0"),
        (read_info, b""),
        (read_info, off_curve),
        (read_info, info + b"\0"),
        (read_info, info[:-1]),
    ):
        with pytest.raises(BadKey):
            read(octets)
    for text in ("", "-----BEGIN PUBLIC KEY-----", OPENSSL_OPEN, OPENSSL_PUBLIC.replace("M", "!")):
        with pytest.raises(BadKey):
            read_pem(text)
    for jwk in ({}, {"kty": "oct"}, {"kty": "RSA", "n": "AQAB"}, {"kty": "RSA", "n": 5, "e": "AQ"}):
        with pytest.raises(BadKey):
            read_jwk(jwk)


@property_test
@given(st.binary(max_size=120))
def test_octets_that_are_no_key_are_refused_and_nothing_else(octets):
    for read in (decode_key, read_info):
        with pytest.raises(BadKey):
            read(octets)


@property_test
@given(st.binary(max_size=60))
def test_base64url_has_one_spelling(octets):
    text = write_base64url(octets)
    assert read_base64url(text) == octets
    for other in (text + "=", text + "\n", " " + text, text + "A"):
        with contextlib.suppress(MalformedProof):
            assert read_base64url(other) != octets


def test_idle_bits_of_base64url_are_refused():
    # "AQ" is the octet 01; "AR" would be the same with an idle bit set.
    assert read_base64url("AQ") == b"\x01"
    with pytest.raises(MalformedProof):
        read_base64url("AR")


@pytest.mark.parametrize("passphrase", [None, "correct horse 口令"])
def test_a_key_file_gives_the_key_again_and_is_private(tmp_path, keys, passphrase):
    for key in keys:
        path = tmp_path / f"{name_of(key)}.pem"
        write_key_file(path, key, passphrase, rounds=1000)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        text = path.read_text(encoding="ascii")
        assert ("ENCRYPTED" in text) is (passphrase is not None)
        read = read_key_file(path, passphrase)
        assert public_key_of(read) == public_key_of(key)
        name = HashName.SM3 if name_of(key) == "SM2" else HashName.SHA1
        assert verify(public_key_of(key), b"data", sign(read, b"data", name), name)


def test_a_key_file_opens_with_its_passphrase_only(tmp_path, keys):
    for key in keys:
        path = tmp_path / f"{name_of(key)}.pem"
        write_key_file(path, key, "right", rounds=10)
        for wrong in ("wrong", "", "Right", None):
            with pytest.raises(WrongPassphrase, match=path.name):
                read_key_file(path, wrong)


def test_key_files_of_openssl(tmp_path):
    assert read_key_file(put(tmp_path / "open.pem", OPENSSL_OPEN)) == OPENSSL
    sealed = put(tmp_path / "sealed.pem", OPENSSL_SEALED)
    assert read_key_file(sealed, "secret") == OPENSSL
    with pytest.raises(WrongPassphrase):
        read_key_file(sealed, "secreu")


def test_a_key_file_of_another_library(tmp_path, rsa_key):
    how = BestAvailableEncryption(b"secret")
    text = rsa_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, how).decode()
    read = read_key_file(put(tmp_path / "rsa.pem", text), "secret")
    assert isinstance(read, rsa.RSAPrivateKey)
    assert read.private_numbers() == rsa_key.private_numbers()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_file_that_others_may_read_is_refused(tmp_path, mode):
    path = put(tmp_path / "key.pem", OPENSSL_OPEN, mode)
    with pytest.raises(KeyFileExposed, match=f"{mode:04o}"):
        read_key_file(path)


def test_a_key_in_use_is_never_overwritten(tmp_path, sm2_key):
    path = put(tmp_path / "key.pem", OPENSSL_OPEN)
    with pytest.raises(KeyFileMissing):
        write_key_file(path, sm2_key, None)
    assert read_key_file(path) == OPENSSL
    link = tmp_path / "link.pem"
    link.symlink_to(tmp_path / "elsewhere.pem")
    with pytest.raises(KeyFileMissing):
        write_key_file(link, sm2_key, None)
    with pytest.raises(KeyFileMissing):
        write_key_file(tmp_path / "none" / "key.pem", sm2_key, None)
    with pytest.raises(WrongPassphrase):
        write_key_file(tmp_path / "empty.pem", sm2_key, "")
    assert not (tmp_path / "empty.pem").exists()


def test_nothing_half_written_stays(tmp_path, sm2_key, monkeypatch):
    def fail(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    path = tmp_path / "key.pem"
    with pytest.raises(KeyFileMissing, match="No space"):
        write_key_file(path, sm2_key, None)
    assert not path.exists()


def test_files_that_hold_no_private_key_are_refused(tmp_path):
    with pytest.raises(KeyFileMissing):
        read_key_file(tmp_path / "none.pem")
    body = OPENSSL_OPEN.splitlines()[1]
    for text in ("", OPENSSL_PUBLIC, OPENSSL_OPEN.replace(body, ""), OPENSSL_OPEN[:-40]):
        with pytest.raises(BadKey):
            read_key_file(put(tmp_path / "bad.pem", text))


def test_a_private_key_whose_public_half_is_anothers_is_refused(tmp_path):
    der = base64.b64decode("".join(OPENSSL_OPEN.splitlines()[1:-1]))
    point = OPENSSL.public.encode()
    other = Sm2PrivateKey(5).public.encode()
    assert der.endswith(point)
    text = base64.b64encode(der[: -len(point)] + other).decode()
    text = f"-----BEGIN PRIVATE KEY-----\n{text}\n-----END PRIVATE KEY-----\n"
    with pytest.raises(BadKey):
        read_key_file(put(tmp_path / "mixed.pem", text))
