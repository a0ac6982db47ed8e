"""A store: one folder with a manifest, a database and a lake.

Not for: what is kept in it; each room owns its tables.
"""

import json
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

from filelock import FileLock, Timeout

from lingnan.store.database import Database
from lingnan.store.engine import MEMORY_LIMIT, Engine
from lingnan.store.errors import (
    FolderNotEmpty,
    ManifestBroken,
    NoStore,
    StoreBusy,
    StoreExists,
    StoreFormat,
    StoreWriteFailed,
)
from lingnan.store.lake import Lake

FORMAT = 1
_MANIFEST = "lingnan.json"
_LOCK_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a store is.

    Attributes:
        pack: name or path of the content pack.
        synthetic: whether its enterprises are invented; then every page must say so.
        expansion: how many enterprises a registered one stands for (a sample); else 1.
        database: SQLAlchemy URL, or null for the SQLite file in the folder.
    """

    format: int
    pack: str
    synthetic: bool = False
    expansion: int = 1
    database: str | None = None


class Store:
    """One region's records, evidence and results."""

    def __init__(self, root: Path, manifest: Manifest) -> None:
        self.root = root
        self.manifest = manifest
        self.lake = Lake(root / "lake")

    @classmethod
    def create(
        cls,
        root: Path,
        *,
        pack: str,
        synthetic: bool = False,
        expansion: int = 1,
        database: str | None = None,
    ) -> Self:
        """Make an empty store in a new or empty folder.

        Raises:
            StoreExists, FolderNotEmpty, StoreWriteFailed.
        """
        root = Path(root)
        if (root / _MANIFEST).exists():
            raise StoreExists(path=root)
        if root.exists() and (not root.is_dir() or any(root.iterdir())):
            raise FolderNotEmpty(path=root)
        manifest = Manifest(FORMAT, pack, synthetic, expansion, database)
        try:
            root.mkdir(parents=True, exist_ok=True)
            store = cls(root, manifest)
            store.database.migrate()
            text = json.dumps(asdict(manifest), ensure_ascii=False, indent=2)
            (root / _MANIFEST).write_text(text + "\n", encoding="utf-8")
        except OSError as problem:
            raise StoreWriteFailed(path=root, reason=problem) from problem
        return store

    @classmethod
    def open(cls, root: Path) -> Self:
        """Open an existing store and bring its database schema up to date.

        Raises:
            NoStore, ManifestBroken, StoreFormat.
        """
        root = Path(root)
        path = root / _MANIFEST
        if not path.is_file():
            raise NoStore(path=root)
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            manifest = Manifest(**content)
        except (ValueError, TypeError) as problem:
            raise ManifestBroken(path=path, reason=problem) from problem
        if manifest.format != FORMAT:
            raise StoreFormat(path=root, found=manifest.format, expected=FORMAT)
        store = cls(root, manifest)
        store.database.ensure_current()
        return store

    @cached_property
    def database(self) -> Database:
        """The records people edit."""
        url = self.manifest.database or f"sqlite:///{self.root / 'lingnan.sqlite'}"
        return Database(url)

    def engine(self, *, memory_limit: str = MEMORY_LIMIT) -> Engine:
        """Start a new computing engine that spills into the store's folder."""
        spill = self.root / "spill"
        spill.mkdir(exist_ok=True)
        return Engine(memory_limit=memory_limit, spill=spill)

    def lock(self, name: str) -> "Held":
        """Hold a named lock between processes while the block runs.

        Raises:
            StoreBusy: another process kept it for ten minutes.
        """
        return Held(self.root / f"{name}.lock")


class Held:
    """A lock between processes; the operating system frees it when a process dies."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = FileLock(path)

    def __enter__(self) -> Self:
        try:
            self._lock.acquire(timeout=_LOCK_SECONDS)
        except Timeout:
            raise StoreBusy(path=self._path, seconds=int(_LOCK_SECONDS)) from None
        return self

    def __exit__(self, *_: object) -> None:
        self._lock.release()
