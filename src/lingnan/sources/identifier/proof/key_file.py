"""Private keys in files: PEM, mode 0600, encrypted unless one asks for it open.

A file that others may read is refused, as OpenSSH does: whoever read it holds the key. Not for the
form of the key inside (see private_key).

Source: RFC 7468 §10 and §11.
"""

import base64
import binascii
import os
import stat
from pathlib import Path
from typing import Final

from lingnan.sources.identifier.proof.errors import (
    BadKey,
    DecryptionFailed,
    KeyFileExposed,
    KeyFileMissing,
    WrongPassphrase,
)
from lingnan.sources.identifier.proof.key import PrivateKey
from lingnan.sources.identifier.proof.private_key import ROUNDS, read_private, write_private

_MODE: Final = 0o600
_OTHERS: Final = 0o077
_MAX_LENGTH: Final = 65_536
_LABELS: Final = ("PRIVATE KEY", "ENCRYPTED PRIVATE KEY")


def write_key_file(
    path: Path, key: PrivateKey, passphrase: str | None, *, rounds: int = ROUNDS
) -> None:
    """Write a private key to a file that does not exist yet.

    Args:
        passphrase: None leaves the key open, for a node that must start unattended.
        rounds: of PBKDF2 over the passphrase.
    Raises:
        KeyFileMissing: the file exists, or cannot be written.
        WrongPassphrase: an empty passphrase.
    """
    if passphrase == "":
        raise WrongPassphrase(path=path.name)
    secret = None if passphrase is None else passphrase.encode()
    text = _write_block(write_private(key, secret, rounds=rounds), _LABELS[secret is not None])
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, _MODE)
    except OSError as failure:
        raise KeyFileMissing(path=path.name, reason=failure.strerror) from failure
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            os.fchmod(handle, _MODE)
            file.write(text)
            file.flush()
            os.fsync(handle)
    except OSError as failure:
        # The file is ours and holds a part of a key: nothing half-written stays.
        path.unlink(missing_ok=True)
        raise KeyFileMissing(path=path.name, reason=failure.strerror) from failure


def read_key_file(path: Path, passphrase: str | None = None) -> PrivateKey:
    """Read a private key.

    Raises:
        KeyFileExposed: group or others may read or write the file.
        KeyFileMissing: it cannot be read. BadKey: it holds no private key that is accepted.
        WrongPassphrase: it is encrypted, and the passphrase is wrong or missing.
    """
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            if mode & _OTHERS:
                raise KeyFileExposed(path=path.name, mode=f"{mode:04o}")
            octets = file.read(_MAX_LENGTH)
    except OSError as failure:
        raise KeyFileMissing(path=path.name, reason=failure.strerror) from failure
    try:
        return read_private(
            _read_block(octets), None if passphrase is None else passphrase.encode()
        )
    except DecryptionFailed:
        raise WrongPassphrase(path=path.name) from None


def _write_block(der: bytes, label: str) -> str:
    text = base64.b64encode(der).decode()
    lines = [text[at : at + 64] for at in range(0, len(text), 64)]
    return "\n".join((f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", ""))


def _read_block(octets: bytes) -> bytes:
    """Answer the DER of the first block of a private key."""
    text = octets.decode("ascii", "replace")
    for label in _LABELS:
        _, head, rest = text.partition(f"-----BEGIN {label}-----")
        body, foot, _ = rest.partition(f"-----END {label}-----")
        if head and foot:
            try:
                return base64.b64decode("".join(body.split()), validate=True)
            except binascii.Error:
                break
    raise BadKey(reason="PEM")
