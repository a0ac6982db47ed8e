"""Passwords as they are kept: argon2id with a salt each, renewed when the cost is raised.

Not for: random secrets, of which a SHA-256 is kept (secret).
Source: RFC 9106; cost: OWASP Password Storage Cheat Sheet (19 MiB, two passes, one lane), which is
above the least of OWASP ASVS 4.0.3 V2.4.5.
"""

from functools import cached_property
from typing import Final

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from lingnan.access.password import normalised

MEMORY_KIB: Final = 19_456
PASSES: Final = 2


class Hasher:
    """argon2id at one cost."""

    def __init__(self, *, memory_kib: int = MEMORY_KIB, passes: int = PASSES) -> None:
        self._argon = PasswordHasher(
            time_cost=passes, memory_cost=memory_kib, parallelism=1, type=Type.ID
        )

    def keep(self, password: str) -> str:
        """Answer what is kept of a password."""
        return self._argon.hash(_octets(password))

    def matches(self, kept: str | None, password: str) -> bool:
        """Answer whether a password is the one kept.

        Without one kept it takes as long and answers no, so that nobody learns from the time
        whether an account exists.
        """
        try:
            is_right = self._argon.verify(kept or self._nobody, _octets(password))
        except (VerificationError, InvalidHashError):
            return False
        return is_right and kept is not None

    def is_outdated(self, kept: str) -> bool:
        """Answer whether a right password should be kept anew at today's cost."""
        return self._argon.check_needs_rehash(kept)

    @cached_property
    def _nobody(self) -> str:
        return self._argon.hash(b"the password of nobody")


def _octets(password: str) -> bytes:
    return normalised(password).encode("utf-8", "surrogatepass")
