"""Answers to a challenge as the HTTP interface carries them: named fields instead of octets.

The `Authorization: Handle` header gives algorithm, signature and, for PBKDF2, salt, iterations and
length apart. Put together here they are the signedResponse that seckey and challenge check, with
the client's nonce (cnonce) in place of the request digest. Not for reading the header (see node).

Source: Handle.Net Technical Manual ch. 14, Handle protocol facts §1.15.
"""

from typing import Final

from lingnan.sources.identifier.proof.errors import MalformedProof, UnsupportedAlgorithm
from lingnan.sources.identifier.proof.seckey import MacCode
from lingnan.sources.identifier.wire.errors import WireError
from lingnan.sources.identifier.wire.octets import pack_int1, pack_int4, pack_octets, pack_text

_CODES: Final = {
    "MD5": MacCode.MD5,
    "SHA1": MacCode.SHA1,
    "SHA": MacCode.SHA1,
    "SHA256": MacCode.SHA256,
    "HMACSHA1": MacCode.HMAC_SHA1,
    "HMACSHA256": MacCode.HMAC_SHA256,
    "PBKDF2WITHHMACSHA1": MacCode.PBKDF2_HMAC_SHA1,
    "PBKDF2HMACSHA1": MacCode.PBKDF2_HMAC_SHA1,
}


def join_secret_answer(
    algorithm: str, mac: bytes, *, salt: bytes = b"", iterations: int = 0, key_bits: int = 0
) -> bytes:
    """Answer the signedResponse of HS_SECKEY that named fields stand for.

    Args:
        algorithm: case and punctuation do not matter. salt, iterations, key_bits: for PBKDF2.
    Raises:
        UnsupportedAlgorithm: the algorithm is unknown. MalformedProof: a number does not fit.
    """
    code = _CODES.get("".join(filter(str.isalnum, algorithm)).upper())
    if code is None:
        raise UnsupportedAlgorithm(algorithm=algorithm[:40])
    if code is not MacCode.PBKDF2_HMAC_SHA1:
        return pack_int1(code) + mac
    try:
        head = pack_int1(code) + pack_octets(salt)
        return head + pack_int4(iterations) + pack_int4(key_bits) + pack_octets(mac)
    except WireError:
        raise MalformedProof(part="Authorization") from None


def join_key_answer(algorithm: str, signature: bytes) -> bytes:
    """Answer the signedResponse of HS_PUBKEY that named fields stand for.

    Raises:
        MalformedProof: a field too long or not text.
    """
    try:
        return pack_text(algorithm) + pack_octets(signature)
    except WireError:
        raise MalformedProof(part="Authorization") from None
