"""JSON Web Signatures as HS_CERT and HS_SIGNATURE hold them: taking apart, signing, verifying.

Algorithms: RS256, and SM2256 (SM2 with SM3 under the default identifier) of the Chinese kits. The
header chooses nothing: the key does, and the header must agree. Not for what the claims mean (see
certificate).

Source: RFC 7515 §3 and §7.2, RFC 8725 §3.1 (algorithm verification), Handle protocol facts §1.7
and §1.13.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from lingnan.sources.identifier.proof.errors import MalformedProof, UnsupportedAlgorithm
from lingnan.sources.identifier.proof.key import PrivateKey, PublicKey, name_of
from lingnan.sources.identifier.proof.key_text import read_base64url, write_base64url
from lingnan.sources.identifier.proof.signature import HashName, sign, verify

#: Octets of one token; a record of 2,048 values with their digests stays below.
MAX_LENGTH: Final = 262_144
_PART: Final = "JWT"
_RULES: Final = {"RSA": ("RS256", HashName.SHA256), "SM2": ("SM2256", HashName.SM3)}


@dataclass(frozen=True, slots=True)
class Token:
    """A token that was taken apart, not yet believed.

    Attributes:
        algorithm: of the header. signed: octets the signature covers. payload: the claims.
    """

    algorithm: str
    payload: dict[str, Any]
    signed: bytes
    signature: bytes


def _object(octets: bytes) -> dict[str, Any]:
    try:
        read = json.loads(octets)
    except (ValueError, RecursionError):
        raise MalformedProof(part=_PART) from None
    if not isinstance(read, dict):
        raise MalformedProof(part=_PART)
    return read


def _parts(text: str) -> tuple[str, str, str]:
    """Answer header, payload and signature of the compact or the JSON serialization."""
    if not text.startswith("{"):
        parts = text.split(".")
        if len(parts) != 3:
            raise MalformedProof(part=_PART)
        return parts[0], parts[1], parts[2]
    outer = _object(text.encode())
    signatures = outer.get("signatures")
    if not isinstance(signatures, list) or len(signatures) != 1:
        raise MalformedProof(part=_PART)
    only = signatures[0]
    if not isinstance(only, dict):
        raise MalformedProof(part=_PART)
    header, payload, signature = only.get("protected"), outer.get("payload"), only.get("signature")
    if isinstance(header, str) and isinstance(payload, str) and isinstance(signature, str):
        return header, payload, signature
    raise MalformedProof(part=_PART)


def read_token(text: str) -> Token:
    """Take a token apart, in compact or JSON serialization with one signature.

    Raises:
        MalformedProof: too long, not JSON, not canonical base64url, or with critical headers.
    """
    text = text.strip()
    if len(text) > MAX_LENGTH:
        raise MalformedProof(part=_PART)
    header, payload, signature = _parts(text)
    protected = _object(read_base64url(header))
    algorithm = protected.get("alg")
    if not isinstance(algorithm, str) or "crit" in protected:
        raise MalformedProof(part=_PART)
    return Token(
        algorithm=algorithm,
        payload=_object(read_base64url(payload)),
        signed=f"{header}.{payload}".encode(),
        signature=read_base64url(signature),
    )


def write_token(claims: Mapping[str, Any], key: PrivateKey) -> str:
    """Sign claims in compact serialization.

    Raises:
        UnsupportedAlgorithm: a key that is neither RSA nor SM2.
    """
    algorithm, name = _rule(key)
    header = write_base64url(json.dumps({"alg": algorithm}, separators=(",", ":")).encode())
    body = json.dumps(claims, separators=(",", ":"))
    signed = f"{header}.{write_base64url(body.encode())}"
    return f"{signed}.{write_base64url(sign(key, signed.encode(), name))}"


def holds(token: Token, key: PublicKey) -> bool:
    """Answer whether the signature holds under a key and the algorithm that goes with it."""
    try:
        algorithm, name = _rule(key)
    except UnsupportedAlgorithm:
        return False
    return token.algorithm == algorithm and verify(key, token.signed, token.signature, name)


def _rule(key: PublicKey | PrivateKey) -> tuple[str, HashName]:
    rule = _RULES.get(name_of(key))
    if rule is None:
        raise UnsupportedAlgorithm(algorithm=name_of(key))
    return rule
