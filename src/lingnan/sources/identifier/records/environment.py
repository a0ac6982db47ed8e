"""The LMDB file: how it is opened by its one writer and its many readers, and when it is trusted.

The writer commits without waiting for the disk: the database has been forced to disk already, and
the pages of a killed process stay in the cache of the system. Only when the machine itself goes
down may the file be torn. So a guard beside it names the boot during which it was written; a file
of an earlier boot that was not closed is thrown away and rebuilt from the database. Not for what
lies in it (see entry, reader, writer).
"""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from struct import Struct
from typing import Any, Final

import lmdb
from filelock import FileLock, Timeout

from lingnan.sources.identifier.records.errors import (
    RecordsFull,
    RecordsMissing,
    RecordsWriteFailed,
    WriterRunning,
)

#: Address space, not memory or disk: the file grows as it is filled.
MAP_SIZE: Final = 256 << 30
READERS: Final = 512
RECORDS: Final = b"records"
META: Final = b"meta"
COUNTS: Final = b"counts"
#: Keys in `meta`.
POSITION: Final = b"position"
SITE_INFO: Final = b"site"
_POSITION: Final = Struct(">QQ")
_BOOT: Final = Path("/proc/sys/kernel/random/boot_id")
_CLEAN: Final = "clean"
_lock: Final = threading.Lock()
_open: "Final[dict[Path, Environment]]" = {}
_FILES: Final = ("data.mdb", "lock.mdb")


class Environment:
    """The open LMDB file of one process; see `share` for how many may hold it.

    Attributes:
        handle: the `lmdb.Environment`. records, meta, counts: its named tables; `counts` has the
            number of handles under each prefix.
    """

    def __init__(self, folder: Path, *, is_writer: bool, map_size: int = MAP_SIZE) -> None:
        self.folder = folder
        # Where the system names no boot, each commit waits for the disk.
        self.is_synced = not _BOOT.is_file()
        try:
            self.handle = lmdb.open(
                str(folder),
                map_size=map_size,
                max_dbs=4,
                max_readers=READERS,
                readonly=not is_writer,
                create=is_writer,
                sync=self.is_synced,
                metasync=False,
                readahead=False,
                meminit=False,
                max_spare_txns=4,
            )
            self.records: Any = self.handle.open_db(RECORDS, create=is_writer)
            self.meta: Any = self.handle.open_db(META, create=is_writer)
            self.counts: Any = self.handle.open_db(COUNTS, create=is_writer)
        except lmdb.Error as problem:
            if not is_writer:
                raise RecordsMissing(path=folder, reason=problem) from problem
            raise refusal(folder, problem) from problem

        self._holders = 1
        _open[folder.resolve()] = self

    @classmethod
    def share(cls, folder: Path, *, map_size: int = MAP_SIZE) -> "Environment":
        """Open the file for reading, or hold the one this process has open already.

        LMDB forbids a process to open a file twice. Raises: RecordsMissing.
        """
        with _lock:
            found = _open.get(folder.resolve())
            if found is None:
                return cls(folder, is_writer=False, map_size=map_size)
            found._holders += 1
            return found

    def close(self) -> None:
        """Let go of the file, without waiting for the disk; the last holder closes it."""
        with _lock:
            self._holders -= 1
            if not self._holders:
                del _open[self.folder.resolve()]
                self.handle.close()


def write_position(transaction: Any, environment: Environment, sequence: int, mark: int) -> None:
    """Note which outbox row the file holds last, in the transaction that brought it there."""
    transaction.put(POSITION, _POSITION.pack(sequence, mark), db=environment.meta)


def read_position(transaction: Any, environment: Environment) -> tuple[int, int]:
    """Answer sequence and mark of the last outbox row the file holds; (0, 0) when empty."""
    found = transaction.get(POSITION, db=environment.meta)
    if found is None:
        return 0, 0
    sequence, mark = _POSITION.unpack(found)
    return sequence, mark


def refusal(folder: Path, problem: Exception) -> RecordsFull | RecordsWriteFailed:
    """Answer which coded error an error of LMDB is."""
    full = isinstance(problem, lmdb.MapFullError | lmdb.DiskError) or "No space" in str(problem)
    if full:
        return RecordsFull(path=folder, reason=problem)
    return RecordsWriteFailed(path=folder, reason=problem)


@contextmanager
def sole_writer(folder: Path) -> Iterator[None]:
    """Hold the right to write; the system frees it when the process dies.

    Raises: WriterRunning.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / "writer.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise WriterRunning(path=folder) from None
    try:
        yield
    finally:
        lock.release()


def is_trusted(folder: Path) -> bool:
    """Answer whether the file is whole: closed by its writer, or written since the machine started.

    A folder without a file is trusted: it is empty.
    """
    if not (folder / _FILES[0]).exists():
        return True
    try:
        return (folder / "guard").read_text() in {_CLEAN, boot()}
    except OSError:
        return False


def guard(folder: Path, *, is_clean: bool) -> None:
    """Write the guard and wait until it is on the disk."""
    draft = folder / "guard.draft"
    with draft.open("w") as file:
        file.write(_CLEAN if is_clean else boot())
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / "guard")
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def boot() -> str:
    """Answer the name of the present run of the operating system."""
    return _BOOT.read_text().strip() if _BOOT.is_file() else "unknown"


def discard(folder: Path) -> None:
    """Remove the file; readers that still have it open keep the one they see."""
    for name in _FILES:
        (folder / name).unlink(missing_ok=True)


def copy_file(environment: Environment, target: Path) -> None:
    """Copy one state of the file into an empty folder while writing goes on.

    Raises: RecordsFull, RecordsWriteFailed.
    """
    try:
        environment.handle.copy(str(target), compact=True)
    except lmdb.Error as problem:
        shutil.rmtree(target, ignore_errors=True)
        raise refusal(target, problem) from problem
    guard(target, is_clean=True)
