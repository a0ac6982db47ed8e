"""The key under which secrets of second factors lie in the database, and how they are sealed.

A database that is lost alone gives no second factor away. AES-256-GCM, a nonce each, bound to the
account. The key stands in the environment or in a file of the store that only its owner reads.
Source: NIST SP 800-38D; OWASP ASVS 4.0.3 V2.8.2.
"""

import base64
import binascii
import os
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from lingnan.access.errors import KeyUnusable
from lingnan.access.secret import Entropy, Secret, system_entropy

KEY_VARIABLE: Final = "LINGNAN_ACCESS_KEY"
KEY_FILE: Final = "access.key"
_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12


class Sealer:
    """Seals and opens with one key, which is read when it is first needed."""

    def __init__(self, root: Path, *, entropy: Entropy = system_entropy) -> None:
        self._path = root / KEY_FILE
        self._entropy = entropy

    def seal(self, plain: bytes, *, owner: str) -> bytes:
        """Seal octets for their owner; makes the key when there is none. Raises: KeyUnusable."""
        nonce = self._entropy(_NONCE_BYTES)
        return nonce + self._cipher(may_make=True).encrypt(nonce, plain, owner.encode())

    def open(self, sealed: bytes, *, owner: str) -> bytes:
        """Open what `seal` gave for the same owner. Raises: KeyUnusable."""
        nonce, body = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            return self._cipher(may_make=False).decrypt(nonce, body, owner.encode())
        except (InvalidTag, ValueError):
            raise KeyUnusable(path=self._path, reason="AES-GCM") from None

    def _cipher(self, *, may_make: bool) -> AESGCM:
        given = os.environ.get(KEY_VARIABLE)
        told = self._file(may_make=may_make) if given is None else Secret(given)
        try:
            key = base64.b64decode(told.reveal(), validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if len(key) != _KEY_BYTES:
            place = self._path if given is None else KEY_VARIABLE
            raise KeyUnusable(path=place, reason=f"≠ base64({_KEY_BYTES} B)")
        return AESGCM(key)

    def _file(self, *, may_make: bool) -> Secret:
        try:
            if may_make and not self._path.exists():
                self._make()
            return Secret(self._path.read_text(encoding="ascii").strip())
        except (OSError, UnicodeError) as problem:
            raise KeyUnusable(path=self._path, reason=problem) from problem

    def _make(self) -> None:
        """Write a new key as a whole and under its name at once: two processes keep one key."""
        drawn = base64.b64encode(self._entropy(_KEY_BYTES))
        draft = self._path.with_name(f"{KEY_FILE}.{os.getpid()}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(drawn + b"\n")
                file.flush()
                os.fsync(file.fileno())
            try:
                os.link(draft, self._path)
            except FileExistsError:
                return
        finally:
            draft.unlink()
