"""A store: one folder with a manifest, a database and a lake.

Not for: what is kept in it; each room owns its tables.
"""

import json
import os
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

from filelock import FileLock, Timeout
from sqlalchemy import make_url

from lingnan.store.database import Database, DatabaseUnusable, without_password
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
DATABASE_VARIABLE = "LINGNAN_DATABASE_URL"
_MANIFEST = "lingnan.json"
_LOCK_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a store is.

    Attributes:
        pack: name or path of the content pack.
        synthetic: whether its enterprises are invented; then every page must say so.
        expansion: how many enterprises a registered one stands for (a sample); else 1.
        database: SQLAlchemy URL, or null for the SQLite file in the folder. It never holds a
            password: that stands in ~/.pgpass or a service file (`?service=…`), where the driver
            finds it, or in LINGNAN_DATABASE_URL (see Store.database).
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
        """Make an empty store in a new or empty folder, with SQLite there or a database by URL.

        A password in the URL is used now and not kept; see Manifest.

        Raises:
            StoreExists: also when the database by URL already serves a store.
            FolderNotEmpty, DatabaseUnusable, StoreWriteFailed.
        """
        root = Path(root)
        if (root / _MANIFEST).exists():
            raise StoreExists(path=root)
        if root.exists() and (not root.is_dir() or any(root.iterdir())):
            raise FolderNotEmpty(path=root)
        kept = None if database is None else without_password(database)
        manifest = Manifest(FORMAT, pack, synthetic, expansion, kept)
        store = cls(root, manifest)
        if database is not None:
            store.database = Database(_address(manifest, otherwise=database))
            if store.database.is_taken():
                raise StoreExists(path=store.database.place)
        try:
            root.mkdir(parents=True, exist_ok=True)
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
            NoStore, ManifestBroken, StoreFormat, DatabaseUnusable.
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
        """The records people edit.

        For a store made with a URL, the environment variable LINGNAN_DATABASE_URL takes the place
        of the manifest's; it may bring a password, another user or host, but no other database.

        Raises: DatabaseUnusable when it names another database.
        """
        if self.manifest.database is None:
            return Database(f"sqlite:///{self.root / 'lingnan.sqlite'}")
        return Database(_address(self.manifest, otherwise=self.manifest.database))

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


def _address(manifest: Manifest, *, otherwise: str) -> str:
    """Answer the URL to connect to: of the environment, where it gives one."""
    given = os.environ.get(DATABASE_VARIABLE)
    if not given or manifest.database is None:
        return otherwise
    place = without_password(given)
    named, expected = make_url(place).database, make_url(manifest.database).database
    # A service file may name the database; then neither URL does.
    if named and expected and named != expected:
        raise DatabaseUnusable(place=place, reason=f"{DATABASE_VARIABLE}: {named} ≠ {expected}")
    return given


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
