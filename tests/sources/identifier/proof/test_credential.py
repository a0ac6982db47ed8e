"""Credentials of messages, against the reference encoder; what each version covers."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lingnan.sources.identifier.proof.credential import (
    HS_MAC,
    HS_SIGNED,
    Credential,
    covered_octets,
    is_sealed,
    is_signed,
    seal,
    sign_message,
)
from lingnan.sources.identifier.proof.errors import MalformedProof, VersionNotOffered
from lingnan.sources.identifier.proof.key import public_key_of
from lingnan.sources.identifier.proof.key_record import decode_key
from lingnan.sources.identifier.proof.seckey import MacCode, compute_mac
from lingnan.sources.identifier.wire.envelope import Envelope

property_test = settings(deadline=None, max_examples=100, derandomize=True)

KEY = bytes(range(32))
PART = b"header and body"


def envelope(minor, session_id=9, request_id=16909060, **more):
    return Envelope(2, minor, request_id, 0, session_id, **more)


@pytest.mark.parametrize("minor", [4, 7, 8, 11])
def test_macs_are_those_of_the_reference(vectors, minor):
    vector = vectors[f"session MAC 2.{minor}"]
    where = envelope(minor, vector["sessionId"], vector["requestId"])
    part, key = bytes.fromhex(vector["body"]), bytes.fromhex(vector["key"])
    octets = seal(where, part, key, vector["sessionCounter"])
    assert octets.hex() == vector["signature"]
    credential = Credential.decode(octets)
    assert (credential.type, credential.counter) == (HS_MAC, 3)
    assert credential.encode() == octets
    assert is_sealed(where, part, credential, key)


def test_the_certified_response_of_the_reference(vectors):
    vector = vectors["certified response 2.11 (signed with admpriv)"]
    key = decode_key(bytes.fromhex(vectors["HS_PUBKEY RSA 2048"]["hex"]))
    octets, part = bytes.fromhex(vector["signature"]), bytes.fromhex(vector["body"])
    credential = Credential.decode(octets)
    assert (credential.type, credential.algorithm, credential.counter) == (HS_SIGNED, b"SHA-256", 0)
    assert credential.encode() == octets
    where = envelope(11, session_id=0)
    assert is_signed(where, part, credential, key)
    for other in (
        envelope(10, session_id=0),
        envelope(11, session_id=1),
        envelope(11, session_id=0, request_id=16909061),
        envelope(11, session_id=0, suggested_minor=10),
    ):
        assert not is_signed(other, part, credential, key)


def test_what_each_version_covers():
    # 2.7: major, minor, session, request, counter; 2.8 puts the suggested version after the first.
    tail = bytes.fromhex("000000090102030400000005") + PART
    assert covered_octets(envelope(4), PART, 5) == PART
    assert covered_octets(envelope(7), PART, 5) == b"\x02\x07" + tail
    assert covered_octets(envelope(8), PART, 5) == b"\x02\x08\x02\x0b" + tail
    assert covered_octets(envelope(11), PART, 5) == b"\x02\x0b\x02\x0b" + tail
    third = Envelope(3, 0, 16909060, 0, 9, suggested_major=3, suggested_minor=0)
    assert covered_octets(third, PART, 5) == b"\x03\x00\x03\x00" + tail


@pytest.mark.parametrize("minor", [5, 6])
def test_the_broken_versions_are_not_offered(minor, rsa_key):
    where = envelope(minor)
    with pytest.raises(VersionNotOffered, match=f"2.{minor}"):
        seal(where, PART, KEY, 1)
    with pytest.raises(VersionNotOffered):
        sign_message(where, PART, rsa_key)
    forged = Credential(HS_MAC, b"HMAC-SHA256", bytes(32), 1)
    with pytest.raises(VersionNotOffered):
        is_sealed(where, PART, forged, KEY)


@pytest.mark.parametrize("minor", [1, 4, 7, 11])
def test_certified_responses_of_every_kind_of_key(minor, rsa_key, dsa_key, sm2_key):
    where = envelope(minor)
    for key in (rsa_key, dsa_key, sm2_key):
        credential = Credential.decode(sign_message(where, PART, key, 7))
        assert is_signed(where, PART, credential, public_key_of(key))
        assert not is_signed(where, PART + b"\0", credential, public_key_of(key))
    rsa_name = Credential.decode(sign_message(where, PART, rsa_key)).algorithm
    assert rsa_name == (b"SHA-256" if minor >= 7 else b"SHA1")


def test_the_old_name_of_a_signature_is_read(rsa_key):
    where = envelope(4)
    credential = Credential.decode(sign_message(where, PART, rsa_key))
    old = Credential("HS_DSAPUBKEY", credential.algorithm, credential.signature)
    assert is_signed(where, PART, old, rsa_key.public_key())
    other = Credential("HS_MAC", credential.algorithm, credential.signature)
    assert not is_signed(where, PART, other, rsa_key.public_key())


def test_a_digest_sandwich_is_not_enough_from_2_7_on():
    # A sender may not choose a weaker proof than the version asks for.
    where = envelope(11)
    covered = covered_octets(where, PART, 1)
    for code in (MacCode.SHA1, MacCode.SHA256):
        weak = Credential(HS_MAC, bytes((code,)), compute_mac(code, KEY, covered), 1)
        assert not is_sealed(where, PART, weak, KEY)
    named = compute_mac(MacCode.HMAC_SHA1, KEY, covered)
    assert is_sealed(where, PART, Credential(HS_MAC, b"HMAC-SHA1", named, 1), KEY)
    strong = compute_mac(MacCode.HMAC_SHA256, KEY, covered)
    assert is_sealed(where, PART, Credential(HS_MAC, b"hmacSHA256", strong, 1), KEY)
    assert is_sealed(where, PART, Credential(HS_MAC, b"\x13", strong, 1), KEY)
    assert not is_sealed(where, PART, Credential(HS_MAC, b"MD5", strong, 1), KEY)
    assert not is_sealed(where, PART, Credential(HS_SIGNED, b"\x13", strong, 1), KEY)


def test_an_empty_key_seals_nothing():
    where = envelope(11)
    credential = Credential.decode(seal(where, PART, b"", 1))
    assert not is_sealed(where, PART, credential, b"")


def test_the_counter_of_2_4_is_not_covered():
    # Hence no replay can be told apart below 2.7, and sessions there are to be refused.
    where = envelope(4)
    credential = Credential.decode(seal(where, PART, KEY, 1))
    moved = Credential(credential.type, credential.algorithm, credential.signature, 2)
    assert is_sealed(where, PART, moved, KEY)
    covered = Credential.decode(seal(envelope(11), PART, KEY, 1))
    assert not is_sealed(
        envelope(11), PART, Credential(HS_MAC, covered.algorithm, covered.signature, 2), KEY
    )


@pytest.mark.parametrize("cut", [0, 1, 3, 10, -1])
def test_credentials_cut_short_are_refused(cut):
    octets = seal(envelope(11), PART, KEY, 1)
    with pytest.raises(MalformedProof):
        Credential.decode(octets[:cut])


def test_surplus_and_unknown_versions_are_refused():
    octets = seal(envelope(11), PART, KEY, 1)
    for wrong in (octets + b"\0", b"\1" + octets[1:], octets[:1] + b"\1" + octets[2:]):
        with pytest.raises(MalformedProof):
            Credential.decode(wrong)


@property_test
@given(at=st.integers(0, 10_000), flip=st.integers(1, 255), minor=st.sampled_from([7, 8, 11]))
def test_one_octet_altered_never_verifies(at, flip, minor):
    """But for fields nothing reads (options) and the spelling of the algorithm's name."""
    where = envelope(minor)
    octets = bytearray(seal(where, PART, KEY, 0x01020304) + PART)
    whole = Credential.decode(bytes(octets[: -len(PART)]))
    octets[at % len(octets)] ^= flip
    try:
        credential = Credential.decode(bytes(octets[: -len(PART)]))
    except MalformedProof:
        return
    same = (credential.type, credential.counter, credential.signature) == (
        whole.type,
        whole.counter,
        whole.signature,
    )
    if same and octets.endswith(PART):
        assert credential.options or credential.algorithm != whole.algorithm
        return
    assert not is_sealed(where, bytes(octets[-len(PART) :]), credential, KEY)


@property_test
@given(
    session=st.integers(1, 2**31 - 1),
    request=st.integers(0, 2**32 - 1),
    counter=st.integers(0, 2**32 - 1),
    part=st.binary(max_size=300),
)
def test_a_seal_holds_in_its_place_and_no_other(session, request, counter, part):
    where = envelope(11, session, request)
    credential = Credential.decode(seal(where, part, KEY, counter))
    assert credential.counter == counter
    assert is_sealed(where, part, credential, KEY)
    assert not is_sealed(envelope(11, session, request ^ 1), part, credential, KEY)
    assert not is_sealed(envelope(11, session ^ 1, request), part, credential, KEY)
    assert not is_sealed(where, part, credential, KEY[1:])
