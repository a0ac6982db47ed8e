"""Papers of applications, kept by their content beside the node: written once, read by who reviews.

They hold names and signatures of people: the folder and its files are for the node's user alone.
Not for the application that names them (see application_check.Document).
"""

import hashlib
import os
import re
import secrets
from pathlib import Path
from typing import Final

FOLDER: Final = "papers"
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


def keep_paper(folder: Path, content: bytes) -> str:
    """Keep a paper in the node's folder; answer its SHA-256. A paper that is there stays."""
    digest = hashlib.sha256(content).hexdigest()
    place = folder / FOLDER
    place.mkdir(mode=0o700, exist_ok=True)
    target = place / digest
    if target.exists():
        return digest
    draft = place / f".{digest}.{secrets.token_hex(4)}"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return digest


def read_paper(folder: Path, sha256: str) -> bytes | None:
    """Answer a paper by its SHA-256; None when it was handed in elsewhere, or is not itself."""
    if not _SHA256.fullmatch(sha256):
        return None
    try:
        content = (folder / FOLDER / sha256).read_bytes()
    except OSError:
        return None
    return content if hashlib.sha256(content).hexdigest() == sha256 else None
