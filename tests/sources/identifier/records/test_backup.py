"""Backup while writing, restore, and what is refused."""

import threading

import pytest

from lingnan.sources.identifier.records import backup as saving
from lingnan.sources.identifier.records.backup import make_backup, read_manifest, restore_backup
from lingnan.sources.identifier.records.change import Create
from lingnan.sources.identifier.records.errors import BackupBroken, BackupRefused
from lingnan.sources.identifier.records.reader import RecordReader
from lingnan.sources.identifier.records.verify import verify
from lingnan.sources.identifier.records.writer import RecordWriter
from lingnan.store.database import Database
from sources.identifier.records.conftest import AT
from sources.identifier.records.sample import stored


@pytest.fixture
def kept(writer, database, tmp_path):
    writer.apply([Create(f"88.900.1/{row}", stored()) for row in range(50)])
    make_backup(database, writer.environment, tmp_path / "b", at=AT)
    return tmp_path / "b"


def restored(folder, to):
    manifest = restore_backup(folder, database_file=to / "node.sqlite", records=to / "records")
    database = Database(f"sqlite:///{to / 'node.sqlite'}")
    with RecordWriter(database, to / "records") as writer, RecordReader(to / "records") as reader:
        assert verify(reader, writer.truth).is_equal
        return manifest, reader.records_count()


def test_what_was_saved_comes_back(kept, tmp_path):
    manifest, count = restored(kept, tmp_path / "new")
    assert manifest == read_manifest(kept)
    assert (manifest.records_count, count, manifest.sequence) == (50, 50, 1)
    assert manifest.made_at == "2026-03-01T08:00:00+00:00"


def test_a_backup_while_writing_is_of_one_state(writer, database, tmp_path):
    stop = threading.Event()
    done = []

    def write():
        while not stop.is_set():
            writer.apply([Create(f"88.900.1/{len(done)}", stored())])
            # Trimming keeps a while, as retention does: a follower stays behind.
            writer.trim_outbox({"follower": max(0, len(done) - 2_000)})
            done.append(1)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        for number in range(3):
            held = len(done)
            make_backup(database, writer.environment, tmp_path / f"b{number}", at=AT)
            manifest, count = restored(tmp_path / f"b{number}", tmp_path / f"n{number}")
            assert count == manifest.records_count >= held
    finally:
        stop.set()
        thread.join()


def test_changes_between_the_two_copies_are_followed(writer, database, tmp_path, monkeypatch):
    copy = saving.copy_file

    def slowly(environment, target):
        copy(environment, target)
        writer.apply([Create("88.900.1/between", stored())])

    monkeypatch.setattr(saving, "copy_file", slowly)
    writer.apply([Create("88.900.1/a", stored())])
    make_backup(database, writer.environment, tmp_path / "b", at=AT)
    manifest, count = restored(tmp_path / "b", tmp_path / "new")
    assert (manifest.shown_sequence, manifest.sequence, count) == (1, 2, 2)


def test_an_altered_or_missing_file_is_noticed(kept, tmp_path):
    with (kept / "records" / "data.mdb").open("r+b") as file:
        file.seek(5000)
        file.write(b"x")
    with pytest.raises(BackupBroken):
        restored(kept, tmp_path / "new")
    assert not (tmp_path / "new").exists()
    (kept / "manifest.json").unlink()
    with pytest.raises(BackupBroken):
        read_manifest(kept)


def test_nothing_is_written_over(kept, writer, database, folder, tmp_path):
    with pytest.raises(BackupRefused):
        make_backup(database, writer.environment, kept, at=AT)
    with pytest.raises(BackupRefused):
        restore_backup(kept, database_file=tmp_path / "x.sqlite", records=folder)


def test_postgresql_is_left_to_its_own_tools(writer, tmp_path):
    with pytest.raises(BackupRefused):
        make_backup(Database("postgresql://h/d"), writer.environment, tmp_path / "b", at=AT)
