"""Public keys ⇄ JSON Web Keys: RSA, DSA, and SM2 as an elliptic-curve key.

Source: RFC 7517, RFC 7518 §6.2–6.3, GB/T 32918 and GM/T 0009 for the form of an SM2 key, Handle
protocol facts §1.15. Limits: a Diffie–Hellman key has no JWK and stays base64.
"""

from base64 import b64encode, urlsafe_b64encode
from typing import Final, TypeAlias

from lingnan.kernel import Text
from lingnan.sources.identifier.wire.errors import WireError
from lingnan.sources.identifier.wire.json_field import Field
from lingnan.sources.identifier.wire.public_key import (
    DsaKey,
    PublicKey,
    RsaKey,
    Sm2Key,
    decode_key,
)

JsonObject: TypeAlias = dict[str, object]

#: SubjectPublicKeyInfo of an SM2 key up to its point: id-ecPublicKey on curve 1.2.156.10197.1.301.
SM2_INFO_HEAD: Final = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d03420004")
_COORDINATE: Final = 32
_MAX_NUMBER: Final = 4_096
_BAD_KTY: Final = Text("应为 RSA、DSA 或 EC", "it must be RSA, DSA or EC")
_BAD_CURVE: Final = Text("应为 SM2", "it must be SM2")
_BAD_COORDINATE: Final = Text("应为 32 字节", "it must have 32 octets")
_BAD_NUMBER: Final = Text("应为 1 至 4096 字节", "it must have 1 to 4,096 octets")
_BAD_FORMAT: Final = Text("应为 key、base64 或 hex", "it must be key, base64 or hex")


def key_to_json(key: PublicKey) -> JsonObject | None:
    """Answer a key as a JWK; None if it has none (Handle protocol facts §1.15)."""
    if isinstance(key, RsaKey):
        return {"kty": "RSA", "n": _number(key.modulus), "e": _number(key.exponent)}
    if isinstance(key, DsaKey):
        return {
            "kty": "DSA",
            "y": _number(key.y),
            "p": _number(key.p),
            "q": _number(key.q),
            "g": _number(key.g),
        }
    if isinstance(key, Sm2Key):
        point = key.info[len(SM2_INFO_HEAD) :]
        if key.info.startswith(SM2_INFO_HEAD) and len(point) == 2 * _COORDINATE:
            x, y = point[:_COORDINATE], point[_COORDINATE:]
            return {"kty": "EC", "crv": "SM2", "x": _base64url(x), "y": _base64url(y)}
    return None


def key_from_json(value: object, path: str = "key") -> PublicKey:
    """Answer the key of a JWK.

    Raises:
        BadJson: a field is missing or cannot be understood.

    Source: Handle protocol facts §1.15.
    """
    field = value if isinstance(value, Field) else Field(value, path)
    kind = field.member("kty")
    name = kind.text().upper()
    if name == "RSA":
        return RsaKey(_integer(field.member("e")), _integer(field.member("n")))
    if name == "DSA":
        q, p, g, y = (_integer(field.member(each)) for each in ("q", "p", "g", "y"))
        return DsaKey(q, p, g, y)
    if name == "EC":
        curve = field.member("crv")
        if curve.text().upper() != "SM2":
            raise curve.failure(_BAD_CURVE)
        x, y_octets = _coordinate(field.member("x")), _coordinate(field.member("y"))
        return Sm2Key(SM2_INFO_HEAD + x + y_octets)
    raise kind.failure(_BAD_KTY)


def key_data_to_json(octets: bytes) -> JsonObject:
    """Answer the octets of a key as data of the HTTP interface: format key, or else base64.

    Source: Handle protocol facts §1.15.
    """
    try:
        jwk = key_to_json(decode_key(octets))
    except WireError:
        jwk = None
    if jwk is None:
        return {"format": "base64", "value": b64encode(octets).decode()}
    return {"format": "key", "value": jwk}


def key_data_from_json(field: Field) -> bytes:
    """Answer the octets of a key from data of the HTTP interface.

    Raises:
        BadJson: a field is missing or cannot be understood.

    Source: Handle protocol facts §1.15.
    """
    form, value = field.member("format"), field.member("value")
    name = form.text()
    if name == "key":
        return key_from_json(value).encode()
    if name == "base64":
        return value.base64()
    if name == "hex":
        return value.hexadecimal()
    raise form.failure(_BAD_FORMAT)


def _number(number: int) -> str:
    return _base64url(number.to_bytes(max(1, (number.bit_length() + 7) // 8), "big"))


def _base64url(octets: bytes) -> str:
    return urlsafe_b64encode(octets).rstrip(b"=").decode()


def _integer(field: Field) -> int:
    octets = field.base64url()
    if not 1 <= len(octets) <= _MAX_NUMBER:
        raise field.failure(_BAD_NUMBER)
    return int.from_bytes(octets, "big")


def _coordinate(field: Field) -> bytes:
    octets = field.base64url()
    if len(octets) != _COORDINATE:
        raise field.failure(_BAD_COORDINATE)
    return octets
