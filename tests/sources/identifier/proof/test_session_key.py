"""Session keys: ciphers against published examples, agreement of both sides, altered messages."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lingnan.sources.identifier.proof.credential import seal
from lingnan.sources.identifier.proof.diffie_hellman import (
    GROUP_PRIME,
    DhPrivateKey,
    DhPublicKey,
)
from lingnan.sources.identifier.proof.errors import (
    BadKey,
    DecryptionFailed,
    MalformedProof,
    UnsupportedAlgorithm,
    VersionNotOffered,
)
from lingnan.sources.identifier.proof.exchange import (
    answer_exchange,
    derive_key,
    finish_exchange,
    start_exchange,
    unwrap_key,
    wrap_key,
)
from lingnan.sources.identifier.proof.key import public_key_of
from lingnan.sources.identifier.proof.key_record import encode_key
from lingnan.sources.identifier.proof.session_key import KeyAlgorithm, SessionKey
from lingnan.sources.identifier.wire.envelope import Envelope

property_test = settings(deadline=None, max_examples=60, derandomize=True)

MESSAGE = b"message of the session"
ALGORITHMS = [KeyAlgorithm.TRIPLE_DES, KeyAlgorithm.AES, KeyAlgorithm.SM4]
SIXTEEN = bytes.fromhex("0123456789abcdeffedcba9876543210")


# Ciphertexts made with OpenSSL 3.0: enc -des-ede3-cbc, -aes-128-cbc, -sm4-cbc.
@pytest.mark.parametrize(
    ("algorithm", "key", "iv", "hidden"),
    [
        (
            KeyAlgorithm.TRIPLE_DES,
            "0123456789abcdef23456789abcdef01456789abcdef0123",
            "1234567890abcdef",
            "9c77155cb6eed04ec76db4f79b365b85540551f195e5dd87",
        ),
        (
            KeyAlgorithm.AES,
            "0123456789abcdeffedcba9876543210",
            "000102030405060708090a0b0c0d0e0f",
            "d12c558ff6ab9bf6c3c4d271bf8a3571d57dfeda2c2a016af921a2b0a86036e0",
        ),
    ],
)
def test_the_iv_stands_before_the_ciphertext(algorithm, key, iv, hidden):
    session_key = SessionKey(algorithm, bytes.fromhex(key))
    body = session_key.encrypt(MESSAGE, iv=bytes.fromhex(iv))
    assert body.hex() == iv + hidden
    assert session_key.decrypt(body) == MESSAGE


def test_sm4_takes_its_key_for_the_iv():
    session_key = SessionKey(KeyAlgorithm.SM4, SIXTEEN)
    hidden = "026b8994c9544a3624fee0955acba285c4f8f4c1e1e50ff89117e196f8df15fb"
    assert session_key.encrypt(MESSAGE).hex() == hidden
    assert session_key.decrypt(bytes.fromhex(hidden)) == MESSAGE
    # GB/T 32907-2016 A.1: this key encrypts itself to 681edf34…; sixteen zeros chained with the
    # key are the key. The Chinese kits do so under version 2.3 of the envelope.
    body = session_key.encrypt(bytes(16), (2, 3))
    assert body[:16].hex() == "681edf34d206965e86b3e94f536e4246"


def test_aes_reads_sixteen_octets_and_the_mac_all():
    # From Diffie–Hellman a key has 32; the reference cuts it for the cipher only.
    long = SessionKey(KeyAlgorithm.AES, SIXTEEN + SIXTEEN)
    short = SessionKey(KeyAlgorithm.AES, SIXTEEN)
    assert short.decrypt(long.encrypt(MESSAGE)) == MESSAGE
    where = Envelope(2, 11, 1, 0, 1)
    assert seal(where, MESSAGE, long.octets, 1) != seal(where, MESSAGE, short.octets, 1)


@pytest.mark.parametrize("algorithm", [KeyAlgorithm.TRIPLE_DES, KeyAlgorithm.AES])
def test_equal_messages_look_different(algorithm):
    session_key = SessionKey.generate(algorithm)
    assert session_key.encrypt(MESSAGE) != session_key.encrypt(MESSAGE)


@property_test
@given(st.sampled_from(ALGORITHMS), st.binary(max_size=600))
def test_what_is_encrypted_opens_again(algorithm, message):
    session_key = SessionKey.generate(algorithm)
    body = session_key.encrypt(message)
    assert session_key.decrypt(body) == message
    block = 8 if algorithm is KeyAlgorithm.TRIPLE_DES else 16
    head = 0 if algorithm is KeyAlgorithm.SM4 else block
    assert len(body) == head + (len(message) // block + 1) * block


@property_test
@given(st.sampled_from(ALGORITHMS), st.binary(max_size=100))
def test_other_octets_never_do_anything_but_fail(algorithm, octets):
    session_key = SessionKey(algorithm, bytes(24 if algorithm == 2 else 16))
    with contextlib.suppress(DecryptionFailed):
        assert len(session_key.decrypt(octets)) < len(octets)


def test_single_des_and_versions_without_chaining_are_refused():
    with pytest.raises(UnsupportedAlgorithm):
        SessionKey(KeyAlgorithm.DES, bytes(8))
    with pytest.raises(UnsupportedAlgorithm):
        SessionKey.decode(bytes.fromhex("00000001") + bytes(8))
    with pytest.raises(VersionNotOffered):
        SessionKey.generate().encrypt(MESSAGE, (2, 3))
    with pytest.raises(VersionNotOffered):
        SessionKey.generate().decrypt(bytes(32), (2, 3))
    with pytest.raises(VersionNotOffered):
        answer_exchange(start_exchange()[1], version=(2, 3))


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_key_blobs(algorithm):
    session_key = SessionKey.generate(algorithm)
    blob = session_key.encode()
    assert blob == bytes((0, 0, 0, algorithm)) + session_key.octets
    assert SessionKey.decode(blob) == session_key
    assert session_key.octets.hex() not in repr(session_key)


def test_a_bare_key_is_taken_by_its_length():
    assert SessionKey.decode(b"k" * 16) == SessionKey(KeyAlgorithm.AES, b"k" * 16)
    assert SessionKey.decode(b"k" * 24) == SessionKey(KeyAlgorithm.TRIPLE_DES, b"k" * 24)
    for blob in (b"", b"\0\0\0\3", b"\0\0\0\3" + bytes(15), b"\0\0\0\5" + bytes(16)):
        with pytest.raises(MalformedProof):
            SessionKey.decode(blob)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_diffie_hellman_gives_both_sides_one_key(algorithm):
    own, request = start_exchange()
    server, data = answer_exchange(request, algorithm)
    assert data[:4] == bytes((0, 0, 0, algorithm))
    assert finish_exchange(own, data) == server
    assert server.algorithm is algorithm


def test_the_server_answers_in_the_group_of_the_client():
    # 2^1024 − 105 is the largest prime below 2^1024.
    prime = (1 << 1024) - 105
    own = DhPrivateKey.generate(prime, 5)
    server, data = answer_exchange(encode_key(own.public))
    assert finish_exchange(own, data) == server
    assert len(server.octets) == 32


def test_leading_zeros_are_dropped_and_the_rest_is_cut():
    shared = bytes(3) + bytes(range(1, 61))
    assert derive_key(shared, KeyAlgorithm.AES).octets == bytes(range(1, 33))
    assert derive_key(shared, KeyAlgorithm.SM4).octets == bytes(range(1, 17))
    # Zeros stay where otherwise fewer than 32 octets would be left.
    assert derive_key(bytes(40), KeyAlgorithm.AES).octets == bytes(32)
    # 3DES takes the front as it is, each octet with odd parity: 00 → 01, 01 → 01, 02 → 02, 03 → 02.
    assert derive_key(shared, KeyAlgorithm.TRIPLE_DES).octets[:6].hex() == "010101010202"
    assert all(
        octet.bit_count() % 2 for octet in derive_key(shared, KeyAlgorithm.TRIPLE_DES).octets
    )


def test_the_group_is_a_safe_prime():
    # Fermat to two bases, of p and of (p − 1)/2; 2 generates the subgroup of that order.
    half = GROUP_PRIME // 2
    assert GROUP_PRIME.bit_length() == 2048
    for base in (2, 3):
        assert pow(base, GROUP_PRIME - 1, GROUP_PRIME) == 1
        assert pow(base, half - 1, half) == 1
    assert pow(2, half, GROUP_PRIME) == 1


@pytest.mark.parametrize(
    ("y", "p", "g"),
    [
        (0, GROUP_PRIME, 2),
        (1, GROUP_PRIME, 2),
        (GROUP_PRIME - 1, GROUP_PRIME, 2),
        (GROUP_PRIME, GROUP_PRIME, 2),
        (5, GROUP_PRIME, 1),
        (5, GROUP_PRIME, GROUP_PRIME - 1),
        (5, GROUP_PRIME - 1, 2),
        (5, (1 << 512) - 1, 2),
        (5, (1 << 4097) - 1, 2),
    ],
)
def test_values_that_give_the_secret_away_are_refused(y, p, g):
    with pytest.raises(BadKey):
        DhPublicKey(y, p, g)


def test_only_diffie_hellman_keys_agree(rsa_key):
    with pytest.raises(UnsupportedAlgorithm):
        answer_exchange(encode_key(rsa_key.public_key()))
    own, _ = start_exchange()
    with pytest.raises(UnsupportedAlgorithm):
        finish_exchange(own, b"\0\0\0\3" + encode_key(rsa_key.public_key()))
    other = DhPrivateKey.generate((1 << 1024) - 105, 5)
    with pytest.raises(BadKey):
        finish_exchange(own, b"\0\0\0\3" + encode_key(other.public))
    with pytest.raises(MalformedProof):
        finish_exchange(own, b"\0\0\0\7" + encode_key(own.public))
    with pytest.raises(UnsupportedAlgorithm):
        finish_exchange(own, b"\0\0\0\1" + encode_key(own.public))


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_keys_wrapped_under_a_public_key(algorithm, rsa_key, sm2_key):
    session_key = SessionKey.generate(algorithm)
    for key in (rsa_key, sm2_key):
        wrapped = wrap_key(session_key, public_key_of(key))
        assert unwrap_key(wrapped, key) == session_key


def test_what_was_wrapped_for_others_does_not_unwrap(rsa_key, other_rsa_key, sm2_key, dsa_key):
    session_key = SessionKey.generate()
    wrapped = wrap_key(session_key, sm2_key.public)
    with pytest.raises(DecryptionFailed):
        unwrap_key(wrapped[:-1] + bytes((wrapped[-1] ^ 1,)), sm2_key)
    with pytest.raises(DecryptionFailed):
        unwrap_key(wrapped, rsa_key)
    # RSA with PKCS #1 answers random octets to a wrong padding, so that it cannot be probed.
    foreign = wrap_key(session_key, rsa_key.public_key())
    with contextlib.suppress(DecryptionFailed):
        assert unwrap_key(foreign[:128], other_rsa_key) != session_key
    with pytest.raises(UnsupportedAlgorithm):
        wrap_key(session_key, public_key_of(dsa_key))
    with pytest.raises(UnsupportedAlgorithm):
        unwrap_key(foreign, dsa_key)
