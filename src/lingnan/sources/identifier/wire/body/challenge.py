"""Bodies of authentication: challenge, answer, verification by another server, login.

Source: RFC 3652 §3.5, Handle protocol facts §1.9, §1.13. Not for making or checking proofs
(see proof).
"""

from dataclasses import dataclass
from typing import Self

from lingnan.sources.identifier.wire.body.shape import Body
from lingnan.sources.identifier.wire.digest import LENGTHS, DigestAlgorithm
from lingnan.sources.identifier.wire.octets import (
    Reader,
    pack_handle,
    pack_int1,
    pack_int4,
    pack_octets,
    pack_text,
)
from lingnan.sources.identifier.wire.reference import Reference


@dataclass(frozen=True, slots=True)
class Challenge(Body):
    """Asks the client to prove who it is; the digest before the body says of which request.

    Source: RFC 3652 §3.5.1.
    """

    nonce: bytes

    def write(self) -> bytes:
        """Write the nonce (RFC 3652 §3.5.1)."""
        return pack_octets(self.nonce)

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """Read the nonce (RFC 3652 §3.5.1)."""
        return cls(reader.octets())


@dataclass(frozen=True, slots=True)
class ChallengeAnswer(Body):
    """Proves who the client is.

    Attributes:
        method: HS_SECKEY or HS_PUBKEY. user: value that holds the key.
        proof: MAC or signature of nonce and request digest, in the form of its method.

    Source: RFC 3652 §3.5.2.
    """

    method: str
    user: Reference
    proof: bytes

    def write(self) -> bytes:
        """Write method, user, proof (RFC 3652 §3.5.2)."""
        return pack_text(self.method) + self.user.encode() + pack_octets(self.proof)

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """Read method, user, proof (RFC 3652 §3.5.2)."""
        return cls(reader.text(), Reference.read(reader), reader.octets())


@dataclass(frozen=True, slots=True)
class VerifyRequest(Body):
    """Asks the server that holds a secret key whether a proof is right.

    Attributes:
        digest: raw digest of the request that was challenged, without its algorithm code.

    Source: RFC 3652 §3.5.3.
    """

    user: Reference
    nonce: bytes
    digest: bytes
    proof: bytes

    def write(self) -> bytes:
        """Write user, nonce, digest, proof (RFC 3652 §3.5.3)."""
        return b"".join(
            (
                self.user.encode(),
                pack_octets(self.nonce),
                pack_octets(self.digest),
                pack_octets(self.proof),
            )
        )

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """Read user, nonce, digest, proof (RFC 3652 §3.5.3)."""
        user, nonce = Reference.read(reader), reader.octets()
        return cls(user, nonce, _read_digest(reader), reader.octets())


@dataclass(frozen=True, slots=True)
class VerifyResponse(Body):
    """Tells whether a proof is right (RFC 3652 §3.5.3)."""

    is_match: bool

    def write(self) -> bytes:
        """Write one octet (Handle protocol facts §1.9)."""
        return pack_int1(int(self.is_match))

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """Read one octet, of which the lowest bit counts (Handle protocol facts §1.9)."""
        return cls(bool(reader.int1() & 1))


@dataclass(frozen=True, slots=True)
class LoginRequest(Body):
    """Attaches a user to the connection, as Chinese software does (Handle protocol facts §1.13)."""

    handle: str
    index: int

    @property
    def user(self) -> Reference:
        """Answer the value with which the user will prove himself."""
        return Reference(self.handle, self.index)

    def write(self) -> bytes:
        """Write handle and index (Handle protocol facts §1.13)."""
        return pack_handle(self.handle) + pack_int4(self.index, "index")

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """Read handle and index (Handle protocol facts §1.13)."""
        return cls(reader.handle(), reader.int4())


def _read_digest(reader: Reader) -> bytes:
    # Three forms are met: length and digest; length, code and digest; code and digest.
    first = reader.source[reader.at] if reader.left else 0
    if first in LENGTHS:
        reader.int1()
        return reader.raw(LENGTHS[DigestAlgorithm(first)])
    octets = reader.octets()
    code = octets[0] if octets else 0
    if code in LENGTHS and len(octets) == 1 + LENGTHS[DigestAlgorithm(code)]:
        return octets[1:]
    return octets
