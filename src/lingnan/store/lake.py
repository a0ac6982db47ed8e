"""The lake: Delta tables in one folder, written whole commits at a time.

Not for: what the tables mean (each room says so), nor for computing (see engine).
"""

import hashlib
import json
import os
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from deltalake import CommitProperties, DeltaTable, WriterProperties, write_deltalake
from deltalake.exceptions import DeltaError, TableNotFoundError
from deltalake.transaction import AddAction

from lingnan.store.errors import StoreWriteFailed, TableMissing, TableUnreadable

ROWS_PER_GROUP = 122_880
_ONE_FILE = 1 << 40
_MOST_KNOWN = 256
_KEEP_LOG = {
    "delta.logRetentionDuration": "interval 36500 days",
    "delta.deletedFileRetentionDuration": "interval 36500 days",
}


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit of a table: its version, what the writer noted, and the files it added."""

    version: int
    note: Mapping[str, str]
    files: tuple[str, ...]


class Lake:
    """Delta tables below one folder; every name is a sub-folder."""

    def __init__(self, root: Path) -> None:
        self.root = Path(root).absolute()
        #: Version and files by table, version asked for and state of the log.
        self._known: dict[tuple[object, ...], tuple[int, tuple[str, ...]]] = {}

    def path(self, name: str) -> Path:
        """Where the table lies."""
        return self.root / name

    def exists(self, name: str) -> bool:
        """Whether the table has been written."""
        return (self.path(name) / "_delta_log").is_dir()

    def version(self, name: str) -> int:
        """Which version of the table is the newest."""
        return self._seen(name, None)[0]

    def files(self, name: str, version: int | None = None) -> list[str]:
        """Which Parquet files make up a version of the table.

        Raises:
            TableMissing: the table was never written.
            TableUnreadable: its log is damaged.
        """
        return list(self._seen(name, version)[1])

    def schema(self, name: str, version: int | None = None) -> pa.Schema:
        """The columns of a version of the table, also of one without rows."""
        columns = pa.schema(self._open(name, version).schema().to_arrow())
        # Nullable throughout, as the engine takes the columns of a Parquet file to be.
        return pa.schema([field.with_nullable(True) for field in columns])

    def append(
        self,
        name: str,
        table: pa.Table,
        *,
        note: Mapping[str, str],
        sequential: Sequence[str] = (),
        bounds: Sequence[str] = (),
    ) -> int:
        """Add rows as one file in one commit; returns the new version.

        The file is named by its SHA-256, which the commit notes as `file_sha256`. `sequential`
        columns hold ascending integers and are stored as differences. `bounds` are the columns
        whose least and greatest value the log records.

        Raises:
            StoreWriteFailed: nothing is committed then.
        """
        path = self.path(name)
        try:
            if not self.exists(name):
                DeltaTable.create(str(path), schema=table.schema, configuration=_KEEP_LOG)
            file, digest = _write_file(path, table, sequential)
            action = AddAction(
                path=file.name,
                size=file.stat().st_size,
                partition_values={},
                modification_time=int(file.stat().st_mtime * 1000),
                data_change=True,
                stats=_statistics(table, bounds),
            )
            delta = DeltaTable(str(path))
            delta.create_write_transaction(
                [action],
                mode="append",
                schema=delta.schema(),
                commit_properties=CommitProperties(custom_metadata={**note, "file_sha256": digest}),
            )
        except (DeltaError, OSError, pa.ArrowException) as problem:
            raise StoreWriteFailed(path=path, reason=problem) from problem
        _flush(path, [])
        return DeltaTable(str(path)).version()

    def replace(self, name: str, table: pa.Table | pa.RecordBatchReader) -> int:
        """Write a new version that holds only these rows; older versions stay readable.

        Raises:
            StoreWriteFailed: the earlier version stays the newest then.
        """
        path = self.path(name)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_deltalake(
                str(path),
                table,
                mode="overwrite",
                schema_mode="overwrite",
                configuration=None if self.exists(name) else _KEEP_LOG,
                target_file_size=_ONE_FILE,
                writer_properties=WriterProperties(
                    compression="ZSTD", compression_level=1, max_row_group_size=ROWS_PER_GROUP
                ),
            )
        except (DeltaError, OSError) as problem:
            raise StoreWriteFailed(path=path, reason=problem) from problem
        version = self.version(name)
        _flush(path, self.files(name, version))
        return version

    def commits(self, name: str) -> list[Commit]:
        """Every commit in order, read from the log itself.

        Raises:
            TableUnreadable: a log file is damaged.
        """
        if not self.exists(name):
            return []
        return [_read_commit(name, file) for file in self._log(name)]

    def last_commit(self, name: str) -> Commit | None:
        """The newest commit, or null before the first."""
        if not self.exists(name):
            return None
        return _read_commit(name, self._log(name)[-1])

    def _seen(self, name: str, version: int | None) -> tuple[int, tuple[str, ...]]:
        """Version and files; a table is opened once, for that costs milliseconds."""
        key = (name, version, *self._state(name))
        found = self._known.get(key)
        if found is None:
            table = self._open(name, version)
            found = table.version(), tuple(sorted(table.file_uris()))
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[key] = found
        return found

    def _state(self, name: str) -> tuple[object, ...]:
        """What changes with each commit: the newest entry of the log, and when it was written."""
        try:
            with os.scandir(self.path(name) / "_delta_log") as entries:
                newest = max(each.name for each in entries if each.name.endswith(".json"))
            return newest, (self.path(name) / "_delta_log" / newest).stat().st_mtime_ns
        except (OSError, ValueError):
            return ()

    def _log(self, name: str) -> list[Path]:
        return sorted((self.path(name) / "_delta_log").glob("*.json"))

    def _open(self, name: str, version: int | None = None) -> DeltaTable:
        try:
            return DeltaTable(str(self.path(name)), version=version)
        except TableNotFoundError:
            raise TableMissing(table=name) from None
        except DeltaError as problem:
            if not self.exists(name):
                raise TableMissing(table=name) from None
            raise TableUnreadable(table=name, reason=problem) from problem


def _read_commit(name: str, file: Path) -> Commit:
    note: Mapping[str, str] = {}
    added: list[str] = []
    try:
        for line in file.read_text(encoding="utf-8").splitlines():
            action = json.loads(line)
            if "add" in action:
                added.append(str(file.parent.parent / action["add"]["path"]))
            elif "commitInfo" in action:
                note = {k: v for k, v in action["commitInfo"].items() if isinstance(v, str)}
    except (ValueError, OSError) as problem:
        raise TableUnreadable(table=name, reason=f"{file.name}: {problem}") from problem
    return Commit(int(file.stem), note, tuple(sorted(added)))


def _write_file(folder: Path, table: pa.Table, sequential: Sequence[str]) -> tuple[Path, str]:
    draft = folder / f".{uuid.uuid4().hex}.tmp"
    try:
        pq.write_table(
            table,
            draft,
            row_group_size=ROWS_PER_GROUP,
            compression="zstd",
            compression_level=1,
            use_dictionary=[name for name in table.column_names if name not in sequential],
            column_encoding=dict.fromkeys(sequential, "DELTA_BINARY_PACKED"),
            store_schema=False,
        )
        _sync(draft)
        with draft.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
        file = folder / f"{digest}.parquet"
        draft.rename(file)
    finally:
        draft.unlink(missing_ok=True)
    return file, digest


def _statistics(table: pa.Table, bounds: Sequence[str]) -> str:
    ends = {name: pc.min_max(table[name]).as_py() for name in bounds}
    return json.dumps(
        {
            "numRecords": table.num_rows,
            "minValues": {name: value["min"] for name, value in ends.items()},
            "maxValues": {name: value["max"] for name, value in ends.items()},
            "nullCount": {name: table[name].null_count for name in bounds},
        }
    )


def _flush(path: Path, files: Sequence[str]) -> None:
    """Ask the disk to keep the newest log entry, the files and the folders that name them."""
    log = path / "_delta_log"
    for target in (*map(Path, files), max(log.glob("*.json")), log, path):
        _sync(target)


def _sync(target: Path) -> None:
    handle = os.open(target, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
