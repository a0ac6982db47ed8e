"""Public keys as X.509 SubjectPublicKeyInfo, PEM and JWK.

Not for records of the wire (see key_record) nor for private keys (see key_file).

Source: RFC 5480 §2 (SubjectPublicKeyInfo), RFC 7468 §13 (PEM), RFC 7518 §6.3 (JWK of RSA),
GB/T 35276-2017 §7.1 and GM/T 0006 (the curve's number); JWK of DSA as in the HTTP interface of the
reference, of SM2 as the Chinese kits write it.
"""

import base64
import binascii
from collections.abc import Mapping
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm as Unsupported
from cryptography.hazmat.primitives.asymmetric import dsa, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_public_key,
)

from lingnan.sources.identifier.proof.der import BIT_STRING, OBJECT, SEQUENCE, DerReader, pack
from lingnan.sources.identifier.proof.diffie_hellman import DhPublicKey
from lingnan.sources.identifier.proof.errors import BadKey, MalformedProof
from lingnan.sources.identifier.proof.key import PublicKey, check_size, name_of
from lingnan.sources.identifier.proof.sm2 import Sm2PublicKey

#: 1.2.840.10045.2.1 id-ecPublicKey and 1.2.156.10197.1.301 sm2p256v1.
EC_PUBLIC_KEY: Final = bytes.fromhex("2a8648ce3d0201")
SM2_CURVE: Final = bytes.fromhex("2a811ccf5501822d")
SM2_ALGORITHM: Final = pack(SEQUENCE, pack(OBJECT, EC_PUBLIC_KEY), pack(OBJECT, SM2_CURVE))

_PEM_HEAD: Final = "-----BEGIN PUBLIC KEY-----"
_PEM_FOOT: Final = "-----END PUBLIC KEY-----"
_COORDINATE: Final = 32
_MAX_MEMBER: Final = 8_192


def write_info(key: PublicKey) -> bytes:
    """Write a key as SubjectPublicKeyInfo in DER.

    Raises:
        BadKey: a Diffie–Hellman key, which lives for one session only.
    """
    if isinstance(key, Sm2PublicKey):
        return pack(SEQUENCE, SM2_ALGORITHM, pack(BIT_STRING, b"\0", key.encode()))
    if isinstance(key, DhPublicKey):
        raise BadKey(reason="DH SubjectPublicKeyInfo")
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def read_info(octets: bytes) -> PublicKey:
    """Read a key from SubjectPublicKeyInfo in DER: RSA, DSA or SM2.

    Raises:
        BadKey: something else, or a size outside what is accepted.
    """
    if SM2_CURVE in octets[:32]:
        try:
            outer = DerReader(octets, "SubjectPublicKeyInfo")
            inner = outer.enter()
            outer.finish()
            algorithm = inner.enter()
            names = algorithm.take(OBJECT), algorithm.take(OBJECT)
            algorithm.finish()
            point = inner.take(BIT_STRING)
            inner.finish()
        except MalformedProof:
            raise BadKey(reason="SubjectPublicKeyInfo") from None
        if names != (EC_PUBLIC_KEY, SM2_CURVE) or point[:1] != b"\0":
            raise BadKey(reason="SubjectPublicKeyInfo")
        return Sm2PublicKey.decode(point[1:])
    try:
        key = load_der_public_key(octets)
    except (ValueError, Unsupported):
        raise BadKey(reason="SubjectPublicKeyInfo") from None
    if not isinstance(key, rsa.RSAPublicKey | dsa.DSAPublicKey):
        raise BadKey(reason=type(key).__name__)
    check_size(key)
    return key


def write_pem(key: PublicKey) -> str:
    """Write a key as a PEM block PUBLIC KEY, lines of 64 characters.

    Raises:
        BadKey: a Diffie–Hellman key.
    """
    text = base64.b64encode(write_info(key)).decode()
    lines = [text[at : at + 64] for at in range(0, len(text), 64)]
    return "\n".join((_PEM_HEAD, *lines, _PEM_FOOT, ""))


