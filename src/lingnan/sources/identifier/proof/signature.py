"""Signatures: which algorithm a key signs with, signing, and verifying.

A signature that does not hold is the answer False, whatever is wrong with it. Not for what is
signed: challenges (see challenge), messages (see credential), records (see certificate).

Source: RFC 8017 §8.2 (RSASSA-PKCS1-v1_5), FIPS 186-4 (DSA), GB/T 32918.2-2016 (SM2), Handle
protocol facts §1.10 and §1.13.
"""

from enum import Enum
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.exceptions import UnsupportedAlgorithm as Unsupported
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15

from lingnan.sources.identifier.proof.errors import UnsupportedAlgorithm
from lingnan.sources.identifier.proof.key import PrivateKey, PublicKey, name_of
from lingnan.sources.identifier.proof.sm2 import (
    DEFAULT_IDENTITY,
    Sm2PrivateKey,
    Sm2PublicKey,
    sign_sm2,
    verify_sm2,
)


class HashName(Enum):
    """A digest under the name the protocol writes for it."""

    SHA1 = "SHA1"
    SHA256 = "SHA-256"
    SM3 = "SM3"


_NAMES: Final = {
    "SHA1": HashName.SHA1,
    "SHA256": HashName.SHA256,
    "SM3": HashName.SM3,
}
_PADDING: Final = PKCS1v15()


def read_hash_name(text: str) -> HashName:
    """Answer the digest a name stands for; case, hyphens and blanks do not matter.

    Raises:
        UnsupportedAlgorithm: another digest; MD5 is none for signatures.
    """
    plain = "".join(character for character in text.upper() if character.isalnum())
    name = _NAMES.get(plain)
    if name is None:
        raise UnsupportedAlgorithm(algorithm=text[:40])
    return name


def default_hash(key: PublicKey | PrivateKey, version: tuple[int, int]) -> HashName:
    """Answer the digest a key signs with: SM3, or SHA-256 (RSA from 2.7, DSA from 2.11), or SHA-1.

    Source: Handle protocol facts §1.10 and §1.14, and how the reference chooses.
    """
    kind = name_of(key)
    if kind == "SM2":
        return HashName.SM3
    first = (2, 11) if kind == "DSA" else (2, 7)
    return HashName.SHA256 if version >= first else HashName.SHA1


def _hash_of(name: HashName) -> hashes.HashAlgorithm:
    # SHA-1 is what the protocol names for DSA and for versions before 2.7.
    return hashes.SHA1() if name is HashName.SHA1 else hashes.SHA256()  # noqa: S303


def sign(
    key: PrivateKey, data: bytes, name: HashName, *, identity: bytes = DEFAULT_IDENTITY
) -> bytes:
    """Sign data.

    Args:
        identity: the SM2 identifier of the signer; other keys have none.
    Raises:
        UnsupportedAlgorithm: the key does not go with the digest.
    """
    if isinstance(key, Sm2PrivateKey) and name is HashName.SM3:
        return sign_sm2(key, data, identity)
    if isinstance(key, rsa.RSAPrivateKey) and name is not HashName.SM3:
        return key.sign(data, _PADDING, _hash_of(name))
    if isinstance(key, dsa.DSAPrivateKey) and name is not HashName.SM3:
        return key.sign(data, _hash_of(name))
    raise UnsupportedAlgorithm(algorithm=f"{name_of(key)} {name.value}")


def verify(
    key: PublicKey,
    data: bytes,
    signature: bytes,
    name: HashName,
    *,
    identity: bytes = DEFAULT_IDENTITY,
) -> bool:
    """Answer whether a signature over data holds under this key and digest."""
    try:
        if isinstance(key, Sm2PublicKey):
            return name is HashName.SM3 and verify_sm2(key, data, signature, identity)
        if name is HashName.SM3:
            return False
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, data, _PADDING, _hash_of(name))
        elif isinstance(key, dsa.DSAPublicKey):
            key.verify(signature, data, _hash_of(name))
        else:
            return False
    except (InvalidSignature, Unsupported, ValueError):
        return False
    return True
