"""Copy database and resolution file while the node works, and bring them back.

The file is copied first, the database after: so the database is never behind, and opening the
restored pair follows the outbox to its end. Not for PostgreSQL, which has tools of its own; there
the file is rebuilt after restoring. Not for the deposit with the top-level node (see reporting).
"""

import json
import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from typing import Final

from sqlalchemy import make_url

from lingnan.kernel import Text
from lingnan.sources.identifier.records.environment import Environment, copy_file, read_position
from lingnan.sources.identifier.records.errors import (
    BackupBroken,
    BackupRefused,
    RecordsDiverged,
    RecordsFull,
)
from lingnan.store.database import Database

DATABASE_FILE: Final = "lingnan.sqlite"
RECORDS_FOLDER: Final = "records"
_MANIFEST: Final = "manifest.json"
_FILES: Final = (DATABASE_FILE, f"{RECORDS_FOLDER}/data.mdb", f"{RECORDS_FOLDER}/guard")
_TRIES: Final = 3
_FORMAT: Final = 1
_NOT_EMPTY: Final = Text("目录不是空的", "the folder is not empty")


@dataclass(frozen=True, slots=True)
class BackupManifest:
    """What a backup holds.

    Attributes:
        sequence: newest change in the database's copy. shown_sequence: in the file's copy.
        sha256: file name → digest, in hexadecimal.
    """

    format: int
    made_at: str
    sequence: int
    shown_sequence: int
    records_count: int
    sha256: dict[str, str]


def make_backup(
    database: Database, environment: Environment, folder: Path, *, at: datetime
) -> BackupManifest:
    """Copy both into a new or empty folder; the manifest is written last.

    Raises:
        BackupRefused: the folder is not empty, or the database is not SQLite. RecordsFull.
    """
    source = _sqlite_path(database, folder)
    if folder.exists() and any(folder.iterdir()):
        raise BackupRefused(path=folder, reason=_NOT_EMPTY)
    for _ in range(_TRIES):
        target = folder / RECORDS_FOLDER
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        copy_file(environment, target)
        copied = Environment.share(target)
        with copied.handle.begin() as transaction:
            shown, mark = read_position(transaction, copied)
        copied.close()
        (target / "lock.mdb").unlink(missing_ok=True)
        sequence, count, is_reached = _copy_database(source, folder / DATABASE_FILE, shown, mark)
        if is_reached:
            break
    else:
        raise RecordsDiverged(path=folder, held=shown, oldest="?", newest=sequence)
    manifest = BackupManifest(
        _FORMAT,
        at.isoformat(),
        sequence,
        shown,
        count,
        {name: _sha256(folder / name) for name in _FILES},
    )
    for name in _FILES:
        _force(folder / name)
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=2)
    (folder / _MANIFEST).write_text(text + "\n", encoding="utf-8")
    return manifest


def read_manifest(folder: Path) -> BackupManifest:
    """Answer what a backup says of itself. Raises: BackupBroken."""
    try:
        content = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        manifest = BackupManifest(**content)
    except (OSError, ValueError, TypeError) as problem:
        raise BackupBroken(path=folder, reason=problem) from problem
    if manifest.format != _FORMAT:
        raise BackupBroken(path=folder, reason=f"format {manifest.format}")
    return manifest


def restore_backup(folder: Path, *, database_file: Path, records: Path) -> BackupManifest:
    """Put the files of a backup where there are none yet, after checking their digests.

    Opening a `RecordWriter` on them brings the file to the database's newest change.

    Raises:
        BackupBroken: a file is missing or altered. BackupRefused: there is something already.
    """
    manifest = read_manifest(folder)
    for name in _FILES:
        path = folder / name
        if not path.is_file() or _sha256(path) != manifest.sha256.get(name):
            raise BackupBroken(path=folder, reason=name)
    if database_file.exists() or (records / "data.mdb").exists():
        raise BackupRefused(path=records, reason=_NOT_EMPTY)
    records.mkdir(parents=True, exist_ok=True)
    database_file.parent.mkdir(parents=True, exist_ok=True)
    try:
        for name in ("data.mdb", "guard"):
            shutil.copyfile(folder / RECORDS_FOLDER / name, records / name)
        shutil.copyfile(folder / DATABASE_FILE, database_file)
        for path in (records / "data.mdb", records / "guard", database_file):
            _force(path)
    except OSError as problem:
        raise RecordsFull(path=records, reason=problem) from problem
    return manifest


def _sqlite_path(database: Database, folder: Path) -> Path:
    url = make_url(database.url)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise BackupRefused(path=folder, reason=url.get_backend_name())
    return Path(url.database)


def _copy_database(source: Path, target: Path, shown: int, mark: int) -> tuple[int, int, bool]:
    """Copy one state of the database; answer its newest change, its records, and whether the
    file's last change is in it."""
    target.unlink(missing_ok=True)
    try:
        with (
            closing(sqlite3.connect(source)) as origin,
            closing(sqlite3.connect(target)) as copy,
        ):
            # In one step: otherwise each write in between would make it begin again.
            origin.backup(copy, pages=-1)
            newest = copy.execute("SELECT max(sequence) FROM identifier_outbox").fetchone()[0]
            count = copy.execute("SELECT count(*) FROM identifier_record").fetchone()[0]
            held = copy.execute(
                "SELECT mark FROM identifier_outbox WHERE sequence = ?", (shown,)
            ).fetchone()
            copy.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as problem:
        raise RecordsFull(path=target, reason=problem) from problem
    return newest or 0, count, (shown == 0 and newest is None) or held == (mark,)


def _force(path: Path) -> None:
    # The guard calls the file whole, so it has to be on the disk.
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
