"""Answers to a challenge with a shared secret (HS_SECKEY), made by a client and checked by a node.

`data` of an answer is nonce ‖ digest. Not for finding the secret or deciding what it allows (see
node), nor for passwords of people (see the room access).

Source: RFC 3652 §3.5.1, Handle protocol facts §1.10.
"""

import hashlib
import hmac
import secrets
from enum import IntEnum
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from lingnan.sources.identifier.proof.errors import MalformedProof, WorkAboveLimit
from lingnan.sources.identifier.wire.errors import WireError
from lingnan.sources.identifier.wire.octets import Reader, pack_int1, pack_int4, pack_octets

#: Rounds of PBKDF2 that one answer may cost: the client names the count, the node pays for it.
MAX_WORK: Final = 20_000
DEFAULT_ITERATIONS: Final = 10_000
DEFAULT_KEY_BITS: Final = 160
_MAX_KEY_BITS: Final = 512
_MAX_SALT: Final = 64
_SHA1_LENGTH: Final = 20
_MD5_LENGTH: Final = 16
_SALT_LENGTH: Final = 16


class MacCode(IntEnum):
    """First octet of an answer: how it was computed."""

    MD5 = 1
    SHA1 = 2
    SHA256 = 3
    HMAC_SHA1 = 0x12
    HMAC_SHA256 = 0x13
    PBKDF2_HMAC_SHA1 = 0x22


_SANDWICH: Final = {MacCode.MD5: "md5", MacCode.SHA1: "sha1", MacCode.SHA256: "sha256"}
_HMAC: Final = {MacCode.HMAC_SHA1: "sha1", MacCode.HMAC_SHA256: "sha256"}


def default_code(version: tuple[int, int]) -> MacCode:
    """Answer how clients of a protocol version answer by default (facts §1.14)."""
    return MacCode.PBKDF2_HMAC_SHA1 if version >= (2, 7) else MacCode.SHA1


def compute_mac(code: MacCode, secret: bytes, data: bytes) -> bytes:
    """Answer the bare MAC over data, of the kinds that have no parameters.

    Shapes: sandwich H(secret ‖ data ‖ secret) of 16, 20 or 32 octets, or HMAC of 20 or 32.
    """
    if code in _SANDWICH:
        return hashlib.new(
            _SANDWICH[code], secret + data + secret, usedforsecurity=code is not MacCode.MD5
        ).digest()
    return hmac.digest(secret, data, _HMAC[code])


def _passwords(secret: bytes) -> tuple[bytes, ...]:
    """Answer what PBKDF2 may be fed: Java turns each octet into a character, then into UTF-8.

    For a secret in ASCII both are the same; for others the reference's form comes first.
    """
    foreign = secret.decode("latin-1").encode()
    return (secret,) if foreign == secret else (foreign, secret)


def _stretch(password: bytes, data: bytes, salt: bytes, iterations: int, key_bits: int) -> bytes:
    # cryptography's takes some three fifths of the time of hashlib's; the protocol names SHA-1.
    key = PBKDF2HMAC(SHA1(), key_bits // 8, salt, iterations).derive(password)  # noqa: S303
    return hmac.digest(key, data, "sha1")


def answer_secret(
    secret: bytes,
    nonce: bytes,
    digest: bytes,
    code: MacCode = MacCode.PBKDF2_HMAC_SHA1,
    *,
    salt: bytes | None = None,
    iterations: int = DEFAULT_ITERATIONS,
    key_bits: int = DEFAULT_KEY_BITS,
) -> bytes:
    """Make the signedResponse of an answer to a challenge.

    Args:
        digest: raw octets of the request digest, without its algorithm code.
        salt: 16 random octets unless given; iterations and key_bits matter to PBKDF2 only.
    """
    data = nonce + digest
    if code is not MacCode.PBKDF2_HMAC_SHA1:
        return pack_int1(code) + compute_mac(code, secret, data)
    salt = secrets.token_bytes(_SALT_LENGTH) if salt is None else salt
    mac = _stretch(_passwords(secret)[0], data, salt, iterations, key_bits)
    return b"".join(
        (
            pack_int1(code),
            pack_octets(salt),
            pack_int4(iterations),
            pack_int4(key_bits),
            pack_octets(mac),
        )
    )


def check_secret(
    answer: bytes, secret: bytes, nonce: bytes, digest: bytes, *, max_work: int = MAX_WORK
) -> bool:
    """Answer whether an answer proves knowledge of the secret, in constant time.

    Limits: an empty secret proves nothing, so it is never accepted.
    Raises:
        MalformedProof: the answer cannot be taken apart, or its algorithm is unknown.
        WorkAboveLimit: it asks for more PBKDF2 than `max_work` rounds; none was done.
    """
    if not secret:
        return False
    data = nonce + digest
    if len(answer) == _MD5_LENGTH:
        # Clients before 2.1 send the bare MD5 without a code.
        return hmac.compare_digest(compute_mac(MacCode.MD5, secret, data), answer)
    try:
        reader = Reader(answer)
        code = MacCode(reader.int1())
        if code is not MacCode.PBKDF2_HMAC_SHA1:
            return hmac.compare_digest(compute_mac(code, secret, data), reader.rest())
        salt = reader.octets(_MAX_SALT)
        iterations, key_bits = reader.int4(), reader.int4()
        mac = reader.octets(_SHA1_LENGTH)
        reader.finish()
    except (WireError, ValueError):
        raise MalformedProof(part="signedResponse") from None
    _check_work(iterations, key_bits, max_work)
    return any(
        hmac.compare_digest(_stretch(password, data, salt, iterations, key_bits), mac)
        for password in _passwords(secret)
    )


def _check_work(iterations: int, key_bits: int, max_work: int) -> None:
    """Refuse what PBKDF2 would spend too long on: iterations for every 20 octets of key."""
    if iterations < 1 or key_bits < 8 or key_bits % 8:
        raise MalformedProof(part="signedResponse")
    blocks = -(-key_bits // (8 * _SHA1_LENGTH))
    if key_bits > _MAX_KEY_BITS or iterations * blocks > max_work:
        raise WorkAboveLimit(work=iterations * blocks, limit=max_work)
