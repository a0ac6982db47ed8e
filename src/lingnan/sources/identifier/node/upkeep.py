"""Backup, restore, rebuild and verification of a whole node folder.

Not for how database and resolution file are copied and compared (see records).
"""

import os
import shutil
from datetime import datetime
from pathlib import Path
from typing import Final

from lingnan.sources.identifier.node.configuration import (
    CONFIGURATION_NAME,
    KEY_NAME,
    PUBLIC_KEY_NAME,
    SITE_NAME,
    NodeFile,
    read_configuration,
)
from lingnan.sources.identifier.node.failure import NodeFolderTaken, NoNodeBackup
from lingnan.sources.identifier.records.backup import (
    DATABASE_FILE,
    BackupManifest,
    make_backup,
    restore_backup,
)
from lingnan.sources.identifier.records.environment import Environment, sole_writer
from lingnan.sources.identifier.records.reader import RecordReader
from lingnan.sources.identifier.records.replay import rebuild
from lingnan.sources.identifier.records.truth_sqlite import open_truth
from lingnan.sources.identifier.records.verify import Agreement, verify

_NODE: Final = "node"
#: As reporting.configuration names it; a folder need not have it.
_REPORTING: Final = ("reporting.yaml",)
#: As business.paper names the folder of the papers of applications.
_PAPERS: Final = "papers"
_FILES: Final = (CONFIGURATION_NAME, KEY_NAME, PUBLIC_KEY_NAME, SITE_NAME, *_REPORTING)


def backup_node(folder: Path, target: Path, *, at: datetime) -> BackupManifest:
    """Copy database, resolution file, configuration, keys, papers; the node may go on serving.

    Raises: NodeFolderMissing, BackupRefused, RecordsMissing, RecordsFull.
    """
    configuration = read_configuration(folder)
    database = configuration.open_database()
    environment = Environment.share(configuration.records_folder)
    try:
        made = make_backup(database, environment, target, at=at)
    finally:
        environment.close()
        database.engine.dispose()
    kept = target / _NODE
    kept.mkdir(mode=0o700)
    for name in (*_FILES, *_tls_files(configuration.file)):
        _copy(folder / name, kept / name)
    _copy_papers(folder, kept)
    return made


def restore_node(source: Path, folder: Path) -> BackupManifest:
    """Make a node's folder from a backup.

    Raises: NodeFolderTaken, NoNodeBackup, BackupBroken, BackupRefused, RecordsFull.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NodeFolderTaken(path=folder)
    kept = source / _NODE
    if not (kept / CONFIGURATION_NAME).is_file():
        raise NoNodeBackup(path=source, missing=f"{_NODE}/{CONFIGURATION_NAME}")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = restore_backup(source, database_file=folder / DATABASE_FILE, records=folder / "records")
    for name in (*_FILES, *_tls_files(read_configuration(kept).file)):
        _copy(kept / name, folder / name)
    _copy_papers(kept, folder)
    return made


def rebuild_node(folder: Path) -> int:
    """Make the resolution file anew from the database; answer how many identifiers it holds.

    Raises: WriterRunning while the node serves; NodeFolderMissing, RecordsFull.
    """
    configuration = read_configuration(folder)
    with sole_writer(configuration.records_folder):
        truth = open_truth(configuration.open_database())
        try:
            return rebuild(configuration.records_folder, truth)
        finally:
            truth.close()


def verify_node(folder: Path) -> Agreement:
    """Compare resolution file and database; the node may go on serving.

    Raises: NodeFolderMissing, RecordsMissing, RecordsDiverged.
    """
    configuration = read_configuration(folder)
    truth = open_truth(configuration.open_database())
    try:
        with RecordReader(configuration.records_folder) as reader:
            return verify(reader, truth)
    finally:
        truth.close()


def _tls_files(file: NodeFile) -> list[str]:
    """Answer the files of TLS that lie in the folder itself."""
    named = (file.certificate, file.certificate_key, file.client_certificates)
    return [each for each in dict.fromkeys(named) if each and Path(each).name == each]


def _copy_papers(source: Path, target: Path) -> None:
    """Copy the papers of applications; a draft that is being written is left out."""
    if not (source / _PAPERS).is_dir():
        return
    (target / _PAPERS).mkdir(mode=0o700)
    for paper in sorted((source / _PAPERS).iterdir()):
        if not paper.name.startswith("."):
            _copy(paper, target / _PAPERS / paper.name)


def _copy(source: Path, target: Path) -> None:
    """Copy a file as nobody else may read it, for one of them is the key."""
    if not source.exists():
        return
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with source.open("rb") as origin, os.fdopen(descriptor, "wb") as copy:
        shutil.copyfileobj(origin, copy)