def read_pem(text: str) -> PublicKey:
    """Read the first PEM block PUBLIC KEY of a text.

    Raises:
        BadKey: no such block, or none that is accepted.
    """
    _, head, rest = text.partition(_PEM_HEAD)
    body, foot, _ = rest.partition(_PEM_FOOT)
    if not head or not foot:
        raise BadKey(reason="PEM")
    try:
        return read_info(base64.b64decode("".join(body.split()), validate=True))
    except binascii.Error:
        raise BadKey(reason="PEM") from None


def write_base64url(octets: bytes) -> str:
    """Write base64url without padding (RFC 7515 §2)."""
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def read_base64url(text: str) -> bytes:
    """Read base64url without padding, in its one canonical form.

    Raises:
        MalformedProof: another alphabet, padding, or idle bits that are not zero: a second
            spelling of the same octets, which would let a text be altered unseen.
    """
    try:
        octets = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise MalformedProof(part="base64url") from None
    if write_base64url(octets) != text:
        raise MalformedProof(part="base64url")
    return octets


def _number_text(number: int) -> str:
    return write_base64url(number.to_bytes((number.bit_length() + 7) // 8 or 1, "big"))


def write_jwk(key: PublicKey) -> dict[str, str]:
    """Write a key as a JSON Web Key.

    Shapes: RSA {kty, n, e}; DSA {kty, y, p, q, g}; SM2 {kty: "SM2", d: SubjectPublicKeyInfo}.
    Raises:
        BadKey: a Diffie–Hellman key.
    """
    if isinstance(key, rsa.RSAPublicKey):
        numbers = key.public_numbers()
        return {"kty": "RSA", "n": _number_text(numbers.n), "e": _number_text(numbers.e)}
    if isinstance(key, dsa.DSAPublicKey):
        dsa_numbers = key.public_numbers()
        group = dsa_numbers.parameter_numbers
        named = {"y": dsa_numbers.y, "p": group.p, "q": group.q, "g": group.g}
        return {"kty": "DSA", **{name: _number_text(number) for name, number in named.items()}}
    return {"kty": name_of(key), "d": write_base64url(write_info(key))}


def read_jwk(jwk: Mapping[str, object]) -> PublicKey:
    """Read a key from a JSON Web Key; SM2 also as {kty: "EC", crv: "SM2", x, y}.

    Raises:
        BadKey: another kind, or members that make no key that is accepted.
    """
    kind = str(jwk.get("kty", "")).upper()
    try:
        if kind == "RSA":
            numbers = rsa.RSAPublicNumbers(_number(jwk, "e"), _number(jwk, "n"))
            key: PublicKey = numbers.public_key()
        elif kind == "DSA":
            group = dsa.DSAParameterNumbers(_number(jwk, "p"), _number(jwk, "q"), _number(jwk, "g"))
            key = dsa.DSAPublicNumbers(_number(jwk, "y"), group).public_key()
        elif kind == "SM2":
            key = read_info(_member(jwk, "d"))
        elif kind == "EC" and str(jwk.get("crv", "")).upper() in ("SM2", "CURVESM2"):
            key = Sm2PublicKey.decode(b"\x04" + _coordinate(jwk, "x") + _coordinate(jwk, "y"))
        else:
            raise BadKey(reason=f"JWK kty {kind[:20]}")
    except ValueError:
        raise BadKey(reason=f"JWK {kind}") from None
    check_size(key)
    return key


def _member(jwk: Mapping[str, object], name: str) -> bytes:
    text = jwk.get(name)
    if not isinstance(text, str) or len(text) > _MAX_MEMBER:
        raise BadKey(reason=f"JWK {name}")
    try:
        return read_base64url(text)
    except MalformedProof:
        raise BadKey(reason=f"JWK {name}") from None


def _number(jwk: Mapping[str, object], name: str) -> int:
    return int.from_bytes(_member(jwk, name)[:1025], "big")


def _coordinate(jwk: Mapping[str, object], name: str) -> bytes:
    octets = _member(jwk, name)
    if len(octets) != _COORDINATE:
        raise BadKey(reason=f"JWK {name}")
    return octets
