"""SM2: keys, signatures with SM3, and encryption of short secrets.

`cryptography` knows SM3 and SM4, not the SM2 curve, and the curve is not open to it; so the
algorithm stands here by the standard, on the points of curve.py. Not for other algorithms.

Source: GB/T 32918.2-2016 (signature), GB/T 32918.4-2016 (encryption), GB/T 35276-2017 (forms of
keys and signatures).
"""

import hmac
import secrets
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from cryptography.hazmat.primitives.hashes import SM3, Hash

from lingnan.sources.identifier.proof import curve
from lingnan.sources.identifier.proof.der import SEQUENCE, DerReader, pack, pack_integer
from lingnan.sources.identifier.proof.errors import BadKey, DecryptionFailed, MalformedProof

#: The distinguishing identifier where none is agreed on (GB/T 35276-2017 §10).
DEFAULT_IDENTITY: Final = b"1234567812345678"
_MAX_IDENTITY: Final = 8191
_LENGTH: Final = 32


@dataclass(frozen=True, slots=True)
class Sm2PublicKey:
    """A point of the curve, checked when made.

    Raises:
        BadKey: (x, y) is no point of the curve.
    """

    x: int
    y: int

    def __post_init__(self) -> None:
        if not curve.is_on_curve(self.x, self.y):
            raise BadKey(reason="SM2 (x, y)")

    def encode(self) -> bytes:
        """Write the 65 octets 04 ‖ x ‖ y (GB/T 32918.1-2016 §4.2.8)."""
        return b"\x04" + _octets(self.x) + _octets(self.y)

    @classmethod
    def decode(cls, octets: bytes) -> "Sm2PublicKey":
        """Read the 65 octets 04 ‖ x ‖ y.

        Raises:
            BadKey: another form, or no point of the curve.
        """
        if len(octets) != 1 + 2 * _LENGTH or octets[0] != 4:
            raise BadKey(reason="SM2 04‖x‖y")
        return cls(int.from_bytes(octets[1:33], "big"), int.from_bytes(octets[33:], "big"))


@dataclass(frozen=True, slots=True)
class Sm2PrivateKey:
    """A number in 1…n−2 (GB/T 32918.1-2016 §6.1), and the point that belongs to it.

    Raises:
        BadKey: the number is outside.
    """

    scalar: int = field(repr=False)
    public: Sm2PublicKey = field(init=False, compare=False)

    def __post_init__(self) -> None:
        if not 1 <= self.scalar <= curve.N - 2:
            raise BadKey(reason="SM2 d")
        point = curve.multiply_base(self.scalar)
        if point is None:
            raise BadKey(reason="SM2 d")
        object.__setattr__(self, "public", Sm2PublicKey(*point))

    @classmethod
    def generate(cls) -> "Sm2PrivateKey":
        """Make a key from the random numbers of the system."""
        return cls(1 + secrets.randbelow(curve.N - 2))


def _octets(number: int) -> bytes:
    return number.to_bytes(_LENGTH, "big")


def sm3(*parts: bytes) -> bytes:
    """Answer the SM3 digest (GB/T 32905-2016) of the parts, 32 octets."""
    digest = Hash(SM3())
    for part in parts:
        digest.update(part)
    return digest.finalize()


@lru_cache(maxsize=256)
def _identity_digest(key: Sm2PublicKey, identity: bytes) -> bytes:
    """Answer Z (GB/T 32918.2-2016 §5.5)."""
    return sm3(
        (8 * len(identity)).to_bytes(2, "big"),
        identity,
        *(_octets(number) for number in (curve.A, curve.B, *curve.G, key.x, key.y)),
    )


def _message_number(key: Sm2PublicKey, identity: bytes, data: bytes) -> int:
    return int.from_bytes(sm3(_identity_digest(key, identity), data), "big")


