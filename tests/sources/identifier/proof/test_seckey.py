"""Answers with a shared secret, against the reference encoder; wrong ones and dear ones."""

import contextlib
import hashlib
import hmac
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lingnan.sources.identifier.proof.errors import MalformedProof, WorkAboveLimit
from lingnan.sources.identifier.proof.seckey import (
    MacCode,
    answer_secret,
    check_secret,
    default_code,
)

property_test = settings(deadline=None, max_examples=100, derandomize=True)

NONCE = bytes(range(16))
DIGEST = hashlib.sha256(b"request").digest()
CHEAP = [code for code in MacCode if code is not MacCode.PBKDF2_HMAC_SHA1]


def pbkdf2(iterations, key_bits=160, salt=b"salt", mac=bytes(20)):
    head = b"\x22" + struct.pack(">I", len(salt)) + salt
    return head + struct.pack(">III", iterations, key_bits, len(mac)) + mac


@pytest.mark.parametrize(
    ("code", "name"),
    [
        (MacCode.SHA1, "sha1"),
        (MacCode.SHA256, "sha256"),
        (MacCode.HMAC_SHA1, "hmac_sha1"),
        (MacCode.HMAC_SHA256, "hmac_sha256"),
    ],
)
def test_answers_are_those_of_the_reference(vectors, code, name):
    vector = vectors["seckey answers"]
    secret, nonce = vector["secret"].encode(), bytes.fromhex(vector["nonce"])
    digest = bytes.fromhex(vector["requestDigestSha256"])
    assert hashlib.sha256(bytes.fromhex(vector["requestBody"])).digest() == digest
    answer = answer_secret(secret, nonce, digest, code)
    assert answer == bytes((code,)) + bytes.fromhex(vector[name])
    assert check_secret(answer, secret, nonce, digest)


def test_the_bare_md5_of_old_clients_is_taken(vectors):
    vector = vectors["seckey answers"]
    secret, nonce = vector["secret"].encode(), bytes.fromhex(vector["nonce"])
    digest = bytes.fromhex(vector["requestDigestSha256"])
    answer = bytes.fromhex(vector["md5_old"])
    assert check_secret(answer, secret, nonce, digest)
    assert answer_secret(secret, nonce, digest, MacCode.MD5) == b"\x01" + answer
    assert not check_secret(answer, b"secret-past", nonce, digest)


def test_pbkdf2_is_that_of_the_reference(vectors):
    vector = vectors["seckey answers"]
    secret, nonce = vector["secret"].encode(), bytes.fromhex(vector["nonce"])
    digest = bytes.fromhex(vector["requestDigestSha256"])
    answer = answer_secret(secret, nonce, digest, salt=nonce, iterations=1000)
    assert answer[0] == 0x22
    assert answer[1:].hex() == vector["pbkdf2_hmac_sha1_salt_nonce_it1000_len160"]
    assert check_secret(answer, secret, nonce, digest)


def test_the_answer_inside_whole_messages_of_the_reference(vectors):
    # Header 24, then "HS_SECKEY", user handle, index, and the answer; then the empty credential.
    vector = vectors["seckey answers"]
    message = bytes.fromhex(vectors["challenge answer seckey sha1"]["message"])
    answer = message[24 + 13 + 16 + 4 + 4 : -4]
    secret, nonce = vector["secret"].encode(), bytes.fromhex(vector["nonce"])
    digest = bytes.fromhex(vector["requestDigestSha256"])
    assert answer == answer_secret(secret, nonce, digest, MacCode.SHA1)
    verify = bytes.fromhex(vectors["verify auth request"]["message"])
    assert verify.endswith(answer + bytes(4))


