"""Named fields of the HTTP interface put together are the answers of the binary protocol."""

import pytest

from lingnan.sources.identifier.proof.challenge import answer_key, check_key
from lingnan.sources.identifier.proof.errors import MalformedProof, UnsupportedAlgorithm
from lingnan.sources.identifier.proof.http_answer import join_key_answer, join_secret_answer
from lingnan.sources.identifier.proof.seckey import MacCode, answer_secret, check_secret

NONCE, CNONCE = bytes(range(16)), bytes(range(16, 36))


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("MD5", MacCode.MD5),
        ("SHA1", MacCode.SHA1),
        ("sha-1", MacCode.SHA1),
        ("SHA-256", MacCode.SHA256),
        ("HmacSHA1", MacCode.HMAC_SHA1),
        ("HMAC-SHA256", MacCode.HMAC_SHA256),
    ],
)
def test_a_mac_gets_its_code(name, code):
    answer = answer_secret(b"secret", NONCE, CNONCE, code)
    joined = join_secret_answer(name, answer[1:])
    assert joined == answer
    assert check_secret(joined, b"secret", NONCE, CNONCE)


@pytest.mark.parametrize("name", ["PBKDF2WithHmacSHA1", "PBKDF2-HMAC-SHA1"])
def test_pbkdf2_gets_its_parameters(name):
    answer = answer_secret(b"secret", NONCE, CNONCE, salt=b"salt", iterations=7, key_bits=160)
    joined = join_secret_answer(name, answer[-20:], salt=b"salt", iterations=7, key_bits=160)
    assert joined == answer
    with pytest.raises(MalformedProof):
        join_secret_answer(name, answer[-20:], salt=b"salt", iterations=-1, key_bits=160)
    with pytest.raises(MalformedProof):
        join_secret_answer(name, answer[-20:], salt=b"salt", iterations=2**32, key_bits=160)
    # Without parameters it is malformed for the checker, not a computation.
    with pytest.raises(MalformedProof):
        check_secret(join_secret_answer(name, answer[-20:]), b"secret", NONCE, CNONCE)


def test_unknown_algorithms_are_refused():
    for name in ("", "none", "SHA-512"):
        with pytest.raises(UnsupportedAlgorithm):
            join_secret_answer(name, bytes(20))


def test_a_signature_gets_its_name(sm2_key):
    answer = answer_key(sm2_key, NONCE, CNONCE, user="88.900/ADMIN")
    joined = join_key_answer("SM3", answer[11:])
    assert joined == answer
    assert check_key(joined, sm2_key.public, NONCE, CNONCE, user="88.900/ADMIN")
    with pytest.raises(MalformedProof):
        join_key_answer("\ud800", b"")
