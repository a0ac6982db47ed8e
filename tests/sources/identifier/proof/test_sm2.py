"""SM2 against the examples of the standards and against OpenSSL."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lingnan.sources.identifier.proof import curve
from lingnan.sources.identifier.proof.errors import BadKey, DecryptionFailed
from lingnan.sources.identifier.proof.sm2 import (
    Sm2PrivateKey,
    Sm2PublicKey,
    decrypt_sm2,
    encrypt_sm2,
    sign_sm2,
    sm3,
    verify_sm2,
)

property_test = settings(deadline=None, max_examples=30, derandomize=True)

# GB/T 32918.5-2017, annex A.2.
EXAMPLE = Sm2PrivateKey(0x3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8)
EXAMPLE_SIGNATURE = bytes.fromhex(
    "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
    "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa"
)
# Made with OpenSSL 3.0: genpkey -algorithm SM2; pkeyutl -sign -rawin -digest sm3 over "abc".
OPENSSL = Sm2PrivateKey(0xDE697AAEDE42572AEBE3800478BD8BD58B42489610F58078A936BDD6A1BA4B5F)
OPENSSL_DEFAULT = bytes.fromhex(
    "304502210097d3747c8896ea24b01ac4a04f9d929d21a0232263107d74ff50cd1c8e6a5f3e"
    "0220688780eb2420329bd350516202bc1d1e24d4cf93a195a35a8223f05ab862ad34"
)
OPENSSL_ADMIN = bytes.fromhex(
    "3045022100bd64802ed431ab41aae86d2f32827de9f87e66abff3668b06fa5ac81f340a36a"
    "02206d077a98d77480e9c159c6f91965bde51b0c887ce4c46277ea54493972444bad"
)
# pkeyutl -encrypt of "abc": x, y, hash and hidden text, here in the order C1 ‖ C3 ‖ C2.
OPENSSL_CIPHERTEXT = bytes.fromhex(
    "04198bd4e89ac8c808519e6a1de9af9c7ce210d8adc2d539e8cfbd802bdd51ae70"
    "bce92857b10478776288ff27b2ef6a39f2a1a0215793451b2067b0b5539e2032"
    "4803534fa91dbeeeabeb67009276baba29f61ede7f91100045ad3fdddec3f189f89d0d"
)


def test_sm3_of_the_standard():
    # GB/T 32905-2016, annex A.1.
    expected = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert sm3(b"abc").hex() == expected
    assert sm3(b"a", b"", b"bc").hex() == expected


def test_the_key_of_the_standard():
    assert EXAMPLE.public.x == 0x09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020
    assert EXAMPLE.public.y == 0xCCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13


def test_the_signature_of_the_standard():
    assert verify_sm2(EXAMPLE.public, b"message digest", EXAMPLE_SIGNATURE)
    assert not verify_sm2(EXAMPLE.public, b"message digesu", EXAMPLE_SIGNATURE)
    assert not verify_sm2(OPENSSL.public, b"message digest", EXAMPLE_SIGNATURE)


def test_signatures_of_openssl():
    assert verify_sm2(OPENSSL.public, b"abc", OPENSSL_DEFAULT)
    assert verify_sm2(OPENSSL.public, b"abc", OPENSSL_ADMIN, b"88.900/ADMIN")
    assert not verify_sm2(OPENSSL.public, b"abc", OPENSSL_ADMIN)
    assert not verify_sm2(OPENSSL.public, b"abc", OPENSSL_DEFAULT, b"88.900/ADMIN")


def test_a_secret_encrypted_by_openssl():
    assert decrypt_sm2(OPENSSL, OPENSSL_CIPHERTEXT) == b"abc"
    # The older order of 2010: C1 ‖ C2 ‖ C3.
    head, check, hidden = OPENSSL_CIPHERTEXT[:65], OPENSSL_CIPHERTEXT[65:97], b"\xf8\x9d\x0d"
    assert decrypt_sm2(OPENSSL, head + hidden + check) == b"abc"
    with pytest.raises(DecryptionFailed):
        decrypt_sm2(EXAMPLE, OPENSSL_CIPHERTEXT)


def test_a_key_used_often_is_checked_by_its_table_alike(sm2_key):
    signature = sign_sm2(sm2_key, b"heartbeat")
    for _ in range(8):
        assert verify_sm2(sm2_key.public, b"heartbeat", signature)
        assert not verify_sm2(sm2_key.public, b"heartbeau", signature)


@property_test
@given(st.binary(max_size=70))
def test_what_is_encrypted_opens_again(secret):
    assert decrypt_sm2(EXAMPLE, encrypt_sm2(EXAMPLE.public, secret)) == secret


@property_test
@given(at=st.integers(0, 10_000), flip=st.integers(1, 255))
def test_an_altered_ciphertext_never_opens(at, flip):
    altered = bytearray(OPENSSL_CIPHERTEXT)
    altered[at % len(altered)] ^= flip
    with pytest.raises(DecryptionFailed):
        decrypt_sm2(OPENSSL, bytes(altered))


@property_test
@given(
    signature=st.sampled_from([EXAMPLE_SIGNATURE, sign_sm2(EXAMPLE, b"message digest")]),
    at=st.integers(0, 10_000),
    flip=st.integers(1, 255),
)
def test_one_octet_altered_never_verifies(signature, at, flip):
    altered = bytearray(signature)
    altered[at % len(altered)] ^= flip
    assert not verify_sm2(EXAMPLE.public, b"message digest", bytes(altered))


@pytest.mark.parametrize(
    "signature",
    [
        b"",
        bytes(64),
        EXAMPLE_SIGNATURE[:63],
        OPENSSL_DEFAULT + b"\0",
        # r with a second leading zero: the same number in an encoding that is not DER.
        bytes.fromhex("3046") + bytes.fromhex("02220000") + OPENSSL_DEFAULT[5:],
        (curve.N).to_bytes(32, "big") + EXAMPLE_SIGNATURE[32:],
        EXAMPLE_SIGNATURE[:32] + (curve.N).to_bytes(32, "big"),
        # r + s = n leaves no share for the public key.
        (1).to_bytes(32, "big") + (curve.N - 1).to_bytes(32, "big"),
    ],
)
def test_what_is_no_signature_never_verifies(signature):
    assert not verify_sm2(OPENSSL.public, b"abc", signature)


@pytest.mark.parametrize("scalar", [0, curve.N - 1, curve.N, -1])
def test_scalars_outside_are_no_keys(scalar):
    with pytest.raises(BadKey):
        Sm2PrivateKey(scalar)


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"\0",
        EXAMPLE.public.encode()[:-1],
        b"\x03" + EXAMPLE.public.encode()[1:],
        b"\x04" + bytes(64),
        b"\x04" + EXAMPLE.public.encode()[1:33] + bytes(32),
        b"\x04" + (EXAMPLE.public.x + curve.P).to_bytes(33, "big")[1:] + bytes(32),
    ],
)
def test_points_off_the_curve_are_no_keys(octets):
    with pytest.raises(BadKey):
        Sm2PublicKey.decode(octets)


def test_a_private_key_does_not_show_itself():
    assert "3945208f" not in repr(EXAMPLE).lower()
    assert str(EXAMPLE.scalar) not in repr(EXAMPLE)


@property_test
@given(st.integers(0, curve.N - 1), st.integers(0, curve.N - 1))
def test_multiplying_is_linear(left, right):
    # left·G + right·(d·G) = (left + right·d)·G
    point = (EXAMPLE.public.x, EXAMPLE.public.y)
    together = (left + right * EXAMPLE.scalar) % curve.N
    assert curve.add_multiples(left, point, right) == curve.multiply_base(together)
    assert curve.multiply_blinded(point, right) == curve.add_multiples(0, point, right)


def test_the_point_at_infinity():
    x, y = curve.G
    assert curve.add_multiples(1, (x, curve.P - y), 1) is None
    assert curve.multiply_base(0) is None
    assert curve.multiply_base(curve.N - 1) == (x, curve.P - y)
    assert curve.add_multiples(1, (x, y), 1) == curve.multiply_base(2)
