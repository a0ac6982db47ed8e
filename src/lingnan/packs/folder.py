"""The files of one pack folder: their names, texts, fingerprint and change stamp."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from lingnan.packs.reading import read_text

_SUFFIXES = (".yaml", ".csv")


@dataclass(frozen=True, slots=True)
class Folder:
    """A pack folder as it was listed: `stamp` is (name, time in ns, size) of each content file."""

    root: Path
    stamp: tuple[tuple[str, int, int], ...]

    @classmethod
    def at(cls, root: Path) -> Folder:
        """List the content files (YAML and CSV) below a folder, in order of their names."""
        stamp = []
        for path in root.rglob("*"):
            if path.suffix in _SUFFIXES and path.is_file():
                state = path.stat()
                stamp.append((path.relative_to(root).as_posix(), state.st_mtime_ns, state.st_size))
        return cls(root=root, stamp=tuple(sorted(stamp)))

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the content files, relative to the folder, with forward slashes."""
        return tuple(name for name, _, _ in self.stamp)

    def text(self, name: str) -> str:
        """The text of one file. Raises: PackFileError."""
        return read_text(self.root / name, name)

    def content_hash(self) -> str:
        """SHA-256 over names and bytes of all content files; the same on every machine."""
        digest = hashlib.sha256()
        for name in self.names:
            body = (self.root / name).read_bytes()
            digest.update(f"{name}\0{len(body)}\0".encode())
            digest.update(body)
        return digest.hexdigest()
