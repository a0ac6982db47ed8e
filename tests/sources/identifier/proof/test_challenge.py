"""Answers with a private key, against the reference encoder and between the two sides."""

import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given, settings
from hypothesis import strategies as st

from lingnan.sources.identifier.proof.challenge import Sm2Form, answer_key, check_key
from lingnan.sources.identifier.proof.errors import MalformedProof, UnsupportedAlgorithm
from lingnan.sources.identifier.proof.key import public_key_of
from lingnan.sources.identifier.proof.key_record import decode_key
from lingnan.sources.identifier.proof.signature import HashName, read_hash_name, sign, verify
from lingnan.sources.identifier.proof.sm2 import sign_sm2, sm3
from lingnan.sources.identifier.wire.octets import pack_octets, pack_text

property_test = settings(deadline=None, max_examples=30, derandomize=True)

NONCE = bytes(range(16))
DIGEST = hashlib.sha256(b"request").digest()
USER = "88.900/ADMIN"


def test_the_answer_of_the_reference_verifies(vectors):
    vector = vectors["pubkey answer"]
    key = decode_key(bytes.fromhex(vectors["HS_PUBKEY RSA 2048"]["hex"]))
    answer, nonce = bytes.fromhex(vector["signedResponse"]), bytes.fromhex(vector["nonce"])
    digest = bytes.fromhex(vector["requestDigest"])
    assert check_key(answer, key, nonce, digest, user=USER)
    assert not check_key(answer, key, nonce[::-1], digest, user=USER)
    # The frame is ours octet by octet: hash name, then a signature of 256 octets.
    assert answer == pack_text("SHA-256") + pack_octets(answer[-256:])


def test_every_octet_of_the_reference_answer_counts(vectors):
    vector = vectors["pubkey answer"]
    key = decode_key(bytes.fromhex(vectors["HS_PUBKEY RSA 2048"]["hex"]))
    answer, nonce = bytes.fromhex(vector["signedResponse"]), bytes.fromhex(vector["nonce"])
    digest = bytes.fromhex(vector["requestDigest"])
    for at in range(len(answer)):
        # Bit 0x40, since the case of the hash name (0x20) carries no meaning.
        altered = answer[:at] + bytes((answer[at] ^ 0x40,)) + answer[at + 1 :]
        try:
            assert not check_key(altered, key, nonce, digest, user=USER)
        except MalformedProof:
            assert at < 15


@pytest.mark.parametrize(
    ("version", "name"), [((2, 1), "SHA1"), ((2, 6), "SHA1"), ((2, 7), "SHA-256")]
)
def test_rsa_answers_in_the_digest_of_the_version(rsa_key, version, name):
    answer = answer_key(rsa_key, NONCE, DIGEST, user=USER, version=version)
    assert answer.startswith(pack_text(name))
    assert check_key(answer, rsa_key.public_key(), NONCE, DIGEST, user=USER)


@pytest.mark.parametrize(
    ("version", "name"), [((2, 1), "SHA1"), ((2, 10), "SHA1"), ((2, 11), "SHA-256")]
)
def test_dsa_answers_with_sha1_up_to_2_10(dsa_key, version, name):
    answer = answer_key(dsa_key, NONCE, DIGEST, user=USER, version=version)
    assert answer.startswith(pack_text(name))
    assert check_key(answer, dsa_key.public_key(), NONCE, DIGEST, user=USER)
    assert not check_key(answer, dsa_key.public_key(), NONCE, DIGEST[::-1], user=USER)


@pytest.mark.parametrize("form", Sm2Form)
def test_both_forms_of_sm2_are_taken(sm2_key, form):
    answer = answer_key(sm2_key, NONCE, DIGEST, user=USER, form=form)
    assert answer.startswith(pack_text("SM3"))
    assert check_key(answer, sm2_key.public, NONCE, DIGEST, user=USER)
    assert not check_key(answer, sm2_key.public, NONCE[::-1], DIGEST, user=USER)


def test_the_form_of_the_chinese_kits_binds_the_user(sm2_key):
    # The kit signs SM3(nonce ‖ digest) with the user's handle as identifier.
    signature = sign_sm2(sm2_key, sm3(NONCE + DIGEST), USER.encode())
    answer = pack_text("SM3") + pack_octets(signature)
    assert check_key(answer, sm2_key.public, NONCE, DIGEST, user=USER)
    assert not check_key(answer, sm2_key.public, NONCE, DIGEST, user="88.900/OTHER")


def test_another_key_or_kind_of_key_proves_nothing(rsa_key, other_rsa_key, dsa_key, sm2_key):
    keys = [rsa_key, other_rsa_key, dsa_key, sm2_key]
    for signer in keys:
        answer = answer_key(signer, NONCE, DIGEST, user=USER)
        for checker in keys:
            proven = check_key(answer, public_key_of(checker), NONCE, DIGEST, user=USER)
            assert proven is (signer is checker)


def test_md5_and_unknown_digests_prove_nothing(rsa_key):
    good = answer_key(rsa_key, NONCE, DIGEST, user=USER)
    for name in ("MD5", "SHA-384", "none", ""):
        answer = pack_text(name) + good[11:]
        assert not check_key(answer, rsa_key.public_key(), NONCE, DIGEST, user=USER)


@pytest.mark.parametrize(
    "answer", [b"", b"\0\0\0\7SHA-256", pack_text("SHA-256") + b"\xff\xff\xff\xff", b"\0" * 9]
)
def test_malformed_answers_are_refused(rsa_key, answer):
    with pytest.raises(MalformedProof):
        check_key(answer, rsa_key.public_key(), NONCE, DIGEST, user=USER)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("SHA1", HashName.SHA1),
        ("SHA-1", HashName.SHA1),
        ("sha-256", HashName.SHA256),
        ("SHA256", HashName.SHA256),
        ("SM3", HashName.SM3),
    ],
)
def test_names_of_digests_are_read_with_either_spelling(text, name):
    assert read_hash_name(text) is name


def test_a_key_signs_only_with_its_digests(rsa_key, sm2_key, dsa_key):
    for key, name in (
        (rsa_key, HashName.SM3),
        (sm2_key, HashName.SHA256),
        (dsa_key, HashName.SM3),
    ):
        with pytest.raises(UnsupportedAlgorithm):
            sign(key, b"data", name)
        assert not verify(public_key_of(key), b"data", b"signature", name)


@property_test
@given(at=st.integers(0, 10_000), flip=st.integers(1, 255), kind=st.sampled_from("RDS"))
def test_one_octet_of_a_signature_altered_never_verifies(rsa_key, dsa_key, sm2_key, at, flip, kind):
    key = {"R": rsa_key, "D": dsa_key, "S": sm2_key}[kind]
    name = {"R": HashName.SHA256, "D": HashName.SHA1, "S": HashName.SM3}[kind]
    signature = bytearray(sign(key, NONCE + DIGEST, name))
    assert verify(public_key_of(key), NONCE + DIGEST, bytes(signature), name)
    signature[at % len(signature)] ^= flip
    assert not verify(public_key_of(key), NONCE + DIGEST, bytes(signature), name)


def test_a_signature_longer_than_its_key_never_verifies(rsa_key):
    assert isinstance(rsa_key, rsa.RSAPrivateKey)
    signature = sign(rsa_key, b"data", HashName.SHA256)
    for wrong in (signature + b"\0", b"\0" + signature, signature[:-1], b""):
        assert not verify(rsa_key.public_key(), b"data", wrong, HashName.SHA256)
