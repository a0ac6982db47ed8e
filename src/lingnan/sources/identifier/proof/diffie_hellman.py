"""Diffie–Hellman over the integers modulo a prime: what session keys of mode 4 are agreed with.

`cryptography` gives finite-field Diffie–Hellman up, and its whole of it is two powers, so it
stands here. Keys are made for one session and forgotten. Not for the session key (see exchange).

Source: RFC 2631 §2.1, RFC 3526 §3 (the group of 2048 bits), NIST SP 800-56A §5.6.2.3.1 (the range).
"""

import secrets
from dataclasses import dataclass, field
from typing import Final

from lingnan.sources.identifier.proof.errors import BadKey

#: RFC 3526 §3: 2^2048 − 2^1984 − 1 + 2^64·(⌊2^1918·π⌋ + 124476), a safe prime.
GROUP_PRIME: Final = int(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74"
    "020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437"
    "4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF05"
    "98DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB"
    "9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B"
    "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF695581718"
    "3995497CEA956AE515D2261898FA051015728E5A8AACAA68FFFFFFFFFFFFFFFF",
    16,
)
GROUP_GENERATOR: Final = 2
#: What a client may make the node compute with.
MIN_BITS: Final = 1024
MAX_BITS: Final = 4096
_SECRET_BITS: Final = 256


@dataclass(frozen=True, slots=True)
class DhPublicKey:
    """A public value with its group.

    Attributes:
        y: g^x mod p. p: the prime. g: the generator.
    Raises:
        BadKey: a group outside the sizes above, or y or g that would give the secret away.
    """

    y: int
    p: int
    g: int

    def __post_init__(self) -> None:
        if not MIN_BITS <= self.p.bit_length() <= MAX_BITS or not self.p & 1:
            raise BadKey(reason=f"DH {self.p.bit_length()}")
        if not 1 < self.g < self.p - 1 or not 1 < self.y < self.p - 1:
            raise BadKey(reason="DH y, g")


@dataclass(frozen=True, slots=True)
class DhPrivateKey:
    """A secret exponent of one session and the public value that belongs to it."""

    public: DhPublicKey
    exponent: int = field(repr=False)

    @classmethod
    def generate(cls, p: int = GROUP_PRIME, g: int = GROUP_GENERATOR) -> "DhPrivateKey":
        """Make a key in a group: that of RFC 3526 §3 unless the other side named one.

        Raises:
            BadKey: the group is outside the sizes accepted.
        """
        DhPublicKey(g, p, g)
        while True:
            exponent = (1 << (_SECRET_BITS - 1)) | secrets.randbits(_SECRET_BITS - 1)
            y = pow(g, exponent, p)
            if 1 < y < p - 1:
                return cls(DhPublicKey(y, p, g), exponent)

    def agree(self, other: DhPublicKey) -> bytes:
        """Answer the shared secret, as long as the prime.

        Raises:
            BadKey: another group, or a secret that anybody could guess.
        """
        if (other.p, other.g) != (self.public.p, self.public.g):
            raise BadKey(reason="DH p, g")
        shared = pow(other.y, self.exponent, other.p)
        if shared in (0, 1, other.p - 1):
            raise BadKey(reason="DH y")
        return shared.to_bytes((other.p.bit_length() + 7) // 8, "big")
