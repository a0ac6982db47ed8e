"""The digest of a request that a response may carry before its body.

Taken of header and body of the request, not of envelope or credential. Source: RFC 3652 §2.2.3,
Handle protocol facts §1.9. Not for MACs and signatures (see proof).
"""

from dataclasses import dataclass
from enum import IntEnum
from hashlib import md5, sha1, sha256
from hmac import compare_digest
from typing import Final

from lingnan.sources.identifier.wire.errors import BadField
from lingnan.sources.identifier.wire.octets import Reader, pack_int1
from lingnan.sources.identifier.wire.version import Version, is_at_least


class DigestAlgorithm(IntEnum):
    """Digest algorithms by their code on the wire (RFC 3652 §2.2.3)."""

    MD5 = 1
    SHA1 = 2
    SHA256 = 3


LENGTHS: Final = {DigestAlgorithm.MD5: 16, DigestAlgorithm.SHA1: 20, DigestAlgorithm.SHA256: 32}


@dataclass(frozen=True, slots=True)
class RequestDigest:
    """A digest with its algorithm; `octets` is the raw digest that proofs are made of.

    Source: RFC 3652 §2.2.3.
    """

    algorithm: DigestAlgorithm
    octets: bytes

    def encode(self, version: Version) -> bytes:
        """Write algorithm and digest; before 2.1 the bare MD5 (Handle protocol facts §1.9)."""
        if not is_at_least(version, 1):
            return self.octets
        return pack_int1(self.algorithm) + self.octets

    @classmethod
    def read(cls, reader: Reader, version: Version) -> "RequestDigest":
        """Read a digest where the reader stands.

        Raises:
            BadField: the algorithm is unknown. Truncated: the octets end too early.

        Source: RFC 3652 §2.2.3.
        """
        if not is_at_least(version, 1):
            return cls(DigestAlgorithm.MD5, reader.raw(LENGTHS[DigestAlgorithm.MD5]))
        algorithm = digest_algorithm(reader.int1())
        return cls(algorithm, reader.raw(LENGTHS[algorithm]))

    def is_of(self, signed_part: bytes) -> bool:
        """Answer whether this is the digest of a request's header and body, in constant time."""
        return compare_digest(self.octets, _digest(self.algorithm, signed_part))


def digest_algorithm(code: int) -> DigestAlgorithm:
    """Answer the algorithm of a code (RFC 3652 §2.2.3).

    Raises:
        BadField: the code is unknown.
    """
    try:
        return DigestAlgorithm(code)
    except ValueError:
        raise BadField(field="digestAlgorithm", value=code, allowed="1, 2, 3") from None


def algorithm_of(version: Version) -> DigestAlgorithm:
    """Answer the algorithm of a version: SHA-256 from 2.7, SHA-1 from 2.1, MD5 before.

    Source: Handle protocol facts §1.9.
    """
    if is_at_least(version, 7):
        return DigestAlgorithm.SHA256
    return DigestAlgorithm.SHA1 if is_at_least(version, 1) else DigestAlgorithm.MD5


def digest_request(signed_part: bytes, version: Version) -> RequestDigest:
    """Answer the digest of a request's header and body in the algorithm of the version.

    Source: RFC 3652 §2.2.3, Handle protocol facts §1.9.
    """
    algorithm = algorithm_of(version)
    return RequestDigest(algorithm, _digest(algorithm, signed_part))


def _digest(algorithm: DigestAlgorithm, octets: bytes) -> bytes:
    if algorithm is DigestAlgorithm.SHA256:
        return sha256(octets).digest()
    if algorithm is DigestAlgorithm.SHA1:
        return sha1(octets, usedforsecurity=False).digest()
    return md5(octets, usedforsecurity=False).digest()