def test_java_writes_octets_above_127_as_two_octets_of_utf8():
    # The reference makes a character of each octet and PBKDF2 of Java takes UTF-8: 键 is
    # e9 94 ae, so the password is c3 a9 c2 94 c2 ae.
    key = hashlib.pbkdf2_hmac("sha1", bytes.fromhex("c3a9c294c2ae"), b"salt", 10, 20)
    mac = hmac.digest(key, NONCE + DIGEST, "sha1")
    answer = answer_secret("键".encode(), NONCE, DIGEST, salt=b"salt", iterations=10)
    assert answer[-20:] == mac
    assert check_secret(answer, "键".encode(), NONCE, DIGEST)
    plain = hashlib.pbkdf2_hmac("sha1", "键".encode(), b"salt", 10, 20)
    answer = answer[:-20] + hmac.digest(plain, NONCE + DIGEST, "sha1")
    assert check_secret(answer, "键".encode(), NONCE, DIGEST)


def test_the_limit_holds_before_any_work_is_done():
    assert not check_secret(pbkdf2(20_000), b"s", NONCE, DIGEST)
    with pytest.raises(WorkAboveLimit, match="20001"):
        check_secret(pbkdf2(20_001), b"s", NONCE, DIGEST)
    with pytest.raises(WorkAboveLimit):
        check_secret(pbkdf2(0xFFFFFFFF), b"s", NONCE, DIGEST)


def test_a_long_key_counts_as_many_rounds():
    # 512 bits are 64 octets: four blocks of SHA-1, so 5,001 iterations are 20,004 rounds.
    assert not check_secret(pbkdf2(5_000, 512), b"s", NONCE, DIGEST)
    with pytest.raises(WorkAboveLimit, match="20004"):
        check_secret(pbkdf2(5_001, 512), b"s", NONCE, DIGEST)
    with pytest.raises(WorkAboveLimit):
        check_secret(pbkdf2(1, 520), b"s", NONCE, DIGEST)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\x04" + bytes(20),
        b"\x22",
        pbkdf2(0),
        pbkdf2(10, 0),
        pbkdf2(10, 161),
        pbkdf2(10, salt=bytes(65)),
        pbkdf2(10, mac=bytes(21)),
        pbkdf2(10) + b"\0",
        pbkdf2(10)[:-1],
    ],
)
def test_malformed_answers_are_refused(answer):
    with pytest.raises(MalformedProof):
        check_secret(answer, b"secret", NONCE, DIGEST)


@pytest.mark.parametrize("code", MacCode)
def test_an_empty_secret_proves_nothing(code):
    answer = answer_secret(b"", NONCE, DIGEST, code, iterations=1)
    assert not check_secret(answer, b"", NONCE, DIGEST)


def test_the_default_follows_the_version():
    assert default_code((2, 6)) is MacCode.SHA1
    assert default_code((2, 7)) is MacCode.PBKDF2_HMAC_SHA1
    assert default_code((2, 11)) is MacCode.PBKDF2_HMAC_SHA1


@property_test
@given(code=st.sampled_from(MacCode), at=st.integers(0, 10_000), flip=st.integers(1, 255))
def test_one_octet_altered_never_verifies(code, at, flip):
    answer = bytearray(answer_secret(b"secret", NONCE, DIGEST, code, iterations=3))
    assert check_secret(bytes(answer), b"secret", NONCE, DIGEST)
    answer[at % len(answer)] ^= flip
    with contextlib.suppress(MalformedProof, WorkAboveLimit):
        assert not check_secret(bytes(answer), b"secret", NONCE, DIGEST)


@property_test
@given(code=st.sampled_from(CHEAP), secret=st.binary(min_size=1), at=st.integers(0, 10_000))
def test_nothing_but_this_challenge_is_answered(code, secret, at):
    answer = answer_secret(secret, NONCE, DIGEST, code)
    data = bytearray(NONCE + DIGEST)
    data[at % len(data)] ^= 1
    assert check_secret(answer, secret, NONCE, DIGEST)
    assert not check_secret(answer, secret, bytes(data[:16]), bytes(data[16:]))
