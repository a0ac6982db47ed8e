"""Secrets in memory and how they are made, fingerprinted and compared.

A `Secret` shows itself in no log, repr or traceback; only `reveal` gives it out, once, to be shown
to its owner. What is kept of a random secret is its SHA-256: it has 256 bits, so that no salt and
no slow hash is needed. Not for passwords, which people choose (hashing).
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable
from typing import Final, NoReturn

#: Answers so many unpredictable bytes.
Entropy = Callable[[int], bytes]
SECRET_BYTES: Final = 32


def system_entropy(count: int) -> bytes:
    """Bytes of the operating system's generator."""
    return secrets.token_bytes(count)


class Secret:
    """A text that does not show itself."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Answer the text itself."""
        return self._text

    @property
    def sha256(self) -> str:
        """What may be kept of it."""
        return fingerprint(self._text)

    def __repr__(self) -> str:
        return "Secret(…)"

    __str__ = __repr__

    def __format__(self, _form: str) -> str:
        return repr(self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and same(self._text, other._text)

    def __hash__(self) -> int:
        return hash(self.sha256)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not pickled")


def fingerprint(text: str) -> str:
    """Answer the SHA-256 of a secret, in hexadecimal; of any text, even an ill-formed one."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def same(one: str, other: str) -> bool:
    """Compare two texts in time that does not depend on where they differ."""
    return hmac.compare_digest(
        one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass")
    )


def fresh(entropy: Entropy, prefix: str = "") -> Secret:
    """Make a secret of 256 random bits, in URL-safe letters after a prefix."""
    drawn = base64.urlsafe_b64encode(entropy(SECRET_BYTES)).rstrip(b"=").decode()
    return Secret(prefix + drawn)


def fresh_id(entropy: Entropy) -> str:
    """Make a public identifier: 80 random bits in 16 lower-case letters and digits."""
    return base64.b32encode(entropy(10)).decode().lower()
