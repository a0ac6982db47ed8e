"""Who the client is, and how it proves that in answer to a challenge.

Secrets and keys never show in a representation. Not for users' passwords in files.
Source: RFC 3652 §3.5.2, Handle protocol facts §1.10.
"""

from dataclasses import dataclass, field
from typing import Final, TypeAlias

from lingnan.sources.identifier.proof.challenge import Sm2Form, answer_key
from lingnan.sources.identifier.proof.key import PrivateKey
from lingnan.sources.identifier.proof.seckey import (
    DEFAULT_ITERATIONS,
    MacCode,
    answer_secret,
    default_code,
)
from lingnan.sources.identifier.wire.body.challenge import ChallengeAnswer
from lingnan.sources.identifier.wire.reference import Reference
from lingnan.sources.identifier.wire.version import Version

HS_SECKEY: Final = "HS_SECKEY"
HS_PUBKEY: Final = "HS_PUBKEY"


@dataclass(frozen=True, slots=True)
class SecretIdentity:
    """A user who shares a secret with the service.

    Attributes:
        user: the HS_SECKEY value. mac: how to answer; by the version of the protocol when None.
        iterations: rounds of PBKDF2, of which servers take a limited number.
    """

    user: Reference
    secret: bytes = field(repr=False)
    mac: MacCode | None = None
    iterations: int = DEFAULT_ITERATIONS

    def answer(self, nonce: bytes, digest: bytes, version: Version) -> ChallengeAnswer:
        """Answer a challenge; `digest` is the raw digest of the challenged request."""
        mac = default_code(version) if self.mac is None else self.mac
        proof = answer_secret(self.secret, nonce, digest, mac, iterations=self.iterations)
        return ChallengeAnswer(HS_SECKEY, self.user, proof)


@dataclass(frozen=True, slots=True)
class KeyIdentity:
    """A user who holds a private key (RSA, DSA, SM2) whose public half is the HS_PUBKEY `user`."""

    user: Reference
    key: PrivateKey = field(repr=False)
    form: Sm2Form = Sm2Form.KIT

    def answer(self, nonce: bytes, digest: bytes, version: Version) -> ChallengeAnswer:
        """Answer a challenge; `digest` is the raw digest of the challenged request."""
        proof = answer_key(
            self.key, nonce, digest, user=self.user.handle, version=version, form=self.form
        )
        return ChallengeAnswer(HS_PUBKEY, self.user, proof)


Identity: TypeAlias = SecretIdentity | KeyIdentity
