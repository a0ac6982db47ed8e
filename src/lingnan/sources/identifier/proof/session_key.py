"""The key of a session, and the encryption of messages with it.

An encrypted message is IV ‖ CBC ciphertext with PKCS#5 padding; the Chinese variant with SM4 sends
no IV and takes the key for it, so that equal messages look equal: use it with those kits only. The
key of a MAC is all octets of the session key, that of AES only the first sixteen. Not for agreeing
on the key (see exchange) nor for MACs (see credential).

Source: RFC 3652 §2.2.1.4, Handle protocol facts §1.11 and §1.13; RFC 8018 §6.1.1 (padding);
GB/T 32907-2016 (SM4).
"""

import secrets
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES, SM4
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7

from lingnan.sources.identifier.proof.errors import (
    DecryptionFailed,
    MalformedProof,
    UnsupportedAlgorithm,
    VersionNotOffered,
)
from lingnan.sources.identifier.wire.octets import pack_int4

_HEAD: Final = 4
_AES_LENGTH: Final = 16
_FIRST_WITH_IV: Final = (2, 4)


class KeyAlgorithm(IntEnum):
    """Cipher of a session, as the key blob names it; DES is known and refused."""

    DES = 1
    TRIPLE_DES = 2
    AES = 3
    SM4 = 4


#: Octets a key may have. Secrets from Diffie–Hellman give AES thirty-two.
_LENGTHS: Final = {
    KeyAlgorithm.TRIPLE_DES: (24,),
    KeyAlgorithm.AES: (16, 24, 32),
    KeyAlgorithm.SM4: (16,),
}
_BLOCK: Final = {KeyAlgorithm.TRIPLE_DES: 8, KeyAlgorithm.AES: 16, KeyAlgorithm.SM4: 16}


@dataclass(frozen=True, slots=True)
class SessionKey:
    """Algorithm and octets of a key; the octets never show in a log.

    Raises:
        UnsupportedAlgorithm: single DES. MalformedProof: a length the algorithm does not have.
    """

    algorithm: KeyAlgorithm
    octets: bytes = field(repr=False)

    def __post_init__(self) -> None:
        lengths = _LENGTHS.get(self.algorithm)
        if lengths is None:
            raise UnsupportedAlgorithm(algorithm=self.algorithm.name)
        if len(self.octets) not in lengths:
            raise MalformedProof(part="session key")

    @classmethod
    def generate(cls, algorithm: KeyAlgorithm = KeyAlgorithm.AES) -> "SessionKey":
        """Make a key from the random numbers of the system: 16 octets, 24 for 3DES."""
        length = _LENGTHS.get(algorithm, (_AES_LENGTH,))[0]
        return cls(algorithm, secrets.token_bytes(length))

    def encode(self) -> bytes:
        """Write the key blob: algorithm, then key."""
        return pack_int4(self.algorithm) + self.octets

    @classmethod
    def decode(cls, blob: bytes) -> "SessionKey":
        """Read a key blob; a bare key is taken by its length, as some clients send in mode 2.

        Raises:
            MalformedProof: neither. UnsupportedAlgorithm: single DES.
        """
        code, octets = int.from_bytes(blob[:_HEAD], "big"), blob[_HEAD:]
        if code in set(KeyAlgorithm) and len(octets) in (8, 16, 24, 32):
            return cls(KeyAlgorithm(code), octets)
        if len(blob) in (16, 32):
            return cls(KeyAlgorithm.AES, blob)
        if len(blob) == 24:
            return cls(KeyAlgorithm.TRIPLE_DES, blob)
        raise MalformedProof(part="session key")

    def _cipher(self, iv: bytes) -> Cipher[CBC]:
        if self.algorithm is KeyAlgorithm.SM4:
            return Cipher(SM4(self.octets), CBC(iv))
        if self.algorithm is KeyAlgorithm.AES:
            return Cipher(AES(self.octets[:_AES_LENGTH]), CBC(iv))
        return Cipher(TripleDES(self.octets), CBC(iv))

    def _check_version(self, version: tuple[int, int]) -> None:
        if version < _FIRST_WITH_IV and self.algorithm is not KeyAlgorithm.SM4:
            raise VersionNotOffered(version=f"{version[0]}.{version[1]}", part="ECB")

    def encrypt(
        self, message: bytes, version: tuple[int, int] = (2, 11), *, iv: bytes | None = None
    ) -> bytes:
        """Encrypt header, body and credential of a message: what follows the envelope.

        Args:
            iv: random unless given; SM4 takes none.
        Raises:
            VersionNotOffered: below 2.4, where blocks would be encrypted without chaining.
        """
        self._check_version(version)
        block = _BLOCK[self.algorithm]
        if self.algorithm is KeyAlgorithm.SM4:
            head, iv = b"", self.octets
        else:
            head = iv = secrets.token_bytes(block) if iv is None else iv
        padder = PKCS7(8 * block).padder()
        encryptor = self._cipher(iv).encryptor()
        padded = padder.update(message) + padder.finalize()
        return head + encryptor.update(padded) + encryptor.finalize()

    def decrypt(self, ciphertext: bytes, version: tuple[int, int] = (2, 11)) -> bytes:
        """Open what follows the envelope of an encrypted message.

        Raises:
            DecryptionFailed: another key, or altered; the same whatever the reason.
            VersionNotOffered: below 2.4, where blocks would be encrypted without chaining.
        """
        self._check_version(version)
        block = _BLOCK[self.algorithm]
        if self.algorithm is KeyAlgorithm.SM4:
            iv, hidden = self.octets, ciphertext
        else:
            iv, hidden = ciphertext[:block], ciphertext[block:]
        if not hidden or len(hidden) % block:
            raise DecryptionFailed
        decryptor = self._cipher(iv).decryptor()
        unpadder = PKCS7(8 * block).unpadder()
        try:
            padded = decryptor.update(hidden) + decryptor.finalize()
            return unpadder.update(padded) + unpadder.finalize()
        except ValueError:
            raise DecryptionFailed from None
