"""Data of an HS_PUBKEY value, of the keys in HS_SITE, and of keys exchanged in a session.

Numbers are written as two's complement, a leading zero octet before a set top bit. Source: RFC 3651
§3.2, Handle protocol facts §1.7. Not for using keys (see proof).
"""

from dataclasses import dataclass
from typing import Final, TypeAlias

from lingnan.sources.identifier.wire.errors import BadField
from lingnan.sources.identifier.wire.octets import (
    EMPTY,
    Reader,
    pack_int2,
    pack_octets,
    pack_text,
)

RSA: Final = "RSA_PUB_KEY"
DSA: Final = "DSA_PUB_KEY"
DH: Final = "DH_PUB_KEY"
SM2: Final = "SM2_PUB_KEY"
#: Octets of one number: keys of 32,768 bits are read, longer ones refused.
_MAX_NUMBER: Final = 4_097


@dataclass(frozen=True, slots=True)
class RsaKey:
    """An RSA key; `has_tail` tells of the four zero octets that every known encoder appends.

    Source: Handle protocol facts §1.7.
    """

    exponent: int
    modulus: int
    flags: int = 0
    has_tail: bool = True

    def encode(self) -> bytes:
        """Write the key (Handle protocol facts §1.7)."""
        tail = EMPTY if self.has_tail else b""
        return _head(RSA, self.flags) + _numbers(self.exponent, self.modulus) + tail


@dataclass(frozen=True, slots=True)
class DsaKey:
    """A DSA key (Handle protocol facts §1.7)."""

    q: int
    p: int
    g: int
    y: int
    flags: int = 0

    def encode(self) -> bytes:
        """Write the key (Handle protocol facts §1.7)."""
        return _head(DSA, self.flags) + _numbers(self.q, self.p, self.g, self.y)


@dataclass(frozen=True, slots=True)
class DhKey:
    """A Diffie–Hellman key, as sessions are set up with (Handle protocol facts §1.7)."""

    y: int
    p: int
    g: int
    flags: int = 0

    def encode(self) -> bytes:
        """Write the key (RFC 3652 §3.8.1, Handle protocol facts §1.7)."""
        return _head(DH, self.flags) + _numbers(self.y, self.p, self.g)


@dataclass(frozen=True, slots=True)
class Sm2Key:
    """An SM2 key as Chinese software writes it: `info` is X.509 SubjectPublicKeyInfo in DER.

    Source: Handle protocol facts §1.7.
    """

    info: bytes
    flags: int = 0

    def encode(self) -> bytes:
        """Write the key (Handle protocol facts §1.7)."""
        return _head(SM2, self.flags) + pack_octets(self.info)


PublicKey: TypeAlias = RsaKey | DsaKey | DhKey | Sm2Key


def decode_key(octets: bytes) -> PublicKey:
    """Read a key; RSA keys with and without their four zero octets.

    Source: Handle protocol facts §1.7.

    Raises:
        WireError: the octets are no key, or one of an unknown type.
    """
    reader = Reader(octets)
    key_type = reader.text(limit=64)
    flags = reader.int2()
    key: PublicKey
    if key_type == RSA:
        exponent, modulus = _number(reader), _number(reader)
        has_tail = reader.left == len(EMPTY)
        if has_tail and reader.raw(len(EMPTY)) != EMPTY:
            raise BadField(field="RSA_PUB_KEY", value="tail", allowed="00000000")
        key = RsaKey(exponent, modulus, flags, has_tail)
    elif key_type == DSA:
        key = DsaKey(_number(reader), _number(reader), _number(reader), _number(reader), flags)
    elif key_type == DH:
        key = DhKey(_number(reader), _number(reader), _number(reader), flags)
    elif key_type == SM2:
        key = Sm2Key(reader.octets(_MAX_NUMBER), flags)
    else:
        raise BadField(field="keyType", value=key_type, allowed=f"{RSA}, {DSA}, {DH}, {SM2}")
    reader.finish()
    return key


def _head(key_type: str, flags: int) -> bytes:
    return pack_text(key_type) + pack_int2(flags, "flags")


def _numbers(*numbers: int) -> bytes:
    return b"".join(_packed(number) for number in numbers)


def _packed(number: int) -> bytes:
    if number < 0:
        raise BadField(field="key", value=number, allowed="≥ 0")
    return pack_octets(number.to_bytes(number.bit_length() // 8 + 1, "big"), _MAX_NUMBER)


def _number(reader: Reader) -> int:
    # Some writers leave the leading zero out: a key has no negative numbers, so read unsigned.
    return int.from_bytes(reader.octets(_MAX_NUMBER), "big")