def sign_sm2(key: Sm2PrivateKey, data: bytes, identity: bytes = DEFAULT_IDENTITY) -> bytes:
    """Sign data with SM2 and SM3.

    Shapes: the answer is the DER of SEQUENCE {r, s}, as GB/T 35276-2017 §7.3 has it.
    Source: GB/T 32918.2-2016 §6.1.
    """
    if len(identity) > _MAX_IDENTITY:
        raise MalformedProof(part="SM2 ID")
    e = _message_number(key.public, identity, data)
    while True:
        k = 1 + secrets.randbelow(curve.N - 1)
        point = curve.multiply_base(k)
        mask = 1 + secrets.randbelow(curve.N - 1)
        if point is None:
            continue
        r = (e + point[0]) % curve.N
        if r in (0, curve.N - k):
            continue
        # The inverse is taken of a masked number, because its time tells of what it inverts.
        inverse = pow(mask * (1 + key.scalar) % curve.N, -1, curve.N) * mask
        s = inverse * (k - r * key.scalar) % curve.N
        if s:
            return pack(SEQUENCE, pack_integer(r), pack_integer(s))


def _read_signature(signature: bytes) -> tuple[int, int]:
    """Read r and s from DER, or from the 64 octets r ‖ s that some smart cards give."""
    if len(signature) == 2 * _LENGTH:
        return int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    outer = DerReader(signature, "SM2 signature")
    inner = outer.enter()
    outer.finish()
    r, s = inner.integer(), inner.integer()
    inner.finish()
    return r, s


def verify_sm2(
    key: Sm2PublicKey, data: bytes, signature: bytes, identity: bytes = DEFAULT_IDENTITY
) -> bool:
    """Answer whether a signature of SM2 with SM3 holds; a malformed one does not.

    Source: GB/T 32918.2-2016 §7.1.
    """
    try:
        r, s = _read_signature(signature)
    except MalformedProof:
        return False
    t = (r + s) % curve.N
    if not 1 <= r < curve.N or not 1 <= s < curve.N or not t or len(identity) > _MAX_IDENTITY:
        return False
    point = curve.add_multiples(s, (key.x, key.y), t)
    if point is None:
        return False
    return (_message_number(key, identity, data) + point[0]) % curve.N == r


def _mask(shared: bytes, length: int) -> bytes:
    """Answer the key stream of GB/T 32918.4-2016 §5.4.3."""
    blocks = (
        sm3(shared, counter.to_bytes(4, "big")) for counter in range(1, 1 + -(-length // _LENGTH))
    )
    return b"".join(blocks)[:length]


def _combine(left: bytes, right: bytes) -> bytes:
    return bytes(one ^ two for one, two in zip(left, right, strict=True))


def encrypt_sm2(key: Sm2PublicKey, secret: bytes) -> bytes:
    """Encrypt a short secret, such as a session key.

    Shapes: C1 ‖ C3 ‖ C2 with C1 in 65 octets: the order of GB/T 32918.4-2016 §6.1.
    """
    while True:
        k = 1 + secrets.randbelow(curve.N - 1)
        first = curve.multiply_base(k)
        shared = curve.multiply_blinded((key.x, key.y), k)
        if first is None or shared is None:
            continue
        x, y = _octets(shared[0]), _octets(shared[1])
        stream = _mask(x + y, len(secret))
        if any(stream) or not secret:
            head = Sm2PublicKey(*first).encode()
            return head + sm3(x, secret, y) + _combine(secret, stream)


def decrypt_sm2(key: Sm2PrivateKey, ciphertext: bytes) -> bytes:
    """Open what `encrypt_sm2` made; the older order C1 ‖ C2 ‖ C3 is tried as well.

    Raises:
        DecryptionFailed: not encrypted for this key, or altered.
    Source: GB/T 32918.4-2016 §7.1.
    """
    length = len(ciphertext) - 65 - _LENGTH
    if length < 0:
        raise DecryptionFailed
    try:
        first = Sm2PublicKey.decode(ciphertext[:65])
    except BadKey:
        raise DecryptionFailed from None
    shared = curve.multiply_blinded((first.x, first.y), key.scalar)
    if shared is None:
        raise DecryptionFailed
    x, y = _octets(shared[0]), _octets(shared[1])
    stream = _mask(x + y, length)
    rest = ciphertext[65:]
    for check, hidden in (
        (rest[:_LENGTH], rest[_LENGTH:]),
        (rest[length:], rest[:length]),
    ):
        secret = _combine(hidden, stream)
        if hmac.compare_digest(sm3(x, secret, y), check):
            return secret
    raise DecryptionFailed
